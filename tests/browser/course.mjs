/* The education of two riders in a real browser, one part at a time: the officer's review, the list of who owes a course, the number on the wall; the phones that book,
 * sign in, sit the exam, and show what came of it.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_MESSAGES=FOLDER YZ_QUESTIONS=CSV YZ_PHONES={"a":...,"b":...} node tests/browser/course.mjs [OUT]
 *
 * tests/browser/course.py makes the server of each day at that address, and says by a line what is to be played: {"part":"begin|day1|day2|day3|exam|retake|over|last",
 * "shift":SECONDS of the server's clock,"duty":{"a":ID (but to begin),"b":ID},"course":{"first":ID,"later":ID}}. The answer is "## ok" or "## failed". Browser and pages stay;
 * everybody logs in anew on each day. */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { LOOK, agree, another, broken, browser, check, failures, goTo, gone, inbox, listen, logIn, logInByPhone, must, noRawKeys, noSideways, now, readAccounts, seen, setClock, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_MESSAGES: MESSAGES, YZ_QUESTIONS: QUESTIONS } = process.env
const PHONE = JSON.parse(process.env.YZ_PHONES)
let DUTY = {}, COURSE = {}
const OUT = process.argv[2] ?? 'out/course'
const WIDE = { width: 1280, height: 800 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('course', WIDE)
const pages = new Map()
async function open(name, viewport) {
	if (pages.has(name)) return pages.get(name)
	const page = await another(own, viewport)
	listen(page, troubles, text => /status of 40[0139]/.test(text))
	pages.set(name, page)
	return page
}
/* In the language of the page, at the sizes; in the other language too where somebody looks at the pictures. turn: what puts the page into the other language. */
async function looks(page, name, sizes, turn) {
	const was = page.viewportSize()
	for (const lang of LOOK ? ['zh', 'en'] : ['zh']) {
		if (lang === 'en') await turn()
		for (const size of sizes) {
			await page.setViewportSize(size)
			await noSideways(page, `${name} ${size.width}${lang === 'en' ? ' in English' : ''}`)
			if (LOOK) await page.waitForTimeout(400)
			if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: true })
		}
		await noRawKeys(page, name)
	}
	await page.setViewportSize(was)
	if (LOOK) await turn()
}
const desk = (page, name) => looks(page, name, [WIDE, SMALL], () => page.click('[data-test=lang]', { timeout: 3000 }).catch(() => undefined))
/* The phone's language stands in its keeping; a page that is asked anew has it. What was typed would be lost, so a turn is for pages that ask the server. */
const hand = (page, name) => looks(page, name, [SMALL], () => page.evaluate(() => {
	localStorage.setItem('yz-m-lang', localStorage.getItem('yz-m-lang') === 'en' ? 'zh' : 'en')
}).then(() => page.reload()).then(() => page.waitForSelector('nav.tabs')).then(() => until(async () => !(await page.isVisible('.wait')))))

async function phone(who) {
	const page = await open(`rider-${who}`, SMALL)
	await logInByPhone(page, BASE, MESSAGES, PHONE[who])
	await goTo(page, `${BASE}/m/#/courses`)
	must('the phone shows the course', await seen(page, '[data-test=course]'))
	return page
}
async function officer(route) {
	const page = await open('tom', WIDE)
	await goTo(page, `${BASE}/#${route}`)
	must('the officer logs in', await logIn(page, 'tom', accounts.tom))
	return page
}
const stateOn = (p, state) => until(async () => (await p.getAttribute('[data-test=course]', 'data-state')) === state)
/* The right options by the question's text, as the bank's file has them. */
const bank = new Map(readFileSync(QUESTIONS, 'utf8').trim().split('\n').slice(1).map(l => l.split(',')).map(c => [c[3], [...c[8]].map(x => c[4 + 'ABCD'.indexOf(x)])]))

/* Who may not plan classes is told who may. */
async function refused() {
	const c = await open('cleo', WIDE)
	await goTo(c, `${BASE}/#/courses`)
	must('a plating clerk logs in', await logIn(c, 'cleo', accounts.cleo))
	await goTo(c, `${BASE}/#/courses`)
	must('and is told that the classes are of the traffic police', await until(async () => /交警、领导/.test(await now(c, '.state.denied'))), await now(c, '.state.denied'))
	await desk(c, 'denied')
}

let codeBefore = ''          // the wall's number of the day before

