/* The city's base map, read once for all maps of the page. Its rivers come as a few straight pieces; here their bends are rounded, which
 * is drawing only: the shape moves by less than a river's width. */
import { shallowRef } from 'vue'
import type { FeatureCollection, Position } from 'geojson'
import { CITY_URL } from './mapstyle'

const CUT_DEG = 0.0045
const STEPS = 6

/** Every corner of the line becomes a curve that starts and ends at most CUT_DEG away from it. */
export function rounded(line: Position[], closed: boolean): Position[] {
	const n = closed ? line.length - 1 : line.length
	if (n < 3) return line
	const out: Position[] = closed ? [] : [line[0]!]
	for (let i = closed ? 0 : 1; i < (closed ? n : n - 1); i++) {
		const [a, b, c] = [line[(i - 1 + n) % n]!, line[i]!, line[(i + 1) % n]!]
		const p = toward(b, a)
		const q = toward(b, c)
		for (let k = 0; k <= STEPS; k++) {
			const t = k / STEPS
			out.push([0, 1].map(d => (1 - t) ** 2 * p[d]! + 2 * t * (1 - t) * b[d]! + t * t * q[d]!))
		}
	}
	out.push(closed ? out[0]! : line[n - 1]!)
	return out
}

function toward(from: Position, to: Position): Position {
	const l = Math.hypot(to[0]! - from[0]!, to[1]! - from[1]!)
	const f = l > 0 ? Math.min(CUT_DEG / l, 0.45) : 0
	return [from[0]! + (to[0]! - from[0]!) * f, from[1]! + (to[1]! - from[1]!) * f]
}

let reading: Promise<FeatureCollection> | null = null

export interface District { code: number; name: string }
/** The city's districts by their GB/T 2260 code, from the base map. */
export const districts = shallowRef<District[]>([])

function noteDistricts(g: FeatureCollection) {
	const found = new Map<number, string>()
	for (const f of g.features) {
		const p = f.properties as { kind?: string; code?: number; name?: string } | null
		if (p?.kind === 'district' && p.code && p.name) found.set(Number(p.code), p.name)
	}
	districts.value = [...found].map(([code, name]) => ({ code, name }))
	return g
}

/** The name of a district code; a code that the base map does not know is shown as it is. */
export function districtName(code: number | null | undefined): string {
	return code ? districts.value.find(d => d.code === code)?.name ?? String(code) : '–'
}

export function cityData(): Promise<FeatureCollection> {
	reading ??= fetch(CITY_URL)
		.then(r => (r.ok ? (r.json() as Promise<FeatureCollection>) : Promise.reject(new Error(`${r.status}`))))
		.then(g => ({
			...g,
			features: g.features.map(f => {
				const kind = (f.properties as { kind?: string } | null)?.kind
				if (kind === 'water' && f.geometry.type === 'Polygon') return { ...f, geometry: { ...f.geometry, coordinates: f.geometry.coordinates.map(r => rounded(r, true)) } }
				if (kind === 'waterline' && f.geometry.type === 'LineString') return { ...f, geometry: { ...f.geometry, coordinates: rounded(f.geometry.coordinates, false) } }
				return f
			})
		}))
		.then(noteDistricts)
		.catch(() => {
			// A missing base map must not take the data away: an empty ground, and the next map asks again.
			reading = null
			return { type: 'FeatureCollection' as const, features: [] }
		})
	return reading
}
