import { describe, expect, it } from 'vitest'
import type { ClaimBatch } from './api'
import { sums, todo } from './batch'

const pay = (state: string, fen = 100, toldAt: number | null = null) => ({ claimId: 1, no: 'x', fen, state, bankRef: '', reason: '', toldAt })
const of = (state: ClaimBatch['state'], ...payments: ReturnType<typeof pay>[]) => ({ state, payments })

describe('a payment batch', () => {
	it('is summed by what the bank said, the doubtful first', () =>
		expect(sums([pay('paid', 120000), pay('unknown', 80000), pay('paid', 50000), pay('failed', 1)])).toEqual([{ state: 'unknown', n: 1, fen: 80000 }, { state: 'failed', n: 1, fen: 1 }, { state: 'paid', n: 2, fen: 170000 }]))
	it('waits for another person while it is open', () => {
		expect(todo(of('open', pay('made')), true)).toBe('other')
		expect(todo(of('open', pay('made')), false)).toBe('release')
	})
	it('goes to the bank, and is asked for as long as one is not known', () => {
		expect(todo(of('released', pay('released')), false)).toBe('send')
		expect(todo(of('released', pay('released'), pay('paid', 1, 5)), false)).toBe('rest')
		expect(todo(of('released', pay('unknown', 1, 5), pay('released')), false)).toBe('query')
	})
	it('is at its end', () => {
		expect(todo(of('settled', pay('paid', 1, 5)), false)).toBe('settled')
		expect(todo(of('settled', pay('paid', 1, 5), pay('failed', 1, 5)), false)).toBe('failed')
		expect(todo(of('cancelled', pay('dropped')), false)).toBe('cancelled')
	})
})
