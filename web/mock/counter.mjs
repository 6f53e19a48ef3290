/* The stand-in's counter: a point with a queue, a small stock, a check that says what is missing or doubled, and issues that are done once. */
import { DEREGISTER, REPLACE, TRANSFER, business } from './business.mjs'

const day = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
const PHOTOS = ['front', 'rear_plate', 'vehicle_code', 'tag_place']
const SLOTS = ['front', 'rear_plate', 'right_rear', 'vehicle_code', 'motor_no', 'invoice', 'id_front', 'id_back', 'form', 'tag_place']
const REASONS = ['colour_differs', 'duplicate', 'modified', 'motor_differs', 'no_pedals', 'not_standard', 'number_altered', 'number_illegible', 'other', 'over_quota', 'owner_differs', 'papers_differ', 'papers_invalid', 'seized', 'stolen', 'under_age']
const PURPOSES = ['register', 'register', 'register', 'transfer', 'replace']
const NAMES = ['陈**', '罗*', '唐**', '周*', '彭**', '谢*', '邓**', '肖*']

export function counter(on, need, Refusal, bikeOf) {
	const site = { id: 1, code: 'A01', name: '雁峰区蒸湘北路上牌点', address: '蒸湘北路 12 号', phone: '', unitId: 1, district: 430406, lat: 26.89, lon: 112.6, slotMin: 30, quota: 6, windows: 4, open: true, ver: 1 }
	const bookings = []
	let queueNo = 0
	const add = (b, more) => bookings.push({ id: bookings.length + 1, number: `B${100000 + bookings.length}`, siteId: 1, day: day(), slot: -1, state: 'booked', purpose: 'register', walkIn: false, name: '', phone: '', queueNo: null, window: null, createdAt: Date.now(), checkedInAt: null, calledAt: null, endedAt: null, ver: 1, ...b, ...more }) && bookings.at(-1)
	const checkIn = b => Object.assign(b, { state: 'checked_in', queueNo: ++queueNo, checkedInAt: Date.now() - queueNo * 150e3 })
	for (let i = 0; i < 9; i++) {
		const b = add({ slot: 540 + i * 30, name: NAMES[i % 8], phone: `13${i}****${4100 + i * 7}`, purpose: PURPOSES[i % 5] })
		if (i < 4) checkIn(b)
	}
	const one = id => bookings.find(b => b.id === Number(id)) ?? (() => { throw new Refusal(404, 'NOTFOUND', 'no such booking') })()
	const stock = { plates: 42, tags: 4 }
	let plateNo = 60110
	const done = new Map()
	const papers = []
	const overrides = []
	const transfers = []
	const counts = []

	on('GET', '/sites', () => ({ items: [site], next: null }))
	on('GET', '/sites/{id}/display', () => ({ calls: bookings.filter(b => b.state === 'serving').map(b => ({ queueNo: b.queueNo, window: b.window, calledAt: b.calledAt })), waiting: bookings.filter(b => b.state === 'checked_in').length }))
	on('GET', '/sites/{id}/bookings', ({ q }) => ({ items: bookings.filter(b => b.day === q.get('day')), next: null }))
	on('GET', '/sites/{id}/slots', ({ q }) => ({ day: q.get('day'), state: 'open', provisional: false, reason: '', slots: Array.from({ length: 16 }, (_, i) => ({ slot: 540 + i * 30, quota: 6, taken: (i * 5) % 7 })) }))
	on('GET', '/sites/{id}/hears', ({ q }) => ({ items: [{ station: 'HY-0406-017', known: true, up: true, heard: !/^DEAD/i.test(q.get('tag')), agoS: 3, rssi: -61 }], next: null }))
	on('POST', '/sites/{id}/walk-in', ({ body }) => checkIn(add({ walkIn: true, purpose: body.purpose, name: body.name ? `${body.name[0]}**` : '' })))
	on('POST', '/sites/{id}/call', ({ body }) => {
		if (bookings.some(b => b.state === 'serving' && b.window === body.window)) throw new Refusal(409, 'STATE', 'the window serves somebody', 'window')
		const b = bookings.filter(x => x.state === 'checked_in').sort((x, y) => x.queueNo - y.queueNo)[0]
		if (!b) throw new Refusal(404, 'NOTFOUND', 'nobody waits')
		return Object.assign(b, { state: 'serving', window: body.window, calledAt: Date.now() })
	})
	on('POST', '/bookings', ({ body }) => add({ ...body, name: `${body.name[0]}**`, phone: '138****0000' }))
	on('POST', '/bookings/{id}/move', ({ p, body }) => Object.assign(one(p.id), body))
	on('POST', '/bookings/{id}/do/{event}', ({ p }) => {
		const b = one(p.id)
		if (p.event === 'check_in') return checkIn(b)
		return Object.assign(b, { state: { back: 'checked_in', no_show: 'no_show', cancel: 'cancelled', done: 'done' }[p.event], ...(p.event === 'back' ? { window: null } : {}) })
	})

	on('GET', '/counter/desk', ({ who }) => { need(who, 'clerk'); return { siteId: 1, siteName: site.name, clerk: who.display, waiting: bookings.filter(b => b.state === 'checked_in').length, ...stock, temporaryPlates: 3, current: bookings.find(b => b.state === 'serving') ?? null, reasons: REASONS, papersKnown: ['id_card', 'invoice', 'conformity', 'ccc', 'dealer_statement', 'transfer_contract', 'loss_statement', 'scrap_proof', 'other'], papersRequired: ['id_card', 'invoice', 'conformity'], photosRequired: PHOTOS, consentVersion: '2026-01', slots: SLOTS, transferReasons: TRANSFER, replaceReasons: REPLACE, deregisterReasons: DEREGISTER } })
	function check(f) {
		const problems = []
		const p = (code, field, level, more = {}) => problems.push({ code, field, level, bikeId: null, number: '', flags: [], ...more })
		const lack = (field, v, number = '') => { if (!v) p('missing', field, 'missing', { number }) }
		for (const k of ['name', 'idNo', 'phone']) lack(`owner.${k}`, f.owner?.[k])
		lack('frameNo', f.frameNo)
		lack('brand', f.brand)
		lack('colour', f.colour)
		if (f.frameNo === 'STOLEN0001') p('number_stolen', 'frameNo', 'block', { bikeId: 77, number: 'STOLEN0001', flags: ['stolen'] })
		if (f.frameNo === 'DOUBLE0001' && !f.overrides.length) p('number_taken', 'frameNo', 'block', { bikeId: 78, number: 'DOUBLE0001', flags: ['violation_open'] })
		if (/^DOUBLEOOO1$/.test(f.frameNo ?? '')) p('number_alike', 'frameNo', 'warn', { bikeId: 78, number: 'DOUBLE0001', flags: [] })
		for (const x of ['id_card', 'invoice', 'conformity', ...(f.agent ? ['agent_letter'] : [])]) if (!f.papers.includes(x)) p('missing', `papers.${x}`, 'missing', { number: x === 'invoice' ? 'invoice|dealer_statement' : x })
		for (const x of PHOTOS) lack(`photos.${x}`, f.photos.some(y => y.slot === x), x)
		lack('tag', f.tag)
		if (/^DEAD/.test(f.tag) && !f.heardAccepted) p('tag_unheard', 'tag', 'block')
		lack('consent', f.consent)
		return { ready: !problems.some(x => x.level !== 'warn'), problems }
	}
	on('POST', '/counter/check', ({ who, body }) => { need(who, 'clerk'); return check(body) })
	on('POST', '/counter/issue', ({ who, body }) => {
		need(who, 'clerk')
		if (done.has(body.requestId)) return { ...done.get(body.requestId), again: true }
		const v = check(body)
		if (!v.ready) throw new Refusal(409, 'STATE', v.problems.map(x => x.code).join(' '), v.problems[0].field)
		const made = { bikeId: 5000 + done.size, ownerId: 1, plate: `衡（电动）阳A${plateNo++}`, tag: body.tag, again: false, papers: ['certificate', 'receipt'].map(k => paper(k, body)), problems: v.problems }
		done.set(body.requestId, made)
		stock.plates--
		stock.tags--
		finish(body.bookingId)
		return made
	})
	const finish = id => Object.assign(bookings.find(x => x.id === id) ?? {}, { state: 'done', endedAt: Date.now() })
	function paper(kind, body, reason = '') {
		papers.push({ id: papers.length + 1, number: `HY-${kind.slice(0, 2).toUpperCase()}-2026-${String(papers.length + 1).padStart(6, '0')}`, kind, bikeId: body.bikeId ?? null, bookingId: body.bookingId, siteId: 1, reason, issuedAt: Date.now(), actor: 1, printed: 0 })
		return papers.at(-1)
	}
	on('POST', '/counter/refuse', ({ body }) => {
		const b = bookings.find(x => x.id === body.bookingId)
		if (b) Object.assign(b, { state: body.reason ? 'done' : 'checked_in', window: null })
		return paper(body.reason ? 'refusal' : 'missing', body, body.reason)
	})
	on('GET', '/papers', ({ q }) => ({ items: papers.filter(x => x.bikeId === Number(q.get('bike'))).reverse(), next: null }))
	on('GET', '/papers/{id}/pdf', ({ p }) => ({ pdf: `%PDF-1.4\n% paper ${p.id}\n` }))
	on('POST', '/photos', ({ body }) => ({ photo: [...crypto.getRandomValues(new Uint8Array(16))].map(x => x.toString(16).padStart(2, '0')).join(''), width: 1920, height: 1440, bytes: body.bytes ?? 0 }))

	on('GET', '/numbers/overrides', () => ({ items: overrides, next: null }))
	on('POST', '/numbers/overrides', ({ who, body }) => { overrides.push({ id: overrides.length + 1, ...body, note: '', askedBy: who.id, decidedBy: 2, askedAt: Date.now(), decidedAt: Date.now(), usedByBikeId: null, state: 'granted', ver: 2 }); return { ...overrides.at(-1), state: 'asked' } })
	on('GET', '/numbers', ({ q }) => {
		const text = q.get('q').replace(/[\s（）()]/g, '').toUpperCase()
		const exact = find(text)
		return exact ? { q: q.get('q'), items: [{ tier: 'exact', ...exact, flags: [], elsewhere: false }], more: false, loading: false, shallow: true } : pieces(q)
	})
	const pieces = q => ({ q: q.get('q'), items: [['exact', 'plate', 5], ['contains', 'plate', 6], ['contains', 'frame', 77], ['near', 'plate', 8]].map(([tier, kind, bikeId]) => ({ tier, kind, number: kind === 'plate' ? bikeOf(bikeId - 1).plate.replace(/[（）]/g, x => (x === '（' ? '(' : ')')) : `LX${q.get('q')}77`, bikeId, flags: [], elsewhere: false })), more: false, loading: false, shallow: false })
	/* Exactly this plate, tag or frame number, among the first bikes. */
	function find(text) {
		for (let i = 0; i < 400; i++) {
			const b = seen(i)
			if (b.plate.replace(/[（）()]/g, '') === text) return { kind: 'plate', number: b.plate, bikeId: i + 1 }
			if (b.tag === text) return { kind: 'tag', number: b.tag, bikeId: i + 1 }
			if (b.frameNo === text) return { kind: 'frame', number: b.frameNo, bikeId: i + 1 }
		}
		return null
	}
	on('POST', '/numbers/paste', ({ body }) => ({ items: body.text.split('\n').filter(x => x.trim()).map((text, i) => ({ text: text.trim(), tier: ['exact', 'contains', 'near', 'none'][i % 4], bikeIds: i % 4 === 3 ? [] : [i + 1], more: false, placeholder: /^\u65e0$/.test(text.trim()) })) }))

	on('GET', '/stock', () => ({ items: [{ what: 'plate', sort: 'standard', siteId: 0, holderId: 0, n: 20000 }, { what: 'plate', sort: 'standard', siteId: 1, holderId: 0, n: stock.plates }, { what: 'plate', sort: 'temporary', siteId: 1, holderId: 0, n: 3 }, { what: 'tag', sort: 'theft', siteId: 1, holderId: 0, n: stock.tags }, { what: 'tag', sort: 'theft', siteId: 0, holderId: 0, n: 8000 }], next: null }))
	on('GET', '/stock/transfers', () => ({ items: [...transfers].reverse(), next: null }))
	on('POST', '/stock/transfers', ({ who, body }) => { transfers.push({ id: transfers.length + 1, fromSiteId: 0, fromHolderId: 0, toSiteId: 0, toHolderId: 0, note: '', ...body, state: 'offered', offeredBy: who.id, closedBy: null, offeredAt: Date.now(), closedAt: null, ver: 1 }); return transfers.at(-1) })
	on('POST', '/stock/transfers/{id}/do/{event}', ({ p }) => Object.assign(transfers[p.id - 1], { state: { sign: 'signed', refuse: 'refused', withdraw: 'withdrawn' }[p.event], closedAt: Date.now() }))
	on('GET', '/stock/counts', () => ({ items: [...counts].reverse(), next: null }))
	on('POST', '/stock/counts', ({ who, body }) => {
		const computed = body.what === 'plate' ? stock.plates + 3 : stock.tags
		if (body.counted !== computed && !body.explanation) throw new Refusal(400, 'INVALID', `computed ${computed}`, 'explanation')
		counts.push({ id: counts.length + 1, day: day(), siteId: 1, holderId: 0, explanation: '', ...body, computed, actorId: who.id, at: Date.now() })
		return { computed }
	})
	on('POST', '/stock/plates', ({ body }) => ({ id: 1, n: body.n, known: 0, first: 'A1', last: `A${body.n}` }))
	on('POST', '/stock/tags', ({ body }) => ({ id: 1, n: body.tags.length, known: 0, first: body.tags[0], last: body.tags.at(-1) }))
	on('GET', '/plate-formats', () => ({ items: [{ id: 1, district: 430406, kind: 'standard', prefix: '衡（电动）阳', alphabet: '', places: 5, forbidden: '', next: 1, count: 9, active: true, ver: 1 }], next: null }))
	const silent = i => ({ id: i, number: (0x17010000 + i * 91).toString(16).toUpperCase(), sort: 'theft', state: 'bound', siteId: 0, holderId: 0, bikeId: i + 20, boundAt: Date.now() - 9e9, endedAt: null, lastHeardAt: Date.now() - i * 9e8, batteryLowSince: null, silentSince: Date.now() - i * 8e8 })
	on('GET', '/stock/tags/silent', () => ({ items: [1, 2, 3, 4].map(silent), next: null }))
	on('GET', '/stock/tags/battery', () => ({ items: [], next: null }))
	const seen = business(on, need, Refusal, bikeOf, { paper, done, stock, nextPlate: () => `衡（电动）阳A${plateNo++}`, finish })
	return { seen, openRoute: /^\/api\/v1\/sites\/\d+\/display$/ }
}
