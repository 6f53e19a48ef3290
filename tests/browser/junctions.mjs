/* Junctions in a real browser. Figures of violations: the group and its divisions, the map of junctions with its filters and its table, a junction before and after.
 * Then the crossing YZ_CROSSING: imported, drawn with mouse and keyboard, contradicted, published, replaced, two who edit at once, one who may only look; and its signals:
 * live, by a plan, while the server is away, and stale.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_STANDS=N YZ_CHANGE=DAY YZ_FROM=DAY YZ_JUNCTION=NAME node tests/browser/junctions.mjs [OUT]
 *
 * tests/browser/junctions.py makes the server and what is in it: YZ_STANDS violations of the junction YZ_JUNCTION stand since YZ_FROM; on YZ_CHANGE it changed.
 * YZ_INTERSECTIONS and YZ_STATIONS are the files of the crossing's import. A line "#! stop" or "#! start SECONDS" asks for the server to go, or to come again so
 * much later; the answer comes on the standard input. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { LOOK, agree, another, broken, browser, check, forget, gone, goTo, listen, loaded, logIn, must, noRawKeys, noSideways, readAccounts, seen, told, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_STANDS: STANDS, YZ_CHANGE: CHANGE, YZ_FROM: FROM, YZ_JUNCTION: JUNCTION, YZ_INTERSECTIONS, YZ_STATIONS, YZ_CROSSING: CROSSING } = process.env
const OUT = process.argv[2] ?? 'out/junctions'
const WIDE = { width: 1366, height: 768 }
const DESK = { width: 1440, height: 900 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
let away = false      // the server is, and the browser says so
mkdirSync(OUT, { recursive: true })
const own = await browser('junctions', WIDE)

async function as(name, route) {
	const page = await another(own, WIDE)
	listen(page, troubles, text => /status of 40[139]/.test(text) || (away && /ERR_|net::|Failed to fetch/.test(text)))
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
	const out = async () => [await page.isEnabled('[data-test=heat-csv]'), await page.isEnabled('[data-test=heat-print]')].join()
	check('what is shown goes into a file and on paper', (await out()) === 'true,true')
	let go
	const held = new Promise(done => (go = done))
	await page.route('**/figures/junctions**', r => held.then(() => r.continue()))
	await page.selectOption('[data-test=heat-kind]', '')
	check('what was not answered yet does not', await until(async () => (await out()) === 'false,false', 3000))
	go()
	must('of all kinds', await shown(' morning'))
	await page.unroute('**/figures/junctions**')
	check('then it does', await until(async () => (await out()) === 'true,true'))
	await page.fill('[data-test=from]', '2020-01-01')
	check('days that are no span do not', await until(async () => (await out()) === 'false,false'))
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

/* --- a crossing --- */

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
/** Stops the server, or starts it again so many seconds later. */
async function server(what) {
	if (what === 'stop') away = true
	console.log(`#! ${what}`)
	must(`the server: ${what}`, (await lines.next()).value === 'done')
}
let later = 0
/** Asked by the page's own session: status and answer. */
const call = (page, method, url, body) => page.evaluate(async ([method, url, body]) => {
	const r = await fetch(`/api/v1${url}`, { method, headers: { 'X-Yanzhen': '1', 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined })
	return { status: r.status, body: await r.json().catch(() => null) }
}, [method, url, body])
const ARMS = ['N', 'E', 'S', 'W']
const open = page => goTo(page, `${BASE}/#/junctions/${CROSSING}`)
const arm = i => `[data-test=arms] tbody tr:nth-child(${i})`
const faults = page => page.$$eval('[data-fault]', l => l.map(e => e.dataset.fault))
const chips = page => page.textContent('[data-test=junction] .page-head')
const row = (page, version) => page.textContent(`[data-version="${version}"] td:nth-child(2)`)
const textOf = (page, sel) => page.textContent(sel)
const off = page => page.getAttribute('[data-test=red-off]', 'data-off')
const isOff = (page, why) => until(async () => (await off(page)) === why)
const lamp = (page, group) => page.getAttribute(`[data-group="${group}"]`, 'data-state')

/* In both languages where somebody looks; that nothing sticks out is asked always. */
async function pictured(page, name) {
	for (const size of [DESK, SMALL]) {
		await page.setViewportSize(size)
		await noSideways(page, `${name} ${size.width}`)
	}
	await noRawKeys(page, name)
	for (const lang of LOOK ? ['zh', 'en'] : []) {
		for (const size of [DESK, SMALL]) {
			await page.setViewportSize({ width: size.width, height: size === DESK ? 1500 : 3000 })      // the page scrolls inside
			await page.waitForTimeout(900)
			await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: true })
		}
		await page.setViewportSize(DESK)
		await page.click('[data-test=lang]')
	}
	await page.setViewportSize(DESK)
}

