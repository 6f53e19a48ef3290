/* A payment batch: what of it is paid, what failed, what nobody knows yet; and what is to be done now. */
import type { ClaimBatch } from './api'

export const PAYMENTS = ['unknown', 'failed', 'released', 'made', 'paid', 'dropped'] as const
export interface Sum { state: string; n: number; fen: number }
/** What needs somebody's eyes first. */
export function sums(payments: ClaimBatch['payments']): Sum[] {
	const by = new Map<string, Sum>()
	for (const p of payments) {
		const s = by.get(p.state) ?? { state: p.state, n: 0, fen: 0 }
		s.n++
		s.fen += p.fen
		by.set(p.state, s)
	}
	const rank = (s: string) => { const i = (PAYMENTS as readonly string[]).indexOf(s); return i < 0 ? 99 : i }
	return [...by.values()].sort((a, b) => rank(a.state) - rank(b.state))
}
/** The one thing to do with a batch now, as a key of `batch.todo`. */
export function todo(b: Pick<ClaimBatch, 'state' | 'payments'>, own: boolean): string {
	const has = (s: string) => b.payments.some(p => p.state === s)
	if (b.state === 'open') return own ? 'other' : 'release'
	if (b.state === 'cancelled') return 'cancelled'
	if (has('unknown')) return 'query'
	if (has('released')) return b.payments.some(p => p.toldAt) ? 'rest' : 'send'
	return has('failed') ? 'failed' : 'settled'
}
export const payTone = (s: string) => ({ paid: 'ok', failed: 'bad', unknown: 'warn', released: 'info', made: 'warn' })[s] ?? 'dim'
