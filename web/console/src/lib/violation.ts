/* Violations: the moment as the detector wrote it down, played back; which step a key means; words of states. */
import type { Violation, ViolationCode, ViolationGround } from './api'

export const KINDS = ['red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other'] as const
export const SOURCES = ['radio', 'camera', 'officer', 'import'] as const
export const STATES = ['screened', 'confirmed', 'notified', 'acknowledged', 'appealed', 'upheld', 'revoked', 'dismissed', 'lapsed'] as const
export const tone = (state: string) => ({ captured: 'dim', screened: 'warn', confirmed: 'info', notified: 'info', acknowledged: 'info', appealed: 'warn', upheld: 'bad', revoked: 'ok', dismissed: 'dim', lapsed: 'bad' } as Record<string, string>)[state] ?? 'dim'

/** lat and lon are NaN where nobody knows where the station stands. */
export interface Reading { station: string; lat: number; lon: number; role: string; arm: string; t: number; rssi: number }
export interface Phase { group: string; t: number; state: string }
export interface Arm { arm: string; stop: [number, number] | null; heading: number }
export interface Clock { station: string; offsetMs: number; errMs: number }
/** How a station was then; what is as it should be is not among them. */
export interface Doubt { station: string; is: 'clock' | 'swapped' | 'deaf' }
export interface Spot { lat: number; lon: number; role: string; arm: string }
/** The junction as the geometry of the evidence has it: its arms, and its antennas by the names of their stations. */
export interface Layout { arms: Arm[]; spots: Map<string, Spot> }
export interface Moment { readings: Reading[]; phases: Phase[]; arms: Arm[]; spots: Map<string, Spot>; version: number; clocks: Clock[]; doubts: Doubt[]; offsetMs: number | null; from: number; to: number }

const list = <T>(v: unknown): T[] => (Array.isArray(v) ? (v as T[]) : [])
const num = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v)
const BEFORE = 2000
const STATES_OF: Record<string, string> = { green: 'G', yellow: 'Y', red: 'R', 'red-yellow': 'RY', flashing: 'F', off: 'O', manual: 'M', stale: 'S', unknown: 'U' }
const MOVES: Record<string, string> = { through: 'T', left: 'L', right: 'R', back: 'U' }
const CLOCK_MS = 50      // a station's clock that is off by less is not worth a word

/** Which geometry the evidence was made with; null: it names none. */
export function layoutOf(evidence: unknown): { junction: number; version: number } | null {
	const e = evidence as { junction?: unknown; geometry?: unknown } | null
	return e && num(e.junction) && num(e.geometry) && e.geometry > 0 ? { junction: e.junction, version: e.geometry } : null
}

/* A row of the detector (flow_junction_found.c) has the station's own time, what its clock was off by, and no place; all that is shown is by the controller's clock, as
 * the lights are and the crossing is. A row that has place and time itself is taken as it is. */
function readingsOf(e: Record<string, unknown>, layout: Layout | null): Reading[] {
	const off = num(e.controllerMs) ? e.controllerMs : 0
	return list<Record<string, unknown>>(e.readings).filter(r => r && typeof r.station === 'string').map(r => {
		const at = layout?.spots.get(r.station as string)
		const t = num(r.t) ? r.t : num(r.stationAt) ? r.stationAt + (num(r.clockMs) ? r.clockMs : 0) + off : NaN
		return { station: r.station as string, t, rssi: num(r.rssi) ? r.rssi : -100, lat: num(r.lat) ? r.lat : at?.lat ?? NaN, lon: num(r.lon) ? r.lon : at?.lon ?? NaN, role: typeof r.role === 'string' ? r.role : at?.role ?? '',
			arm: typeof r.arm === 'string' ? r.arm : at?.arm ?? '' }
	}).filter(r => num(r.t)).sort((a, b) => a.t - b.t)
}
/* The detector writes down the lights of one group: that of the arm it came by and of the movement. What was written before it named the arm says it where the violation is about
 * the arm in; a wrong way may be about the arm out. */
