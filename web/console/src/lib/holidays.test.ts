import { describe, expect, it } from 'vitest'
import { calendarText, daysBetween, daysQuery, difference, isDay, monthsOf, oddWork, parseCalendar, weekdayOf } from './holidays'

const spring = [{ day: '2027-02-06', off: true, name: '春节' }, { day: '2027-02-14', off: false, name: '' }]

describe('a year of holidays as people paste it', () => {
	it('read in any of its forms, put in order, and written back', () => {
		const forms = ['2027-02-14 work\n2027-02-06 holiday 春节', '\ufeffday,kind,name\r\n2027-02-06,off,春节\r\n\r\n2027-02-14,work,\r\n', '# 公告\n2027/2/6\t放假\t春节\n2027.2.14 补班', '２０２７－０２－０６　休　春节\n2027-2-14 班']
		for (const text of forms) expect(parseCalendar(text, 2027), text).toEqual({ days: spring, errors: [] })
		expect(calendarText(spring)).toBe('2027-02-06 holiday 春节\n2027-02-14 work')
		expect(parseCalendar(calendarText(spring), 2027).days).toEqual(spring)
		expect(parseCalendar('2027-02-06 holiday Spring Festival, first day', 2027).days[0]?.name).toBe('Spring Festival, first day')
		expect(parseCalendar(' \n', 2027)).toEqual({ days: [], errors: [] })
	})
	it('each fault is told at its line', () => {
		const text = ['2027-02-06 holiday', 'spring festival', '2027-02-30 holiday', '2026-02-06 holiday', '2027-02-07 maybe', '2027-02-06 work', `2027-02-08 holiday ${'春'.repeat(21)}`, '2027-02-09', '', '2027-02-10 holiday'].join('\n')
		const r = parseCalendar(text, 2027)
		expect(r.errors.map(e => [e.line, e.why])).toEqual([[2, 'shape'], [3, 'date'], [4, 'year'], [5, 'kind'], [6, 'twice'], [7, 'long'], [8, 'shape']])
		expect(r.errors[3]?.what).toBe('maybe')
		expect(parseCalendar(`2027-02-08 holiday ${'春'.repeat(20)}`, 2027).errors).toEqual([])
	})
	it('days', () => {
		expect(isDay('2028-02-29')).toBe(true)
		expect(isDay('2027-02-29')).toBe(false)
		expect(isDay('2027-2-9')).toBe(false)
		expect(weekdayOf('2026-11-23')).toBe(1)
		expect(weekdayOf('2026-11-29')).toBe(7)
		expect(daysBetween('2027-02-27', '2027-03-01')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01'])
		expect(daysBetween('2027-02-27', '2027-02-26')).toEqual([])
		expect(daysBetween('2027-02-27', '')).toEqual([])
		expect(oddWork(spring[1]!)).toBe(false)
		expect(oddWork({ day: '2027-02-15', off: false, name: '' })).toBe(true)
		expect(oddWork({ day: '2027-02-15', off: true, name: '' })).toBe(false)
	})
	it('what changes, and what is asked about it', () => {
		const d = difference(spring, [{ day: '2027-02-06', off: true, name: '除夕' }, { day: '2027-02-07', off: true, name: '' }])
		expect(d).toEqual({ added: ['2027-02-07'], removed: ['2027-02-14'], changed: ['2027-02-06'], matters: true })
		expect(difference(spring, [{ ...spring[0]!, name: '除夕' }, spring[1]!]).matters).toBe(false)
		expect(difference(spring, [{ ...spring[0]!, off: false }, spring[1]!])).toMatchObject({ changed: ['2027-02-06'], matters: true })
		expect(difference(spring, spring.slice(0, 1)).matters).toBe(true)
		expect(daysQuery(spring, true)).toBe('02-06')
		expect(daysQuery(spring, false)).toBe('02-14')
	})
	it('months begin under their weekday', () => {
		const m = monthsOf(2027)
		expect(m.length).toBe(12)
		expect(m[0]!.slice(0, 5)).toEqual(['', '', '', '', '2027-01-01'])
		expect(m[1]!.at(-1)).toBe('2027-02-28')
		expect(monthsOf(2028)[1]!.at(-1)).toBe('2028-02-29')
	})
})
