/* The desk's dialogs and the pages of a second person in a real browser: appointments, the queue, stock, an override that an officer reviews, a point's
 * hours, the city's calendar, letters as commands, an owner, a merge; what the auditor sees of it; and a half-filled form over a log-out by the clock and over a restart of the server.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE node tests/browser/desk.mjs [OUT]
 *
 * Needs the accounts clerk, clerk2, demo (an officer above the point), sysadmin and auditor, a point that is open now, and TAG, a tag in its cupboard (tools/demo.py --counter has all). With
 * YZ_CONTROL=1 whoever started this acts on lines "## idle NAME" (ends NAME's session by the clock), "## stop" and "## start" (the server), and writes a line to our
 * standard input when it is done; without, those chapters are left out. YZ_LOOK=1 takes screenshots of each page in both languages and two widths. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { LONG, LOOK, Stop, agree, another, broken, browser, burst, check, cityDay, clock, escape, forget, freshCode, goTo, gone, listen, loaded, logIn, must, noRawKeys, noSideways, now, readAccounts, reload, seen, told, until, verdict } from './kit.mjs'

const BASE = (process.env.BASE_URL ?? '').replace(/\/$/, '')
const OUT = process.argv[2] ?? process.env.OUT ?? 'out/desk'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const WIDE = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }
const troubles = []
mkdirSync(OUT, { recursive: true })

const own = await browser('desk', WIDE)
const people = new Map()
let quiet = false          // a refusal that is part of the story is told by the browser as an error
/** A page of this account's. */
async function as(name, route = '/') {
	const page = people.size ? await another(own, WIDE) : own.page
	listen(page, troubles, text => /status of 40[0139]/.test(text) || (quiet && /ERR_|status of 4/.test(text)))
	people.set(name, page)
	await goTo(page, `${BASE}/#${route}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}
const go = (page, route) => goTo(page, `${BASE}/#${route}`)
const text = (page, sel) => page.textContent(sel, { timeout: 2500 }).catch(() => '')
/** The words are there, or come. */
const says = (page, sel, want) => until(async () => (want instanceof RegExp ? want.test(await text(page, sel)) : (await text(page, sel)).includes(want)))
const value = (page, id) => page.inputValue(`#${id}`, { timeout: 3000 }).catch(() => null)
const post = (page, url, body, method = 'POST') => page.evaluate(async ([url, body, method]) => {
	const r = await fetch(`/api/v1${url}`, { method, headers: { 'X-Yanzhen': '1', 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
	return { status: r.status, body: await r.json().catch(() => null) }
}, [url, body, method])
const get = (page, url) => page.evaluate(async url => (await fetch(`/api/v1${url}`)).json(), url)
/** The desk's figures are there, and with them what the point wants: photos, papers. */
const deskStands = page => until(async () => (await page.getAttribute('[data-test=queue-pane]', 'data-stands')) === 'true')
/** The form of whoever is at this window, opened if it is not: it comes before the person does. */
async function openForm(page, also = '') {
	await deskStands(page)
	const serving = `${also}[data-test=serving] .acts button`
	await page.waitForSelector(`#f-motorNo, ${serving}`)
	if (!(await page.$('#f-motorNo'))) await page.click(serving)
	await page.waitForSelector('#f-motorNo')
}
/** The page is well formed at a desk and on a phone; with YZ_LOOK also seen in both languages. */
async function looks(page, name) {
	for (const [lang, size] of [['zh', WIDE], ['zh', PHONE], ['en', PHONE], ['en', WIDE]]) {
		if (lang === 'en' && !LOOK) continue
		if ((await page.getAttribute('html', 'lang'))?.startsWith('zh') !== (lang === 'zh')) await page.click('[data-test=lang]', { timeout: 3000 }).catch(() => undefined)
		await page.setViewportSize(size)
		if (LOOK) await page.waitForTimeout(500)
		await noSideways(page, `${name} ${size.width} ${lang}`)
		if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`) })
	}
	if (LOOK) await page.click('[data-test=lang]').catch(() => undefined)
	await page.setViewportSize(WIDE)
	await noRawKeys(page, name)
}

const control = process.env.YZ_CONTROL === '1' ? createInterface({ input: process.stdin })[Symbol.asyncIterator]() : null
async function order(what) {
	console.log(`## ${what}`)
	return (await control.next()).value === 'done'
}

const run = String(Date.now() % 100_000).padStart(5, '0')
const phone = n => `139${run}${String(n).padStart(3, '0')}`
const FRAME = `QF${run}O158`
const LIKE = `QF${run}0158`      // zero for O: what an officer has to see

/* --- appointments: book, refuse an empty one, move, cancel, check in; the queue --- */
async function pickSlot(page, at) {
	await page.waitForSelector('.pick button:not(:disabled)', { state: 'visible' })
	const free = page.locator('.pick button:not(:disabled)')
	await free.nth((await free.count()) + at).click()
}
const row = (page, name) => page.locator('[data-test=booking]', { hasText: name })
async function appointment(page, name, n, tomorrow = false) {
	await page.click('[data-test=book]')
	await page.waitForSelector('#b-name', { state: 'visible' })
	if (tomorrow) {
		const day = await value(page, 'b-day')
		await Promise.all([page.waitForResponse(r => r.url().includes('/slots') && !r.url().includes(day)), page.fill('#b-day', new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10))])
		await until(async () => (await page.$$('.pick button')).length > 40)
	}
	await page.fill('#b-name', name)
	await page.fill('#b-phone', phone(n))
	await pickSlot(page, -1)
	await page.click('[data-test=book-go]')
	return gone(page, '#b-name')
}
/* --- an appointment for a bike: its plate is found as one types, and is in the list with a way to the bike --- */
async function forBike(page) {
	const made = (await post(page, '/bikes', { plate: `衡Z${run}`, tag: `5EC${run}`, ownerName: '周七', ownerPhone: phone(777), brand: '雁牌', colour: '黑' })).body
	must('a bike is there', made.id > 0, JSON.stringify(made))
	await page.click('[data-test=book]')
	await page.waitForSelector('#b-name', { state: 'visible' })
	check('a new registration asks for no plate', !(await page.$('#b-plate')))
	await page.selectOption('#b-purpose', 'replace')
	await page.fill('#b-name', '李四')
	await page.fill('#b-phone', phone(4))
	await page.fill('#b-plate', 'QQ99999Q')
	check('a plate that is none is told', await seen(page, '[data-test=bike-none]'))
	await pickSlot(page, -1)
	await page.click('[data-test=book-go]')
	check('and nothing is booked with it', await says(page, '.el-dialog .form > .err', /号牌/))
	await page.fill('#b-plate', made.plate.slice(1))
	await page.click('[data-test=bike-hit]')
	check('of a part the bikes are offered', await says(page, '[data-test=bike-chosen]', made.plate) && (await value(page, 'b-plate')) === made.plate)
	await page.fill('#b-plate', '')
	await page.fill('#b-plate', made.plate.toLowerCase())
	check('the whole plate chooses it', await seen(page, '[data-test=bike-chosen]'))
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'book-bike-1366-zh.png') })
	await page.click('[data-test=book-go]')
	must('it is booked', await gone(page, '#b-name'))
	check('the list has its plate, with a way to the bike', await until(async () => (await row(page, '李*').first().locator('[data-test=bike]').getAttribute('href', { timeout: 2500 }).catch(() => '')) === `#/bikes/${made.id}`))
}
async function bookings(page) {
	await go(page, '/bookings')
	must('the day stands', await seen(page, '[data-test=bookings] .slots li'))
	await page.click('[data-test=book]')
	await page.waitForSelector('.pick button', { state: 'visible' })
	await pickSlot(page, -1)
	await page.click('[data-test=book-go]')
	check('an appointment without a name says what is missing', await seen(page, '.el-dialog .err'))
	await escape(page, '#b-name')
	must('an appointment is made', await appointment(page, '赵一', 1))
	must('it is in the list', await until(async () => (await row(page, '赵*').count()) >= 1))
	const before = await row(page, '赵*').first().locator('td').first().textContent()
	await row(page, '赵*').first().locator('button').nth(1).click()
	await page.waitForSelector('.pick button:not(:disabled)', { state: 'visible' })
	await pickSlot(page, -2)
	await page.click('[data-test=book-go]')
	must('it is moved to another time', await until(async () => (await row(page, '赵*').first().locator('td').first().textContent()) !== before))
	await row(page, '赵*').first().locator('button').nth(2).click()
	await agree(page)
	check('cancelled, and the place is given back', await until(async () => (await row(page, '赵*').first().locator('button').count()) === 0))
	must('another one', await appointment(page, '钱二', 2))
	await until(async () => (await row(page, '钱*').count()) >= 1)
	await row(page, '钱*').first().locator('button').first().click()
	check('its owner checks in and has a number', await until(async () => (await row(page, '钱*').first().locator('button').count()) === 1))
	must('and one for tomorrow', await appointment(page, '孙三', 3, true))
	await forBike(page)
	await looks(page, 'bookings')
}
async function queue(page) {
	await go(page, '/counter')
	must('who checked in waits', await until(async () => Number(await text(page, '[data-test=waiting]')) >= 1))
	const waits = Number(await text(page, '[data-test=waiting]'))
	await deskStands(page)
	await page.selectOption('[data-test=window]', '3')      // nobody of the counter's own story is served there
	quiet = true
	await page.route('**/sites/*/call', r => r.fulfill({ status: 404, contentType: 'application/json', body: '{"error":{"code":"NOTFOUND","message":"nobody waits","field":"","request":""}}' }))
	await forget(page)
	await Promise.all([page.waitForResponse('**/sites/*/call'), page.keyboard.press('F2')])
	check('that nobody waits is told, neither as done nor as wrong', await told(page, /没有人在等/, 'el-message--info'))
	await page.unroute('**/sites/*/call')
	quiet = false
	await page.click('[data-test=walk-in]')
	await page.waitForSelector('#w-name', { state: 'visible' })
	check('the cursor is in the name', await until(() => page.evaluate(() => document.activeElement?.id === 'w-name')))
	await page.waitForSelector('.el-overlay.dialog-fade-enter-active', { state: 'detached' })
	await page.fill('#w-phone', '12')
	await page.press('#w-phone', 'Enter')
	check('a bad telephone is refused in the dialog', await seen(page, '.el-dialog .err'))
	check('a digit in the telephone is a digit', (await page.isChecked('#w-purpose-register')) && (await value(page, 'w-phone')) === '12')
	await page.fill('#w-phone', '')
	await page.focus('#w-name')
	for (const [i, p] of ['register', 'change', 'transfer', 'replace', 'deregister'].entries()) {
		await page.keyboard.press(String(i + 1))
		check(`${i + 1} is ${p}`, await page.isChecked(`#w-purpose-${p}`))
	}
	check('and is not in the name', (await value(page, 'w-name')) === '')
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'walk-in-1366-zh.png') })
	await page.keyboard.press('1')
	await page.press('#w-phone', 'Enter')
	must('the dialog has done its work', await gone(page, '#w-phone'))
	check('somebody without an appointment takes a number', await until(async () => Number(await text(page, '[data-test=waiting]')) === waits + 1))
	await page.click('[data-test=next]')
	must('the next is called and a form opens', await seen(page, '#f-owner-name'))
	const site = (await get(page, '/sites')).items[0].id
	const shown = await get(page, `/sites/${site}/display`)
	await go(page, `/queue/${site}`)
	check('the screen on the wall shows the number and no name', await until(async () => (await text(page, '[data-test=queue]')).includes(String(shown.calls?.[0]?.queueNo ?? shown.items?.[0]?.queueNo ?? 1))) && !/钱|赵/.test(await text(page, '[data-test=queue]')))
	await looks(page, 'queue')
}

