import { describe, expect, it } from 'vitest'
import { coverLeft, planLine } from './planlife'

const DAY = 86_400_000
const p = { state: 'live' as const, soldAt: 0, startsAt: DAY, endsAt: 1096 * DAY, endedAt: null as number | null, priceFen: 12500, refundFen: 0 }
const keys = (x: Parameters<typeof planLine>[0], now = 10 * DAY) => planLine(x, now).map(s => s.key)

describe('the way of a plan', () => {
	it('is sale, begin and end', () => {
		expect(keys(p)).toEqual(['sold', 'begins', 'ends'])
		expect(planLine(p, 10 * DAY).map(s => s.done)).toEqual([true, true, false])
		expect(planLine(p, 0).map(s => s.done)).toEqual([true, false, false])
	})
	it('ends on its own day when it is cancelled, with the money back', () => {
		const list = planLine({ ...p, state: 'cancelled', endedAt: 100 }, DAY)
		expect(list.map(s => [s.key, s.fen])).toEqual([['sold', 12500], ['cancelled', -12500]])
	})
	it('tells what is owed, and what was paid back', () => {
		expect(keys({ ...p, state: 'refund_due', endedAt: 400 * DAY, refundFen: 7900 })).toEqual(['sold', 'begins', 'ended', 'owed'])
		expect(keys({ ...p, state: 'refunded', endedAt: 400 * DAY, refundFen: 7900 })).toEqual(['sold', 'begins', 'ended', 'repaid'])
	})
	it('never began when it ended before', () => expect(keys({ ...p, state: 'ended', endedAt: DAY / 2 })).toEqual(['sold', 'ended']))
	it('is used up by a claim', () => expect(keys({ ...p, state: 'paid', endedAt: 30 * DAY })).toEqual(['sold', 'begins', 'used']))
})

describe('what is left', () => {
	it('is counted in days', () => {
		expect(coverLeft(p, DAY)).toEqual({ all: 1095, left: 1095 })
		expect(coverLeft(p, 1095 * DAY + 1)).toEqual({ all: 1095, left: 1 })
		expect(coverLeft(p, 2000 * DAY)).toEqual({ all: 1095, left: 0 })
		expect(coverLeft({ ...p, state: 'ended' }, DAY).left).toBe(0)
	})
})
