/* The counter's other businesses in a real browser: a booked transfer with the wrong document first, a bike that must not be transferred, a lost plate and tag,
 * another colour, a deregistration; a half-filled form over a reload; a no-show; a correction that an officer decides. By keyboard and scanner where possible.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE TAGS="..." node tests/browser/business.mjs [OUT]
 *
 * Needs the accounts clerk and demo (an officer above the point), and a point that is open now, with plates and the TAGS (tools/demo.py --counter has all). MOCK=1:
 * against web/mock, which it starts. YZ_LOOK=1 takes screenshots in both languages and two widths. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { LOOK, agree, another, broken, browser, check, cityDay, escape, forget, frozen, goTo, gone as goneOf, idCard, listen, logIn, must, noRawKeys, noSideways, now as nowOf, readAccounts, reload, scanner, seen as seenOf, told, until, verdict } from './kit.mjs'

const OUT = process.argv[2] ?? process.env.OUT ?? 'out/business'
const MOCK = process.env.MOCK === '1'
const WIDE = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }
const WINDOW = 4
const TAGS = (process.env.TAGS ?? '17010A01 17010A02 17010A03 17010A04 17010A05 17010A06 17010A07').split(' ').reverse()
const troubles = []
mkdirSync(OUT, { recursive: true })

let stand = null
let BASE = (process.env.BASE_URL ?? '').replace(/\/$/, '')
if (MOCK) {
	stand = spawn('node', [fileURLToPath(new URL('../../web/mock/server.mjs', import.meta.url))], { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] })
	BASE = await new Promise(yes => stand.stdout.on('data', d => /http:\S+/.test(d) && yes(/http:\S+/.exec(d)[0])))
}
const accounts = process.env.YZ_ACCOUNTS ? readAccounts(process.env.YZ_ACCOUNTS) : { clerk: ['demo-demo-demo', ''], demo: ['demo-demo-demo', ''] }
const own = await browser('business', WIDE)
const { context, page } = own
listen(page, troubles, text => /status of 40[01349]/.test(text))
const scan = await scanner(context, page)
const run = Date.now() % 100_000

const press = k => page.keyboard.press(k)
const type = text => page.keyboard.type(text, { delay: 60 })
const seen = (sel, ms) => seenOf(page, sel, ms)
const gone = (sel, ms) => goneOf(page, sel, ms)
const now = sel => nowOf(page, sel)
const text = sel => page.textContent(sel, { timeout: 2500 }).catch(() => '')
const value = id => page.inputValue(`#${id}`, { timeout: 3000 }).catch(() => null)
const focus = () => page.evaluate(() => document.activeElement?.id ?? '')
/** The desk's figures are there, and with them what the point wants: photos, papers. */
const deskStands = () => until(async () => (await page.getAttribute('[data-test=queue-pane]', 'data-stands')) === 'true')
const settled = () => until(async () => (await page.getAttribute('[data-test=verdict]', 'data-settled')) === 'true')
const head = () => page.getAttribute('[data-test=verdict]', 'data-head')
const lines = () => page.$$eval('[data-level] [data-code]', l => l.map(e => `${e.dataset.code}@${e.dataset.field}`).join(' '))
const problem = async (code, field) => until(() => page.$(`[data-level] [data-code="${code}"]${field ? `[data-field="${field}"]` : ''}`))
async function call(on, method, url, body) {
	return on.evaluate(async ([method, url, body]) => {
		const r = await fetch(`/api/v1${url}`, { method, headers: { 'X-Yanzhen': '1', 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined })
		return { status: r.status, body: await r.json().catch(() => null) }
	}, [method, url, body])
}
const post = (url, body) => call(page, 'POST', url, body)
const get = async url => (await call(page, 'GET', url)).body
/** Well formed at a desk, where nothing but its panes scrolls, and on a phone; with YZ_LOOK also seen in both languages. */
async function looks(name, on = page) {
	for (const [lang, size] of [['zh', WIDE], ['zh', PHONE], ['en', PHONE], ['en', WIDE]]) {
		if (lang === 'en' && !LOOK) continue
		if ((await on.getAttribute('html', 'lang'))?.startsWith('zh') !== (lang === 'zh')) await on.click('[data-test=lang]', { timeout: 3000 }).catch(() => undefined)
		await on.setViewportSize(size)
		if (LOOK) await on.waitForTimeout(500)
		await noSideways(on, `${name} ${size.width} ${lang}`)
		if (size === WIDE && await on.$('.counter')) check(`${name} ${lang}: the page itself does not scroll`, await until(() => on.evaluate(() => { const e = document.getElementById('main'); return e.scrollHeight - e.clientHeight <= 1 }), 15_000))
		if (LOOK) await on.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: size === PHONE })
		if (LOOK && size === PHONE) await on.evaluate(() => { const m = document.getElementById('main'); m.scrollTo(0, m.scrollHeight / 2) })
		if (LOOK && size === PHONE) await on.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}-b.png`) })
	}
	if (LOOK) await on.click('[data-test=lang]').catch(() => undefined)
	await on.setViewportSize(WIDE)
	await noRawKeys(on, name, true)
}

/* --- what is there before: bikes of known owners --- */
const hex = n => n.toString(16).padStart(32, '0')
const person = n => ({ name: ['王小明', '李建国', '张秀英', '刘洋', '陈静', '杨帆'][n % 6], idNo: idCard('19850312', run * 7 + n * 2 + 1), phone: `137${String(run).padStart(5, '0')}${String(n).padStart(3, '0')}` })
/** A bike with plate, tag and owner, as a registration at this point makes it. */
async function bikeOf(n) {
	if (MOCK) {
		const id = { 0: 3, 1: 12, 2: 5, 3: 7, 4: 9 }[n]
		const b = await get(`/bikes/${id}`)
		return { id, plate: b.plate, tag: b.tag, owner: { ...person(n), idNo: '11010519491231002X' } }
	}
	const owner = person(n)
	const tag = TAGS.shift()
	const photos = []
	for (const slot of (await get('/counter/desk?site=1')).photosRequired) photos.push({ slot, photo: await picture() })
	const r = await post('/counter/issue', {
		requestId: hex(run * 100 + n), siteId: 1, kind: 'standard', use: 'own', owner: { kind: 'person', idKind: 'idcard', ...owner, address: '' }, vehicleCode: '', frameNo: `BZ${run}X${n}77`, motorNo: '', brand: '雅迪', model: 'DE3', colour: '白色', colour2: '',
		boughtOn: '', priceFen: 0, endsOn: '', papers: ['id_card', 'invoice', 'conformity'], photos, tag, enforcementTag: '', ownerTag: '', plate: '', consent: true, consentTrail: false, heardAccepted: true, heardNote: '测试', overrides: []
	})
	must(`a bike is registered (${n})`, r.status === 201, `${r.status} ${JSON.stringify(r.body)}`)
	return { id: r.body.bikeId, plate: r.body.plate, tag, owner, certificate: r.body.papers[0].id }
}
/** A picture that is on the server, for a place of a form. */
const picture = () => page.evaluate(async () => {
	const c = document.createElement('canvas')
	c.width = c.height = 640
	const x = c.getContext('2d')
	x.fillStyle = '#557799'
	x.fillRect(0, 0, 640, 640)
	const blob = await new Promise(yes => c.toBlob(yes, 'image/jpeg'))
	const r = await fetch('/api/v1/photos', { method: 'POST', headers: { 'X-Yanzhen': '1', 'Content-Type': 'image/jpeg' }, body: blob })
	return (await r.json()).photo
})
/** Nobody of an earlier story waits, and this window is free. */
async function empty() {
	for (;;) {
		const r = await post('/sites/1/call', { window: WINDOW })
		if (r.status !== 201 && r.status !== 200) break
		await post(`/bookings/${r.body.id}/do/no_show`)
	}
}
async function booked(purpose, name, bikeId = null) {
	const day = cityDay()
	const slots = (await get(`/sites/1/slots?day=${day}`)).slots.filter(s => s.taken < s.quota)
	const b = await post('/bookings', { siteId: 1, day, slot: slots.at(-1).slot, purpose, name, phone: '13800001234', ...(bikeId ? { bikeId } : {}) })
	const r = await post(`/bookings/${b.body.id}/do/check_in`)
	must(`somebody booked for ${purpose} is here`, r.status === 200, `${b.status} ${r.status} ${JSON.stringify(r.body)}`)
}

/* --- parts of a form, by keyboard --- */
async function tickPapers() {
	for (let i = 0; i < 12; i++) {
		await settled()
		const p = await page.$eval('[data-level=missing] [data-field^="papers."]', e => e.dataset.field.slice(7)).catch(() => null)
		if (!p) return
		await page.focus(`#f-papers-${p}`)
		await press('Space')
	}
}
async function photos(dir) {
	await deskStands()
	await settled()
	for (const slot of await page.$$eval('[data-slot].need', l => l.map(e => e.dataset.slot))) await page.setInputFiles(`#f-photos-${slot}`, path.join(dir, 'p.png'))
	await until(async () => (await page.$$('[data-photo=going]')).length === 0)
}
async function silent() {
	await settled()
	if (!(await page.$('#f-heardAccepted')) || await page.isChecked('#f-heardAccepted')) return
	await page.focus('#f-heardAccepted')
	await press('Space')
	await page.waitForSelector('#f-heardNote')
	await page.focus('#f-heardNote')
	await type('基站检修')
}
async function ready(what) {
	await settled()
	must(`${what}: the verdict is ready`, await until(async () => (await head()) === 'ready'), await lines())
}
async function issued(what, kinds) {
	must(`${what}: done`, await seen('[data-test=issued]'), await now('[data-test=refused-error]'))
	check(`${what}: with its papers`, (await page.$$eval('[data-paper]', l => l.map(e => e.dataset.paper).join())) === kinds.join(), await page.$$eval('[data-paper]', l => l.map(e => e.dataset.paper).join()))
	for (let i = 0; i < kinds.length; i++) {
		const [pdf] = await Promise.all([context.waitForEvent('page').catch(() => null), press(String(i + 1))])
		const id = (await page.$$eval('[data-paper]', l => l.map(e => e.dataset.id)))[i]
		const got = await page.evaluate(async id => { const r = await fetch(`/api/v1/papers/${id}/pdf`); return new TextDecoder('latin1').decode((await r.arrayBuffer()).slice(0, 5)) }, id)
		check(`${what}: ${kinds[i]} opens as PDF by its digit`, pdf !== null && got === '%PDF-', got)
		await pdf?.close().catch(() => undefined)
		await page.bringToFront()
	}
	return page.$$eval('[data-paper]', l => Object.fromEntries(l.map(e => [e.dataset.paper, e.dataset.id])))
}
/** The code on a certificate, or null where no tool reads it. */
async function codeOf(paper, dir) {
	try {
		const b64 = await page.evaluate(async id => {          // as one text: a list of its bytes takes half a minute to get out of the page
			const bytes = new Uint8Array(await (await fetch(`/api/v1/papers/${id}/pdf`)).arrayBuffer())
			let s = ''
			for (let i = 0; i < bytes.length; i += 4096) s += String.fromCharCode(...bytes.subarray(i, i + 4096))
			return btoa(s)
		}, paper)
		writeFileSync(path.join(dir, 'p.pdf'), Buffer.from(b64, 'base64'))
		return /核验码\s*([0-9A-Z-]{26,})/.exec(execFileSync('pdftotext', ['-raw', 'p.pdf', '-'], { cwd: dir }).toString())[1].replace(/-/g, '')
	} catch {
		return null
	}
}
async function publicAnswer(code) {
	const p = await context.newPage()
	await p.goto(`${BASE}/v/#${code}`)
	await p.waitForSelector('#answer[data-state]')
	await until(async () => /valid|stolen/.test(await p.getAttribute('#answer', 'data-state')))
	const s = await p.getAttribute('#answer', 'data-state')
	await p.close()
	return s
}