/* --- stock: offered by one, signed by another, withdrawn, counted --- */
async function offer(page) {
	await page.click('[data-test=offer]')
	await page.waitForSelector('#k-to', { state: 'visible' })
	await page.selectOption('#k-what', 'tag')
	// the points are read by themselves
	await page.selectOption('#k-from', await until(() => page.$eval('#k-from', e => [...e.options].find(o => /^[1-9]\d*\D0$/.test(o.value)).value)))
	await page.selectOption('#k-to', '0.0')
	await page.fill('#k-n', '2')
	await page.click('.el-dialog__footer .el-button--primary >> visible=true')
	return gone(page, '#k-to')
}
async function stock(page, other) {
	await go(page, '/stock')
	await seen(page, '[data-test=stock] table')
	must('two tags are offered to the depot', await offer(page))
	await page.click('[data-tab=transfer]')
	must('the offer waits', await seen(page, 'tbody tr .chip.warn'))
	check('who offered it cannot sign it', (await page.locator('tbody tr').first().locator('button').count()) === 1)
	await looks(page, 'stock')
	await page.locator('tbody tr').first().locator('button').click()
	await agree(page)
	check('withdrawn', await until(async () => (await page.locator('tbody tr').first().locator('button').count()) === 0))
	must('offered again', await offer(page))
	await go(other, '/stock?tab=transfer')
	await seen(other, 'tbody tr .el-button--primary')
	await other.click('tbody tr .el-button--primary')
	await agree(other)
	check('another person signs', await until(async () => (await other.locator('tbody tr').first().locator('.chip.ok').count()) === 1))
}

