/* A stolen bike from the report to its owner's hands, in a real browser: an officer reports it, names who told of it, joins it with another case and hands it over; the alert of the stations becomes an order, the order is signed for, fed
 * back with a photo and reviewed by another; the bike is taken in as seized, matched, proven, valued, approved by a leader, and given back on a return list.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PLATE=PLATE YZ_OTHER=PLATE YZ_TAG=TAG YZ_NAME=... YZ_ID=... node tests/browser/theft.mjs [OUT]
 *
 * tests/browser/theft.py makes the server, the owner and the stations. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LOOK, agree, another, broken, browser, check, cityDay, cityTime, clock, freshCode, goTo, listen, logIn, must, noRawKeys, noSideways, readAccounts, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PLATE: PLATE, YZ_OTHER: OTHER, YZ_TAG: TAG, YZ_NAME: NAME, YZ_ID: ID } = process.env
const OUT = process.argv[2] ?? 'out/theft'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const PICTURE = path.join(OUT, 'p.png')
writeFileSync(PICTURE, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))

const own = await browser('theft', WIDE)
const pages = new Map()
async function as(name, route) {
	const page = await another(own, WIDE)
	listen(page, troubles, text => /status of 40[0134]/.test(text))
	pages.set(name, page)
	await goTo(page, `${BASE}/#${route}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}
const go = (page, route) => goTo(page, `${BASE}/#${route}`)
const attr = (page, sel, name) => page.getAttribute(sel, name, { timeout: 2500 }).catch(() => null)
const is = (page, sel, name, value) => until(async () => (await attr(page, sel, name)) === value)
async function looks(page, name) {
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

/* --- report, alert --- */
async function report(page) {
	const bike = await page.evaluate(async q => (await (await fetch(`/api/v1/bikes?q=${encodeURIComponent(q)}`)).json()).items[0].id, PLATE)
	await go(page, `/bikes/${bike}/report`)
	await page.waitForSelector('#f-last')
	await page.fill('#f-last', cityTime(clock() - 40 * 60_000))
	await page.fill('#f-missing', cityTime(clock() - 5 * 60_000))
	await page.fill('#f-place', '财富广场东门停车棚')
	await page.fill('#f-reporter', '钱多多')
	await page.fill('#f-rphone', '13911110055')
	await page.click('[data-test=submit-report]')
	must('the report is taken', await seen(page, '[data-test=reported]'))
	return attr(page, '[data-test=reported]', 'data-case')
}

