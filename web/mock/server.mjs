/* A stand-in for the server, for development and for the browser test of the console alone. Plain node, no dependency.
 *   PORT=8090 node mock/server.mjs          accounts: officer, clerk, clerk2, engineer, auditor, sysadmin, demo (all business roles); password "demo-demo-demo", any six digits
 * With console/dist built it also serves the console, under the same security policy as the real server. */
import http from 'node:http'
import { readFile, stat } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { counter } from './counter.mjs'
import { imports } from './imports.mjs'
import { CENTRE, JUNCTIONS, PLACES, ROADS, districtOf, rng, urban } from './city.mjs'

const PORT = Number(process.env.PORT ?? 8090)
const DIST = fileURLToPath(new URL('../console/dist', import.meta.url))
const rnd = rng(20171109)
const now = () => Date.now()
const KX = Math.cos((CENTRE.lat * Math.PI) / 180)
const metres = (a, b) => Math.hypot((a.lon - b.lon) * KX, a.lat - b.lat) * 111320

/* --- city --- */
const spots = []
for (const r of ROADS) for (const p of r.line) spots.push({ lon: p[0], lat: p[1], cls: r.cls, name: r.name, u: urban(p[0], p[1]) })
const pick = minU => {
	for (let i = 0; i < 200; i++) {
		const s = spots[Math.floor(rnd() * spots.length)]
		if (rnd() < s.u ** 1.5 + (minU ?? 0.02)) return s
	}
	return spots[0]
}

const stations = []
for (const j of JUNCTIONS) {
	for (let k = 0; k < 13; k++) {
		const arm = k % 4
		const d = k === 12 ? 0 : (0.00018 + 0.00012 * Math.floor(k / 4))
		const a = (arm * Math.PI) / 2
		stations.push({ kind: 'junction', lon: j.lon + (d * Math.cos(a)) / KX, lat: j.lat + d * Math.sin(a), junction: JUNCTIONS.indexOf(j) + 1, place: j.name, role: k === 12 ? '中央' : ['进口', '出口', '停止线'][Math.floor(k / 4)], name: '' })
	}
}
const taken = new Set()
for (let tries = 0; stations.length < 4334; tries++) {
	const s = pick()
	const key = `${Math.round(s.lon / 0.0006)},${Math.round(s.lat / 0.0006)}`
	if (taken.has(key) && tries < 60000) continue
	taken.add(key)
	stations.push({ kind: 'roadside', lon: s.lon + (rnd() - 0.5) * 0.0003, lat: s.lat + (rnd() - 0.5) * 0.0003, junction: null, role: null, name: '' })
}
stations.forEach((s, i) => {
	s.id = i + 1
	s.ix = i
	s.district = districtOf(s.lon, s.lat)
	const near = PLACES.find(p => metres(p, s) < 200)
	s.address = s.kind === 'junction' ? s.place : near ? near.name : null
	s.name = s.kind === 'junction' ? `J${String(Math.floor(i / 13) + 1).padStart(2, '0')}-${String((i % 13) + 1).padStart(2, '0')}` : `R${String(i).padStart(4, '0')}`
	const x = rnd()
	s.status = x < 0.011 ? 'offline' : x < 0.016 ? 'deaf' : x < 0.018 ? 'quarantined' : x < 0.02 ? 'new' : 'online'
	s.alarms = s.status === 'offline' ? ['offline'] : s.status === 'deaf' ? ['deaf'] : rnd() < 0.004 ? [['drift', 'battery', 'door', 'config', 'flood', 'clock'][Math.floor(rnd() * 6)]] : []
	s.usual10min = Math.round(120 + 2600 * urban(s.lon, s.lat) * (0.5 + rnd()))
	s.sightings10min = s.status === 'online' ? Math.round(s.usual10min * (0.8 + 0.4 * rnd())) : 0
	s.lastFrameAt = s.status === 'new' ? null : s.status === 'offline' ? now() - 600e3 - rnd() * 6e6 : now()
})
// Part of the street where the story's bike vanishes is without ears: its gap then says so.
const alarms = []
for (const s of stations) for (const kind of s.alarms) alarms.push({ id: alarms.length + 1, stationId: s.id, stationName: s.name, stationPlace: s.place, kind, since: s.status === 'offline' ? s.lastFrameAt : now() - Math.round(rnd() * 8e6), until: null, detail: kind === 'drift' ? 'clock error bound 4,200 ms' : kind === 'battery' ? 'battery 12 %' : null })
for (let i = 0; i < 60; i++) {
	const s = stations[Math.floor(rnd() * stations.length)]
	const since = now() - 4e7 * rnd() - 4e6
	alarms.push({ id: alarms.length + 1, stationId: s.id, stationName: s.name, stationPlace: s.place, kind: ['offline', 'clock', 'battery'][i % 3], since: Math.round(since), until: Math.round(since + 3e6 * rnd() + 6e4), detail: null })
}