async function save(page) {
	await page.click('[data-test=save]')
	return gone(page, '[data-test=unsaved]')
}
async function publish(page) {
	await page.click('[data-test=publish]')
	await agree(page)
	return gone(page, '[data-test=publish]')
}
/** A click so many pixels from the middle of the plan, which is the middle of the crossing: 0.5 m each. */
async function onPlan(page, x, y) {
	const box = await (await page.$('.jx-map canvas')).boundingBox()
	await page.mouse.click(box.x + box.width / 2 + x, box.y + box.height / 2 + y)
}

async function theImport(page) {
	check('a city without this crossing does not list it', (await page.$$(`a[href$="/junctions/${CROSSING}"]`)).length === 0)
	await page.click('[data-test=import]')
	await page.setInputFiles('#jx-in', YZ_INTERSECTIONS)
	await page.setInputFiles('#jx-st', YZ_STATIONS)
	await page.click('[data-test=do-import]')
	check('an import says what it made', /新建 1 个路口，1 份草稿，13 根天线/.test(await told(page, /新建/) ?? ''))
	must('the crossing is listed', await until(() => page.$(`a[href$="/junctions/${CROSSING}"]`)))
	await page.click(`a[href$="/junctions/${CROSSING}"]`)
	must('and opens', await until(() => page.$('[data-test=arms]')))
	check('as a draft that was never published', /没有发布过/.test(await chips(page)) && /第 1 版草稿/.test(await chips(page)))
	check('what is missing is noted, and stops nothing', (await faults(page)).join() === 'no_camera,no_camera,no_camera,no_camera')
	check('there is no controller', await isOff(page, 'no_geometry'))
	must('the plan stands', await until(async () => (await page.$$('.jx-mark.antenna')).length === 14))
	await pictured(page, 'draft')
	must('the first version is published', await publish(page))
	check('it is in force', await until(async () => /第 1 版在用/.test(await chips(page)) && !/草稿/.test(await row(page, 1))))
	check('and the engines have it', await until(async () => /引擎已收到/.test(await chips(page))))
}

async function theKeyboard(page) {
	const cell = `${arm(4)} td:nth-child(3)`
	const placeOf = async () => (/([\d.]+), ([\d.]+)/.exec(await page.textContent(cell)) ?? []).slice(1).map(Number)
	const before = await placeOf()
	await page.focus('[data-test=pick-W]')
	await page.keyboard.press('Enter')
	const onMap = () => until(() => page.evaluate(() => document.activeElement?.classList.contains('maplibregl-canvas')))
	must('the keyboard is led to the plan', await onMap())
	check('which says whose line is meant, and with which keys', /W/.test(await page.textContent('[data-test=picking]')) && /方向键/.test(await page.textContent('[data-test=picking]')))
	await page.keyboard.press('Escape')
	check('Escape calls it off', await gone(page, '[data-test=picking]'))
	check('and leads back', await until(() => page.evaluate(() => document.activeElement?.dataset.test === 'pick-W')))
	await page.focus('[data-test=pick-W]')
	await page.keyboard.press('Enter')
	await onMap()
	for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowLeft')
	await page.keyboard.press('Shift+ArrowDown')
	if (LOOK) await pictured(page, 'keyboard')
	if (LOOK) await page.focus('.jx-map canvas')
	await page.keyboard.press('Enter')
	check('Enter takes the place', await gone(page, '[data-test=picking]'))
	const after = await placeOf()
	const west = (112.62 - after[1]) * 111319.5 * Math.cos(26.905 * Math.PI / 180), south = (26.905 - after[0]) * 111319.5
	check('a metre a step, five with Shift', Math.abs(west - 11) < 3 && Math.abs(south - 5.5) < 1.5, `${west} ${south}`)
	check('it is said to be unsaved', await seen(page, '[data-test=unsaved]'))
	await page.click('[data-test=undo]')
	await agree(page)
	check('undone', (await placeOf()).join() === before.join() && (await gone(page, '[data-test=unsaved]')))
}

