/* A rider's course in a real browser: on the day of booking the phone shows what is owed and takes a seat; on the last day of the class the officer's wall shows
 * the code, the phone signs in with it, sits the exam question by question, and shows the certificate; the officer's pages show the same.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PHONE=... YZ_MESSAGES=FOLDER YZ_PHASE=book|last YZ_DUTY=ID YZ_COURSE=ID YZ_QUESTIONS=CSV node tests/browser/course.mjs [OUT]
 *
 * tests/browser/course.py makes the server and the days between. */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, broken, browser, check, goTo, listen, logIn, must, noRawKeys, noSideways, readAccounts, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES, YZ_PHASE: PHASE, YZ_DUTY: DUTY, YZ_COURSE: COURSE, YZ_QUESTIONS: QUESTIONS } = process.env
const OUT = process.argv[2] ?? 'out/course'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('course', WIDE)
const pages = new Map()
async function open(name, viewport) {
	const page = await another(own, viewport)
	listen(page, troubles, text => /status of 40[0139]/.test(text))
	pages.set(name, page)
	return page
}
async function looks(page, name, sizes = [WIDE, SMALL]) {
	for (const size of sizes) {
		await page.setViewportSize(size)
		await noSideways(page, `${name} ${size.width}`)
		if (LOOK) await page.waitForTimeout(400)
		if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-zh.png`), fullPage: true })
	}
	await noRawKeys(page, name)
}
const texts = () => (!existsSync(MESSAGES) ? [] : readdirSync(MESSAGES).map(f => readFileSync(path.join(MESSAGES, f), 'utf8')).filter(x => x.includes(PHONE)))
const codes = () => texts().flatMap(x => [...x.matchAll(/验证码 (\d{6})/g)].map(m => m[1]))
async function phone() {
	const page = await open('rider', SMALL)
	const before = codes().length
	await goTo(page, `${BASE}/m/`)
	await page.fill('#phone', PHONE)
	await page.press('#phone', 'Enter')
	await page.waitForSelector('#code')
	await page.fill('#code', await until(async () => (codes().length > before ? codes().at(-1) : null)))
	await page.press('#code', 'Enter')
	await page.waitForSelector('nav.tabs')
	await goTo(page, `${BASE}/m/#/courses`)
	must('the phone shows the course', await until(() => page.isVisible('[data-test=course]')))
	return page
}
async function officer(route) {
	const page = await open('tom', WIDE)
	await goTo(page, `${BASE}/#${route}`)
	must('the officer logs in', await logIn(page, 'tom', accounts.tom))
	return page
}
/* The right options by the question's text, as the bank's file has them. */
const bank = new Map(readFileSync(QUESTIONS, 'utf8').trim().split('\n').slice(1).map(l => l.split(',')).map(c => [c[3], [...c[8]].map(x => c[4 + 'ABCD'.indexOf(x)])]))

async function book() {
	const t = await officer('/courses?tab=riders')
	must('the officer sees who owes a course', await until(() => t.isVisible('[data-test=duty-row][data-state=required]')))
	await looks(t, 'riders')
	await goTo(t, `${BASE}/#/courses`)
	must('and the classes', await until(() => t.isVisible('[data-test=course-cell], [data-test=course-row]')))
	await looks(t, 'classes')
	await goTo(t, `${BASE}/#/courses?tab=bank`)
	must('and the bank', await until(() => t.isVisible('[data-test=question]')))
	const p = await phone()
	check('it is owed', (await p.getAttribute('[data-test=course]', 'data-state')) === 'required')
	await looks(p, 'phone-owed', [SMALL])
	await p.click('[data-test=choose]')
	await p.waitForSelector('[data-test=book]')
	await looks(p, 'phone-classes', [SMALL])
	/* the one of the story is the earliest with the largest room */
	const ids = await p.evaluate(async duty => (await (await fetch(`/api/v1/owner/courses/${duty}/classes`)).json()).items.map(x => x.id), DUTY)
	await p.locator('[data-test=book]').nth(ids.indexOf(Number(COURSE))).click()
	must('the seat is taken', await until(async () => (await p.getAttribute('[data-test=course]', 'data-state')) === 'booked'))
	await looks(p, 'phone-booked', [SMALL])
}

async function last() {
	const t = await officer(`/courses/${COURSE}/wall`)
	await t.waitForSelector('[data-test=wall-code]')
	if (LOOK) await t.screenshot({ path: path.join(OUT, 'wall-1366-zh.png') })
	const p = await phone()
	await p.fill('[data-test=code]', (await t.innerText('[data-test=wall-code]')).replace(/\D/g, ''))
	await p.click('[data-test=sign]')
	must('the third session is noted', await until(async () => (await p.getAttribute('[data-test=course]', 'data-state')) === 'exam'))
	await looks(p, 'phone-exam', [SMALL])
	await p.click('[data-test=exam-go]')
	await p.click('[data-test=exam-sure]')
	await p.waitForSelector('[data-test=exam-question]')
	await looks(p, 'phone-question', [SMALL])
	const n = await p.evaluate(async duty => (await (await fetch(`/api/v1/owner/courses/${duty}/exam`)).json()).items.length, DUTY)
	for (let i = 0; i < n; i++) {
		const text = (await p.innerText('[data-test=exam-question] legend')).replace(/^(单选|多选|判断)\s*/, '').trim()
		const right = bank.get(text)
		must(`question ${i + 1} is of the bank`, !!right, text)
		for (const o of right) {
			await p.locator('[data-test=exam-question] label').filter({ has: p.getByText(o, { exact: false }) }).filter({ hasText: o }).first().click()
			await until(async () => (await p.getAttribute('[data-test=exam-saved]', 'data-state')) === 'saved')
		}
		if (i < n - 1) await p.click('[data-test=exam-next]')
	}
	await p.click('[data-test=exam-end]')
	await p.click('[data-test=exam-end-sure]')
	must('the exam is passed', await until(async () => (await p.getAttribute('[data-test=exam-result]', 'data-state')) === 'passed'))
	await looks(p, 'phone-result', [SMALL])
	await p.click('[data-test=exam-back]')
	must('there is a certificate', await until(async () => /^HG/.test(await p.innerText('[data-test=certificate]').catch(() => ''))))
	await looks(p, 'phone-passed', [SMALL])
	await goTo(t, `${BASE}/#/courses/${COURSE}`)
	must('the officer sees it in the class', await until(() => t.isVisible('[data-test=roll-row][data-state=passed]')))
	await looks(t, 'class')
	await goTo(t, `${BASE}/#/courses/riders/${DUTY}`)
	must('and at the rider', await until(async () => (await t.getAttribute('[data-test=duty-chip]', 'data-state')) === 'passed'))
	await looks(t, 'rider')
}

try {
	await (PHASE === 'book' ? book() : last())
	check('nothing went wrong on the way', troubles.length === 0, troubles.join(' | '))
} catch (e) {
	await broken(e, pages, OUT)
} finally {
	await own.close()
}
process.exit(verdict())