async function confirm() {
	const t = await officer('/violations')
	for (let left = 3; left > 0; left--) {
		must(`${left} wait for the review`, await until(async () => (await t.$$eval('[data-test=queue-row]', l => l.length)) === left))
		await t.click('[data-test=confirm]')
	}
	must('the queue is empty', await seen(t, '[data-test=queue-empty]'))
	DUTY.a = await until(() => t.evaluate(async () => (await (await fetch('/api/v1/course-duties?state=required')).json()).items[0]?.id))
	return t
}

async function begin() {
	await refused()
	const t = await confirm()
	await goTo(t, `${BASE}/#/courses?tab=riders`)
	const row = `[data-test=duty-row]:has(a[href$="/${DUTY.a}"])`
	must('the officer sees who owes a course', await seen(t, row))
	await desk(t, 'riders')
	await t.fill('[data-test=duty-find]', PHONE.b)
	await t.press('[data-test=duty-find]', 'Enter')
	must('a rider is found by the phone', await until(async () => (await t.$$('[data-test=duty-row]')).length === 1 && (await t.isVisible(`[data-test=duty-row] a[href$="/${DUTY.b}"]`))))
	await t.fill('[data-test=duty-find]', '沈没有')
	await t.press('[data-test=duty-find]', 'Enter')
	must('nobody by a name that nobody has', await seen(t, '[data-test=duty-not-found]'))
	await t.fill('[data-test=duty-find]', '')
	await t.click('[data-step=booked]')
	must('a figure shows its riders', await until(async () => (await t.$$('[data-test=duty-row]')).length === 1 && (await t.isVisible('[data-test=duty-row][data-state=booked]'))))
	await t.click('[data-step=booked]')
	must('and again all', await seen(t, row))
	const before = inbox(MESSAGES, PHONE.a)
	await t.click(`${row} input[type=checkbox]`)
	await t.click('[data-test=invite-picked]')
	must('the rider is told', await until(async () => inbox(MESSAGES, PHONE.a).size > before.size && /1/.test(await now(t, `${row} [data-test=invites]`))))
	await goTo(t, `${BASE}/#/courses`)
	must('and the classes', await seen(t, '[data-test=course-cell]'))
	await desk(t, 'classes')
	await t.selectOption('[data-test=filter-state]', 'closed')
	must('no class is over yet', await gone(t, '[data-test=course-cell]'))
	await t.selectOption('[data-test=filter-state]', 'free')
	must('there are classes with seats', await seen(t, '[data-test=course-cell]'))
	await t.selectOption('[data-test=filter-state]', '')
	await t.click('[data-test=course-as-list]')
	must('as a list too', await seen(t, '[data-test=course-row]'))
	await desk(t, 'classes-list')
	await t.click('[data-test=course-plan]')
	await t.waitForSelector('[data-test=plan-form]')
	await until(async () => (await t.$$eval('#cp-room option', l => l.length)) > 0)
	await t.click('[data-test=plan-look]')
	must('a plan is shown before it is made', await seen(t, '[data-test=plan-shown]'))
	const has = await t.evaluate(async id => (await (await fetch(`/api/v1/courses/${id}`)).json()), COURSE.first)
	const iso = day => new Date(day * 86400_000).toISOString().slice(0, 10)
	for (const box of [5, 6]) await t.locator('[data-test=plan-form] .wds input').nth(box).check()
	await t.fill('#cp-at', '10:00')
	await t.fill('#cp-from', iso(has.firstDay - 5))
	await t.click('[data-test=plan-look]')
	must('a plan does not begin in the past', await until(async () => /已经过了/.test(await now(t, '[data-test=plan-form] [role=alert]'))))
	await t.fill('#cp-from', iso(has.firstDay))
	await t.click('[data-test=plan-look]')
	must('where another class is in the room, the plan says which', await until(async () => new RegExp(`10:00–11:50 教室被学习班 ${has.number} 占用`).test(await now(t, '[data-test=plan-late]'))), await now(t, '[data-test=plan-late]'))
	await desk(t, 'plan')
	await goTo(t, `${BASE}/#/courses?tab=bank`)
	must('and the bank', await seen(t, '[data-test=question]'))
	await desk(t, 'bank')
	await t.selectOption('.bar select', { index: 1 })
	must('of one topic alone', await until(async () => (await t.$$('[data-test=question]')).length < bank.size))
	const [file] = await Promise.all([t.waitForEvent('download'), t.click('[data-test=bank-save]')])
	check('the bank is handed out whole, whatever the list shows', readFileSync(await file.path(), 'utf8').trim().split('\n').length === bank.size + 1)
	const p = await phone('a')
	check('it is owed', (await p.getAttribute('[data-test=course]', 'data-state')) === 'required')
	await hand(p, 'phone-owed')
	await p.click('[data-test=choose]')
	await p.waitForSelector('[data-test=book]')
	if (LOOK) await p.screenshot({ path: path.join(OUT, 'phone-classes-390-zh.png'), fullPage: true })
	await p.click(`[data-class="${COURSE.first}"] [data-test=book]`)
	must('the seat is taken', await stateOn(p, 'booked'))
	await hand(p, 'phone-booked')
	if (!LOOK) return
	await goTo(t, `${BASE}/#/courses/${COURSE.first}/wall`)
	await until(async () => (await now(t, 'main')) !== '')
	await desk(t, 'wall-none')
}

