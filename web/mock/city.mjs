/* A synthetic city in the shape of Hengyang: drawn by a few rules, not copied from any map. Run with a file name to write the base map:
 *   node mock/city.mjs console/public/city/hengyang.geojson
 * The mock server takes its stations and bikes from the same roads. */
import { writeFileSync } from 'node:fs'

export const CENTRE = { lat: 26.894, lon: 112.572 }
const KX = Math.cos((CENTRE.lat * Math.PI) / 180)

export function rng(seed) {
	let a = seed >>> 0
	return () => {
		a = (a + 0x6d2b79f5) >>> 0
		let t = Math.imul(a ^ (a >>> 15), 1 | a)
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296
	}
}

function smooth(points, n = 10) {
	const out = []
	for (let i = 0; i < points.length - 1; i++) {
		const [p0, p1, p2, p3] = [points[Math.max(0, i - 1)], points[i], points[i + 1], points[Math.min(points.length - 1, i + 2)]]
		for (let k = 0; k < n; k++) {
			const t = k / n
			const f = c => 0.5 * (2 * p1[c] + (p2[c] - p0[c]) * t + (2 * p0[c] - 5 * p1[c] + 4 * p2[c] - p3[c]) * t * t + (3 * p1[c] - p0[c] - 3 * p2[c] + p3[c]) * t ** 3)
			out.push([f(0), f(1)])
		}
	}
	out.push(points.at(-1))
	return out
}

/** A band of the given widths (metres at start and end) around a line, as a polygon ring. */
function band(line, w0, w1) {
	const left = []
	const right = []
	line.forEach((p, i) => {
		const a = line[Math.max(0, i - 1)]
		const b = line[Math.min(line.length - 1, i + 1)]
		const dx = (b[0] - a[0]) * KX
		const dy = b[1] - a[1]
		const l = Math.hypot(dx, dy) || 1
		const w = (w0 + ((w1 - w0) * i) / (line.length - 1)) / 2 / 111320
		const wob = 1 + 0.12 * Math.sin(i * 1.7) + 0.08 * Math.sin(i * 0.6)
		left.push([p[0] - (dy / l) * (w * wob) / KX, p[1] + (dx / l) * w * wob])
		right.push([p[0] + (dy / l) * (w * wob) / KX, p[1] - (dx / l) * w * wob])
	})
	return [...left, ...right.reverse(), left[0]]
}

export const XIANG = smooth([[112.500, 26.740], [112.548, 26.772], [112.566, 26.800], [112.600, 26.822], [112.609, 26.850], [112.601, 26.874], [112.614, 26.898], [112.622, 26.918], [112.632, 26.938], [112.650, 26.957], [112.652, 26.985], [112.676, 27.020], [112.700, 27.050]])
export const ZHENG = smooth([[112.380, 26.870], [112.420, 26.892], [112.452, 26.884], [112.486, 26.905], [112.520, 26.924], [112.552, 26.918], [112.584, 26.926], [112.606, 26.915], [112.620, 26.9135]])
export const LEI = smooth([[112.770, 26.760], [112.735, 26.796], [112.716, 26.830], [112.686, 26.842], [112.672, 26.872], [112.686, 26.900], [112.668, 26.924], [112.642, 26.934], [112.631, 26.937]])

const near = (line, lon, lat) => {
	let best = 1e9
	for (let i = 0; i < line.length - 1; i++) {
		const [ax, ay] = [line[i][0] * KX, line[i][1]]
		const [bx, by] = [line[i + 1][0] * KX, line[i + 1][1]]
		const [px, py] = [lon * KX, lat]
		const l2 = (bx - ax) ** 2 + (by - ay) ** 2
		const t = Math.max(0, Math.min(1, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / l2))
		best = Math.min(best, Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay)))
	}
	return best * 111320
}
export const inWater = (lon, lat) => near(XIANG, lon, lat) < 210 || near(ZHENG, lon, lat) < 75 || near(LEI, lon, lat) < 115

/** How built-up a place is, 0..1: the old town, the new west, the east bank with the railway, and two outer towns. */
const CORES = [[112.598, 26.893, 0.030, 1], [112.566, 26.888, 0.034, 0.95], [112.640, 26.892, 0.026, 0.85], [112.590, 26.930, 0.026, 0.8], [112.580, 26.850, 0.026, 0.75], [112.530, 26.900, 0.024, 0.6], [112.655, 26.860, 0.02, 0.5], [112.620, 26.965, 0.02, 0.45]]
export function urban(lon, lat) {
	let u = 0
	for (const [x, y, s, w] of CORES) u = Math.max(u, w * Math.exp(-(((lon - x) * KX) ** 2 + (lat - y) ** 2) / (2 * s * s)))
	return u
}

