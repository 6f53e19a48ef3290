import { describe, expect, it } from 'vitest'
import { again, sendShots, shotsOf, unsent, type Sending } from './shots'

const file = (name: string) => ({ name }) as File
const how = (send: (name: string) => void): Sending => ({
	small: async f => { if (f.name === 'text') throw new Error('no picture'); return f as unknown as Blob },
	send: async b => send((b as unknown as File).name),
	judge: e => ({ again: String(e).includes('offline'), why: String(e) }), bad: 'no picture'
})

describe('photos after a report', () => {
	it('all go, each once', async () => {
		const sent: string[] = []
		const list = shotsOf([file('a'), file('b')])
		expect(await sendShots(list, how(n => void sent.push(n)))).toBe(true)
		expect(await sendShots(list, how(n => void sent.push(n)))).toBe(true)
		expect(sent).toEqual(['a', 'b'])
	})
	it('one that is lost is told, does not stop the others, and goes the next time alone', async () => {
		const sent: string[] = []
		let line = false
		const list = shotsOf([file('a'), file('b')])
		const way = how(n => { if (n === 'a' && !line) throw new Error('offline'); sent.push(n) })
		expect(await sendShots(list, way)).toBe(false)
		expect(list.map(s => s.state)).toEqual(['lost', 'sent'])
		expect(unsent(list)[0]!.why).toContain('offline')
		line = true
		expect(await sendShots(list, way)).toBe(true)
		expect(sent).toEqual(['b', 'a'])
	})
	it('what is no picture, or is refused, is not sent again by itself', async () => {
		let n = 0
		const list = shotsOf([file('text'), file('c')])
		const way = how(() => { n++; throw new Error('too many') })
		expect(await sendShots(list, way)).toBe(false)
		expect(list.map(s => s.state)).toEqual(['bad', 'refused'])
		expect(list.some(again)).toBe(false)
		await sendShots(list, way)
		expect(n).toBe(1)
	})
})
