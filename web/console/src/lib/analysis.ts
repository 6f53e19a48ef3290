/* The words and times of the analysis pages. The field of a date and time has the city's clock, whatever the browser's zone. */
import type { ApiError } from './api'

export const local = (ms: number) => new Date(ms + 8 * 3600e3).toISOString().slice(0, 16)
export const instant = (s: string) => Date.parse(`${s}:00+08:00`)
/** "of so many bikes one": 10^score in two digits. */
export function oneIn(score: number): number {
	const n = Math.pow(10, Math.min(Math.max(score, 0), 9))
	const unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(n)) - 1))
	return Math.round(n / unit) * unit
}
export const SCENE_COLOURS = ['#1f6391', '#c0341f', '#2a9170', '#8a5cab', '#d98a1c', '#3f6b2f', '#9c3d63', '#4a5663']
/** The refusals that tell which way is left; others are said in general words. */
export const refusalKey = (e: ApiError | null) => {
	const known: Record<string, string> = { 'access.assigned': 'assigned', 'access.closed': 'closed', 'access.older': 'older', 'access.far': 'far', 'access.quota': 'quota', 'analysis.running': 'running', 'analysis.work': 'work', 'analysis.far': 'place' }
	return e ? known[e.field] ?? (e.field === 'scenes' ? 'scenes' : e.field === 'to' || e.field === 'from' ? 'times' : '') : ''
}
