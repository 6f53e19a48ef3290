/* Through the form without a mouse: Enter goes on, a line of the verdict jumps. */
import { elementOf, sectionOf } from '@/lib/counter/verdict'
import type { Business, Section } from '@/lib/counter/form'

export const steps = () => [...document.querySelectorAll<HTMLElement>('#counter-form [data-step]')].filter(e => !(e as HTMLInputElement).disabled && e.offsetParent !== null)

export function jump(field: string, business: Business) {
	const el = document.getElementById(elementOf(field)) ?? document.getElementById(`f-${field.split('.')[0]}`) ?? document.getElementById(`s-${sectionOf(field, business)}`)
	el?.scrollIntoView({ block: 'center' })
	if (el instanceof HTMLInputElement && el.type === 'file') el.focus()
	else if (el) (el.matches('input,select,textarea,button') ? el : (el.querySelector<HTMLElement>('input,select,textarea') ?? el)).focus({ preventScroll: true })
}

export function onward(from: HTMLElement) {
	const all = steps()
	const next = all[all.indexOf(from) + 1]
	if (!next) return (document.querySelector<HTMLElement>('[data-test=issue]') ?? from).focus()
	next.focus()
	if (next instanceof HTMLInputElement && /^(text|tel)$/.test(next.type)) next.select()
}

export function enter(e: KeyboardEvent) {
	const x = e.target as HTMLElement
	if (e.key !== 'Enter' || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || x.tagName === 'TEXTAREA' || x.tagName === 'BUTTON' || x.tagName === 'A') return
	e.preventDefault()
	if (x instanceof HTMLInputElement && x.type === 'radio') onward(x.closest('fieldset')?.querySelector<HTMLElement>('[data-step]') ?? x)
	else onward(x)
}

export function toSection(s: Section) {
	document.getElementById(`s-${s}`)?.scrollIntoView({ block: 'start' })
	document.querySelector<HTMLElement>(`#s-${s} [data-step]`)?.focus({ preventScroll: true })
}
