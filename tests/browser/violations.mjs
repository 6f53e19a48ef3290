/* The queue of reviews in a real browser, worked with the keyboard: down, confirm, dismiss on a numbered ground, undo; the moment played back; one violation's page.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PLATE=PLATE node tests/browser/violations.mjs [OUT]
 *
 * tests/browser/violations.py makes the server and what waits. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, broken, browser, check, goTo, listen, logIn, must, noRawKeys, noSideways, readAccounts, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE } = process.env
const OUT = process.argv[2] ?? 'out/violations'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('violations', WIDE)
const page = await another(own, WIDE)
const number = () => page.getAttribute('[data-test=queue-one]', 'data-number', { timeout: 2500 }).catch(() => null)
const rows = () => page.$$eval('[data-test=queue-row]', l => l.length).catch(() => -1)
async function looks(name) {
	for (const [lang, size] of [['zh', WIDE], ['zh', SMALL], ['en', SMALL], ['en', WIDE]]) {
		if (lang === 'en' && !LOOK) continue
		if ((await page.getAttribute('html', 'lang'))?.startsWith('zh') !== (lang === 'zh')) await page.click('[data-test=lang]', { timeout: 3000 }).catch(() => undefined)
		await page.setViewportSize(size)
		await noSideways(page, `${name} ${size.width} ${lang}`)
		if (LOOK) await page.waitForTimeout(400)
		if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: true })
	}
	await page.setViewportSize(WIDE)
	if (LOOK) await page.click('[data-test=lang]', { timeout: 3000 }).catch(() => undefined)
	await noRawKeys(page, name)
}
/* A letter alone: none other shortly before it. */
async function press(key) {
	await page.waitForTimeout(200)
	await page.keyboard.press(key)
	await page.waitForTimeout(200)
}

try {
	listen(page, troubles, text => /status of 40[0134]/.test(text))
	await goTo(page, `${BASE}/#/violations`)
	must('the officer logs in', await logIn(page, 'traffic2', accounts.traffic2))
	must('the queue is there', await until(async () => (await rows()) === 4))
	await page.click('h1')
	const first = await number()
	await press('j')
	const second = await number()
	check('J goes down', second && second !== first, `${first} ${second}`)
	await press('k')
	check('K goes up', (await number()) === first)
	for (let i = 0; i < 4 && !(await page.isVisible('[data-test=replay]')); i++) await press('ArrowDown')
	must('the moment can be played', await seen(page, '[data-test=replay]'))
	await page.$eval('[data-test=replay-time]', e => { e.value = e.max; e.dispatchEvent(new Event('input')) })
	const dark = await page.$$eval('[data-lit="1"]', l => l.length)
	await page.$eval('[data-test=replay-time]', e => { e.value = String(Number(e.min) + 7900); e.dispatchEvent(new Event('input')) })
	check('an antenna lights up at its time', await until(async () => (await page.$$eval('[data-lit="1"]', l => l.length)) > 0), String(dark))
	check('its picture is shown', await seen(page, '[data-test=picture-shown]'))
	check('what speaks against it is said', await seen(page, '[data-test=against]'))
	await looks('queue')
	await page.click('h1')
	const gone = await number()
	await press('n')
	must('N asks for the ground', await seen(page, '[data-test=grounds]'))
	await press('7')
	must('a digit dismisses it', await until(async () => (await rows()) === 3))
	check('the next one is chosen', (await number()) !== gone)
	await press('u')
	must('U brings it back', await until(async () => (await rows()) === 4))
	await press('y')
	must('Y confirms', await until(async () => (await rows()) === 3))
	await press('n')
	must('N asks again', await seen(page, '[data-test=grounds]'))
	await press('7')
	must('another is dismissed', await until(async () => (await rows()) === 2))
	/* one that no message is sent of, so that nothing moves under the open page */
	await goTo(page, `${BASE}/#/violations?tab=all&state=dismissed`)
	must('the list has it', await seen(page, '[data-test=violation-row][data-state=dismissed]'))
	await looks('list')
	await page.click('[data-test=violation-row] a')
	must('its page is there', await seen(page, '[data-test=violation-state-now]'))
	await looks('one')
	await page.fill('[data-test=step-note]', '再看一次')
	await page.click('[data-step=reopen]')
	check('reopened', await until(async () => (await page.getAttribute('[data-test=violation-state-now]', 'data-state')) === 'screened'))
	await goTo(page, `${BASE}/#/violations`)
	await page.click('[data-test=violation-new]')
	await page.fill('[data-test=form-plate]', process.env.YZ_PLATE)
	await page.fill('[data-test=form-place]', '蒸湘北路口')
	await page.click('[data-test=form-save]')
	check('what an officer saw has a page', await until(async () => /\/violations\/\d+/.test(page.url())))
	check('nothing went wrong unseen', troubles.length === 0, troubles.join('\n'))
} catch (e) {
	await broken(e, new Map([['traffic2', page]]), OUT)
}
await own.close()
process.exit(verdict())