const N = 274000
const blat = new Float64Array(N)
const blon = new Float64Array(N)
const bmov = new Uint8Array(N)
const bdir = new Float32Array(N)
for (let i = 0; i < N; i++) {
	const s = pick(0.005)
	blat[i] = s.lat + (rnd() - 0.5) * 0.0014
	blon[i] = s.lon + (rnd() - 0.5) * 0.0014
	bmov[i] = rnd() < 0.12 ? 1 : 0
	bdir[i] = rnd() * 6.283
}
const t0 = now()
const bikeAt = i => {
	if (!bmov[i]) return { lat: blat[i], lon: blon[i] }
	const d = 0.004 * Math.sin((now() - t0) / 200000 + i)
	return { lat: blat[i] + d * Math.sin(bdir[i]), lon: blon[i] + (d * Math.cos(bdir[i])) / KX }
}

/* --- people and things --- */
const ALL = ['officer', 'case_officer', 'clerk', 'engineer', 'traffic', 'leader']
const PASSWORD = 'demo-demo-demo'
const accounts = [
	['demo', '演示账号', ALL], ['officer', '周敏', ['officer']], ['clerk', '李桂芳', ['clerk']], ['clerk2', '王秋菊', ['clerk']], ['engineer', '何建国', ['engineer']], ['auditor', '唐正', ['auditor']], ['sysadmin', '谭志远', ['sysadmin']]
].map(([name, display, roles], i) => ({ id: i + 1, name, display, roles, unit: 1, unitName: '衡阳市公安局', mustChange: false, lockedUntil: null, createdAt: now(), disabled: false, password: PASSWORD }))
const sessions = new Map()

const SUR = '李王张刘陈杨周肖罗唐邓彭谢'
const BRANDS = ['雅迪', '爱玛', '台铃', '绿源', '新日', '小牛']
const COLOURS = ['白', '黑', '红', '蓝', '灰', '绿']
const plateOf = i => `衡（电动）阳${String.fromCharCode(65 + (i % 24))}${String(10000 + ((i * 7919) % 90000))}`
const tagOf = i => (0x4a000000 + i * 37).toString(16).toUpperCase().padStart(8, '0')
const cases = []
const bikeOf = i => ({
	id: i + 1, plate: plateOf(i), tag: tagOf(i), ownerName: `${SUR[i % SUR.length]}**`, ownerPhone: `13${i % 10}****${String(1000 + ((i * 31) % 9000))}`, brand: BRANDS[i % 6], colour: COLOURS[(i >> 3) % 6],
	createdAt: 1510185600000 + (i % 2800) * 86400000, openCaseId: cases.find(c => c.bike.id === i + 1 && !ENDS.includes(c.state))?.id ?? null
})

const audit = []
const note = (who, verb, kind, subject, caseId = null, detail = null) => audit.unshift({ id: audit.length + 1, at: now(), actor: who.id, actorName: who.display, verb, kind, subject: subject ? (kind === 'account' || kind === 'station' ? `#${subject}` : (subject * 2654435761 % 2 ** 32).toString(16).padStart(16, '0')) : '', caseId, detail })

/* --- events --- */
const outbox = []
let outboxId = 1000
const listeners = new Set()
function emit(event, data) {
	const row = { id: ++outboxId, event, data: JSON.stringify(data) }
	outbox.push(row)
	if (outbox.length > 2000) outbox.shift()
	for (const l of listeners) l(row)
}

/* --- thefts --- */
const alerts = []
const SEARCHED = ['filed', 'watched', 'located']
const FROM = {
	accept: ['reported'], file: ['accepted'], not_file: ['accepted'], watch: ['reported', 'accepted', 'filed'], recover: [...SEARCHED, 'unsolved'], return: ['recovered'], give_up: SEARCHED,
	withdraw: ['reported', 'accepted', ...SEARCHED, 'unsolved'], unfound: ['reported', 'accepted', ...SEARCHED, 'recovered', 'unsolved'], reopen: ['recovered', 'returned', 'not_filed']
}
const TO = { accept: 'accepted', file: 'filed', not_file: 'not_filed', watch: 'watched', recover: 'recovered', return: 'returned', give_up: 'unsolved', withdraw: 'withdrawn', unfound: 'unfounded', reopen: 'watched' }
const ENDS = ['not_filed', 'returned', 'withdrawn', 'unfounded']
const around = (p, m) => stations.filter(s => Math.abs(s.lat - p.lat) < 0.01 && metres(s, p) < m)

function openCase(i, who, f) {
	const c = {
		id: cases.length + 1, number: `A4304${new Date().getFullYear()}${String(cases.length + 1).padStart(5, '0')}`, bike: null, state: 'reported', severity: f.severity ?? 2, lastSeenAt: f.lastSeenAt, missingAt: f.missingAt, reportedAt: f.reportedAt ?? now(),
		lat: f.lat ?? null, lon: f.lon ?? null, place: f.place ?? null, note: f.note ?? null, officer: who.display, ver: 1, alert: null, locatedAt: null, closedAt: null,
		source: f.source ?? 'police', sourceRef: f.sourceRef ?? null, reporterName: null, reporterPhone: null, confirmed: true, acceptedAt: null, receiptNo: null, filing: f.filing ?? 'plain', filingDueAt: null, overdue: false,
		filedAt: null, filingNo: null, recoveredAt: null, unsolvedAt: null, mayGiveUp: false, solvedAt: null, crimeId: null, reason: null, locked: f.locked ?? 'unknown', lockKind: f.lockKind ?? 'unknown', keys: f.keys || null,
		keyPlace: f.keyPlace ?? 'unknown', unitId: 1, unit: '雁峰分局'
	}
	const b = bikeOf(i)
	delete b.openCaseId
	c.bike = b
	Object.defineProperty(c, 'sim', { value: { visits: [], positions: [], gaps: [], events: [{ at: c.reportedAt, event: 'report', actor: who.display, from: null, to: 'reported', note: null }], route: null, at: 0 }, enumerable: false })
	cases.push(c)
	return c
}

