/* The server's verdict as the clerk reads it: grouped by what it means, in the order of the form, each line with the field to jump to. */
import type { CounterDesk, CounterProblem, CounterVerdict } from '@/lib/api'
import { CHANGES, PIECES, SECTIONS, fen, isIdCard, isPhone, isUscc, reasonOf, wants, type Business, type Form, type Section } from './form'

export type Level = 'block' | 'missing' | 'warn'
export const LEVELS: Level[] = ['block', 'missing', 'warn']
export interface Line { key: string; code: string; field: string; section: Section; problem: CounterProblem }
export interface Group { level: Level; lines: Line[] }

const HOME: Record<string, Section> = {
	owner: 'person', agent: 'person', ownerId: 'person', bookingId: 'person', kind: 'vehicle', use: 'vehicle', vehicleCode: 'vehicle', frameNo: 'vehicle', motorNo: 'vehicle', brand: 'vehicle', model: 'vehicle',
	colour: 'vehicle', colour2: 'vehicle', boughtOn: 'vehicle', priceFen: 'vehicle', endsOn: 'vehicle', overrides: 'vehicle', papers: 'papers', photos: 'papers', tag: 'tag', enforcementTag: 'tag', ownerTag: 'tag',
	plate: 'tag', heardAccepted: 'tag', heardNote: 'tag', consent: 'consent', consentTrail: 'consent', bikeId: 'bike', ver: 'bike', holder: 'holder', reason: 'holder', phone: 'vehicle', address: 'vehicle', newPlate: 'tag', oldPlate: 'tag', oldTags: 'tag'
}
/** Where a form has another home for a field than most. */
const OWN: Partial<Record<Business, Record<string, Section>>> = {
	change: { bookingId: 'bike', agent: 'holder', nothing: 'vehicle' }, transfer: { bookingId: 'bike' }, replace: { bookingId: 'bike', agent: 'holder', nothing: 'tag' }, deregister: { bookingId: 'bike', agent: 'holder' }
}
/** Where a problem is shown: its field's part of the form; what belongs nowhere stands with the last step. */
export function sectionOf(field: string, business: Business = 'register'): Section {
	const head = field.split('.')[0]!
	const s = OWN[business]?.[head] ?? HOME[field] ?? HOME[head]
	return s && SECTIONS[business].includes(s) ? s : SECTIONS[business].at(-1)!
}

/** The element to jump to; photos and papers name their own (photos.front, papers.invoice). */
export function elementOf(field: string): string {
	const f = { owner: 'owner.name', agent: 'agent.name', ownerId: 'owner.name', overrides: 'frameNo', priceFen: 'price', ver: 'bikeId', holder: 'holder.idNo', newPlate: 'wants', nothing: 'nothing' }[field] ?? field
	return `f-${f.replace(/\./g, '-')}`
}

/* A form without a document's number has sent no kind either, but the kind stands on the screen: it is the number that is missing. */
const asked = (p: CounterProblem) => (p.code === 'missing' ? p.field.replace(/\.idKind$/, '.idNo') : p.field)

/** Empty lists may come as null. */
export function tidy(v: CounterVerdict): CounterVerdict {
	return { ready: v.ready, problems: (v.problems ?? []).map(p => ({ ...p, field: asked(p), flags: p.flags ?? [], number: p.number ?? '', bikeId: p.bikeId || null })) }
}

const isDouble = (p: CounterProblem) => p.bikeId !== null && p.bikeId !== undefined && p.bikeId > 0
export const doubles = (list: readonly CounterProblem[]) => list.filter(isDouble)

export function grouped(list: readonly CounterProblem[], business: Business = 'register'): Group[] {
	const seen = new Set<string>()
	const lines = new Map<Level, Line[]>()
	for (const problem of list) {
		const level = LEVELS.includes(problem.level as Level) ? (problem.level as Level) : 'block'
		const key = [level, problem.code, problem.field, problem.bikeId ?? '', problem.number].join('|')
		if (seen.has(key)) continue
		seen.add(key)
		lines.set(level, [...(lines.get(level) ?? []), { key, code: problem.code, field: problem.field, section: sectionOf(problem.field, business), problem }])
	}
	const order = (l: Line) => SECTIONS[business].indexOf(l.section)
	return LEVELS.filter(l => lines.has(l)).map(level => ({ level, lines: lines.get(level)!.sort((a, b) => order(a) - order(b)) }))
}

export type Mark = 'todo' | 'bad' | 'missing' | 'warn' | 'ok'
/** How each part of the form stands: the worst of its lines; a part without a line is done. */
export function marks(groups: readonly Group[], started: boolean, business: Business = 'register'): Record<Section, Mark> {
	const out = Object.fromEntries(SECTIONS[business].map(s => [s, started ? 'ok' : 'todo'])) as Record<Section, Mark>
	const rank: Mark[] = ['todo', 'ok', 'warn', 'missing', 'bad']
	for (const g of groups)
		for (const l of g.lines) {
			const m: Mark = g.level === 'block' ? 'bad' : g.level
			if (rank.indexOf(m) > rank.indexOf(out[l.section])) out[l.section] = m
		}
	return out
}

