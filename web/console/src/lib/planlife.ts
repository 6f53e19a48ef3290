/* A plan from the sale to its end, as its own page tells it. */
import type { Plan } from './api'

export interface PlanStop { key: 'sold' | 'begins' | 'ends' | 'cancelled' | 'ended' | 'owed' | 'repaid' | 'used'; at: number | null; fen?: number; done: boolean }
type P = Pick<Plan, 'state' | 'soldAt' | 'startsAt' | 'endsAt' | 'endedAt' | 'priceFen' | 'refundFen'>

/** The stops of its way, in order; what another end has cut off is left out. */
export function planLine(p: P, now: number): PlanStop[] {
	const list: PlanStop[] = [{ key: 'sold', at: p.soldAt, fen: p.priceFen, done: true }]
	if (p.state === 'cancelled') return [...list, { key: 'cancelled', at: p.endedAt, fen: -p.priceFen, done: true }]
	if (!p.endedAt || p.endedAt > p.startsAt) list.push({ key: 'begins', at: p.startsAt, done: p.startsAt <= now })
	if (p.state === 'live' || p.state === 'expired') return [...list, { key: 'ends', at: p.endsAt, done: p.endsAt <= now }]
	list.push({ key: p.state === 'paid' ? 'used' : 'ended', at: p.endedAt, done: true })
	if (p.state === 'refund_due') list.push({ key: 'owed', at: null, fen: -p.refundFen, done: false })
	if (p.state === 'refunded') list.push({ key: 'repaid', at: null, fen: -p.refundFen, done: true })
	return list
}
/** What is left of the cover: days, of how many; 0 when there is none. */
export function coverLeft(p: Pick<Plan, 'state' | 'startsAt' | 'endsAt'>, now: number): { left: number; all: number } {
	const DAY = 86_400_000
	const all = Math.round((p.endsAt - p.startsAt) / DAY)
	return { all, left: p.state === 'live' ? Math.max(0, Math.min(all, Math.ceil((p.endsAt - now) / DAY))) : 0 }
}
