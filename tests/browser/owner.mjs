/* The owners' pages in a real browser, at a phone's width: log-in, bikes, consent and way, an appointment made, moved and cancelled, both languages.
 * tests/system/owners.py starts the server and makes the owner.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_PHONE=... YZ_MESSAGES=FOLDER YZ_GOOD=PLATE YZ_STOLEN=PLATE YZ_STRANGER=PLATE YZ_DAY=YYYY-MM-DD node tests/browser/owner.mjs [OUT]
 *
 * Screenshots go to OUT (default out/browser). One line a check; exit status 1 if any failed. */
import { mkdirSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, broken, browser, check, cityTime, clock, goTo, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES, YZ_GOOD: GOOD, YZ_STOLEN: STOLEN, YZ_STRANGER: STRANGER, YZ_DAY: DAY } = process.env
const OUT = process.argv[2] ?? 'out/browser'
if (!BASE || !PHONE || !MESSAGES || !GOOD || !STOLEN || !STRANGER || !DAY) {
	console.error('owner: set BASE_URL, YZ_PHONE, YZ_MESSAGES, YZ_GOOD, YZ_STOLEN, YZ_STRANGER and YZ_DAY')
	process.exit(64)
}

mkdirSync(OUT, { recursive: true })
const { page, close } = await browser('owner', { width: 390, height: 844 })
const troubles = []
const outside = []
let quiet = false
/* who is not logged in is told so by 401, and the browser writes that down */
page.on('console', m => m.type() === 'error' && !quiet && !m.location().url.endsWith('/owner/me') && troubles.push(m.text()))
page.on('pageerror', e => troubles.push(e.message))
page.on('request', r => !r.url().startsWith(BASE) && !r.url().startsWith('data:') && outside.push(r.url()))

async function shot(name) {
	if (LOOK) await page.screenshot({ path: path.join(OUT, `owner-${name}.png`), fullPage: true })
	const width = page.viewportSize().width
	const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
	check(`${name}: nothing sticks out at the side`, await until(async () => (await page.evaluate(() => window.innerWidth)) === width && (await over()) <= 0, 15_000), `${await over()} px`)
	const small = await page.$$eval('button, a.btn, input:not([type=radio])', all => all.filter(e => e.offsetParent && ((e.type === 'checkbox' && e.closest('label')) || e).getBoundingClientRect().height < 36).map(e => e.outerHTML.slice(0, 80)))
	check(`${name}: all that is pressed is large enough for a thumb`, small.length === 0, small.join(' '))
}
const has = text => page.getByText(text, { exact: false }).first().waitFor()
const press = name => page.getByRole('button', { name, exact: true }).click()
/* the messages of the phone, newest last; a code is asked for once more than it was sent before */
const codes = () => readdirSync(MESSAGES).map(f => readFileSync(path.join(MESSAGES, f), 'utf8')).filter(x => x.includes(PHONE)).map(x => /验证码 (\d{6})/.exec(x)?.[1]).filter(Boolean)
async function newCode(before) {
	const code = await until(async () => codes().find(c => !before.includes(c)))
	if (!code) throw new Error('no code was sent')
	return code
}
const go = route => goTo(page, `${BASE}/m/#/${route}`)
/** What stands there now, or comes. */
const shows = (sel, ...want) => until(async () => { const t = await page.innerText(sel); return want.every(w => (w instanceof RegExp ? w.test(t) : t.includes(w))) })