/* --- a booked transfer --- */
async function transfer(bike, dir) {
	await booked('transfer', '王小明')
	await deskStands()
	await press('F2')
	must('F2 opens the form of what was booked, ready for the bike', await until(async () => (await focus()) === 'f-bikeId' && (await value('business')) === 'transfer'), await focus())
	check('with who booked', await seen('[data-test=booked]') && await until(async () => /王\*/.test(await text('[data-test=booked]'))), await now('[data-test=booked]'))
	await settled()
	check('first it says: which bike', await problem('missing', 'bikeId') !== null)
	if (LOOK) await looks('transfer-empty')
	await page.focus('#f-bikeId')
	await type(bike.plate.slice(-5))
	must('a piece of the plate finds it', await until(() => page.$(`[data-test=bike-hit][data-bike="${bike.id}"]`), MOCK ? 3000 : undefined) || MOCK)
	await page.fill('#f-bikeId', '')
	await page.focus('#f-bikeId')
	await scan(bike.tag)
	must('the scanned tag chooses the bike', await until(async () => (await text('[data-test=bike-plate]')) === bike.plate), await now('[data-test=bike-plate]'))
	check('and the cursor is in the first open field', await until(async () => (await focus()) === 'f-reason'), await focus())
	await forget(page)
	await scan(bike.tag)
	check('its own tag once more says: this bike', await told(page, /./, 'el-message--success') && (await page.$$('[data-test=bike-card]')).length === 1)
	await press('Space')
	await press('Enter')
	await press('Enter')
	check('Enter leads to the present owner’s document', await until(async () => (await focus()) === 'f-holder-idNo'), await focus())
	await scan(idCard('19700101', 7))
	must('another person’s document stops it', await problem('holder_other', 'holder.idNo'), await lines())
	if (LOOK) await looks('transfer-holder')
	await page.focus('#f-holder-idNo')
	await page.fill('#f-holder-idNo', '')
	await scan(bike.owner.idNo)
	check('the right one does not', await until(async () => !(await page.$('[data-code=holder_other]'))))
	await settled()

	const to = person(50 + run % 7)
	await page.focus('#f-owner-name')
	await type('赵子龙')
	await press('Enter')
	await scan(to.idNo)
	check('the next scanned document is the new owner’s', await until(async () => (await page.inputValue('#f-owner-idNo')).length === 18 && (await focus()) === 'f-owner-phone'), await focus())
	await type(to.phone)
	must('what was typed is kept', await seen('[data-test=kept][data-kept=true]'))
	await reload(page)
	must('a half-filled transfer survives a reload', await until(async () => (await value('f-owner-phone')) === to.phone && (await text('[data-test=bike-plate]')) === bike.plate), await value('f-owner-phone'))
	check('all of it', await until(async () => (await value('business')) === 'transfer' && (await value('f-owner-name')) === '赵子龙' && await page.isChecked('#f-reason')))

	await press('F4')
	must('F4 tells all missing papers at once', await until(async () => (await page.$$('[data-test=notice-list] li')).length >= 2), await lines())
	must('Escape closes it', await escape(page, '[data-test=notice-list]'))
	await tickPapers()
	await photos(dir)
	await page.focus('#f-consent')
	await press('Space')
	await ready('transfer')
	await looks('transfer')
	await press('F9')
	const made = await issued('transfer', ['transfer', 'certificate'])
	check('the plate stays', (await text('[data-test=issued-plate]')) === bike.plate)
	if (LOOK) await looks('transfer-done')
	if (!MOCK) {
		const before = await codeOf(bike.certificate, dir)
		const now = await codeOf(made.certificate, dir)
		if (!before || !now) console.log('# the codes of the certificates: not read (needs pdftotext)')
		else {
			check('the old certificate does not hold any more', (await publicAnswer(before)) === 'invalid')
			check('the new one does', (await publicAnswer(now)) === 'valid')
		}
		const b = await get(`/bikes/${bike.id}`)
		check('the bike is the new owner’s', /^赵/.test(b.ownerName), b.ownerName)
		check('the booking is done', (await get(`/sites/1/bookings?day=${cityDay()}&limit=200`)).items.filter(x => x.purpose === 'transfer').every(x => x.state === 'done'))
	}
}

