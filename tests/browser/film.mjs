/* The film of the course in a real browser: an officer records one (a canvas, three seconds), sends it from the page of figures; the rider's phone shows and plays it.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PHONE=... YZ_MESSAGES=FOLDER node tests/browser/film.mjs [OUT]     (tests/browser/film.py makes the server) */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, another, broken, browser, check, goTo, listen, logIn, logInByPhone, must, noRawKeys, noSideways, now, readAccounts, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES } = process.env
const OUT = process.argv[2] ?? 'out/film'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('film', { width: 1366, height: 768 })
const desk = own.page
const phone = await another(own, { width: 390, height: 844 })
for (const p of [desk, phone]) listen(p, troubles, text => /status of 40[0139]/.test(text))
async function looks(page, name) {
	await noSideways(page, name)
	await noRawKeys(page, name)
	if (LOOK) await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
}

async function both(page, name) {
	if (!LOOK) return looks(page, name)
	await page.click('[data-test=lang]')
	for (const [size, width] of [['desk', 1366], ['small', 390]]) {
		await page.setViewportSize({ width, height: 844 })
		await page.waitForTimeout(400)
		await looks(page, `${name}-en-${size}`)
	}
	await page.setViewportSize({ width: 1366, height: 768 })
	await page.click('[data-test=lang]')
}

try {
	await goTo(desk, `${BASE}/#/courses`)
	must('the officer logs in', await logIn(desk, 'tom', accounts.tom))
	must('the days with classes can be printed', await seen(desk, '[data-test=course-lists]'))
	const [lists] = await Promise.all([desk.waitForResponse(r => r.url().includes('/courses/lists')), desk.click('[data-test=list-print]')])
	check('all lists of a day are one PDF', lists.status() === 200 && lists.headers()['content-type'] === 'application/pdf')
	await both(desk, 'calendar')
	const made = await desk.evaluate(async () => {
		const c = document.createElement('canvas')
		c.width = 320
		c.height = 180
		const x = c.getContext('2d')
		const stop = setInterval(() => { x.fillStyle = `hsl(${Date.now() / 10 % 360} 70% 50%)`; x.fillRect(0, 0, 320, 180) }, 30)
		const parts = [], r = new MediaRecorder(c.captureStream(25), { mimeType: 'video/webm' })
		r.ondataavailable = e => parts.push(e.data)
		const over = new Promise(y => { r.onstop = y })
		r.start(200)
		await new Promise(y => setTimeout(y, 3000))
		r.stop()
		await over
		clearInterval(stop)
		return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
	})
	must('there is a film', made.length > 1000, made.length)
	await desk.click('text=统计和设置')
	must('the form of the film is there', await seen(desk, '#cf-file'))
	await desk.setInputFiles('#cf-file', { name: 'x.html', mimeType: 'text/html', buffer: Buffer.from('<html><body>no film at all</body></html>') })
	check('name and length are asked for', await seen(desk, 'text=请先填片名和时长'))
	await desk.fill('#cf-name', '路口警示片')
	await desk.fill('#cf-seconds', '10')
	await desk.click('[data-test=film-send]')
	check('what is no film is refused in words', await until(async () => (await now(desk, '[data-test=film-problem]')).includes('MP4')), await now(desk, '[data-test=film-problem]'))
	await desk.setInputFiles('#cf-file', { name: 'film.webm', mimeType: 'video/webm', buffer: Buffer.from(made) })
	await desk.click('[data-test=film-send]')
	must('it is sent and in use', await until(async () => (await desk.textContent('body')).includes('现在：路口警示片')), await now(desk, '[data-test=film-problem]'))
	await looks(desk, 'film-desk')
	await both(desk, 'film')

	await logInByPhone(phone, BASE, MESSAGES, PHONE)
	await goTo(phone, `${BASE}/m/#/courses`)
	must('the phone shows the course', await seen(phone, '[data-test=course]'))
	const asked = []
	phone.on('request', r => r.url().includes('/course-film/') && asked.push(r.headers().range ?? 'none'))
	await phone.click('button:has-text("开始观看")')
	must('the film stands in the page', await seen(phone, '[data-test=film]'))
	const state = () => phone.$eval('[data-test=film]', v => ({ ready: v.readyState, w: v.videoWidth, at: v.currentTime, error: v.error?.message ?? '' }))
	must('it can be played', await until(async () => (await state()).ready >= 2), JSON.stringify(await state()))
	check('it is the film that was sent', (await state()).w === 320)
	await phone.$eval('[data-test=film]', v => { v.muted = true; return v.play() })
	check('it plays', await until(async () => (await state()).at > 0.5), JSON.stringify(await state()))
	check('the player asked for parts', asked.some(x => x.startsWith('bytes=')), asked.join(' '))
	await looks(phone, 'film-phone')
	check('nothing broke', troubles.length === 0, troubles.join('; '))
} catch (e) {
	await broken(e, [['desk', desk], ['phone', phone]], OUT)
}
await own.close()
process.exit(verdict())
