/* An import's file on its way to the server, and what its states mean for the page. */
import { ApiError, api, type ImportJob } from './api'

export const MAX_BYTES = 256 * 1024 * 1024
export const AT_WORK = ['checking', 'running', 'undoing']
const TRIES = 6

export const part = (j: ImportJob) => (j.whole > 0 ? Math.min(1, j.part / j.whole) : 0)
export const badRows = (j: ImportJob) => j.refused + j.doubts > 0

/** Why a file is not taken at all: the words are in imports.fault. */
export const FAULTS = ['empty', 'rows', 'columns', 'separator', 'encoding', 'quote', 'many', 'long_line', 'xlsx', 'xls', 'utf16', 'binary'] as const
export type Fault = (typeof FAULTS)[number]
/** "columns:plate,tag" or "xlsx", as a job's detail has it; "file.xlsx", as an error's field has it. */
export function faultOf(text: string): { fault: Fault; columns: string[] } | null {
	const [code, columns] = text.replace(/^file\./, '').split(':')
	const fault = FAULTS.find(f => f === code)
	return fault ? { fault, columns: columns ? columns.split(',') : [] } : null
}
const BEGINS: [Fault, number[]][] = [['xlsx', [0x50, 0x4b, 3, 4]], ['xls', [0xd0, 0xcf, 0x11, 0xe0]], ['utf16', [0xff, 0xfe]], ['utf16', [0xfe, 0xff]]]
/** A workbook or another file that is no CSV, by how it begins; said before a byte is sent. */
export async function faultAtOnce(file: Blob): Promise<Fault | null> {
	const b = new Uint8Array(await file.slice(0, 4).arrayBuffer())
	return BEGINS.find(([, bytes]) => bytes.every((x, i) => b[i] === x))?.[0] ?? null
}

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
