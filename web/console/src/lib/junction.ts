/* Junctions on paper: places ahead of a point, lines of arms, what is shown of a group. No Vue, no network. */
import type { JunctionGeometry, JunctionStation } from './api'

export interface Place { lat: number; lon: number }
export const M_LAT = 111_319.5

/** The place so many metres in a direction (degrees clockwise from north); behind where metres are negative. */
export function ahead(at: Place, heading: number, metres: number): Place {
	const h = (heading * Math.PI) / 180
	return { lat: at.lat + (metres * Math.cos(h)) / M_LAT, lon: at.lon + (metres * Math.sin(h)) / M_LAT / Math.cos((at.lat * Math.PI) / 180) }
}

/** The way in of each arm from 60 m before the middle, and its stop line across. */
export function armLines(at: Place, g: JunctionGeometry): { arm: string; kind: 'way' | 'stop'; points: Place[] }[] {
	return g.arms.flatMap(a => {
		const way = { arm: a.arm, kind: 'way' as const, points: [ahead(at, a.heading, -60), ahead(at, a.heading, -10)] }
		if (!a.stopLat || !a.stopLon) return [way]
		const stop = { lat: a.stopLat, lon: a.stopLon }
		return [way, { arm: a.arm, kind: 'stop' as const, points: [ahead(stop, a.heading + 90, -4), ahead(stop, a.heading + 90, 4)] }]
	})
}

export const ROLE_COLOUR: Record<string, string> = { approach: '#1f6391', stop: '#c0341f', exit: '#2a9170', centre: '#6a4c93' }
export const PHASE_COLOUR: Record<string, string> = { green: '#2a9170', yellow: '#d98a1c', red: '#c0341f', 'red-yellow': '#c0341f', flashing: '#d98a1c' }

/** An arm is drawn in the colour that its way straight on shows, else in that of any of its groups. */
export function armColours(groups: { group: string; state: string }[]): Record<string, string> {
	const out: Record<string, string> = {}
	for (const g of groups) {
		const [arm, move] = g.group.split(':')
		if (arm && (!(arm in out) || move === 'T')) out[arm] = PHASE_COLOUR[g.state] ?? '#63717f'
	}
	return out
}

/** hh:mm of a minute of the day, and back; null where it is none. 1,440 is 24:00. */
export const minuteText = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
export function minuteOf(s: string): number | null {
	const m = /^(\d{1,2}):(\d{2})$/.exec(s.trim())
	const v = m ? Number(m[1]) * 60 + Number(m[2]) : -1
	return m && Number(m[2]) < 60 && v <= 1440 ? v : null
}

type Antenna = JunctionGeometry['antennas'][number]

/** What an antenna of this station most likely is, by where it stands: of which arm, before the line, at it, beyond the middle line, or in the middle. */
export function antennaAt(at: Place, g: JunctionGeometry, s: JunctionStation): Antenna {
	const y = (s.lat - at.lat) * M_LAT
	const x = (s.lon - at.lon) * M_LAT * Math.cos((at.lat * Math.PI) / 180)
	const plain = { station: s.name, lane: 'all' as const, group: '', camera: '' }
	const near = g.arms.map(a => {
		const h = (a.heading * Math.PI) / 180
		return { a, right: x * Math.cos(h) - y * Math.sin(h), before: -(x * Math.sin(h) + y * Math.cos(h)) }
	}).sort((p, q) => q.before - p.before)[0]
	if (!near || Math.hypot(x, y) < 8) return { ...plain, role: 'centre', arm: '', heading: -1 }
	const exit = near.right < 0
	const line = near.a.stopLat || near.a.stopLon ? Math.hypot((near.a.stopLat - at.lat) * M_LAT, (near.a.stopLon - at.lon) * M_LAT * Math.cos((at.lat * Math.PI) / 180)) : 20
	return { ...plain, role: exit ? 'exit' : near.before > line + 15 ? 'approach' : 'stop', arm: near.a.arm, heading: exit ? (near.a.heading + 180) % 360 : near.a.heading }
}

/** An arm has another name: what names it goes with it. */
export function renameArm(g: JunctionGeometry, old: string, name: string) {
	if (!old || !name || old === name || g.arms.some(a => a.arm === old)) return
	const of = (group: string) => (group.startsWith(`${old}:`) ? name + group.slice(old.length) : group)
	for (const x of g.groups) x.group = of(x.group)
	for (const a of g.antennas) {
		a.group = of(a.group)
		if (a.arm === old) a.arm = name
	}
}

export interface PlanForm { cycleS: number; offsetS: number; from: string; to: string; groups: { group: string; greenFromS: number; greenToS: number; yellowS: number }[] }
/** What is wrong with a fixed-time plan, as the key of its words and the group it is about; null: nothing. The server has the last word. */
export function planFault(p: PlanForm): { key: string; group: string } | null {
	const from = minuteOf(p.from), to = minuteOf(p.to)
	if (from === null || to === null) return { key: 'time', group: '' }
	if (to <= from) return { key: 'order', group: '' }
	if (!(p.cycleS >= 20 && p.cycleS <= 600)) return { key: 'cycle', group: '' }
	if (!(p.offsetS >= 0 && p.offsetS < p.cycleS)) return { key: 'offset', group: '' }
	if (!p.groups.length) return { key: 'none', group: '' }
	for (const g of p.groups) {
		if (!/^[A-Z0-9]+:[LTRU*]$/.test(g.group.trim())) return { key: 'group', group: g.group }
		if (!(g.greenFromS >= 0 && g.greenToS > g.greenFromS && g.yellowS >= 0 && g.greenToS + g.yellowS <= p.cycleS)) return { key: 'green', group: g.group }
	}
	return null
}

/** Four numbers and a port, as the server takes a controller's address. */
export function addressFits(text: string): boolean {
	const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3}):(\d{1,5})$/.exec(text.trim())
	return !!m && m.slice(1, 5).every(n => Number(n) < 256) && Number(m[5]) > 0 && Number(m[5]) < 65536
}