/* --- a look-alike of a stolen bike's number: asked for, declined, asked for again, granted --- */
async function bike(page, frame, n, stolen = null) {
	const tag = (0x5D000000 + Number(run) * 100 + n).toString(16).toUpperCase()
	const b = await post(page, '/bikes', { plate: `衡R${run}${n}`, tag, ownerName: '周四光', ownerPhone: phone(100 + n), brand: '雅迪', colour: '红色' })
	const f = await post(page, `/bikes/${b.body.id}/field`, { field: 'frameNo', value: frame }, 'PUT')
	must(`a bike with the number ${frame} is registered`, b.status === 201 && f.status === 200, `${b.status} ${f.status} ${JSON.stringify(f.body)}`)
	if (stolen) must('and reported stolen', (await post(stolen, '/thefts', { bikeId: b.body.id, lastSeenAt: clock() - 3600e3, missingAt: clock() - 1800e3, severity: 2 })).status === 201)
	return b.body
}
/** A picture as a telephone makes it. */
async function picture(page, colour) {
	const b64 = await page.evaluate(colour => {
		const c = document.createElement('canvas')
		c.width = 1200
		c.height = 900
		const x = c.getContext('2d')
		x.fillStyle = colour
		x.fillRect(0, 0, 1200, 900)
		x.fillStyle = '#f4efe4'
		x.fillRect(180, 380, 840, 120)
		return c.toDataURL('image/png').split(',')[1]
	}, colour)
	return Buffer.from(b64, 'base64')
}
/** The bike in the register gets a photo of its own. */
async function registered(page, id, slot, png) {
	const up = await page.evaluate(async b64 => {
		const bytes = Uint8Array.from(atob(b64), c => c.charCodeAt(0))
		return (await fetch('/api/v1/photos', { method: 'POST', headers: { 'X-Yanzhen': '1', 'Content-Type': 'image/png' }, body: bytes })).json()
	}, png.toString('base64'))
	must('the bike in the register has a photo', (await post(page, `/bikes/${id}/photos/${slot}`, { photo: up.photo }, 'PUT')).status === 200)
}
const WEIGHT = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idCard = serial => { const s = `4304061985031${String(serial).padStart(4, '0')}`; return s + '10X98765432'[WEIGHT.reduce((a, w, i) => a + w * Number(s[i]), 0) % 11] }
/** The rest of the form, for somebody who comes through an agent. */
async function rest(page) {
	await page.focus('#f-hasAgent')
	await page.keyboard.press('Space')
	for (const [id, v] of [['owner-name', '郑十一'], ['owner-idNo', idCard(Number(run) % 9000)], ['owner-phone', phone(201)], ['agent-name', '王小代'], ['agent-idNo', idCard(Number(run) % 9000 + 7)], ['agent-phone', phone(202)], ['colour', '白色'], ['tag', process.env.TAG]]) {
		await page.fill(`#f-${id}`, v)
		await page.press(`#f-${id}`, 'Enter')
	}
	for (const x of ['id_card', 'invoice', 'conformity', 'agent_id_card', 'agent_letter']) {
		await page.focus(`#f-papers-${x}`)
		await page.keyboard.press('Space')
	}
	await page.focus('#f-consent')
	await page.keyboard.press('Space')
}
async function ask(page, why, photos = '') {
	await page.waitForSelector('[data-test=override]')
	await page.click('[data-test=override]')
	await page.waitForSelector('.el-message-box textarea', { state: 'visible' })
	if (photos) check('the clerk is told what goes with the request', await says(page, '.el-message-box', photos), await now(page, '.el-message-box'))
	await agree(page, why)
	return until(async () => (await page.getAttribute('[data-test=override-state]', 'data-state')) === 'asked')
}
async function override(page, officer) {
	const first = await bike(page, FRAME, 1, officer)
	await registered(page, first.id, 'vehicle_code', await picture(page, '#884422'))
	await go(page, '/counter')
	await openForm(page)
	await page.fill('#f-frameNo', LIKE)
	await page.fill('#f-brand', '爱玛')
	await page.press('#f-brand', 'Enter')
	must('a look-alike of a stolen number stops the form', await until(() => page.$('[data-code=number_alike_stolen]')))
	const png = await picture(page, '#226688')
	const slots = await until(async () => { const l = await page.$$eval('[data-slot].need', l => l.map(e => e.dataset.slot)); return l.length === 4 && l }) ?? []
	for (const s of slots) await page.setInputFiles(`#f-photos-${s}`, { name: `${s}.png`, mimeType: 'image/png', buffer: png })
	must('photos of the bike are up', slots.length === 4 && await until(async () => (await page.$$('[data-photo=done]')).length === slots.length), slots.join(' '))
	must('the clerk asks for an override', await ask(page, '来人有发票，请核对', '3 张'))

	const site = (await get(officer, '/numbers/overrides?open=1')).items[0]
	check('the API refuses the asker as reviewer', (await post(page, `/numbers/overrides/${site.id}/do/grant`, { note: '自己放行' })).status === 403)
	await go(officer, '/reviews')
	must('the officer sees the request', await seen(officer, `[data-review="${site.id}"]`))
	check('and how many wait, in the menu', await until(async () => Number(await text(officer, '[data-nav=reviews] .count')) >= 1))
	must('the two bikes stand side by side', await seen(officer, '[data-row=frameNo][data-state=alike]'))
	check('the look-alike character is marked, and only that', (await officer.$$eval('[data-row=frameNo] .m-alike', l => l.map(e => e.textContent).join('|'))) === '0|O')
	check('what differs is marked', await seen(officer, '[data-row=brand][data-state=other]'))
	await officer.click('[data-photo-slot=vehicle_code]')
	const shown = side => until(() => officer.$eval(`[data-side=${side}] img`, e => e.complete && e.naturalWidth > 0))
	must('the photo of the bike at the desk stands beside the one in the register', (await shown('desk')) && (await shown('register')))
	check('not the same picture', (await officer.$eval('[data-side=desk] img', e => e.src)) !== (await officer.$eval('[data-side=register] img', e => e.src)))
	await officer.click('[data-photo-slot=front]')
	check('where the register has none the page says so', (await shown('desk')) && await says(officer, '[data-side=register] .blank', /.{4}/))
	check('no paper of a person is among them', !(await officer.$('[data-photo-slot=tag_place], [data-photo-slot=id_front]')))
	check('who asked does not see them from the page of reviews', (await page.evaluate(async id => (await fetch(`/api/v1/numbers/overrides/${id}/photos/front`)).status, site.id)) === 403)
	await officer.click('[data-photo-slot=vehicle_code]')
	check('the other bike’s flag is there', await seen(officer, '[data-test=review] [data-flag=stolen]'))
	await looks(officer, 'reviews')
	await officer.click('[data-test=grant]')
	check('a decision without a reason says what to do', await seen(officer, '.decide .err'))
	await officer.fill('#review-note', '钢印有打磨痕迹，不予放行')
	await officer.click('[data-test=decline]')
	must('declined', await until(async () => (await officer.getAttribute('[data-test=review]', 'data-state')) === 'refused'))
	must('the clerk sees it, with the reason', await until(async () => (await page.getAttribute('[data-test=override-state]', 'data-state')) === 'refused' && (await text(page, '[data-test=double] .said')).includes('打磨')))
	must('and asks again', await ask(page, '已换大图，请再看一次'))
	await reload(page)
	must('the request is found again after a reload', await until(async () => (await page.getAttribute('[data-test=override-state]', 'data-state')) === 'asked'))
	const again = (await get(officer, '/numbers/overrides?open=1')).items[0]
	await go(officer, '/bookings')
	await go(officer, `/reviews?id=${again.id}`)
	await officer.waitForSelector('#review-note')
	await officer.fill('#review-note', '已看实车，钢印清楚')
	await officer.press('#review-note', 'Control+Enter')
	must('granted from the keyboard', await until(async () => (await officer.getAttribute('[data-test=review]', 'data-state')) === 'granted'))
	check('the form goes on by itself', await until(async () => !(await page.$('[data-code=number_alike_stolen]'))))
	if (LOOK) await looks(page, 'counter')
	await rest(page)
	must('with the rest the form is ready', await until(async () => (await page.getAttribute('[data-test=verdict]', 'data-head')) === 'ready'), await page.$$eval('[data-level] [data-code]', l => l.map(e => `${e.dataset.code}@${e.dataset.field}`).join(' ')))
	await page.keyboard.press('F9')
	must('the bike is registered, with the photos that were with the officer', await seen(page, '[data-test=issued]'), await now(page, '.el-message'))
	const plate = (await text(page, '[data-test=issued-plate]')).trim()
	await go(officer, '/bookings')
	await go(officer, `/reviews?show=all&id=${again.id}`)
	must('the request says which bike it was used for', await until(async () => (await officer.getAttribute('[data-test=review]', 'data-state')) === 'used' && (await text(officer, '[data-test=used-by]')).includes(plate)), await now(officer, '[data-test=review]'))
	await looks(officer, 'reviews-used')
	await go(page, '/reviews')
	must('a clerk comes to what he asked for himself', await seen(page, '[data-show=mine].on') && await until(async () => (await page.$$('[data-review]')).length >= 2))
	await page.keyboard.press('ArrowDown')
	check('the arrows go through the list from anywhere', await until(async () => (await page.getAttribute('[data-test=review]', 'data-state')) === 'refused' && (await text(page, '[data-test=review] div.verdict')).includes('打磨')))
	check('which photos went with it', (await text(page, '[data-test=photos-sent]')).length > 5 && !(await page.$('[data-photo-slot]')))
	await looks(page, 'reviews-mine')
	await page.click('[data-tab=merges]')
	check('nothing asked for: the page says so', await seen(page, '.state.empty'))
	await go(page, '/counter')
	await deskStands(page)
	await page.click('[data-test=next]')
	must('the next form is open', await seen(page, '#f-owner-name'))
}

