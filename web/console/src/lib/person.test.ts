import { describe, expect, it } from 'vitest'
import { personKind } from './person'

const han = (...c: number[]) => String.fromCodePoint(...c)
describe('the one box', () => {
	it('knows a telephone, a document and a name', () => {
		expect(personKind('138 0000 1234')).toBe('phone')
		expect(personKind('43040619850310001x')).toBe('idNo')
		expect(personKind('91430400MA4L16JQ9B')).toBe('idNo')
		expect(personKind(han(0x9648, 0x5efa, 0x660e))).toBe('name')
	})
	it('leaves the numbers of bikes alone', () => {
		for (const q of [`${han(0x8861, 0xff08, 0x7535, 0x52a8, 0xff09, 0x9633)}AB58`, '17010A01', '1380', 'LYB0001X0001', han(0x8861), '123456789012345', '200000001234'])
			expect(personKind(q), q).toBe(null)
	})
})
