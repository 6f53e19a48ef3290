/* What an officer's reader carries of the watch list, and how it follows it: page by page, change by change. The console reads the same feed to show its state. */
import type { Watchlist, WatchlistItem } from './api'

export interface Carried { version: number; tags: Map<string, WatchlistItem>; added: string[]; removed: string[]; full: boolean; pages: number }
export const NOTHING: Carried = { version: 0, tags: new Map(), added: [], removed: [], full: false, pages: 0 }

/** The list after every page of one answer has come. The version is kept only then: a reader that lost the line begins again from the one it had. */
export async function follow(had: Carried, page: (since: number, after?: number, upto?: number) => Promise<Watchlist>): Promise<Carried> {
	let p = await page(had.version)
	const full = p.full
	const upto = p.version
	const tags = new Map(full ? [] : had.tags)
	const added = new Set<string>()
	const removed = new Set<string>()
	for (let n = 1; ; n++) {
		for (const i of p.items) {
			if (i.removed) {
				if (tags.delete(i.tag)) removed.add(i.tag)      // one for a tag that is not there is nothing
				added.delete(i.tag)
			} else {
				if (!had.tags.has(i.tag)) added.add(i.tag)
				tags.set(i.tag, i)
			}
		}
		if (p.next === null) {
			// "forget what you have" takes tags away without a word of its own
			if (full) for (const tag of had.tags.keys()) if (!tags.has(tag)) removed.add(tag)
			return { version: upto, tags, added: [...added], removed: [...removed].filter(x => !tags.has(x)), full, pages: n }
		}
		p = await page(had.version, p.next, upto)
	}
}
export const bySeverity = (c: Carried) => [3, 2, 1].map(s => ({ severity: s, n: [...c.tags.values()].filter(i => i.severity === s).length }))
