/* Several bikes, one crime: bikes that are found and crimes that are solved are counted apart. */
import { ApiError, type Theft } from './api'

export interface CrimeCount { bikes: number; found: number; solved: boolean }
export const crimeCount = (cases: readonly Pick<Theft, 'recoveredAt' | 'solvedAt'>[]): CrimeCount => ({
	bikes: cases.length, found: cases.filter(c => c.recoveredAt).length, solved: cases.some(c => c.solvedAt)
})
/** May this case leave the crime? The one that leads goes last. */
export const mayPart = (c: Pick<Theft, 'id' | 'crimeId'>, all: readonly { id: number }[]) => Boolean(c.crimeId) && (c.crimeId !== c.id || all.length <= 1)
/** The key of `crime.err` for a refusal; null when the common words will do. */
export function crimeRefusal(e: unknown): string | null {
	if (!(e instanceof ApiError)) return null
	if (['joined', 'no_crime', 'one_solved', 'alone', 'leads', 'caseId'].includes(e.field)) return e.field
	return e.status === 403 ? 'foreign' : null
}
