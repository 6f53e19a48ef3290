/* The queue of reviews in a real browser, worked with the keyboard: down, confirm, dismiss on a numbered ground, undo; the moment played back; one violation's page.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_PLATE=PLATE node tests/browser/violations.mjs [OUT]
 *
 * tests/browser/violations.py makes the server and what waits. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, agree, another, broken, browser, check, gone, goTo, listen, logIn, must, noRawKeys, noSideways, readAccounts, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_OLD: OLD, YZ_CAMERA: CAMERA } = process.env
const OUT = process.argv[2] ?? 'out/violations'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })
const own = await browser('violations', WIDE)
const queue = await another(own, WIDE)
const page = queue
const number = () => page.getAttribute('[data-test=queue-one]', 'data-number', { timeout: 2500 }).catch(() => null)
const rows = () => page.$$eval('[data-test=queue-row]', l => l.length).catch(() => -1)
async function looks(name, page = queue) {
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

/* --- the settings: each role has its own --- */
async function as(name, to) {
	const p = await another(own, WIDE)
	opened.set(name, p)
	listen(p, troubles, text => /status of 40[0134]/.test(text))
	await goTo(p, `${BASE}/#${to}`)
	must(`${name} logs in`, await logIn(p, name, accounts[name]))
	return p
}
async function dictionary() {
	const p = await as('chief', '/violations/set')
	const row = state => `[data-test=code-row][data-code="2007"][data-state=${state}]`
	must('the leader sees the codes', await seen(p, row('force')))
	await p.click(`${row('force')} [data-act=next]`)
	await p.fill('[data-test=code-zh]', '不按交通信号灯通行（新）')
	await p.fill('[data-test=code-most]', '5')
	await p.fill('[data-test=code-basis]', '')
	await p.press('[data-test=code-zh]', 'Enter')
	check('what is missing is said', await seen(p, '[data-test=code-form] .err'))
	await p.fill('[data-test=code-basis]', '道路交通安全法第三十八条、第八十九条')
	await looks('code-form', p)
	await p.press('[data-test=code-basis]', 'Enter')
	must('the next wording is to come', await seen(p, row('draft')))
	check('the one in force stands', await p.isVisible(row('force')))
	await p.click(`${row('draft')} [data-act=edit]`)
	await p.fill('[data-test=code-most]', '30')
	await p.click('[data-test=code-save]')
	must('a draft can be changed', await until(async () => (await p.innerText(row('draft'))).includes('30')))
	await looks('codes', p)
	await p.click(`${row('draft')} [data-act=end]`)
	await agree(p)
	check('and given up', await gone(p, row('draft')))
	await p.selectOption('[data-test=code-show]', 'all')
	check('which is told as well', await seen(p, row('dropped')))
	check('a reader has nothing to press', await readOnly())
}
async function readOnly() {
	await goTo(queue, `${BASE}/#/violations/set`)
	return (await seen(queue, '[data-test=code-row]')) && !(await queue.isVisible('[data-act=next]')) && !(await queue.isVisible('[data-test=code-new]'))
}
async function cameras() {
	const p = await as('eng', '/violations/set')
	must('there are no cameras, and it says what to do', await seen(p, '.state'))
	await looks('cameras-none', p)
	for (const [name, url] of [['解放路口-西', `${CAMERA}/good?t={at}`], ['解放路口-东', `${CAMERA}/page`]]) {
		await p.click('[data-test=camera-new]')
		await p.fill('[data-test=camera-name]', name)
		await p.fill('[data-test=camera-url]', url)
		await p.press('[data-test=camera-url]', 'Enter')
		must(`${name} is there`, await seen(p, `[data-name="${name}"][data-health=never]`))
		await p.click(`[data-name="${name}"] [data-act=try]`)
		must('it is asked', await until(async () => !['never', null].includes(await p.getAttribute(`[data-name="${name}"]`, 'data-health'))))
	}
	check('a picture came', await seen(p, '[data-name="解放路口-西"][data-health=ok] [data-test=camera-tried]'))
	check('a page is no picture, and it is said what to do', await until(async () => (await p.innerText('[data-name="解放路口-东"][data-health=bad]')).includes('填图片的地址')))
	const secret = CAMERA.replace('//', '//admin:s3cr3t@')
	await p.click('[data-name="解放路口-东"] [data-act=edit]')
	await p.fill('[data-test=camera-url]', `${secret}/page?pwd=s3cr3t`)
	await p.press('[data-test=camera-url]', 'Enter')
	check('what is secret in an address is not shown again', await until(async () => (await p.innerText('[data-name="解放路口-东"]')).includes('不显示')) && !(await p.content()).includes('s3cr3t'))
	await p.click('[data-name="解放路口-东"] [data-act=edit]')
	check('and is written anew when it changes', (await p.inputValue('[data-test=camera-url]')) === 'http://')
	await p.press('[data-test=camera-url]', 'Escape')
	await p.click('[data-test=camera-new]')
	await p.fill('[data-test=camera-name]', '解放路口-北')
	await p.click('[data-test=camera-push]')
	check('a camera that pushes has a token, shown once', await until(async () => /^[0-9a-f]{64}$/.test(await p.inputValue('[data-test=camera-token]'))))
	await looks('cameras', p)
	await p.click('[data-test=camera-made-done]')
	check('and not again', (await seen(p, '[data-name="解放路口-北"] [data-test=camera-pushes]')) && !(await p.isVisible('[data-test=camera-made]')))
	await p.click('[data-name="解放路口-北"] [data-act=untoken]')
	await agree(p)
	check('it is revoked, and gone with it', await gone(p, '[data-name="解放路口-北"]'))
	await p.click('[data-name="解放路口-东"] [data-act=drop]')
	await agree(p)
	check('a camera is dropped', await gone(p, '[data-name="解放路口-东"]'))
}
async function oldRecords() {
	await goTo(queue, `${BASE}/#/violations/set?tab=old`)
	must('nothing was taken in yet', await seen(queue, '[data-test=old-import]'))
	await looks('old-none')
	await queue.setInputFiles('[data-test=old-file]', OLD)
	must('the file is looked at', await seen(queue, '[data-test=old-seen]'))
	check('two can be taken, four are wrong', /6.*2.*0.*4/.test((await queue.innerText('[data-test=old-seen]')).replace(/\s/g, '')))
	check('each wrong line says what to do', (await queue.$$eval('[data-why]', l => l.map(e => e.dataset.why))).join() === 'at,recent,code,kind')
	check('by its line in the file', (await queue.innerText('[data-why=at]')).startsWith('4'))
	await looks('old-seen')
	await queue.click('[data-test=old-take]')
	must('they are taken in', await seen(queue, '[data-test=batch-row][data-standing="2"]'))
	await looks('old-done')
	await queue.click('[data-act=undo]')
	await agree(queue)
	check('the batch is taken back', await seen(queue, '[data-test=batch-row][data-standing="0"]'))
	await queue.setInputFiles('[data-test=old-file]', [])
	await queue.setInputFiles('[data-test=old-file]', OLD)
	check('and can be taken again', await until(async () => /6.*2.*0.*4/.test((await queue.innerText('[data-test=old-seen]')).replace(/\s/g, ''))))
}

