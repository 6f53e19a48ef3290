/* The stations that wait for approval. Anybody can knock under any name, so the list may be long: a real station knocks again and again. */
import type { PendingStation } from '@/lib/api'

/** Those whose name holds q (letter case aside), who knocked most often first, of equals the one heard last. */
export function waitingOf(items: readonly PendingStation[], q: string): PendingStation[] {
	const part = q.trim().toLowerCase()
	return items.filter(p => p.name.toLowerCase().includes(part)).sort((a, b) => b.tries - a.tries || b.lastAt - a.lastAt)
}
