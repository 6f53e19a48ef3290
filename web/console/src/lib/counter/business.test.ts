import { describe, expect, it } from 'vitest'
import type { CounterProblem } from '@/lib/api'
import { BUSINESSES, SECTIONS, businessBody, byReason, emptyForm, isEmpty, readForm, type Form } from './form'
import { grouped, localProblems, marks, sectionOf, verdictOf } from './verdict'

const p = (code: string, field: string, level: CounterProblem['level']): CounterProblem => ({ code, field, level, bikeId: null, number: '', flags: [], ownerId: null })
const ID = '11010519491231002X'
const of = (business: Form['business'], more: Partial<Form> = {}): Form => ({ ...emptyForm(3), business, bikeId: 7, ver: 4, bikePlate: 'A1', holder: { idKind: 'idcard', idNo: ID }, reasons: { [business]: 'other' }, ...more })
const READY = { ready: true, problems: [] }

describe('a form with a bike', () => {
	it('sends only what its business has', () => {
		const f = of('change', {
			reasons: { transfer: 'sold', change: 'x' }, owner: { kind: 'person', idKind: 'idcard', name: 'A', idNo: ID, phone: '1', address: '' }, consent: true, wants: ['plate', 'tag'], tag: '17010A01', plate: 'B2', oldPlate: 'lost',
			change: { ...emptyForm(1).change, colour: ' red ', frameNo: 'lyb 1', phone: '138 0000 1234' }
		})
		const change = businessBody(f)
		expect(change).toMatchObject({ business: 'change', bikeId: 7, ver: 4, reason: '', colour: 'red', frameNo: 'LYB1', phone: '13800001234', use: null, newPlate: false, plate: '', tag: '', oldPlate: 'by_reason', holder: { idKind: 'idcard', idNo: ID } })
		expect('owner' in change || 'consent' in change || 'agent' in change).toBe(false)
		const transfer = businessBody({ ...f, business: 'transfer' })
		expect(transfer).toMatchObject({ reason: 'sold', owner: { name: 'A' }, consent: true, colour: '', frameNo: '', phone: '' })
		const replace = businessBody({ ...f, business: 'replace', reasons: { replace: 'lost' } })
		expect(replace).toMatchObject({ reason: 'lost', newPlate: true, plate: 'B2', tag: '17010A01', oldPlate: 'lost', oldTags: 'by_reason' })
		expect(businessBody({ ...f, business: 'replace', wants: ['plate'] }).tag).toBe('')
		expect('owner' in replace).toBe(false)
		expect(businessBody(of('deregister', { holder: { idKind: 'passport', idNo: '' } })).holder).toEqual({ idKind: 'passport', idNo: '' })
	})
	it('keeps what was typed when the business is another', () => {
		const f = of('transfer', { reasons: { transfer: 'sold', replace: 'lost' } })
		expect([businessBody(f).reason, businessBody({ ...f, business: 'replace' }).reason, businessBody(f).reason]).toEqual(['sold', 'lost', 'sold'])
	})
	it('knows where the old piece goes', () => expect(['lost', 'stolen', 'scrapped', ''].map(byReason)).toEqual(['lost', 'lost', 'retired', 'retired']))
	it('reads a draft of an older console as a registration, and no business it does not know', () => {
		const { business: _b, change: _c, wants: _w, holder: _h, reasons: _r, bikeId: _i, ver: _v, bikePlate: _p, oldPlate: _o, oldTags: _t, ...older } = { ...emptyForm(3), brand: 'x' }
		expect(readForm(older, 3)).toEqual({ ...emptyForm(3), requestId: older.requestId, brand: 'x' })
		expect(readForm({ ...emptyForm(3), business: 'sell' }, 3)!.business).toBe('register')
		expect(readForm(JSON.parse(JSON.stringify(of('replace'))), 3)!.bikeId).toBe(7)
	})
	it('is empty as long as only the business was chosen', () => {
		expect(isEmpty({ ...emptyForm(1), business: 'transfer' })).toBe(true)
		expect(isEmpty({ ...emptyForm(1), business: 'transfer', bikeId: 7 })).toBe(false)
	})
})

