import { beforeEach, describe, expect, it } from 'vitest'
import { Drafts, MAX_AGE_MS, draftCount, wipe, type Box, type Sealed } from './drafts'

function memory() {
	const keys = new Map<string, CryptoKey>()
	const drafts = new Map<string, Sealed>()
	const drawer = (d: string) => (d === 'keys' ? keys : drafts) as Map<string, unknown>
	const box: Box = {
		get: async (_d, id) => keys.get(id),
		put: async (d, id, v) => void drawer(d).set(id, v),
		del: async (d, id) => void drawer(d).delete(id),
		all: async () => [...drafts.values()],
		keys: async () => [...keys.keys()]
	}
	return { box, keys, drafts }
}
type Body = { name: string; requestId: string }
const FORM: Body = { name: 'Chen Jianming 430406', requestId: 'ab'.repeat(16) }

describe('the drafts', () => {
	let m = memory()
	let now = 1_000_000
	const of = (account: number, site = 1) => new Drafts<Body>(m.box, account, site, () => now)
	beforeEach(() => {
		m = memory()
		now = 1_000_000
	})

	it('come back as they were, newest first, also to a page that starts anew', async () => {
		const a = of(7)
		await a.save('one', FORM, false)
		now += 1000
		await a.save('two', { ...FORM, name: 'second' }, true)
		expect((await of(7).list()).map(d => [d.id, d.aside, d.body.name])).toEqual([['two', true, 'second'], ['one', false, FORM.name]])
		await a.save('one', { ...FORM, name: 'changed' }, false)
		expect((await of(7).list()).find(d => d.id === 'one')!.body).toEqual({ ...FORM, name: 'changed' })
	})
	it('lie there sealed', async () => {
		await of(7).save('one', FORM, false)
		const text = new TextDecoder('latin1').decode(m.drafts.get('one')!.data)
		for (const word of ['Chen', '430406', FORM.requestId, 'requestId']) expect(text).not.toContain(word)
	})
	it('have a key that cannot be taken out, one an account and point', async () => {
		await of(7).save('one', FORM, false)
		await of(7, 2).save('two', FORM, false)
		await of(8).save('three', FORM, false)
		expect([...m.keys.keys()]).toEqual(['7.1', '7.2', '8.1'])
		for (const k of m.keys.values()) {
			expect(k.extractable).toBe(false)
			await expect(crypto.subtle.exportKey('raw', k)).rejects.toThrow()
		}
	})
	it('are not shown to another account or point, and stay for their own', async () => {
		await of(7).save('one', FORM, false)
		expect(await of(8).list()).toEqual([])
		expect(await of(7, 2).list()).toEqual([])
		expect(await of(7).list()).toHaveLength(1)
	})
	it('do not open under another name, time or key', async () => {
		await of(7).save('one', FORM, false)
		await of(8).save('theirs', FORM, false)
		const mine = m.drafts.get('one')!
		m.drafts.set('one', { ...mine, who: '8.1' })              // given to another account
		expect((await of(8).list()).map(d => d.id)).toEqual(['theirs'])
		m.drafts.set('one', { ...mine, at: mine.at + 5000 })      // made younger
		expect(await of(7).list()).toEqual([])
		expect(m.drafts.has('one')).toBe(false)
		await of(7).save('one', FORM, false)
		m.keys.set('7.1', m.keys.get('8.1')!)
		expect(await of(7).list()).toEqual([])
	})
	it('live for a day, whoever looks', async () => {
		await of(7).save('one', FORM, false)
		now += MAX_AGE_MS - 1
		expect(await of(7).list()).toHaveLength(1)
		now += 1
		expect(await of(8).list()).toEqual([])
		expect(m.drafts.size).toBe(0)
	})
	it('are gone after the issue, also when a save was still on its way', async () => {
		const a = of(7)
		const save = a.save('one', FORM, false)
		const remove = a.remove('one')
		await Promise.all([save, remove])
		expect(await a.list()).toEqual([])
	})
	it('are written in the order they were given', async () => {
		const a = of(7)
		await Promise.all([1, 2, 3, 4, 5].map(n => a.save('one', { ...FORM, name: `v${n}` }, false)))
		expect((await a.list())[0]!.body.name).toBe('v5')
	})
	it('are counted and wiped for one account, keys too', async () => {
		await of(7).save('one', FORM, false)
		await of(7, 2).save('two', FORM, true)
		await of(70).save('other', FORM, false)
		expect(await draftCount(m.box, 7, now)).toBe(2)
		await wipe(m.box, 7)
		expect([...m.drafts.keys()]).toEqual(['other'])
		expect([...m.keys.keys()]).toEqual(['70.1'])
	})
	it('survive a save that fails', async () => {
		const a = of(7)
		const put = m.box.put
		m.box.put = async (d, id, v) => { if (d === 'drafts') throw new Error('full'); return put(d, id, v) }
		await expect(a.save('one', FORM, false)).rejects.toThrow('full')
		m.box.put = put
		await a.save('one', FORM, false)
		expect(await a.list()).toHaveLength(1)
	})
})
