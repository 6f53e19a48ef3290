import { describe, expect, it } from 'vitest'
import { compare, lookAlike } from './alike'

describe('two numbers side by side', () => {
	it('the same, whatever the width and case', () => {
		expect(compare('LX100', 'ｌｘ100')).toMatchObject({ same: true, alike: false, a: [{ text: 'LX100', mark: 'same' }] })
	})
	it('marks what only looks alike', () => {
		expect(lookAlike('O', '0')).toBe(true)
		expect(lookAlike('0', '0')).toBe(false)
		expect(lookAlike('O', 'I')).toBe(false)
		expect(compare('LXO158', 'LX0I5B')).toEqual({
			same: false, alike: true,
			a: [{ text: 'LX', mark: 'same' }, { text: 'O1', mark: 'alike' }, { text: '5', mark: 'same' }, { text: '8', mark: 'alike' }],
			b: [{ text: 'LX', mark: 'same' }, { text: '0I', mark: 'alike' }, { text: '5', mark: 'same' }, { text: 'B', mark: 'alike' }]
		})
	})
	it('a character more stands alone, the rest stays in step', () => {
		expect(compare('AB1234', 'AB11234').b.filter(p => p.mark === 'gap')).toHaveLength(1)
		expect(compare('AB1234', 'AB11234').a.every(p => p.mark === 'same')).toBe(true)
	})
	it('another character is other, and not alike', () => {
		expect(compare('A1', 'A7')).toMatchObject({ same: false, alike: false, a: [{ text: 'A', mark: 'same' }, { text: '1', mark: 'other' }] })
		expect(compare('', 'A')).toMatchObject({ same: false, alike: false, a: [], b: [{ text: 'A', mark: 'gap' }] })
	})
})
