/* Figures of violations in a real browser: the group and its divisions, the map of junctions with its filters and its table, a junction before and after.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_STANDS=N YZ_CHANGE=DAY YZ_FROM=DAY YZ_JUNCTION=NAME node tests/browser/junctions.mjs [OUT]
 *
 * tests/browser/junctions.py makes the server and what is in it: YZ_STANDS violations of the junction YZ_JUNCTION stand since YZ_FROM; on YZ_CHANGE it changed. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, broken, browser, check, goTo, listen, loaded, logIn, must, noRawKeys, noSideways, readAccounts, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_STANDS: STANDS, YZ_CHANGE: CHANGE, YZ_FROM: FROM, YZ_JUNCTION: JUNCTION } = process.env
const OUT = process.argv[2] ?? 'out/junctions'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('junctions', WIDE)

async function as(name, route) {
	const page = await another(own, WIDE)
	listen(page, troubles, text => /status of 40[13]/.test(text))
	await goTo(page, `${BASE}/#${route}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}
async function looks(page, name, lang = 'zh') {
	for (const size of [WIDE, SMALL]) {
		await page.setViewportSize(size)
		await noSideways(page, `${name} ${size.width}`)
		if (!LOOK) continue
		await loaded(page)
		await page.waitForTimeout(900)
		await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: true })
	}
	await noRawKeys(page, name)
	await page.setViewportSize(WIDE)
}
const number = s => Number(String(s).replace(/\D/g, ''))
const cell = (page, row, n) => page.textContent(`${row} td:nth-child(${n})`)

async function theGroup(page) {
	const shown = what => until(async () => (await page.getAttribute('[data-test=figure]', 'data-shown')) === what)
	must('the figures of violations stand', await shown('violations junction'))
	check('only those of traffic are there', (await page.$$('[data-group]')).length === 0 && (await page.$$('[data-figure]')).length === 13)
	check('the junction has its name', (await page.textContent('[data-test=figure] tbody tr[data-key="1"] td')).trim() === JUNCTION)
	check('and its number', number(await cell(page, '[data-test=figure] tbody tr[data-key="1"]', 2)) === Number(STANDS), STANDS)
	await page.click('[data-test=figure] tbody tr[data-key="1"] [data-test=rows]')
	must('its rows are listed', await until(async () => (await page.$$('[data-test=figure-rows] tbody tr')).length === Math.min(100, Number(STANDS))))
	check('by their numbers', /^WF\d+/.test((await page.textContent('[data-test=figure-rows] tbody td')).trim()))
	await page.keyboard.press('Escape')
	await page.click('[data-by=hour]')
	must('by the hour of the day', await shown('violations hour'))
	await looks(page, 'traffic-hours')
	for (const id of await page.$$eval('[data-figure]', l => l.map(x => x.dataset.figure))) {
		await page.click(`[data-figure=${id}]`)
		check(`${id}: shown or said to be none`, await until(async () => (await page.getAttribute('[data-test=figure]', 'data-shown'))?.startsWith(`${id} `) && page.$('[data-test=figure] tbody tr, [data-test=figure] .state.empty')))
	}
}

async function theMap(page) {
	await goTo(page, `${BASE}/#/figures/heat?from=${FROM}`)
	const shown = what => until(async () => (await page.getAttribute('[data-test=heat-table]', 'data-shown')) === what)
	must('the map has its table', await shown(' all'))
	const row = '[data-test=heat-table] tr[data-junction="1"]'
	check('the map counts what the figure counts', number(await cell(page, row, 2)) === Number(STANDS))
	check('and its words', (await page.$$('[data-word]')).length === 3)
	await looks(page, 'heat')
	await page.selectOption('[data-test=heat-hours]', 'morning')
	must('of the morning alone', await shown(' morning'))
	const morning = number(await cell(page, row, 2))
	check('there are fewer', morning > 0 && morning < Number(STANDS), morning)
	await page.selectOption('[data-test=heat-kind]', 'wrongway')
	must('of one kind', await shown('wrongway morning'))
	check('fewer still', number(await cell(page, row, 2)) < morning)
	check('the choice stands in the address', /kind=wrongway/.test(page.url()) && /hours=morning/.test(page.url()))
	await page.fill('[data-test=from]', '2020-01-01')
	await page.fill('[data-test=to]', '2020-02-01')
	check('where nothing happened the junctions stand and it is said', await until(async () => (await page.$$('[data-test=heat-table] tbody tr')).length === 8))
}

async function theChange(page) {
	await goTo(page, `${BASE}/#/figures/junction?junction=1&day=${CHANGE}&days=28`)
	must('before and after stand', await until(async () => (await page.getAttribute('[data-test=jc]', 'data-shown')) === '1 28'))
	const rate = async n => Number(await cell(page, '[data-row=rate]', n))
	check('the rate has fallen', (await rate(2)) > (await rate(3)) && (await rate(3)) > 0, `${await rate(2)} ${await rate(3)}`)
	check('and the change says so', /^−\d+%$/.test((await cell(page, '[data-row=rate]', 4)).trim()))
	check('the days of the silent station are not watched', (await cell(page, '[data-row=watched]', 3)).replace(/\s/g, '') === '25/28', await cell(page, '[data-row=watched]', 3))
	check('accidents are named with their whole', /^3/.test((await cell(page, '[data-row=accidents]', 2)).trim()) && /^1/.test((await cell(page, '[data-row=accidents]', 3)).trim()))
	check('what it does not say is written beside it', (await page.$('[data-word=caveat]')) !== null)
	await looks(page, 'change')
	await page.selectOption('[data-test=jc-days]', '56')
	check('of days to come nothing is said', await until(() => page.$('[data-caution=fewDays]')))
}

const pages = new Map()
try {
	const traffic = await as('traffic', `/figures?fig=violations&by=junction&from=${FROM}`)
	pages.set('traffic', traffic)
	await theGroup(traffic)
	await theMap(traffic)
	await theChange(traffic)
	const chief = await as('chief', '/figures/heat')
	pages.set('chief', chief)
	check('a leader sees the map', await until(() => chief.$('[data-test=heat-table]')))
	await goTo(chief, `${BASE}/#/figures?fig=violations&by=junction&from=${FROM}&key=1`)
	check('and masked numbers', await until(async () => /\*/.test(await chief.textContent('[data-test=figure-rows] tbody td'))))
	await chief.keyboard.press('Escape')
	await goTo(chief, `${BASE}/#/figures/heat?from=${FROM}`)
	await chief.click('[data-test=lang]')
	check('the page is English', await until(() => chief.evaluate(() => document.documentElement.lang === 'en')))
	await goTo(chief, `${BASE}/#/figures/heat?from=${FROM}`)
	await until(() => chief.$('[data-test=heat-table]'))
	await looks(chief, 'heat', 'en')
	await goTo(chief, `${BASE}/#/figures/junction?junction=1&day=${CHANGE}&days=28`)
	await until(() => chief.$('[data-test=jc-table]'))
	await looks(chief, 'change', 'en')
} catch (e) {
	await broken(e, pages, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
