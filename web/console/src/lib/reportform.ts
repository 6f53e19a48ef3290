/* The theft report's rules, apart from its screen. Times are checked against the server's clock. */
export interface Draft { last: string; missing: string; lat: number | null; lon: number | null; place: string; note: string; severity: number; source: string; sourceRef: string; reporter: string; reporterPhone: string; locked: string; lockKind: string; keys: number; keyPlace: string }
export const LIMITS = { note: 300, place: 80, days: 90, slackMs: 60_000 }
export const SOURCES = ['counter', 'police', 'emergency']
export const LOCKED = ['unknown', 'yes', 'no']
export const LOCK_KINDS = ['unknown', 'none', 'built_in', 'chain', 'u_lock', 'disc', 'electronic', 'other']
export const KEY_PLACES = ['unknown', 'owner', 'family', 'in_bike', 'lost', 'other']
export type Problem = { key: string; named?: Record<string, unknown> }
export type Problems = Partial<Record<keyof Draft, Problem>>

export const emptyDraft = (): Draft => ({ last: '', missing: '', lat: null, lon: null, place: '', note: '', severity: 2, source: 'counter', sourceRef: '', reporter: '', reporterPhone: '', locked: 'unknown', lockKind: 'unknown', keys: 0, keyPlace: 'unknown' })

export function check(d: Draft, now: number, parse: (s: string) => number | null, show: (ms: number) => string): Problems {
	const p: Problems = {}
	const last = parse(d.last)
	const missing = parse(d.missing)
	if (last === null) p.last = { key: 'report.eLast' }
	else if (last > now + LIMITS.slackMs) p.last = { key: 'report.eLastFuture', named: { t: show(now) } }
	else if (now - last > LIMITS.days * 86_400_000) p.last = { key: 'report.eOld', named: { n: LIMITS.days } }
	if (missing === null) p.missing = { key: 'report.eMissing' }
	else if (missing > now + LIMITS.slackMs) p.missing = { key: 'report.eMissingFuture', named: { t: show(now) } }
	else if (last !== null && missing < last) p.missing = { key: 'report.eOrder', named: { t: show(last) } }
	if ([...d.note].length > LIMITS.note) p.note = { key: 'report.eNote', named: { n: LIMITS.note } }
	if ([...d.place].length > LIMITS.place) p.place = { key: 'report.ePlace', named: { n: LIMITS.place } }
	if (d.source === 'emergency' && !d.sourceRef.trim()) p.sourceRef = { key: 'report.eSourceRef' }
	return p
}

/** A draft that was kept over a reload; anything odd in the storage gives an empty one. */
export function readDraft(text: string): Draft {
	try {
		const d = JSON.parse(text) as Partial<Draft>
		const str = (v: unknown) => (typeof v === 'string' ? v : '')
		const num = (v: unknown) => (typeof v === 'number' && Number.isFinite(v) ? v : null)
		const one = (v: unknown, of: string[]) => (of.includes(v as string) ? (v as string) : of[0]!)
		return { ...emptyDraft(), last: str(d.last), missing: str(d.missing), lat: num(d.lat), lon: num(d.lon), place: str(d.place), note: str(d.note), severity: [1, 2, 3].includes(d.severity as number) ? d.severity! : 2,
			source: one(d.source, SOURCES), sourceRef: str(d.sourceRef), reporter: str(d.reporter), reporterPhone: str(d.reporterPhone), locked: one(d.locked, LOCKED), lockKind: one(d.lockKind, LOCK_KINDS),
			keys: num(d.keys) ?? 0, keyPlace: one(d.keyPlace, KEY_PLACES) }
	} catch {
		return emptyDraft()
	}
}
