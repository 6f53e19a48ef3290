import { describe, expect, it } from 'vitest'
import { decode, parts, records, run } from './oldrecords'

describe('old records', () => {
	it('keeps an end of line between quotation marks', () => expect(records('a,b\n1,"x\ny"\n2,z')).toEqual(['a,b\n', '1,"x\ny"\n', '2,z']))
	it('reads what a spreadsheet on a Chinese machine writes', () => {
		expect(decode(new Uint8Array([0xb1, 0xe0, 0xba, 0xc5]).buffer)).toBe('编号')
		expect(decode(new TextEncoder().encode('编号').buffer as ArrayBuffer)).toBe('编号')
	})
	it('cuts into parts that each have the names, and counts on', () => {
		const p = parts('\ufeffnumber,at\nA1,1\nA2,2\n\nA3,3\n', 10)
		expect(p.map(x => x.before)).toEqual([0, 2])
		expect(p.every(x => x.text.startsWith('number,at\n'))).toBe(true)
	})
	it('a file of names alone is one part', () => expect(parts('number,at')).toEqual([{ text: 'number,at\n', before: 0 }]))
	it('adds up, with the rows of the whole file', async () => {
		const seen: number[] = []
		const got = await run([{ text: 'h\n1\n', before: 0 }, { text: 'h\n2\n', before: 7 }], true, 'b', x => seen.push(x), async () => ({ rows: 7, taken: 5, known: 1, bad: 1, faults: [{ row: 3, why: 'code' }] }))
		expect(got).toEqual({ rows: 14, taken: 10, known: 2, bad: 2, faults: [{ row: 3, why: 'code' }, { row: 10, why: 'code' }] })
		expect(seen).toEqual([0.5, 1])
	})
})
