/* The stand-in's imports: a file by pieces, kept in memory; a dry run that looks at the first line and the tags; a run and an undo that take some seconds. */
const COLUMNS = [
	['plate', true, ['plate', '号牌号码', '号牌']], ['tag', true, ['tag', '防盗标签', '标签号']], ['frameNo', false, ['frame_no', '车架号']], ['brand', false, ['brand', '品牌']],
	['ownerName', true, ['owner_name', '车主姓名', '姓名']], ['phone', false, ['owner_phone', '联系电话', '电话']], ['idNo', false, ['id_no', '证件号码']], ['address', false, ['address', '住址']]
]
const PIECE = 2 << 20
const TAKES = 3000
const BEGINS = { xlsx: 'PK\x03\x04', xls: '\xd0\xcf\x11\xe0' }

export function imports(on, need, Refusal) {
	const jobs = []
	const none = { why: '', detail: '', run: null, part: 0, whole: 0, rows: 0, added: 0, updated: 0, unchanged: 0, refused: 0, doubts: 0, backBikes: 0, backOwners: 0, backFields: 0, backLeft: 0 }
	const state = (field, text) => { throw new Refusal(409, 'STATE', text, field) }
	const shown = j => {
		const part = Math.min(1, (Date.now() - j.since) / TAKES)
		if (j.then && part === 1) Object.assign(j, j.then, { then: null, part: 0, whole: 0, changedAt: Date.now() })
		const { text, bad, then, since, ...view } = j
		return then ? { ...view, part: Math.round(part * j.bytes), whole: j.bytes } : view
	}
	const one = (p, who) => {
		need(who, 'sysadmin')
		const j = jobs.find(x => x.id === Number(p.id))
		if (!j) throw new Refusal(404, 'NOTFOUND', 'no such import')
		shown(j)
		return j
	}
	const begin = (j, as, then) => {
		if (jobs.some(x => x !== j && x.then)) state('busy', 'another import is at work')
		return shown(Object.assign(j, { state: as, why: '', detail: '', since: Date.now(), then }))
	}
	/* What a dry run says. */
	const look = j => {
		const lines = j.text.toString('utf8').replace(/^\ufeff/, '').split(/\r?\n/).filter(Boolean)
		const head = (lines[0] ?? '').split(',').map(c => c.trim())
		const at = Object.fromEntries(COLUMNS.map(([field, , names]) => [field, head.findIndex(c => names.includes(c))]))
		const missing = COLUMNS.filter(([field, needed]) => needed && at[field] < 0).map(([field]) => field)
		const fault = !lines.length ? 'empty' : missing.length ? `columns:${missing}` : lines.length < 2 ? 'rows' : ''
		if (fault) return { state: 'refused', why: 'file', detail: fault }
		j.bad = lines.slice(1).map((l, i) => [i + 2, l.split(',')]).filter(([, c]) => !c[at.tag]).map(([line]) => ({ line, field: 'tag', code: 'tag_missing', refused: true }))
		return { state: 'checked', rows: lines.length - 1, added: lines.length - 1 - j.bad.length, refused: j.bad.length, encoding: 'utf-8' }
	}

	on('GET', '/imports', ({ who }) => { need(who, 'sysadmin'); return { items: jobs.filter(j => j.state !== 'discarded').map(shown).reverse(), next: null } })
	on('GET', '/imports/columns', ({ who }) => { need(who, 'sysadmin'); return { items: COLUMNS.map(([field, required, names]) => ({ field, required, names })), next: null } })
	on('POST', '/imports', ({ who, body }) => {
		need(who, 'sysadmin')
		const j = { ...none, id: jobs.length + 1, file: body.file, bytes: body.bytes, got: 0, piece: PIECE, encoding: body.encoding ?? 'any', key: body.key ?? 'plate', state: 'uploading', kept: true, keptUntil: Date.now() + 864e5, own: false, actor: who.id, by: who.id, madeAt: Date.now(), changedAt: Date.now(), text: Buffer.alloc(0), bad: [], then: null, since: 0 }
		jobs.push(j)
		return shown(j)
	})
	on('POST', '/imports/{id}/pieces', ({ p, who, body }) => {
		const j = one(p, who)
		const [fault] = Object.entries(BEGINS).find(([, b]) => !j.got && body.subarray(0, 4).toString('latin1') === b) ?? []
		if (fault) {
			Object.assign(j, { state: 'discarded', kept: false, why: 'file', detail: fault })
			throw new Refusal(400, 'INVALID', 'no CSV', `file.${fault}`)
		}
		j.text = Buffer.concat([j.text, body])
		j.got = j.text.length
		if (j.got === j.bytes) j.state = 'ready'
		return shown(j)
	})
	on('GET', '/imports/{id}', ({ p, who }) => shown(one(p, who)))
	on('POST', '/imports/{id}/check', ({ p, who, body }) => { const j = one(p, who); Object.assign(j, body); return begin(j, 'checking', look(j)) })
	on('POST', '/imports/{id}/do/{event}', ({ p, who }) => {
		const j = one(p, who)
		if (p.event === 'apply' && j.state !== 'checked') state('state', 'no dry run')
		if (p.event === 'undo') return begin(j, 'undoing', { state: 'undone', backBikes: j.added, backOwners: j.added })
		return begin(j, 'running', { state: 'done', run: j.run ?? j.id })
	})
	on('POST', '/imports/{id}/stop', ({ p, who }) => {
		const j = one(p, who)
		if (!j.then) state('state', 'not at work')
		return shown(Object.assign(j, { then: null, why: 'stopped', state: { checking: 'ready', running: 'stopped', undoing: 'undo_stopped' }[j.state], run: j.state === 'running' ? j.id : j.run }))
	})
	on('POST', '/imports/{id}/discard', ({ p, who }) => { const j = one(p, who); return shown(Object.assign(j, { kept: false, why: 'discarded', detail: '', state: j.run ? j.state : 'discarded' })) })
	on('GET', '/imports/{id}/reasons', ({ p, who }) => { const n = one(p, who).bad.length; return { items: n ? [{ code: 'tag_missing', refused: true, zh: '没有防盗标签号', en: 'no tag', n }] : [], next: null } })
	on('GET', '/imports/{id}/errors', ({ p, who }) => ({ items: one(p, who).bad, next: null }))
	on('GET', '/imports/{id}/left', ({ p, who }) => (one(p, who), { items: [], next: null }))
}