/* --- a bike that must not be transferred --- */
async function impounded(bike, officer) {
	if (!MOCK) must('an officer impounds a bike', (await call(officer, 'POST', `/bikes/${bike.id}/flags/set`, { flag: 'impounded', reason: '路检' })).status === 200)
	await press('F3')
	must('F3 leaves the result for the empty desk', await seen('[data-test=idle]'))
	await looks('idle')
	await press('3')
	must('a digit begins a business without a booking', await until(async () => (await focus()) === 'f-bikeId' && (await value('business')) === 'transfer'))
	await scan(bike.plate.replace(/[（）]/g, x => (x === '（' ? '(' : ')')))
	must('what stops it is told before anything is typed, with what to do', await seen('[data-test=bike-stops] [data-flag=impounded]') && /交警/.test(await text('[data-test=bike-stops]')), await lines())
	check('the verdict says the same', await problem('bike_flag', 'bikeId') !== null)
	await looks('impounded')
	await settled()
	await press('F9')
	await settled()
	check('F9 does nothing', !(await page.$('[data-test=issued]')))
	await press('F8')
	must('F8 asks for the reason', await until(() => page.isVisible('#r-reason-0')))
	await page.check('input[name=reason][value=seized]')
	await page.click('[data-test=refuse-go]')
	must('and makes a notice to print', await seen('[data-paper=refusal]'))
	await press('F3')
}