/* --- a point's hours --- */
async function hours(page) {
	await go(page, '/hours')
	must('the week of the point stands', await until(async () => (await value(page, 'h-1')) === '00:00-24:00'))
	const weekday = (new Date(`${cityDay(1)}T00:00:00Z`).getUTCDay() + 6) % 7 + 1
	const field = `#h-${weekday}`
	await page.fill(field, '8点到9点')
	await page.click('[data-test=hours-save]')
	check('what is no time is said at its field', await seen(page, '.day .err'))
	await page.fill(field, '08:00-12:00 14:00-17:30')
	await page.click('[data-test=hours-save]')
	must('who would stand before a closed door is told before saving', await seen(page, '[data-test=outside]'))
	check('with the day to go to', (await page.$$('[data-test=outside] a')).length === 1)
	const before = await get(page, '/sites/1/hours')
	check('nothing is saved yet', before.week[weekday - 1].spans.length === 1)
	await looks(page, 'hours')
	await page.click('[data-test=hours-anyway]')
	must('saved all the same', await until(async () => (await get(page, '/sites/1/hours')).week[weekday - 1].spans.length === 2))
	const clerk = people.get('clerk')
	must('what was asked is answered', await gone(page, '[data-test=outside]'))
	const day = cityDay(1)
	await go(clerk, '/stock')
	await go(clerk, `/bookings?day=${day}`)
	check('at the point the appointment is marked', await seen(clerk, '[data-test=outside-hours]'))
	await page.fill('[data-test=day]', day)
	await page.click('[data-test=day-add]')
	check('a closed day wants its reason', await seen(page, '.add .err'))
	await page.fill('[data-test=day-reason]', '盘点')
	await page.click('[data-test=day-add]')
	check('a closed day is set', await seen(page, '[data-test=closed-day]'))
	await page.click('[data-test=closed-day] button')
	check('and open again', await gone(page, '[data-test=closed-day]'))
	await until(async () => (await value(page, `h-${weekday}`)) === '08:00-12:00 14:00-17:30')
	await page.fill(field, '00:00-24:00')
	await page.click('[data-test=hours-save]')
	check('what leaves nobody outside is saved at once', await until(async () => (await get(page, '/sites/1/hours')).week[weekday - 1].spans[0]?.to === 1440))
}