function phasesOf(e: Record<string, unknown>, arm: string): Phase[] {
	const came = typeof e.armIn === 'string' ? e.armIn : e.kind === 'red' || e.kind === 'motorlane' ? arm : ''
	const own = [came, MOVES[e.move as string] ?? ''].filter(Boolean).join(':')
	return list<Record<string, unknown>>(e.phases).filter(Boolean).map(p => ({ group: typeof p.group === 'string' ? p.group : own, t: num(p.t) ? p.t : num(p.at) ? p.at : NaN, state: STATES_OF[p.state as string] ?? String(p.state) }))
		.filter(p => num(p.t)).sort((a, b) => a.t - b.t)
}

/** Nothing in it is taken on trust: what has no time is left out. null: there is nothing to play. */
export function momentOf(evidence: unknown, at: number, layout: Layout | null = null, arm = ''): Moment | null {
	if (!evidence || typeof evidence !== 'object') return null
	const e = evidence as Record<string, unknown>
	const readings = readingsOf(e, layout)
	const phases = phasesOf(e, arm)
	if (!readings.length && !phases.length) return null
	const g = (typeof e.geometry === 'object' && e.geometry ? e.geometry : {}) as Record<string, unknown>
	const arms = layout?.arms ?? list<Arm>(g.arms).filter(a => a && typeof a.arm === 'string').map(a => ({ arm: a.arm, heading: num(a.heading) ? a.heading : 0, stop: Array.isArray(a.stop) && a.stop.every(num) ? a.stop : null }))
	const stations = list<Record<string, unknown>>(e.stations).filter(s => s && typeof s.station === 'string')
	const clocks = [...list<Clock>(e.clocks), ...stations.filter(s => num(s.clockMs) && Math.abs(s.clockMs) >= CLOCK_MS).map(s => ({ station: s.station as string, offsetMs: s.clockMs as number, errMs: num(s.clockErrMs) ? s.clockErrMs : 0 }))]
	const doubts = stations.flatMap(s => [s.clockKnown === false ? 'clock' : '', s.swapped ? 'swapped' : '', s.deaf ? 'deaf' : ''].filter(Boolean).map(is => ({ station: s.station as string, is }) as Doubt))
	const times = [at, ...readings.map(r => r.t)]
	return { readings, phases, arms, spots: layout?.spots ?? new Map(), version: num(g.version) ? g.version : layoutOf(e)?.version ?? 0, clocks, doubts, offsetMs: num(e.offsetMs) ? e.offsetMs : num(e.controllerMs) ? e.controllerMs : null,
		from: Math.min(...times) - BEFORE, to: Math.max(...times) + BEFORE }
}

/** Each antenna once, with all it heard; in the order of the ride. */
export interface Antenna { station: string; lat: number; lon: number; role: string; arm: string; heard: { t: number; rssi: number }[] }
export function antennas(m: Moment): Antenna[] {
	const found = new Map<string, Antenna>()
	for (const r of m.readings) {
		const a = found.get(r.station) ?? { station: r.station, lat: r.lat, lon: r.lon, role: r.role, arm: r.arm, heard: [] }
		a.heard.push({ t: r.t, rssi: r.rssi })
		found.set(r.station, a)
	}
	return [...found.values()]
}
/** All that stand at the junction and have a place: those that heard it, and those that did not. */
export function standing(m: Moment): Antenna[] {
	const heard = antennas(m)
	return [...heard.filter(a => num(a.lat) && num(a.lon)), ...[...m.spots].filter(([station]) => !heard.some(a => a.station === station)).map(([station, s]) => ({ station, ...s, heard: [] }))]
}
const LIT_MS = 1500
/** The last reading within a second and a half before t, or null: how an antenna lights up. */
export function lit(a: Antenna, t: number): { t: number; rssi: number } | null {
	const r = a.heard.filter(h => h.t <= t).at(-1)
	return r && t - r.t <= LIT_MS ? r : null
}
/** Stretches of one colour of each group, cut to the moment; what a group showed before its first change within is its last change before. */
export interface Stretch { state: string; from: number; to: number }
export function stretches(m: Moment): { group: string; stretches: Stretch[] }[] {
	const groups = new Map<string, Phase[]>()
	for (const p of m.phases) groups.set(p.group, [...(groups.get(p.group) ?? []), p])
	return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([group, ps]) => ({
		group,
		stretches: ps.map((p, i) => ({ state: p.state, from: Math.max(p.t, m.from), to: Math.min(ps[i + 1]?.t ?? m.to, m.to) })).filter(s => s.to > s.from)
	}))
}
export const COLOUR: Record<string, string> = { R: '#c0341f', Y: '#d99a00', G: '#1f8a4c', RY: '#d9640b', F: '#c8b037', O: '#777', D: '#777' }

