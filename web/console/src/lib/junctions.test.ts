import { describe, expect, it } from 'vitest'
import type { JunctionChange, JunctionHeat } from './api'
import { cautions, changeText, countChange, radius, rate, rateText, sorted } from './junctions'

const span = (o: object) => ({ firstDay: '2026-10-01', lastDay: '2026-10-28', days: 28, watchedDays: 28, captured: 60, n: 40, open: 0, seen: 40, accidents: 0, accidentsAll: 0, ...o })
const change = (a: object, b: object) => ({ junction: 1, name: 'x', stations: 4, cutoffAt: 0, spans: [span(a), span(b)], kinds: [], words: [] }) as unknown as JunctionChange

describe('junctions', () => {
	it('draw four times the number twice as wide', () => {
		expect(radius(0, 10)).toBe(4)
		expect(radius(100, 100)).toBe(30)
		expect(radius(25, 100) - 6).toBe((radius(100, 100) - 6) / 2)
	})
	it('have no rate without a watched day', () => {
		expect(rate({ seen: 0, watchedDays: 0 })).toBeNull()
		expect(rateText(rate({ seen: 3, watchedDays: 4 }))).toBe('0.75')
		expect(rateText(null)).toBe('–')
	})
	it('tell a change with its sign, and none of nothing', () => {
		expect(changeText(0.5, 0.3)).toBe('−40%')
		expect(changeText(0.5, 1)).toBe('+100%')
		expect(changeText(0, 1)).toBe('–')
		expect(changeText(null, 1)).toBe('–')
	})
	it('tell few as a difference', () => {
		expect(countChange(3, 1)).toBe('−2')
		expect(countChange(1, 3)).toBe('+2')
		expect(countChange(2, 2)).toBe('0')
		expect(countChange(40, 20)).toBe('−50%')
	})
	it('say what is to be minded', () => {
		expect(cautions(change({}, {}), 28)).toEqual([])
		expect(cautions(change({ watchedDays: 0 }, {}), 28)).toEqual(['noWatch'])
		expect(cautions(change({}, { watchedDays: 10 }), 28)).toEqual(['unlike'])
		expect(cautions(change({ n: 10 }, { n: 5, days: 7, watchedDays: 7 }), 28)).toEqual(['few', 'fewDays'])
	})
	it('put the most on top and what is at no junction last', () => {
		const h = (junction: number, n: number, captured = n) => ({ junction, n, captured }) as JunctionHeat
		expect(sorted([h(0, 9), h(1, 2), h(2, 5), h(3, 0)]).map(x => x.junction)).toEqual([2, 1, 3, 0])
		expect(sorted([h(0, 0)])).toEqual([])
	})
})
