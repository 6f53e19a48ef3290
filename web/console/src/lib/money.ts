/* Amounts are whole fen between the console and the server; people read and type yuan. */

/** For columns that are added up: 1234500 → "12,345.00"; -5 → "-0.05". */
export function yuan(fen: number | null | undefined): string {
	if (fen === null || fen === undefined) return '–'
	const a = Math.abs(fen)
	return `${fen < 0 ? '-' : ''}${Math.floor(a / 100).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${String(a % 100).padStart(2, '0')}`
}

/** "120", "120.5", full width → fen; null when it is no amount of at most two places. */
export function fenOf(text: string): number | null {
	const s = text.normalize('NFKC').replace(/[\s,¥\u5143]/g, '')
	const m = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(s)
	if (!m) return null
	const fen = Number(m[2]) * 100 + Number((m[3] ?? '').padEnd(2, '0'))
	return m[1] && fen ? -fen : fen
}
