/* What the pages of this app share: who is here, whether there is a line, the rules, the queue. */
import { computed, ref, shallowRef } from 'vue'
import { api, later, onEnded, Refused, type Decide, type Look, type Me, type Rules, type Site } from './api'
import { browserBox, deviceName, newKey, Store, sync, type Item } from './store'

interface Who { id: number; name: string }
const KEPT = 'yz.o.who'       // which account's drawer to open without a line; its name alone
const kept = (): Who | null => { try { return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Who | null } catch { return null } }

export const stage = ref<'asking' | 'out' | 'wrong' | 'in'>('asking')
export const who = ref<Who | null>(null)
export const online = ref(navigator.onLine)
export const cases = ref(false)      // may open a theft case
export const over = ref(false)       // the session has ended; what is decided is kept
export const rules = shallowRef<Rules | null>(null)
export const sites = shallowRef<Site[]>([])
export const items = ref<Item[]>([])
export const waiting = computed(() => items.value.filter(x => x.state !== 'sent').length)
export const draft = ref<{ look: Look | null; plate: string; item: Item | null }>({ look: null, plate: '', item: null })
export const store = shallowRef<Store | null>(null)
const box = browserBox()

onEnded(() => { over.value = true })

async function enter(w: Who) {
	who.value = w
	store.value = new Store(box, w.id)
	rules.value = await store.value.rules()
	items.value = await store.value.items()
	stage.value = 'in'
}

async function refresh() {
	const s = store.value
	if (!s) return
	try {
		rules.value = await api.rules()
		await s.keepRules(rules.value)
		sites.value = (await api.sites()).filter(x => x.open)
		online.value = true
	} catch (e) {
		if (e instanceof Refused && e.status === 0) online.value = false
	}
}

export async function begin(): Promise<void> {
	try {
		const me: Me = await api.me()
		const a = me.account as unknown as { id: number; display: string; roles: string[] }
		over.value = false
		online.value = true
		if (!a.roles.includes('traffic')) { stage.value = 'wrong'; return }
		cases.value = a.roles.some(r => r === 'officer' || r === 'case_officer')
		localStorage.setItem(KEPT, JSON.stringify({ id: a.id, name: a.display }))
		await enter({ id: a.id, name: a.display })
		await refresh()
		await send()
	} catch (e) {
		const w = kept()
		if (e instanceof Refused && e.status === 0 && w) {      // without a line: as who was here last
			online.value = false
			await enter(w)
		} else {
			stage.value = 'out'
		}
	}
}

let sending: Promise<number> | null = null
export async function send(): Promise<number> {
	const s = store.value
	if (!s) return 0
	sending ??= sync(s, async body => {
		const d = await api.decide(body)
		online.value = true
		return d
	}, e => {
		if (e instanceof Refused && e.status === 0) online.value = false
		return later(e)
	}, e => (e instanceof Refused ? { field: e.field, code: e.code } : { field: '', code: '' }), async () => (await api.me()).account.id)
	try {
		const n = await sending
		if (n < 0) over.value = true
		return n
	} catch (e) {
		if (!later(e)) throw e
		if ((e as Refused).status === 0) online.value = false
		if ((e as Refused).status === 401) over.value = true
		return 0
	} finally {
		sending = null
		items.value = await s.items()
	}
}

/** On the disk first; then it is sent, if there is a line. */
export async function decideNow(body: Omit<Decide, 'clientId'>, fact: string, replaces: Item | null): Promise<Item> {
	const s = store.value!, id = newKey(deviceName(localStorage))
	await s.save({ id, at: Date.now(), state: 'waiting', body: { ...body, clientId: id, offline: !online.value }, fact, why: '', code: '', done: null })
	if (replaces) await s.drop(replaces.id)
	await send()
	return items.value.find(x => x.id === id)!
}

export async function drop(item: Item) {
	await store.value?.drop(item.id)
	items.value = (await store.value?.items()) ?? []
}

export async function leave() {
	try { await api.logout() } catch { /* the session ends by itself */ }
	localStorage.removeItem(KEPT)
	who.value = null
	store.value = null
	stage.value = 'out'
}

window.addEventListener('online', () => { online.value = true; if (stage.value === 'in') void refresh().then(send) })
window.addEventListener('offline', () => { online.value = false })
setInterval(() => { if (stage.value === 'in' && !over.value && items.value.some(x => x.state === 'waiting')) void send() }, 20_000)
