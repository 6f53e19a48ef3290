import { describe, expect, it } from 'vitest'
import type { Gap, Position, Visit } from './api'
import { advance, circle, gapCoverage, gapMeaning, momentAt, pathsUntil, pointsOf, timeline } from './trail'

const pos = (at: number, lat: number, lon: number, radiusM = 40): Position => ({ at, lat, lon, radiusM })
const gap = (from: number, to: number, ...up: number[]): Gap => ({ from, to, reason: 'not-heard', stations: up.map((upPct, i) => ({ id: i + 1, name: `s${i}`, upPct })) })
const visit = (firstAt: number, lastAt: number, lat = 26, lon = 112): Visit => ({ stationId: 1, name: 's', lat, lon, firstAt, lastAt, hits: 1, rssiMax: -60 })

const TRAIL = { visits: [], positions: [pos(1000, 26, 112), pos(3000, 26.002, 112.004), pos(9000, 26.01, 112.02), pos(11_000, 26.012, 112.02)], gaps: [gap(3000, 9000, 100, 90)] }

describe('timeline', () => {
	it('cuts the time into heard stretches and gaps', () => {
		const t = timeline(TRAIL)
		expect(t.stretches.map(s => [s.kind, s.from, s.to])).toEqual([['heard', 1000, 3000], ['gap', 3000, 9000], ['heard', 9000, 11_000]])
	})
	it('is empty where nothing was heard', () => {
		expect(timeline({ visits: [], positions: [], gaps: [] }).stretches).toEqual([])
	})
	it('joins overlapping gaps without going back in time', () => {
		const t = timeline({ ...TRAIL, gaps: [gap(4000, 8000), gap(3000, 6000)] })
		let end = t.from
		for (const s of t.stretches) {
			expect(s.from).toBe(end)
			expect(s.to).toBeGreaterThan(s.from)
			end = s.to
		}
		expect(end).toBe(t.to)
	})
	it('takes the stations themselves where no position was worked out, with an honest radius', () => {
		expect(pointsOf([], [visit(5, 9)], 150)).toEqual([{ at: 5, lat: 26, lon: 112, radiusM: 150 }, { at: 9, lat: 26, lon: 112, radiusM: 150 }])
	})
	it('runs on into a gap after the last hearing', () => {
		const t = timeline({ ...TRAIL, gaps: [gap(11_000, 60_000, 100)] })
		expect(t.to).toBe(60_000)
		expect(momentAt(t, 30_000).state).toBe('gap')
	})
})

describe('momentAt', () => {
	const t = timeline(TRAIL)
	it('goes in between two hearings, with the wider radius of both', () => {
		const m = momentAt(timeline({ ...TRAIL, positions: [pos(1000, 26, 112, 40), pos(3000, 26.002, 112.004, 90)], gaps: [] }), 2000)
		expect(m).toMatchObject({ state: 'heard', radiusM: 90 })
		if (m.state === 'heard') {
			expect(m.lat).toBeCloseTo(26.001, 9)
			expect(m.lon).toBeCloseTo(112.002, 9)
		}
	})
	it('never invents a place inside a gap', () => {
		for (let at = 3001; at < 9000; at += 7) {
			const m = momentAt(t, at)
			expect(m.state).toBe('gap')
			expect(m).not.toHaveProperty('lat')
		}
	})
	it('knows what lies on both sides of the gap', () => {
		const m = momentAt(t, 5000)
		expect(m.state === 'gap' && [m.before?.at, m.after?.at]).toEqual([3000, 9000])
	})
	it('gives the ends of a gap to the hearing beside it', () => {
		expect(momentAt(t, 3000)).toMatchObject({ state: 'heard', lat: 26.002 })
		expect(momentAt(t, 9000)).toMatchObject({ state: 'heard', lat: 26.01 })
	})
	it('says nothing outside the trail', () => {
		expect(momentAt(t, 999).state).toBe('none')
		expect(momentAt(t, 11_001).state).toBe('none')
	})
})

describe('advance', () => {
	const t = timeline(TRAIL)
	it('runs at the speed that was chosen', () => {
		expect(advance(t, 1000, 100, 10, true)).toBe(2000)
		expect(advance(t, 1000, 16, 1, false)).toBe(1016)
	})
	it('passes a gap quickly when asked to, and no faster than the rest when it is short', () => {
		expect(advance(t, 3000, 600, 1, true)).toBeCloseTo(6000, 6)
		expect(advance(t, 3000, 600, 1, false)).toBe(3600)
		expect(advance(t, 3000, 10, 600, true)).toBe(9000)
	})
	it('ends at the end', () => {
		expect(advance(t, 1000, 1e9, 600, false)).toBe(11_000)
		expect(advance(t, 11_000, 100, 600, true)).toBe(11_000)
	})
	it('keeps the pace over the border of two stretches', () => {
		// 1 s of heard time at 10x, then the gap of 6 s at 10x: 100 ms + 50 ms.
		expect(advance(t, 2000, 150, 10, false)).toBeCloseTo(3500, 6)
	})
})

describe('pathsUntil', () => {
	const t = timeline(TRAIL)
	it('draws one line for each heard stretch and none over the gap', () => {
		const all = pathsUntil(t, Infinity)
		expect(all.map(l => l.length)).toEqual([2, 2])
		expect(all[0]![1]).toEqual([112.004, 26.002])
		expect(all[1]![0]).toEqual([112.02, 26.01])
	})
	it('stops at the instant', () => {
		expect(pathsUntil(t, 2000)).toHaveLength(1)
		expect(pathsUntil(t, 2000)[0]!.at(-1)).toEqual([expect.closeTo(112.002, 9), expect.closeTo(26.001, 9)])
		expect(pathsUntil(t, 6000)).toHaveLength(1)
	})
})

describe('gaps as evidence', () => {
	it('weighs how much the stations were up', () => {
		expect(gapCoverage(gap(0, 1, 100, 80))).toBe(90)
		expect(gapCoverage(gap(0, 1))).toBeNull()
		expect([gap(0, 1, 100), gap(0, 1, 50), gap(0, 1, 3), gap(0, 1)].map(gapMeaning)).toEqual(['listened', 'partly', 'deaf', 'uncovered'])
	})
})

describe('circle', () => {
	it('is closed and as wide as it says', () => {
		const ring = circle(26.9, 112.6, 100)
		expect(ring[0]).toEqual(ring.at(-1))
		for (const [lon, lat] of ring) {
			const dx = (lon - 112.6) * 111_320 * Math.cos((26.9 * Math.PI) / 180)
			expect(Math.hypot(dx, (lat - 26.9) * 111_320)).toBeCloseTo(100, 3)
		}
	})
})