/* --- a lost plate and a tag that does not answer --- */
async function replace(bike, dir) {
	await goTo(page, `${BASE}/#/bikes/${bike.id}`)
	must('the bike’s page offers the businesses', await seen('[data-todo=replace]'))
	await looks('bike')
	await page.focus('[data-todo=replace]')
	await press('Enter')
	must('and opens the form with the bike chosen', await until(async () => (await text('[data-test=bike-plate]')) === bike.plate && (await value('business')) === 'replace'))
	await until(async () => (await focus()) === 'f-reason')
	await press('Space')
	await press('Enter')
	await press('Enter')
	await scan(bike.owner.idNo)
	await settled()
	check('nothing chosen is told', await problem('missing', 'nothing') !== null, await lines())
	await page.focus('#f-wants-plate')
	await press('Space')
	check('a lost plate is not handed in', await until(() => page.isChecked('input[name=seg-oldPlate][value=lost]')))
	if (!MOCK) {
		check('meanwhile somebody else changes the bike', (await call(page, 'PUT', `/bikes/${bike.id}/field`, { field: 'model', value: 'DE4' })).status === 200)
		await page.focus('#f-wants-ownerTag')
		await press('Space')
		await press('Space')
		must('it is told, and can be read again', await problem('bike_changed', 'bikeId') && await seen('[data-test=bike-reread]'), await lines())
		await page.focus('[data-test=bike-reread]')
		await press('Enter')
		check('then the form goes on', await until(async () => !(await page.$('[data-code=bike_changed]')) && /DE4/.test(await text('[data-test=bike-card]'))))
	}
	const tag = TAGS.shift()
	await scan(tag)
	must('a scanned new tag is ticked and in its field', await until(async () => (await value('f-tag')) === tag), await value('f-tag'))
	await silent()
	await tickPapers()
	await photos(dir)
	await ready('replacement')
	await looks('replace')
	await press('F9')
	await issued('replacement', ['certificate', 'receipt'])
	const plate = await text('[data-test=issued-plate]')
	check('another plate and another tag', plate !== bike.plate && (await text('[data-test=issued-tag]')) === tag, `${plate} ${await text('[data-test=issued-tag]')}`)
	return { ...bike, plate, tag }
}

