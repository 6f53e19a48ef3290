/* The stand-in's other businesses at the counter: change, transfer, replacement, deregistration, on bikes that can be changed; corrections and history. */
export const TRANSFER = ['sold', 'given', 'inherited', 'other']
export const REPLACE = ['lost', 'damaged', 'unreadable', 'faulty', 'other']
export const DEREGISTER = ['scrapped', 'lost', 'stolen', 'moved_away', 'returned', 'other']
const PAPERS = { change: ['id_card'], transfer: ['id_card', 'transfer_contract'], replace: ['id_card'], deregister: ['id_card'] }
const STOPS = { transfer: ['stolen', 'impounded', 'violation_open', 'locked'], deregister: ['stolen', 'impounded', 'violation_open', 'locked'], replace: ['stolen', 'locked'], change: ['stolen', 'locked'] }
/** The document of every owner in this stand-in. */
const HOLDER = '11010519491231002X'

export function business(on, need, Refusal, bikeOf, { paper, done, stock, nextPlate, finish }) {
	const changed = new Map()
	const events = new Map()
	const corrections = []
	const seen = i => ({ ...bikeOf(i), ...(i === 11 ? { flags: ['impounded'] } : {}), ...changed.get(i + 1) })
	const tell = (id, event, detail, who) => events.set(id, [...(events.get(id) ?? []), { id: (events.get(id)?.length ?? 0) + 2, at: Date.now(), event, detail: JSON.stringify(detail), actor: who.id, unit: 1 }])
	const set = (id, more) => changed.set(id, { ...changed.get(id), ...more, ver: seen(id - 1).ver + 1 })

	function check(f) {
		const problems = []
		const p = (code, field, level, number = '') => problems.push({ code, field, level, bikeId: null, number, flags: [], ownerId: null })
		const lack = (field, v, number = '') => { if (!v) p('missing', field, 'missing', number) }
		if (!f.bikeId) p('missing', 'bikeId', 'missing')
		const b = f.bikeId ? seen(f.bikeId - 1) : null
		if (b) {
			if (f.ver && f.ver !== b.ver) p('bike_changed', 'bikeId', 'block')
			if (b.life !== 'registered') p('bike_life', 'bikeId', 'block')
			for (const x of b.flags) if (STOPS[f.business].includes(x)) p('bike_flag', 'bikeId', 'block', x)
		}
		if (f.business !== 'change') lack('reason', f.reason)
		if (!(f.business === 'transfer' && f.reason === 'inherited')) {
			lack('holder.idNo', f.holder?.idNo)
			if (f.holder?.idNo && f.holder.idNo !== HOLDER) p('holder_other', 'holder.idNo', 'block')
		}
		if (f.business === 'transfer') {
			for (const k of ['name', 'idNo', 'phone']) lack(`owner.${k}`, f.owner?.[k])
			if (f.owner?.idNo === HOLDER) p('owner_same', 'owner.idNo', 'block')
			lack('consent', f.consent)
		}
		if (f.business === 'change' && b && !['colour', 'colour2', 'brand', 'model', 'vehicleCode', 'frameNo', 'motorNo', 'use', 'phone', 'address'].some(k => f[k] && f[k] !== b[k])) p('missing', 'nothing', 'missing')
		if (f.business === 'replace') {
			if (!f.newPlate && !f.tag && !f.enforcementTag && !f.ownerTag) p('missing', 'nothing', 'missing')
			if (/^DEAD/.test(f.tag) && !f.heardAccepted) p('tag_unheard', 'tag', 'block')
		}
		for (const x of [...PAPERS[f.business], ...(f.business === 'replace' && f.reason === 'lost' ? ['loss_statement'] : []), ...(f.agent ? ['agent_letter'] : [])]) if (!f.papers.includes(x)) p('missing', `papers.${x}`, 'missing', x)
		return { ready: !problems.some(x => x.level !== 'warn'), problems }
	}
	on('POST', '/counter/business/check', ({ who, body }) => { need(who, 'clerk'); return check(body) })
	on('POST', '/counter/business', ({ who, body: f }) => {
		need(who, 'clerk')
		if (done.has(f.requestId)) return { ...done.get(f.requestId), again: true }
		const v = check(f)
		if (!v.ready) throw new Refusal(409, 'STATE', v.problems.map(x => x.code).join(' '), v.problems[0].field)
		const id = f.bikeId
		if (f.business === 'change') for (const k of ['colour', 'colour2', 'brand', 'model', 'vehicleCode', 'frameNo', 'motorNo', 'use']) if (f[k]) { tell(id, 'edit', { field: k, from: seen(id - 1)[k] ?? '', to: f[k] }, who); set(id, { [k]: f[k] }) }
		if (f.business === 'transfer') { tell(id, 'transfer', { from: 1, to: 2, reason: f.reason }, who); set(id, { ownerName: `${f.owner.name[0]}**`, ownerId: 2 }) }
		if (f.newPlate) { const to = f.plate || nextPlate(); tell(id, 'replate', { from: seen(id - 1).plate, to }, who); set(id, { plate: to }); stock.plates-- }
		if (f.tag) { tell(id, 'retag', { from: seen(id - 1).tag, to: f.tag }, who); set(id, { tag: f.tag }); stock.tags-- }
		if (f.business === 'deregister') { tell(id, 'deregister', { reason: f.reason }, who); set(id, { life: 'deregistered' }) }
		const b = seen(id - 1)
		const kinds = { transfer: ['transfer', 'certificate'], change: ['certificate'], replace: ['certificate', 'receipt'], deregister: ['deregistration'] }[f.business]
		const made = { bikeId: id, ownerId: b.ownerId, plate: b.plate, tag: b.tag, again: false, papers: kinds.map(k => paper(k, { ...f, bikeId: id })), problems: v.problems }
		done.set(f.requestId, made)
		finish(f.bookingId)
		return made
	})
	const owner = id => ({ id, kind: 'person', idKind: 'idcard', name: '陈**', idNo: '1101**********002X', phone: '138****0000', address: '蒸湘北路****', unit: 1, merged: false, mergedInto: null, age: 40, createdAt: 1510185600000, ver: 1 })
	on('GET', '/owners/{id}', ({ p }) => owner(Number(p.id)))
	on('GET', '/bikes/{id}/history', ({ p }) => ({ items: [{ id: 1, at: seen(p.id - 1).createdAt, event: 'import', detail: '', actor: 0, unit: 1 }, ...(events.get(Number(p.id)) ?? [])], next: null }))
	on('GET', '/bikes/{id}/photos', ({ p }) => ({ items: p.id % 2 ? [] : ['front', 'rear_plate'].map(slot => ({ slot, photo: 'ab', width: 800, height: 600, bytes: 1, at: seen(p.id - 1).createdAt, actor: 3 })), next: null }))
	on('GET', '/corrections', ({ q }) => ({ items: corrections.filter(c => q.get('open') !== 'true' || c.state === 'asked').reverse(), next: null }))
	on('POST', '/bikes/{id}/corrections', ({ p, who, body }) => {
		const b = seen(p.id - 1)
		corrections.push({ id: corrections.length + 1, bikeId: b.id, field: body.field, old: String(b[body.field] ?? ''), value: body.value, reason: body.reason, state: 'asked', askedBy: who.id, decidedBy: null, askedAt: Date.now(), decidedAt: null })
		set(b.id, { flags: [...b.flags, 'correction_open'] })
		return seen(p.id - 1)
	})
	on('POST', '/corrections/{id}/do/{event}', ({ p, who }) => {
		need(who, 'officer')
		const c = corrections[p.id - 1]
		if (c.askedBy === who.id) throw new Refusal(403, 'DENIED', 'your own')
		Object.assign(c, { state: p.event === 'approve' ? 'approved' : 'refused', decidedBy: who.id, decidedAt: Date.now() })
		set(c.bikeId, { flags: seen(c.bikeId - 1).flags.filter(x => x !== 'correction_open'), ...(p.event === 'approve' ? { [c.field]: c.value } : {}) })
		return c
	})
	return seen
}
