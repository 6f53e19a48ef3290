/* The table of duty as a duty officer reads it: which unit answers where, where nobody was named, and who answers in truth when a unit is closed. */
import type { Duty, Unit } from './api'
import type { District } from './citydata'

export const POLICE_KINDS = ['bureau', 'branch', 'precinct']
export const onDutyKinds = (units: readonly Unit[]) => units.filter(u => POLICE_KINDS.includes(u.kind) && !u.closed)

export interface Place { key: string; district: number | null; station: string | null; where: string; row: Duty | null }

/** Every district of the city, named or not, then the stations that have a unit of their own; a row of a district that the base map does not know stays visible. */
export function places(rows: readonly Duty[], districts: readonly District[]): Place[] {
	const of = new Map(rows.filter(r => r.district !== null).map(r => [r.district!, r]))
	const known = districts.map(d => ({ key: `d${d.code}`, district: d.code, station: null, where: d.name, row: of.get(d.code) ?? null }))
	const codes = new Set(districts.map(d => d.code))
	const others = rows.filter(r => r.district !== null && !codes.has(r.district)).map(r => ({ key: `d${r.district}`, district: r.district, station: null, where: String(r.district), row: r }))
	const stations = rows.filter(r => r.station !== null).map(r => ({ key: `s${r.id}`, district: null, station: r.station, where: r.stationPlace || r.station!, row: r }))
	return [...known, ...others, ...stations]
}

/** Districts without a unit: their orders go by the plating points, so somebody should look at them. */
export const gaps = (list: readonly Place[]) => list.filter(p => p.district !== null && !p.row)

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
