/* The detail of an audit row, taken apart: what each value is, so that a page can say it in words. The raw text stays what counts. */
import type { AuditRow } from './api'

export type AuditPart =
	| { key: string; kind: 'time' | 'count' | 'bytes'; value: number }
	| { key: string; kind: 'yes'; value: boolean }
	| { key: string; kind: 'code' | 'text'; value: string }

const TIMES = ['from', 'to', 'moved']
const BYTES = ['bytes']
/** Written by people or names of something; everything else that is a text is a code. */
const TEXTS = ['reference', 'number', 'owner', 'photo', 'filter', 'firstDay', 'lastDay', 'weekdays', 'hours']
const NUMBERS = ['grant', 'correction', 'merge', 'run', 'paper', 'site', 'unit', 'request', 'station']

function part(key: string, v: unknown): AuditPart | null {
	if (typeof v === 'boolean') return { key, kind: 'yes', value: v }
	if (typeof v === 'number') {
		if (TIMES.includes(key)) return v > 0 && v < 8e15 ? { key, kind: 'time', value: v } : null
		if (NUMBERS.includes(key)) return v ? { key, kind: 'text', value: `#${v}` } : null
		return { key, kind: BYTES.includes(key) ? 'bytes' : 'count', value: v }
	}
	if (v === null || v === undefined || v === '') return null
	const s = typeof v === 'string' ? v : JSON.stringify(v)
	return { key, kind: TEXTS.includes(key) ? 'text' : 'code', value: s }
}

/** The parts of a detail in its own order; key '' is the word of a detail that is one word. What cannot be read is one text. */
export function auditParts(detail: string): AuditPart[] {
	const text = detail.trim()
	if (!text) return []
	const lines = /^lines=(\d+)$/.exec(text)
	if (lines) return [{ key: 'lines', kind: 'count', value: Number(lines[1]) }]
	if (text.startsWith('{')) {
		try {
			const o = JSON.parse(text) as Record<string, unknown>
			return Object.entries(o).map(([k, v]) => part(k, v)).filter((p): p is AuditPart => p !== null)
		} catch {
			return [{ key: '', kind: 'text', value: text }]
		}
	}
	return [{ key: '', kind: 'code', value: text }]
}

/** "order.sign_s from 2026-12-01" is the key of a policy and a day. */
export function policyParts(parts: AuditPart[], policy: string): AuditPart[] {
	const p = parts[0]
	if (!policy || parts.length !== 1 || p?.kind !== 'code' || p.key || !p.value.startsWith(`${policy} from `)) return parts
	return [{ key: '', kind: 'code', value: policy }, { key: 'from', kind: 'text', value: p.value.slice(policy.length + 6) }]
}

/** Codes as keys of a table of words: "command line" is command_line, "bike.add" is bike_add. */
export const codeKey = (s: string) => s.replace(/[ .-]/g, '_')

/** Where the words of a row's code stand: first of the verb's own, then of the key, then of all codes. */
export function codeGroups(verb: string, key: string): string[] {
	const own: Record<string, string> = { 'owner.unmask purpose': 'owner.why', 'bike.export purpose': 'exports.purpose', 'bike.export.refused purpose': 'exports.purpose', 'bike.export.ask purpose': 'exports.purpose', 'bike.export.decide purpose': 'exports.purpose', 'bike.export.withdraw purpose': 'exports.purpose',
		'bike.export.ask state': 'exports.second.state', 'bike.export.decide state': 'exports.second.state', 'bike.export.withdraw state': 'exports.second.state', 'counter.refuse reason': 'counter.reason' }
	const of: Record<string, string> = { flag: 'register.flag', role: 'role', op: 'grantOp', slot: 'audit.slots', field: 'audit.fields', by: 'audit.fields' }
	return [own[`${verb} ${key}`], of[key], key === 'state' && verb.startsWith('grant.') ? 'grantState' : undefined, 'audit.codes'].filter((g): g is string => !!g)
}

/** The verbs by their groups, in the order of a page's list. A verb of the address that has no row yet is kept where it is known to be. */
export const AUDIT_GROUPS = ['look', 'change', 'export', 'login'] as const
export type AuditGroup = (typeof AUDIT_GROUPS)[number]
export function byGroup<T extends { verb: string; group: string }>(verbs: T[]): [AuditGroup, T[]][] {
	return AUDIT_GROUPS.map(g => [g, verbs.filter(v => v.group === g)] as [AuditGroup, T[]]).filter(([, l]) => l.length > 0)
}

export type Verdict = 'bad' | 'warn' | 'ok'
/** The chain in one word. warn: nobody outside would see a cut end, or what is told does not arrive. */
export function verdictOf(c: { badId: number | null; toFile: boolean; toUrl: boolean; fault: string; pendingFile: number; pendingUrl: number }): Verdict {
	if (c.badId) return 'bad'
	return (!c.toFile && !c.toUrl) || c.fault || c.pendingFile > 2 || c.pendingUrl > 2 ? 'warn' : 'ok'
}

/** As text, for a file. */
export const rawDetail = (a: Pick<AuditRow, 'id' | 'at' | 'actor' | 'verb' | 'kind' | 'subject' | 'caseId' | 'detail'>) =>
	JSON.stringify({ id: a.id, at: a.at, actor: a.actor, verb: a.verb, kind: a.kind, subject: a.subject, theft: a.caseId, detail: a.detail }, null, 2)