/* --- another colour; the business is switched on the way --- */
async function change(bike, dir) {
	await press('F3')
	await seen('[data-test=idle]')
	await press('5')
	await until(async () => (await focus()) === 'f-bikeId')
	await scan(bike.plate.replace(/[（）]/g, x => (x === '（' ? '(' : ')')))
	must('the new plate finds the bike', await until(async () => (await text('[data-test=bike-plate]')) === bike.plate))
	await page.focus('#f-holder-idNo')
	await scan(bike.owner.idNo)
	await press('F3')
	must('F3 goes to the switch of the business', await until(async () => (await focus()) === 'business'))
	await page.selectOption('#business', 'change')
	must('another business keeps bike and document', await until(async () => (await page.$('#f-colour')) !== null && (await page.inputValue('#f-holder-idNo')).length === 18 && (await text('[data-test=bike-plate]')) === bike.plate))
	await page.focus('#f-colour')
	await type('蓝色')
	await press('Enter')
	check('old and new stand side by side', await until(async () => (await page.getAttribute('[data-change=colour]', 'data-changed')) === 'true'))
	await page.fill('#f-brand', '爱玛')
	await page.click('[data-change=brand] .undo')
	check('one field is undone', await until(async () => (await value('f-brand')) === '' && (await value('f-colour')) === '蓝色'))
	await tickPapers()
	await photos(dir)
	await ready('change')
	await looks('change')
	await press('Alt+s')
	must('put aside, the list says which business', await until(async () => /变更/.test(await text('[data-test=aside]'))), await text('[data-test=aside]'))
	await page.focus('[data-test=take-up]')
	await press('Enter')
	await ready('change, taken up')
	await press('F9')
	await issued('change', ['certificate'])
	check('it is blue now', (await get(`/bikes/${bike.id}`)).colour === '蓝色')
}

