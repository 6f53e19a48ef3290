import { describe, expect, it } from 'vitest'
import type { CounterDesk, CounterProblem } from '@/lib/api'
import { ageOn, body, bornOn, emptyForm, fen, isEmpty, isIdCard, isPhone, isUscc, label, masked, readForm, type Form } from './form'
import { fit } from './photo'
import { doubles, elementOf, grouped, localProblems, marks, oneOf, sectionOf, tidy, verdictOf } from './verdict'

const p = (code: string, field: string, level: CounterProblem['level'], more: Partial<CounterProblem> = {}): CounterProblem => ({ code, field, level, bikeId: null, number: '', flags: [], ownerId: null, ...more })
const DESK = { papersRequired: ['id_card', 'invoice|dealer_statement'], photosRequired: ['front'] } as CounterDesk
const full = (): Form => ({
	...emptyForm(3), owner: { kind: 'person', idKind: 'idcard', name: 'A', idNo: '11010519491231002X', phone: '13800001234', address: '' }, frameNo: 'LYB1', brand: 'b', colour: 'c', papers: ['id_card', 'dealer_statement'],
	photos: [{ slot: 'front', photo: 'ab', thumb: '', data: '' }], tag: '17010A01', consent: true
})

describe('the verdict', () => {
	it('is grouped: what stops it, what is missing, what to mind; each in the order of the form', () => {
		const g = grouped([p('number_alike', 'motorNo', 'warn'), p('missing', 'consent', 'missing'), p('missing', 'owner.name', 'missing'), p('number_stolen', 'frameNo', 'block'), p('missing', 'papers.invoice', 'missing'), p('id_no', 'owner.idNo', 'block')])
		expect(g.map(x => [x.level, x.lines.map(l => l.field)])).toEqual([['block', ['owner.idNo', 'frameNo']], ['missing', ['owner.name', 'papers.invoice', 'consent']], ['warn', ['motorNo']]])
	})
	it('says a thing once, but two bikes twice', () => {
		expect(grouped([p('missing', 'tag', 'missing'), p('missing', 'tag', 'missing')])[0]!.lines).toHaveLength(1)
		expect(grouped([p('number_taken', 'frameNo', 'block', { bikeId: 1 }), p('number_taken', 'frameNo', 'block', { bikeId: 2 })])[0]!.lines).toHaveLength(2)
	})
	it('takes a level it does not know as stopping', () => expect(grouped([p('x', 'tag', 'grave' as never)])[0]!.level).toBe('block'))
	it('knows where each field is', () => {
		expect(['owner.idNo', 'agent.phone', 'frameNo', 'priceFen', 'overrides', 'papers.invoice', 'photos.front', 'tag', 'plate', 'heardNote', 'consentTrail', 'siteId'].map(x => sectionOf(x))).toEqual(['person', 'person', 'vehicle', 'vehicle', 'vehicle', 'papers', 'papers', 'tag', 'tag', 'tag', 'consent', 'consent'])
		expect(['owner.idNo', 'priceFen', 'photos.front', 'papers.invoice', 'owner', 'overrides'].map(elementOf)).toEqual(['f-owner-idNo', 'f-price', 'f-photos-front', 'f-papers-invoice', 'f-owner-name', 'f-frameNo'])
	})
	it('marks each part of the form with its worst', () => {
		const g = grouped([p('missing', 'tag', 'missing'), p('tag_nobody_listens', 'tag', 'warn'), p('id_no', 'owner.idNo', 'block'), p('x', 'owner.name', 'missing')])
		expect(marks(g, true)).toEqual({ person: 'bad', vehicle: 'ok', papers: 'ok', tag: 'missing', consent: 'ok' })
		expect(marks([], false).person).toBe('todo')
	})
	it('finds the doubles and mends what comes as null', () => {
		const v = tidy({ ready: false, problems: [p('number_taken', 'frameNo', 'block', { bikeId: 9, flags: null as never, number: null as never }), p('missing', 'tag', 'missing', { bikeId: 0 as never })] })
		expect(v.problems[0]).toMatchObject({ flags: [], number: '' })
		expect(doubles(v.problems).map(x => x.bikeId)).toEqual([9])
		expect(tidy({ ready: true, problems: null as never }).problems).toEqual([])
	})
})