async function theContradiction(page) {
	await page.click('[data-test=pick-W]')
	await onPlan(page, 45, 0)
	check('a place is taken by the mouse', await gone(page, '[data-test=picking]'))
	await page.selectOption('[data-test=antennas] tbody tr:nth-child(3) select >> nth=0', 'approach')
	check('faults are of what was saved, and it says so', await seen(page, '[data-test=unchecked]'))
	await page.fill('[data-test=note]', '西进口停止线重画')
	must('what contradicts itself is kept as a draft', await save(page))
	check('and named', await until(async () => (await faults(page)).filter(x => x !== 'no_camera').join() === 'stop_behind,approach_outbound'), await faults(page))
	const words = await page.textContent('[data-fault=stop_behind]')
	check('in words, of which arm, and what to do', /停止线不在进口一侧/.test(words) && /进口 W/.test(words) && /检查方向或位置/.test(words), words)
	check('the other of which antenna', /进口天线在驶出一侧.*J41-NX/.test(await page.textContent('[data-fault=approach_outbound]')))
	check('how many stop it', /2 处须改好才能发布/.test(await page.textContent('[data-test=faults]')))
	check('so it is not published', await page.isDisabled('[data-test=publish]'))
	const j = (await call(page, 'GET', `/junctions/${CROSSING}`)).body
	const r = await call(page, 'POST', `/junctions/${CROSSING}/do/publish`, { ver: j.ver })
	check('nor by whoever asks the server', r.status === 409 && (await call(page, 'GET', `/junctions/${CROSSING}`)).body.published === 1, r.status)
	await pictured(page, 'contradiction')
	await page.click('[data-test=pick-W]')
	await onPlan(page, -45, 20)
	await page.selectOption('[data-test=antennas] tbody tr:nth-child(3) select >> nth=0', 'exit')
	must('corrected', await save(page))
	check('nothing stops it any more', await until(async () => (await faults(page)).every(x => x === 'no_camera')))
}

async function theParts(page) {
	await page.click('[data-test=add-arm]')
	check('a fifth arm', await until(async () => (await page.inputValue(`${arm(5)} input`)) === 'NE'))
	must('saved', await save(page))
	check('it has no stop line', await until(async () => (await page.textContent('[data-fault=no_stop_line]')).includes('NE')))
	await page.click(`${arm(5)} [data-test=drop]`)
	check('it goes again', (await page.$$('[data-test=arms] tbody tr')).length === 4)
	const group = '[data-test=groups] tbody tr:nth-child(12) input'
	check('a group of the west', (await page.inputValue(group)) === 'W:R')
	await page.fill(`${arm(4)} input`, 'SW')
	await page.press(`${arm(4)} input`, 'Tab')
	check('an arm takes its groups and antennas along when it is renamed', (await page.inputValue(group)) === 'SW:R' && (await page.$eval('[data-test=antennas] tbody tr:nth-child(12) select >> nth=1', e => e.value)) === 'SW')
	await page.fill(`${arm(4)} input`, 'W')
	await page.press(`${arm(4)} input`, 'Tab')
	await page.focus('[data-station="J41-NB"]')
	await page.keyboard.press('Enter')
	const last = '[data-test=antennas] tbody tr:nth-child(14)'
	must('a free station becomes an antenna by a press on the plan', await until(() => page.$(last)))
	const value = n => page.$eval(`${last} select >> nth=${n}`, e => e.value)
	check('with what its place says', (await page.inputValue(`${last} input`)) === 'J41-NB' && (await value(0)) === 'approach' && (await value(1)) === 'N', `${await value(0)} ${await value(1)}`)
	must('saved with it', await save(page))
	check('it contradicts nothing', await until(async () => (await faults(page)).every(x => x === 'no_camera')), await faults(page))
	must('the second version is published', await publish(page))
	check('it is in force', await until(async () => /第 2 版在用/.test(await chips(page))))
	check('the first is listed still', /已替换/.test(await row(page, 1)) && /在用/.test(await row(page, 2)))
	check('with what was changed', /西进口停止线重画/.test(await page.textContent('[data-version="2"]')))
}