/* --- the city's calendar, on the same page: pasted, looked at, saved as a whole --- */
const listed = page => page.$$eval('[data-test=cal-days] li b', l => l.map(e => e.textContent))
async function paste(page, list) {
	await page.click('[data-test=cal-text]')
	await page.fill('#cal-text', list)
	await page.click('[data-test=cal-take]')
}
/* Hours around the clock of another unit: it answers now; changed, ended and taken back, as the table says each time. */
async function hoursOfDuty(page, at, row) {
	const now = () => page.getAttribute(`${row} [data-test=duty-now]`, 'data-unit')
	const standing = await page.getAttribute(row, 'data-unit')
	const tab = async by => { await page.click(`[data-by=${by}]`); await seen(page, by === 'hours' ? '[data-test=duty-hours]' : row) }
	check('the standing unit answers', (await now()) === standing)
	await tab('hours')
	await page.click('[data-test=shift-add]')
	await page.selectOption('#sh-place', at)
	await page.click('[data-test=shift-save]')
	check('what is missing is said', await seen(page, '[data-test=shift-form] .err'))
	await page.selectOption('#sh-unit', { index: 2 })
	await page.fill('#sh-from', '00:00')
	await page.fill('#sh-to', '00:00')
	await page.click('[data-test=shift-save]')
	const shift = `[data-test=shift-row][data-place="${at}"]`
	must('the hours stand there', await seen(page, shift))
	await looks(page, 'duty-hours')
	await tab('place')
	check('their unit answers now', await until(async () => (await now()) !== standing && (await now()) !== '0'))
	await tab('hours')
	await page.click(`${shift} [data-test=shift-edit]`)
	await page.fill('#sh-last', cityDay(3))
	await page.click('[data-test=shift-save]')
	check('changed', await until(async () => (await page.innerText(shift)).includes(cityDay(3))))
	await page.click(`${shift} [data-test=shift-end]`)
	await agree(page)
	check('ended', await until(async () => (await page.getAttribute(shift, 'data-ended')) === 'true'))
	await page.click(`${shift} [data-test=shift-undo]`)
	await agree(page)
	check('and taken back', await until(async () => (await page.getAttribute(shift, 'data-ended')) === 'false'))
	await page.click(`${shift} [data-test=shift-end]`)
	await agree(page)
	check('ended again', await until(async () => (await page.getAttribute(shift, 'data-ended')) === 'true'))
	await tab('place')
	check('the standing unit answers again', await until(async () => (await now()) === standing))
}

/* The table of duty is kept by the system administrator: a gap is filled, a station that is not there refused, a unit taken off again. */
async function duty(page) {
	await page.click('[data-nav=duty]')
	must('the districts without a unit stand there', await seen(page, '[data-test=duty-row][data-unit="0"]'))
	const at = await page.getAttribute('[data-test=duty-row][data-unit="0"]', 'data-place')
	const row = `[data-test=duty-row][data-place="${at}"]`
	await page.selectOption(`${row} select`, { index: 1 })
	must('one has a unit now', await until(async () => (await page.getAttribute(row, 'data-unit')) !== '0'))
	await page.click('[data-test=duty-add]')
	await page.fill('#du-station', 'no-such')
	await page.selectOption('#du-unit', { index: 1 })
	quiet = true
	await page.click('[data-test=duty-save]')
	check('a station that is not there is told of', await seen(page, '[data-test=duty-form] .err'))
	quiet = false
	await looks(page, 'duty')
	await hoursOfDuty(page, at, row)
	await page.click(`${row} [data-test=duty-drop]`)
	await agree(page)
	check('and it is a gap again', await until(async () => (await page.getAttribute(row, 'data-unit')) === '0'))
}

