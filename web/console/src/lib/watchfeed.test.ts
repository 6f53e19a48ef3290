import { describe, expect, it } from 'vitest'
import type { Watchlist, WatchlistItem } from './api'
import { NOTHING, bySeverity, follow } from './watchfeed'

const on = (tag: string, version: number, severity = 2): WatchlistItem => ({ tag, removed: false, severity, version })
const off = (tag: string, version: number): WatchlistItem => ({ tag, removed: true, severity: 2, version })
const page = (items: WatchlistItem[], version: number, full = false, next: number | null = null): Watchlist => ({ full, version, items, next })

describe('a reader of the watch list', () => {
	it('has the whole list after the first visit, over all pages', async () => {
		const asked: (number | undefined)[][] = []
		const answers = [page([on('A', 1), on('B', 2, 3)], 9, true, 2), page([on('C', 5)], 9, true)]
		const c = await follow(NOTHING, async (...q) => (asked.push(q), answers.shift()!))
		expect(asked).toEqual([[0], [0, 2, 9]])
		expect([...c.tags.keys()]).toEqual(['A', 'B', 'C'])
		expect([c.version, c.full, c.pages, c.removed]).toEqual([9, true, 2, []])
		expect(bySeverity(c).map(x => x.n)).toEqual([1, 2, 0])
	})
	it('follows changes: new ones come, tombstones take away', async () => {
		const had = await follow(NOTHING, async () => page([on('A', 1), on('B', 2)], 2, true))
		const c = await follow(had, async since => (expect(since).toBe(2), page([off('A', 3), off('Z', 4), on('D', 5), on('B', 6, 3)], 6)))
		expect([...c.tags.keys()].sort()).toEqual(['B', 'D'])
		expect(c.added).toEqual(['D'])
		expect(c.removed).toEqual(['A'])
		expect(c.tags.get('B')!.severity).toBe(3)
	})
	it('has neither of a tag that came and went within one answer', async () => {
		const had = { ...NOTHING, version: 2 }
		const c = await follow(had, async () => page([on('A', 3), off('A', 4)], 4))
		expect([c.added, c.tags.size]).toEqual([[], 0])
	})
	it('forgets what it has when it is told so', async () => {
		const had = await follow(NOTHING, async () => page([on('A', 1)], 1, true))
		const c = await follow(had, async () => page([on('B', 7)], 7, true))
		expect([...c.tags.keys()]).toEqual(['B'])
		expect(c.removed).toEqual(['A'])
	})
	it('keeps what it had when the line is lost between pages', async () => {
		const had = await follow(NOTHING, async () => page([on('A', 1)], 1, true))
		let turn = 0
		await expect(follow(had, async () => { if (turn++) throw new Error('gone'); return page([off('A', 2)], 3, false, 2) })).rejects.toThrow('gone')
		expect([had.version, had.tags.has('A')]).toEqual([1, true])
	})
})