/* --- the end of a registration --- */
async function deregister(bike, dir) {
	await page.goto(`${BASE}/#/counter?business=deregister&bike=${bike.id}`)          // the page takes the rest of its address away
	must('the address opens a deregistration', await until(async () => (await text('[data-test=bike-plate]')) === bike.plate && (await value('business')) === 'deregister'))
	await until(async () => (await focus()) === 'f-reason')
	await press('Space')
	await page.focus('#f-holder-idNo')
	await scan(bike.owner.idNo)
	await tickPapers()
	await photos(dir)
	await ready('deregistration')
	const sure = async () => (await page.getAttribute('[data-test=issue]', 'data-sure', { timeout: 2500 })) === 'true'
	let sent = 0
	const count = r => { if (r.method() === 'POST' && r.url().endsWith('/counter/business')) sent++ }
	page.on('request', count)
	await frozen(page, async () => {
		await press('F9')
		must('F9 asks once more, with the plate', await until(sure) && (await text('[data-test=sure]')).includes(bike.plate), await now('[data-test=sure]'))
		await press('F9')
		await settled()
		check('pressed at once again, nothing is done yet', !(await page.$('[data-test=issued]')) && sent === 0)
	})
	await looks('deregister')
	// it asks for some seconds only, and a press sooner than half a second is the same one
	let asked = false
	await frozen(page, turn => until(async () => {
		if (!(await sure())) await press('F9')
		if (!(await until(sure, 3000))) return false
		asked = true
		await turn(600)
		await press('F9')
		return until(async () => sent, 3000)
	}))
	must('it still asks, and then it is done', asked && sent === 1, sent)
	page.off('request', count)
	await issued('deregistration', ['deregistration'])
	const b = await get(`/bikes/${bike.id}`)
	check('the bike is off the register', b.life === 'deregistered')
	if (LOOK) await looks('deregister-done')
	await press('F3')
	await seen('[data-test=idle]')
	await press('3')
	await until(async () => (await focus()) === 'f-bikeId')
	await scan(b.frameNo)
	if (!MOCK) check('its plate is free: the number finds no bike', !(await get(`/numbers?q=${encodeURIComponent(bike.plate)}`)).items.some(h => h.tier === 'exact' && h.kind === 'plate'))
	await page.evaluate(() => document.activeElement?.blur())
	await drop()
	must('the desk is empty again', await seen('[data-test=idle]'))
}
/** What is in the form is thrown away. */
async function drop() {
	await page.click('footer.bar button >> nth=0')
	await agree(page)
}
/** The first press asks for five seconds, the second does it. */
async function noShowNow() {
	return until(async () => {
		if (!(await page.isVisible('[data-test=serving]'))) return true
		await page.focus('[data-test=no-show]', { timeout: 2500 })
		await press('Enter')
		await press('Enter')
		return goneOf(page, '[data-test=serving]', 8000)
	})
}

