import { describe, expect, it } from 'vitest'
import { accountWord, firstOf, postings } from './books'

describe('the books', () => {
	it('name an account without its point', () => {
		expect(accountWord('cash.7')).toBe('cash')
		expect(accountWord('alipay.120')).toBe('alipay')
		expect(accountWord('income.plan')).toBe('income.plan')
		expect(accountWord('cash.x')).toBe('cash.x')
	})
	it('begin with a month, a year or today', () => {
		expect(firstOf('2026-11-26', 'month')).toBe('2026-11-01')
		expect(firstOf('2026-11-26', 'year')).toBe('2026-01-01')
		expect(firstOf('2026-11-26', 'today')).toBe('2026-11-26')
	})
	it('keep the lines of a posting together', () => {
		expect(postings([{ entry: 1 }, { entry: 1 }, { entry: 3 }]).map(g => g.length)).toEqual([2, 1])
		expect(postings([])).toEqual([])
	})
})
