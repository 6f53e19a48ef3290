/* What a check of a claim adds in figures. The server writes it in English; here it is said in the reader's language. */
import { yuan } from './format'

type Say = (key: string, named: Record<string, string>) => string
const KINDS: [RegExp, string][] = [
	[/^from (\S+)$/, 'from'], [/^cover since (\S+)$/, 'cover'], [/^silent since (\S+)$/, 'silent'], [/^(\d+) hours$/, 'hours'], [/^(\d+) others$/, 'others'], [/^(\d+) photos$/, 'photos']
]

export function claimFact(fact: string | null | undefined, t: Say): string {
	const cap = /^(\d+) instead of (\d+) fen$/.exec(fact ?? '')
	if (cap) return t('claim.fact.cap', { a: yuan(Number(cap[1])), b: yuan(Number(cap[2])) })
	for (const [rule, kind] of KINDS) {
		const m = rule.exec(fact ?? '')
		if (m) return t(`claim.fact.${kind}`, { a: m[1]! })
	}
	return fact ?? ''
}
