/* What a check of a claim adds in figures. The server writes it in English; here it is said in the reader's language. */
import { yuan } from './format'

const ZH: [RegExp, (m: RegExpExecArray) => string][] = [
	[/^from (\S+)$/, m => `最早 ${m[1]}`],
	[/^cover since (\S+)$/, m => `${m[1]} 起生效`],
	[/^silent since (\S+)$/, m => `${m[1]} 起失联`],
	[/^(\d+) hours$/, m => `${m[1]} 小时`],
	[/^(\d+) instead of (\d+) fen$/, m => `${yuan(Number(m[1]))}，标准为 ${yuan(Number(m[2]))}`],
	[/^(\d+) others$/, m => `另有 ${m[1]} 次`],
	[/^(\d+) photos$/, m => `${m[1]} 张`]
]

export function claimFact(fact: string | null | undefined, lang: string): string {
	if (!fact || lang !== 'zh') return fact ?? ''
	for (const [rule, say] of ZH) {
		const m = rule.exec(fact)
		if (m) return say(m)
	}
	return fact
}
