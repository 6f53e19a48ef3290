/* Seized goods: which step is the plain next one, what a refusal means in the console's words, days and papers as people read them. */
import { ApiError, type Seized } from './api'

export const KINDS = ['bike', 'tag', 'plate', 'battery', 'other'] as const
export const STATES = ['seized', 'matched', 'proven', 'valued', 'approved', 'listed', 'disputed', 'held_as_evidence', 'returned', 'to_insurer', 'disposed'] as const
export const PAPERS = ['invoice', 'register', 'id_card', 'certificate', 'receipt', 'key', 'photo'] as const
export const DEN_KINDS = ['market', 'shop', 'house', 'store', 'online', 'other'] as const
export const DEN_STATES = ['suspected', 'watched', 'raided', 'closed'] as const
export const SUSPECT_STATES = ['suspected', 'caught', 'handed_over', 'cleared'] as const
/** What was read from the thing, in the order in which it tells most. */
export const READ = ['tag', 'plate', 'frameNo', 'motorNo'] as const
export const CORRECTABLE = ['frameNo', 'motorNo', 'tag', 'plate', 'brand', 'colour', 'place', 'keptAt', 'note'] as const
/** Steps that the server refuses without a reason. */
export const WITH_REASON = ['unmatch', 'send_back', 'dispute', 'settle', 'hold', 'release', 'dispose']

export const tone = (state: string) => ({ seized: 'warn', matched: 'info', proven: 'info', valued: 'warn', approved: 'info', listed: 'info', returned: 'ok', disputed: 'bad', held_as_evidence: 'bad' } as Record<string, string>)[state] ?? 'dim'
export const rowTone = (state: string) => ({ listed: 'warn', checked_in: 'info', returned: 'ok', no_show: 'bad' } as Record<string, string>)[state] ?? 'dim'

/** The one step that leads on; a bike whose claim was paid goes to the payer, one that is undecided waits. */
export function nextStep(s: Pick<Seized, 'actions' | 'payer'>): string | null {
	const on = ['match', 'prove', 'value', 'approve', 'settle', 'release'].find(a => s.actions.includes(a))
	if (on) return on
	if (s.payer === 'payer') return s.actions.includes('to_insurer') ? 'to_insurer' : null
	return s.payer === 'owner' && s.actions.includes('list') ? 'list' : null
}
/** What else may be done by hand; lists are kept on their own page. */
export const otherSteps = (s: Pick<Seized, 'actions' | 'payer'>) => s.actions.filter(a => a !== nextStep(s) && !['match', 'list', 'unlist', 'return', 'to_insurer'].includes(a))

/** What can be printed of a thing: the list of the seizure always, the form of its return once it is proven and valued. */
export const SEIZED_PAPERS = ['list', 'approval'] as const
export const seizedPapers = (s: Pick<Seized, 'state'>) => SEIZED_PAPERS.filter(p => p === 'list' || ['valued', 'approved', 'listed', 'returned'].includes(s.state))

/** Days since 1970-01-01 as the server counts them, and back. */
export const dayText = (day: number) => new Date(day * 86400_000).toISOString().slice(0, 10)
export function dayOf(text: string): number | null {
	const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
	return Number.isFinite(ms) && dayText(ms / 86400_000) === text ? ms / 86400_000 : null
}

/* The server names the field, or the rule. */
const RULES = ['own_hand', 'level', 'foreign', 'day_closed', 'day_waits', 'listed', 'match_rests', 'check_first', 'row_ended', 'by_list', 'taken']
const FIELDS = [...RULES, 'payer_undecided', 'paid_claim', 'no_payer', 'bikeId', 'papers', 'valueFen', 'note', 'place', 'foundAt', 'tag', 'day', 'receiver', 'name', 'idNo', 'letter', 'voucher', 'person', 'signed', 'reason']
/** The key of `rec.refused` for a refusal of this room; null when the common words will do. */
export function refusal(e: unknown): string | null {
	if (!(e instanceof ApiError)) return null
	if (e.field === 'id_other') return 'idOther'
	return FIELDS.includes(e.field) ? e.field : null
}
