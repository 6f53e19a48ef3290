/* What the policy page needs beside its screen: groups, and whether a typed value may be sent. */
import type { Policy } from './api'

/** The part of a key before the dot, in the order in which they stand. */
export function groups(list: readonly Policy[], find: string): { group: string; items: Policy[] }[] {
	const q = find.trim().toLowerCase()
	const out: { group: string; items: Policy[] }[] = []
	for (const p of list) {
		if (q && ![p.key, p.zh, p.en.toLowerCase()].some(x => x.includes(q))) continue
		const group = p.key.split('.')[0]!
		const last = out.find(g => g.group === group)
		if (last) last.items.push(p)
		else out.push({ group, items: [p] })
	}
	return out
}

/** The least and the most of a number's range ("10 to 86400"). */
export function bounds(p: Policy): [number, number] | null {
	const m = p.kind === 'number' ? /^(-?\d+) to (-?\d+)$/.exec(p.range) : null
	return m ? [Number(m[1]), Number(m[2])] : null
}
export const isSwitch = (p: Policy) => p.kind === 'number' && p.range === '0 to 1'

/** The value as it would be stored; null: it cannot be sent. The server looks again. */
export function cleanValue(p: Policy, typed: string): string | null {
	const v = typed.replace(/[\s\u3000]/g, '').replace(/[,、]/g, ',')
	const b = bounds(p)
	if (b) return /^-?\d{1,15}$/.test(v) && Number(v) >= b[0] && Number(v) <= b[1] ? String(Number(v)) : null
	if (!/^[a-z0-9_,|-]*$/.test(v)) return null
	const words = v.split(/[,|]/)
	if (v && p.range && words.some(w => !p.range.split(',').includes(w))) return null
	return p.kind === 'list' && new Set(words).size !== words.length ? null : v
}

/* Where the words of a policy have their names: by its key, or by the part before the dot. */
const NAMES: Record<string, string> = {
	photo: 'counter.slot', papers: 'counter.paper', 'claim.papers': 'claim.paper', 'recovery.photos': 'rec.photo', 'plan.refund': 'deal.reason', 'order.photo_results': 'order.result', 'plan.transfer': 'policy.move'
}
export const namesOf = (p: Pick<Policy, 'key'>) => NAMES[p.key] ?? NAMES[p.key.split('.')[0]!] ?? ''
const ONE = ['plan.transfer']
const UNITS = ['liability.insurer', 'claim.insurer']

/** How it is set: a switch, a number, an amount, a unit, a set of words, one word, papers of which some stand for each other, or free words. */
export type Shape = 'switch' | 'number' | 'money' | 'unit' | 'set' | 'one' | 'needs' | 'text'
export function shapeOf(p: Policy): Shape {
	if (isSwitch(p)) return 'switch'
	if (p.kind === 'number') return UNITS.includes(p.key) ? 'unit' : p.unit === 'fen' ? 'money' : 'number'
	if (!p.range) return 'text'
	return ONE.includes(p.key) ? 'one' : p.kind === 'list' ? 'set' : 'needs'
}
export const choices = (p: Policy) => p.range.split(',').map(w => w.trim())

/** "a|b,c" ↔ each that is needed, with what stands for it. */
export const needs = (value: string) => (value ? value.split(',').map(x => x.split('|')) : [])
export const needsText = (list: readonly (readonly string[])[]) => list.filter(x => x.length).map(x => x.join('|')).join(',')
/** A word put into the set or taken out; in the order in which the policy names them. */
export function turned(p: Policy, value: string, word: string): string {
	const now = new Set(value ? value.split(',') : [])
	if (!now.delete(word)) now.add(word)
	return choices(p).filter(w => now.has(w)).join(',')
}
/** What is needed, by names; `and` between the lines, `or` between what stands for each other. */
export const inWords = (value: string, name: (w: string) => string, and: string, or: string) => needs(value).map(x => x.map(name).join(or)).join(and)