/** Codes that fit its kind first: the first of them is proposed. */
export function codesFor(codes: ViolationCode[], kind: string): ViolationCode[] {
	const fits = (c: ViolationCode) => Number(c.kind !== kind)
	/* 2007 (the signal) before 2019 (the stop line); else by number */
	return [...codes].sort((a, b) => fits(a) - fits(b) || a.code.localeCompare(b.code))
}
export const groundsFor = (grounds: ViolationGround[], step: 'dismiss' | 'revoke') => grounds.filter(g => g[step])
export type Command = { do: 'next' | 'before' | 'open' | 'confirm' | 'dismiss' | 'undo' | 'off' } | { do: 'ground'; n: number }
/** What a key means in the queue; while grounds are shown, digits name them. */
export function command(key: string, choosing: boolean): Command | null {
	if (choosing && /^[1-9a-c]$/.test(key)) return { do: 'ground', n: parseInt(key, 16) - 1 }
	if (choosing) return key === 'Escape' ? { do: 'off' } : null
	return ({ j: { do: 'next' }, ArrowDown: { do: 'next' }, k: { do: 'before' }, ArrowUp: { do: 'before' }, Enter: { do: 'open' }, y: { do: 'confirm' }, n: { do: 'dismiss' }, u: { do: 'undo' } } as Record<string, Command>)[key] ?? null
}
/** As percent; sure is green. */
export const sure = (v: Pick<Violation, 'confidence'>) => Math.round(v.confidence / 10)
/** A detector's records begin with the junction and the arm; where the arm is said beside it, the place goes without. */
export const placeOf = (v: Pick<Violation, 'place' | 'arm'>) => (v.arm && v.place.endsWith(` · ${v.arm}`) ? v.place.slice(0, -v.arm.length - 3) : v.place)
/** Only the detector's is measured. */
export const measured = (v: Pick<Violation, 'source'>) => v.source === 'radio'
export const sureTone = (v: Pick<Violation, 'confidence'>) => (v.confidence >= 900 ? 'ok' : v.confidence >= 700 ? 'info' : 'warn')
export type CodeState = 'force' | 'draft' | 'ended' | 'dropped'
type CodeDays = Pick<ViolationCode, 'code' | 'fromDay' | 'untilDay'>
const follows = (x: CodeDays, c: CodeDays) => x.code === c.code && x.fromDay > c.fromDay && x.untilDay !== x.fromDay
/** What a row of the dictionary is on a day: of several of one code the newest that has begun is in force until its own end; the one before does not come back. */
export function codeState(c: CodeDays, all: readonly CodeDays[], today: string): CodeState {
	if (c.untilDay === c.fromDay) return 'dropped'
	if (c.fromDay > today) return 'draft'
	if (c.untilDay && c.untilDay <= today) return 'ended'
	return all.some(x => follows(x, c) && x.fromDay <= today) ? 'ended' : 'force'
}
/** The day a row ends: its own, or the first one of the row that follows; empty: none is known. */
export const codeEnd = (c: CodeDays, all: readonly CodeDays[]) => [c.untilDay, ...all.filter(x => follows(x, c)).map(x => x.fromDay)].filter(Boolean).sort()[0] ?? ''