function step(c, event, who, noteText) {
	const from = c.state
	c.state = TO[event]
	if (!c.acceptedAt && !['withdraw', 'unfound'].includes(event)) Object.assign(c, { acceptedAt: now(), receiptNo: `R-${c.number}`, filingDueAt: now() + 3 * 86400e3 })
	if (!c.filedAt && !['accept', 'not_file', 'withdraw', 'unfound'].includes(event)) Object.assign(c, { filedAt: now(), filingNo: `L-${c.number}` })
	if (event === 'recover') c.recoveredAt = now()
	if (event === 'give_up') c.unsolvedAt = now()
	c.ver++
	c.closedAt = ENDS.includes(c.state) ? now() : null
	c.sim.events.push({ at: now(), event, actor: who.display, from, to: c.state, note: noteText ?? null })
	if (c.closedAt && c.alert && c.alert.state !== 'closed') {
		c.alert.state = 'closed'
		emit('alert', { ...c.alert, kind: 'closed' })
	}
	emit('theft', { ...shape(c), kind: 'updated' })
}

/** A ride along the streets from where the bike stood, with two stretches nobody heard. */
function route(start) {
	const pts = [start]
	let here = start
	let road = null
	for (let leg = 0; leg < 12 && pts.length < 240; leg++) {
		const best = ROADS.filter(r => r !== road && r.cls !== 'trunk').map(r => ({ r, i: r.line.reduce((b, p, k) => (metres({ lon: p[0], lat: p[1] }, here) < metres({ lon: r.line[b][0], lat: r.line[b][1] }, here) ? k : b), 0) }))
			.map(x => ({ ...x, d: metres({ lon: x.r.line[x.i][0], lat: x.r.line[x.i][1] }, here) })).filter(x => x.d < 160).sort((a, b) => a.d - b.d)
		const x = best[Math.floor(rnd() * Math.min(3, best.length))]
		if (!x) break
		road = x.r
		const dir = x.i < road.line.length / 2 ? 1 : -1
		const n = 8 + Math.floor(rnd() * 16)
		for (let k = x.i, m = 0; m < n && road.line[k]; k += dir, m++) pts.push({ lon: road.line[k][0], lat: road.line[k][1] })
		here = pts.at(-1)
	}
	return pts
}

function hear(c, at, p, live) {
	const near = around(p, 230).filter(s => s.status === 'online').sort((a, b) => metres(a, p) - metres(b, p)).slice(0, 4)
	if (!near.length) return null
	const radiusM = near.length > 2 ? 35 + 30 * rnd() : near.length > 1 ? 75 + 40 * rnd() : 140 + 60 * rnd()
	c.sim.positions.push({ at, lat: p.lat, lon: p.lon, radiusM: Math.round(radiusM) })
	for (const s of near) {
		const rssi = Math.round(-44 - metres(s, p) / 4.6 - 6 * rnd())
		const last = c.sim.visits.findLast(v => v.stationId === s.id)
		if (last && at - last.lastAt < 90e3) Object.assign(last, { lastAt: at, hits: last.hits + 1, rssiMax: Math.max(last.rssiMax, rssi) })
		else c.sim.visits.push({ stationId: s.id, name: s.name, lat: s.lat, lon: s.lon, firstAt: at, lastAt: at, hits: 1, rssiMax: rssi, open: false, late: rnd() < 0.04, clockDoubt: rnd() < 0.03 })
		if (live) c.sim.hearings = [{ stationId: s.id, name: s.name, rssi, at }, ...(c.sim.hearings ?? []).filter(h => h.stationId !== s.id)].slice(0, 6)
	}
	return { s: near[0], radiusM: Math.round(radiusM) }
}

function alertOf(c, at, p, h) {
	if (!c.alert) {
		c.alert = { id: alerts.length + 1, caseId: c.id, caseNumber: c.number, bikeId: c.bike.id, plate: c.bike.plate, tag: c.bike.tag, state: 'new', severity: c.severity, late: false, count: 0, firstHeardAt: at, lastHeardAt: at, issuedAt: at, stationId: null, stationName: null, stationPlace: null, district: null, lat: null, lon: null, radiusM: null, ackedBy: null, ackedAt: null }
		alerts.push(c.alert)
	}
	const first = c.alert.count === 0
	const wasDistrict = c.alert.district
	Object.assign(c.alert, { count: c.alert.count + 1, lastHeardAt: at, stationId: h.s.id, stationName: h.s.name, stationPlace: h.s.place, district: h.s.district, lat: p.lat, lon: p.lon, radiusM: h.radiusM })
	return first ? 'opened' : wasDistrict !== h.s.district ? 'updated' : ''
}

