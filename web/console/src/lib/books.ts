/* The books: accounts in words, and a reader's days. */

/** "cash.7" → "cash", "income.plan" stays: what an account is called by. */
export function accountWord(account: string): string {
	return /^(cash|wechat|alipay|card)\.\d+$/.test(account) ? account.slice(0, account.indexOf('.')) : account
}

/** First day of today's month or year: "2026-11-26" → "2026-11-01". */
export function firstOf(day: string, span: 'today' | 'month' | 'year'): string {
	return span === 'today' ? day : span === 'month' ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`
}

/** Lines one after the other in groups of their postings. */
export function postings<T extends { entry: number }>(lines: T[]): T[][] {
	const out: T[][] = []
	for (const l of lines) {
		const last = out[out.length - 1]
		if (last && last[0]!.entry === l.entry) last.push(l)
		else out.push([l])
	}
	return out
}
