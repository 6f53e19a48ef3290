/* What an officer's phone keeps: decisions that wait to be sent, the rules of the day, the last looks. Sealed, each account under a key of its own.
 *
 *   a decision is kept before it is sent, and goes only when the server has it and a day is over, or when the officer throws it away himself
 *   it is sent under the same key however often: the server takes it once (spot.h, SD3)
 *   what the server refuses stays, with its reason, to be put right or thrown away
 *   looks hold a masked owner and are forgotten after LOOK_MS; nothing lies in clear text on the disk */
import type { Decide, Decision, Look, Rules } from './api'

export const LOOK_MS = 12 * 3600_000
export const SENT_MS = 24 * 3600_000
export const LOOKS = 20

export interface Sealed { id: string; who: string; at: number; iv: Uint8Array; data: ArrayBuffer }
export type Drawer = 'queue' | 'cache'
/** Keys, and two drawers of sealed things. IndexedDB in the browser, a Map in tests. */
export interface Box {
	key(who: string): Promise<CryptoKey | undefined>
	keep(who: string, key: CryptoKey): Promise<void>
	put(drawer: Drawer, value: Sealed): Promise<void>
	del(drawer: Drawer, id: string): Promise<void>
	all(drawer: Drawer): Promise<Sealed[]>
}
export type ItemState = 'waiting' | 'refused' | 'sent'
export interface Item { id: string; at: number; state: ItemState; body: Decide; fact: string; why: string; code: string; done: Pick<Decision, 'id' | 'number' | 'state' | 'custodyId' | 'custodyNumber' | 'fineFen'> | null }
export interface SeenLook { q: string; at: number; look: Look }

const bound = (s: Pick<Sealed, 'id' | 'who' | 'at'>) => new TextEncoder().encode(`${s.who}|${s.id}|${s.at}`)

export class Store {
	private readonly who: string
	private turn: Promise<unknown> = Promise.resolve()
	constructor(private readonly box: Box, readonly account: number, private readonly now: () => number = Date.now) {
		this.who = String(account)
	}

	/** One after the other: no save overtakes an earlier one. */
	private inTurn<R>(work: () => Promise<R>): Promise<R> {
		const p = this.turn.then(work, work)
		this.turn = p.catch(() => undefined)
		return p
	}

	private async key(): Promise<CryptoKey> {
		const known = await this.box.key(this.who)
		if (known) return known
		const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
		await this.box.keep(this.who, fresh)
		return fresh
	}

	private async seal(drawer: Drawer, id: string, at: number, value: unknown) {
		const s = { id: `${this.who}.${id}`, who: this.who, at }
		const iv = crypto.getRandomValues(new Uint8Array(12))
		const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(s) }, await this.key(), new TextEncoder().encode(JSON.stringify(value)))
		await this.box.put(drawer, { ...s, iv, data })
	}

	private async open<T>(s: Sealed): Promise<T> {
		const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv as BufferSource, additionalData: bound(s) }, await this.key(), s.data)
		return JSON.parse(new TextDecoder().decode(text)) as T
	}

	save(item: Item): Promise<void> {
		return this.inTurn(() => this.seal('queue', item.id, item.at, item))
	}

	drop(id: string): Promise<void> {
		return this.inTurn(() => this.box.del('queue', `${this.who}.${id}`))
	}

	/** Newest first. What was sent a day ago goes; what does not open stays where it is: it is not lost by this. */
	items(): Promise<Item[]> {
		return this.inTurn(async () => {
			const out: Item[] = []
			for (const s of await this.box.all('queue')) {
				if (s.who !== this.who) continue
				const item = await this.open<Item>(s).catch(() => null)
				if (!item) continue
				if (item.state === 'sent' && item.at + SENT_MS < this.now()) await this.box.del('queue', s.id)
				else out.push(item)
			}
			return out.sort((a, b) => b.at - a.at)
		})
	}

	keepRules(r: Rules): Promise<void> {
		return this.inTurn(() => this.seal('cache', 'rules', this.now(), r))
	}

	rules(): Promise<Rules | null> {
		return this.inTurn(async () => {
			const s = (await this.box.all('cache')).find(x => x.id === `${this.who}.rules`)
			return s ? this.open<Rules>(s).catch(() => null) : null
		})
	}

	keepLook(look: Look): Promise<void> {
		return this.inTurn(() => this.seal('cache', `look.${look.bikeId ?? 0}`, this.now(), { q: look.plate, at: this.now(), look } satisfies SeenLook))
	}

	/** The last looks, newest first; old ones, and more than LOOKS, are removed. */
	looks(): Promise<SeenLook[]> {
		return this.inTurn(async () => {
			const mine = (await this.box.all('cache')).filter(s => s.who === this.who && s.id.includes('.look.')).sort((a, b) => b.at - a.at)
			const out: SeenLook[] = []
			for (const s of mine) {
				const seen = out.length < LOOKS && s.at + LOOK_MS > this.now() ? await this.open<SeenLook>(s).catch(() => null) : null
				if (seen) out.push(seen)
				else await this.box.del('cache', s.id)
			}
			return out
		})
	}
}

/** May it go through later as it is: no line, a server that is busy or away, a session that is over (all), or one at which the server fails (this). */
export const waits = (status: number): '' | 'all' | 'this' => (status === 0 || status === 401 || status === 429 || (status > 500 && status < 600) ? 'all' : status === 500 ? 'this' : '')

