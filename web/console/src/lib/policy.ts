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
