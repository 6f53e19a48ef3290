/* The console's story in a real browser: log in, see the city alive, find a bike, report it stolen, get the alert, acknowledge it, open the
 * case, play the trail, mark the bike recovered, switch to English, no error on the way.
 *
 *   BASE_URL=http://127.0.0.1:8090 YZ_USER=... YZ_PASSWORD=... YZ_TOTP=SECRET node tests/browser/story.mjs [OUT]
 *
 * Needs a server (the real one with a running city, or web/mock/server.mjs) and the console built. Optional: PLATE (a plate to report; without
 * it a bike without a case is taken), ALERT_S (how long to wait for the alert, 120), CHROMIUM (/usr/bin/chromium). With YZ_LOOK=1 screenshots go to
 * OUT (default out/browser). YZ_ACCOUNTS (a file of name:password:secret
 * lines with sysadmin and secadmin) adds the chapter of the administrators. YZ_ONLY=figures plays the log-in, the figures and the exports alone. Prints one line a check and "N passed, N failed" at the end; exit status 1 if any failed. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { LOOK, Stop, agree, best, broken, browser, check, clock, cityDay, cityTime, escape, freshCode, goTo, listen, loaded, logIn as sign, logOut as signOut, must, nextCode, noRawKeys as rawKeys, noSideways as sideways, now, readAccounts, reload, until as wait, verdict } from './kit.mjs'

const BASE = (process.env.BASE_URL ?? 'http://127.0.0.1:8090').replace(/\/$/, '')
const USER = process.env.YZ_USER ?? process.env.USER_NAME ?? ''
const PASSWORD = process.env.YZ_PASSWORD ?? process.env.PASSWORD ?? ''
const TOTP = process.env.YZ_TOTP ?? ''
const ALERT_MS = Number(process.env.ALERT_S ?? 120) * 1000
const OUT = process.argv[2] ?? process.env.OUT ?? 'out/browser'
if (!USER || !PASSWORD || !TOTP) {
	console.error('story: set YZ_USER, YZ_PASSWORD and YZ_TOTP')
	process.exit(64)
}

const troubles = []
const until = (fn, ms, step = 100) => wait(fn, ms, step)

mkdirSync(OUT, { recursive: true })
const own = await browser('story')
const { context, page } = own
let refusals = false          // a refusal that is part of the story is told by the browser as an error
listen(page, troubles, text => refusals && /status of 40[13]/.test(text))

/** A picture, when what is being read and drawn is there; ms for a map, which draws on. */
const shot = async (name, ms = 300) => {
	if (!LOOK) return
	await loaded(page)
	await page.waitForTimeout(ms)
	await page.screenshot({ path: path.join(OUT, `${name}.png`) })
}
const go = route => goTo(page, `${BASE}/#${route}`)
const attr = (sel, name) => page.getAttribute(sel, name, { timeout: 2500 }).catch(() => null)
const text = sel => page.textContent(sel, { timeout: 2500 }).catch(() => null)
const noRawKeys = where => rawKeys(page, where)
const noSideways = where => sideways(page, where)
const enter = (name, password, secret) => sign(page, name, [password, secret])
const out = () => signOut(page)

async function logIn() {
	await goTo(page, `${BASE}/`)
	await page.waitForSelector('#login-name')
	check('the log-in page stands', true)
	await page.press('#login-name', 'Enter')
	check('an empty log-in says what is missing', await until(() => page.isVisible('.err')))
	await shot('login-zh')
	await page.fill('#login-name', USER)
	await page.fill('#login-password', PASSWORD)
	await page.press('#login-password', 'Enter')
	check('without a code nobody comes in', (await until(() => page.$('#e-code'))) !== null && !(await page.$('#main')))
	must('log in', await enter(USER, PASSWORD, TOTP))
}

async function mapAlive() {
	must('the event stream is open', await until(async () => (await attr('[data-test=stream]', 'data-state')) === 'open'))
	must('sightings a second are shown', await until(async () => /\d/.test(await text('[data-test=rate]'))))
	check('the map is drawn', await until(() => page.$('.maplibregl-canvas')))
	must('bikes are in view', await until(async () => /[1-9]/.test(await text('[data-test=in-view]'))))
	await shot('map-zh', 1500)
	await noRawKeys('map')
	const answer = page.waitForResponse(r => r.url().includes('/api/v1/map/bikes') && r.ok())
	await page.focus('.maplibregl-canvas')
	const single = await until(async () => {
		const near = await page.evaluate(() => {
			const c = new URLSearchParams(location.hash.split('?')[1] ?? '').get('c')
			return c !== null && Number(c.split(',')[2]) > 15
		})
		if (!near) await page.keyboard.press('Equal')
		return near
	}, undefined, 400)
	check('the keyboard zooms the map, and the view is in the address', single, page.url())
	await answer
	await shot('map-near-zh', 2500)
}