async function calendar(page) {
	const day = cityDay(1)
	const year = day.slice(0, 4)
	await go(page, '/bookings')          // the page anew
	await go(page, '/hours')
	must('the calendar of the year stands', await seen(page, '[data-test=cal-words]'))
	await page.selectOption('[data-test=cal-year]', year)
	await until(async () => (await page.getAttribute('[data-test=calendar]', 'data-year')) === year && page.isVisible('[data-test=cal-words]'))
	check('that it is not announced is said in words', await says(page, '[data-test=cal-words]', year) && await until(() => page.$('[data-test=cal-state].warn')))
	check('an empty year says how to begin', await seen(page, '[data-test=calendar] .state'))
	check('nothing to save yet', await page.isDisabled('[data-test=cal-save]'))
	await page.click('[data-test=calendar] h2')
	await page.locator('[data-test=calendar]').scrollIntoViewIfNeeded()
	if (LOOK) await looks(page, 'calendar-empty')

	await paste(page, `${year}-01-01 holiday 元旦\n${year}-02-30 holiday\n${day} perhaps`)
	check('faults of a pasted list are told at their lines', await says(page, '[data-test=cal-errors]', /2.*02-30[\s\S]*3.*perhaps/), await now(page, '[data-test=cal-errors]'))
	await looks(page, 'calendar-errors')
	const list = ['01-01 holiday 元旦', '01-02 holiday 元旦', '01-04 work 元旦', '02-16 holiday 春节', '02-17 holiday 春节', '02-18 holiday 春节', '02-14 work 春节', '05-01 放假 劳动节'].map(l => `${year}-${l}`)
	await page.fill('#cal-text', [`${day} holiday 盘库日`, ...list.filter(l => !l.startsWith(day))].join('\n'))
	await page.click('[data-test=cal-take]')
	must('a good list is taken, in order', await until(async () => { const l = await listed(page); return l.length >= 8 && l.every((d, i) => !i || l[i - 1] < d) && l.includes(day) }))
	check('and seen in the months', (await page.$(`[data-day="${day}"].off`)) !== null && (await page.$(`[data-day="${[`${year}-02-14`, `${year}-01-04`].find(d => d !== day)}"].work`)) !== null)
	const n = (await listed(page)).length
	const month = day.slice(5, 7) === '10' ? 11 : 10
	await page.fill('#cal-from', `${year}-${month}-01`)
	await page.fill('[data-test=cal-to]', `${year}-${month}-07`)
	await page.fill('#cal-name', '国庆节')
	await page.click('[data-test=cal-add]')
	check('from a day to a day', await until(async () => (await listed(page)).length === n + 7))
	await page.click(`[data-day="${year}-10-10"]`)
	check('a click on a day takes it into the form', await until(async () => (await value(page, 'cal-from')) === `${year}-10-10`))
	await page.click('[data-test=cal-announced]')
	await page.fill('[data-test=cal-source]', '通知〔2026〕7 号')
	await page.click('[data-test=cal-save]')
	must('who would stand before a closed door, at any point, is told before saving', await seen(page, '[data-test=cal-outside]'))
	check('with the point, and the day to go to', (await text(page, '[data-test=cal-outside] a')) === day && /× \d/.test(await text(page, '[data-test=cal-outside] li')))
	const was = await get(page, `/holidays/${year}`)
	check('nothing is saved yet', was.days.length === 0 && !was.announced)
	await page.locator('[data-test=cal-anyway]').scrollIntoViewIfNeeded()
	await looks(page, 'calendar')
	check('the question is answered first', !(await page.isVisible('[data-test=cal-undo]')))
	await page.click('[data-test=cal-anyway]')
	must('saved all the same, as a whole', await until(async () => { const c = await get(page, `/holidays/${year}`); return c.announced && c.days.length === n + 7 && c.source.includes('7 号') }))
	check('the page says that it is announced, and where', await until(async () => (await text(page, '[data-test=cal-words]')).includes('7 号') && (await page.$('[data-test=cal-state].ok')) !== null))
	const clerk = people.get('clerk')
	await go(clerk, '/stock')
	await go(clerk, `/bookings?day=${day}`)
	check('at the point the appointment on the holiday is marked', await seen(clerk, '[data-test=outside-hours]'))

	await page.emulateMedia({ media: 'print' })
	check('printed is the calendar alone', !(await page.isVisible('#h-1')) && !(await page.isVisible('[data-test=cal-save]')) && (await page.isVisible('[data-test=cal-days]')))
	if (LOOK) await page.pdf({ path: path.join(OUT, 'calendar.pdf'), format: 'A4', printBackground: false })
	await page.emulateMedia({ media: null })

	await page.locator('[data-test=cal-days] li', { hasText: day }).locator('button').click()
	check('a day taken out is gone from the list, not from the server', await until(async () => !(await listed(page)).includes(day)) && (await get(page, `/holidays/${year}`)).days.some(d => d.day === day))
	await page.click('[data-test=cal-undo]')
	check('undo brings the old list back', await until(async () => (await listed(page)).includes(day)))
	await page.locator('[data-test=cal-days] li', { hasText: day }).locator('button').click()
	// somebody else was quicker
	const theirs = await post(page, `/holidays/${year}`, { announced: true, source: '另一份', days: [{ day, off: 1, name: '盘库日' }] }, 'PUT')
	check('somebody else saves', theirs.status === 200, JSON.stringify(theirs.body))
	await page.click('[data-test=cal-save]')
	must('nobody saves over another', await seen(page, '[data-test=cal-problem]'))
	check('what was typed is still there', !(await listed(page)).includes(day) && (await listed(page)).length === n + 6)
	await page.click('[data-test=cal-undo]')
	must('then the other list is read', await until(async () => (await listed(page)).join() === day))
	await page.locator('[data-test=cal-days] li', { hasText: day }).locator('button').click()
	await page.click('[data-test=cal-announced]')
	await page.click('[data-test=cal-save]')
	check('what leaves nobody outside is saved at once, and the year may be provisional again', await until(async () => { const c = await get(page, `/holidays/${year}`); return !c.announced && c.days.length === 0 }))
	must('and the page knows', await until(() => page.isDisabled('[data-test=cal-save]')))
	await page.click('[data-test=cal-next]')
	check('the next year has a calendar of its own', await until(async () => (await page.getAttribute('[data-test=calendar]', 'data-year')) === String(Number(year) + 1) && (await text(page, '[data-test=cal-words]')).includes(String(Number(year) + 1))))
}

/* --- letters are commands from the moment the page stands, and a scan is none --- */
async function keys(officer) {
	const at = hash => until(async () => new URL(officer.url()).hash === hash)
	const focus = () => officer.evaluate(() => document.activeElement?.id ?? '')
	await go(officer, '/alerts')
	await reload(officer)
	await seen(officer, '[data-nav=alerts].active')
	check('the search field does not take the cursor', (await focus()) !== 'search', await focus())
	await burst(officer, 'LM88MA')
	check('a scanned number is looked for, and no command', await at('#/search?q=LM88MA'), officer.url())
	await officer.waitForTimeout(400)          // three times the pause that makes a letter a command
	check('nor afterwards', new URL(officer.url()).hash === '#/search?q=LM88MA', officer.url())
	await go(officer, '/alerts')
	await seen(officer, '[data-nav=alerts].active')
	await officer.keyboard.press('/')
	check('/ goes to the search field', await until(async () => (await focus()) === 'search'))
	await officer.keyboard.type('m')
	await officer.keyboard.press('Escape')
	check('Esc leaves it', await until(async () => (await focus()) !== 'search'))
	await officer.waitForTimeout(200)          // a letter right after another one would be a scanner's
	await officer.keyboard.press('m')
	check('M goes to the map without a click before', await at('#/'), officer.url())
	await go(officer, '/search')
	check('only the empty search page takes the cursor', await until(async () => (await focus()) === 'search'))
}

