/* What an owner does on the phone besides a theft, in a real browser. The bike is armed, a station hears it move, the police has the alert and the owner a message:
 * "it was me". Then an accident under a liability plan: the owner reports it; a surveyor is sent, looks, photographs and assesses; the owner
 * disagrees; another surveyor assesses it again; both sides agree; the first releases the money; the bank's file goes out and its answer comes back as a file.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PLATE=PLATE YZ_PHONE=... YZ_MESSAGES=FOLDER YZ_PICTURE=PNG YZ_ARMED=FILE node tests/browser/accident.mjs [OUT]
 *
 * tests/browser/accident.py makes the server, the insurer and the plan, and lets the stations hear the bike once YZ_ARMED is there. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, broken, browser, check, freshCode, goTo, gone, inbox, listen, logIn, logInByPhone, must, noRawKeys, noSideways, readAccounts, reload, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PLATE: PLATE, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES, YZ_PICTURE: PICTURE, YZ_ARMED: ARMED } = process.env
const OUT = process.argv[2] ?? 'out/accident'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const CARD = '6222021234567890128'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })

const own = await browser('accident', WIDE)
const pages = new Map()
async function open(name, viewport) {
	const page = await another(own, viewport)
	listen(page, troubles, text => /status of 40[013]/.test(text))
	pages.set(name, page)
	return page
}
async function as(name, route = '/accidents') {
	const page = await open(name, WIDE)
	await goTo(page, `${BASE}/#${route}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}
const state = (page, want) => until(async () => (await page.getAttribute('[data-test=accident-state]', 'data-state')) === want)
const says = (page, text) => until(async () => (await page.innerText('body')).includes(text))
async function looks(page, name) {
	for (const size of [WIDE, SMALL]) {
		await page.setViewportSize(size)
		await noSideways(page, `${name} ${size.width}`)
		if (LOOK) await page.waitForTimeout(400)
		if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-${size.width}-zh.png`), fullPage: true })
	}
	await noRawKeys(page, name)
	await page.setViewportSize(WIDE)
}
async function shot(page, name) {
	await noSideways(page, name)
	if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}-390-zh.png`), fullPage: true })
}
const texts = () => [...inbox(MESSAGES, PHONE).values()]
/* By day or by night: only the way of the surveyor is told at once. */
const told = text => until(async () => texts().some(x => x.includes(text)))

async function owner() {
	const page = await open('owner', SMALL)
	await logInByPhone(page, BASE, MESSAGES, PHONE)
	must('the owner sees the bike', await until(() => page.isVisible('article [data-test=arm]')))
	return page
}

async function arm(page) {
	await page.check('[data-test=arm]')
	must('the bike is armed', await until(async () => (await page.isChecked('[data-test=arm]')) && (await page.isEnabled('[data-test=arm]'))))
	writeFileSync(ARMED, '')
}

async function moved(page) {
	must('the armed bike is heard elsewhere: the owner gets a message', await told('设防后被移动'))
	const chief = await as('chief', '/alerts')
	must('the police has it among the alerts', await until(() => chief.isVisible('[data-guard-row]')))
	check('with the plate', await until(async () => (await chief.innerText('[data-guard-row]')).includes(PLATE)))
	await looks(chief, 'guard-alerts')
	await goTo(page, `${BASE}/m/#/`)
	must('the phone shows what happened', await until(() => page.isVisible('[data-test=mine]')))
	check('and a coarse place, no station', !/st-00/.test(await page.innerText('[data-test=guard]')))
	await shot(page, 'phone-guard')
	await page.click('[data-test=mine]')
	must('it was the owner', await gone(page, '[data-test=mine]'))
	check('and the police need not go', await until(() => chief.evaluate(async () => (await (await fetch('/api/v1/guard-alerts?open=true')).json()).items.length === 0)))
}

async function report(page) {
	await page.locator('article', { hasText: PLATE }).locator('[data-test=accident]').click()
	await page.waitForSelector('#x-place')
	check('122 and 120 come first', await page.isVisible('a[href="tel:122"]') && await page.isVisible('a[href="tel:120"]'))
	await page.click('[data-test=send]')
	check('nothing is sent without a place', await until(async () => (await page.innerText('[role=alert]')).length > 4))
	await page.fill('#x-place', '解放路与蒸湘路口')
	await page.fill('#x-what', '右转时与轿车相撞，对方车门受损')
	await page.check('input[name=hurt][value=no]')
	await shot(page, 'phone-report')
	await page.click('[data-test=send]')
	must('the accident has a time line', await until(() => page.isVisible('[data-test=line]')))
	check('the owner is told by message, at any hour', await told('已受理，将尽快派查勘员'))
	await shot(page, 'phone-reported')
}

async function send(page, name) {
	const value = await until(() => page.$eval('#a-who', (e, name) => [...e.options].find(o => o.text.includes(name))?.value, name))
	must(`${name} can be sent`, !!value && value !== '0')
	await page.selectOption('#a-who', value)
	await page.click('[data-do=assign]')
}

