/* What the counter's form holds, in the order a clerk works, and what of it goes to the server. No screen and no network here. */
import type { BusinessBody, CounterBody, CounterIdKind as IdKind } from '@/lib/api'
import { normal } from '@/lib/plate'

/** The select offers only the contract's words. */
export interface Person { kind: 'person' | 'unit'; idKind: string; name: string; idNo: string; phone: string; address: string }
export interface Agent { name: string; idKind: string; idNo: string; phone: string }
/** data: a picture that has not reached the server yet (base64 JPEG); thumb: a small one to look at. Both lie only in the sealed draft. */
export interface Photo { slot: string; photo: string; thumb: string; data: string }
/** What the point does; the booking's words. */
export const BUSINESSES = ['register', 'change', 'transfer', 'replace', 'deregister'] as const
export type Business = (typeof BUSINESSES)[number]
export type Use = 'own' | 'delivery' | 'takeaway' | 'other'
/** What a change may say anew; empty: it stays as it is. */
export const CHANGES = ['colour', 'colour2', 'brand', 'model', 'use', 'phone', 'address', 'frameNo', 'motorNo', 'vehicleCode'] as const
export type ChangeField = (typeof CHANGES)[number]
/** What may be issued anew. */
export const PIECES = ['plate', 'tag', 'enforcementTag', 'ownerTag'] as const
export type Piece = (typeof PIECES)[number]
/** by_reason: nobody said otherwise, the reason decides. */
export type Off = 'by_reason' | 'retired' | 'lost'
export interface Form {
	requestId: string; siteId: number; bookingId: number | null; queueNo: number | null
	business: Business
	/** The bike that is there already: its id, the version the clerk saw, and its plate for lists. */
	bikeId: number | null; ver: number; bikePlate: string
	reasons: Partial<Record<Business, string>>; holder: { idKind: string; idNo: string }
	change: Record<ChangeField, string>; wants: Piece[]; oldPlate: Off; oldTags: Off
	kind: 'standard' | 'temporary'; use: Use
	owner: Person; hasAgent: boolean; agent: Agent
	vehicleCode: string; frameNo: string; motorNo: string; brand: string; model: string; colour: string; colour2: string
	boughtOn: string; price: string; endsOn: string
	papers: string[]; photos: Photo[]
	tag: string; enforcementTag: string; ownerTag: string; plate: string
	consent: boolean; consentTrail: boolean; heardAccepted: boolean; heardNote: string
	overrides: number[]
}

export type Section = 'bike' | 'holder' | 'person' | 'vehicle' | 'papers' | 'tag' | 'consent'
/** The parts of each form, in the order a clerk works. */
export const SECTIONS: Record<Business, readonly Section[]> = {
	register: ['person', 'vehicle', 'papers', 'tag', 'consent'], change: ['bike', 'holder', 'vehicle', 'papers'], transfer: ['bike', 'holder', 'person', 'papers', 'consent'],
	replace: ['bike', 'holder', 'tag', 'papers'], deregister: ['bike', 'holder', 'tag', 'papers']
}

export const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('')

export function emptyForm(siteId: number): Form {
	return {
		requestId: newId(), siteId, bookingId: null, queueNo: null, business: 'register', bikeId: null, ver: 0, bikePlate: '',
		reasons: {}, holder: { idKind: 'idcard', idNo: '' }, change: { colour: '', colour2: '', brand: '', model: '', use: '', vehicleCode: '', frameNo: '', motorNo: '', phone: '', address: '' }, wants: [], oldPlate: 'by_reason', oldTags: 'by_reason',
		kind: 'standard', use: 'own',
		owner: { kind: 'person', idKind: 'idcard', name: '', idNo: '', phone: '', address: '' }, hasAgent: false, agent: { name: '', idKind: 'idcard', idNo: '', phone: '' },
		vehicleCode: '', frameNo: '', motorNo: '', brand: '', model: '', colour: '', colour2: '', boughtOn: '', price: '', endsOn: '',
		papers: [], photos: [], tag: '', enforcementTag: '', ownerTag: '', plate: '', consent: false, consentTrail: false, heardAccepted: false, heardNote: '', overrides: []
	}
}