describe('its verdict', () => {
	it('has a part of the form for every field', () => {
		const at = (b: Form['business']) => ['bikeId', 'bookingId', 'reason', 'holder.idNo', 'agent.idNo', 'owner.name', 'colour', 'phone', 'nothing', 'tag', 'newPlate', 'papers.id_card', 'photos.front', 'consent', 'siteId'].map(x => sectionOf(x, b))
		expect(at('transfer')).toEqual(['bike', 'bike', 'holder', 'holder', 'person', 'person', 'consent', 'consent', 'consent', 'consent', 'consent', 'papers', 'papers', 'consent', 'consent'])
		expect(at('change')).toEqual(['bike', 'bike', 'holder', 'holder', 'holder', 'papers', 'vehicle', 'vehicle', 'vehicle', 'papers', 'papers', 'papers', 'papers', 'papers', 'papers'])
		expect(at('replace')).toEqual(['bike', 'bike', 'holder', 'holder', 'holder', 'papers', 'papers', 'papers', 'tag', 'tag', 'tag', 'papers', 'papers', 'papers', 'papers'])
		for (const b of BUSINESSES) expect(Object.keys(marks(grouped([], b), true, b))).toEqual([...SECTIONS[b]])
	})
	it('is in the order of its own form', () => {
		const g = grouped([p('missing', 'consent', 'missing'), p('missing', 'owner.name', 'missing'), p('missing', 'bikeId', 'missing'), p('missing', 'holder.idNo', 'missing')], 'transfer')
		expect(g[0]!.lines.map(l => l.field)).toEqual(['bikeId', 'holder.idNo', 'owner.name', 'consent'])
		expect(grouped([p('missing', 'papers.id_card', 'missing'), p('missing', 'nothing', 'missing'), p('missing', 'reason', 'missing'), p('missing', 'bikeId', 'missing')], 'replace')[0]!.lines.map(l => l.field)).toEqual(['bikeId', 'reason', 'nothing', 'papers.id_card'])
		expect(marks(grouped([p('bike_flag', 'bikeId', 'block')], 'transfer'), true, 'transfer')).toEqual({ bike: 'bad', holder: 'ok', person: 'ok', papers: 'ok', consent: 'ok' })
	})
	it('names without the server what is missing', () => {
		const lacks = (f: Form) => localProblems(f, null).map(x => `${x.code}@${x.field}`)
		expect(lacks({ ...emptyForm(1), business: 'deregister' })).toEqual(['missing@bikeId', 'missing@reason', 'missing@holder.idNo'])
		expect(lacks({ ...emptyForm(1), business: 'change' })).toEqual(['missing@bikeId', 'missing@holder.idNo', 'missing@nothing'])
		expect(lacks(of('replace'))).toEqual(['missing@nothing'])
		expect(lacks(of('transfer', { reasons: { transfer: 'inherited' }, holder: { idKind: 'idcard', idNo: '' } }))).toEqual(['missing@owner.name', 'missing@owner.idNo', 'missing@owner.phone', 'missing@consent'])
		expect(lacks(of('deregister', { holder: { idKind: 'idcard', idNo: '110105194912310021' } }))).toEqual(['id_no@holder.idNo'])
		expect(lacks(of('change', { change: { ...emptyForm(1).change, phone: '12' } }))).toEqual(['phone@phone'])
	})
	it('holds the issue while a ticked tag is not there, or the bike was not read', () => {
		expect(verdictOf(of('replace', { wants: ['plate', 'tag'] }), READY, null)).toMatchObject({ ready: false, problems: [{ code: 'missing', field: 'tag' }] })
		expect(verdictOf(of('replace', { wants: ['plate', 'tag'], tag: '17010A01' }), READY, null).ready).toBe(true)
		expect(verdictOf(of('replace', { wants: ['plate'], ver: 0 }), READY, null).ready).toBe(false)
		expect(verdictOf(of('deregister', { wants: ['tag'], price: 'odd' }), READY, null).ready).toBe(true)
	})
})
