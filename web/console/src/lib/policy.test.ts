import { describe, expect, it } from 'vitest'
import type { Policy } from './api'
import { bounds, cleanValue, groups, isSwitch } from './policy'

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
})