/** "invoice|dealer_statement": one of them is enough. */
export const oneOf = (words: string) => words.split('|').filter(Boolean)

const missing = (field: string): CounterProblem => ({ code: 'missing', field, level: 'missing', bikeId: null, number: '', flags: [], ownerId: null })

/** What can be said without the server: shown while it cannot be reached, and until its first answer. */
export function localProblems(f: Form, desk: Pick<CounterDesk, 'papersRequired' | 'photosRequired'> | null): CounterProblem[] {
	return f.business === 'register' ? registering(f, desk) : withBike(f)
}
function pen() {
	const p: CounterProblem[] = []
	return { p, need: (field: string, v: unknown) => { if (!v) p.push(missing(field)) }, bad: (field: string, code: string) => p.push({ ...missing(field), code, level: 'block' }) }
}
type Pen = ReturnType<typeof pen>
function people(f: Form, { need, bad }: Pen) {
	need('owner.name', f.owner.name.trim())
	need('owner.idNo', f.owner.idNo.trim() || f.owner.idKind === 'none')
	if (f.owner.idNo && ((f.owner.idKind === 'idcard' && !isIdCard(f.owner.idNo)) || (f.owner.idKind === 'uscc' && !isUscc(f.owner.idNo)))) bad('owner.idNo', 'id_no')
	need('owner.phone', f.owner.phone.trim())
	if (f.owner.phone && f.owner.kind === 'person' && !isPhone(f.owner.phone)) bad('owner.phone', 'phone')
}
function agent(f: Form, { need, bad }: Pen) {
	if (f.hasAgent) {
		need('agent.name', f.agent.name.trim())
		need('agent.idNo', f.agent.idNo.trim())
		if (f.agent.idNo && f.agent.idKind === 'idcard' && !isIdCard(f.agent.idNo)) bad('agent.idNo', 'id_no')
	}
}
function registering(f: Form, desk: Pick<CounterDesk, 'papersRequired' | 'photosRequired'> | null): CounterProblem[] {
	const w = pen()
	const { p, need, bad } = w
	people(f, w)
	agent(f, w)
	need('frameNo', f.frameNo.trim())
	need('brand', f.brand.trim())
	need('colour', f.colour.trim())
	if (f.price && fen(f.price) === null) bad('priceFen', 'price')
	if (f.kind === 'temporary') need('endsOn', f.endsOn)
	for (const x of desk?.papersRequired ?? []) if (!oneOf(x).some(w => f.papers.includes(w))) p.push({ ...missing(`papers.${oneOf(x)[0]}`), number: x })
	for (const x of desk?.photosRequired ?? []) need(`photos.${x}`, f.photos.some(y => y.slot === x))
	need('tag', f.tag.trim())
	need('consent', f.consent)
	return p
}

/** Which papers the other businesses want, only the server says. */
function withBike(f: Form): CounterProblem[] {
	const w = pen()
	const { p, need, bad } = w
	need('bikeId', f.bikeId)
	if (f.business !== 'change') need('reason', reasonOf(f))
	if (!(f.business === 'transfer' && reasonOf(f) === 'inherited')) need('holder.idNo', f.holder.idNo.trim())
	if (f.holder.idNo && f.holder.idKind === 'idcard' && !isIdCard(f.holder.idNo)) bad('holder.idNo', 'id_no')
	if (f.business === 'transfer') {
		people(f, w)
		need('consent', f.consent)
	}
	agent(f, w)
	if (f.business === 'change') {
		need('nothing', CHANGES.some(k => f.change[k].trim()))
		if (f.change.phone && !isPhone(f.change.phone)) bad('phone', 'phone')
	}
	if (f.business === 'replace') need('nothing', f.wants.length)
	return p
}

/** What was ticked to be issued anew and is not there yet: the server cannot know, an empty tag stays as it is. */
const ticked = (f: Form) => PIECES.filter(x => x !== 'plate' && wants(f, x) && !f[x].trim()).map(x => missing(x))

/** The server's word when it is about this form; else our own. What only this page knows is added. */
export function verdictOf(f: Form, verdict: CounterVerdict | null, desk: CounterDesk | null): { ready: boolean; problems: CounterProblem[] } {
	const problems = verdict ? [...verdict.problems] : localProblems(f, desk)
	problems.push(...ticked(f))
	for (const ph of f.photos) if (!ph.photo) problems.push({ ...missing(`photos.${ph.slot}`), code: 'photo_waits', level: 'block' })
	if (verdict && f.business === 'register' && f.price && fen(f.price) === null) problems.push({ ...missing('priceFen'), code: 'price', level: 'block' })
	const unseen = f.business !== 'register' && f.bikeId !== null && !f.ver
	return { ready: verdict !== null && verdict.ready && !unseen && !problems.some(p => p.level === 'block') && !ticked(f).length, problems }
}
