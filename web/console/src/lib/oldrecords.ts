/* Old records of violations as a file: read in whichever encoding the system before wrote it, cut into parts that a request holds, looked at part by part. */
import type { ViolationImported } from './api'
import { vapi } from './violationapi'

export const COLUMNS = ['number', 'at', 'kind', 'plate', 'place', 'code', 'result', 'reviewer', 'note', 'source'] as const
/** A request holds 200,000 bytes of text. */
const PART_BYTES = 100_000

/** UTF-8, or what spreadsheets on Chinese machines write. */
export function decode(bytes: ArrayBuffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
	} catch {
		return new TextDecoder('gb18030').decode(bytes)
	}
}

/** Records with their line ends; an end of line between quotation marks is none. */
export function records(text: string): string[] {
	const out: string[] = []
	let from = 0
	let quoted = false
	for (let i = 0; i < text.length; i++) {
		if (text[i] === '"') quoted = !quoted
		else if (text[i] === '\n' && !quoted) {
			out.push(text.slice(from, i + 1))
			from = i + 1
		}
	}
	if (from < text.length) out.push(text.slice(from))
	return out
}

export interface Part { text: string; before: number }
/** Each part has the line of names; before: records in the parts before it. */
export function parts(text: string, most = PART_BYTES): Part[] {
	const [head = '', ...rest] = records(text.replace(/^\ufeff/, ''))
	const names = head.endsWith('\n') ? head : `${head}\n`
	const size = (s: string) => new TextEncoder().encode(s).length
	const out: Part[] = []
	let now = ''
	let bytes = 0
	let n = 0
	let before = 0
	for (const r of rest) {
		if (!r.trim()) continue
		const b = size(r)
		if (now && bytes + b > most) {
			out.push({ text: names + now, before })
			before = n
			now = ''
			bytes = 0
		}
		now += r
		bytes += b
		n++
	}
	if (now || !out.length) out.push({ text: names + now, before })
	return out
}

export type Told = Pick<ViolationImported, 'rows' | 'taken' | 'known' | 'bad'> & { faults: { row: number; why: string }[] }
/** All parts, one after the other; progress from 0 to 1. What was taken before a part that fails stays, and can be taken back by its batch. */
export async function run(list: Part[], dry: boolean, batch: string, progress: (done: number) => void, send = vapi.importOld): Promise<Told> {
	const sum: Told = { rows: 0, taken: 0, known: 0, bad: 0, faults: [] }
	for (const [i, p] of list.entries()) {
		const r = await send(p.text, dry, batch)
		sum.rows += r.rows
		sum.taken += r.taken
		sum.known += r.known
		sum.bad += r.bad
		sum.faults.push(...r.faults.map(f => ({ row: f.row + p.before, why: f.why })))
		progress((i + 1) / list.length)
	}
	return sum
}
export const batchName = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), b => b.toString(16).padStart(2, '0')).join('')