/** The plate to report: a bike without an open case. The question runs in the page, with its session. */
async function choosePlate() {
	if (process.env.PLATE) return process.env.PLATE
	return page.evaluate(async () => {
		for (const q of ['58', '阳', '1', 'A']) {
			const r = await fetch(`/api/v1/bikes?q=${encodeURIComponent(q)}`)
			if (!r.ok) continue
			const free = (await r.json()).items.filter(b => !b.openCaseId)
			if (free.length) return free[Math.floor(free.length / 2)].plate
		}
		return ''
	})
}

async function findBike(plate) {
	await page.keyboard.press('Escape')
	await page.evaluate(() => document.activeElement?.blur())
	await page.waitForTimeout(200)          // a letter right after another one would be a scanner's
	await page.keyboard.press('/')
	check('the slash key goes to the search box', await until(() => page.evaluate(() => document.activeElement?.id === 'search')))
	await page.keyboard.type(plate)
	await page.keyboard.press('Enter')
	must('the plate is found as an exact hit', await until(() => page.$('[data-tier=exact] [data-test=hit]')))
	await page.waitForSelector('[data-tier=exact] [data-test=report]')      // what is known of the bike comes behind its number
	await shot('search-zh')
	const ms = await best(200, async n => {
		if (n) await reload(page)
		await page.waitForSelector('[data-tier=exact] [data-test=hit]')
		return Number(await page.getAttribute('[data-test=took]', 'data-ms'))
	})
	console.log(`# search to result ${ms} ms`)
	check('a search answers within 200 ms', ms <= 200, `${ms} ms`)
	check('the owner is masked', await until(async () => /\*/.test(await text('[data-tier=exact] [data-test=hit]'))), await now(page, '[data-tier=exact] [data-test=hit]'))
	await page.click('[data-tier=exact] [data-test=report]')
	must('the report form opens', await until(() => page.$('#f-last')))
}

async function report() {
	await page.click('[data-test=submit-report]')
	check('an empty report says what to do', await until(async () => (await page.$$('.err')).length >= 2))
	await page.fill('#f-last', cityTime(clock() + 2 * 3600_000))
	check('a time in the future is refused', await until(async () => (await text('#e-last')).length > 8 && (await attr('#f-last', 'aria-invalid')) === 'true'))
	await page.fill('#f-last', cityTime(clock() - 40 * 60_000))
	await page.fill('#f-missing', cityTime(clock() - 5 * 60_000))
	await page.fill('#f-place', '财富广场东门停车棚')
	await page.fill('#f-note', '白色，后座有黑色尾箱。')
	await page.waitForSelector('.place-map .maplibregl-canvas')
	check('a place is picked on the map', await until(async () => {          // the map hears a click when it has read its style
		await page.click('.place-map .maplibregl-canvas')
		return page.$('.place-map .maplibregl-marker')
	}, undefined, 500))
	await reload(page)
	check('a reload loses nothing', await until(async () => (await page.inputValue('#f-note')) === '白色，后座有黑色尾箱。'))
	await shot('report-zh')
	await noRawKeys('report')
	await page.click('[data-test=submit-report]')
	must('the report is taken and has a number', await until(() => page.$('[data-test=reported]')))
	const id = await attr('[data-test=reported]', 'data-case')
	await shot('reported-zh')
	return id
}

async function alertArrives(id) {
	const since = Date.now()
	await menu('map')
	const card = `[data-alert][data-case="${id}"]`
	must('the alert arrives by itself', await until(() => page.$(card), ALERT_MS), `none in ${ALERT_MS / 1000} s`)
	console.log(`# alert ${((Date.now() - since) / 1000).toFixed(1)} s after the report`)
	await shot('alert-zh', 900)
	must('it is new', await until(() => page.$(`${card}[data-state=new]`)))
	await page.click(`${card} [data-test=ack]`)
	check('it is acknowledged', await until(async () => (await attr(card, 'data-state')) === 'acked'))
	await page.click(`${card} a.plate`)
	must('the alert leads to its case', await until(() => page.$('[data-test=case-head]')), page.url())
}

