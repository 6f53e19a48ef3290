/* The table of duty as a duty officer reads it: which unit answers where, where nobody was named, and who answers in truth when a unit is closed. */
import type { Duty, DutyNow, DutyShift, Unit } from './api'
import type { District } from './citydata'

export const POLICE_KINDS = ['bureau', 'branch', 'precinct']
export const onDutyKinds = (units: readonly Unit[]) => units.filter(u => POLICE_KINDS.includes(u.kind) && !u.closed)

/** now: who answers at this moment, as the server counts it; null: nobody was ever named there. */
export interface Place { key: string; district: number | null; station: string | null; where: string; row: Duty | null; now: DutyNow | null }

/** Every district of the city, named or not, then the stations that have a unit or hours of their own; a district that the base map does not know stays visible. */
export function places(rows: readonly Duty[], districts: readonly District[], nows: readonly DutyNow[] = []): Place[] {
	const row = new Map(rows.map(r => [r.district ?? r.station!, r]))
	const now = new Map(nows.map(n => [n.district ?? n.station!, n]))
	const place = (at: number | string, where: string): Place => ({
		key: typeof at === 'number' ? `d${at}` : `s${at}`, district: typeof at === 'number' ? at : null, station: typeof at === 'string' ? at : null, where,
		row: row.get(at) ?? null, now: now.get(at) ?? null
	})
	const names = new Map(districts.map(d => [d.code, d.name]))
	const all = [...rows, ...nows]
	const others = [...new Set(all.flatMap(r => (r.district !== null && !names.has(r.district) ? [r.district] : [])))]
	const stations = new Map(all.flatMap(r => (r.station !== null ? [[r.station, r.stationPlace || r.station] as const] : [])))
	return [...[...names].map(([code, name]) => place(code, name)), ...others.map(code => place(code, String(code))), ...[...stations].map(([name, where]) => place(name, where))]
}

/** Districts without a unit and without hours: their orders go by the plating points, so somebody should look at them. */
export const gaps = (list: readonly Place[]) => list.filter(p => p.district !== null && !p.row && !p.now)
/** Places whose hours leave times of the next days to nobody. */
export const holes = (list: readonly Place[]) => list.filter(p => p.now !== null && p.now.gaps.length > 0)

/* --- hours --- */
/** The days of the week of a sum of 1 (Monday) to 64 (Sunday), as stretches: [[1, 5]] is Monday to Friday. */
export function weekSpans(bits: number): [number, number][] {
	const out: [number, number][] = []
	for (let d = 1; d <= 7; d++) {
		if (!(bits >> (d - 1) & 1)) continue
		if (out.at(-1)?.[1] === d - 1) out.at(-1)![1] = d
		else out.push([d, d])
	}
	return out
}
export interface ShiftForm { place: string; unit: number; fromDay: string; toDay: string; weekdays: number[]; from: string; to: string }
const minutes = (text: string) => { const m = /^(\d{1,2}):(\d\d)/.exec(text); return m && +m[1]! < 24 && +m[2]! < 60 ? +m[1]! * 60 + +m[2]! : null }
export interface ShiftHours { unitId: number; fromDay: string; toDay?: string; weekdays: number; fromMin: number; toMin: number }
/** What is sent, or the word of what is missing. */
export function shiftHours(f: ShiftForm): ShiftHours | 'place' | 'unit' | 'day' | 'order' | 'week' | 'time' {
	const from = minutes(f.from), to = minutes(f.to)
	if (!f.place.trim()) return 'place'
	if (!f.unit) return 'unit'
	if (!f.fromDay) return 'day'
	if (f.toDay && f.toDay < f.fromDay) return 'order'
	if (!f.weekdays.length) return 'week'
	if (from === null || to === null) return 'time'
	return { unitId: f.unit, fromDay: f.fromDay, ...(f.toDay ? { toDay: f.toDay } : {}), weekdays: f.weekdays.reduce((n, d) => n | 1 << (d - 1), 0), fromMin: from, toMin: to }
}
export const shiftPlace = (s: DutyShift) => (s.station !== null ? s.station : String(s.district))

/** Who gets the orders of a unit: the unit itself, or where it is closed the next open one above it; null when there is none. */
export function answers(unitId: number, units: readonly Unit[]): Unit | null {
	const by = new Map(units.map(u => [u.id, u]))
	for (let u = by.get(unitId), turns = 0; u && turns < 20; u = u.parent === null ? undefined : by.get(u.parent), turns++) if (!u.closed) return u
	return null
}

export interface UnitDuty { id: number; name: string; code: string; places: Place[] }
/** The same by unit: who has the most places first, then by name; units without a place are left to `idle`. */
export function byUnit(list: readonly Place[]): UnitDuty[] {
	const by = new Map<number, UnitDuty>()
	for (const p of list) {
		if (!p.row) continue
		const u = by.get(p.row.unitId) ?? { id: p.row.unitId, name: p.row.unit, code: p.row.unitCode, places: [] }
		u.places.push(p)
		by.set(u.id, u)
	}
	return [...by.values()].sort((a, b) => b.places.length - a.places.length || a.name.localeCompare(b.name, 'zh'))
}
/** Open precincts that answer for no place. */
export const idle = (units: readonly Unit[], list: readonly Place[]) => {
	const busy = new Set(list.map(p => p.row?.unitId))
	return units.filter(u => u.kind === 'precinct' && !u.closed && !busy.has(u.id))
}
