import { describe, expect, it } from 'vitest'
import type { Theft } from './api'
import { STATES, isOpen, isTracked, papers, stages, steps } from './caselife'

const theft = (more: Partial<Theft>) => ({ state: 'watched', source: 'police', reportedAt: 1, acceptedAt: 2, filedAt: 3, confirmed: true, ...more }) as Theft
const line = (t: Theft) => stages(t).map(s => `${s.key}:${s.state}`).join(' ')

describe('a case\'s life', () => {
	it('knows its ends', () => expect(STATES.filter(s => !isOpen({ state: s }))).toEqual(['not_filed', 'returned', 'withdrawn', 'unfounded']))
	it('confirms an owner\'s own report first, and an officer\'s is watched at once', () => {
		expect(steps(theft({ state: 'reported', source: 'owner' }))[0]).toBe('accept')
		expect(steps(theft({ state: 'reported' }))[0]).toBe('watch')
		expect(isTracked({ state: 'reported', confirmed: false })).toBe(false)
	})
	it('offers to give up when the server says so', () => {
		expect(steps(theft({}))[0]).toBe('recover')
		expect(steps(theft({ mayGiveUp: true }))[0]).toBe('give_up')
	})
	it('asks for solved or not apart from the bike', () => {
		expect(steps(theft({ state: 'returned' }))).toEqual(['reopen', 'solve'])
		expect(steps(theft({ state: 'returned', solvedAt: 9 }))).toEqual(['reopen', 'unsolve'])
	})
	it('draws the way', () => {
		expect(line(theft({}))).toBe('reported:done accepted:done filed:now located:next recovered:next returned:next')
		expect(line(theft({ state: 'recovered', recoveredAt: 7 }))).toBe('reported:done accepted:done filed:done located:off recovered:now returned:next')
		expect(line(theft({ state: 'returned', locatedAt: 5, recoveredAt: 7, closedAt: 8 }))).toBe('reported:done accepted:done filed:done located:done recovered:done returned:done')
		expect(line(theft({ state: 'unsolved', unsolvedAt: 9 }))).toBe('reported:done accepted:done filed:done unsolved:now')
		expect(line(theft({ state: 'not_filed', filedAt: null, closedAt: 4 }))).toBe('reported:done accepted:done not_filed:now')
	})
	it('hands out what is true and nothing else', () => {
		const of = (more: Partial<Theft>) => papers(theft({ receiptNo: 'R-1', ...more })).join(' ')
		expect(of({ state: 'reported', receiptNo: null, filedAt: null })).toBe('')
		expect(of({ state: 'accepted', filedAt: null })).toBe('receipt')
		expect(of({})).toBe('receipt filed')
		expect(of({ state: 'not_filed', filedAt: null })).toBe('receipt not_filed')
		expect(of({ state: 'unsolved', unsolvedAt: 9 })).toBe('receipt filed unsolved')
		expect(of({ state: 'returned', unsolvedAt: 9 })).toBe('receipt filed')
		expect(of({ state: 'unfounded' })).toBe('receipt')
	})
})
