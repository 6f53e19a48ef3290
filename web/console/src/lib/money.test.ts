import { describe, expect, it } from 'vitest'
import { fenOf, yuan } from './money'

describe('money', () => {
	it('shows fen as yuan', () => {
		expect([0, 5, 12000, 12050, -5, -14500, 99999, 123456789].map(yuan)).toEqual(['0.00', '0.05', '120.00', '120.50', '-0.05', '-145.00', '999.99', '1,234,567.89'])
		expect(yuan(null)).toBe('–')
	})
	it('reads what people type', () => {
		expect(['120', '120.5', '120.05', '１２０．５０', ' 1,234.5 元', '-3.2', '0'].map(fenOf)).toEqual([12000, 12050, 12005, 12050, 123450, -320, 0])
	})
	it('takes nothing else for an amount', () => {
		expect(['', '12.345', 'abc', '1e3', '--1', '.5', '12.'].map(fenOf)).toEqual([null, null, null, null, null, null, null])
	})
	it('goes there and back', () => {
		for (let fen = -1_000_500; fen <= 1_000_500; fen += 7007) expect(fenOf(yuan(fen))).toBe(fen)
	})
})