/** The street grid is turned and bent a little, as cities beside rivers are. */
function bend(gx, gy) {
	const a = 0.16 + 0.1 * Math.sin(gy * 0.0006)
	const x = gx * Math.cos(a) - gy * Math.sin(a) + 160 * Math.sin(gy / 1700) + 70 * Math.sin(gx / 900 + gy / 1300)
	const y = gx * Math.sin(a) + gy * Math.cos(a) + 150 * Math.sin(gx / 1900) + 60 * Math.sin(gy / 800 - gx / 1500)
	return [CENTRE.lon + 0.022 + x / 111320 / KX, CENTRE.lat + y / 111320]
}

const round = p => [Math.round(p[0] * 1e5) / 1e5, Math.round(p[1] * 1e5) / 1e5]

function roads() {
	const out = []
	const rnd = rng(430400)
	const STEP = 60
	const names = ['解放路', '蒸湘路', '船山大道', '华新大道', '广东路', '环城路', '常胜路', '蒸阳路', '雁峰路', '石鼓路', '湖北路', '东风路', '红湘路', '长丰大道', '衡州大道', '光辉街', '白沙大道', '先锋路', '中山路', '向阳路', '西湖路', '立新大道', '芙蓉路', '珠晖路']
	let nameAt = 0
	const walk = (at, cls, minUrban, crossing, name) => {
		let line = []
		const flush = () => {
			if (line.length > 3) out.push({ cls, name, line: line.map(round) })
			line = []
		}
		for (let s = -13000; s <= 13000; s += STEP) {
			const p = at(s)
			const u = urban(p[0], p[1])
			if (u < minUrban || (!crossing && inWater(p[0], p[1]))) flush()
			else line.push(p)
		}
		flush()
	}
	for (let g = -12000; g <= 12000; g += 230) {
		const k = Math.round(g / 230)
		const main = k % 5 === 0
		const mid = k % 5 === 2
		const jit = main ? 0 : (rnd() - 0.5) * 90
		const cls = main ? 'main' : mid ? 'road' : 'street'
		const min = main ? 0.1 : mid ? 0.2 : 0.3
		const bridge = main && k % 10 === 0
		walk(s => bend(g + jit, s), cls, min, bridge, main ? names[nameAt++ % names.length] : '')
		walk(s => bend(s, g + jit), cls, min, bridge, main ? names[nameAt++ % names.length] : '')
	}
	// A ring expressway and its four spokes.
	const ring = []
	for (let a = 0; a <= 360; a += 3) {
		const r = 0.082 + 0.006 * Math.sin((a * 3 * Math.PI) / 180)
		ring.push(round([112.594 + (r * Math.cos((a * Math.PI) / 180)) / KX, 26.896 + r * 0.86 * Math.sin((a * Math.PI) / 180)]))
	}
	out.push({ cls: 'trunk', name: '绕城高速', line: ring })
	for (const [a, b] of [[[112.594, 26.967], [112.640, 27.060]], [[112.594, 26.825], [112.560, 26.740]], [[112.686, 26.896], [112.790, 26.880]], [[112.502, 26.896], [112.380, 26.930]]]) {
		const m = [(a[0] + b[0]) / 2 + 0.008, (a[1] + b[1]) / 2 + 0.006]
		out.push({ cls: 'trunk', name: '', line: smooth([a, m, b], 12).map(round) })
	}
	return out
}

export const ROADS = roads()