async function theVersions(page) {
	const antennas = async () => (await page.$$('[data-test=antennas] tbody tr')).length
	const first = await textOf(page, '[data-version="1"]')
	check('a version says by name who made it, and in words that it was imported', /由文件导入/.test(first) && !/号账号|\bimport\b/.test(first), first)
	await page.click('[data-version="1"] [data-test=show]')
	must('an earlier version is shown', await seen(page, '[data-test=old]'))
	check('as it was, and not to be changed', (await antennas()) === 13 && (await page.isDisabled(`${arm(1)} input`)) && !(await page.$('[data-test=save]')))
	await pictured(page, 'earlier')
	await page.click('[data-test=back]')
	check('back to what is in force', (await gone(page, '[data-test=old]')) && (await antennas()) === 14)
	await page.click('[data-version="1"] [data-test=show]')
	await page.click('[data-test=draft-from]')
	check('a draft can begin with it', (await antennas()) === 13 && /取自第 1 版/.test(await page.inputValue('[data-test=note]')))
	must('saved', await save(page))
	check('it is the third', await until(async () => /第 3 版草稿/.test(await chips(page))))
	await page.click('[data-test=discard]')
	await agree(page)
	check('discarded', await until(async () => !/版草稿/.test(await chips(page)) && /已放弃/.test(await row(page, 3))))
	check('what is in force stands', (await antennas()) === 14 && /第 2 版在用/.test(await chips(page)))
}

async function theTwo(page, second) {
	const lanes = p => p.inputValue(`${arm(1)} td:nth-child(4) input`)
	await page.fill(`${arm(1)} td:nth-child(5) input`, '300')
	must('one saves a draft', await save(page))
	await second.fill(`${arm(1)} td:nth-child(4) input`, '3')
	await second.click('[data-test=save]')
	must('the other, who opened it before, is told', await seen(second, '[data-test=overtaken]'))
	check('of which draft', /第 4 版草稿/.test(await second.textContent('[data-test=overtaken]')))
	check('and keeps what he did', (await lanes(second)) === '3' && (await seen(second, '[data-test=unsaved]')))
	await pictured(second, 'overtaken')
	await second.click('[data-test=keep-mine]')
	check('he may overwrite', (await gone(second, '[data-test=unsaved]')) && (await gone(second, '[data-test=overtaken]')) && (await lanes(second)) === '3')
	await page.fill(`${arm(1)} td:nth-child(4) input`, '5')
	await page.click('[data-test=save]')
	must('the first is told in turn', await seen(page, '[data-test=overtaken]'))
	await page.click('[data-test=take-theirs]')
	check('and may take the other\'s', (await until(async () => (await lanes(page)) === '3')) && (await gone(page, '[data-test=unsaved]')))
	await page.click('[data-test=discard]')
	await agree(page)
	await until(async () => !/版草稿/.test(await chips(page)))
	await forget(second)
	await second.click('[data-test=publish]')
	await agree(second)
	check('what was discarded is not published by a page that does not know', (await told(second, /已重新加载/, 'error')) && (await until(async () => !/版草稿/.test(await chips(second)) && /已放弃/.test(await row(second, 4)))))
}