/** Sends what waits, oldest first, and stops at the first that the line does not take. How many went; -1: somebody else is logged in now (in another window of this
 *  phone), and a decision is made by who made it. */
export async function sync(store: Store, send: (body: Decide) => Promise<Decision>, later: (e: unknown) => ReturnType<typeof waits>, why: (e: unknown) => { field: string; code: string },
	me: () => Promise<number> = async () => store.account): Promise<number> {
	const queue = (await store.items()).filter(x => x.state === 'waiting').reverse()
	if (queue.length && await me() !== store.account) return -1
	let n = 0
	for (const { id } of queue) {
		const item = (await store.items()).find(x => x.id === id)      // as it stands now: it may have been thrown away since
		if (item?.state !== 'waiting') continue
		try {
			const d = await send(item.body)
			await store.save({ ...item, state: 'sent', why: '', code: '', done: { id: d.id, number: d.number, state: d.state, custodyId: d.custodyId, custodyNumber: d.custodyNumber, fineFen: d.fineFen } })
			n++
		} catch (e) {
			const wait = later(e)
			if (wait === 'all') break
			if (wait) continue
			const w = why(e)
			await store.save({ ...item, state: 'refused', why: w.field, code: w.code })
		}
	}
	return n
}

/** The same plate or tag, as people write it. */
export const folded = (s: string) => s.normalize('NFKC').toUpperCase().replace(/[\s·.\-()（）]/g, '')

/** A tag as its label has it; and whether that can be one (empty: none was read). The server asks the same. */
export const tagText = (s: string) => s.normalize('NFKC').trim().toUpperCase()
export const tagSound = (s: string) => /^$|^(?!0+$)[0-9A-F]{1,16}$/.test(tagText(s))

/** What an ID card says of the age at an instant; null: it is none. */
export function ageOf(idNo: string, at: number): number | null {
	const m = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(idNo.normalize('NFKC').trim().toUpperCase())
	if (!m) return null
	const d = new Date(at + 8 * 3600_000), [y, mo, day] = [Number(m[1]), Number(m[2]), Number(m[3])]
	if (mo < 1 || mo > 12 || day < 1 || day > 31) return null
	const full = d.getUTCFullYear() - y - (d.getUTCMonth() + 1 < mo || (d.getUTCMonth() + 1 === mo && d.getUTCDate() < day) ? 1 : 0)
	return full < 0 || full > 150 ? null : full
}
/** The most that somebody of that age pays, in fen (spot_fine_most). */
export const fineMost = (min: number, max: number, age: number | null) => (age === null || age >= 18 ? max : age < 14 ? 0 : Math.max(min, Math.floor((min + max) / 200) * 100))

/** This phone's part of a key, made once; and a new key. */
export function newKey(device: string): string {
	const b = crypto.getRandomValues(new Uint8Array(16))
	return `${device}-${[...b].map(x => x.toString(16).padStart(2, '0')).join('')}`
}
export function deviceName(shelf: Pick<Storage, 'getItem' | 'setItem'>): string {
	let d = shelf.getItem('yz.o.device')
	if (!d || !/^[0-9a-f]{8}$/.test(d)) {
		d = [...crypto.getRandomValues(new Uint8Array(4))].map(x => x.toString(16).padStart(2, '0')).join('')
		shelf.setItem('yz.o.device', d)
	}
	return d
}

/* --- the browser's box --- */
const wait = <R>(r: IDBRequest<R>) => new Promise<R>((yes, no) => {
	r.onsuccess = () => yes(r.result)
	r.onerror = () => no(r.error ?? new Error('indexedDB'))
})

export function browserBox(): Box {
	let opened: Promise<IDBDatabase> | null = null
	const open = () => (opened ??= new Promise<IDBDatabase>((yes, no) => {
		const r = indexedDB.open('yz.o', 1)
		r.onupgradeneeded = () => { for (const n of ['keys', 'queue', 'cache']) r.result.createObjectStore(n) }
		r.onsuccess = () => yes(r.result)
		r.onerror = () => no(r.error ?? new Error('indexedDB'))
	}).catch(e => {
		opened = null
		throw e
	}))
	const read = async (name: string) => (await open()).transaction(name, 'readonly').objectStore(name)
	/* Counts once its transaction is done and on the disk: a crash between would lose it. */
	const write = async (name: string, work: (s: IDBObjectStore) => void) => {
		const tx = (await open()).transaction(name, 'readwrite', { durability: 'strict' })
		work(tx.objectStore(name))
		await new Promise<void>((yes, no) => {
			tx.oncomplete = () => yes()
			tx.onabort = tx.onerror = () => no(tx.error ?? new Error('indexedDB'))
		})
	}
	return {
		key: async who => wait((await read('keys')).get(who) as IDBRequest<CryptoKey | undefined>),
		keep: (who, key) => write('keys', s => { s.put(key, who) }),
		put: (drawer, value) => write(drawer, s => { s.put(value, value.id) }),
		del: (drawer, id) => write(drawer, s => { s.delete(id) }),
		all: async drawer => wait((await read(drawer)).getAll() as IDBRequest<Sealed[]>)
	}
}