const SYSTEM = { id: 0, display: '系统' }
function past(i, minutes, opts = {}) {
	const s = opts.start ?? pick(0)
	const begin = now() - minutes * 60e3
	const c = openCase(i, accounts[1], { lastSeenAt: begin - 3600e3, missingAt: begin - 600e3, reportedAt: begin - 120e3, lat: s.lat, lon: s.lon, severity: opts.severity ?? 2, place: opts.place ?? null, note: opts.note ?? null })
	c.state = 'watched'
	c.sim.events.push({ at: c.reportedAt, event: 'watch', actor: c.officer, from: 'reported', to: 'watched', note: null })
	if (opts.unheard) return c
	const r = route(s)
	const stepMs = (opts.ride ?? 25) * 60e3 / r.length
	let gap = null
	r.forEach((p, k) => {
		const at = Math.round(begin + k * stepMs)
		const quiet = (k > r.length * 0.3 && k < r.length * 0.42) || (k > r.length * 0.66 && k < r.length * 0.74)
		if (quiet || at > now()) {
			gap ??= quiet ? { at: Math.round(begin + (k - 1) * stepMs), p: r[k - 1], k } : null
			return
		}
		if (gap) {
			const deaf = gap.k > r.length / 2
			c.sim.gaps.push({ from: gap.at, to: at, reason: 'not-heard', stations: around(gap.p, 420).slice(0, 6).map(x => ({ id: x.id, place: x.place, name: x.name, upPct: deaf ? Math.round(rnd() * 20) : 96 + Math.round(rnd() * 4) })) })
			gap = null
		}
		const h = hear(c, at, p, true)
		if (!h) return
		if (!c.locatedAt) {
			c.locatedAt = at
			c.state = 'located'
			c.sim.events.push({ at, event: 'hit', actor: SYSTEM.display, from: 'watched', to: 'located', note: h.s.name })
		}
		alertOf(c, at, p, h)
		c.sim.last = { at, p, h }
	})
	c.sim.route = opts.moving ? r : null
	c.sim.at = 0
	if (opts.acked && c.alert) Object.assign(c.alert, { state: 'acked', ackedBy: '周敏', ackedAt: c.alert.issuedAt + 40e3 })
	Object.assign(c, { acceptedAt: c.reportedAt, receiptNo: `R-${c.number}`, filingDueAt: c.reportedAt + 3 * 86400e3, filedAt: c.reportedAt, filingNo: `L-${c.number}` })
	if (opts.end) {
		c.state = opts.end
		if (opts.end === 'returned') c.recoveredAt = now() - 4 * 3600e3
		c.closedAt = now() - 3 * 3600e3
		c.sim.events.push({ at: c.closedAt, event: opts.end === 'returned' ? 'return' : 'withdraw', actor: c.officer, from: 'located', to: c.state, note: opts.end === 'returned' ? '在小区车棚找到，车锁被撬。' : '车主自己找到。' })
		if (c.alert) c.alert.state = 'closed'
	}
	return c
}
past(50210, 60 * 26, { end: 'returned', place: '步步高门口', severity: 2 })
past(12007, 60 * 30, { end: 'withdrawn', place: '大洋百货停车棚' })
past(7341, 47, { start: PLACES.find(p => p.name.includes('财富')) ?? PLACES[0], place: '财富广场东门停车棚', note: '白色雅迪，后座有黑色尾箱。', acked: true, severity: 3, ride: 38 })
past(98120, 300, { unheard: true, place: '广东路铁路小区' })
past(150333, 90, { unheard: true, place: '晶珠广场', severity: 1 })
past(201876, 12, { ride: 9, severity: 2, place: '石鼓书院门口' })

/** The story: a fresh report is heard some seconds later, rides on, then stands still. */
setInterval(() => {
	for (const c of cases) {
		if (!['watched', 'located'].includes(c.state) || !c.sim.story) continue
		if (now() < c.sim.story) continue
		c.sim.route ??= route(c.lat ? { lat: c.lat, lon: c.lon } : pick(0))
		const p = c.sim.route[Math.min(c.sim.at++, c.sim.route.length - 1)]
		const at = now()
		const h = hear(c, at, p, true)
		if (!h) continue
		c.sim.last = { at, p, h }
		const kind = alertOf(c, at, p, h)
		if (c.state === 'watched') {
			c.state = 'located'
			c.locatedAt ??= at
			c.ver++
			c.sim.events.push({ at, event: 'hit', actor: SYSTEM.display, from: 'watched', to: 'located', note: h.s.name })
			emit('theft', { ...shape(c), kind: 'updated' })
		}
		if (kind) emit('alert', { ...c.alert, kind })
	}
}, 1500).unref()

setInterval(() => {
	const s = stations[Math.floor(Math.random() * stations.length)]
	if (s.status !== 'online' && s.status !== 'offline') return
	s.status = s.status === 'online' ? 'offline' : 'online'
	s.alarms = s.status === 'offline' ? ['offline'] : []
	const open = alarms.find(a => a.stationId === s.id && a.kind === 'offline' && !a.until)
	if (s.status === 'offline') {
		s.lastFrameAt = now() - 60e3
		const a = { id: alarms.length + 1, stationId: s.id, stationName: s.name, stationPlace: s.place, kind: 'offline', since: now() - 60e3, until: null, detail: null }
		alarms.push(a)
		emit('station', { ...a, kind: 'opened', alarm: 'offline' })
	} else if (open) open.until = now()
}, 20000).unref()

