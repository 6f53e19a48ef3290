import { expect, it } from 'vitest'
import { claimFact } from './claimfact'

it('says a fact in the language of the reader, and leaves what it does not know', () => {
	expect(claimFact('from 2027-01-25', 'zh')).toBe('最早 2027-01-25')
	expect(claimFact('80000 instead of 120000 fen', 'zh')).toBe('¥800，标准为 ¥1,200')
	expect(claimFact('2026-11-26 08:30', 'zh')).toBe('2026-11-26 08:30')
	expect(claimFact('from 2027-01-25', 'en')).toBe('from 2027-01-25')
	expect(claimFact(undefined, 'zh')).toBe('')
})
