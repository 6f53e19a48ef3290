/* The queue of an officer's phone: nothing is lost, nothing is sent as two, nothing lies in clear text. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import type { Decide, Decision, Look } from '../../o/api'
import { ageOf, deviceName, fineMost, newKey, Store, sync, tagSound, tagText, waits, LOOK_MS, SENT_MS, type Box, type Drawer, type Item, type Sealed } from '../../o/store'

function mapBox() {
	const keys = new Map<string, CryptoKey>(), drawers = { queue: new Map<string, Sealed>(), cache: new Map<string, Sealed>() }
	const box: Box = {
		key: async w => keys.get(w),
		keep: async (w, k) => { keys.set(w, k) },
		put: async (d: Drawer, v) => { drawers[d].set(v.id, v) },
		del: async (d: Drawer, id) => { drawers[d].delete(id) },
		all: async (d: Drawer) => [...drawers[d].values()]
	}
	return { box, drawers }
}
const body = (id: string): Decide => ({ clientId: id, outcome: 'fine', code: '2007', place: '桥东', at: 1, name: '骑车人', idNo: '439900199001010006', fineFen: 2000 }) as Decide
const item = (id: string, at: number): Item => ({ id, at, state: 'waiting', body: body(id), fact: '', why: '', code: '', done: null })
const answer = (n: number) => ({ id: n, number: `CF-${n}`, state: 'fined', custodyId: null, custodyNumber: null, fineFen: 2000 }) as Decision
class Fault extends Error { constructor(readonly status: number, readonly field = '') { super() } }
const later = (e: unknown) => waits((e as Fault).status)
const why = (e: unknown) => ({ field: (e as Fault).field, code: 'STATE' })

describe('queue', () => {
	it('keeps what the line does not take, in order, and sends it later under the same key', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000), sent: string[] = []
		await s.save(item('b', 20))
		await s.save(item('a', 10))
		expect(await sync(s, async () => { throw new Fault(0) }, later, why)).toBe(0)
		expect((await s.items()).map(x => x.state)).toEqual(['waiting', 'waiting'])
		let n = 0
		expect(await sync(s, async d => { sent.push(d.clientId); return answer(++n) }, later, why)).toBe(2)
		expect(sent).toEqual(['a', 'b'])
		expect((await s.items()).map(x => x.done?.number)).toEqual(['CF-2', 'CF-1'])
		expect(await sync(s, async () => { throw new Error('sent twice') }, later, why)).toBe(0)
	})
	it('keeps what is refused with its reason, and goes on with the next', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000)
		await s.save(item('a', 10))
		await s.save(item('b', 20))
		expect(await sync(s, async d => { if (d.clientId === 'a') throw new Fault(409, 'inCustody'); return answer(1) }, later, why)).toBe(1)
		const [b, a] = await s.items()
		expect([a!.state, a!.why, b!.state]).toEqual(['refused', 'inCustody', 'sent'])
	})
	it('sends nothing that was thrown away while others were sent', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000), sent: string[] = []
		await s.save(item('a', 10))
		await s.save(item('b', 20))
		expect(await sync(s, async d => { sent.push(d.clientId); await s.drop('b'); return answer(1) }, later, why)).toBe(1)
		expect(sent).toEqual(['a'])
		expect((await s.items()).map(x => x.id)).toEqual(['a'])
	})
	it('goes past one at which the server fails: it waits, and holds nobody up', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000)
		await s.save(item('a', 10))
		await s.save(item('b', 20))
		expect(await sync(s, async d => { if (d.clientId === 'a') throw new Fault(500); return answer(1) }, later, why)).toBe(1)
		expect((await s.items()).map(x => x.state)).toEqual(['sent', 'waiting'])
	})
	it('sends nothing under the session of somebody else', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000)
		await s.save(item('a', 10))
		expect(await sync(s, async () => { throw new Error('decided by another') }, later, why, async () => 8)).toBe(-1)
		expect((await s.items())[0]!.state).toBe('waiting')
		await expect(sync(s, async () => answer(1), later, why, async () => { throw new Fault(0) })).rejects.toThrow(Fault)
		expect(await sync(s, async () => answer(1), later, why, async () => 7)).toBe(1)
		expect(await sync(s, async () => answer(1), later, why, async () => { throw new Error('nobody need be asked') })).toBe(0)
	})
	it('stops while the session is over, and loses nothing', async () => {
		const { box } = mapBox(), s = new Store(box, 7, () => 1000)
		await s.save(item('a', 10))
		await sync(s, async () => { throw new Fault(401) }, later, why)
		expect((await new Store(box, 7).items())[0]!.state).toBe('waiting')
	})
	it('forgets only what was sent a day ago', async () => {
		const { box } = mapBox()
		let now = 100
		const s = new Store(box, 7, () => now)
		await s.save({ ...item('old', 100), state: 'sent', done: answer(1) })
		await s.save(item('waits', 100))
		now += 90 * SENT_MS
		expect((await s.items()).map(x => x.id)).toEqual(['waits'])
	})
	it('is sealed, and another account sees nothing', async () => {
		const { box, drawers } = mapBox(), s = new Store(box, 7)
		await s.save(item('a', 10))
		const raw = new TextDecoder().decode(drawers.queue.get('7.a')!.data)
		expect(raw).not.toContain('骑车人')
		expect(await new Store(box, 8).items()).toEqual([])
		drawers.queue.get('7.a')!.at++      // made younger: it does not open, and it is not thrown away
		expect(await s.items()).toEqual([])
		expect(drawers.queue.size).toBe(1)
	})
	it('keeps looks for half a day', async () => {
		const { box } = mapBox()
		let now = 100
		const s = new Store(box, 7, () => now)
		await s.keepLook({ bikeId: 3, plate: 'A1' } as Look)
		expect((await s.looks()).length).toBe(1)
		now += LOOK_MS + 1
		expect(await s.looks()).toEqual([])
	})
})

describe('age and fine', () => {
	it('takes for a tag what a label can say, and nothing else', () => {
		expect(['', ' beef ', 'ＡＢ12', '1234567890ABCDEF'].every(tagSound)).toBe(true)
		expect(['look below', 'BEEF-1', '0', '000', '1234567890ABCDEF0', '0xBEEF', '标签'].some(tagSound)).toBe(false)
		expect(tagText(' ａb12 ')).toBe('AB12')
	})
	it('reads an ID card as the law counts years', () => {
		const at = Date.UTC(2026, 10, 26, 4)
		expect(ageOf('439900201211260006', at)).toBe(14)
		expect(ageOf('439900201211270006', at)).toBe(13)
		expect(ageOf('PASS123', at)).toBe(null)
	})
	it('asks of who is under 18 the middle at most', () => {
		expect([fineMost(500, 5000, 13), fineMost(500, 5000, 14), fineMost(500, 5000, 18), fineMost(500, 5000, null)]).toEqual([0, 2700, 5000, 5000])
	})
	it('makes keys that the server takes', () => {
		const shelf = new Map<string, string>(), d = deviceName({ getItem: k => shelf.get(k) ?? null, setItem: (k, v) => { shelf.set(k, v) } })
		expect(newKey(d)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{32}$/)
		expect(newKey(d)).not.toBe(newKey(d))
	})
})

describe('a start without an answer', () => {
	/* The worker of the page, with /o/ kept, before a server that answers so. */
	async function opens(fetch: (r: unknown, o?: { signal: AbortSignal }) => Promise<unknown>, kept: unknown = { status: 200, of: 'the phone' }) {
		let on: (e: unknown) => void = () => undefined, got: Promise<unknown> | undefined
		const box = { match: async () => kept, put: async () => undefined }
		const self = { location: { origin: 'https://a' }, addEventListener: (name: string, fn: typeof on) => { if (name === 'fetch') on = fn } }
		runInNewContext(readFileSync(path.resolve(import.meta.dirname, '../../public/o/sw.js'), 'utf8'), { self, location: self.location, caches: { open: async () => box }, fetch, URL, AbortController, setTimeout: (fn: () => void) => setTimeout(fn, 0) })
		on({ request: { url: 'https://a/o/', method: 'GET', mode: 'navigate' }, respondWith: (p: Promise<unknown>) => { got = p } })
		return await got as { status: number; of?: string }
	}
	const answers = (status: number) => async () => ({ status, ok: status === 200, clone: () => null })
	it('is of what the phone keeps: without a line, with a server that is away or busy, on a line that carries nothing', async () => {
		expect((await opens(async () => { throw new TypeError('no line') })).of).toBe('the phone')
		for (const status of [429, 500, 502, 503]) expect((await opens(answers(status))).of, String(status)).toBe('the phone')
		expect((await opens((_, o) => new Promise((_, no) => o?.signal.addEventListener('abort', () => no(new Error('aborted')))))).of).toBe('the phone')
	})
	it('is the server\'s word where it has one, or where nothing is kept', async () => {
		for (const status of [200, 403, 404]) expect((await opens(answers(status))).of, String(status)).toBe(undefined)
		expect((await opens(answers(502), null)).status).toBe(502)
	})
	it('does not wait for ever', async () => {
		vi.useFakeTimers()
		vi.stubGlobal('location', { origin: 'https://a' })
		vi.stubGlobal('fetch', (_: unknown, o: { signal?: AbortSignal }) => new Promise((_, no) => o.signal?.addEventListener('abort', () => no(new Error('aborted')))))
		try {
			const { api } = await import('../../o/api')
			let status = -1
			void api.me().catch(e => { status = e.status })
			await vi.advanceTimersByTimeAsync(30_000)
			expect(status).toBe(0)
		} finally {
			vi.unstubAllGlobals()
			vi.useRealTimers()
		}
	})
})