/* A theft told of from the phone, followed, and taken back; and the case that an officer took, with what a plan would pay. */
async function theft() {
	const card = plate => page.locator('article', { hasText: plate })
	await go('bikes')
	await card(GOOD).locator('[data-test=report]').click()
	await has('报告车辆被盗')
	await page.click('[data-test=send]')
	await has('请填两个时间')
	check('an empty report is not sent, and says what is missing', page.url().includes('/report'))
	await page.fill('#r-seen', await page.inputValue('#r-missing'))
	await page.click('[data-test=send]')
	await has('请写车停在哪里')
	await page.fill('#r-place', '财富广场北门车棚')
	await page.locator('.picks label', { hasText: '锁了' }).click()
	await page.selectOption('#r-kind', 'u_lock')
	await shot('report')
	// The bike of this test was registered a moment ago: its owner did not have it two days before.
	await page.fill('#r-seen', cityTime(clock() - 2 * 86_400_000))
	quiet = true
	await page.click('[data-test=send]')
	await has('还没有登记在您名下')
	quiet = false
	await page.route('**/theft', r => r.continue({ postData: JSON.stringify({ ...r.request().postDataJSON(), lastSeenAt: clock() - 500, missingAt: clock() - 500 }) }))
	await page.click('[data-test=send]')
	await page.waitForSelector('[data-test=line]')
	await page.unroute('**/theft')
	await shows('[data-test=line]', /民警受理/)
	const line = await page.innerText('[data-test=line]')
	check('the case says what was done and what comes next', /已提交报案/.test(line) && /民警受理/.test(line) && !/立案/.test(line), line)
	await shot('case-waits')
	await go('bikes')
	check('the bike leads to its case now', await card(GOOD).locator('[data-test=case]').waitFor().then(() => true))
	await card(GOOD).locator('[data-test=case]').click()
	await press('撤回报案')
	await press('确定')
	await has('已撤回')
	await go('bikes')
	await card(GOOD).locator('[data-test=payout]').click()
	await card(GOOD).locator('[data-test=payout-says]').waitFor()
	const pays = await card(GOOD).locator('[data-test=payout-card]').innerText()
	check('what a plan would pay is told before anything is stolen, and what it costs', /1,200 元/.test(pays) && /120 元/.test(pays) && /没有有效的防盗服务/.test(pays), pays)
	await card(GOOD).locator('[data-test=sell]').click()
	await page.waitForSelector('[data-test=offer-end]')
	check('a report that was taken back brings the offer back', await until(async () => /转让中/.test(await card(GOOD).innerText())))
	await card(STOLEN).locator('[data-test=case]').click()
	await page.waitForSelector('[data-test=line]')
	await page.click('[data-test=outlook]')
	await has('现在还不能申请')
	check('what speaks against a claim is said', (await page.locator('ul.plain li').count()) > 0)
	await shot('case')
}

/* The good bike is offered: its owner sees it among the others', without a number to press. */
async function market() {
	await page.locator('article', { hasText: GOOD }).locator('[data-test=sell]').click()
	await page.waitForSelector('[data-test=price]')
	await page.fill('[data-test=price]', '0')
	await page.click('[data-test=offer-go]')
	await has('请填 1 到 50000 元')
	await page.fill('[data-test=price]', '1200')
	await page.click('[data-test=offer-go]')
	await has('转让中')
	await shot('offer')
	await page.click('[data-test=market]')
	await page.waitForSelector('[data-test=listed]')
	const text = await page.innerText('main')
	check('it is on the market, its plate in part, and the own one is not asked for', /1,200 元/.test(text) && /您的车/.test(text) && !text.includes(GOOD) && !(await page.$('[data-test=ask]')), text)
	await shot('market')
}

