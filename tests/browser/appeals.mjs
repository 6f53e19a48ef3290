/* A violation from the notice to the revocation, in a real browser: the rider is told on the phone what happened, where, when, what it means and what the rights are; he
 * appeals with a photo; who confirmed it sees the appeal and is told why he cannot decide; another officer revokes it by keyboard; the phone says so and the count falls.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_NUMBER=WF... YZ_PHONE=... YZ_MESSAGES=FOLDER node tests/browser/appeals.mjs [OUT]
 *
 * tests/browser/appeals.py makes the server and the violation. */
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, browser, check, goTo, listen, logIn, must, noRawKeys, noSideways, readAccounts, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_NUMBER: NUMBER, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES } = process.env
const OUT = process.argv[2] ?? 'out/appeals'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const WORDS = '当时是绿灯，左边的车可以作证'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('appeals', WIDE)
const says = (page, text) => until(async () => (await page.innerText('body')).includes(text))
async function shot(page, name) {
	await noSideways(page, name)
	await noRawKeys(page, name)
	if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
}
const texts = () => !existsSync(MESSAGES) ? [] : readdirSync(MESSAGES).map(f => readFileSync(path.join(MESSAGES, f), 'utf8')).filter(x => x.includes(PHONE))

async function rider() {
	const page = await another(own, SMALL)
	listen(page, troubles, text => /status of 40[01]/.test(text))
	await goTo(page, `${BASE}/m/`)
	await page.fill('#phone', PHONE)
	await page.press('#phone', 'Enter')
	await page.waitForSelector('#code')
	await page.fill('#code', await until(async () => texts().map(x => /验证码 (\d{6})/.exec(x)?.[1]).filter(Boolean).at(-1)))
	await page.press('#code', 'Enter')
	await page.click('[data-test=violations]')
	must('the violation stands in the list', await seen(page, `[data-number="${NUMBER}"]`))
	check('one of three counts this month', (await page.innerText('[data-test=count]')).replace(/\s/g, '') === '1/3')
	await shot(page, 'phone-list')
	await page.click(`[data-number="${NUMBER}"]`)
	must('the page tells where', await says(page, '解放西路口'))
	check('by what law', await says(page, '道路交通安全法第三十八条'))
	check('and until when one may appeal', await seen(page, '[data-test=until]'))
	must('opened is told', await until(async () => (await page.innerText('[data-test=state]')) === '已告知'))
	await shot(page, 'phone-one')
	await page.click('[data-test=ack]')
	must('it is noted', await until(async () => (await page.innerText('[data-test=state]')) === '已确认'))
	await page.click('[data-test=appeal]')
	await page.fill('#v-text', WORDS)
	await page.setInputFiles('[data-test=appeal-files]', { name: 'scene.png', mimeType: 'image/png', buffer: await page.screenshot() })
	await page.click('[data-test=appeal-send]')
	must('it is appealed', await until(async () => (await page.innerText('[data-test=state]')) === '申诉中'))
	check('the day of the answer is shown', /答复/.test(await page.innerText('[data-test=due]')))
	must('the photo went with it', await seen(page, '[data-test=shots-sent]') || await says(page, '附了 1 张照片'))
	await shot(page, 'phone-appealed')
	return page
}

async function officer(name) {
	const page = await another(own, WIDE)
	listen(page, troubles, text => /status of 40[013]/.test(text))
	await goTo(page, `${BASE}/#/appeals`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	must(`${name} reads what the rider says`, await says(page, WORDS))
	return page
}

async function decide() {
	const one = await officer('traffic1')
	must('who confirmed it is told why he cannot decide', await seen(one, '[data-test=appeal-why]'))
	check('and has nothing to press', !(await one.isVisible('[data-test=revoke]')))
	await shot(one, 'appeals-own-hand')
	const two = await officer('traffic2')
	await two.click('[data-photo="0"]')
	check('the photo opens', await seen(two, '.shots a img'))
	await two.focus('[data-appeal]')
	await two.keyboard.press('c')
	await two.selectOption('#appeal-ground', 'signal')
	await two.fill('#appeal-reason', '信号灯当天故障，撤销该记录')
	await shot(two, 'appeals-deciding')
	await two.click('[data-test=decide]')
	must('it is revoked', await until(async () => (await two.innerText('[data-test=appeal-state]')) === '撤销'))
	await shot(two, 'appeals-done')
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
	const phone = await rider()
	await decide()
	await phone.reload()
	must('the phone says that it was revoked', await until(async () => (await phone.innerText('[data-test=state]')) === '已撤销'))
	check('and why', await says(phone, '信号灯当天故障'))
	await shot(phone, 'phone-revoked')
	await goTo(phone, `${BASE}/m/#/violations`)
	check('the count fell', await until(async () => (await phone.innerText('[data-test=count]')).replace(/\s/g, '') === '0/3'))
	check('a message told it', await until(async () => texts().some(x => x.includes('已经撤销'))))
	await everybody()
	check('no page had trouble', troubles.length === 0, troubles.join(' | '))
} catch (e) {
	check(`the story went through`, false, String(e?.message ?? e))
} finally {
	await own.close?.()
}
process.exit(verdict())