describe('what is known without the server', () => {
	it('names everything that is missing at once', () => expect(localProblems(emptyForm(1), DESK).map(x => x.field)).toEqual(['owner.name', 'owner.idNo', 'owner.phone', 'frameNo', 'brand', 'colour', 'papers.id_card', 'papers.invoice', 'photos.front', 'tag', 'consent']))
	it('is content with one of a choice of papers', () => {
		expect(oneOf('invoice|dealer_statement')).toEqual(['invoice', 'dealer_statement'])
		expect(localProblems(full(), DESK)).toEqual([])
		expect(localProblems({ ...full(), papers: ['id_card'] }, DESK)).toMatchObject([{ field: 'papers.invoice', number: 'invoice|dealer_statement' }])
	})
	it('is never ready: only the server says so', () => {
		expect(verdictOf(full(), null, DESK).ready).toBe(false)
		expect(verdictOf(full(), { ready: true, problems: [] }, DESK).ready).toBe(true)
	})
	it('holds the issue while a photo waits or the price is no price', () => {
		const f = full()
		f.photos.push({ slot: 'rear_plate', photo: '', thumb: '', data: 'x' })
		expect(verdictOf(f, { ready: true, problems: [] }, DESK)).toMatchObject({ ready: false, problems: [{ code: 'photo_waits', field: 'photos.rear_plate' }] })
		expect(verdictOf({ ...full(), price: 'much' }, { ready: true, problems: [] }, DESK).ready).toBe(false)
	})
	it('sees a wrong number, an agent without papers of his own, a temporary plate without an end', () => {
		const f = { ...full(), owner: { ...full().owner, idNo: '110105194912310021', phone: '12' }, hasAgent: true, kind: 'temporary' as const }
		expect(localProblems(f, DESK).map(x => `${x.code}@${x.field}`)).toEqual(['id_no@owner.idNo', 'phone@owner.phone', 'missing@agent.name', 'missing@agent.idNo', 'missing@endsOn'])
	})
})

describe('the form', () => {
	it('goes out tidied: numbers without blanks, only photos that arrived, no owner when nothing was typed', () => {
		const f = { ...full(), frameNo: ' lyb 12\uff13 ', price: '2,999.5', tag: '17010a01', hasAgent: false, photos: [{ slot: 'front', photo: '', thumb: '', data: 'x' }] }
		expect(body(f)).toMatchObject({ frameNo: 'LYB123', priceFen: 299950, tag: '17010A01', photos: [], requestId: f.requestId })
		expect('agent' in body(f)).toBe(false)
		expect('owner' in body(emptyForm(1))).toBe(false)
		expect(body({ ...full(), endsOn: '2030-01-01' }).endsOn).toBe('')
	})
	it('keeps its request id and is empty until something is typed', () => {
		const f = emptyForm(1)
		expect(f.requestId).toMatch(/^[0-9a-f]{32}$/)
		expect(emptyForm(1).requestId).not.toBe(f.requestId)
		expect(isEmpty(f)).toBe(true)
		expect(isEmpty({ ...f, brand: 'x' })).toBe(false)
		expect(isEmpty({ ...f, bookingId: 3, queueNo: 4 })).toBe(true)
	})
	it('is read back, with what a newer console added, and never from anything odd', () => {
		const f = full()
		expect(readForm(JSON.parse(JSON.stringify(f)), 3)).toEqual(f)
		const { heardNote: _h, ...older } = f
		expect(readForm(older, 3)!.heardNote).toBe('')
		for (const odd of [null, 7, 'x', {}, { requestId: 'zz' }, { requestId: f.requestId }]) expect(readForm(odd, 3)).toBeNull()
	})
	it('knows the numbers of persons', () => {
		expect(['11010519491231002X', '11010519491231002x', '110105194912310021', '11010519491331002X', '1101051949123100', ''].map(isIdCard)).toEqual([true, true, false, false, false, false])
		expect([bornOn('11010519491231002X'), bornOn('x')]).toEqual(['1949-12-31', ''])
		expect([ageOn('2010-11-25', '2026-11-25'), ageOn('2010-11-26', '2026-11-25')]).toEqual([16, 15])
		expect(['91350100M000100Y43', '91350100M000100Y44', '9135'].map(isUscc)).toEqual([true, false, false])
		expect(['13800001234', '+8613800001234', '138 0000 1234', '12800001234', '1380000123'].map(isPhone)).toEqual([true, true, true, false, false])
		expect(['2999', '2999.9', '2,999.95', '', 'x', '1.234'].map(fen)).toEqual([299900, 299990, 299995, null, null, null])
	})
	it('masks what has been left, and names a draft without telling who', () => {
		expect([masked('11010519491231002X'), masked('E12345678'), masked('ab'), masked('')]).toEqual(['1101**********002X', 'E*******8', 'ab', ''])
		expect(label({ ...full(), owner: { ...full().owner, name: '\u9648\u5efa\u660e' } })).toBe('\u9648**')
		expect(label(emptyForm(1))).toBe('')
	})
	it('makes pictures smaller, never larger', () => expect([fit(3000, 2250, 1920), fit(1000, 4000, 1920), fit(800, 600, 1920)]).toEqual([{ width: 1920, height: 1440 }, { width: 480, height: 1920 }, { width: 800, height: 600 }]))
})
