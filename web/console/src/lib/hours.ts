/* Hours as people write them: "08:30-12:00 14:00-17:30", and as the server keeps them. */
export interface Span { from: number; to: number }

const two = (n: number) => String(n).padStart(2, '0')
export const timeText = (m: number) => `${two(Math.floor(m / 60))}:${two(m % 60)}`
export const spansText = (v: readonly Span[]) => v.map(s => `${timeText(s.from)}-${timeText(s.to)}`).join(' ')
export const spansQuery = (v: readonly Span[]) => v.map(s => `${s.from}-${s.to}`).join(',')

/** null: not hours. At most four spans, in order, none over another. */
export function parseSpans(text: string): Span[] | null {
	const out: Span[] = []
	const clean = text.normalize('NFKC').replace(/\s*[-~\u2013\u2014\u81f3\u5230]\s*/g, '-').replace(/[,;\u3001\u3002]/g, ' ').trim()
	for (const part of clean ? clean.split(/\s+/) : []) {
		const m = /^(\d{1,2})(?::?(\d\d))?-(\d{1,2})(?::?(\d\d))?$/.exec(part)
		if (!m) return null
		const s = { from: +m[1]! * 60 + +(m[2] ?? 0), to: +m[3]! * 60 + +(m[4] ?? 0) }
		if (+(m[2] ?? 0) > 59 || +(m[4] ?? 0) > 59 || s.to > 1440 || s.from >= s.to || s.from < (out.at(-1)?.to ?? 0)) return null
		out.push(s)
	}
	return out.length > 4 ? null : out
}