async function playTrail() {
	check('the case says the bike was located', await until(async () => (await attr('[data-test=case-head]', 'data-state')) === 'located'), await attr('[data-test=case-head]', 'data-state'))
	check('the live position has an uncertainty', await until(async () => /\d/.test(await text('[data-test=live] b.num'))))
	// A trail needs two moments: wait until the bike was heard over a few seconds, asking again as an officer would.
	const spread = async () => {
		const max = await attr('[data-test=slider]', 'max')
		if (Number(max) >= 4) return true
		await page.click('.where .bar .el-button', { timeout: 3000 }).catch(() => undefined)
		return false
	}
	must('there is a trail to play', await until(spread, 240_000, 3000))
	await shot('case-live-zh')
	await page.click('[data-test=replay]')
	await page.focus('[data-test=slider]')
	await page.keyboard.press('Home')
	const start = Number(await attr('[data-test=player]', 'data-at'))
	await page.click('[data-test=play]')
	check('playing moves the time', await until(async () => Number(await attr('[data-test=player]', 'data-at')) > start + 500))
	await shot('case-trail-zh', 700)
	await noRawKeys('case')
}

/* The page of the menu, when it stands: until then the one before it is still there. */
async function menu(key) {
	await page.click(`[data-nav=${key}]`)
	must(`the menu leads to ${key}`, await until(() => page.$(`[data-nav=${key}].active`), undefined, 30))
}

async function otherScreens(lang) {
	for (const key of await page.$$eval('[data-nav]', l => l.map(a => a.getAttribute('data-nav')))) {
		if (key === 'map' || key === 'search' || key === 'me') continue
		await menu(key)
		const ok = await until(() => page.$('.grid tbody tr, .state.empty, [data-test=idle], [data-order], #plan-bike, [data-policy], [data-test=sweep-ask], [data-test=queue-empty], [data-test=queue-row], [data-appeal], .cal[role=grid]'))
		if (await page.$('[data-test=sweep-ask]')) {
			await page.click('[data-test=sweep-ask]')
			check(`${key} has its answer (${lang})`, await until(() => page.$('[data-test=sweep]')))
		}
		check(`${key} list loads (${lang})`, ok && !(await page.$('.state.failed, .state.offline, .state.denied')))
		await noRawKeys(`${key} (${lang})`)
		await shot(`${key}-${lang}`)
	}
}

/** A file that the page hands over; its bytes. */
async function fileOf(press) {
	const [d] = await Promise.all([page.waitForEvent('download'), press()])
	return { name: d.suggestedFilename(), bytes: readFileSync(await d.path()) }
}
const number = s => Number(String(s).replace(/[^0-9]/g, ''))
const shown = what => until(async () => (await attr('[data-test=figure]', 'data-shown')) === what)
const column = n => page.$$eval(`[data-test=figure] tbody tr td:nth-child(${n})`, l => l.map(x => x.textContent))

