import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ApiError } from './api'
import { dayOf, dayText, nextStep, otherSteps, refusal, seizedPapers, STATES } from './recovery'

const s = (actions: string[], payer: 'owner' | 'payer' | 'undecided' = 'owner') => ({ actions, payer })

describe('the next step of a seized item', () => {
	it('is the one that leads on', () => {
		expect(nextStep(s(['match', 'hold', 'dispose']))).toBe('match')
		expect(nextStep(s(['unmatch', 'prove', 'dispute', 'hold']))).toBe('prove')
		expect(nextStep(s(['approve', 'send_back']))).toBe('approve')
	})
	it('is none for who may not approve their own work', () => expect(nextStep(s(['send_back', 'dispute', 'hold']))).toBe(null))
	it('goes where the claim says', () => {
		const acts = ['list', 'to_insurer', 'dispute', 'hold']
		expect(nextStep(s(acts))).toBe('list')
		expect(nextStep(s(acts, 'payer'))).toBe('to_insurer')
		expect(nextStep(s(acts, 'undecided'))).toBe(null)
	})
	it('leaves lists to their page', () => expect(otherSteps(s(['list', 'unlist', 'return', 'to_insurer', 'dispute', 'hold']))).toEqual(['dispute', 'hold']))
})

describe('a refusal', () => {
	const at = (status: number, code: string, message: string, field = '') => refusal(new ApiError(status, code, message, field))
	it('is told by its field', () => {
		expect(at(409, 'STATE', 'a claim was paid for this bike', 'payer_undecided')).toBe('payer_undecided')
		expect(at(409, 'STATE', 'another seized item is matched to this bike already', 'taken')).toBe('taken')
		expect(at(400, 'INVALID', 'an officer says whose bike it is', 'bikeId')).toBe('bikeId')
		expect(at(400, 'INVALID', 'is not the document that the register has of the owner', 'id_other')).toBe('idOther')
		expect(at(400, 'INVALID', 'the receiver shows an identity document', 'idNo')).toBe('idNo')
	})
	it('is told by its rule, whatever its words are', () => {
		for (const rule of ['own_hand', 'level', 'foreign', 'day_closed', 'day_waits', 'listed', 'match_rests', 'check_first', 'row_ended', 'by_list'])
			expect(at(409, 'STATE', 'other words', rule)).toBe(rule)
		expect(at(403, 'DENIED', 'somebody approves who has neither matched, proven nor valued it')).toBe(null)
	})
	it('has words for every rule that the server names', () => {
		const dir = path.resolve(import.meta.dirname ?? 'src/lib', '../../../../src')
		const c = ['office/recovery/recovery.c', 'office/recovery/recovery_day.c', 'office/recovery/recovery_who.c', 'office/recovery/recovery_api.c', 'flow/flow_recovery.c'].map(f => readFileSync(path.join(dir, f), 'utf8')).join('')
		const named = [...c.matchAll(/FAIL_FIELD\(cx, E_(?:STATE|DENIED), "(\w+)"/g)].map(m => m[1]!).filter(f => f !== 'ver')
		expect(named.length).toBeGreaterThan(10)
		expect(named.filter(f => refusal(new ApiError(409, 'STATE', '', f)) === null)).toEqual([])
	})
	it('is left to the common words otherwise', () => {
		expect(at(409, 'STATE', 'the item has changed; read it again', 'ver')).toBe(null)
		expect(refusal(new Error('x'))).toBe(null)
	})
})

describe('a day', () => {
	it('goes there and back', () => {
		expect(dayOf('1970-01-02')).toBe(1)
		expect(dayText(dayOf('2026-11-27')!)).toBe('2026-11-27')
	})
	it('is none when it is no day', () => {
		expect(dayOf('2026-02-30')).toBe(null)
		expect(dayOf('')).toBe(null)
	})
	it('prints the list of a seizure at any time, the form of its return once there is something to approve', () => {
		expect(STATES.filter(state => seizedPapers({ state }).includes('list'))).toEqual([...STATES])
		expect(STATES.filter(state => seizedPapers({ state }).includes('approval'))).toEqual(['valued', 'approved', 'listed', 'returned'])
	})
})