async function onScene() {
	const page = await as('ins1')
	must('the report is in the queue', await until(() => page.isVisible('[data-test=accident-row]')))
	await looks(page, 'accidents')
	await page.click('[data-test=accident-row] a')
	must('it opens', await state(page, 'reported'))
	await send(page, 'ins1')
	must('a surveyor is sent', await state(page, 'surveyor_sent'))
	check('the owner is told of him', await told('已派查勘员，应于'))
	await page.click('[data-do=arrive]')
	must('he is on scene', await state(page, 'on_scene'))
	await page.selectOption('[data-test=party-role]', 'other')
	await page.fill('[data-test=party-name]', '王小二')
	await page.fill('[data-test=party-plate]', '湘D12345')
	await page.fill('[data-test=party-vehicle]', '白色轿车')
	await page.click('[data-do=party]')
	must('the other side is written down, masked', await says(page, '湘D12345') && !(await page.innerText('body')).includes('王小二'))
	await page.selectOption('[data-test=item-party]', { index: 1 })
	await page.fill('[data-test=item-what]', '左前车门')
	await page.fill('[data-test=item-yuan]', '3200')
	await page.click('[data-do=item]')
	must('and the damage', await says(page, '左前车门'))
	await page.setInputFiles('[data-photo=scene]', PICTURE)
	must('a photo is taken in', await until(() => page.isVisible('[data-test=photo]')))
	await page.click('[data-test=photo]')
	check('and can be looked at', await until(() => page.$eval('img.photo', e => e.naturalWidth > 0)))
	check('nothing is assessed before the share is known', await page.isDisabled('[data-do=assess]'))
	await page.selectOption('#a-fault', 'main')
	await page.fill('[data-test=finding]', 'HY-2026-0088')
	await page.click('[data-do=finding]')
	must('the share stands there', await until(() => page.locator('dd', { hasText: '承担 70%' }).first().isVisible()))
	check('and an item without a figure is not "all of it"', await page.isDisabled('[data-do=assess]'))
	await page.fill('[data-test=found]', '2000')
	await looks(page, 'accident-scene')
	await page.click('[data-do=assess]')
	must('assessed: 70 % of 2,000', await state(page, 'assessed') && await says(page, '1,400'))
	return page
}

async function dispute(phone) {
	await reload(phone)
	must('the owner sees the amount', await until(async () => /1,?400/.test(await phone.innerText('body'))))
	await shot(phone, 'phone-assessed')
	await phone.fill('#x-why', '对方车门有旧伤，请再核一次')
	await phone.click('[data-test=dispute]')
	must('the owner disagrees', await says(phone, '有争议'))
}

async function again(first) {
	await reload(first)
	must('it is disputed', await state(first, 'disputed'))
	await send(first, 'ins2')
	must('another surveyor is sent', await until(async () => /ins2/.test(await first.innerText('[data-test=surveyor]'))))
	const page = await as('ins2')
	await page.locator('[role=tab]', { hasText: '我的' }).click()
	must('his own are shown', await until(async () => (await page.locator('[role=tab][aria-selected=true]').innerText()).includes('我的')))
	must('it waits for him', await until(() => page.isVisible('[data-test=accident-row]')))
	await page.click('[data-test=accident-row] a')
	must('it opens for him', await until(() => page.isVisible('[data-test=found]')))
	await page.fill('[data-test=found]', '3100')
	await page.click('[data-do=assess]')
	must('assessed again: 70 % of 3,100', await state(page, 'reassessed') && await says(page, '2,170'))
	await page.check('[data-test=rider-ok]')
	await page.check('[data-test=other-ok]')
	await page.fill('#a-note', '协议书 2026-88 号，双方已签')
	await page.click('[data-do=agree]')
	must('both agree', await state(page, 'agreed'))
	check('who assessed it cannot release it', await says(page, '定损人不能放行') && !(await page.isVisible('[data-do=pay]')))
	await looks(page, 'accident-agreed')
	await page.fill('#a-card', CARD)
	await page.click('[data-do=card]')
	must('the card is kept', await gone(page, '#a-card'))
}

async function pay(page) {
	await reload(page)
	must('the first surveyor may release: he did not write the card down', await state(page, 'agreed') && await until(() => page.isEnabled('[data-do=pay]')))
	await page.click('[data-do=pay]')
	await freshCode(page, accounts.ins1[1])
	must('released to the bank', await state(page, 'released'))
	await goTo(page, `${BASE}/#/accidents?queue=release`)
	must('the queue has it', await until(() => page.isVisible('[data-test=accident-row]')))
	await looks(page, 'accidents-release')
	const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=bank-file]')])
	const sheet = readFileSync(await download.path(), 'utf8')
	const line = sheet.split('\n')[1].trim().replace(/"/g, '').split(',')
	check('the bank’s file has payee, card and amount', line[1] === '王小二' && line[2] === CARD && line[3] === '217000', sheet.replaceAll(CARD, '(card)'))
	const back = path.join(OUT, 'result.csv')
	writeFileSync(back, `no,amount_fen,status,bank_ref,reason\n${line[0]},${line[3]},paid,BK-0088,\n`)
	await page.setInputFiles('[data-test=results]', back)
	must('the bank’s answer is booked', await until(async () => /已付 1/.test(await page.innerText('[data-test=told]'))))
	await page.setInputFiles('[data-test=results]', back)
	check('the same answer once more changes nothing', await until(async () => /已付 0.*重复 1/.test(await page.innerText('[data-test=told]'))))
}

try {
	const phone = await owner()
	await arm(phone)
	await report(phone)
	const at = phone.url()
	await moved(phone)
	await goTo(phone, at)
	const first = await onScene()
	await dispute(phone)
	await again(first)
	await pay(first)
	await reload(phone)
	must('the owner sees that it is paid', await until(async () => /已赔付/.test(await phone.innerText('[data-test=line]'))))
	await shot(phone, 'phone-paid')
} catch (e) {
	await broken(e, pages, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