let storyDelay = Number(process.env.STORY_S ?? 6) * 1000
let journal = process.env.JOURNAL ?? 'ok'

/* --- answers --- */
const yes = v => v === '1' || v === 'true'
class Refusal extends Error {
	constructor(status, code, message, field = '') {
		super(message)
		Object.assign(this, { status, code, field })
	}
}
const one = (list, id) => list.find(x => x.id === Number(id)) ?? (() => { throw new Refusal(404, 'NOTFOUND', 'no such record') })()
const need = (who, ...roles) => { if (!roles.some(r => who.roles.includes(r))) throw new Refusal(403, 'DENIED', `needs one of ${roles.join(', ')}`) }
const shape = (c, who) => ({ ...c, alert: c.alert ? { ...c.alert } : null, actions: !who || who.roles.includes('officer') ? Object.keys(FROM).filter(e => FROM[e].includes(c.state)) : [] })
function paged(list, q, dir = 1) {
	const limit = Math.min(Number(q.get('limit') ?? 100), 500)
	const after = q.get('after')
	const rest = after == null ? list : list.filter(x => dir > 0 ? x.id > Number(after) : x.id < Number(after))
	const items = rest.slice(0, limit)
	return { items, next: rest.length > limit ? items.at(-1).id : null }
}
const open = c => !ENDS.includes(c.state)
const pending = [
	{ name: 'HY-NEW-0071', address: '10.43.7.71', firmware: '2.4.1', hardware: 'RX-3', firstAt: now() - 5400e3, lastAt: now() - 9e3, tries: 181 },
	{ name: 'HY-NEW-0072', address: '10.43.7.72', firmware: '2.4.1', hardware: 'RX-3', firstAt: now() - 1200e3, lastAt: now() - 21e3, tries: 40 }
]
const key = () => Array.from({ length: 8 }, () => Math.floor(Math.random() * 0xffffffff).toString(16).padStart(8, '0')).join('')
const pubAcc = ({ password: _p, ...a }) => a

function overview() {
	const wave = Math.sin(now() / 40000) * 4000
	return {
		at: now(), sightingsPerS: Math.round(108400 + wave + 1500 * Math.random()), sightingsTotal: Math.round(8.4e11 + (now() - t0) * 108), tagsKnown: N, tagsHeard10min: 261834 + Math.round(300 * Math.random()), stationsTotal: stations.length,
		stationsOnline: stations.filter(s => s.status === 'online').length, stationAlarms: alarms.filter(a => !a.until).length, openAlerts: alerts.filter(a => a.state !== 'closed').length, openCases: cases.filter(open).length,
		watchCount: cases.filter(c => ['watched', 'located'].includes(c.state)).length, journal, diskFreeBytes: 412e9, visitsTotal: 918223411 + Math.round((now() - t0) * 1.4)
	}
}

function mapBikes(q) {
	const [s, w, n, e, z] = ['south', 'west', 'north', 'east', 'zoom'].map(k => Number(q.get(k)))
	if (![s, w, n, e, z].every(Number.isFinite)) throw new Refusal(400, 'INVALID', 'bad box')
	if (z < 15) {
		const size = 40 / 2 ** z
		const grid = new Map()
		for (let i = 0; i < N; i++) {
			const lat = blat[i]
			const lon = blon[i]
			if (lat < s || lat > n || lon < w || lon > e) continue
			const k = Math.floor(lat / size) * 100000 + Math.floor(lon / size)
			grid.set(k, (grid.get(k) ?? 0) + 1)
		}
		return { at: now(), mode: 'density', cells: [...grid].map(([k, c]) => [(Math.floor(k / 100000) + 0.5) * size, ((k % 100000) + 0.5) * size, c]) }
	}
	const bikes = []
	let more = false
	for (let i = 0; i < N; i++) {
		if (Math.abs(blat[i] - (s + n) / 2) > (n - s) / 2 + 0.005) continue
		const p = bikeAt(i)
		if (p.lat < s || p.lat > n || p.lon < w || p.lon > e) continue
		if (bikes.length >= 4000) { more = true; break }
		bikes.push([p.lat, p.lon, bmov[i] ? 40 + (i % 60) : 80 + (i % 90), !!bmov[i], bmov[i] ? i % 9 : i % 240])
	}
	return { at: now(), mode: 'bikes', bikes, more }
}

function search(text) {
	const q = text.trim().toUpperCase()
	if (!q) throw new Refusal(400, 'INVALID', 'empty query', 'q')
	const items = []
	const rest = []
	for (let i = 0; i < N && rest.length < 60; i++) {
		const p = plateOf(i)
		const t = tagOf(i)
		if (p === q || t === q) items.push(i)
		else if (p.includes(q) || (q.length >= 4 && t.includes(q))) rest.push(i)
	}
	return { items: [...items, ...rest].slice(0, 50).map(bikeOf), next: null }
}

const R = []
const on = (method, pattern, fn) => R.push({ method, re: new RegExp(`^/api/v1${pattern.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`), fn })