/* Each figure is shown with what it means; its rows add up to it; behind a row stand as many bikes as it says. */
async function figures() {
	await go('/figures?fig=registered&by=site')
	must('the figures stand', await until(async () => (await page.$$('[data-figure]')).length >= 9 && page.$('[data-test=figure] tbody tr') && shown('registered site')))
	check('each figure says what it counts', (await text('[data-test=figure] .def')).length > 20)
	check('the chart is drawn', await until(() => page.$('.echart svg')))
	const sum = (await column(2)).reduce((a, x) => a + number(x), 0)
	check('the rows add up to the figure', sum === number(await text('[data-test=figure] tfoot th:nth-child(2)')), sum)
	await shot('figures-site-zh')
	for (const by of ['district', 'kind', 'use']) {
		await page.click(`[data-by=${by}]`)
		check(`by ${by} it is the same figure`, await shown(`registered ${by}`) && (await column(2)).length > 0 && (await column(2)).reduce((a, x) => a + number(x), 0) === sum, (await column(2)).join())
	}
	await shot('figures-use-zh')
	await go('/figures?fig=new&by=day')
	check('days are drawn', await until(() => page.$('[data-by=day].on')) && await shown('new day'))
	await shot('figures-days-zh')
	await go('/figures?fig=registered&by=site')          // the demo's registrations are of the past
	must('the register’s figure is there again', await shown('registered site') && (await column(2)).length > 0)
	const least = await page.$$eval('[data-test=figure] tbody tr', l => l.map(r => ({ key: r.dataset.key, n: Number(r.children[1].textContent.replace(/\D/g, '')) })).sort((a, b) => a.n - b.n)[0])
	await page.click(`[data-test=figure] tr[data-key="${least.key}"] [data-test=rows]`)
	must('a row opens what lies behind it', await until(() => page.$('[data-test=figure-rows] tbody tr')))
	check('as many as it says', await until(async () => (await page.$$('[data-test=figure-rows] tbody tr')).length === Math.min(least.n, 100)), `${least.n}`)
	await shot('figures-rows-zh')
	must('Escape closes them', await escape(page, '[data-test=figure-rows]'))
	const file = await fileOf(() => page.click('[data-test=figure-csv]'))
	const lines = file.bytes.toString('utf8').split('\r\n')
	check('the figure is handed over as CSV', file.bytes[0] === 0xef && lines.length > least.n % 2 + 5 && /figure-registered-site/.test(file.name), file.name)
	for (const id of await page.$$eval('[data-figure]', l => l.map(x => x.dataset.figure))) {
		await page.click(`[data-figure=${id}]`)
		check(`${id}: shown or said to be none`, await until(async () => (await attr('[data-test=figure]', 'data-shown'))?.startsWith(`${id} `) && page.$('[data-test=figure] tbody tr, [data-test=figure] .state.empty')))
	}
	await go('/figures?fig=cases&by=district')
	for (const at of ['alert-precision', 'guard-figures'])
		check(`${at}: with its definition, shown or said to be none`, await until(() => page.$(`[data-test=${at}] .def ~ table tbody tr, [data-test=${at}] .def ~ .state.empty`)))
	await noRawKeys('figures')
}

async function exportsPage() {
	await menu('exports')
	must('the export page stands', await until(() => page.$('[data-test=export-count]')))
	await shot('exports-zh')
	await page.selectOption('#x-use', 'takeaway')
	await page.click('[data-test=export-count]')
	must('the number is told first', await until(() => page.$('[data-test=export-counted]')))
	const over = await page.$('[data-test=export-counted] .err')
	const large = await page.$('[data-test=export-large]')
	if (over || large) {
		if (over) check('too many are refused before they are asked for', await page.$('.is-disabled[data-test=export-go], .is-disabled[data-test=export-ask]'))
		else {
			check('so many are not had alone', !(await page.$('[data-test=export-go]')))
			await page.click('[data-test=export-ask]')
			check('without a reference nothing is asked', await until(() => page.$('[data-test=export-problem]')))
			await page.fill('#x-ref', 'HY-2026-1124')
			await page.click('[data-test=export-ask]')
			check('another person is asked', await until(() => page.$('[data-test=asks-mine] [data-state=asked]')))
			check('and oneself does not decide', !(await page.$('[data-test=ask-grant]')))
			await page.fill('#x-ref', '')
		}
		await shot('exports-over-zh')
		const point = await until(() => page.$eval('#x-site option:nth-child(2)', o => o.value))
		await page.selectOption('#x-site', point)
		if (over) await page.fill('#x-from', cityDay(-300))
		await page.click('[data-test=export-count]')
		must('of one point there are few enough', await until(async () => (await page.$('[data-test=export-go]')) && !(await page.$('[data-test=export-counted] .err'))))
	}
	const n = number(await text('[data-test=export-counted] b'))
	await page.click('[data-test=export-go]')
	check('without a reference nothing leaves', await until(() => page.$('[data-test=export-problem]')))
	await page.fill('#x-ref', 'HY-2026-1125')
	await page.selectOption('#x-form', 'csv')
	refusals = true
	const file = await fileOf(async () => {
		await page.click('[data-test=export-go]')
		await freshCode(page, TOTP)
	})
	refusals = false
	const lines = file.bytes.toString('utf8').split('\r\n')
	check('the file has its mark and as many rows as told', file.bytes[0] === 0xef && lines.length === 6 + 1 + n + 1 && /HY-2026-1125/.test(lines[4]), `${lines.length} lines, ${n} told`)
	check('its name is its number and purpose', /^yanzhen-EX\d{8}-\d+-check-u\d+\.csv$/.test(file.name), file.name)
	check('no telephone is whole', !/1[3-9]\d{9}/.test(lines.slice(7).join()))
	await page.click('[data-test=export-count]')
	await page.waitForSelector('[data-test=export-go]')
	await page.selectOption('#x-form', 'xlsx')
	const book = await fileOf(() => page.click('[data-test=export-go]'))
	check('as a workbook too', book.bytes.subarray(0, 2).toString() === 'PK' && /\.xlsx$/.test(book.name), book.name)
	check('both stand in the list', await until(async () => (await page.$$('[data-test=export-runs] .chip.ok')).length >= 2))
	await shot('exports-done-zh')
	await noRawKeys('exports')
}

