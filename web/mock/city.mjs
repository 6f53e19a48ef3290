/* The mock's city: roads, places and districts read from the console's base map, so that what it invents lies on the map's streets. */
import { readFileSync } from 'node:fs'

export const CENTRE = { lat: 26.894, lon: 112.572 }
const KX = Math.cos((CENTRE.lat * Math.PI) / 180)
const features = JSON.parse(readFileSync(new URL('../console/public/city/hengyang.geojson', import.meta.url))).features
const of = kind => features.filter(f => f.properties.kind === kind)

export function rng(seed) {
	let a = seed >>> 0
	return () => {
		a = (a + 0x6d2b79f5) >>> 0
		let t = Math.imul(a ^ (a >>> 15), 1 | a)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296
	}
}

/** How built-up a place is, 0..1. */
const CORES = [[112.598, 26.893, 0.030, 1], [112.566, 26.888, 0.030, 0.95], [112.625, 26.885, 0.022, 0.85], [112.590, 26.920, 0.020, 0.8], [112.580, 26.860, 0.020, 0.75], [112.540, 26.900, 0.020, 0.6], [112.73, 27.26, 0.02, 0.5]]
export function urban(lon, lat) {
	let u = 0
	for (const [x, y, s, w] of CORES) u = Math.max(u, w * Math.exp(-(((lon - x) * KX) ** 2 + (lat - y) ** 2) / (2 * s * s)))
	return u
}

/** Lines with a point at least every 60 m. */
function dense(line) {
	const out = [line[0]]
	for (let i = 1; i < line.length; i++) {
		const [a, b] = [line[i - 1], line[i]]
		const n = Math.max(1, Math.ceil((Math.hypot((b[0] - a[0]) * KX, b[1] - a[1]) * 111320) / 60))
		for (let k = 1; k <= n; k++) out.push([a[0] + ((b[0] - a[0]) * k) / n, a[1] + ((b[1] - a[1]) * k) / n])
	}
	return out
}
export const ROADS = of('road').map(f => ({ cls: f.properties.class, name: f.properties.name ?? '', line: dense(f.geometry.coordinates) }))
export const JUNCTIONS = of('junction').map(f => ({ name: f.properties.name, lon: f.geometry.coordinates[0], lat: f.geometry.coordinates[1] }))
export const PLACES = [...of('landmark'), ...of('point')].map(f => ({ name: f.properties.name, lon: f.geometry.coordinates[0], lat: f.geometry.coordinates[1] }))

export function districtOf(lon, lat) {
	for (const d of of('district')) {
		const ring = d.geometry.coordinates[0]
		let inside = false
		for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
			const [xi, yi] = ring[i]
			const [xj, yj] = ring[j]
			if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside
		}
		if (inside) return d.properties.code
	}
	return 430408
}
