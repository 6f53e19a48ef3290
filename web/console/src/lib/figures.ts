/* What the figures page needs besides the server: days as text, words of keys, rows as a chart. */
import { count, toField } from './format'

export const TOP = 20

export const dayText = (ms: number) => toField(ms).slice(0, 10)

/** First and last day of a choice, in the city's days. */
export function lastDays(now: number, days: number): { from: string; to: string } {
	return { from: dayText(now - (days - 1) * 86_400_000), to: dayText(now) }
}

export function monthSoFar(now: number): { from: string; to: string } {
	const to = dayText(now)
	return { from: `${to.slice(0, 8)}01`, to }
}

/** Both are days, in order, and not more than ten years apart. */
export function daysOk(from: string, to: string): boolean {
	const a = Date.parse(from)
	const b = Date.parse(to)
	return /^\d{4}-\d\d-\d\d$/.test(from) && /^\d{4}-\d\d-\d\d$/.test(to) && Number.isFinite(a) && Number.isFinite(b) && a <= b && b - a < 3700 * 86_400_000
}

/** Percent with one decimal; nothing of nothing is no share. */
export const share = (n: number, of: number) => (of > 0 ? `${((n * 100) / of).toFixed(1)}%` : '–')

export interface Bar { name: string; n: number; of: number }

/** Every day, week (its Monday) or month of the range, and every hour of the day, also those with nothing: a gap in the rows is a zero in the chart. */
export function filled(bars: Bar[], by: string, from: string, to: string): Bar[] {
	if (by === 'hour') return Array.from({ length: 24 }, (_, h) => bars.find(b => parseInt(b.name, 10) === h) ?? { name: String(h).padStart(2, '0'), n: 0, of: 0 })
	if (by !== 'day' && by !== 'month' && by !== 'week') return bars
	const known = new Map(bars.map(b => [b.name, b]))
	const out: Bar[] = []
	const step = by === 'week' ? 7 : 1
	const first = Date.parse(from) - (by === 'week' ? ((new Date(from).getUTCDay() + 6) % 7) * 86_400_000 : 0)
	if (by !== 'month')
		for (let t = first; t <= Date.parse(to) && out.length < 4000; t += step * 86_400_000) {
			const name = new Date(t).toISOString().slice(0, 10)
			out.push(known.get(name) ?? { name, n: 0, of: 0 })
		}
	else
		for (let [y, m] = from.split('-').map(Number) as [number, number]; out.length < 400;) {
			const name = `${y}-${String(m).padStart(2, '0')}`
			if (name > to.slice(0, 7)) break
			out.push(known.get(name) ?? { name, n: 0, of: 0 })
			if (++m > 12) [y, m] = [y + 1, 1]
		}
	return out
}

const INK = { axis: '#63717f', line: '#e2ddd1', bar: '#1f6391', rest: '#d6e4ed' }

/** The option of the chart: columns over time, else bars with the largest on top. */
export function chartOf(bars: Bar[], time: boolean, names: { n: string; of: string }): Record<string, unknown> {
	const shown = time ? bars : [...bars].sort((a, b) => b.n - a.n).slice(0, TOP).reverse()
	const withOf = shown.some(b => b.of > 0)
	const value = { type: 'value', minInterval: 1, splitLine: { lineStyle: { color: INK.line } }, axisLabel: { color: INK.axis } }
	const names_ = { type: 'category', data: shown.map(b => b.name), axisTick: { show: false }, axisLine: { lineStyle: { color: INK.line } }, axisLabel: { color: INK.axis, hideOverlap: true } }
	const radius = time ? [3, 3, 0, 0] : [0, 3, 3, 0]
	const many = shown.length > 60
	const series: unknown[] = [many
		? { name: names.n, type: 'line', data: shown.map(b => b.n), showSymbol: false, lineStyle: { width: 1.8, color: INK.bar }, itemStyle: { color: INK.bar }, areaStyle: { color: 'rgba(31,99,145,0.12)' } }
		: { name: names.n, type: 'bar', data: shown.map(b => b.n), barMaxWidth: 26, itemStyle: { color: INK.bar, borderRadius: radius }, label: { show: !time, position: 'right', color: INK.axis, formatter: ({ value }: { value: number }) => count(value) }, z: 3 }]
	if (withOf && !many) series.push({ name: names.of, type: 'bar', data: shown.map(b => b.of), barGap: '-100%', barMaxWidth: 26, itemStyle: { color: INK.rest, borderRadius: radius }, z: 1 })
	return {
		animation: false,
		grid: { left: 8, right: time ? 16 : 56, top: 14, bottom: 6, containLabel: true },
		tooltip: { trigger: 'axis', axisPointer: { type: many ? 'line' : 'shadow' } },
		xAxis: time ? names_ : value,
		yAxis: time ? value : names_,
		series
	}
}