async function phone(id, lang) {
	await page.setViewportSize({ width: 390, height: 844 })
	for (const [name, route, ready] of [['map', '/', '[data-test=rate]'], ['case', `/cases/${id}`, '[data-test=case-head]'], ['cases', '/cases?state=all', '[data-test=case-row]'],
		['figures', '/figures?fig=registered&by=site', '[data-test=figure] tbody tr'], ['exports', '/exports', '[data-test=export-count]']].filter(x => id || /figures|exports/.test(x[0]))) {
		await go(route)
		check(`${name} on a phone (${lang})`, await until(() => page.$(ready)) && await loaded(page))
		await noSideways(`${name} on a phone (${lang})`)
		await shot(`phone-${name}-${lang}`, 2500)
	}
	await page.setViewportSize({ width: 1366, height: 768 })
}

async function recover(id) {
	await go(`/cases/${id}`)
	await page.waitForSelector('[data-test=do-recover]')
	await page.click('[data-test=do-recover]')
	await agree(page, '在小区车棚找到。')
	check('the bike is marked recovered', await until(async () => (await attr('[data-test=case-head]', 'data-state')) === 'recovered'), await attr('[data-test=case-head]', 'data-state'))
	await shot('recovered-zh', 800)
	await page.click('[data-test=do-return]')
	await agree(page, '车主当面领回。')
	check('and given back', await until(async () => (await attr('[data-test=case-head]', 'data-state')) === 'returned'), await attr('[data-test=case-head]', 'data-state'))
	check('the line of its life is whole', await until(async () => (await page.$$('[data-test=life] li.done')).length >= 5))
	await noSideways('a case that is given back')
	await go(`/cases/${id}/print?paper=receipt`)
	check('the receipt has its number', await until(async () => /^R-\d{6}-\d{8}-\d{4}$/.test(await text('[data-test=receipt-no]'))), await now(page, '[data-test=receipt-no]'))
	await shot('receipt-zh')
	await go('/cases')
	await page.waitForSelector('[data-test=lang]')
}

async function english(id) {
	await page.click('[data-test=lang]')
	check('the page is English', await until(async () => page.evaluate(() => document.documentElement.lang === 'en')))
	await go('/')
	await page.waitForSelector('[data-test=rate]')
	await shot('map-en', 3500)
	await noRawKeys('map (en)')
	const nav = () => page.$$eval('[data-nav]', l => l.map(a => a.innerText).join(' '))
	check('no Chinese is left in the menu', await until(async () => !/[\u4e00-\u9fff]/.test(await nav())), await nav())
	await go(`/cases/${id}`)
	await page.waitForSelector('[data-test=case-head]')
	await loaded(page)
	await shot('case-en', 2500)
	await noRawKeys('case (en)')
	await otherScreens('en')
	await phone(id, 'en')
}

async function leave() {
	check('log out leads to the log-in page', await out())
	const status = await page.evaluate(async () => (await fetch('/healthz')).status)
	check('health is answered without a session', status === 200, status)
	await shot('login-en')
}

