/* What the pages of this app share: who is here, whether there is a line, the rules, the queue. */
import { computed, ref, shallowRef } from 'vue'
import { api, later, onEnded, Refused, type Decide, type Look, type Me, type Rules, type Site } from './api'
import { browserBox, deviceName, newKey, Store, sync, type Item } from './store'

interface Who { id: number; name: string }
const LEFT = 'yz.o.left'      // somebody has logged out here, and the server does not know it yet
const KEPT = 'yz.o.who'       // which account's drawer to open without a line; its name alone
const kept = (): Who | null => { try { return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Who | null } catch { return null } }

export const stage = ref<'asking' | 'out' | 'wrong' | 'in'>('asking')
export const who = ref<Who | null>(null)
export const online = ref(navigator.onLine)
export const away = ref(false)       // there is a line, and the server does not answer
export const cases = ref(false)      // may open a theft case
export const over = ref(false)       // the session has ended; what is decided is kept
export const rules = shallowRef<Rules | null>(null)
export const sites = shallowRef<Site[]>([])
export const items = ref<Item[]>([])
export const waiting = computed(() => items.value.filter(x => x.state !== 'sent').length)
interface Draft { look: Look | null; plate: string; item: Item | null }
const blank = (): Draft => ({ look: null, plate: '', item: null })
export const draft = ref<Draft>(blank())
export const opened = ref(0)         // counts what was opened to be put right: each has a form of its own
export const store = shallowRef<Store | null>(null)
const box = browserBox()

onEnded(() => { over.value = true })

let turn = 0      // an answer to who was here before a log-in or a log-out is of no use
/* What one officer has looked up or filled in is not the next one's. */
function clear() {
	who.value = null
	store.value = null
	items.value = []
	draft.value = blank()
	cases.value = over.value = false
}

async function enter(w: Who) {
	if (who.value?.id !== w.id) clear()
	const s = (store.value ??= new Store(box, w.id)), mine = turn
	who.value = w
	const kept = { rules: await s.rules(), items: await s.items() }
	if (mine !== turn) return
	rules.value = kept.rules
	items.value = kept.items
	stage.value = 'in'
}

/* No line, or nobody at its other end. */
const lost = (e: unknown) => {
	if (!(e instanceof Refused) || (e.status > 0 && e.status <= 500)) return
	online.value = false
	away.value = e.status > 0
}

async function refresh() {
	const s = store.value
	if (!s) return
	try {
		const got = await api.rules()
		await s.keepRules(got)
		rules.value = got
		sites.value = (await api.sites()).filter(x => x.open)
		online.value = true
	} catch (e) {
		lost(e)
	}
}

let parting: Promise<boolean> | null = null
/** Whether the server knows of every log-out on this phone: one without a line is told before anything else is asked. */
export function part(): Promise<boolean> {
	if (!localStorage.getItem(LEFT)) return Promise.resolve(true)
	return (parting ??= api.logout().then(() => true, e => e instanceof Refused && e.status === 401).then(known => {
		if (known) localStorage.removeItem(LEFT)
		parting = null
		return known
	}))
}

async function signedIn(mine: number): Promise<boolean> {
	const me: Me = await api.me()
	if (mine !== turn) return false
	const a = me.account as unknown as { id: number; display: string; roles: string[] }
	online.value = true
	if (!a.roles.includes('traffic')) {
		clear()
		stage.value = 'wrong'
		return false
	}
	localStorage.setItem(KEPT, JSON.stringify({ id: a.id, name: a.display }))
	await enter({ id: a.id, name: a.display })
	over.value = false
	cases.value = a.roles.some(r => r === 'officer' || r === 'case_officer')
	return true
}

/** Whose session it is; without an answer, as who was here last. fresh: somebody has just logged in, and nobody else is meant: what goes wrong is thrown. */
export async function begin(fresh = false): Promise<void> {
	const mine = fresh ? ++turn : turn
	if (fresh) localStorage.removeItem(LEFT)
	else if (!(await part())) { stage.value = 'out'; return }
	try {
		if (!(await signedIn(mine))) return
	} catch (e) {
		if (mine !== turn) return
		if (fresh) throw e
		const w = who.value ?? kept(), status = e instanceof Refused ? e.status : 500
		if (status === 401 && stage.value === 'in') {
			over.value = true
		} else if (later(e) && status !== 401 && w) {
			online.value = false
			away.value = status > 0
			await enter(w)
		} else {
			stage.value = 'out'
		}
		return
	}
	await refresh()
	await send().catch(() => 0)
}

let sending: Promise<number> | null = null
export async function send(): Promise<number> {
	const s = store.value
	if (!s) return 0
	sending ??= sync(s, async body => {
		if (store.value !== s) throw new Refused(401, 'UNAUTH', '', 0)      // who decided it has logged out meanwhile
		const d = await api.decide(body)
		online.value = true
		return d
	}, e => {
		lost(e)
		return later(e)
	}, e => (e instanceof Refused ? { field: e.field, code: e.code } : { field: '', code: '' }), async () => (await api.me()).account.id)
	try {
		const n = await sending
		if (n < 0) over.value = true
		return n
	} catch (e) {
		if (!later(e)) throw e
		lost(e)
		if ((e as Refused).status === 401) over.value = true
		return 0
	} finally {
		sending = null
		const now = await s.items()
		if (store.value === s) items.value = now
	}
}

/** On the disk first; then it is sent, if there is a line. What the line takes long for is kept, and the officer goes on. */
export async function decideNow(body: Omit<Decide, 'clientId'>, fact: string, replaces: Item | null): Promise<Item> {
	const s = store.value!, id = newKey(deviceName(localStorage))
	await s.save({ id, at: Date.now(), state: 'waiting', body: { ...body, clientId: id, offline: !online.value }, fact, why: '', code: '', done: null })
	if (replaces) await s.drop(replaces.id)
	items.value = await s.items()
	await Promise.race([send(), new Promise(r => setTimeout(r, 4000))])
	return items.value.find(x => x.id === id)!
}

export async function drop(item: Item) {
	await store.value?.drop(item.id)
	items.value = (await store.value?.items()) ?? []
}

/** At once on this phone; the server is told as soon as it can be. */
export async function leave() {
	localStorage.setItem(LEFT, '1')
	localStorage.removeItem(KEPT)
	turn++
	clear()
	stage.value = 'out'
	await part()
}

window.addEventListener('online', () => {
	online.value = true
	if (stage.value === 'in') void begin()
	else void part()
})
window.addEventListener('offline', () => {
	online.value = away.value = false
})
setInterval(() => {
	if (stage.value !== 'in' || over.value) return
	if (!online.value && navigator.onLine) void begin()
	else if (items.value.some(x => x.state === 'waiting')) void send()
}, 20_000)
