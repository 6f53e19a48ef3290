import { describe, expect, it } from 'vitest'
import type { Unit } from './api'
import { unitPaths, unitRows } from './units'

const unit = (id: number, parent: number | null, path: string, closed = false) => ({ id, parent, kind: 'site', code: '', name: `n${id}`, path, closed }) as Unit

describe('units', () => {
	const all = [unit(1, null, '/1/'), unit(2, 1, '/1/2/'), unit(3, 1, '/1/3/', true), unit(4, null, '/4/'), unit(5, 2, '/1/2/5/')]
	it('stand behind the one they belong to', () => expect(unitRows(all).map(r => [r.unit.id, r.depth])).toEqual([[1, 0], [2, 1], [5, 2], [3, 1], [4, 0]]))
	it('are chosen by their whole path, closed ones left out', () => expect(unitPaths(all).map(x => x.text)).toEqual(['n1', 'n1 / n2', 'n1 / n2 / n5', 'n4']))
})
