/* A violation from its review to its revocation, in a real browser: an officer confirms what the junction caught and dismisses what a camera took, by keyboard; the owner
 * reads on the phone what happened, where, when, what it means and what the rights are, sees the picture, notes it, and is to be published; he appeals with a photo; who
 * confirmed it is told why he cannot decide, and refused when he asks all the same; another officer revokes it by keyboard; the phone says so, and the count, the course
 * and the publication that came of it are withdrawn. A notice that no phone could get is carried on paper, and written down as served.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_NUMBER=WF... YZ_CAMERA=WF... YZ_CARRIED='WF... PLATE PLACE' YZ_PHONE=... YZ_MESSAGES=FOLDER node tests/browser/review.mjs [OUT]
 *
 * tests/browser/review.py makes the server and what was caught. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, agree, another, broken, browser, check, gone, goTo, inbox, listen, logIn, logInByPhone, must, noRawKeys, noSideways, readAccounts, reload, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_NUMBER: NUMBER, YZ_CAMERA: CAMERA, YZ_CARRIED: CARRIED, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES } = process.env
const OUT = process.argv[2] ?? 'out/review'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const WORDS = '当时是绿灯，左边的车可以作证'
const REASON = '信号灯当天故障，撤销该记录'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
const pages = new Map()
mkdirSync(OUT, { recursive: true })
const own = await browser('review', WIDE)
const says = (page, text) => until(async () => (await page.innerText('body')).includes(text))
async function shot(page, name) {
	await noSideways(page, name)
	await noRawKeys(page, name)
	if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
}
const texts = () => [...inbox(MESSAGES, PHONE).values()]
const tally = async page => (await page.innerText('[data-test=count]')).replace(/\s/g, '')
const state = page => page.innerText('[data-test=state]')

async function officer(name, to, refused = /status of 40[01]/) {
	const page = await another(own, WIDE)
	pages.set(name, page)
	listen(page, troubles, text => refused.test(text))
	await goTo(page, `${BASE}/#${to}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}

/* The queue, by keyboard only. */
async function review(page) {
	const number = () => page.getAttribute('[data-test=queue-one]', 'data-number', { timeout: 2500 }).catch(() => null)
	const rows = () => page.$$eval('[data-test=queue-row]', l => l.length).catch(() => -1)
	const press = async key => { await page.waitForTimeout(200); await page.keyboard.press(key) }      // a letter alone: none other shortly before it
	const choose = async n => {
		if ((await until(number)) === n) return true
		await press('j')
		return until(async () => (await number()) === n)
	}
	must('both wait in the queue', await until(async () => (await rows()) === 2))
	await page.click('h1')
	must('J goes down to what the camera took', await choose(CAMERA))
	await press('n')
	must('the grounds are asked for', await seen(page, '[data-test=grounds]'))
	await press(((await page.$$eval('[data-ground]', l => l.map(e => e.dataset.ground))).indexOf('unclear') + 1).toString(16))
	must('what the camera took is dismissed', await until(async () => (await rows()) === 1 && (await number()) === NUMBER))
	check('the moment can be played', await seen(page, '[data-test=replay]'))
	check('the picture is looked at', await seen(page, '[data-test=picture-shown]'))
	await shot(page, 'queue')
	must('it can be confirmed now', await until(() => page.isEnabled('[data-test=confirm]')))
	await press('y')
	must('what the junction caught is confirmed', await until(async () => (await rows()) === 0 || seen(page, '[data-test=queue-empty]', 100)))
	check('the queue says that it is empty', await seen(page, '[data-test=queue-empty]'))
}

async function proposed(page) {
	await goTo(page, `${BASE}/#/courses?tab=riders`)
	check('the third one makes a course owed', await seen(page, '[data-test=duty-row][data-state=required]'))
	await goTo(page, `${BASE}/#/exposures`)
	must('and proposes the publication', await seen(page, '[data-exposure][data-state=proposed]'))
	await page.click('[data-act=notify]')
	await agree(page)
	must('the rider is told of it', await seen(page, '[data-exposure][data-state=notice_sent]'))
	await shot(page, 'exposure-told')
}

