import { describe, expect, it } from 'vitest'
import type { PendingStation } from '@/lib/api'
import { waitingOf } from './waiting'

const one = (name: string, tries: number, lastAt: number): PendingStation => ({ name, tries, lastAt, firstAt: 0, address: '', firmware: '', hardware: '' })

describe('the stations that wait', () => {
	const items = [one('x1', 1, 9), one('R0252', 7, 5), one('x2', 1, 8), one('R0300', 7, 6)]

	it('has the persistent ones first', () => expect(waitingOf(items, '').map(p => p.name)).toEqual(['R0300', 'R0252', 'x1', 'x2']))
	it('is searched by name', () => expect(waitingOf(items, ' r02 ').map(p => p.name)).toEqual(['R0252']))
	it('leaves the list as it was', () => expect(items[0]!.name).toBe('x1'))
})