async function theOnlooker(page) {
	await open(page)
	must('who may not change it sees it', await until(() => page.$('[data-test=arms]')))
	const buttons = await page.$$eval('[data-test=junction] button', l => l.map(e => e.dataset.test ?? e.textContent))
	check('without a button to change anything', buttons.every(x => x === 'show'), buttons.join())
	check('nor a field', (await page.$$eval('[data-test=junction] input, [data-test=junction] select', l => l.filter(e => !e.disabled).length)) === 0)
	check('and it says who can', /只有工程师可以修改/.test(await page.textContent('[data-test=source]')))
	const j = (await call(page, 'GET', `/junctions/${CROSSING}`)).body
	const asked = [['PUT', 'draft', { ver: j.ver, geometry: j.geometry }], ['POST', 'do/publish', { ver: j.ver }], ['POST', 'do/discard', { ver: j.ver }], ['PUT', 'source', { kind: 'api' }], ['POST', 'signals', { changes: [{ group: 'W:T', state: 'R', at: Date.now() }] }]]
	for (const [method, what, body] of asked) {
		const r = await call(page, method, `/junctions/${CROSSING}/${what}`, body)
		check(`${what} is refused to him`, r.status === 403, r.status)
	}
	await pictured(page, 'onlooker')
}

/* What the lights showed 1.5 s ago, by a controller whose clock is right. */
const feed = (page, states) => call(page, 'POST', `/junctions/${CROSSING}/signals`, { changes: Object.entries(states).map(([group, state]) => ({ group, state, at: Date.now() + later - 1500 })) })
const all = (ns, ew) => Object.fromEntries(ARMS.flatMap(a => ['L', 'T', 'R'].map(m => [`${a}:${m}`, 'NS'.includes(a) ? ns : ew])))
/* The same words are one message while it stands (say.ts): said again before it has gone they are no new one. */
const silent = page => until(() => page.$$eval('.el-message', l => !l.some(e => /来源已保存/.test(e.textContent))))
async function source(page, kind) {
	await page.selectOption('[data-test=source-kind]', kind)
	await silent(page)
	await forget(page)
	await page.click('[data-test=save-source]')
	return told(page, /来源已保存/, 'success')
}

async function theSignals(page) {
	check('no source, no red lights', (await isOff(page, 'no_source')) && /停：没有灯色来源/.test(await page.textContent('[data-test=red-off]')) && /选定/.test(await page.textContent('[data-test=why]')))
	await pictured(page, 'no-source')
	check('changes are not taken before somebody says whence they come', (await feed(page, all('G', 'R'))).status === 409)
	must('they come by the API', await source(page, 'api'))
	check('until the first all is unknown', await isOff(page, 'unknown'))
	// that all is unknown has a time of its own; what the lights showed before is older than that
	await until(async () => (await call(page, 'GET', `/junctions/${CROSSING}/signals`)).body.groups.every(g => g.at < Date.now() - 1500))
	check('all are taken', (await feed(page, all('G', 'R'))).body?.taken === 12)
	check('the panel shows them by itself', await until(async () => (await lamp(page, 'N:T')) === 'green' && (await lamp(page, 'W:T')) === 'red'))
	check('and red lights are looked for', (await isOff(page, 'on')) && /检测中/.test(await page.textContent('[data-test=red-off]')))
	await feed(page, all('Y', 'R'))
	await feed(page, all('R', 'G'))
	check('it follows the lights', await until(async () => (await lamp(page, 'N:T')) === 'red' && (await lamp(page, 'W:T')) === 'green'))
	const ms = async () => Number(await page.getAttribute('[data-test=offset]', 'data-ms'))
	check('the controller\'s clock against ours, less the quickest way', await until(async () => (await ms()) <= -1500 && (await ms()) > -2500), await ms())
	check('in words', /慢 [12],\d{3} 毫秒/.test(await page.textContent('[data-test=offset]')), await page.textContent('[data-test=offset]'))
	await pictured(page, 'live')
	await feed(page, { 'E:T': 'flashing' })
	check('one lamp that flashes is enough', (await isOff(page, 'flashing')) && /停：灯在闪/.test(await page.textContent('[data-test=red-off]')))
	await feed(page, { 'E:T': 'G' })
	check('and it goes on by itself', await isOff(page, 'on'))
}

