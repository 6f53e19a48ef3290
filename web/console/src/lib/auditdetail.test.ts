import { describe, expect, it } from 'vitest'
import en from '@/i18n/en'
import zh from '@/i18n/zh'
import { auditParts, byGroup, codeGroups, codeKey, policyParts, verdictOf } from './auditdetail'

describe('a detail', () => {
	it('is taken apart in its own order', () => {
		expect(auditParts('{"from":1795424400000,"to":0}')).toEqual([{ key: 'from', kind: 'time', value: 1795424400000 }])
		expect(auditParts('{"flag":"stolen","on":true}')).toEqual([{ key: 'flag', kind: 'code', value: 'stolen' }, { key: 'on', kind: 'yes', value: true }])
		expect(auditParts('{"bytes":2048}')).toEqual([{ key: 'bytes', kind: 'bytes', value: 2048 }])
		expect(auditParts('{"grant":7,"unit":0,"role":"officer"}')).toEqual([{ key: 'grant', kind: 'text', value: '#7' }, { key: 'role', kind: 'code', value: 'officer' }])
		expect(auditParts('{"found":0}')).toEqual([{ key: 'found', kind: 'count', value: 0 }])
		expect(auditParts('{"reference":"A-1","why":""}')).toEqual([{ key: 'reference', kind: 'text', value: 'A-1' }])
	})
	it('that is a word, a count, broken or empty is shown all the same', () => {
		expect(auditParts('command line')).toEqual([{ key: '', kind: 'code', value: 'command line' }])
		expect(auditParts('lines=12')).toEqual([{ key: 'lines', kind: 'count', value: 12 }])
		expect(auditParts('{"a":')).toEqual([{ key: '', kind: 'text', value: '{"a":' }])
		expect(auditParts('{"a":[1]}')).toEqual([{ key: 'a', kind: 'code', value: '[1]' }])
		expect(auditParts(' ')).toEqual([])
	})
	it('of a policy has the key apart from the day', () => {
		expect(policyParts(auditParts('order.sign_s from 2026-12-01'), 'order.sign_s')).toEqual([{ key: '', kind: 'code', value: 'order.sign_s' }, { key: 'from', kind: 'text', value: '2026-12-01' }])
		expect(policyParts(auditParts('release'), '')).toEqual([{ key: '', kind: 'code', value: 'release' }])
		expect(policyParts(auditParts('{"key":"order.sign_s","value":"30"}'), 'order.sign_s')[0]).toEqual({ key: 'key', kind: 'code', value: 'order.sign_s' })
	})
	it('has its words in both languages', () => {
		const at = (m: unknown, path: string) => path.split('.').reduce<unknown>((o, k) => (o as Record<string, unknown> | undefined)?.[k], m)
		for (const [verb, key, code] of [['owner.unmask', 'purpose', 'case'], ['bike.export', 'purpose', 'handover'], ['counter.refuse', 'reason', 'missing'], ['bike.flag', 'flag', 'stolen'], ['grant.ask', 'role', 'officer'], ['grant.ask', 'op', 'move'], ['grant.ask', 'state', 'open'], ['bike.photo_read', 'slot', 'id_front'], ['bike.edit', 'field', 'frameNo'], ['owner.find', 'by', 'phone'], ['account.add.console', '', 'command line'], ['owner.consent', '', 'taken_back'], ['plate.step', '', 'retire'], ['booking.step', '', 'no_show'], ['theft.step', '', 'recover'], ['station.step', '', 'quarantine'], ['paper.pdf', '', 'certificate'], ['import_job.end', 'state', 'undone']] as const)
			for (const m of [zh, en]) expect(codeGroups(verb, key).map(g => at(m, `${g}.${codeKey(code)}`)).find(x => x), `${verb} ${key} ${code}`).toBeTypeOf('string')
		for (const k of ['from', 'to', 'owner', 'coarse', 'number', 'rows', 'purpose', 'reference', 'form', 'filter', 'state', 'why', 'run', 'bytes', 'event', 'slot', 'photo', 'site', 'new_owner', 'warnings', 'reason', 'paper', 'field', 'grant', 'op', 'role', 'unit', 'by', 'found', 'merge', 'correction', 'flag', 'on', 'n', 'added', 'updated', 'refused', 'lines'])
			for (const m of [zh, en]) expect(at(m, `audit.keys.${k}`), k).toBeTypeOf('string')
	})
})

describe('the page', () => {
	it('lists the verbs by group', () => {
		expect(byGroup([{ verb: 'b.add', group: 'change' }, { verb: 'a.read', group: 'look' }]).map(([g, l]) => [g, l.length])).toEqual([['look', 1], ['change', 1]])
	})
	it('says of the chain what is worst', () => {
		const c = { badId: null, toFile: true, toUrl: false, fault: '', pendingFile: 0, pendingUrl: 0 }
		expect(verdictOf(c)).toBe('ok')
		expect(verdictOf({ ...c, pendingFile: 1 })).toBe('ok')
		expect(verdictOf({ ...c, pendingFile: 3 })).toBe('warn')
		expect(verdictOf({ ...c, fault: 'x' })).toBe('warn')
		expect(verdictOf({ ...c, toFile: false })).toBe('warn')
		expect(verdictOf({ ...c, fault: 'x', badId: 4 })).toBe('bad')
	})
})