/* --- an owner: from the one box, one field in the clear, a merge that another person decides --- */
async function owner(page, officer, secret) {
	const second = await bike(page, `QG${run}7731`, 2)
	await officer.fill('#search', phone(101))
	await officer.press('#search', 'Enter')
	must('the one box finds the owner by telephone', await seen(officer, '[data-test=owner-hit]'))
	check('the telephone is not in the address', !officer.url().includes(phone(101)), officer.url())
	await officer.click('[data-test=owner-hit] a')
	must('the owner has a page', await seen(officer, '[data-test=owner] [data-test=owned]'))
	check('masked', await says(officer, '[data-test=owner] h1', /\*/) && !(await text(officer, '[data-test=owner]')).includes(phone(101)))
	await looks(officer, 'owner')
	await officer.click('[data-unmask=phone]')
	await officer.waitForSelector('#u-ref', { state: 'visible' })
	await officer.click('[data-test=unmask-go]')
	check('a look wants a file number', await seen(officer, '[data-test=unmask] .err'))
	await officer.fill('#u-ref', `CASE-${run}`)
	await officer.click('[data-test=unmask-go]')
	await freshCode(officer, secret)
	check('then this one field is in the clear', await says(officer, '[data-test=clear]', phone(101)))

	await go(officer, '/bookings')
	await officer.fill('#search', phone(201))
	await officer.press('#search', 'Enter')
	await officer.click('[data-test=owner-hit] a')
	must('who came through an agent has one on the page', await seen(officer, '[data-test=agent]'))
	check('the agent is masked', !(await text(officer, '[data-test=agent]')).includes(phone(202)) && !(await text(officer, '[data-test=agent]')).includes('王小代'))
	await looks(officer, 'owner-agent')
	for (const [field, value] of [['phone', phone(202)], ['name', '王小代']]) {
		await officer.click(`[data-unmask-agent=${field}]`)
		await officer.waitForSelector('#u-ref', { state: 'visible' })
		await officer.fill('#u-ref', `CASE-${run}`)
		await officer.click('[data-test=unmask-go]')
		must(`the agent's ${field} is shown, and nothing else`, await until(async () => (await officer.$$eval('[data-test=clear]', l => l.map(e => e.textContent).join('|'))) === value), await now(officer, '[data-test=unmask] .err'))
		await gone(officer, '#u-ref')
	}

	await go(page, '/stock')
	await go(page, `/bikes/${second.id}`)
	await page.click('[data-test=to-owner]')
	must('the clerk comes to the owner from the bike', await seen(page, '[data-test=merge-ask]'))
	await page.click('[data-test=merge-ask]')
	await page.waitForSelector('#m-text', { state: 'visible' })
	await page.fill('#m-text', phone(101))
	await page.click('[data-test=merge-find]')
	await page.waitForSelector('.pick input')
	await page.click('.pick input')
	await page.fill('#m-reason', '同一人两次登记')
	await page.click('[data-test=merge-send]')
	must('a merge is asked for', await seen(page, '[data-test=owner-merge]'))
	await go(officer, '/reviews?tab=merges')
	must('the officer sees both records', await seen(officer, '[data-test=merge] [data-test=twins]'))
	await looks(officer, 'merges')
	await officer.click('[data-test=merge-no]')
	check('a merge is not declined without a reason', await seen(officer, '[data-test=merge] .err'))
	await officer.fill('#merge-note', '证件不同，是父子两人')
	await officer.click('[data-test=merge-no]')
	must('declined', await seen(officer, '[data-test=merge][data-state=refused]'))
	await reload(page)
	must('the asker sees it on the owner’s page, with the reason', await until(async () => (await text(page, '[data-test=owner-merge] .said')).includes('父子')))
	await looks(page, 'owner-declined')
	await page.click('[data-test=owner-merge] .chip')
	must('and on the page of reviews', await until(async () => (await text(page, '[data-test=merge-note]')).includes('父子')))
	await page.goBack()
	must('back on the owner’s page', await seen(page, '[data-test=owner] [data-test=merge-ask]'))
	await page.click('[data-test=merge-ask]')
	await page.waitForSelector('#m-text', { state: 'visible' })
	await page.fill('#m-text', phone(101))
	await page.click('[data-test=merge-find]')
	await page.waitForSelector('.pick input')
	await page.click('.pick input')
	await page.fill('#m-reason', '已核对户口本，同一人')
	await page.click('[data-test=merge-send]')
	must('asked for again', await until(async () => (await page.$$('[data-test=owner-merge]')).length === 2))
	await go(officer, '/bookings')
	await go(officer, '/reviews?tab=merges')
	await officer.waitForSelector('#merge-note')
	await officer.press('#merge-note', 'Control+Enter')
	await agree(officer)
	must('merged, from the keyboard', await seen(officer, '[data-test=merge][data-state=approved]'))
	await reload(page)
	check('the bikes of both are one owner’s', await until(async () => (await page.$$('[data-test=owned]')).length === 2))
}