async function rider() {
	const page = await another(own, SMALL)
	pages.set('rider', page)
	listen(page, troubles, text => /status of 40[01]/.test(text))
	await logInByPhone(page, BASE, MESSAGES, PHONE)
	must('the first page says that three notices were not opened', await until(async () => /3/.test(await page.innerText('[data-test=vio-told]'))))
	check('and so does the tab', await until(async () => (await page.innerText('[data-test=unseen]')) === '3'))
	await shot(page, 'phone-told')
	await page.click('[data-test=violations]')
	must('the violation stands in the list', await seen(page, `[data-number="${NUMBER}"]`))
	check('what was dismissed does not', !(await page.isVisible(`[data-number="${CAMERA}"]`)))
	check('three of three count this month', (await tally(page)) === '3/3')
	check('the publication is announced', await says(page, '拟公示您的姓氏和部分号牌'))
	await shot(page, 'phone-list')
	return page
}

async function notice(page) {
	await page.click(`[data-number="${NUMBER}"]`)
	must('the page tells where', await says(page, '解放西路口'))
	const body = await page.innerText('body')
	check('when', /\d{1,2}:\d{2}/.test(body))
	check('what', body.includes('2007'))
	check('by what law', body.includes('道路交通安全法第三十八条'))
	check('what the rights are', body.includes('您可以陈述、申辩'))
	check('and until when one may appeal', await seen(page, '[data-test=until]'))
	check('the picture is there', await until(() => page.$eval('figure.shown img', e => { e.scrollIntoView(); return e.complete && e.naturalWidth > 0 })))
	must('opened is told', await until(async () => (await state(page)) === '已告知'))
	check('and two are left on the tab', await until(async () => (await page.innerText('[data-test=unseen]')) === '2'))
	await shot(page, 'phone-one')
	await page.click('[data-test=ack]')
	must('it is noted', await until(async () => (await state(page)) === '已知悉'))
}

async function appeal(page) {
	await page.click('[data-test=appeal]')
	await page.fill('#v-text', WORDS)
	await page.setInputFiles('[data-test=appeal-files]', { name: 'scene.png', mimeType: 'image/png', buffer: await page.screenshot() })
	await page.click('[data-test=appeal-send]')
	must('it is appealed', await until(async () => (await state(page)) === '申诉中'))
	check('the day of the answer is shown', /答复/.test(await page.innerText('[data-test=due]')))
	must('the photo went with it', await seen(page, '[data-test=shots-sent]') || await says(page, '附了 1 张照片'))
	await shot(page, 'phone-appealed')
	await goTo(page, `${BASE}/m/#/violations`)
	check('while it is open it does not count', await until(async () => (await tally(page)) === '2/3'))
	check('nor is anything to be published', await until(async () => !(await page.innerText('body')).includes('拟公示您的姓氏')))
}

