import type { Unit } from './api'

export interface UnitRow { unit: Unit; depth: number }

/** The tree as rows: each unit behind the one it stands below, siblings in the order they were made. */
export function unitRows(units: readonly Unit[]): UnitRow[] {
	const below = new Map<number, Unit[]>()
	for (const u of units) below.set(u.parent ?? 0, [...(below.get(u.parent ?? 0) ?? []), u])
	const rows: UnitRow[] = []
	const walk = (id: number, depth: number) => {
		for (const u of below.get(id) ?? []) {
			rows.push({ unit: u, depth })
			walk(u.id, depth + 1)
		}
	}
	walk(0, 0)
	return rows
}

/** For a list to choose from: "bureau / branch / precinct". */
export function unitPaths(units: readonly Unit[]): { id: number; text: string }[] {
	const name = new Map(units.map(u => [u.id, u.name]))
	return unitRows(units).filter(r => !r.unit.closed)
		.map(({ unit }) => ({ id: unit.id, text: unit.path.split('/').filter(Boolean).map(x => name.get(Number(x)) ?? '').join(' / ') }))
}
