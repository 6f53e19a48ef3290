import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { h } from 'vue'
import { i18n } from '@/i18n'
import { ApiError } from './api'

const t = (key: string, named: Record<string, unknown> = {}) => i18n.global.t(key, named)

/* The server's own codes and the console's words for them. */
const WORDS: Record<string, string> = {
	OFFLINE: 'OFFLINE', UNAUTH: 'UNAUTHORIZED', DENIED: 'FORBIDDEN', NOTFOUND: 'NOTFOUND', STATE: 'STATE', INVALID: 'INVALID', TOOBIG: 'TOOBIG', BUSY: 'TOOMANY', FULL: 'FULL', STORE: 'STORE'
}
const TAKEN = ['name', 'plate', 'tag', 'bikeId']
/* Of these the sentence does not say what the server found; its own text stands beneath. */
const VAGUE = ['STATE', 'INVALID', 'TOOBIG', 'FORBIDDEN', 'failed']

/** The record was changed by someone else since it was read. */
export const isStale = (e: unknown) => e instanceof ApiError && e.status === 409 && (e.field === 'ver' || /changed/.test(e.message))
export const isTaken = (e: unknown) => e instanceof ApiError && e.status === 409 && TAKEN.includes(e.field)

/** The rule that a refusal names, where the console has words for it: the key of `refused`. */
export function refusedBy(e: ApiError): string {
	if (e.status !== 403 && e.status !== 409) return ''
	const rule = e.field === 'card' ? (e.status === 403 ? 'card_hand' : 'no_card') : e.field === 'surveyorId' && e.status === 403 ? 'surveyor_before' : e.field
	return rule && i18n.global.te(`refused.${rule}`, 'zh') ? rule : ''
}
function sentence(e: ApiError): [key: string, words: string] {
	if (isStale(e)) return ['CONFLICT', t('error.CONFLICT')]
	if (isTaken(e)) return ['EXISTS', t('error.EXISTS')]
	const rule = refusedBy(e)
	if (rule) return [rule, t(`refused.${rule}`)]
	const key = WORDS[e.code] ?? ({ 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOTFOUND', 413: 'TOOBIG', 429: 'TOOMANY' } as Record<number, string>)[e.status] ?? 'failed'
	return [key, t(`error.${key}`)]
}
/** What went wrong and what the server says besides ('' where the sentence tells all); its text is English on every page, so it never stands alone. */
export function errorParts(e: unknown): [words: string, besides: string] {
	if (!(e instanceof ApiError)) return [t('error.other', { message: e instanceof Error ? e.message : String(e) }), '']
	const [key, words] = sentence(e)
	const bare = !e.message || (key === 'FORBIDDEN' && /\brole\b|not allowed/.test(e.message))
	return [words, VAGUE.includes(key) && !bare ? t('error.server', { message: e.message }) : '']
}
/** In two lines where there is something besides (.err keeps them). */
export const errorText = (e: unknown) => errorParts(e).filter(Boolean).join('\n')

export function sayError(e: unknown) {
	const [words, besides] = errorParts(e)
	ElMessage({ type: 'error', message: besides ? h('span', { class: 'told' }, [words, h('small', besides)]) : words, duration: 6000, showClose: true, grouping: !besides })
}

export function sayTrouble(message: string) {
	ElMessage({ type: 'warning', message, duration: 6000, showClose: true, grouping: true })
}

/** Neither done nor wrong. */
export function sayNote(message: string) {
	ElMessage({ type: 'info', message, duration: 2500, grouping: true })
}

export function sayDone(message: string) {
	ElMessage({ type: 'success', message, duration: 2500, grouping: true })
}

export async function ask(message: string, danger = false): Promise<boolean> {
	try {
		await ElMessageBox.confirm(message, '', { confirmButtonText: t('common.confirm'), cancelButtonText: t('common.cancel'), type: danger ? 'warning' : 'info', confirmButtonClass: danger ? 'el-button--danger' : '' })
		return true
	} catch {
		return false
	}
}

/** Yes, no, or called off (null): closing the question is not an answer. */
export async function askThree(message: string, yes: string, no: string): Promise<boolean | null> {
	try {
		await ElMessageBox.confirm(message, '', { confirmButtonText: yes, cancelButtonText: no, distinguishCancelAndClose: true, type: 'warning', confirmButtonClass: 'el-button--danger' })
		return true
	} catch (e) {
		return e === 'cancel' ? false : null
	}
}

/** How much the server takes of a note, in bytes of its text. */
export interface Room { least?: number; most?: number; text?: string }
const bytes = (s: string) => new TextEncoder().encode(s).length
/** What is wrong with a note, in words that say what to do; '' for nothing. */
export function noteFault(note: string, room: Room = {}): string {
	const text = note.trim(), most = room.most ?? 1000
	if (bytes(text) < (room.least ?? 0)) return t('common.noteLeast', { n: room.least, zh: Math.ceil(room.least! / 3) })
	let left = most, over = 0
	for (const c of text) {
		left -= bytes(c)
		if (left < 0) over++
	}
	return over ? t('common.noteMost', { n: over }) : ''
}
/** A question with room for a remark; null when it was called off. */
export async function askNote(message: string, label: string, danger = false, room: Room = {}): Promise<string | null> {
	try {
		const r = await ElMessageBox.prompt(message, '', {
			confirmButtonText: t('common.confirm'), cancelButtonText: t('common.cancel'), inputPlaceholder: label, inputType: 'textarea', inputValue: room.text ?? '',
			confirmButtonClass: danger ? 'el-button--danger' : '', inputValidator: (v: string) => noteFault(v ?? '', room) || true
		})
		return String((r as { value?: string }).value ?? '').trim()
	} catch {
		return null
	}
}
/** Asks, and does it with what was written. Refused (it throws, or gives false and has said why), it asks again with the same words: nobody writes them twice. Done? */
export async function noted(message: string, label: string, danger: boolean, room: Room, work: (note: string) => Promise<unknown>): Promise<boolean> {
	for (let text = room.text ?? ''; ;) {
		const note = await askNote(message, label, danger, { ...room, text })
		if (note === null) return false
		try {
			if ((await work(note)) !== false) return true
		} catch (e) {
			sayError(e)
		}
		text = note
	}
}
