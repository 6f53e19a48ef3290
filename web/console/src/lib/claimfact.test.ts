import { expect, it } from 'vitest'
import { claimFact } from './claimfact'

const t = (key: string, named: Record<string, string>) => [key, ...Object.values(named)].join(' ')

it('knows the facts that checks bring, and leaves what it does not know', () => {
	expect(claimFact('from 2027-01-25', t)).toBe('claim.fact.from 2027-01-25')
	expect(claimFact('80000 instead of 120000 fen', t)).toBe('claim.fact.cap ¥800 ¥1,200')
	expect(claimFact('2026-11-26 08:30', t)).toBe('2026-11-26 08:30')
	expect(claimFact(undefined, t)).toBe('')
})