/** Nothing a person typed, scanned or photographed. */
export function isEmpty(f: Form): boolean {
	return JSON.stringify({ ...f, requestId: '', bookingId: null, queueNo: null, business: 'register' }) === JSON.stringify({ ...emptyForm(f.siteId), requestId: '' })
}

/** Yuan as people write them, in fen; null when it is no amount. */
export function fen(text: string): number | null {
	const m = /^(\d{1,7})(?:\.(\d{1,2}))?$/.exec(text.normalize('NFKC').replace(/[,\s]/g, ''))
	return m ? Number(m[1]) * 100 + Number((m[2] ?? '').padEnd(2, '0')) : null
}

const squeeze = (s: string) => s.normalize('NFKC').trim()
const code = (s: string) => squeeze(s).replace(/\s/g, '').toUpperCase()
const person = (p: Person | Agent) => ({ name: squeeze(p.name), idKind: p.idKind as IdKind, idNo: code(p.idNo), phone: squeeze(p.phone).replace(/[\s-]/g, '') })

const typedOwner = (f: Form) => f.owner.name || f.owner.idNo || f.owner.phone || f.owner.address
const ownerOf = (f: Form) => (typedOwner(f) || f.business === 'transfer' ? { owner: { kind: f.owner.kind, ...person(f.owner), address: squeeze(f.owner.address) } } : {})
const sentPhotos = (f: Form) => f.photos.filter(p => p.photo).map(({ slot, photo }) => ({ slot, photo }))

/** The form of a registration as the server takes it. A photo counts only once it is there. */
export function body(f: Form): CounterBody {
	return {
		requestId: f.requestId, siteId: f.siteId, bookingId: f.bookingId, kind: f.kind, use: f.use, ownerId: null,
		...ownerOf(f),
		...(f.hasAgent ? { agent: person(f.agent) } : {}),
		vehicleCode: code(f.vehicleCode), frameNo: code(f.frameNo), motorNo: code(f.motorNo), brand: squeeze(f.brand), model: squeeze(f.model),
		colour: squeeze(f.colour), colour2: squeeze(f.colour2), boughtOn: f.boughtOn, priceFen: fen(f.price) ?? 0, endsOn: f.kind === 'temporary' ? f.endsOn : '',
		papers: f.papers, photos: sentPhotos(f),
		tag: normal(f.tag), enforcementTag: normal(f.enforcementTag), ownerTag: normal(f.ownerTag), plate: squeeze(f.plate),
		consent: f.consent, consentTrail: f.consentTrail, heardAccepted: f.heardAccepted, heardNote: f.heardAccepted ? squeeze(f.heardNote) : '', overrides: f.overrides
	}
}

export const reasonOf = (f: Form) => f.reasons[f.business] ?? ''
/** Where a piece goes when only the reason is known: what was lost or stolen does not come back. */
export const byReason = (reason: string): 'retired' | 'lost' => (reason === 'lost' || reason === 'stolen' ? 'lost' : 'retired')
export const wants = (f: Form, piece: Piece) => f.business === 'replace' && f.wants.includes(piece)