async function thePlan(page) {
	await page.selectOption('[data-test=source-kind]', 'plan')
	const rows = (await page.$$('[data-test=plan-row]')).length
	check('a plan has a row for each group', rows === 12, rows)
	await page.click('[data-test=save-source]')
	check('no green is guessed, and it says which is missing', (await seen(page, '[data-test=source-failure]')) && /N:L：绿灯结束要在开始之后/.test(await page.textContent('[data-test=source-failure]')))
	for (let i = 1; i <= rows; i++) {
		const cell = n => `[data-test=plan-row]:nth-child(${i}) td:nth-child(${n}) input`
		const ns = /^[NS]/.test(await page.inputValue(cell(1)))
		await page.fill(cell(2), ns ? '0' : '45')
		await page.fill(cell(3), ns ? '40' : '85')
	}
	await page.fill('[data-test=plan-from]', '7')
	await page.click('[data-test=save-source]')
	check('nor a time', await until(async () => /07:00/.test(await page.textContent('[data-test=source-failure]'))))
	await pictured(page, 'plan')
	await page.fill('[data-test=plan-from]', '00:00')
	must('the plan is saved', await source(page, 'plan'))
	check('its phases are there at once', await until(async () => (await textOf(page, '[data-group="W:T"]')).includes('配时方案')))
	check('red lights are looked for', await isOff(page, 'on'))
	const phases = async () => (await call(page, 'GET', `/junctions/${CROSSING}/signals`)).body.groups.filter(x => /:T$/.test(x.group))
	const before = await phases()
	const changed = await until(async () => (await phases()).find(x => before.some(y => y.group === x.group && y.at !== x.at)))
	const second = ((changed?.at ?? 0) + 8 * 3600_000) % 90_000 / 1000
	check('a change is dated to the plan\'s own second', (/^[NS]/.test(changed?.group) ? [0, 40, 43] : [45, 85, 88]).includes(second), `${changed?.group} ${second}`)
	const green = (await phases()).filter(x => x.state === 'green').map(x => x.group[0]).join('')
	check('and never are both green', ['', 'NS', 'SN', 'EW', 'WE'].includes(green), green)
}

/* A controller of GB/T 20999 that nobody answers for: nothing is known until it does. */
async function theController(page) {
	const at = what => `[data-test=source-${what}]`, before = troubles.length
	await page.selectOption('[data-test=source-kind]', 'gbt20999')
	await page.fill(at('address'), '信号机一号')
	await page.click('[data-test=save-source]')
	check('an address that is none is refused, and it says how one is written', (await seen(page, '[data-test=source-failure]')) && /IP 地址:端口/.test(await textOf(page, '[data-test=source-failure]')))
	const put = address => call(page, 'PUT', `/junctions/${CROSSING}/source`, { kind: 'gbt20999', address, controller: 7, road: 1 })
	check('by the server too', (await put('10.1.2.3')).status === 400 && (await put('')).status === 400 && (await call(page, 'GET', `/junctions/${CROSSING}`)).body.source === 'plan')
	await page.fill(at('address'), '127.0.0.1:9')
	await page.fill(at('controller'), '4294967295')
	await page.fill(at('road'), '12')
	await pictured(page, 'controller')
	must('the controller is saved', await source(page, 'gbt20999'))
	check('the refusal is gone', await gone(page, '[data-test=source-failure]'))
	check('what the plan said counts no more, and until the controller answers all is unknown', (await isOff(page, 'unknown')) && (await until(async () => (await lamp(page, 'W:T')) === 'unknown')))
	check('in words, and what to do', /灯色不明/.test(await textOf(page, '[data-test=red-off]')) && /检查地址和网络/.test(await textOf(page, '[data-test=why]')))
	await open(page)
	must('the page is opened anew', await until(() => page.$('[data-test=arms]')))
	check('it has the controller as it was given', (await page.inputValue('[data-test=source-kind]')) === 'gbt20999' && (await page.inputValue(at('address'))) === '127.0.0.1:9' &&
		(await page.inputValue(at('controller'))) === '4294967295' && (await page.inputValue(at('road'))) === '12')
	troubles.splice(before, Infinity, ...troubles.slice(before).filter(x => !/status of 400.*\/source/.test(x)))      // the two that were asked for
}

