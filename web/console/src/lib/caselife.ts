/* A case's life as the pages show it. What may be done now is the server's word (theft.actions); here is only what comes first. */
import type { Theft } from './api'

export const STATES = ['reported', 'accepted', 'filed', 'not_filed', 'watched', 'located', 'recovered', 'returned', 'unsolved', 'withdrawn', 'unfounded'] as const
export const QUEUES = ['confirm', 'overdue', 'give_up'] as const
const ENDS = ['not_filed', 'returned', 'withdrawn', 'unfounded']
export const isOpen = (t: Pick<Theft, 'state'>) => !ENDS.includes(t.state)
/** Its trail may be read: an owner's own word alone opens none. */
export const isTracked = (t: Pick<Theft, 'state' | 'confirmed'>) => isOpen(t) && t.state !== 'recovered' && t.confirmed !== false
export const tone = (state: string) =>
	({ reported: 'warn', accepted: 'warn', filed: 'info', watched: 'info', located: 'bad', recovered: 'ok', returned: 'ok', unsolved: 'warn' })[state] ?? 'dim'

/* By state: the step a page offers first, then the others in their order. What is not named here is never shown. */
const FIRST: Record<string, string[]> = {
	reported: ['watch', 'accept', 'unfound', 'withdraw'], accepted: ['file', 'watch', 'not_file', 'extend', 'unfound', 'withdraw'], filed: ['watch', 'recover', 'give_up', 'unfound', 'withdraw'],
	watched: ['recover', 'give_up', 'unfound', 'withdraw'], located: ['recover', 'give_up', 'unfound', 'withdraw'], recovered: ['return', 'reopen', 'unfound'],
	returned: ['reopen'], unsolved: ['recover', 'unfound', 'withdraw'], not_filed: ['reopen'], withdrawn: [], unfounded: []
}
/** The steps of a case's page, the main one first. One's own report is confirmed first; a search without a find for long is offered to be given up. */
export function steps(t: Pick<Theft, 'state' | 'source' | 'mayGiveUp' | 'solvedAt'>): string[] {
	const list = [...(FIRST[t.state] ?? [])]
	const front = t.state === 'reported' && t.source === 'owner' ? 'accept' : t.mayGiveUp ? 'give_up' : ''
	if (front && list.includes(front)) list.unshift(...list.splice(list.indexOf(front), 1))
	if (['filed', 'watched', 'located', 'recovered', 'returned', 'unsolved'].includes(t.state)) list.push(t.solvedAt ? 'unsolve' : 'solve')
	return list
}
/** What a step asks for before it is done. */
export const ASKS: Record<string, { doc?: boolean; filing?: boolean; reason?: boolean }> = {
	accept: { filing: true }, file: { doc: true }, not_file: { doc: true, reason: true }, extend: { filing: true, reason: true }, unfound: { reason: true }, unsolve: { reason: true }
}

export interface Stage { key: string; at: number | null; state: 'done' | 'now' | 'next' | 'off' }
/** The line of a case: the way it has come and the way that is left; another end stands in the place of what it cut off. */
export function stages(t: Theft): Stage[] {
	const way: [string, number | null | undefined][] = [['reported', t.reportedAt], ['accepted', t.acceptedAt], ['filed', t.filedAt], ['located', t.locatedAt], ['recovered', t.recoveredAt], ['returned', t.state === 'returned' ? t.closedAt : null]]
	const end = ['not_filed', 'withdrawn', 'unfounded', 'unsolved'].includes(t.state)
	const shown = way.filter(([, at]) => at || !end)
	const last = shown.reduce((n, [, at], i) => (at ? i : n), 0)
	const out = shown.map(([key, at], i): Stage => ({ key, at: at ?? null, state: at ? (i === last && !end && t.state !== 'returned' ? 'now' : 'done') : i < last ? 'off' : 'next' }))
	if (end) out.push({ key: t.state, at: (t.state === 'unsolved' ? t.unsolvedAt : t.closedAt) ?? null, state: 'now' })
	return out
}

export const PAPERS = ['receipt', 'filed', 'not_filed', 'unsolved'] as const
export type Paper = (typeof PAPERS)[number]
/** What the police hands out of a case, as long as it is true: what says that nothing was found ends with the find. */
export const papers = (t: Pick<Theft, 'state' | 'receiptNo' | 'filedAt'>): Paper[] =>
	PAPERS.filter(p => (p === 'receipt' ? Boolean(t.receiptNo) : p === 'filed' ? Boolean(t.filedAt) && t.state !== 'withdrawn' && t.state !== 'unfounded' : t.state === p))