/** The form of the other businesses. Only what belongs to this business leaves: what was typed for another one stays here. */
export function businessBody(f: Form): BusinessBody {
	const change = f.business === 'change'
	const off = f.business === 'replace' || f.business === 'deregister'
	const tag = (piece: Piece, v: string) => (wants(f, piece) ? normal(v) : '')
	const to = (k: ChangeField) => (change ? squeeze(f.change[k]) : '')
	return {
		requestId: f.requestId, siteId: f.siteId, bookingId: f.bookingId, business: f.business as BusinessBody['business'], bikeId: f.bikeId, ver: f.ver || null, reason: change ? '' : reasonOf(f),
		holder: { idKind: f.holder.idKind as IdKind, idNo: code(f.holder.idNo) },
		...(f.business === 'transfer' ? { ownerId: null, ...ownerOf(f), consent: f.consent, consentTrail: f.consentTrail } : {}),
		...(f.hasAgent ? { agent: person(f.agent) } : {}),
		phone: to('phone').replace(/[\s-]/g, ''), address: to('address'), vehicleCode: code(to('vehicleCode')), frameNo: code(to('frameNo')), motorNo: code(to('motorNo')), brand: to('brand'), model: to('model'), colour: to('colour'), colour2: to('colour2'), use: (to('use') || null) as Use | null,
		newPlate: wants(f, 'plate'), plate: wants(f, 'plate') ? squeeze(f.plate) : '', tag: tag('tag', f.tag), enforcementTag: tag('enforcementTag', f.enforcementTag), ownerTag: tag('ownerTag', f.ownerTag),
		oldPlate: off ? f.oldPlate : 'by_reason', oldTags: off ? f.oldTags : 'by_reason', heardAccepted: f.business === 'replace' && f.heardAccepted, heardNote: f.business === 'replace' && f.heardAccepted ? squeeze(f.heardNote) : '',
		papers: f.papers, photos: sentPhotos(f), overrides: change ? f.overrides : []
	}
}

/** Anything odd in a kept form gives null; fields a newer console added are filled in. */
export function readForm(x: unknown, siteId: number): Form | null {
	if (typeof x !== 'object' || x === null) return null
	const d = x as Partial<Form>
	const e = emptyForm(siteId)
	if (typeof d.requestId !== 'string' || !/^[0-9a-f]{32}$/.test(d.requestId) || typeof d.owner !== 'object' || d.owner === null) return null
	return {
		...e, ...d, siteId, business: BUSINESSES.includes(d.business as Business) ? d.business! : 'register',
		owner: { ...e.owner, ...d.owner }, agent: { ...e.agent, ...d.agent }, holder: { ...e.holder, ...d.holder }, change: { ...e.change, ...d.change }
	}
}

/** What a list of drafts may show of a person: the family name's first character. */
export function label(f: Form): string {
	const n = [...squeeze(f.owner.name)]
	return n.length ? n[0] + '*'.repeat(Math.min(3, Math.max(1, n.length - 1))) : ''
}

/* --- numbers of persons --- */
const WEIGHT = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Resident identity number (GB 11643): the digit and the date must be right. */
export function isIdCard(text: string): boolean {
	const s = code(text)
	if (!/^[1-9]\d{16}[\dX]$/.test(s)) return false
	const sum = WEIGHT.reduce((a, w, i) => a + w * Number(s[i]), 0)
	if ('10X98765432'[sum % 11] !== s[17]) return false
	const day = `${s.slice(6, 10)}-${s.slice(10, 12)}-${s.slice(12, 14)}`
	const at = new Date(`${day}T00:00:00Z`)
	return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day
}

export function bornOn(text: string): string {
	const s = code(text)
	return isIdCard(s) ? `${s.slice(6, 10)}-${s.slice(10, 12)}-${s.slice(12, 14)}` : ''
}

/** Full years on a day of the city's calendar. */
export function ageOn(born: string, today: string): number {
	return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** Unified social credit number (GB 32100). */
export function isUscc(text: string): boolean {
	const s = code(text)
	if (s.length !== 18 || [...s].some(c => !USCC.includes(c))) return false
	let sum = 0
	for (let i = 0, w = 1; i < 17; i++, w = (w * 3) % 31) sum += USCC.indexOf(s[i]!) * w
	return USCC[(31 - (sum % 31)) % 31] === s[17]
}

export const isPhone = (text: string) => /^(?:\+?86)?1[3-9]\d{9}$/.test(squeeze(text).replace(/[\s-]/g, ''))

/** Shown once the field has been left: the first four and the last four characters of a long number, less of a short one. */
export function masked(text: string): string {
	const s = [...squeeze(text)]
	if (s.length >= 12) return s.slice(0, 4).join('') + '*'.repeat(s.length - 8) + s.slice(-4).join('')
	return s.length > 2 ? s[0] + '*'.repeat(s.length - 2) + s[s.length - 1] : s.join('')
}
