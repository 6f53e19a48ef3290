import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { i18n } from '@/i18n'
import { ApiError } from './api'

const t = (key: string, named: Record<string, unknown> = {}) => i18n.global.t(key, named)

/* The server's own codes and the console's words for them; what is not listed is shown with the server's message. */
const WORDS: Record<string, string> = {
	OFFLINE: 'OFFLINE', UNAUTH: 'UNAUTHORIZED', DENIED: 'FORBIDDEN', NOTFOUND: 'NOTFOUND', STATE: 'STATE', INVALID: 'INVALID', TOOBIG: 'TOOBIG', BUSY: 'TOOMANY', FULL: 'FULL', STORE: 'STORE'
}
const TAKEN = ['name', 'plate', 'tag', 'bikeId']

/** The record was changed by someone else since it was read. */
export const isStale = (e: unknown) => e instanceof ApiError && e.status === 409 && (e.field === 'ver' || /changed/.test(e.message))
export const isTaken = (e: unknown) => e instanceof ApiError && e.status === 409 && TAKEN.includes(e.field)

export function errorText(e: unknown): string {
	if (!(e instanceof ApiError)) return t('error.other', { message: e instanceof Error ? e.message : String(e) })
	if (isStale(e)) return t('error.CONFLICT')
	if (isTaken(e)) return t('error.EXISTS')
	const key = WORDS[e.code] ?? ({ 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOTFOUND', 429: 'TOOMANY' } as Record<number, string>)[e.status]
	return key ? t(`error.${key}`, { message: e.message }) : t('error.other', { message: e.message || e.code })
}

export function sayError(e: unknown) {
	ElMessage({ type: 'error', message: errorText(e), duration: 6000, showClose: true, grouping: true })
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

/** A question with room for a remark; null when it was called off. */
export async function askNote(message: string, label: string, danger = false): Promise<string | null> {
	try {
		const r = await ElMessageBox.prompt(message, '', { confirmButtonText: t('common.confirm'), cancelButtonText: t('common.cancel'), inputPlaceholder: label, inputType: 'textarea', confirmButtonClass: danger ? 'el-button--danger' : '', inputValidator: (v: string) => (v ?? '').length <= 300 || t('report.eNote', { n: 300 }) })
		return String((r as { value?: string }).value ?? '')
	} catch {
		return null
	}
}
