import { describe, expect, it } from 'vitest'
import type { Policy } from './api'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import zh from '@/i18n/zh'
import { bounds, choices, cleanValue, groups, inWords, isSwitch, namesOf, needs, needsText, shapeOf, turned } from './policy'

const base: Policy = { key: 'watch.live_s', kind: 'number', value: '30', since: '', normal: '30', range: '5 to 3600', unit: 'seconds', en: 'a sighting older than this', zh: '迟到', nextValue: '', nextDay: '' }
const list: Policy = { ...base, key: 'photo.required', kind: 'list', range: 'front,rear_plate,tag_place' }

describe('policies', () => {
	it('are grouped by the word before the dot and found by key or meaning', () => {
		expect(groups([base, { ...base, key: 'case.x' }, { ...base, key: 'watch.y' }], '').map(g => [g.group, g.items.length])).toEqual([['watch', 2], ['case', 1]])
		expect(groups([base, list], '迟到').flatMap(g => g.items)).toHaveLength(2)
		expect(groups([base, list], 'PHOTO').map(g => g.group)).toEqual(['photo'])
	})
	it('take numbers of their range only', () => {
		expect(bounds(base)).toEqual([5, 3600])
		expect(cleanValue(base, ' 045 ')).toBe('45')
		for (const bad of ['', '4', '3601', '4.5', '1e3', 'x']) expect(cleanValue(base, bad)).toBeNull()
		expect(isSwitch({ ...base, range: '0 to 1' })).toBe(true)
	})
	it('take words of their list, each once, with any comma', () => {
		expect(cleanValue(list, 'front、tag_place, rear_plate')).toBe('front,tag_place,rear_plate')
		expect(cleanValue(list, '')).toBe('')
		for (const bad of ['front,front', 'side', 'front,', 'Front']) expect(cleanValue(list, bad)).toBeNull()
		expect(cleanValue({ ...list, kind: 'words' }, 'front|rear_plate,tag_place')).toBe('front|rear_plate,tag_place')
	})
	it('are set in the way of their kind', () => {
		expect(shapeOf({ ...base, range: '0 to 1' })).toBe('switch')
		expect(shapeOf({ ...base, unit: 'fen' })).toBe('money')
		expect(shapeOf({ ...base, key: 'claim.insurer' })).toBe('unit')
		expect(shapeOf(base)).toBe('number')
		expect(shapeOf(list)).toBe('set')
		expect(shapeOf({ ...list, kind: 'words', key: 'papers.old' })).toBe('needs')
		expect(shapeOf({ ...list, kind: 'words', key: 'plan.transfer', range: 'move,end' })).toBe('one')
		expect(shapeOf({ ...list, kind: 'words', key: 'consent.version', range: '' })).toBe('text')
	})
	it('are ticked in the order in which they stand, and read in words', () => {
		expect(turned(list, 'front,tag_place', 'rear_plate')).toBe('front,rear_plate,tag_place')
		expect(turned(list, 'front', 'front')).toBe('')
		const old = 'invoice|dealer_statement,id_card'
		expect(needsText(needs(old))).toBe(old)
		expect(needsText([['a'], [], ['b', 'c']])).toBe('a,b|c')
		expect(inWords(old, w => w.toUpperCase(), '; ', ' or ')).toBe('INVOICE or DEALER_STATEMENT; ID_CARD')
	})
	it('have a name for every word, unit and group that the server knows', () => {
		const doc = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/policies.md'), 'utf8')
		const at = (key: string) => key.split('.').reduce<unknown>((o, k) => (o as Record<string, unknown> | undefined)?.[k], zh) as Record<string, string> | undefined
		const rows = doc.split('\n').filter(l => l.startsWith('| `')).map(l => l.replaceAll('\\|', '/').split('|').map(c => c.trim().replaceAll('`', '')))
		expect(rows.length).toBeGreaterThan(100)
		const lacking: string[] = []
		for (const [, key, , range, unit] of rows) {
			if (!at('policy.group')?.[key!.split('.')[0]!]) lacking.push(key!)
			if (unit && unit !== '1: yes' && !at('policy.unit')?.[unit]) lacking.push(`${key} ${unit}`)
			if (range && !/ to /.test(range)) for (const w of choices({ ...list, range })) if (!at(namesOf({ key: key! }))?.[w]) lacking.push(`${key} ${w}`)
		}
		expect(lacking).toEqual([])
	})
})
