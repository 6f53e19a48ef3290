import { describe, expect, it } from 'vitest'
import { dateTime, fromField, toField } from './format'
import { isExact, isTag, marked, normal } from './plate'
import { LIMITS, check, emptyDraft, readDraft } from './reportform'
import { cellStep, highCount } from './mapbikes'
import { tilesProblem } from '@/stores/settings'

const NOW = Date.UTC(2026, 10, 23, 8, 0)
const draft = (last: number | null, missing: number | null, more = {}) => ({ ...emptyDraft(), last: last === null ? '' : toField(last), missing: missing === null ? '' : toField(missing), ...more })
const problems = (d: ReturnType<typeof draft>) => Object.fromEntries(Object.entries(check(d, NOW, fromField, dateTime)).map(([k, v]) => [k, v!.key]))

describe('the theft report', () => {
	it('asks for both times', () => expect(problems(draft(null, null))).toEqual({ last: 'report.eLast', missing: 'report.eMissing' }))
	it('takes a sensible report', () => expect(problems(draft(NOW - 3600e3, NOW - 60e3))).toEqual({}))
	it('checks against the server clock', () => {
		expect(problems(draft(NOW + 120e3, NOW + 180e3))).toEqual({ last: 'report.eLastFuture', missing: 'report.eMissingFuture' })
		expect(problems(draft(NOW, NOW))).toEqual({})
	})
	it('wants the times in order', () => expect(problems(draft(NOW - 60e3, NOW - 3600e3))).toEqual({ missing: 'report.eOrder' }))
	it('doubts a date far back', () => expect(problems(draft(NOW - (LIMITS.days + 1) * 86_400e3, NOW))).toEqual({ last: 'report.eOld' }))
	it('bounds the texts', () => expect(problems(draft(NOW, NOW, { note: '字'.repeat(301), place: '字'.repeat(81) }))).toEqual({ note: 'report.eNote', place: 'report.ePlace' }))
	it('survives a reload, and anything odd in the storage', () => {
		const d = draft(NOW, NOW, { note: 'n', lat: 26.1, lon: 112.2, severity: 3 })
		expect(readDraft(JSON.stringify(d))).toEqual(d)
		for (const odd of ['', '{', 'null', '[]', '{"severity":9,"lat":"x","note":7}']) expect(readDraft(odd)).toEqual(emptyDraft())
	})
})

describe('plates and tags', () => {
	it('reads what people type', () => {
		expect(normal(' 衡（电动） 阳ａ12·58 ')).toBe('衡(电动)阳A1258')
		expect(isExact('衡(电动)阳a1258', { plate: '衡（电动）阳A1258', tag: '00AB' })).toBe(true)
		expect(isExact('ab', { plate: 'x', tag: '00AB' })).toBe(true)
		expect(isExact('', { plate: '', tag: '' })).toBe(false)
		expect(isExact('A12', { plate: '衡（电动）阳A1258', tag: '00AB' })).toBe(false)
	})
	it('knows a tag', () => expect(['0', 'FFFFFFFFFFFFFFFF', 'ab', '', 'G', '12345678901234567'].map(isTag)).toEqual([true, true, true, false, false, false]))
	it('marks the match', () => expect(marked('阳A1258', 'a12')).toEqual(['阳', 'A12', '58']))
})

describe('the map', () => {
	it('finds the step of the cells and a fair maximum', () => {
		expect(cellStep([[26.01, 112, 1], [26.02, 112, 1], [26.04, 112, 1]])).toBeCloseTo(0.01, 9)
		expect(cellStep([])).toBeGreaterThan(0)
		expect(highCount([])).toBe(1)
		expect(highCount([...Array.from({ length: 99 }, () => [0, 0, 10] as [number, number, number]), [0, 0, 9999]])).toBe(10)
	})
	it('refuses a tile address without its places', () => expect(['', 'https://t/{z}/{x}/{y}.png', 'https://t/{z}/{x}.png', 'javascript:{z}{x}{y}'].map(tilesProblem)).toEqual([false, false, true, true]))
})
