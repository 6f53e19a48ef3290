/* Figures of junctions: sizes of circles, rates, and what may be said of a difference. */
import type { JunctionChange, JunctionHeat } from './api'

/** Hours as the server wants them: first and last included, over midnight where the last is smaller. */
export const HOURS: Record<string, [number, number] | null> = { all: null, morning: [7, 8], day: [9, 16], evening: [17, 18], night: [19, 6] }
export const KINDS = ['red', 'wrongway', 'motorlane', 'passenger', 'load', 'not_yielding', 'other'] as const

/** Area, not radius, goes with the number. */
export const radius = (n: number, most: number) => (n <= 0 || most <= 0 ? 4 : 6 + 24 * Math.sqrt(n / most))

/** Per watched day; null where none was watched. */
export const rate = (x: { seen: number; watchedDays: number }): number | null => (x.watchedDays > 0 ? x.seen / x.watchedDays : null)
export const rateText = (r: number | null) => (r === null ? '–' : r.toFixed(2))

/** Change of b against a in percent with a sign; nothing against nothing is no change that could be told. */
export function changeText(a: number | null, b: number | null): string {
	if (a === null || b === null || a === 0) return '–'
	const pct = Math.round(((b - a) * 100) / a)
	return pct > 0 ? `+${pct}%` : pct < 0 ? `−${-pct}%` : '0%'
}

/** Below this in both together percents would be of chance: the difference itself is told. */
export const FEW = 30
/** Change of a count against a count: a difference where they are few, else percent. */
export function countChange(a: number, b: number): string {
	if (a + b >= FEW) return changeText(a, b)
	return b > a ? `+${b - a}` : b < a ? `−${a - b}` : '0'
}

export type Caution = 'noWatch' | 'few' | 'fewDays' | 'unlike'
/** What must be said beside the numbers. */
export function cautions(c: JunctionChange, days: number): Caution[] {
	const [a, b] = c.spans
	if (!a || !b) return []
	const out: Caution[] = []
	if (!a.watchedDays || !b.watchedDays) out.push('noWatch')
	else if (Math.min(a.watchedDays / a.days, b.watchedDays / b.days) < 0.7 * Math.max(a.watchedDays / a.days, b.watchedDays / b.days)) out.push('unlike')
	if (a.n + b.n < FEW) out.push('few')
	if (b.days < days) out.push('fewDays')
	return out
}

/** Those with something first, the most on top; "at no junction" last. */
export const sorted = (items: readonly JunctionHeat[]) =>
	items.filter(i => i.junction || i.captured).sort((a, b) => Number(!a.junction) - Number(!b.junction) || b.n - a.n || b.captured - a.captured || a.junction - b.junction)
