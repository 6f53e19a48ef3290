import { describe, expect, it } from 'vitest'
import { chartOf, daysOk, filled, lastDays, monthSoFar, share } from './figures'

const at = Date.UTC(2026, 10, 24, 17, 0)   // 01:00 of 25 November in the city

describe('days', () => {
	it('are the city’s, whatever the browser’s zone', () => {
		expect(lastDays(at, 30)).toEqual({ from: '2026-10-27', to: '2026-11-25' })
		expect(monthSoFar(at)).toEqual({ from: '2026-11-01', to: '2026-11-25' })
	})
	it('are checked before the server is asked', () => {
		expect(daysOk('2026-11-01', '2026-11-01')).toBe(true)
		expect(daysOk('2026-11-02', '2026-11-01')).toBe(false)
		expect(daysOk('', '2026-11-01')).toBe(false)
		expect(daysOk('2010-11-01', '2026-11-01')).toBe(false)
	})
})

describe('rows', () => {
	it('over time have no holes', () => {
		const got = filled([{ name: '2026-02-28', n: 3, of: -1 }], 'day', '2026-02-27', '2026-03-01')
		expect(got.map(b => [b.name, b.n])).toEqual([['2026-02-27', 0], ['2026-02-28', 3], ['2026-03-01', 0]])
		expect(filled([], 'month', '2025-11-20', '2026-02-01').map(b => b.name)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
		expect(filled([{ name: 'x', n: 1, of: -1 }], 'site', '2026-02-27', '2026-03-01')).toHaveLength(1)
	})
	it('in the chart are the largest, the largest on top', () => {
		const o = chartOf(Array.from({ length: 30 }, (_, i) => ({ name: `p${i}`, n: i, of: -1 })), false, { n: 'n', of: 'of' }) as { yAxis: { data: string[] }; series: unknown[] }
		expect(o.yAxis.data).toHaveLength(20)
		expect(o.yAxis.data.at(-1)).toBe('p29')
		expect(o.series).toHaveLength(1)
	})
	it('have a share only of something', () => {
		expect(share(1, 8)).toBe('12.5%')
		expect(share(0, 0)).toBe('–')
	})
})