/* --- who told of it, one crime of two bikes, who works it; who is on duty, what readers carry --- */
const post = (page, where, body) => page.evaluate(async ([to, b]) => (await fetch(`/api/v1${to}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Yanzhen': '1' }, body: JSON.stringify(b) })).json(), [where, body])
/* The page of a case draws a map without end: a press does not wait until it stands still. */
const press = async (page, sel) => { await page.waitForSelector(sel); await page.$eval(sel, e => e.click()) }
async function hands(page, id) {
	await go(page, `/cases/${id}`)
	check('who told of it is masked', !(await page.innerText('[data-test=case-hands]').then(() => page.innerText('body'))).includes('13911110055'))
	await press(page, '[data-unmask=phone]')
	await page.fill('#te-ref', '看看')
	await press(page, '[data-test=teller-go]')
	check('without the number of a file nobody is named', await seen(page, '[data-test=teller-form] .err'))
	await page.fill('#te-ref', 'AJ-2026-7')
	await press(page, '[data-test=teller-go]')
	await freshCode(page, accounts.officer[1])
	check('for a file the phone is shown', await until(async () => (await page.innerText('[data-test=teller-clear]')) === '13911110055'))
	const ago = m => clock() - m * 60_000
	const other = await post(page, '/thefts', { plate: OTHER, lastSeenAt: ago(40), missingAt: ago(5), place: '财富广场东门停车棚' })
	await press(page, '[data-test=join]')
	await page.fill('#cr-text', other.number)
	await press(page, '[data-test=crime-find]')
	must('the other case is found by its number', await seen(page, '[data-test=crime-hit]'))
	await press(page, '[data-test=crime-go]')
	must('two bikes, one crime', await is(page, '[data-test=crime-count]', 'data-bikes', '2'))
	await press(page, '[data-test=assign]')
	await page.fill('#ha-officer', 'nobody')
	await press(page, '[data-test=assign-go]')
	check('an officer who is not there is refused', await seen(page, '[data-test=assign-form] .err'))
	await page.fill('#ha-officer', 'chief')
	await press(page, '[data-test=assign-go]')
	check('handed over', await until(async () => (await page.innerText('[data-test=hands-officer]')).includes('chief')))
	if (LOOK) await page.$eval('[data-test=case-crime]', e => e.scrollIntoView({ block: 'end' }))
	await looks(page, 'case-hands')
	await go(page, '/orders')
	await page.click('[data-test=to-duty]')
	must('who is on duty is there to read', await seen(page, '[data-test=duty-row][data-place=st-000]'))
	check('and which districts have nobody', Number(await attr(page, '[data-test=duty-gaps]', 'data-gaps')) > 0)
	check('it is not the officer’s to change', !(await page.isVisible('[data-test=duty-drop], [data-test=duty-add]')))
	await looks(page, 'duty')
	check('the readers carry the tag', await until(async () => {          // the page is read once
		await go(page, '/orders')
		await go(page, '/watchlist')
		await seen(page, '[data-test=feed]', 5000)
		return (await attr(page, '[data-test=feed]', 'data-tags')) === '1'
	}, undefined, 500))
	await looks(page, 'watchlist')
}

/* --- the order --- */
async function order(page, chief) {
	await go(page, '/orders')
	must('the alert has become an order to the unit on duty', await seen(page, '[data-order]'))
	await looks(page, 'orders')
	await page.click('[data-order] [data-act=sign]')
	must('it is signed for', await is(page, '[data-order]', 'data-state', 'signed'))
	await page.click('[data-order] [data-act=feedback]')
	await page.waitForSelector('[data-test=order-form]')
	await page.click('[data-test=order-go]')
	check('no result, no feedback', await until(async () => (await page.isVisible('[data-test=order-form] .err')) && (await page.innerText('[data-test=order-form] .err')).length > 2))
	await page.locator('[data-result=bike]').first().check({ force: true })
	await page.fill('#o-note', '车在小区车棚，人未在场')
	await page.setInputFiles('[data-test=order-photo]', PICTURE)
	must('its photo is kept', await until(async () => /1/.test(await page.innerText('[data-test=order-photos]'))))
	await page.click('[data-test=order-go]')
	must('it is fed back', await is(page, '[data-order]', 'data-state', 'fed_back'))
	await go(chief, '/orders')
	must('another sees what was fed back', await seen(chief, '[data-order] [data-act=review]'))
	await chief.click('[data-order] [data-act=review]')
	await chief.click('[data-test=order-accept]')
	must('and agrees', await until(async () => !(await chief.isVisible('[data-order][data-state=fed_back]'))))
}

/* --- seized, proven, valued, approved --- */
const state = (page, value) => is(page, '[data-test=seized-item-state]', 'data-state', value)
async function seize(page) {
	await go(page, '/seized')
	must('nothing is seized yet, and the page says what to do', await seen(page, '.state.empty'))
	const den = await post(page, '/dens', { kind: 'market', place: '东站旧货市场 12 号棚' })
	await page.click('[data-test=seized-new]')
	await page.waitForSelector('[data-test=seized-form]')
	await page.fill('#sz-place', '衡祁路小区车棚')
	await page.fill('#sz-kept', '分局物证室 3 号架')
	await page.fill('#sz-tag', TAG)
	await page.selectOption('#sz-den', String(den.id))
	await page.fill('#sz-frameNo', 'LYB7777XOOO1')          // as read off the frame: the letter for the figure
	await page.click('[data-test=seized-save]')
	must('the bike that it may be is found by its numbers', await seen(page, '[data-test=candidate]'))
	check('the den is named', await until(async () => (await page.innerText('[data-test=item-den]')).includes('东站')))
	check('with its plate', await until(async () => (await page.innerText('[data-test=candidate]')).includes(PLATE)))
	await looks(page, 'seized-candidates')
	await page.click('[data-test=candidate] [data-test=match]')
	await agree(page)
	must('an officer says that it is this one', await state(page, 'matched'))
	await page.locator('[data-paper]').first().check()
	await page.click('[data-test=next][data-do=prove]')
	must('proven', await state(page, 'proven'))
	await page.fill('#ns-value', '1500')
	await page.click('[data-test=next][data-do=value]')
	must('valued', await state(page, 'valued'))
	const item = page.url().split('#')[1]
	for (const [paper, holds] of [['list', '扣押清单'], ['approval', '发还审批表']]) {
		await page.click(`[data-print=${paper}]`)
		check(`the paper "${paper}" is there to print`, await until(async () => /LYB7777/.test(await page.innerText('[data-test=seized-print] table')) && (await page.innerText('[data-test=seized-print] h1')).includes(holds)), await page.innerText('body'))
		await looks(page, `seized-${paper}`)
		await go(page, item)
		await seen(page, '[data-test=seized-item-state]')
	}
	return item
}
async function approve(route) {
	const page = await as('leader', route)
	must('the leader is asked', await seen(page, '[data-test=next][data-do=approve]'))
	await page.click('[data-test=next][data-do=approve]')
	must('approved', await state(page, 'approved'))
}

/* --- given back --- */
async function giveBack(page, item) {
	await go(page, '/seized?tab=returns')
	await page.click('[data-test=day-new]')
	await page.fill('#rd-day', cityDay(1))
	await page.fill('#rd-place', '分局一楼大厅')
	await page.click('[data-test=day-save]')
	must('a return list is begun', await until(async () => /#\/returns\/\d+/.test(page.url()) || page.isVisible('[data-test=day]')))
	await go(page, item)
	await page.click('[data-test=next][data-do=list]')
	must('the bike stands on it', await seen(page, '[data-test=day-row]'))
	await page.click('[data-test=call-open]')
	await page.click('[data-test=reached]')
	must('the owner is told', await seen(page, '[data-test=check-open]'))
	await page.click('[data-test=check-open]')
	await page.fill('[data-test=check-name]', NAME)
	await page.fill('[data-test=check-id]', '430405199001010206')
	await page.click('[data-test=check-in]')
	check('another’s document is refused', await until(async () => (await page.innerText('[data-test=day-row] .err')).length > 4))
	await page.fill('[data-test=check-id]', ID)
	await page.click('[data-test=check-in]')
	must('the owner is there', await is(page, '[data-test=day-row]', 'data-state', 'checked_in'))
	await page.click('[data-test=give-open]')
	for (const shot of ['voucher', 'person']) {
		await page.setInputFiles(`[data-shot=${shot}]`, PICTURE)
		must(`a photo of the ${shot}`, await seen(page, `label:has([data-shot=${shot}]) img`))
	}
	await page.locator('[data-test=signed]').check()
	await looks(page, 'return-day')
	await page.click('[data-test=give]')
	must('given back', await is(page, '[data-test=day-row]', 'data-state', 'returned'))
	await go(page, `${page.url().split('#')[1]}/print`)
	check('the list can be printed', await until(async () => (await page.innerText('body')).includes(PLATE)))
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'return-print.png'), fullPage: true })
}

try {
	const officer = await as('officer', '/map')
	const id = await report(officer)
	await hands(officer, id)
	await order(officer, await as('chief', '/orders'))
	const item = await seize(officer)
	await go(officer, `/cases/${id}`)
	must('with the match the case is recovered', await is(officer, '[data-test=case-head]', 'data-state', 'recovered'))
	await approve(item)
	await giveBack(officer, item)
	await go(officer, item)
	check('the item tells on which list it was', await seen(officer, '[data-test=item-day]'))
	await go(officer, `/cases/${id}`)
	must('and the case ends with it', await is(officer, '[data-test=case-head]', 'data-state', 'returned'))
	await looks(officer, 'case-returned')
} catch (e) {
	await broken(e, pages, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