on('GET', '/me', ({ who }) => ({ account: pubAcc(who), version: '0.1.0', city: { ...CENTRE, lon: 112.598, zoom: 12.2, name: '衡阳' } }))
on('GET', '/openapi.json', async () => JSON.parse(await readFile(new URL('../shared/openapi.json', import.meta.url))))
on('GET', '/overview', () => overview())
on('GET', '/stations', ({ q }) => {
	const text = q.get('q') ?? ''
	return paged(stations.filter(s => (!text || s.name.includes(text)) && (!yes(q.get('alarm')) || s.alarms.length)), q)
})
on('GET', '/stations/map', () => ({ columns: ['id', 'lat', 'lon', 'kind', 'status'], rows: stations.map(s => [s.id, +s.lat.toFixed(6), +s.lon.toFixed(6), s.kind, s.status]) }))
on('GET', '/stations/pending', ({ who }) => { need(who, 'engineer'); return { items: pending, full: false, next: null } })
on('POST', '/stations/pending/{name}/approve', ({ p, who, body }) => {
	need(who, 'engineer')
	const i = pending.findIndex(x => x.name === decodeURIComponent(p.name))
	if (i < 0) throw new Refusal(404, 'NOTFOUND', 'not pending')
	const [x] = pending.splice(i, 1)
	return addStation({ name: x.name, ...body })
})
function addStation(b) {
	if (!b.name) throw new Refusal(400, 'INVALID', 'name is required', 'name')
	if (stations.some(s => s.name === b.name)) throw new Refusal(409, 'STATE', 'name is taken', 'name')
	const s = { id: stations.length + 1, ix: stations.length, name: b.name, kind: b.kind, district: b.district ?? districtOf(b.lon, b.lat), lat: b.lat, lon: b.lon, junction: b.junction ?? null, role: null, address: b.place ?? null, status: 'new', alarms: [], lastFrameAt: null, sightings10min: 0, usual10min: 0 }
	stations.push(s)
	return { ...s, key: key() }
}
on('POST', '/stations', ({ who, body }) => { need(who, 'engineer'); return addStation(body) })
on('GET', '/stations/{id}', ({ p }) => {
	const s = one(stations, p.id)
	return { ...s, health: { power: s.id % 40 ? 'mains' : 'battery', door: 'closed', batteryPct: 60 + (s.id % 41), temperatureC: 24 + (s.id % 17), clockOffsetMs: (s.id % 9) - 4, clockErrMs: 3 + (s.id % 12), backlogRows: s.status === 'offline' ? 0 : s.id % 7, backlogAgeS: s.id % 7, freeJournalKib: 51200 - (s.id % 3000), frames: 812000 + s.id * 3, duplicates: s.id % 91, badFrames: s.id % 3, gapRecords: s.id % 50 ? 0 : 1, firmware: '2.4.1', hardware: 'RX-3', watchVersion: 118, configOk: s.id % 97 !== 0, connectedAt: s.lastFrameAt ? s.lastFrameAt - 4e6 : null } }
})
on('POST', '/stations/{id}/do/{event}', ({ p, who }) => {
	need(who, 'engineer')
	const s = one(stations, p.id)
	s.status = p.event === 'quarantine' ? 'quarantined' : p.event === 'release' ? 'online' : 'offline'
	note(who, `station.${p.event}`, 'station', s.id)
	return s
})
on('POST', '/stations/{id}/key', ({ p, who }) => { need(who, 'engineer'); one(stations, p.id); return { key: key() } })
on('GET', '/stations/{id}/passages', ({ p, q, who }) => {
	need(who, 'officer')
	const c = one(cases, q.get('caseId'))
	return { items: c.sim.visits.filter(v => v.stationId === Number(p.id)).map(v => ({ ...v, tag: c.bike.tag, bikeId: c.bike.id, plate: c.bike.plate })), next: null }
})
on('GET', '/alarms', ({ q }) => paged([...alarms].reverse().filter(a => !yes(q.get('open')) || !a.until), q, -1))
on('GET', '/bikes', ({ q, who }) => { need(who, 'clerk', 'officer'); return search(q.get('q') ?? '') })
on('GET', '/bikes/{id}', ({ p, who }) => { need(who, 'clerk', 'officer'); if (!(p.id >= 1 && p.id <= N)) throw new Refusal(404, 'NOTFOUND', 'no such bike'); return seen(Number(p.id) - 1) })
on('GET', '/thefts', ({ q, who }) => { need(who, 'officer'); return paged([...cases].reverse().filter(c => (!q.get('state') || c.state === q.get('state')) && (!yes(q.get('open')) || open(c))).map(c => shape(c, who)), q, -1) })
on('POST', '/thefts', ({ who, body }) => {
	need(who, 'officer')
	const i = body.bikeId ? body.bikeId - 1 : -1
	if (i < 0 || i >= N) throw new Refusal(404, 'NOTFOUND', 'no such bike', 'bikeId')
	if (bikeOf(i).openCaseId) throw new Refusal(409, 'STATE', 'this bike has an open case', 'bikeId')
	if (!body.lastSeenAt || body.lastSeenAt > now() + 60e3) throw new Refusal(400, 'INVALID', 'lastSeenAt is in the future', 'lastSeenAt')
	if (body.missingAt < body.lastSeenAt) throw new Refusal(400, 'INVALID', 'missingAt is before lastSeenAt', 'missingAt')
	const c = openCase(i, who, body)
	if (body.watch) step(c, 'watch', who)
	c.sim.story = now() + storyDelay
	note(who, 'theft.report', 'theft', c.id, c.id)
	return shape(c, who)
})
on('GET', '/thefts/counts', ({ who }) => { need(who, 'officer'); return { confirm: 0, overdue: 0, giveUp: 0, bikes: cases.length, recovered: cases.filter(c => c.recoveredAt).length, crimes: cases.length, solved: 0 } })
on('GET', '/thefts/{id}', ({ p, who }) => { need(who, 'officer'); return shape(one(cases, p.id), who) })
on('POST', '/thefts/{id}/do/{event}', ({ p, who, body }) => {
	need(who, 'officer')
	const c = one(cases, p.id)
	if (!FROM[p.event]) throw new Refusal(404, 'NOTFOUND', 'no such event')
	if (body.ver && body.ver !== c.ver) throw new Refusal(409, 'STATE', 'the case has changed; read it again', 'ver')
	if (!FROM[p.event].includes(c.state)) throw new Refusal(409, 'STATE', `not possible from ${c.state}`)
	step(c, p.event, who, body.note)
	note(who, `theft.${p.event}`, 'theft', c.id, c.id)
	return shape(c, who)
})
on('GET', '/thefts/{id}/events', ({ p, who }) => { need(who, 'officer'); return { items: one(cases, p.id).sim.events, next: null } })
const NOT_KNOWN = { known: false, lat: null, lon: null, radiusM: null, at: null, stationId: null, stationName: null, stationPlace: null, ageMs: null, hearings: [], stationsAround: [] }
const movedOn = (q, c) => q.has('ver') && Number(q.get('ver')) !== c.ver
on('GET', '/thefts/{id}/live', ({ p, q, who }) => {
	need(who, 'officer')
	const c = one(cases, p.id)
	if (movedOn(q, c)) return { ...NOT_KNOWN, moved: true }
	if (!open(c)) throw new Refusal(409, 'STATE', 'the case is closed: its trail can no longer be read')
	const l = c.sim.last
	const at = l ? l.p : c.lat ? { lat: c.lat, lon: c.lon } : CENTRE
	const stationsAround = around(at, 500).slice(0, 12).map(({ id, name, place, lat, lon, status }) => ({ id, name, place, lat, lon, status }))
	if (!l) return { ...NOT_KNOWN, moved: false, stationsAround }
	return { moved: false, known: true, lat: l.p.lat, lon: l.p.lon, radiusM: l.h.radiusM, at: l.at, stationId: l.h.s.id, stationName: l.h.s.name, stationPlace: l.h.s.place, ageMs: now() - l.at, hearings: c.sim.hearings ?? [], stationsAround }
})
on('GET', '/thefts/{id}/trail', ({ p, q, who }) => {
	need(who, 'officer')
	const c = one(cases, p.id)
	if (movedOn(q, c)) return { visits: [], positions: [], gaps: [], more: false, from: 0, to: 0, olderFrom: null, moved: true }
	if (!open(c)) throw new Refusal(409, 'STATE', 'the case is closed: its trail can no longer be read')
	const from = Number(q.get('from') ?? c.lastSeenAt - 86400e3)
	const to = Number(q.get('to') ?? c.closedAt ?? now())
	note(who, 'trail.read', 'theft', c.id, c.id, `${new Date(from).toISOString()} .. ${new Date(to).toISOString()}`)
	return {
		visits: c.sim.visits.filter(v => v.lastAt >= from && v.firstAt <= to).map(v => ({ ...v, open: open(c) && now() - v.lastAt < 30e3 })), positions: c.sim.positions.filter(x => x.at >= from && x.at <= to),
		gaps: c.sim.gaps.filter(g => g.to >= from && g.from <= to), more: false, from, to, olderFrom: null, moved: false
	}
})
on('GET', '/alerts', ({ q, who }) => { need(who, 'officer'); return paged([...alerts].reverse().filter(a => !yes(q.get('open')) || a.state !== 'closed'), q, -1) })
on('POST', '/alerts/{id}/ack', ({ p, who }) => {
	need(who, 'officer')
	const a = one(alerts, p.id)
	if (a.state === 'new') {
		Object.assign(a, { state: 'acked', ackedBy: who.display, ackedAt: now() })
		emit('alert', { ...a, kind: 'acked' })
	}
	return a
})
on('GET', '/map/bikes', ({ q }) => mapBikes(q))
on('GET', '/audit', ({ q, who }) => {
	need(who, 'auditor')
	const is = (k, v) => !q.get(k) || String(v) === q.get(k)
	return paged(audit.filter(a => is('verb', a.verb) && is('actor', a.actor) && is('subject', a.subject) && (!q.get('from') || a.at >= Number(q.get('from'))) && (!q.get('to') || a.at < Number(q.get('to')))), q, -1)
})
on('GET', '/audit/chain', ({ who }) => {
	need(who, 'auditor')
	return { endId: audit.length, endHash: 'ab'.repeat(32), toFile: true, toUrl: false, anchorId: audit.length, anchorAt: now() - 40000, fileAt: now() - 40000, urlAt: null, pendingFile: 0, pendingUrl: 0, fault: '' }
})
on('GET', '/units', () => ({ items: [{ id: 1, parent: null, kind: 'bureau', code: '430400', name: '衡阳市公安局', path: '/1/', closed: false }], next: null }))