try {
	await goTo(page, `${BASE}/m/`)
	await page.waitForSelector('#phone')
	await shot('login')
	await page.fill('#phone', '123')
	await press('获取验证码')
	check('half a number is told at once', await shows('#login-err', /11 位/))
	const before = codes()
	await page.fill('#phone', `+86 ${PHONE.slice(0, 3)} ${PHONE.slice(3, 7)} ${PHONE.slice(7)}`)
	await page.press('#phone', 'Enter')
	await page.waitForSelector('#code')
	check('the cursor waits for the code', await until(() => page.evaluate(() => document.activeElement?.id === 'code')))
	const code = await newCode(before)
	quiet = true
	await page.fill('#code', code === '000000' ? '000001' : '000000')
	await page.press('#code', 'Enter')
	await page.waitForFunction(() => document.getElementById('login-err').textContent)
	check('a wrong code is told, with what to do', await shows('#login-err', /重新获取/), await page.innerText('#login-err'))
	quiet = false
	await shot('code')
	await page.fill('#code', code)
	await page.press('#code', 'Enter')

	await has(GOOD)
	const text = await page.innerText('main')
	check('both own bikes are there, and no other', text.includes(STOLEN) && !text.includes(STRANGER), text)
	check('the stolen one says so, and what to do', /已报被盗/.test(text) && /110/.test(text) && /登记有效/.test(text))
	await shot('bikes')
	await market()

	await go('bikes')
	await page.locator('article', { hasText: GOOD }).getByRole('link', { name: '看行踪' }).click()
	await has('看行踪要先同意')
	await shot('consent')
	await press('同意')
	await page.waitForSelector('.stops li')
	check('agreed, the way is there, coarse, and says so', await shows('main', /精确到约/) && await until(async () => (await page.locator('svg.sketch circle').count()) > 1))
	await shot('way')

	await go('bookings')
	await has('还没有预约')
	await shot('visits-empty')
	await page.getByRole('link', { name: '新预约' }).click()
	await page.waitForSelector('.bring li')
	check('a new plate asks for no bike and tells what to bring', (await page.locator('.mine').count()) === 0 && /购车发票/.test(await page.innerText('.bring')))
	await page.locator('.picks label', { hasText: '注销' }).click()
	await shows('.mine', GOOD, STOLEN)
	const mine = await page.innerText('.mine')
	check('to end a registration asks which of the own bikes, and of no other', mine.includes(GOOD) && mine.includes(STOLEN) && !mine.includes(STRANGER) && !/不在我名下/.test(mine), mine)
	check('and tells what to bring for that', /身份证/.test(await page.innerText('.bring')) && /号牌和标签/.test(await page.innerText('.bring')) && !/购车发票/.test(await page.innerText('.bring')))
	await page.locator('.picks label', { hasText: '过户' }).click()
	check('a transfer may be of a bike that is not mine yet', await shows('.mine', /不在我名下/))
	await page.fill('input[type=search]', '点B')
	check('points are found as one types', await until(async () => (await page.locator('.sites li').count()) === 1))
	await page.locator('.sites button').click()
	await page.locator('.days label', { has: page.locator(`input[value="${DAY}"]`) }).click()
	await page.locator('.slots label', { hasText: '10:00' }).click()
	check('it is not booked before a bike is chosen', await page.getByRole('button', { name: '确认预约' }).isDisabled())
	await page.locator('.mine label', { hasText: GOOD }).click()
	await shot('book')
	await page.setViewportSize({ width: 1366, height: 768 })
	await shot('book-wide')
	await page.setViewportSize({ width: 390, height: 844 })
	await press('确认预约')
	await has('预约号')
	await shows('article.visit', /上牌点B/, GOOD)
	const visit = await page.innerText('article.visit')
	check('booked: when, where, for which bike, number and what to bring', /10:00/.test(visit) && /上牌点B/.test(visit) && /身份证/.test(visit) && /买卖协议 或 购车发票/.test(visit) && visit.includes(GOOD), visit)
	await shot('visits')
	await page.getByRole('link', { name: '改时间' }).click()
	await page.locator('.slots label', { hasText: '14:30' }).click()
	check('another time is for the same bike', (await page.innerText('main')).includes(GOOD) && (await page.locator('.mine').count()) === 0)
	await shot('move')
	await press('确认改时间')
	await page.locator('article.visit', { hasText: '14:30' }).waitFor()
	await press('取消')
	await has('名额会让给别人')
	await shot('cancel')
	await press('确定')
	await has('已取消')
	check('cancelled, it can be changed no more', (await page.getByRole('link', { name: '改时间' }).count()) === 0)

	await go('me')
	await has('沈*')
	await shot('me')
	await press('撤回')
	await press('确定')
	await has('没有同意')
	await theft()
	await go('me')
	await press('English')
	await has('Consent to the way')
	check('the page says its language', await until(async () => (await page.getAttribute('html', 'lang')) === 'en'))
	await shot('me-en')
	await go('bikes')
	await has('Reported stolen')
	await shot('bikes-en')

	await page.locator('article', { hasText: GOOD }).getByRole('link', { name: 'Book a visit' }).click()
	await has('What for')
	check('a visit for this bike is not a new plate', (await page.locator('.picks label', { hasText: 'New plate' }).count()) === 0 && (await page.locator('.picks input:checked').count()) === 0)
	await page.locator('.picks label', { hasText: 'Replace' }).click()
	check('and the bike is chosen already', (await page.locator('.mine label:has(input:checked)').innerText()).includes(GOOD))
	await shot('book-en')
	await page.locator('.picks label', { hasText: 'Transfer' }).click()
	check('it stays chosen for another business', (await page.locator('.mine label:has(input:checked)').innerText()).includes(GOOD))

	quiet = true
	await page.route('**/api/v1/owner/bookings*', r => r.abort())
	await go('bookings')
	await has('No connection')
	check('a lost line is told, with a way to try again', await page.getByRole('button', { name: 'Try again' }).isVisible())
	await page.unroute('**/api/v1/owner/bookings*')
	await press('Try again')
	await has('Cancelled')
	await go('me')
	await press('Log out')
	await page.waitForSelector('#phone')
	await go('bikes')
	check('logged out, nothing is shown', await until(() => page.isVisible('#phone')) && !(await page.innerText('body')).includes(GOOD))
	check('nothing was asked of anybody else', outside.length === 0, outside.join(' '))
	check('no error on the way', troubles.length === 0, troubles.join(' | '))
} catch (e) {
	await broken(e, [['owner', page]], OUT)
} finally {
	await close()
}
process.exit(verdict())
