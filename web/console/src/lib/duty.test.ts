import { describe, expect, it } from 'vitest'
import type { Duty, DutyNow, Unit } from './api'
import { answers, byUnit, gaps, holes, idle, onDutyKinds, places, shiftHours, weekSpans, type ShiftForm } from './duty'

const row = (id: number, unitId: number, x: Partial<Duty>): Duty => ({ id, unitId, unit: `U${unitId}`, unitCode: `u${unitId}`, stationId: null, station: null, stationPlace: null, district: null, setAt: 0, ...x })
const unit = (id: number, parent: number | null, kind: Unit['kind'], closed = false): Unit => ({ id, parent, kind, code: `u${id}`, name: `U${id}`, path: '', closed })
const DISTRICTS = [{ code: 430405, name: 'A' }, { code: 430406, name: 'B' }]
const rows = [row(1, 7, { district: 430405 }), row(2, 8, { station: 'st-1', stationId: 4, stationPlace: 'gate' }), row(3, 7, { district: 430499 })]
const list = places(rows, DISTRICTS)

describe('the table of duty', () => {
	it('has every district, those without a unit too, then what the map does not know, then stations', () =>
		expect(list.map(p => [p.where, p.row?.unitId ?? null])).toEqual([['A', 7], ['B', null], ['430499', 7], ['gate', 8]]))
	it('shows the gaps', () => expect(gaps(list).map(p => p.where)).toEqual(['B']))
	it('has nothing to show of a gap that is filled', () => expect(gaps(places([...rows, row(9, 8, { district: 430406 })], DISTRICTS))).toEqual([]))
	it('is the same by unit, the busiest first', () => expect(byUnit(list).map(u => [u.id, u.places.length])).toEqual([[7, 2], [8, 1]]))
})

describe('units', () => {
	const units = [unit(1, null, 'bureau'), unit(7, 1, 'branch', true), unit(8, 7, 'precinct', true), unit(9, 1, 'precinct'), unit(10, 9, 'site')]
	it('that are closed are answered for by the open one above', () => {
		expect(answers(8, units)?.id).toBe(1)
		expect(answers(9, units)?.id).toBe(9)
		expect(answers(99, units)).toBe(null)
	})
	it('on duty are police that is not closed', () => expect(onDutyKinds(units).map(u => u.id)).toEqual([1, 9]))
	it('without a place are named', () => {
		expect(idle(units, list).map(u => u.id)).toEqual([9])
		expect(idle(units, places([row(1, 9, { district: 430405 })], DISTRICTS))).toEqual([])
	})
})

describe('hours of duty', () => {
	const now = (x: Partial<DutyNow>): DutyNow => ({ stationId: null, station: null, stationPlace: null, district: null, unitId: 7, unit: 'U7', shiftId: 3, until: 1, nextUnitId: null, nextUnit: null, gaps: [], ...x })
	const list = places(rows, DISTRICTS, [now({ district: 430406, gaps: [{ from: 1, until: 2 }] }), now({ station: 'st-9', stationId: 9, stationPlace: 'bridge' }), now({ district: 430405 })])
	it('are of places without a standing unit, too', () => {
		expect(list.map(p => [p.where, p.row?.unitId ?? null, p.now?.unitId ?? null])).toEqual([['A', 7, 7], ['B', null, 7], ['430499', 7, null], ['gate', 8, null], ['bridge', null, 7]])
		expect(gaps(list)).toEqual([])
		expect(holes(list).map(p => p.where)).toEqual(['B'])
	})
	it('name their weekdays', () => {
		expect(weekSpans(31)).toEqual([[1, 5]])
		expect(weekSpans(0b1010011)).toEqual([[1, 2], [5, 5], [7, 7]])
	})
	it('are sent when nothing is missing', () => {
		const f: ShiftForm = { place: '430405', unit: 7, fromDay: '2026-11-27', toDay: '', weekdays: [1, 7], from: '20:00', to: '08:00' }
		expect(shiftHours(f)).toEqual({ unitId: 7, fromDay: '2026-11-27', weekdays: 65, fromMin: 1200, toMin: 480 })
		expect(shiftHours({ ...f, toDay: '2026-11-30' })).toMatchObject({ toDay: '2026-11-30' })
		const wrong: [Partial<ShiftForm>, string][] = [[{ place: ' ' }, 'place'], [{ unit: 0 }, 'unit'], [{ fromDay: '' }, 'day'], [{ toDay: '2026-11-26' }, 'order'], [{ weekdays: [] }, 'week'], [{ to: '' }, 'time'], [{ from: '24:00' }, 'time']]
		for (const [x, what] of wrong) expect(shiftHours({ ...f, ...x })).toBe(what)
	})
})
