import { describe, expect, it } from 'vitest'
import type { Course } from './api'
import { answersOf, byDay, cameOf, dayOf, findBody, minuteOf, minuteText, monthDays, monthOf, monthText, nextMonth, share, skips, weekdayOf } from './course'

describe('courses', () => {
	it('have minutes and months that read back as they were written', () => {
		expect(minuteText(545)).toBe('09:05')
		expect(minuteOf('9:05')).toBe(545)
		for (const bad of ['24:00', '9:60', 'x', '9']) expect(minuteOf(bad)).toBeNull()
		expect(monthText(202601)).toBe('2026-01')
		expect(monthOf('2026-01')).toBe(202601)
		expect(monthOf('2026-13')).toBeNull()
		expect(nextMonth(202612, 1)).toBe(202701)
		expect(nextMonth(202601, -1)).toBe(202512)
	})
	it('stand in weeks that begin on Monday', () => {
		expect(weekdayOf(dayOf('2026-11-26')!)).toBe(3)
		const d = monthDays(202611)
		expect(d[0]).toBe(dayOf('2026-10-26'))
		expect(d.at(-1)).toBe(dayOf('2026-12-06'))
		expect(d.length % 7).toBe(0)
	})
	it('stand on each of their days, the earliest first', () => {
		const c = (id: number, fromMin: number) => ({ id, sessions: [{ day: 5, fromMin, toMin: fromMin + 120 }, { day: 6, fromMin, toMin: fromMin + 120 }] }) as Course
		const m = byDay([c(1, 840), c(2, 540)])
		expect(m.get(5)!.map(x => x.c.id)).toEqual([2, 1])
		expect(m.get(6)!.map(x => x.no)).toEqual([2, 2])
	})
	it('have a rate only where there is somebody', () => {
		expect([share(0, 0), share(0, 4), share(2, 3)]).toEqual(['–', '0 %', '67 %'])
	})
	it('say the days that a plan goes round by their reason', () => {
		const taken = (day: number, courseNumber: string) => ({ day, why: 'taken', courseNumber, fromMin: 540, toMin: 660 })
		const list = skips([taken(5, 'A'), taken(6, 'A'), { day: 7, why: 'holiday', courseNumber: null, fromMin: 0, toMin: 0 }, taken(8, 'B'), taken(9, 'A')])
		expect(list.map(g => [g.why, g.number, g.days])).toEqual([['taken', 'A', [5, 6, 9]], ['holiday', null, [7]], ['taken', 'B', [8]]])
	})
	it('take a printed paper as it is typed', () => {
		expect(answersOf('a bc - D', 4)).toEqual(['A', 'BC', '', 'D'])
		expect(answersOf('1A 2.BC 3- 4D', 4)).toEqual(['A', 'BC', '', 'D'])
		expect(answersOf('A B', 3)).toBeNull()
		expect(answersOf('CB', 1)).toBeNull()
		expect(answersOf('E', 1)).toBeNull()
	})
	it('find a rider by what was typed', () => {
		expect(findBody(' 154 0000-0055 ')).toEqual({ by: 'phone', value: '15400000055' })
		expect(findBody('+8615400000055')).toEqual({ by: 'phone', value: '+8615400000055' })
		expect(findBody('衡P05555')).toEqual({ plate: '衡P05555' })
		expect(findBody('衡（电动）阳A12358')).toEqual({ plate: '衡（电动）阳A12358' })
		expect(findBody('沈学')).toEqual({ by: 'name', value: '沈学' })
	})
	it('say which session was noted, and how', () => {
		expect(cameOf('2 code')).toEqual([2, 'code'])
		expect(cameOf('10 staff')).toEqual([10, 'staff'])
		expect(cameOf('教室漏水')).toBeNull()
	})
})