const wall = async t => (await t.innerText('[data-test=wall-code]')).replace(/\D/g, '')
async function day(n) {
	const t = await officer(`/courses/${COURSE.first}`)
	await goTo(t, `${BASE}/#/courses/${COURSE.first}/wall`)
	await t.waitForSelector('[data-test=wall-code]')
	const first = await wall(t)
	if (n === 1) await desk(t, 'wall')
	const p = await phone('a')
	if (n === 1) await hand(p, 'phone-sign')
	if (n > 1) {
		await p.fill('[data-test=code]', codeBefore)
		await p.press('[data-test=code]', 'Enter')
		must('the number of the day before does not do', await until(async () => /不对/.test(await now(p, '[data-test=told]'))))
	}
	await p.fill('[data-test=code]', await wall(t))
	await p.click('[data-test=sign]')
	must(`session ${n} is noted`, await until(async () => (await p.$$('[data-test=came]')).length === n || (n === 3 && (await p.getAttribute('[data-test=course]', 'data-state')) === 'exam')))
	if (n === 1) {
		must('the wall turns to another number', await until(async () => (await wall(t)) !== first))
		await goTo(t, `${BASE}/#/courses/${COURSE.first}`)
		must('the class has the roll', await seen(t, '[data-test=roll-row][data-state=in_class]'))
		await desk(t, 'class')
		await refusals(t)
	}
	codeBefore = first
	if (n === 2) await rebook()
	if (n === 3) check('the exam waits for the end of the session', (await seen(p, '[data-test=exam-later]')) && !(await p.isVisible('[data-test=exam-go]')))
}

/* What the server does not take is not shown as taken. */
async function refusals(t) {
	const box = '[data-test=roll-row][data-state=booked] [data-tick="1"]'
	const told = words => until(async () => words.test(await t.$$eval('.el-message', l => l.map(e => e.textContent).join())))
	must('who has not come can be noted by hand', await until(() => t.isEnabled(box)))
	await t.route('**/courses/*/tick', r => r.fulfill({ status: 409, contentType: 'application/json', body: '{"error":{"code":"STATE","message":"no such seat","field":"no_seat","request":""}}' }))
	await t.locator(box).click()
	check('a tick that is refused says why', await told(/不在这个班/))
	check('and is no tick', (await until(() => t.isEnabled(box))) && (await until(async () => !(await t.isChecked(box)), 3000)))
	await t.unroute('**/courses/*/tick')
	await t.click('[data-test=course-cancel]')
	await agree(t, '')
	check('a class is not called off without a reason, and it is said', (await told(/请写明原因/)) && (await t.isVisible('[data-test=course-cancel]')))
}
async function rebook() {
	const p = await phone('b')
	check('the other phone says that nobody came', (await p.getAttribute('[data-test=course]', 'data-state')) === 'no_show')
	await hand(p, 'phone-no-show')
	await p.click('[data-test=choose]')
	await p.click(`[data-class="${COURSE.later}"] [data-test=book]`)
	must('and books another class', await stateOn(p, 'booked'))
}

async function start(p) {
	await p.click('[data-test=exam-go]')
	await p.click('[data-test=exam-sure]')
	await p.waitForSelector('[data-test=exam-question]')
	check('the time is shown, half an hour of it', /(29|30):\d\d/.test(await now(p, '[data-test=exam-left]')), await now(p, '[data-test=exam-left]'))
}
/* Answers the questions from here on; so many of them right. */
async function answer(p, n, right) {
	for (let i = 0; i < n; i++) {
		const text = (await p.innerText('[data-test=exam-question] [data-test=exam-text]')).trim()
		const good = bank.get(text)
		must(`question ${i + 1} is of the bank`, !!good, text)
		for (const o of i < right ? good : []) {
			const options = await p.$$eval('[data-test=exam-question] [data-test=exam-option]', l => l.map(e => e.textContent.trim()))
			await p.locator('[data-test=exam-question] label').nth(options.indexOf(o)).click()
			must('it is saved', await until(async () => (await p.getAttribute('[data-test=exam-saved]', 'data-state')) === 'saved' && !(await p.isDisabled('[data-test=exam-question] input'))))
		}
		if (await p.isVisible('[data-test=exam-next]')) await p.click('[data-test=exam-next]')
	}
}
async function handIn(p, state) {
	await p.click('[data-test=exam-end]')
	await p.click('[data-test=exam-end-sure]')
	must(`the exam is ${state}`, await until(async () => (await p.getAttribute('[data-test=exam-result]', 'data-state')) === state))
}

