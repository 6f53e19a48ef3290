/* Where a seized thing comes from, in one line each: dens and suspects of the own area, for a list to choose from and to name the one that was chosen. */
import type { Den, Suspect } from '@/lib/api'
import { api } from '@/lib/api'

export interface Origin { dens: Den[]; suspects: Suspect[] }
/** The newest 500 of each: what is older is shown by its number. */
export async function origins(): Promise<Origin> {
	const [dens, suspects] = await Promise.all([api.dens({ limit: 500 }), api.suspects({ limit: 500 })])
	return { dens: dens.items, suspects: suspects.items }
}
/** What may still be chosen: a den that is closed and a suspect who is cleared are no longer. */
export const choosable = (o: Origin): Origin => ({ dens: o.dens.filter(d => d.state !== 'closed'), suspects: o.suspects.filter(s => s.state !== 'cleared') })
