/* An officer on the road, in a real browser of a phone's size: looks a bike up, loses the line, decides without it, opens the page again without a line, and finds it sent once when the line is
 * back; what the server refuses stays with its reason. Another officer releases the bike from the yard in the console, after the fine that was refused is paid. A clerk at a point finds a fine that
 * is late by its number, and takes the money.
 *
 * A camera that shows a certificate's code is a file, which Chromium takes for one.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PLATE=PLATE YZ_SAYS=ADDRESS YZ_NAME=... YZ_ID=... YZ_FINE=NUMBER node tests/browser/spot.mjs [OUT]
 *
 * tests/browser/spot.py makes the server and the bike. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { LOOK, another, broken, browser, check, cityDay, gone, goTo, listen, logIn, must, nextCode, noRawKeys, noSideways, now, readAccounts, reload, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PLATE: PLATE, YZ_SAYS: ADDRESS, YZ_NAME: NAME, YZ_ID: ID, YZ_FINE: FINE } = process.env
const OUT = process.argv[2] ?? 'out/spot'
const PHONE = { width: 360, height: 740 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const PICTURE = path.join(OUT, 'p.png')
writeFileSync(PICTURE, Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))

/* What the camera sees: a code on grey paper, as Y4M: a head, then frames of brightness (640 × 480) and of no colour. */
const { encode } = await import(createRequire(new URL('../../web/package.json', import.meta.url)).resolve('uqr'))
function frame(text, px = 6) {
	const wide = 640, high = 480, luma = Buffer.alloc(wide * high, 150)
	const { data, size } = encode(text, { border: 4 })
	for (let y = 0; y < size * px; y++) for (let x = 0; x < size * px; x++) luma[(y + ((high - size * px) >> 1)) * wide + x + ((wide - size * px) >> 1)] = data[Math.floor(y / px)][Math.floor(x / px)] ? 30 : 220
	return { wide, high, luma }
}
function film(file, text) {
	const { wide, high, luma } = frame(text)
	const one = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((wide * high) / 2, 128)])
	writeFileSync(file, Buffer.concat([Buffer.from(`YUV4MPEG2 W${wide} H${high} F10:1 Ip A1:1 C420jpeg\n`), one, one]))
}
const CODE = ADDRESS.split('#')[1]
const CAMERA = path.join(OUT, 'camera.y4m')
film(CAMERA, ADDRESS)