/* --- booked for a bike: it is chosen at once; and the address opens a form --- */
async function bookedBike(bike) {
	await booked('replace', '张秀英', bike.id)
	await press('F2')
	must('who booked for a bike has it chosen at once', await until(async () => (await text('[data-test=bike-plate]')) === bike.plate && (await value('business')) === 'replace'), await now('[data-test=bike-plate]'))
	check('and the cursor stands behind it', await until(async () => (await focus()) === 'f-reason'), await focus())
	await page.selectOption('#business', 'change')
	check('another business than booked is told, not stopped', await seen('[data-test=booked].other') && !(await page.$('[data-level=block]')))
	await settled()
	check('the verdict minds it, too', await until(() => page.$('[data-level=warn] [data-code=booking_purpose]')) || MOCK, await lines())
	if (LOOK) await looks('booked-other')
	await drop()
	must('nobody came', await noShowNow())
}

/* --- somebody who does not come to the window --- */
async function noShow() {
	await post('/sites/1/walk-in', { purpose: 'change', name: '何晓' })
	await press('F2')
	must('somebody is called', await seen('[data-test=serving] [data-test=no-show]'))
	const n = await text('[data-test=serving] .no')
	await page.focus('[data-test=no-show]')
	await press('Enter')
	check('the first press only asks', await until(async () => /确定/.test(await text('[data-test=no-show]'))) && (await text('[data-test=serving] .no')) === n)
	if (LOOK) await looks('no-show')
	check('left alone it asks no more', await until(async () => !/确定/.test(await text('[data-test=no-show]'))))
	check('the second press marks the no-show', await noShowNow())
}

/* --- a correction: asked for by a clerk, decided by an officer --- */
async function correction(bike, officer) {
	await goTo(page, `${BASE}/#/bikes/${bike.id}`)
	must('the bike’s page tells its history', await until(async () => (await page.$$('[data-test=history] li')).length >= 1))
	check('and its papers', await until(async () => (await page.$$('[data-test=bike-papers] li')).length >= 1))
	await page.click('[data-test=correct]')
	await page.waitForSelector('#k-field', { state: 'visible' })
	await page.selectOption('#k-field', 'brand')
	await page.click('[data-test=correct-go]')
	check('a correction without a value says what is missing', await seen('.el-dialog .err'))
	await page.fill('#k-value', '台铃')
	await page.fill('#k-why', '录入时选错了品牌')
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'correct-1366-zh.png') })
	await page.click('[data-test=correct-go]')
	must('it waits', await seen('[data-test=open-correction]'))
	await goTo(officer, `${BASE}/#/reviews?tab=corrections`)
	must('an officer sees what is asked', await until(() => officer.isVisible('[data-test=correction][data-state=asked]')))
	await looks('corrections', officer)
	await officer.click('[data-test=correction-go]')
	await agree(officer)
	must('and corrects it', await until(async () => (await get(`/bikes/${bike.id}`)).brand === '台铃'))
	await reload(page)
	check('the page says so', await until(async () => /台铃/.test(await text('.sheet'))) && !(await page.$('[data-test=open-correction]')))
	await looks('bike-after')
}

const dir = mkdtempSync(path.join(tmpdir(), 'yz-business-'))
writeFileSync(path.join(dir, 'p.png'), Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
const officer = await another(own, WIDE)
listen(officer, troubles, t => /status of 40[01349]/.test(t))
try {
	await goTo(page, `${BASE}/#/counter`)
	must('the clerk logs in', await logIn(page, 'clerk', accounts.clerk))
	await goTo(officer, `${BASE}/#/reviews`)
	must('an officer logs in', await logIn(officer, 'demo', accounts.demo))
	await deskStands()
	await page.selectOption('[data-test=window]', String(WINDOW))
	await empty()
	const bikes = []
	for (let n = 0; n < 4; n++) bikes.push(await bikeOf(n))
	await reload(page)
	must('the desk stands', await until(() => page.isVisible('[data-test=idle], [data-test=put-aside]')) && await deskStands())
	if (await page.isVisible('[data-test=put-aside]')) await page.click('[data-test=put-aside]')
	must('and is empty', await seen('[data-test=idle]'))
	await transfer(bikes[0], dir)
	await impounded(bikes[1], officer)
	const renewed = await replace(bikes[2], dir)
	await change(renewed, dir)
	await deregister(bikes[3], dir)
	await bookedBike(renewed)
	await noShow()
	await correction(renewed, officer)
} catch (e) {
	await broken(e, [['business', page], ['officer', officer]], OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
stand?.kill()
rmSync(dir, { recursive: true, force: true })
process.exit(verdict())