const full = i => ({ vehicleCode: '', motorNo: '', model: '', colour2: '', kind: 'standard', use: 'own', life: 'registered', boughtOn: '', endsOn: '', priceFen: 0, site: 1, unit: 1, district: 430406, ownerId: 1, ver: 1, ...bikeOf(i), frameNo: i === 76 ? 'STOLEN0001' : i === 77 ? 'DOUBLE0001' : `LX${String(i).padStart(8, '0')}`, flags: i === 76 ? ['stolen'] : i === 77 ? ['violation_open'] : [] })
const { openRoute, seen } = counter(on, need, Refusal, full)
imports(on, need, Refusal)

/* --- http --- */
const CSP = "default-src 'self'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'"
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.geojson': 'application/geo+json', '.woff2': 'font/woff2' }

function send(rq, rs, status, body, headers = {}) {
	let data = Buffer.from(JSON.stringify(body))
	const h = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers }
	if (data.length > 2000 && /gzip/.test(rq.headers['accept-encoding'] ?? '')) {
		data = gzipSync(data, { level: 1 })
		h['Content-Encoding'] = 'gzip'
	}
	rs.writeHead(status, h).end(data)
}

async function file(rs, url) {
	const name = path.normalize(decodeURIComponent(url.pathname)).replace(/^\/+$/, '/index.html')
	const full = path.join(DIST, name)
	if (!full.startsWith(DIST) || !(await stat(full).catch(() => null))?.isFile()) return rs.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found')
	rs.writeHead(200, { 'Content-Type': TYPES[path.extname(full)] ?? 'application/octet-stream', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' }).end(await readFile(full))
}

async function bodyOf(rq) {
	if (/^image\//.test(rq.headers['content-type'] ?? '')) {
		let bytes = 0
		for await (const part of rq) bytes += part.length
		return { bytes }
	}
	if (rq.headers['content-type'] === 'application/octet-stream') {
		const parts = []
		for await (const part of rq) parts.push(part)
		return Buffer.concat(parts)
	}
	let text = ''
	for await (const part of rq) {
		text += part
		if (text.length > 65536) throw new Refusal(413, 'INVALID', 'body too large')
	}
	try {
		return text ? JSON.parse(text) : {}
	} catch {
		throw new Refusal(400, 'INVALID', 'bad JSON')
	}
}

function events(rq, rs) {
	rs.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
	const put = row => rs.write(`id: ${row.id}\nevent: ${row.event}\ndata: ${row.data}\n\n`)
	rs.write(`event: hello\ndata: {"last":${outboxId}}\n\n`)
	const last = Number(rq.headers['last-event-id'] ?? 0)
	if (last) outbox.filter(r => r.id > last).forEach(put)
	listeners.add(put)
	const beat = setInterval(() => rs.write(': beat\n\n'), 15000)
	rq.on('close', () => {
		clearInterval(beat)
		listeners.delete(put)
	})
}

const server = http.createServer(async (rq, rs) => {
	const url = new URL(rq.url, 'http://x')
	try {
		if (url.pathname === '/healthz') return send(rq, rs, 200, { status: 'ok' })
		if (!url.pathname.startsWith('/api/')) return await file(rs, url)
		const token = /yz_session=([^;]+)/.exec(rq.headers.cookie ?? '')?.[1]
		const who = sessions.get(token)
		if (rq.method !== 'GET' && rq.headers['x-yanzhen'] !== '1') throw new Refusal(403, 'DENIED', 'X-Yanzhen header is missing')
		if (url.pathname === '/api/v1/login' && rq.method === 'POST') {
			const b = await bodyOf(rq)
			const a = accounts.find(x => x.name === b.name && x.password === b.password && !x.disabled)
			if (!a || !/^\d{6}$/.test(b.code ?? '')) throw new Refusal(401, 'UNAUTH', 'the name, the password or the code is wrong')
			const t = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)
			sessions.set(t, a)
			note(a, 'login', 'account', a.id)
			return send(rq, rs, 200, { account: pubAcc(a) }, { 'Set-Cookie': `yz_session=${t}; HttpOnly; SameSite=Strict; Path=/` })
		}
		if (!who && !openRoute.test(url.pathname)) throw new Refusal(401, 'UNAUTH', 'log in first')
		if (url.pathname === '/api/v1/logout') {
			sessions.delete(token)
			return send(rq, rs, 200, {})
		}
		if (url.pathname === '/api/v1/events') return events(rq, rs)
		for (const r of R) {
			const m = r.method === rq.method && r.re.exec(url.pathname)
			if (!m) continue
			const body = rq.method === 'GET' ? null : await bodyOf(rq)
			const answer = await r.fn({ p: m.groups ?? {}, q: url.searchParams, who, body })
			if (answer.pdf) return rs.writeHead(200, { 'Content-Type': 'application/pdf' }).end(answer.pdf)
			return send(rq, rs, 200, answer)
		}
		throw new Refusal(404, 'NOTFOUND', 'no such route')
	} catch (e) {
		if (!(e instanceof Refusal)) console.error(e)
		send(rq, rs, e.status ?? 500, { error: { code: e.code ?? 'INTERNAL', message: e.message, field: e.field ?? '', request: Math.floor(Math.random() * 1e6) } })
	}
})
server.listen(PORT, '127.0.0.1', () => console.log(`mock http://127.0.0.1:${server.address().port}`))
