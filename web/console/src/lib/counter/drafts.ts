/* Half-filled forms that outlive a reload, a crash, a lost line, a restart of the server and a log-out by the clock.
 *
 * Each account and point has a key of its own: AES-GCM, made here, not extractable, kept by the browser as a handle. A draft is stored sealed,
 * bound to its account, point, id and time, so that it cannot be given to another or made younger. It lives MAX_AGE_MS at most, and is gone
 * after its issue. No clear text reaches the disk. */
export const MAX_AGE_MS = 24 * 3600_000

export interface Sealed { id: string; who: string; at: number; aside: boolean; iv: Uint8Array; data: ArrayBuffer }
export interface Kept<T> { id: string; at: number; aside: boolean; body: T }
/** Two drawers: keys and sealed drafts. IndexedDB in the browser, a Map in tests. */
export interface Box {
	get(drawer: 'keys', id: string): Promise<CryptoKey | undefined>
	put(drawer: 'keys' | 'drafts', id: string, value: CryptoKey | Sealed): Promise<void>
	del(drawer: 'keys' | 'drafts', id: string): Promise<void>
	all(): Promise<Sealed[]>
	keys(): Promise<string[]>
}

const bound = (s: Pick<Sealed, 'id' | 'who' | 'at'>) => new TextEncoder().encode(`${s.who}|${s.id}|${s.at}`)
const whose = (account: number, site: number) => `${account}.${site}`

export class Drafts<T> {
	private readonly who: string
	private queue: Promise<unknown> = Promise.resolve()
	constructor(private readonly box: Box, account: number, site: number, private readonly now: () => number = Date.now) {
		this.who = whose(account, site)
	}

	/** One after the other: a save never overtakes an earlier one, nor a removal. */
	private inTurn<R>(work: () => Promise<R>): Promise<R> {
		const p = this.queue.then(work, work)
		this.queue = p.catch(() => undefined)
		return p
	}

	private async key(): Promise<CryptoKey> {
		const known = await this.box.get('keys', this.who)
		if (known) return known
		const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
		await this.box.put('keys', this.who, fresh)
		return fresh
	}

	save(id: string, body: T, aside: boolean): Promise<void> {
		const text = new TextEncoder().encode(JSON.stringify(body))
		return this.inTurn(async () => {
			const s = { id, who: this.who, at: this.now() }
			const iv = crypto.getRandomValues(new Uint8Array(12))
			const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(s) }, await this.key(), text)
			await this.box.put('drafts', id, { ...s, aside, iv, data })
		})
	}

	remove(id: string): Promise<void> {
		return this.inTurn(() => this.box.del('drafts', id))
	}

	/** This account's drafts at this point, newest first. What is too old is removed, whoever's it is; what does not open is removed if it is ours. */
	list(): Promise<Kept<T>[]> {
		return this.inTurn(async () => {
			const out: Kept<T>[] = []
			for (const s of await this.box.all()) {
				if (s.at + MAX_AGE_MS <= this.now() || s.at > this.now() + MAX_AGE_MS) {
					await this.box.del('drafts', s.id)
					continue
				}
				if (s.who !== this.who) continue
				try {
					const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: s.iv as BufferSource, additionalData: bound(s) }, await this.key(), s.data)
					out.push({ id: s.id, at: s.at, aside: s.aside, body: JSON.parse(new TextDecoder().decode(text)) as T })
				} catch {
					await this.box.del('drafts', s.id)
				}
			}
			return out.sort((a, b) => b.at - a.at)
		})
	}
}

/** How many drafts an account has here, all points together. Nothing is opened. */
export async function draftCount(box: Box, account: number, now = Date.now()): Promise<number> {
	return (await box.all()).filter(s => s.who.startsWith(`${account}.`) && s.at + MAX_AGE_MS > now).length
}

/** Drafts and keys of an account, all points: after an explicit log-out that asked. */
export async function wipe(box: Box, account: number): Promise<void> {
	for (const s of await box.all()) if (s.who.startsWith(`${account}.`)) await box.del('drafts', s.id)
	for (const k of await box.keys()) if (k.startsWith(`${account}.`)) await box.del('keys', k)
}

/* --- the browser's box --- */
const NAME = 'yz.counter'
const wait = <R>(r: IDBRequest<R>) => new Promise<R>((yes, no) => {
	r.onsuccess = () => yes(r.result)
	r.onerror = () => no(r.error ?? new Error('indexedDB'))
})

export function browserBox(): Box {
	let opened: Promise<IDBDatabase> | null = null
	const open = () => (opened ??= new Promise<IDBDatabase>((yes, no) => {
		const r = indexedDB.open(NAME, 1)
		r.onupgradeneeded = () => {
			r.result.createObjectStore('keys')
			r.result.createObjectStore('drafts')
		}
		r.onsuccess = () => yes(r.result)
		r.onerror = () => no(r.error ?? new Error('indexedDB'))
	}).catch(e => {
		opened = null
		throw e
	}))
	const drawer = async (name: string, mode: IDBTransactionMode) => (await open()).transaction(name, mode).objectStore(name)
	/* A write counts once its transaction is done, not when the request is: a crash between the two would lose it. */
	const done = (s: IDBObjectStore) => new Promise<void>((yes, no) => {
		s.transaction.oncomplete = () => yes()
		s.transaction.onabort = s.transaction.onerror = () => no(s.transaction.error ?? new Error('indexedDB'))
	})
	return {
		get: async (name, id) => wait((await drawer(name, 'readonly')).get(id) as IDBRequest<CryptoKey | undefined>),
		put: async (name, id, value) => {
			const s = await drawer(name, 'readwrite')
			s.put(value, id)
			await done(s)
		},
		del: async (name, id) => {
			const s = await drawer(name, 'readwrite')
			s.delete(id)
			await done(s)
		},
		all: async () => wait((await drawer('drafts', 'readonly')).getAll() as IDBRequest<Sealed[]>),
		keys: async () => (await wait((await drawer('keys', 'readonly')).getAllKeys())).map(String)
	}
}