const own = await browser('spot', PHONE, ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${path.resolve(CAMERA)}`])
const page = own.page
listen(page, troubles, text => /status of (40[01349]|503)|ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(text))
const text = sel => now(page, sel)
async function looks(p, name) {
	await noSideways(p, name)
	if (LOOK) await p.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
}
/* A photo of a code, as a phone's camera hands it over; drawn by the page, kept as a file. */
async function photo(code) {
	const { wide, high, luma } = frame(code)
	const data = await page.evaluate(([wide, high, luma]) => {
		const c = document.createElement('canvas')
		c.width = wide
		c.height = high
		const grey = atob(luma)
		c.getContext('2d').putImageData(new ImageData(Uint8ClampedArray.from({ length: wide * high * 4 }, (_, i) => (i % 4 === 3 ? 255 : grey.charCodeAt(i >> 2))), wide, high), 0, 0)
		return c.toDataURL('image/png').split(',')[1]
	}, [wide, high, luma.toString('base64')])
	return { name: 'code.png', mimeType: 'image/png', buffer: Buffer.from(data, 'base64') }
}
const at = place => goTo(page, `${BASE}/o/#${place}`)

/* --- in --- */
await page.goto(`${BASE}/o/`)
must('the page asks who it is', await seen(page, '#o-name'))
await looks(page, 'login')
await page.fill('#o-name', 'road')
await page.fill('#o-pass', accounts.road[0])
await page.fill('#o-code', await nextCode(accounts.road[1]))
await page.click('form.login button[type=submit]')
must('the officer is in', await seen(page, '#q'))

/* --- a look --- */
await page.fill('#q', PLATE)
await page.click('form button[type=submit]')
must('the bike is found', await seen(page, 'article.bike'))
check('its owner is masked', !(await text('article.bike')).includes(NAME) && (await text('article.bike')).includes('骑**'), await text('article.bike'))
await looks(page, 'look')

/* --- by its certificate's code --- */
async function afresh() {
	await at('/queue')
	await at('/look')
	must('nothing is looked up yet', (await seen(page, '#q')) && !(await page.isVisible('article.bike')))
}
await afresh()
await page.click('[data-test=scan]')
must('the camera reads the code, and the bike is there', await until(async () => (await text('article.bike')).includes(PLATE)), await text('form .err'))
check('what was looked up is the code alone', (await page.inputValue('#q')) === CODE, await page.inputValue('#q'))
check('the camera is off again', await until(() => page.evaluate(() => !document.querySelector('.scan video'))))
await afresh()
await page.evaluate(() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', 'NotAllowedError') } })
await page.click('[data-test=scan]')
must('a camera that is not allowed is told in words', await until(async () => (await text('form .err')).includes('没有允许')), await text('form .err'))
check('and the cursor stands where one types', await until(() => page.evaluate(() => document.activeElement?.id === 'q')))
await looks(page, 'no-camera')
await page.setInputFiles('[data-test=scan-photo]', await photo('https://pay.example.cn/x?y=1'))
check('a code of somebody else\'s is none', await until(async () => (await text('form .err')).includes('不是登记证')), await text('form .err'))
await page.setInputFiles('[data-test=scan-photo]', PICTURE)
check('a photo without a code is told, too', await until(async () => (await text('form .err')).includes('没有认出')), await text('form .err'))
check('neither shows a bike', !(await page.isVisible('article.bike')))
await page.setInputFiles('[data-test=scan-photo]', await photo(ADDRESS))
must('a photo of the code does as well', await until(async () => (await text('article.bike')).includes(PLATE) && (await text('form .err')) === ''), await text('form .err'))
await page.route('**/api/v1/spot/lookup', r => r.fulfill({ status: 503, contentType: 'application/json', body: '{}' }))
await page.fill('#q', '衡P01111')
await page.click('form button[type=submit]')
check('a server that fails is not taken for a register without the bike', await until(async () => (await text('form .err')).includes('没有答复')) && !(await text('main')).includes('登记中没有'), await text('main'))
await page.unroute('**/api/v1/spot/lookup')
troubles.splice(0, troubles.length, ...troubles.filter(x => !/^503 .*\/spot\/lookup$/.test(x)))

/* the page and its files are kept by now */
must('the page is kept for a start without a line', await until(() => page.evaluate(async () => {
	const box = await caches.open('yz.o.1')
	return !!navigator.serviceWorker.controller || ((await box.keys()).length > 2 && !!(await box.match('/o/')))
})))

/* --- without a line --- */
await own.context.setOffline(true)
must('it says that there is no line', await seen(page, '.line-off'))
await page.fill('#q', PLATE)
await page.click('form button[type=submit]')
check('the last look is still there', await until(async () => (await text('.line-off')) !== '' && (await page.isVisible('article.bike'))))
await page.click('article.bike button.wide')
must('the decision opens', await seen(page, '#d-code'))
async function fill(refused) {
	await page.selectOption('#d-code', '2007')
	await page.fill('#d-place', '解放路与人民路口')
	await page.fill('#d-name', NAME)
	await page.fill('#d-id', ID)
	await page.click('.segs button:nth-child(3)')
	await page.fill('#d-yuan', '20')
	if (refused) await page.check('section:has(#d-yuan) label.tick:last-of-type input')
	await page.click('label.tick:has-text("已告知") input')
}
await page.click('form.book > button[type=submit]')
const beside = id => until(() => page.evaluate(id => {
	const e = document.getElementById(id), p = document.querySelector(`[data-bad=${id}]`), box = p?.getBoundingClientRect()
	return document.activeElement === e && !!p?.textContent && box.top > 0 && box.bottom < innerHeight && Math.abs(box.top - e.getBoundingClientRect().bottom) < 60
}, id))
check('what is missing is said beside its field, in sight, and the cursor is there', await beside('d-code'))
await looks(page, 'missing')
await page.selectOption('#d-code', '2007')
check('it goes when it is filled in', !(await page.isVisible('[data-bad]')))
await page.fill('#d-place', '')
await page.click('form.book > button[type=submit]')
check('the next one as well', await beside('d-place'))
await fill(true)
await page.check('label.tick:has-text("扣留车辆") input')
await page.fill('#d-yard', '城东扣车场')
await page.fill('#d-slot', 'A1')
await looks(page, 'decide')
await page.click('form.book > button[type=submit]')
must('it is kept on the phone', await seen(page, '.item[data-state=waiting]'))
await looks(page, 'waiting')

/* --- the phone starts again without a line --- */
await page.goto(`${BASE}/o/#/queue`)
await page.reload()
must('the page opens without a line', await seen(page, '.item[data-state=waiting]'))
check('what waits is counted', (await text('.tabs .n')) === '1')
await at('/look')
await page.click('[data-test=scan]')
check('the camera reads without a line: the decoder is on the phone', await until(async () => (await page.inputValue('#q')) === CODE), await text('form .err'))
await at('/queue')
must('what waits is still there', await seen(page, '.item[data-state=waiting]'))
const raw = await page.evaluate(() => new Promise(yes => {
	const r = indexedDB.open('yz.o')
	r.onsuccess = () => { r.result.transaction('queue').objectStore('queue').getAll().onsuccess = e => yes(e.target.result.map(x => new TextDecoder().decode(x.data)).join('')) }
}))
check('no name lies in clear text on the phone', raw.length > 0 && !raw.includes(NAME) && !raw.includes(ID))

/* --- the line is back --- */
await own.context.setOffline(false)
must('it is sent by itself', await seen(page, '.item[data-state=sent]'))
check('its number is the server\'s', /CF\d{8}-\d{4}/.test(await text('.item')), await text('.item'))
check('the custody has one, too', /KC\d{8}-\d{4}/.test(await text('.item')))
const count = () => page.evaluate(async plate => (await (await fetch(`/api/v1/spot/decisions?plate=${encodeURIComponent(plate)}`)).json()).items.length, PLATE)
check('it is there once', (await count()) === 1)
for (const href of await page.$$eval('.item .links a', l => l.map(a => a.getAttribute('href')))) {
	const head = await page.evaluate(async u => { const r = await fetch(u); return [r.status, new TextDecoder().decode((await r.arrayBuffer()).slice(0, 5))] }, href)
	check(`${href} is a PDF`, head[0] === 200 && head[1] === '%PDF-', head)
}
await looks(page, 'sent')

/* --- what is refused stays --- */
await at('/look')
await page.fill('#q', PLATE)
await page.click('form button[type=submit]')
must('the look tells that it should stand in the yard', await until(async () => (await text('article.bike')).includes('扣车场')))
await page.click('article.bike button.wide')
await fill(true)
await page.check('label.tick:has-text("扣留车辆") input')
await page.fill('#d-yard', '城东扣车场')
await page.click('form.book > button[type=submit]')
must('a bike that lies in the yard is not impounded again', await seen(page, '.item[data-state=refused]'))
check('the reason is said in words', (await text('.item p.bad')).includes('扣车场'))
check('nothing was decided by it', (await count()) === 1)

/* --- and is put right --- */
const EDIT = '.item[data-state=refused] button:has-text("修改后重发")', TAKE = 'label.tick:has-text("扣留车辆") input'
await page.click(EDIT)
must('it opens again as it was, where it was refused', await until(async () => (await page.inputValue('#d-name')) === NAME && (await page.inputValue('#d-yuan')) === '20'))
check('without the custody that was refused', !(await page.isChecked(TAKE)))
await page.check(TAKE)
check('its yard is still there', (await page.inputValue('#d-yard')) === '城东扣车场')
await page.fill('#d-slot', 'B2')
let asked = null
await page.route('**/api/v1/spot/decisions', r => {
	if (r.request().method() !== 'POST') return r.continue()
	asked = r.request().postDataJSON()
	return r.fulfill({ status: 409, json: { error: { code: 'STATE', field: 'till_closed', message: 'closed' } } })
})
await page.click('form.book > button[type=submit]')
must('refused for another reason', await seen(page, '.item[data-state=refused]'))
check('a till that is closed is told in words', /今天已经关账/.test(await text('.item p.bad')), await text('.item p.bad'))
await at('/queue')
check('it stands in place of the one before', (await seen(page, '.item')) && (await page.$$('.item[data-state=refused]')).length === 1)
await page.click(EDIT)
must('it opens from the list as well', await until(async () => (await page.inputValue('#d-name')) === NAME))
check('what was not refused of it stays: the bike is still to be taken', (await page.isChecked(TAKE)) && (await page.inputValue('#d-yard')) === '城东扣车场' && (await page.inputValue('#d-slot')) === 'B2')
await looks(page, 'again')
await page.check(TAKE)
await page.fill('#d-yard', '')
await page.fill('#d-id', `439900${Number(cityDay().slice(0, 4)) - 10}01010006`)
must('a child is let go', await seen(page, '#d-note'))
await page.fill('#d-note', '交给监护人')
asked = null
await page.click('form.book > button[type=submit]')
check('with the bike, and what is hidden is not asked for', (await until(async () => asked !== null)) && asked.outcome === 'let_go' && asked.impound === false && (await seen(page, '.item[data-state=refused]')))
await page.unroute('**/api/v1/spot/decisions')
await page.click(EDIT)
must('that opens again, too', await until(async () => (await page.inputValue('#d-note')) === '交给监护人'))

/* --- another officer takes the phone --- */
async function officer(name, small = false) {
	must(`${name} is asked to log in`, await seen(page, '#o-name'))
	await page.fill('#o-name', name)
	await page.fill('#o-pass', accounts[name][0])
	await page.fill('#o-code', await nextCode(accounts[name][1]))
	await page.click('form.login button[type=submit]')
	must(`${name} is in${small ? ', where the other one was' : ''}`, (await gone(page, '#o-name')) && (await until(async () => (await text('.who')) === name)), await text('form.login .err'))
}
async function logOut() {
	await page.click('.top button:has-text("退出登录")')
	await page.click('.confirm button:not(.second)')
	must('the officer is out', await seen(page, '#o-name'))
}
const blank = async () => (await seen(page, '#d-name')) && (await page.inputValue('#d-name')) === '' && (await page.inputValue('#d-id')) === '' && (await page.inputValue('#d-plate')) === ''
await logOut()
await officer('relief')
must('the form is where it was', (await page.evaluate(() => location.hash)) === '#/decide')
check('it is empty: the rider was the other one\'s', await blank())
await at('/queue')
check('so is the list', (await seen(page, '.card.empty')) && !(await page.isVisible('.item')))
await at('/decide')
await page.fill('#d-name', '半截')
await page.fill('#d-id', ID)
await own.context.clearCookies()
await page.evaluate(() => window.dispatchEvent(new Event('online')))
must('a session that ends leaves the form alone', (await seen(page, '#o-name')) && (await page.inputValue('#d-name')) === '半截')
await looks(page, 'over')
await officer('road', true)
check('whoever logs in then gets a form of his own', await blank())

/* --- a server that does not answer is no reason to log in --- */
await page.route('**/api/v1/me', r => r.fulfill({ status: 503, contentType: 'application/json', body: '{}' }))
await page.reload()
must('the page opens as without a line', await seen(page, '.line-off'))
check('it says that it is the server', (await text('.line-off')).includes('服务器暂时没有答复'), await text('.line-off'))
await at('/queue')
check('what was kept is there', (await seen(page, '.item[data-state=refused]')) && !(await page.isVisible('#o-name')))
await looks(page, 'away')
await page.unroute('**/api/v1/me')
troubles.splice(0, troubles.length, ...troubles.filter(x => !/^503 .*\/me$/.test(x)))
await page.evaluate(() => window.dispatchEvent(new Event('online')))
check('it goes on when the server is back', (await gone(page, '.line-off')) && (await text('.who')) === 'road')
await page.click('.item button.second')
await page.click('.item .confirm button.danger')
await at('/look')
await at('/queue')
check('what is refused goes only when the officer says so, twice', await until(async () => (await page.$$('.item[data-state=refused]')).length === 0))

/* --- out without a line --- */
await own.context.setOffline(true)
must('there is no line', await seen(page, '.line-off'))
await logOut()
await own.context.setOffline(false)
await page.reload()
must('who logged out without a line is out', await until(async () => (await page.isVisible('#o-name')) || (await page.isVisible('.tabs'))))
check('the log-in is asked', (await page.isVisible('#o-name')) && !(await page.isVisible('.tabs')))
check('and the server knows it', await until(async () => (await page.evaluate(async () => (await fetch('/api/v1/me')).status)) === 401))

/* --- the yard, in the console --- */
const WIDE = { width: 1366, height: 768 }
const desk = await another(own, WIDE)
listen(desk, troubles, t => /status of 40[01349]/.test(t))
await goTo(desk, `${BASE}/#/yard`)
must('the yard\'s officer logs in', await logIn(desk, 'yard', accounts.yard))
must('the bike stands in the list', await seen(desk, '[data-test=custody-row]'))
await looks(desk, 'yard')
await desk.click('[data-test=custody-row] button.link')
must('its page opens', await seen(desk, '[data-test=release]'))
const custody = Number(new URL(desk.url()).hash.match(/custody=(\d+)/)?.[1])
check('its address names it', custody > 0, desk.url())
await desk.goBack()
check('the browser\'s Back closes it', (await seen(desk, '[data-test=custody-row]')) && !(await desk.isVisible('[data-test=custody]')))
await goTo(desk, `${BASE}/#/me`)
await goTo(desk, `${BASE}/#/yard?custody=${custody}`)
must('its address alone opens it', await seen(desk, '[data-test=release]'))
await reload(desk)
must('a reload as well', await seen(desk, '[data-test=release]'))
/* The public notice of an unclaimed one takes months: answers as the server gives them then. Whether it is over, the server says, not the browser's clock. */
const real = await desk.evaluate(async id => (await fetch(`/api/v1/custody/${id}`)).json(), custody)
for (const [actions, disposeDay] of [[['release'], '2020-01-01'], [['release', 'propose'], '2099-01-01']]) {
	await desk.route(`**/api/v1/custody/${custody}`, r => r.fulfill({ json: { ...real, state: 'noticed', notice: 'GG20261127-0001', disposeDay, actions } }))
	await reload(desk)
	must('the noticed one is there', await seen(desk, '[data-test=custody][data-state=noticed]'))
	const over = actions.includes('propose')
	check(over ? 'a notice that is over: its disposal can be proposed' : 'a notice that runs: until when it does, and no disposal', await until(async () => (await desk.isVisible('[data-do=propose]')) === over && (await desk.isVisible('[data-test=notice-runs]')) === !over && (over || (await desk.textContent('[data-test=notice-runs]')).includes(disposeDay))))
	await looks(desk, over ? 'notice-over' : 'notice-runs')
	await desk.unroute(`**/api/v1/custody/${custody}`)
}
await goTo(desk, `${BASE}/#/yard?custody=987654`)
check('one that is not there is told, and not an empty page', (await seen(desk, '.state.missing')) && !(await desk.isVisible('[data-test=custody]')))
await goTo(desk, `${BASE}/#/yard?custody=${custody}`)
must('and the other one is opened from there', await seen(desk, '[data-test=release]'))
const release = async () => { await fillRelease(); await desk.click('[data-test=release-go]') }
async function fillRelease() {
	await desk.fill('[data-f=name]', NAME)
	await desk.fill('[data-f=idNo]', ID)
	await desk.setInputFiles('[data-f=photo]', PICTURE)
	must('the receiver\'s photo is there', await until(() => desk.isVisible('.shot img')))
	await desk.check('[data-f=signed]')
	must('the form is as it was filled', await until(async () => (await desk.inputValue('[data-f=name]')) === NAME && (await desk.inputValue('[data-f=idNo]')) === ID && (await desk.isChecked('[data-f=signed]'))))
	if (await desk.isVisible('[data-test=release] label:has-text("提前") input')) await desk.fill('[data-test=release] label:has-text("提前") input', '罚款已缴清')
}
await release()
check('the fine that was refused comes first', await until(async () => ((await desk.textContent('.err')) ?? '').includes('罚款')), await desk.textContent('.err'))
check('that is in sight', await until(() => desk.$eval('.err', e => { const b = e.getBoundingClientRect(); return b.top > 60 && b.bottom < innerHeight })))
await looks(desk, 'release')
await desk.click('[data-test=custody] dd button.link')
must('its decision opens', await seen(desk, '[data-test=pay]'))
const wrong = words => until(async () => ((await desk.textContent('.err')) ?? '').includes(words))
await desk.click('[data-test=pay-go]')
check('what is missing of a payment is said in words', await wrong('请填写支付单号'), await now(desk, '.err'))
await desk.fill('[data-f=ref]', 'BANK-0001')
for (const [field, words] of [['siteId', '已经停用'], ['till_closed', '今天已经关账']]) {
	await desk.route('**/api/v1/spot/decisions/*/pay', r => r.fulfill({ status: 409, json: { error: { code: 'STATE', field, message: 'closed' } } }))
	await desk.click('[data-test=pay-go]')
	check(`a point that takes no money is told as that: ${field}`, await wrong(words), await now(desk, '.err'))
	await desk.unroute('**/api/v1/spot/decisions/*/pay')
}
await desk.click('[data-test=pay-go]')
must('it is paid', await seen(desk, '[data-test=decision][data-state=paid]'))
await desk.click('[data-test=decision] .links button.link')
must('the bike may be fetched at once', await seen(desk, '[data-test=custody][data-state=release_due]'))
await desk.click('[data-test=release-go]')
check('what is missing of who fetches it as well', await wrong('请填写领取人姓名'), await now(desk, '.err'))
await fillRelease()
/* Another officer moves it meanwhile. */
const moved = await desk.evaluate(async id => {
	const c = await (await fetch(`/api/v1/custody/${id}`)).json()
	return (await fetch(`/api/v1/custody/${id}/move`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Yanzhen': '1' }, body: JSON.stringify({ ver: c.ver, yard: c.yard, slot: 'B7' }) })).status
}, custody)
check('it is moved by somebody else', moved === 200, moved)
await desk.click('[data-test=release-go]')
check('what somebody else has changed is noticed', await until(async () => ((await desk.textContent('.err')) ?? '').includes('别人改过')), await desk.textContent('.err'))
check('and shown', await until(async () => (await desk.textContent('[data-test=custody]')).includes('B7')))
check('what was filled in is still there, and the reason', (await desk.inputValue('[data-f=name]')) === NAME && (await desk.isChecked('[data-f=signed]')) && (await desk.textContent('.err')).includes('别人改过'))
await desk.click('[data-test=release-go]')
must('it is released', await seen(desk, '[data-test=custody][data-state=released]'))
await looks(desk, 'released')

/* --- a clerk takes a fine --- */
const SMALL = { width: 390, height: 844 }
const till = await another(own, WIDE)
listen(till, troubles, t => /status of 401/.test(t))
async function faces(name) {
	for (const [lang, size] of [['zh', WIDE], ['zh', SMALL], ['en', SMALL], ['en', WIDE]]) {
		if (lang === 'en' && !LOOK) continue
		await till.setViewportSize(size)
		if ((await till.getAttribute('html', 'lang'))?.startsWith(lang) === false) {
			await till.click('[data-test=lang]')
			await until(async () => (await till.getAttribute('html', 'lang')).startsWith(lang))
		}
		await noSideways(till, `${name}, ${size.width} ${lang}`)
		await noRawKeys(till, `${name}, ${lang}`)
		if (LOOK) await till.screenshot({ path: path.join(OUT, `${name}-${size.width}-${lang}.png`), fullPage: true })
	}
	await till.setViewportSize(WIDE)
	if (LOOK) await till.click('[data-test=lang]')
	await until(async () => (await till.getAttribute('html', 'lang')).startsWith('zh'))
}
await goTo(till, `${BASE}/#/me`)
must('the clerk logs in', await logIn(till, 'till', accounts.till))
check('the menu has the fines and not the yard', (await seen(till, '[data-nav=fines]')) && !(await till.isVisible('[data-nav=yard]')))
await till.click('[data-nav=fines]')
must('the page says what it is for', await until(async () => (await till.textContent('[data-test=yard]')).includes('请当事人出示决定书')))
check('there is no yard in it', !(await till.isVisible('[data-tab]')) && !(await till.isVisible('[data-test=custody-row]')) && (await till.textContent('h1')) === '收缴罚款')
const typing = () => until(() => till.evaluate(() => document.activeElement?.id === 'spot-number'))
check('the cursor stands where one types', await typing())
await faces('till-empty')
await till.fill('#spot-number', 'CF20200101-0001')
await till.press('#spot-number', 'Enter')
check('a number that is none is told, and what to do', await until(async () => /没有编号是 CF20200101-0001 .*到银行缴/s.test(await till.textContent('[data-test=yard]'))), await now(till, '[data-test=yard]'))
await faces('till-none')
await till.fill('#spot-number', FINE.replace(/\D/g, ''))
await till.click('[data-test=seek-go]')
must('the right one is found, by its digits', await until(async () => (await till.$$('[data-test=decision-row]')).length === 1 && (await till.textContent('[data-test=decision-row]')).includes(FINE)))
await faces('till-list')
await till.click('[data-test=decision-row] button.link')
must('it opens', await seen(till, '[data-test=pay]'))
check('what is owed is said before: the fine, and 3 % for each of 16 days', /应缴 29\.60 元.*20 元.*9\.60 元/s.test(await till.textContent('[data-test=owed]')), await till.textContent('[data-test=owed]'))
check('its history is not the clerk\'s', !(await till.isVisible('ol.past')) && !(await till.isVisible('[data-test=decision] .links a')))
check('cash is the way at a point, and no till is chosen for it', (await till.inputValue('[data-f=way]')) === 'cash' && (await until(async () => (await till.$$('[data-f=site] option')).length === 3)) && (await till.inputValue('[data-f=site]')) === '')
await faces('till-open')
await till.fill('[data-f=receipt]', 'PJ-0001')
await till.selectOption('[data-f=site]', { label: '二号上牌点' })
await till.click('[data-test=pay-go]')
must('the clerk takes the money', await seen(till, '[data-test=decision][data-state=paid]'))
const paid = () => until(async () => /现金 PJ-0001 · 二号上牌点/.test(((await till.textContent('[data-test=paid]')) ?? '').replace(/\s+/g, ' ')))
check('how and where it was paid is said', await paid(), await now(till, '[data-test=decision]'))
check('nothing more is to be paid', !(await till.isVisible('[data-test=pay]')))
await faces('till-paid')
await reload(till)
check('after a reload it is still open', (await seen(till, '[data-test=decision][data-state=paid]')) && (await paid()))
await till.goBack()
check('Back returns to the list, where it is paid', (await seen(till, '[data-test=decision-row][data-state=paid]')) && !(await till.isVisible('[data-test=decision]')))
await till.goForward()
await till.click('[data-test=pay-next]')
check('the next one begins at the number', (await typing()) && (await till.inputValue('#spot-number')) === '' && (await gone(till, '[data-test=decision-row]')))
check('the point is that of last time', await till.evaluate(() => localStorage.getItem('yz.site')) === '2')
await goTo(till, `${BASE}/#/yard?custody=${custody}`)
check('an address of the yard opens nothing for a clerk', (await seen(till, '#spot-number')) && !(await till.isVisible('[data-test=custody]')))
check('nothing broke', troubles.length === 0, troubles.join('; '))
void broken
await own.close()
process.exit(verdict())