/* The system administrator makes an account and asks; the security administrator gives; the person begins. */
async function administrators() {
	const who = readAccounts(process.env.YZ_ACCOUNTS)
	const name = `story${Date.now() % 100000}`
	refusals = true
	await page.click('.lang')
	must('the system administrator logs in', await enter('sysadmin', ...who.sysadmin))
	must('his first page is the accounts', await until(() => page.$('[data-test=account-add]')))
	check('he has no map, no bikes and no audit', (await page.$$('[data-nav=map], [data-nav=search], [data-nav=audit], [data-nav=rights]')).length === 0)
	await page.click('[data-test=account-add]')
	await page.fill('#a-name', name)
	await page.fill('#a-display', '新来的民警')
	await page.selectOption('#a-unit', await until(() => page.$$eval('#a-unit option', l => l.find(o => o.textContent.endsWith('广东路派出所')).value)))
	await page.click('[data-test=account-save]')
	must('the secrets are shown once, with a picture for the phone', await until(() => page.$('[data-test=qr]')))
	const password = (await text('[data-test=one-time-password]')).trim()
	const secret = (await text('[data-test=totp-key]')).replace(/ /g, '')
	await shot('secrets-zh')
	await page.click('[data-test=secrets-done]')
	await until(async () => !(await page.isVisible('[data-test=qr]')))
	await page.click(`[data-wish=${name}]`)
	await page.selectOption('#g-role', 'officer')
	await page.fill('#g-reason', '新到广东路派出所')
	await page.click('[data-test=wish-save]')
	check('a role is asked for', await until(async () => (await page.innerText('#main')).includes('待审批')))
	await shot('accounts-zh')
	await go('/units')
	check('the tree of units stands', await until(() => page.$('[data-unit="430405-01"]')))
	await shot('units-zh')
	await noRawKeys('units')
	await out()
	must('the security administrator logs in', await enter('secadmin', ...who.secadmin))
	await page.waitForSelector('[data-test=approve]')
	await noRawKeys('grants')
	await page.click('[data-test=approve]')
	must('the decision wants a fresh code', await until(() => page.isVisible('#step-code')))
	await shot('stepup-zh')
	await freshCode(page, who.secadmin[1])
	check('the grant is approved', await until(async () => !(await page.$('[data-test=approve]'))))
	await shot('rights-zh')
	await out()
	must('the new officer logs in', await enter(name, password, secret))
	check('he must choose his own password first', await until(() => page.$('[data-test=must-change]')))
	await page.fill('#m-old', password)
	await page.fill('#m-new', 'my own long password')
	await page.fill('#m-again', 'my own long password')
	await page.fill('#m-code', await nextCode(secret))
	await shot('me-zh')
	await page.click('[data-test=own-password]')
	check('then he has the right that was given', await until(() => page.$('[data-nav=cases]')))
	const code = await nextCode(secret)
	const r = await fetch(`${BASE}/api/v1/login`, { method: 'POST', headers: { 'X-Yanzhen': '1', 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password: 'my own long password', code }) })
	check('the same person logs in elsewhere', r.status === 200, r.status)
	await page.click('[data-nav=cases]', { timeout: 2000 }).catch(() => undefined)      // the page asks by itself as well, and may have left already
	check('this page says so', await until(async () => /别处/.test((await text('[data-test=ended]')) ?? '')))
	await shot('ended-zh')
	must('the auditor logs in', await enter('auditor', ...who.auditor))
	await page.click('[data-nav=audit]')          // the log-in leads to where the other one was, if it is a page of everybody's
	check('the audit tells of the grant', await until(async () => (await page.innerText('#main')).includes('审批授权')))
	check('the auditor has nothing else', (await page.$$eval('[data-nav]', l => l.map(a => a.getAttribute('data-nav')).join())) === 'books,access,audit,me')
	await shot('audit-zh')
	await noRawKeys('audit')
}

try {
	await logIn()
	if (process.env.YZ_ONLY === 'figures') {
		await figures()
		await exportsPage()
		await phone('', 'zh')
		await page.click('[data-test=lang]')
		for (const key of ['figures', 'exports']) {
			await menu(key)
			await loaded(page)
			await shot(`${key}-en`, 1500)
			await noRawKeys(`${key} (en)`)
		}
		await phone('', 'en')
		throw new Stop('only the figures')
	}
	await mapAlive()
	const plate = await choosePlate()
	must('there is a bike to report', plate !== '')
	console.log(`# plate ${plate}`)
	await findBike(plate)
	const id = await report()
	await alertArrives(id)
	await playTrail()
	await otherScreens('zh')
	await figures()
	await exportsPage()
	await phone(id, 'zh')
	await recover(id)
	await english(id)
	await leave()
	if (process.env.YZ_ACCOUNTS && existsSync(process.env.YZ_ACCOUNTS)) await administrators()
} catch (e) {
	await broken(e, [['story', page]], OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
