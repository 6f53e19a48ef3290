/* Junctions on paper: places ahead of a point, lines of arms, what is shown of a group. No Vue, no network. */
import type { JunctionGeometry } from './api'

export interface Place { lat: number; lon: number }
const M_LAT = 111_319.5

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
