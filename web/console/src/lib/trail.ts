/* The trail as a timeline: stretches in which the bike was heard, and gaps in which it was not. Pure: no clock, no map.
 * Nothing is ever interpolated across a gap: there the answer is "not known", with the stations that could have heard it. */
import type { Gap, Position, Trail, Visit } from '@/lib/api'

export interface Point { at: number; lat: number; lon: number; radiusM: number }
export interface Heard { kind: 'heard'; from: number; to: number; points: Point[] }
export interface Silent { kind: 'gap'; from: number; to: number; gap: Gap; before: Point | null; after: Point | null }
export type Stretch = Heard | Silent

export interface Timeline { from: number; to: number; stretches: Stretch[]; points: Point[] }

export type Moment =
	| { state: 'heard'; at: number; lat: number; lon: number; radiusM: number }
	| { state: 'gap'; at: number; gap: Gap; before: Point | null; after: Point | null }
	| { state: 'none'; at: number }

/** Positions if there are any; else the stations that heard the bike, with the station's reach as an honest radius. */
export function pointsOf(positions: readonly Position[], visits: readonly Visit[], reachM = 150): Point[] {
	const points = positions.length
		? positions.map(p => ({ at: p.at, lat: p.lat, lon: p.lon, radiusM: p.radiusM }))
		: visits.flatMap(v => {
			const p = { lat: v.lat, lon: v.lon, radiusM: reachM }
			return v.lastAt > v.firstAt ? [{ at: v.firstAt, ...p }, { at: v.lastAt, ...p }] : [{ at: v.firstAt, ...p }]
		})
	return points.sort((a, b) => a.at - b.at)
}

export function timeline(trail: Pick<Trail, 'visits' | 'positions' | 'gaps'>): Timeline {
	const points = pointsOf(trail.positions, trail.visits)
	const gaps = trail.gaps.filter(g => g.to > g.from).sort((a, b) => a.from - b.from)
	const times = [...points.map(p => p.at), ...trail.visits.flatMap(v => [v.firstAt, v.lastAt])]
	if (!times.length && !gaps.length) return { from: 0, to: 0, stretches: [], points }
	const from = Math.min(...times, ...(times.length ? [] : gaps.map(g => g.from)))
	const to = Math.max(...times, ...gaps.map(g => g.to))
	const stretches: Stretch[] = []
	let cursor = from
	for (const gap of gaps) {
		const start = Math.max(gap.from, cursor)
		if (gap.to <= start) continue
		if (start > cursor) stretches.push(heard(points, cursor, start))
		stretches.push({ kind: 'gap', from: start, to: gap.to, gap, before: lastBefore(points, start), after: firstAfter(points, gap.to) })
		cursor = gap.to
	}
	if (cursor < to || !stretches.length) stretches.push(heard(points, cursor, to))
	return { from, to, stretches, points }
}

function heard(points: readonly Point[], from: number, to: number): Heard {
	return { kind: 'heard', from, to, points: points.filter(p => p.at >= from && p.at <= to) }
}

function lastBefore(points: readonly Point[], at: number): Point | null {
	let found: Point | null = null
	for (const p of points) {
		if (p.at > at) break
		found = p
	}
	return found
}

function firstAfter(points: readonly Point[], at: number): Point | null {
	return points.find(p => p.at >= at) ?? null
}

/** Where the bike was at an instant, or why that is not known. */
export function momentAt(t: Timeline, at: number): Moment {
	for (const s of t.stretches) {
		if (at < s.from || at > s.to) continue
		if (s.kind === 'gap') {
			// Both ends of a gap belong to the hearing beside it.
			if (at === s.from && s.before?.at === at) return { state: 'heard', ...s.before }
			if (at === s.to && s.after?.at === at) return { state: 'heard', ...s.after }
			if (at === s.to) continue
			return { state: 'gap', at, gap: s.gap, before: s.before, after: s.after }
		}
		return between(s.points, at)
	}
	return { state: 'none', at }
}

function between(points: readonly Point[], at: number): Moment {
	const a = lastBefore(points, at)
	const b = firstAfter(points, at)
	if (!a && !b) return { state: 'none', at }
	if (!a || !b || a.at === b.at) return { state: 'heard', ...(a ?? b)!, at }
	const f = (at - a.at) / (b.at - a.at)
	return { state: 'heard', at, lat: a.lat + (b.lat - a.lat) * f, lon: a.lon + (b.lon - a.lon) * f, radiusM: Math.max(a.radiusM, b.radiusM) }
}

/** The playback clock: `elapsed` real milliseconds later. With skipping, a gap is passed in at most `gapMs` real milliseconds. */
export function advance(t: Timeline, at: number, elapsed: number, speed: number, skipGaps: boolean, gapMs = 1200): number {
	let now = at
	let left = elapsed
	// Each turn passes at least one stretch, so the number of stretches bounds the loop.
	for (let i = 0; i <= t.stretches.length && left > 0 && now < t.to; i++) {
		const s = t.stretches.find(x => now >= x.from && now < x.to)
		if (!s) return t.to
		const rate = skipGaps && s.kind === 'gap' ? Math.max(speed, (s.to - s.from) / gapMs) : speed
		const need = (s.to - now) / rate
		if (need > left) return now + left * rate
		now = s.to
		left -= need
	}
	return Math.min(now, t.to)
}

/** The path driven so far, cut wherever a gap lies: one line for each heard stretch. */
export function pathsUntil(t: Timeline, at: number): [number, number][][] {
	const lines: [number, number][][] = []
	for (const s of t.stretches) {
		if (s.from > at) break
		if (s.kind !== 'heard') continue
		const line = s.points.filter(p => p.at <= at).map(p => [p.lon, p.lat] as [number, number])
		const now = at < s.to ? between(s.points, at) : null
		if (now?.state === 'heard') line.push([now.lon, now.lat])
		if (line.length) lines.push(line)
	}
	return lines
}

/** Share of station time that was up during the gap, 0..100, or null when no station covers it. */
export function gapCoverage(gap: Gap): number | null {
	const s = gap.stations ?? []
	return s.length ? s.reduce((sum, x) => sum + x.upPct, 0) / s.length : null
}

/** What a gap is worth as evidence: stations listened and heard nothing, or nobody listened. */
export function gapMeaning(gap: Gap): 'listened' | 'partly' | 'deaf' | 'uncovered' {
	const up = gapCoverage(gap)
	if (up === null) return 'uncovered'
	return up >= 90 ? 'listened' : up >= 10 ? 'partly' : 'deaf'
}

/** A circle on the ground as a closed ring of [lon, lat]. */
export function circle(lat: number, lon: number, radiusM: number, steps = 48): [number, number][] {
	const dLat = radiusM / 111_320
	const dLon = radiusM / (111_320 * Math.cos((lat * Math.PI) / 180))
	const ring: [number, number][] = []
	for (let i = 0; i <= steps; i++) {
		const a = (2 * Math.PI * (i % steps)) / steps
		ring.push([lon + dLon * Math.cos(a), lat + dLat * Math.sin(a)])
	}
	return ring
}
