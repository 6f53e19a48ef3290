/* An import's file on its way to the server, and what its states mean for the page. */
import { ApiError, api, type ImportJob } from './api'

export const MAX_BYTES = 256 * 1024 * 1024
export const AT_WORK = ['checking', 'running', 'undoing']
const TRIES = 6

export const part = (j: ImportJob) => (j.whole > 0 ? Math.min(1, j.part / j.whole) : 0)
export const badRows = (j: ImportJob) => j.refused + j.doubts > 0

/** Sends what the server has not got yet, piece by piece; a line that fails is tried again, from where the server stands. */
export async function sendFile(job: ImportJob, file: Blob, told: (j: ImportJob) => void, wait = (ms: number) => new Promise(r => setTimeout(r, ms))): Promise<ImportJob> {
	let j = job
	for (let failures = 0; j.got < j.bytes;) {
		try {
			j = await api.importPiece(j.id, j.got, file.slice(j.got, Math.min(j.bytes, j.got + j.piece)))
			failures = 0
			told(j)
		} catch (e) {
			const again = e instanceof ApiError && (e.offline || e.status === 429 || e.status >= 500 || (e.status === 409 && e.field === 'at'))
			if (!again || ++failures >= TRIES) throw e
			await wait(400 * 2 ** failures)
			if (e.field === 'at') j = await api.importJob(j.id)
		}
	}
	return j
}
