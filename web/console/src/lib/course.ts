/* Safety courses: the states' colours, days and minutes as people read them, weekdays as bits, calendars by day. */
import type { Course } from './api'
import { dayText } from './recovery'

export { dayOf, dayText } from './recovery'
export const STATES = ['required', 'booked', 'in_class', 'exam', 'retake', 'passed', 'no_show', 'escalated', 'withdrawn'] as const
export const TOPICS = ['signals', 'lanes', 'riding', 'carrying', 'vehicle', 'accident', 'law'] as const
export const WEEKDAYS = [1, 2, 4, 8, 16, 32, 64] as const

export const tone = (state: string) => ({ required: 'warn', booked: 'info', in_class: 'info', exam: 'info', retake: 'warn', passed: 'ok', no_show: 'bad', escalated: 'bad' } as Record<string, string>)[state] ?? 'dim'
export const examTone = (state: string) => ({ open: 'info', passed: 'ok', failed: 'bad' } as Record<string, string>)[state] ?? 'dim'
export const classTone = (c: Pick<Course, 'state' | 'taken' | 'seats'>) => (c.state !== 'open' ? 'dim' : c.taken >= c.seats ? 'warn' : 'ok')

export const minuteText = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
export function minuteOf(text: string): number | null {
	const m = /^(\d\d?):(\d\d)$/.exec(text)
	if (!m) return null
	const n = Number(m[1]) * 60 + Number(m[2])
	return Number(m[1]) < 24 && Number(m[2]) < 60 ? n : null
}
/** 202611 as 2026-11, and back. */
export const monthText = (m: number) => `${Math.floor(m / 100)}-${String(m % 100).padStart(2, '0')}`
export function monthOf(text: string): number | null {
	const m = /^(\d{4})-(\d\d)$/.exec(text)
	return m && Number(m[2]) >= 1 && Number(m[2]) <= 12 ? Number(m[1]) * 100 + Number(m[2]) : null
}
/** 0 Monday to 6 Sunday. */
export const weekdayOf = (day: number) => (((day + 3) % 7) + 7) % 7
/** Days of the weeks that a month touches, Monday first. */
export function monthDays(month: number): number[] {
	const first = Date.UTC(Math.floor(month / 100), (month % 100) - 1, 1) / 86400_000
	const last = Date.UTC(Math.floor(month / 100), month % 100, 0) / 86400_000
	const from = first - weekdayOf(first)
	const to = last + 6 - weekdayOf(last)
	return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
export const monthOfDay = (day: number) => Number(dayText(day).slice(0, 4)) * 100 + Number(dayText(day).slice(5, 7))
export const nextMonth = (m: number, by: number) => {
	const n = Math.floor(m / 100) * 12 + (m % 100) - 1 + by
	return Math.floor(n / 12) * 100 + (n % 12) + 1
}
export interface OnDay { c: Course; no: number; fromMin: number }
/** What is on a day: a class's sessions, earliest first. */
export function byDay(list: Course[]): Map<number, OnDay[]> {
	const days = new Map<number, OnDay[]>()
	for (const c of list) c.sessions.forEach((s, i) => days.set(s.day, [...(days.get(s.day) ?? []), { c, no: i + 1, fromMin: s.fromMin }]))
	for (const l of days.values()) l.sort((a, b) => a.fromMin - b.fromMin || a.c.id - b.c.id)
	return days
}
/** So many of so many, in per cent; nothing where there is nobody to count. */
export const share = (n: number, of: number) => (of > 0 ? `${Math.round((100 * n) / of)} %` : '–')
export interface Skips { why: string; number: string | null; fromMin: number; toMin: number; days: number[] }
/** Days that a plan goes round, those of one reason together. */
export function skips(list: { day: number; why: string; courseNumber?: string | null; fromMin: number; toMin: number }[]): Skips[] {
	const found = new Map<string, Skips>()
	for (const s of list) {
		const number = s.courseNumber ?? null, key = `${s.why} ${number} ${s.fromMin}`
		const g = found.get(key) ?? { why: s.why, number, fromMin: s.fromMin, toMin: s.toMin, days: [] }
		g.days.push(s.day)
		found.set(key, g)
	}
	return [...found.values()]
}
/** What an officer types to find a rider: a phone, a plate, else a whole name. */
export function findBody(text: string): { by?: string; value?: string; plate?: string } {
	const s = text.trim()
	if (/^\+?[\d\s-]{7,}$/.test(s)) return { by: 'phone', value: s.replace(/[\s-]/g, '') }
	return /\d/.test(s) ? { plate: s } : { by: 'name', value: s }
}
/** "1 code" of an event as its session and how it was noted; null where it is another text. */
export function cameOf(note: string): [session: number, how: string] | null {
	const m = /^(\d+) (code|staff)$/.exec(note)
	return m ? [Number(m[1]), m[2]!] : null
}
/** The answers of a printed paper as they are typed: "1A 2BC" or "A BC - D"; null where a word is none. */
export function answersOf(text: string, questions: number): string[] | null {
	const words = text.toUpperCase().split(/[\s,，;；]+/).filter(Boolean).map(w => w.replace(/^\d+[.、:]?/, '')).map(w => (w === '-' || w === '' ? '' : w))
	if (words.length !== questions) return null
	return words.every(w => /^[A-D]{0,4}$/.test(w) && [...w].every((x, i) => !i || x > w[i - 1]!)) ? words : null
}