async function exam() {
	const p = await phone('a')
	await hand(p, 'phone-exam')
	await start(p)
	await hand(p, 'phone-question')
	await answer(p, 20, 12)
	await handIn(p, 'failed')
	if (LOOK) await p.screenshot({ path: path.join(OUT, 'phone-failed-390-zh.png'), fullPage: true })
	await p.click('[data-test=exam-back]')
	must('it is to be retaken, and not today', await until(async () => (await stateOn(p, 'retake')) && !(await p.isVisible('[data-test=exam-go]'))))
	await hand(p, 'phone-retake')
	const t = await officer(`/courses/riders/${DUTY.a}`)
	must('the officer sees the attempt', await seen(t, '[data-test=exam-row][data-state=failed]'))
	await desk(t, 'rider-retake')
}

async function retake() {
	const p = await phone('a')
	await start(p)
	await answer(p, 2, 2)
}

async function over() {
	const p = await phone('a')
	must('the paper was collected', await until(async () => (await p.getAttribute('[data-test=course]', 'data-state')) === 'retake' && !(await p.isVisible('[data-test=exam-on]'))))
	await goTo(p, `${BASE}/m/#/courses/${DUTY.a}/exam`)
	check('it is not shown again', (await seen(p, '[role=alert]')) && !(await p.isVisible('[data-test=exam-question]')))
	await hand(p, 'phone-over')
}

async function last() {
	const p = await phone('a')
	await start(p)
	await answer(p, 20, 20)
	await handIn(p, 'passed')
	if (LOOK) await p.screenshot({ path: path.join(OUT, 'phone-result-390-zh.png'), fullPage: true })
	await p.click('[data-test=exam-back]')
	must('there is a certificate', await until(async () => /^HG/.test(await now(p, '[data-test=certificate]'))))
	await hand(p, 'phone-passed')
	const b = await phone('b')
	check('the other phone says that an officer decides', (await b.getAttribute('[data-test=course]', 'data-state')) === 'escalated')
	await hand(b, 'phone-escalated')
	const t = await officer(`/courses/${COURSE.first}`)
	must('the officer sees it in the class', await seen(t, '[data-test=roll-row][data-state=passed]'))
	await desk(t, 'class-over')
	await goTo(t, `${BASE}/#/courses/riders/${DUTY.a}`)
	must('and at the rider', await until(async () => (await t.getAttribute('[data-test=duty-chip]', 'data-state')) === 'passed'))
	await desk(t, 'rider')
	await goTo(t, `${BASE}/#/courses?tab=figures`)
	must('and in the figures', await seen(t, '[data-fig=passed]'))
	await desk(t, 'figures')
	await goTo(t, `${BASE}/#/courses?tab=riders&state=escalated`)
	must('who did not come stands before the officer', await seen(t, '[data-test=duty-row][data-state=escalated]'))
	await goTo(t, `${BASE}/#/courses/riders/${DUTY.b}`)
	await t.click('[data-act=settle]')
	await agree(t, '已到大队说明情况')
	must('who settles it', await until(async () => (await t.getAttribute('[data-test=duty-chip]', 'data-state')) === 'required'))
	await desk(t, 'rider-settled')
}

const PARTS = { begin, day1: () => day(1), day2: () => day(2), day3: () => day(3), exam, retake, over, last }
for await (const line of createInterface({ input: process.stdin })) {
	const { part, shift, duty, course } = JSON.parse(line)
	const before = failures()
	setClock(shift)
	DUTY = duty
	COURSE = course
	troubles.length = 0
	try {
		await PARTS[part]()
		check('nothing went wrong on the way', troubles.length === 0, troubles.join(' | '))
	} catch (e) {
		await broken(e, pages, OUT)
	}
	for (const page of pages.values()) {          // the server goes now
		await page.goto('about:blank')
		await page.context().clearCookies()
	}
	console.log(`## ${failures() === before ? 'ok' : 'failed'}`)
}
await own.close()
process.exit(verdict())