const DISTRICTS = [
	{ name: '蒸湘区', code: '430405x', at: [112.548, 26.886], ring: [[112.470, 26.930], [112.520, 26.926], [112.560, 26.920], [112.584, 26.912], [112.580, 26.890], [112.572, 26.866], [112.560, 26.846], [112.530, 26.832], [112.480, 26.836], [112.452, 26.870], [112.470, 26.930]] },
	{ name: '石鼓区', code: '430407', at: [112.582, 26.948], ring: [[112.470, 26.930], [112.520, 26.926], [112.560, 26.920], [112.584, 26.912], [112.602, 26.900], [112.614, 26.898], [112.622, 26.918], [112.632, 26.938], [112.650, 26.957], [112.652, 26.985], [112.610, 27.005], [112.540, 26.990], [112.490, 26.965], [112.470, 26.930]] },
	{ name: '雁峰区', code: '430406', at: [112.586, 26.856], ring: [[112.584, 26.912], [112.602, 26.900], [112.614, 26.898], [112.601, 26.874], [112.609, 26.850], [112.600, 26.822], [112.566, 26.800], [112.540, 26.806], [112.530, 26.832], [112.560, 26.846], [112.572, 26.866], [112.580, 26.890], [112.584, 26.912]] },
	{ name: '珠晖区', code: '430405', at: [112.652, 26.888], ring: [[112.614, 26.898], [112.601, 26.874], [112.609, 26.850], [112.600, 26.822], [112.640, 26.806], [112.700, 26.816], [112.730, 26.860], [112.728, 26.920], [112.700, 26.970], [112.652, 26.985], [112.650, 26.957], [112.632, 26.938], [112.622, 26.918], [112.614, 26.898]] },
	{ name: '南岳区', code: '430412', at: [112.720, 27.250], ring: [[112.690, 27.220], [112.760, 27.216], [112.772, 27.262], [112.730, 27.290], [112.684, 27.270], [112.690, 27.220]] }
]
DISTRICTS[0].code = '430408'

export const PLACES = [
	['石鼓书院', 112.6165, 26.9128], ['衡阳站', 112.6385, 26.8935], ['雁峰公园', 112.6000, 26.8855], ['财富广场', 112.5885, 26.8905], ['解放西路×蒸湘南路', 112.5690, 26.8895], ['白沙洲工业园', 112.5830, 26.8350],
	['步步高', 112.6040, 26.8960], ['晶珠广场', 112.6010, 26.9000], ['大洋百货', 112.5960, 26.8975], ['广东路派出所', 112.6330, 26.8860], ['环城南路派出所', 112.6020, 26.8800]
]

export function districtOf(lon, lat) {
	for (const d of DISTRICTS) {
		let inside = false
		for (let i = 0, j = d.ring.length - 1; i < d.ring.length; j = i++) {
			const [xi, yi] = d.ring[i]
			const [xj, yj] = d.ring[j]
			if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside
		}
		if (inside) return d.name
	}
	return lon > 112.61 ? '珠晖区' : '蒸湘区'
}

const CLASS = { main: 'arterial', road: 'local', street: 'local', trunk: 'country' }

export function geojson() {
	const f = (geometry, properties) => ({ type: 'Feature', properties, geometry })
	const features = []
	for (const d of DISTRICTS) features.push(f({ type: 'Polygon', coordinates: [d.ring] }, { kind: 'district', name: d.name, code: d.code }))
	features.push(f({ type: 'Polygon', coordinates: [band(XIANG, 330, 400).map(round)] }, { kind: 'water', name: '湘江' }))
	features.push(f({ type: 'Polygon', coordinates: [band(ZHENG, 90, 130).map(round)] }, { kind: 'water', name: '蒸水' }))
	features.push(f({ type: 'Polygon', coordinates: [band(LEI, 150, 200).map(round)] }, { kind: 'water', name: '耒水' }))
	for (const [name, line] of [['湘江', XIANG], ['蒸水', ZHENG], ['耒水', LEI]]) features.push(f({ type: 'LineString', coordinates: line.map(round) }, { kind: 'waterline', name }))
	for (const r of ROADS) {
		// Half of the bends are enough to look right, and keep the file small.
		const line = r.line.filter((_, i) => i % 2 === 0 || i === r.line.length - 1)
		features.push(f({ type: 'LineString', coordinates: line }, r.name ? { kind: 'road', class: CLASS[r.cls], name: r.name } : { kind: 'road', class: CLASS[r.cls] }))
	}
	for (const d of DISTRICTS) features.push(f({ type: 'Point', coordinates: d.at }, { kind: 'district-label', name: d.name, code: d.code }))
	for (const [name, lon, lat] of PLACES) features.push(f({ type: 'Point', coordinates: [lon, lat] }, { kind: 'landmark', name }))
	return { type: 'FeatureCollection', features }
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1)) && process.argv[2]) writeFileSync(process.argv[2], JSON.stringify(geojson()))
