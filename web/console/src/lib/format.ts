/* Numbers and times as people read them. The city's clock is UTC+8 whatever the browser's zone says. */
export const CITY_ZONE = 'Asia/Shanghai'
const CITY_OFFSET_MS = 8 * 3600_000

export type Lang = 'zh' | 'en'

export function count(n: number | null | undefined): string {
	return n == null || !Number.isFinite(n) ? '–' : Math.round(n).toLocaleString('en-US')
}

/** Short figures: 4,334 · 27.4万 / 274k · 1.2亿 / 120M. */
export function short(n: number | null | undefined, lang: Lang): string {
	if (n == null || !Number.isFinite(n)) return '–'
	const cut = (v: number) => (v >= 100 ? v.toFixed(0) : v.toFixed(1).replace(/\.0$/, ''))
	if (lang === 'zh') {
		if (n >= 1e8) return `${cut(n / 1e8)}亿`
		if (n >= 1e5) return `${cut(n / 1e4)}万`
		return count(n)
	}
	if (n >= 1e9) return `${cut(n / 1e9)}B`
	if (n >= 1e6) return `${cut(n / 1e6)}M`
	if (n >= 1e5) return `${cut(n / 1e3)}k`
	return count(n)
}

export function bytes(n: number | null | undefined): string {
	if (n == null || !Number.isFinite(n)) return '–'
	const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
	let i = 0
	let v = n
	while (v >= 1024 && i < units.length - 1) {
		v /= 1024
		i++
	}
	return `${i === 0 || v >= 100 ? v.toFixed(0) : v.toFixed(1)} ${units[i]}`
}

/** A station in one line of text: where it stands, its code behind; the code alone when nobody wrote where. */
export function spot(place: string | null | undefined, code: string | null | undefined): string {
	return place ? (code ? `${place} (${code})` : place) : code || '–'
}

export function metres(m: number | null | undefined, lang: Lang): string {
	if (m == null || !Number.isFinite(m)) return '–'
	if (m < 1000) return lang === 'zh' ? `${Math.round(m)} 米` : `${Math.round(m)} m`
	return lang === 'zh' ? `${(m / 1000).toFixed(1)} 公里` : `${(m / 1000).toFixed(1)} km`
}

const parts = (ms: number) => {
	const d = new Date(ms + CITY_OFFSET_MS)
	const two = (n: number) => String(n).padStart(2, '0')
	return { y: d.getUTCFullYear(), mo: two(d.getUTCMonth() + 1), d: two(d.getUTCDate()), h: two(d.getUTCHours()), mi: two(d.getUTCMinutes()), s: two(d.getUTCSeconds()) }
}

export function dateTime(ms: number | null | undefined, seconds = false): string {
	if (!ms) return '–'
	const p = parts(ms)
	return `${p.y}-${p.mo}-${p.d} ${p.h}:${p.mi}${seconds ? `:${p.s}` : ''}`
}

export function clock(ms: number | null | undefined, seconds = true): string {
	if (!ms) return '–'
	const p = parts(ms)
	return `${p.h}:${p.mi}${seconds ? `:${p.s}` : ''}`
}

/** Month, day and time; the year only when it is another one than `now`'s. */
export function when(ms: number | null | undefined, now = Date.now()): string {
	if (!ms) return '–'
	const p = parts(ms)
	const n = parts(now)
	if (p.y !== n.y) return dateTime(ms)
	if (p.mo === n.mo && p.d === n.d) return `${p.h}:${p.mi}:${p.s}`
	return `${p.mo}-${p.d} ${p.h}:${p.mi}`
}

/** Month, day and time also of today, where the day matters; the year only when it is another one than `now`'s. */
export function dayClock(ms: number | null | undefined, now = Date.now()): string {
	if (!ms) return '–'
	const p = parts(ms)
	return p.y === parts(now).y ? `${p.mo}-${p.d} ${p.h}:${p.mi}` : dateTime(ms)
}

/** The text of a datetime-local field in city time, and back. */
export function toField(ms: number): string {
	const p = parts(ms)
	return `${p.y}-${p.mo}-${p.d}T${p.h}:${p.mi}`
}

export function fromField(text: string): number | null {
	const m = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/.exec(text)
	if (!m) return null
	const ms = Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!, +m[4]!, +m[5]!, +(m[6] ?? 0)) - CITY_OFFSET_MS
	return toField(ms) === text.slice(0, 16) ? ms : null
}

export function duration(ms: number | null | undefined, lang: Lang): string {
	if (ms == null || !Number.isFinite(ms)) return '–'
	const s = Math.max(0, Math.round(ms / 1000))
	const zh = lang === 'zh'
	if (s < 60) return zh ? `${s} 秒` : `${s} s`
	const m = Math.floor(s / 60)
	if (m < 60) return zh ? `${m} 分${s % 60 && m < 10 ? ` ${s % 60} 秒` : '钟'}` : `${m} min${s % 60 && m < 10 ? ` ${s % 60} s` : ''}`
	const h = Math.floor(m / 60)
	if (h < 48) return zh ? `${h} 小时${m % 60 ? ` ${m % 60} 分` : ''}` : `${h} h${m % 60 ? ` ${m % 60} min` : ''}`
	const d = Math.floor(h / 24)
	return zh ? `${d} 天${h % 24 ? ` ${h % 24} 小时` : ''}` : `${d} d${h % 24 ? ` ${h % 24} h` : ''}`
}

export function ago(ms: number | null | undefined, now: number, lang: Lang): string {
	if (!ms) return '–'
	const d = now - ms
	if (d < 2000) return lang === 'zh' ? '刚刚' : 'just now'
	return lang === 'zh' ? `${duration(d, lang)}前` : `${duration(d, lang)} ago`
}

export function degrees(lat: number | null | undefined, lon: number | null | undefined): string {
	if (lat == null || lon == null) return '–'
	return `${lat.toFixed(5)}, ${lon.toFixed(5)}`
}

/** Fen as yuan: ¥1,200.00 → "¥1,200", with the fen only where there are some. */
export function yuan(fen: number | null | undefined): string {
	if (fen === null || fen === undefined) return '–'
	const cents = Math.abs(fen) % 100
	const whole = Math.trunc(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
	return `${fen < 0 ? '-' : ''}¥${whole}${cents ? `.${String(cents).padStart(2, '0')}` : ''}`
}