const opened = new Map([['traffic2', page]])
try {
	listen(page, troubles, text => /status of 40[0134]/.test(text))
	await goTo(page, `${BASE}/#/violations`)
	must('the officer logs in', await logIn(page, 'traffic2', accounts.traffic2))
	must('the queue is there', await until(async () => (await rows()) === 4))
	check('the menu says how many wait, and that one is due', await until(async () => (await page.innerText('[data-nav=violations] .count.hot')) === '4') && (await page.getAttribute('[data-nav=violations]', 'title')).includes('1 '))
	check('each row has its day', (await page.$$eval('[data-test=queue-row]', l => l.map(e => e.innerText))).every(x => /\b\d\d-\d\d \d\d:\d\d\b/.test(x)))
	check('a report is no measurement', (await page.$$eval('[data-test=queue-row]', l => l.map(e => e.innerText))).every(x => /民警发现|摄像机/.test(x) === !x.includes('%')))
	await page.selectOption('[data-test=queue-order]', 'place')
	check('the queue can be had place by place', await until(async () => page.url().includes('order=place') && (await rows()) === 4))
	await page.selectOption('[data-test=queue-order]', 'sure')
	check('and as before', await until(async () => !page.url().includes('order=') && (await rows()) === 4))
	await page.click('[data-test=due-only]')
	check('only what is due is shown', await until(async () => (await rows()) === 1))
	await looks('due')
	await page.click('[data-test=due-only]')
	check('and all again', await until(async () => (await rows()) === 4))
	await page.click('h1')
	const first = await number()
	await press('j')
	check('J goes down', await until(async () => ![first, null].includes(await number())))
	await press('k')
	check('K goes up', await until(async () => (await number()) === first))
	for (let i = 0; i < 4 && !(await page.isVisible('[data-test=replay]')); i++) await press('ArrowDown')
	must('the moment can be played', await seen(page, '[data-test=replay]'))
	await page.$eval('[data-test=replay-time]', e => { e.value = e.max; e.dispatchEvent(new Event('input')) })
	const dark = await page.$$eval('[data-lit="1"]', l => l.length)
	await page.$eval('[data-test=replay-time]', e => { e.value = String(Number(e.min) + 7900); e.dispatchEvent(new Event('input')) })
	check('an antenna lights up at its time', await until(async () => (await page.$$eval('[data-lit="1"]', l => l.length)) > 0), String(dark))
	check('all antennas of the geometry stand on the plan', await until(async () => (await page.$$eval('[data-antenna]', l => l.length)) === 4))
	const lines = await page.textContent('[data-test=replay]')
	check('the lights are those of the movement', /W:T/.test(lines) && ['绿', '黄', '红'].every(x => lines.includes(x)), lines)
	check('a station that heard too little is told, and a clock that is off', lines.includes('听得太少') && lines.includes('时差 300'), lines)
	check('its picture is shown', await seen(page, '[data-test=picture-shown]'))
	check('what speaks against it is said', await seen(page, '[data-test=against]'))
	await looks('queue')
	await page.click('h1')
	const left = await number()
	await press('n')
	must('N asks for the ground', await seen(page, '[data-test=grounds]'))
	await press('7')
	must('a digit dismisses it', await until(async () => (await rows()) === 3))
	check('the next one is chosen', (await number()) !== left)
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
	await page.click('[data-step=reopen]')
	check('what is missing is said beside its field, and the cursor is there', await until(() => page.evaluate(() => document.activeElement?.dataset.test === 'step-note' && !!document.activeElement.parentElement.querySelector('.err'))))
	await looks('one')
	await page.fill('[data-test=step-note]', '再看一次')
	await page.click('[data-step=reopen]')
	check('reopened', await until(async () => (await page.getAttribute('[data-test=violation-state-now]', 'data-state')) === 'screened'))
	await goTo(page, `${BASE}/#/no-such-page`)
	await page.click('[data-test=missing-home]')
	check('a page that is none leads back', await until(async () => !page.url().includes('no-such-page')))
	await goTo(page, `${BASE}/#/violations`)
	await page.click('[data-test=violation-new]')
	await page.fill('[data-test=form-plate]', process.env.YZ_PLATE)
	await page.fill('[data-test=form-place]', '蒸湘北路口')
	await page.click('[data-test=form-save]')
	check('what an officer saw has a page', await until(async () => /\/violations\/\d+/.test(page.url())))
	await dictionary()
	await cameras()
	await oldRecords()
	check('nothing went wrong unseen', troubles.length === 0, troubles.join('\n'))
} catch (e) {
	await broken(e, opened, OUT)
}
await own.close()
process.exit(verdict())
