import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { i18n } from '@/i18n'
import { ApiError } from './api'

const t = (key: string, named: Record<string, unknown> = {}) => i18n.global.t(key, named)

/* The server's own codes and the console's words for them; what is not listed is shown with the server's message. */
const WORDS: Record<string, string> = {
	OFFLINE: 'OFFLINE', UNAUTHORIZED: 'UNAUTHORIZED', AUTH: 'UNAUTHORIZED', FORBIDDEN: 'FORBIDDEN', DENIED: 'FORBIDDEN', ROLE: 'FORBIDDEN', NOTFOUND: 'NOTFOUND', CONFLICT: 'CONFLICT', VERSION: 'CONFLICT', STALE: 'CONFLICT',
	STATE: 'STATE', INVALID: 'INVALID', INPUT: 'INVALID', EXISTS: 'EXISTS', DUPLICATE: 'EXISTS', TOOMANY: 'TOOMANY', LIMIT: 'TOOMANY', BUSY: 'TOOMANY', FULL: 'FULL'
}

export function errorText(e: unknown): string {
	if (!(e instanceof ApiError)) return t('error.other', { message: e instanceof Error ? e.message : String(e) })
	const key = WORDS[e.code.replace(/^E_/, '')] ?? (e.status === 403 ? 'FORBIDDEN' : e.status === 404 ? 'NOTFOUND' : e.status === 429 ? 'TOOMANY' : '')
	return key ? t(`error.${key}`) : t('error.other', { message: e.message || e.code })
}

export function sayError(e: unknown) {
	ElMessage({ type: 'error', message: errorText(e), duration: 6000, showClose: true, grouping: true })
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

/** A question with room for a remark; null when it was called off. */
export async function askNote(message: string, label: string, danger = false): Promise<string | null> {
	try {
		const r = await ElMessageBox.prompt(message, '', { confirmButtonText: t('common.confirm'), cancelButtonText: t('common.cancel'), inputPlaceholder: label, inputType: 'textarea', confirmButtonClass: danger ? 'el-button--danger' : '', inputValidator: (v: string) => (v ?? '').length <= 500 || t('report.eNote', { n: 500 }) })
		return String((r as { value?: string }).value ?? '')
	} catch {
		return null
	}
}