async function theSilence(page) {
	must('the API again', await source(page, 'api'))
	await isOff(page, 'unknown')
	await until(async () => (await call(page, 'GET', `/junctions/${CROSSING}/signals`)).body.groups.every(g => g.at < Date.now() - 1500))
	await feed(page, all('R', 'G'))
	must('the lights are live', (await isOff(page, 'on')) && (await until(async () => (await lamp(page, 'W:T')) === 'green')))
	await page.fill(`${arm(1)} td:nth-child(4) input`, '4')
	const troublesBefore = troubles.length
	await server('stop')
	check('a server that is away is said, and what stands there is said to be old', (await seen(page, '[data-test=late]')) && /不是现在的灯色/.test(await page.textContent('[data-test=late]')))
	check('the detection is not said to work', /现在读不到/.test(await page.textContent('[data-test=red-off]')))
	await forget(page)
	await page.click('[data-test=save]')
	check('what cannot be saved says so and stays', (await told(page, /连不上服务器/, 'error')) && (await seen(page, '[data-test=unsaved]')) && (await page.inputValue(`${arm(1)} td:nth-child(4) input`)) === '4')
	await pictured(page, 'away')
	await server('start 400')
	later = 400_000
	check('it comes back by itself', await gone(page, '[data-test=late]'))
	away = false
	// a server that is going says 503 to what it does not take any more
	troubles.splice(troublesBefore, Infinity, ...troubles.slice(troublesBefore).filter(x => !/^503 |status of 503/.test(x)))
	check('five minutes without a change: the phases are stale', await isOff(page, 'stale'))
	check('red-light detection is off, in words', /闯红灯检测 · 停：灯色太久没变/.test(await page.textContent('[data-test=red-off]')))
	check('and why, and what to do', /五分钟/.test(await page.textContent('[data-test=why]')) && /检查信号机和网络/.test(await page.textContent('[data-test=why]')) && /不判闯红灯/.test(await page.textContent('[data-test=why]')))
	check('the last change was minutes ago', await until(async () => /[6-9] 分/.test(await textOf(page, '[data-test=last-change]'))), await textOf(page, '[data-test=last-change]'))
	check('the lamps that stand too long are marked', (await page.$$eval('[data-group] .chip', l => l.map(e => e.textContent))).filter(x => x === '过时').length === 12)
	check('the unsaved work stands still', await page.isVisible('[data-test=unsaved]'))
	await page.click('[data-test=undo]')
	await agree(page)
	await pictured(page, 'stale')
	await feed(page, { ...all('G', 'R'), 'N:L': 'R' })
	check('the lights that change again are shown', await until(async () => (await lamp(page, 'N:T')) === 'green'))
	check('and the detection goes on', await isOff(page, 'on'), await off(page))
}

async function theCrossing(traffic) {
	const engineer = await as('engineer', '/junctions')
	pages.set('engineer', engineer)
	await engineer.setViewportSize(DESK)
	await theImport(engineer)
	await theKeyboard(engineer)
	await theContradiction(engineer)
	await theParts(engineer)
	await theVersions(engineer)
	const second = await as('second', `/junctions/${CROSSING}`)
	pages.set('second', second)
	must('a second engineer opens it', await until(() => second.$('[data-test=arms]')))
	await theTwo(engineer, second)
	await second.close()
	pages.delete('second')
	await theOnlooker(traffic)
	await theSignals(engineer)
	await thePlan(engineer)
	await theController(engineer)
	await theSilence(engineer)
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
	await chief.close()
	pages.delete('chief')
	await theCrossing(traffic)
} catch (e) {
	await broken(e, pages, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