/* --- a half-filled form --- */
async function survives(page) {
	await go(page, '/counter')
	await openForm(page)
	await page.fill('#f-owner-name', '吴五')
	await page.fill('#f-motorNo', `M${run}`)
	must('what was typed is kept', await seen(page, '[data-test=kept][data-kept=true]'))
	quiet = true
	if (!(await order('idle clerk'))) throw new Stop('control')
	await page.press('#f-owner-name', 'F4', { timeout: 2000 }).catch(() => undefined)      // the page asks by itself as well, and may have left already
	must('the log-out by the clock shows the log-in page', await seen(page, '#login-name'))
	check('and says why', await says(page, '[data-test=ended]', /15/))
	must('the clerk logs in again', await logIn(page, 'clerk', accounts.clerk))
	const back = async () => {
		await openForm(page, '[data-test=take-up], ')
		return until(async () => (await value(page, 'f-motorNo')) === `M${run}` && (await value(page, 'f-owner-name')) === '吴五')
	}
	must('the form is there as it was', await back(), await value(page, 'f-motorNo'))

	if (!(await order('stop'))) throw new Stop('control')
	await page.fill('#f-model', 'DE3')
	must('while the server is away the page says so', await seen(page, '[data-test=offline]'))
	must('the server is back', await order('start'))
	must('the page finds it by itself', await gone(page, '[data-test=offline]'))
	check('nothing is lost, and what was typed meanwhile is there', (await value(page, 'f-motorNo')) === `M${run}` && (await value(page, 'f-model')) === 'DE3')
	check('the check goes on', await until(async () => (await page.getAttribute('[data-test=verdict]', 'data-settled')) === 'true'))
}

/* --- the auditor: who was it, by name; what was it, in words; by keyboard; and nothing else --- */
const auditRows = page => page.$$eval('[data-test=audit-row]', l => l.map(r => r.innerText))
async function audit(page, clerkName) {
	must('the audit shows its rows', await seen(page, '[data-test=audit-row]'))
	check('the chain’s verdict stands above them', await until(async () => (await page.getAttribute('[data-test=audit-chain]', 'data-verdict')) === 'warn') && await says(page, '[data-test=audit-chain]', /核对/))
	check('accounts made on the machine stand there by name', await says(page, '[data-test=audit-console]', /领导 leader #/))
	await looks(page, 'audit')
	await page.fill('[data-test=audit-account]', '没有这个人')
	check('an unknown name says so', await seen(page, '[data-test=audit-account-none]'))
	const before = (await auditRows(page)).length
	await page.press('[data-test=audit-account]', 'Enter')
	check('and filters nothing', (await auditRows(page)).length === before && !page.url().includes('actor='))
	await page.fill('[data-test=audit-account]', '上牌员')
	must('a part of a name gives a list to choose from', await until(async () => (await page.$$('[data-test=audit-account-hit]')).length >= 2))
	await page.locator('[data-test=audit-account-hit]', { hasText: `${clerkName} #` }).first().click()
	must('only this account’s rows are left', await until(async () => { const l = await auditRows(page); return l.length > 0 && l.every(x => x.includes(`${clerkName} #`)) }))
	check('with its unit', (await auditRows(page)).every(x => /上牌点|site-01|珠晖|衡阳/.test(x)), (await auditRows(page))[0])
	await reload(page)
	check('the address keeps the choice', await until(async () => (await page.inputValue('[data-test=audit-account]')).includes(clerkName)))
	await page.selectOption('[data-test=audit-verb]', 'group:change')
	must('the kind of action narrows it', await until(async () => { const l = await page.$$eval('[data-test=audit-row]', r => r.map(x => x.dataset.group)); return l.length > 0 && l.every(g => g === 'change') }))
	await page.click('[data-test=audit-clear]')
	must('without it there are others', await until(async () => (await auditRows(page)).length > 20))
	await page.selectOption('[data-test=audit-verb]', 'owner.unmask')
	must('a look in the clear is told in words', await until(async () => { const l = await auditRows(page); return l.some(x => /手机号/.test(x)) && l.every(x => /用途/.test(x) && x.includes(`CASE-${run}`)) }), (await auditRows(page))[0])
	check('without a word of JSON', !(await auditRows(page)).join().includes('{'))
	await page.locator('[data-test=audit-row]').first().focus()
	await page.keyboard.press('Enter')
	check('the raw row is one key away', await until(async () => (await text(page, '[data-test=audit-raw-text]')).includes('"verb": "owner.unmask"')))
	await page.keyboard.press('Enter')
	await gone(page, '[data-test=audit-raw-text]')
	for (let i = 0; i < 100; i++) await get(page, '/audit?limit=1')          // each leaves a row
	await page.click('[data-test=audit-clear]')
	must('a page of rows is read at a time', await until(async () => (await auditRows(page)).length === 100))
	await page.locator('[data-test=audit-row]').first().focus()
	await page.keyboard.press('ArrowDown')
	check('the arrow goes to the next row', await until(() => page.evaluate(() => document.activeElement?.previousElementSibling !== null && document.activeElement?.previousElementSibling?.previousElementSibling === null && document.activeElement?.dataset.test === 'audit-row')))
	await page.keyboard.press('End')
	await page.keyboard.press('ArrowDown')
	must('below the last row the next page comes', await until(async () => (await auditRows(page)).length > 100))
	await page.fill('[data-test=audit-from]', '2020-01-01T00:00')
	await page.fill('[data-test=audit-to]', '2019-01-01T00:00')
	check('a time that ends before it begins is said', await seen(page, '[data-test=audit-filters] .err'))
	await page.fill('[data-test=audit-from]', '2018-01-01T00:00')
	await page.click('[data-test=audit-go]')
	check('nothing found says what to do', await until(async () => (await page.innerText('#main')).includes('没有符合条件的记录')))
	check('the auditor has nothing else', (await page.$$eval('[data-nav]', l => l.map(a => a.getAttribute('data-nav')).join())) === 'books,access,audit,me')
	await noRawKeys(page, 'audit, filtered')
}

try {
	const clerk = await as('clerk', '/bookings')
	await bookings(clerk)
	await queue(clerk)
	const clerk2 = await as('demo', '/stock')
	await stock(clerk, clerk2)
	const officer = people.get('demo')
	await override(clerk, officer)
	const admin = await as('sysadmin', '/hours')
	await hours(admin)
	await calendar(admin)
	await duty(admin)
	await keys(officer)
	await owner(clerk, officer, accounts.demo[1])
	await audit(await as('auditor', '/audit'), 'clerk')
	if (control) await survives(clerk)
} catch (e) {
	await broken(e, people, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
