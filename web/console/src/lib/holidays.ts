/* A year's calendar: days off and workdays made up for, as people paste them and as the page shows them. */
export interface CalendarDay { day: string; off: boolean; name: string }
export type LineFault = 'shape' | 'date' | 'year' | 'kind' | 'twice' | 'long'
export interface LineError { line: number; why: LineFault; what: string }

export const NAME_BYTES = 60
const WORDS: Record<string, boolean> = { holiday: true, off: true, 休: true, 放假: true, 假日: true, work: false, workday: false, 班: false, 上班: false, 补班: false }
const bytes = (text: string) => new TextEncoder().encode(text).length
const two = (n: number) => String(n).padStart(2, '0')

export function isDay(text: string): boolean {
	const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
	return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text
}
/** 1 Monday to 7 Sunday. */
export const weekdayOf = (day: string) => ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
/** A make-up workday that is an ordinary working day: most likely a slip. */
export const oddWork = (d: CalendarDay) => !d.off && weekdayOf(d.day) <= 5
export const tooLong = (name: string) => bytes(name) > NAME_BYTES
export const inOrder = (v: readonly CalendarDay[]) => [...v].sort((a, b) => a.day.localeCompare(b.day))

/** Every day from one to another, both included; none when they are out of order or too far apart. */
export function daysBetween(from: string, to: string): string[] {
	const a = Date.parse(`${from}T00:00:00Z`), n = (Date.parse(`${to}T00:00:00Z`) - a) / 86_400_000
	return n >= 0 && n < 366 ? Array.from({ length: n + 1 }, (_, i) => new Date(a + i * 86_400_000).toISOString().slice(0, 10)) : []
}

/**
 * One day a line: "2027-02-06 holiday Spring Festival", or work, or the Chinese words; divided by blanks, tabs or commas, so that the file of
 * `yanzhen site holidays` can be pasted as it is. Empty lines, # and that file's first line are passed over. With an error no day counts.
 */
export function parseCalendar(text: string, year: number): { days: CalendarDay[]; errors: LineError[] } {
	const days: CalendarDay[] = []
	const errors: LineError[] = []
	const seen = new Set<string>()
	text.split(/\r\n|\r|\n/).forEach((raw, i) => {
		const clean = raw.normalize('NFKC').replace(/^\ufeff/, '').trim()
		if (!clean || clean.startsWith('#') || /^day\s*,\s*kind/i.test(clean)) return
		const m = /^(\S+?)(?:\s*,\s*|\s+)([^\s,]+)(?:(?:\s*,\s*|\s+)(.*))?$/.exec(clean)
		const fault = (why: LineFault, what: string) => void errors.push({ line: i + 1, why, what })
		if (!m) return fault('shape', clean.slice(0, 40))
		const date = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(m[1]!)
		const day = date ? `${date[1]}-${two(+date[2]!)}-${two(+date[3]!)}` : ''
		const off = WORDS[m[2]!.toLowerCase()]
		const name = (m[3] ?? '').trim()
		if (!date) return fault('shape', clean.slice(0, 40))
		if (!isDay(day)) return fault('date', m[1]!)
		if (+date[1]! !== year) return fault('year', day)
		if (off === undefined) return fault('kind', m[2]!.slice(0, 20))
		if (seen.has(day)) return fault('twice', day)
		if (tooLong(name)) return fault('long', day)
		seen.add(day)
		days.push({ day, off, name })
	})
	return { days: inOrder(days), errors }
}

export const calendarText = (v: readonly CalendarDay[]) => v.map(d => `${d.day} ${d.off ? 'holiday' : 'work'} ${d.name}`.trim()).join('\n')

/** What is on the new list and not on the old, the other way round, and what says something else. */
export function difference(old: readonly CalendarDay[], now: readonly CalendarDay[]) {
	const was = new Map(old.map(d => [d.day, d]))
	const is = new Map(now.map(d => [d.day, d]))
	return {
		added: now.filter(d => !was.has(d.day)).map(d => d.day),
		removed: old.filter(d => !is.has(d.day)).map(d => d.day),
		changed: now.filter(d => { const w = was.get(d.day); return w && (w.off !== d.off || w.name !== d.name) }).map(d => d.day),
		/** The hours of some day follow from it. */
		matters: now.some(d => was.get(d.day)?.off !== d.off) || old.some(d => !is.has(d.day))
	}
}

/** What the server is asked about a calendar: the days as MM-DD, by commas. */
export const daysQuery = (v: readonly CalendarDay[], off: boolean) => v.filter(d => d.off === off).map(d => d.day.slice(5)).join(',')

/** The months of a year in weeks from Monday: '' before the first and after the last day. */
export function monthsOf(year: number): string[][] {
	return Array.from({ length: 12 }, (_, m) => {
		const n = new Date(Date.UTC(year, m + 1, 0)).getUTCDate()
		const days = Array.from({ length: n }, (_, i) => `${year}-${two(m + 1)}-${two(i + 1)}`)
		return [...Array.from({ length: weekdayOf(days[0]!) - 1 }, () => ''), ...days]
	})
}