/* By the rider's own session: what the phone would send. */
const send = (page, to, body) => page.evaluate(async ([to, body]) => {
	const r = await fetch(`/api/v1${to}`, body === null ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Yanzhen': '1' }, body: JSON.stringify(body) })
	return { status: r.status, body: r.status === 204 ? null : await r.json() }
}, [to, body])
/* Two more of the rider's: of one an appeal waits beside the first, of the other nobody of the register is named. */
async function twoMore(page) {
	const more = (await send(page, '/owner/violations', null)).body.items.filter(v => v.number !== NUMBER)
	must('there are two more', more.length === 2, JSON.stringify(more.map(v => v.number)))
	for (const v of more) await send(page, `/owner/violations/${v.id}/seen`, undefined)
	const a = await send(page, `/owner/violations/${more[0].id}/appeal`, { text: '那天我的车停在家里没有出门' })
	const n = await send(page, `/owner/violations/${more[1].id}/rider`, { name: '沈假名', phone: '15400009999' })
	must('one is appealed, of the other somebody is named', a.status < 300 && n.status < 300, JSON.stringify([a, n]))
	return more
}

/* On a slow line: the picture that was asked for one appeal is not shown under another. */
async function slowly(page, other) {
	const PICTURE = /\/api\/v1\/violations\/\d+\/picture$/, shown = '.shots figure:first-child img', held = []
	const id = n => page.getAttribute(`[data-appeal]:has-text("${n}")`, 'data-appeal')
	const choose = async n => { await page.click(`[data-appeal]:has-text("${n}")`); return seen(page, `[data-appeal-at="${await id(n)}"]`) }
	await goTo(page, `${BASE}/#/appeals`)
	must('two appeals wait', await until(async () => (await page.$$('[data-appeal]')).length === 2))
	must('the first is open', await choose(NUMBER))
	await page.route(PICTURE, route => void held.push(route))
	await page.click('.shots figure:first-child button')
	must('its picture is on its way', await until(async () => held.length === 1))
	must('another is open', await choose(other))
	await held[0].continue()
	await page.waitForTimeout(800)
	check('the picture of the one is not shown under the other', !(await page.isVisible(shown)))
	await page.unroute(PICTURE)
	must('back at the first', await choose(NUMBER))
	await page.click('.shots figure:first-child button')
	check('its picture is shown there', await seen(page, shown))
}

/* Nobody of the register was found: an officer says who it was, by name and document together. */
async function named(page) {
	await goTo(page, `${BASE}/#/appeals?tab=named`)
	must('who was named waits for an officer', await seen(page, '[data-named]'))
	check('nobody is confirmed without name and document', await page.isDisabled('[data-test=rider-confirm]'))
	await page.fill('[data-test=rider-name]', '周无机')
	await page.fill('[data-test=rider-mark]', '15400009998')
	await shot(page, 'named')
	const box = '.el-message-box textarea'
	await page.click('[data-test=rider-confirm]')
	await page.waitForSelector(box, { state: 'visible' })
	await page.fill(box, '无')
	await page.click('.el-message-box__btns .el-button:last-child')
	check('a reason that is too short is told so in the dialogue', await says(page, '请写清楚：至少 2 个汉字') && await page.isVisible(box))
	await page.fill(box, '本人到窗口承认')
	await page.$eval(box, e => { e.dataset.sent = '1' })      // the dialogue of before is still going
	await page.click('.el-message-box__btns .el-button:last-child')
	check('who is not in the register is refused, in words', await says(page, '登记簿里没有姓名和证件号码（或手机号）都对得上的人'))
	check('and the reason is not lost', await until(async () => (await page.inputValue(`${box}:not([data-sent])`, { timeout: 1000 }).catch(() => '')) === '本人到窗口承认'))
	await shot(page, 'named-refused')
	await page.click('.el-message-box__btns .el-button:first-child')
	must('called off', await gone(page, '.el-message-box'))
	await page.click('[data-named] .acts .el-button:last-child')
	must('it stays with the owner', await agree(page, '没有这个人') && await until(async () => (await page.isVisible('[data-test=appeals]')) && !(await page.isVisible('[data-named]'))))
}
/* Who confirmed decides nothing: the second appeal is upheld by the first officer. */
async function uphold(page, other) {
	const a = (await send(page, '/appeals', null)).body.items.find(x => x.number === other)
	const r = await send(page, `/appeals/${a.id}/decision`, { revoke: false, reason: '车主没有提供任何依据', ver: a.ver })
	must('the other is upheld', r.status < 300, JSON.stringify(r))
}

/* Who confirmed it: told why not, nothing to press, and refused when he asks the server himself. */
async function ownHand(page) {
	await goTo(page, `${BASE}/#/appeals`)
	must('who confirmed it reads the appeal', await says(page, WORDS))
	must('is told why he cannot decide', await seen(page, '[data-test=appeal-why]'))
	await page.keyboard.press('c')
	check('and has nothing to press', !(await page.isVisible('[data-test=revoke]')) && !(await page.isVisible('#appeal-reason')))
	const id = await page.getAttribute('[data-appeal-at]', 'data-appeal-at')
	for (const body of [{ revoke: false, reason: REASON }, { revoke: true, ground: 'signal', reason: REASON }]) {
		const answer = await page.evaluate(async ([id, body]) => {
			const r = await fetch(`/api/v1/appeals/${id}/decision`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Yanzhen': '1' }, body: JSON.stringify(body) })
			return `${r.status} ${await r.text()}`
		}, [id, body])
		check(`asked by hand to ${body.revoke ? 'revoke' : 'uphold'} it, the server refuses him`, /^403.*own_hand/s.test(answer), answer)
	}
	await shot(page, 'appeals-own-hand')
	await page.goto(`${BASE}/#/violations?tab=all`)
	await page.click(`[data-test=violation-row] a:text("${NUMBER}")`)
	check('nor can he revoke it on its own page', (await says(page, '由另一名民警')) && !(await page.isVisible('[data-step=revoke]')))
}

async function decide(page) {
	await goTo(page, `${BASE}/#/appeals`)
	must('the second officer has both', await until(async () => (await page.$$('[data-appeal]')).length >= 1))
	await page.click(`[data-appeal]:has-text("${NUMBER}")`)
	must('another reads what the rider says', await says(page, WORDS))
	await page.click('[data-photo="0"]')
	check('the photo opens', await seen(page, '.shots a img'))
	await page.focus(`[data-appeal]:has-text("${NUMBER}")`)
	await page.keyboard.press('Shift+C')      // as with Caps Lock
	await page.selectOption('#appeal-ground', 'signal')
	await page.fill('#appeal-reason', REASON)
	await shot(page, 'appeals-deciding')
	await page.click('[data-test=decide]')
	must('it is revoked', await until(async () => (await page.innerText('[data-test=appeal-state]')) === '撤销'))
	await shot(page, 'appeals-done')
	await goTo(page, `${BASE}/#/exposures?show=all`)
	check('the publication is withdrawn, and why', await seen(page, '[data-exposure][data-state=withdrawn]') && await says(page, '次数降低，自动撤下'))
	await shot(page, 'exposure-fell')
	await goTo(page, `${BASE}/#/courses?tab=riders`)
	check('nobody owes a course any more', await until(async () => (await page.isVisible('[data-test=courses]')) && !(await page.isVisible('[data-test=duty-row]'))))
	await goTo(page, `${BASE}/#/courses?tab=riders&state=all`)
	check('it is kept as withdrawn', await seen(page, '[data-test=duty-row][data-state=withdrawn]'))
}

async function told(page) {
	await page.click(`[data-number="${NUMBER}"]`)
	await reload(page)
	must('the phone says that it was revoked', await until(async () => (await state(page)) === '已撤销'))
	check('and why', await says(page, '信号灯当天故障'))
	await shot(page, 'phone-revoked')
	await goTo(page, `${BASE}/m/#/violations`)
	check('the count stays at two', await until(async () => (await tally(page)) === '2/3'))
	await goTo(page, `${BASE}/m/#/courses`)
	check('no course is owed on the phone', await until(async () => (await page.isVisible('.head')) && !(await page.isVisible('[data-test=course][data-state=required]'))))
	check('a message told of the end', await until(async () => texts().some(x => x.includes(NUMBER) && x.includes('已经撤销'))))
	check('and another that nothing is published', await until(async () => texts().some(x => x.includes('公示曝光已取消'))))
}

/* What no phone could get: of which fact and to whom stands there, for whoever carries it. */
async function carry(page) {
	await goTo(page, `${BASE}/#/appeals?tab=notices`)
	must('the notice of who has no phone waits to be carried', await seen(page, '[data-notice]'))
	const row = await page.innerText('[data-notice]')
	for (const word of CARRIED.split(' ')) check(`its row says ${word}`, row.includes(word), row)
	check('and to whom, by the surname only', /周\*/.test(row) && !row.includes('无机'), row)
	await shot(page, 'notices')
	await page.click('[data-notice] button')
	await page.fill('.el-message-box textarea', '送到住处，本人签收')
	await page.click('.el-message-box .el-button--primary')
	must('it is written down, and nothing is left to carry', await until(async () => (await page.isVisible('[data-test=appeals]')) && !(await page.isVisible('[data-notice]'))))
	await shot(page, 'notices-none')
}

async function everybody() {
	const page = await another(own, SMALL)
	listen(page, troubles)
	await goTo(page, `${BASE}/exposure`)
	must('the published list needs no log-in', await says(page, '目前没有公示的人员'))
	check('no search engine keeps it', (await page.getAttribute('meta[name=robots]', 'content')).includes('noindex'))
	await shot(page, 'exposure')
}

try {
	const one = await officer('traffic1', '/violations', /status of 40[0139]/)
	await review(one)
	const two = await officer('traffic2', '/courses', /status of 40[019]/)
	await proposed(two)
	const phone = await rider()
	await notice(phone)
	await appeal(phone)
	await ownHand(one)
	const more = await twoMore(phone)
	await slowly(two, more[0].number)
	await named(two)
	await uphold(one, more[0].number)
	await decide(two)
	await told(phone)
	await carry(two)
	await everybody()
	check('no page had trouble', troubles.length === 0, troubles.join(' | '))
} catch (e) {
	await broken(e, pages, OUT)
} finally {
	await own.close()
}
process.exit(verdict())
