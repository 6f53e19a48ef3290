/* What the stories in a real browser share: checks in TAP's way, waiting for facts, codes of second factors, a browser, the looks of a page.
 *
 * A story must not depend on how fast the machine is. So: after each step it waits for a fact that only the new state has, never for a while; a wait that ends well
 * costs nothing, so it may last LONG; what a page says for a moment only (told) is kept from when it was said; what is a question of time in the product (two presses
 * within half a second) is asked with the page's clock held (frozen). A promise of speed is judged by the best of some. */
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
export const { chromium } = require('playwright-core')

let passed = 0
let failed = 0
export function check(name, ok, detail = '') {
	if (ok) passed++
	else failed++
	console.log(`${ok ? 'ok' : 'not ok'} ${passed + failed} - ${name}${ok || detail === '' ? '' : ` # ${detail}`}`)
	return ok
}
export class Stop extends Error {}
export const must = (name, ok, detail) => { if (!check(name, ok, detail)) throw new Stop(name) }
/** How long a fact is waited for: five times what the slowest machine needed. */
export const LONG = 60_000
/** Screenshots are for whoever looks at them. */
export const LOOK = process.env.YZ_LOOK === '1'
/** Asks again until the answer is truthy, soon at first and then more and more rarely; the page's security policy forbids text that is evaluated, so functions only. */
export async function until(fn, ms = LONG, step = 40) {
	const end = Date.now() + ms
	for (let pause = step; ; pause = Math.min(pause * 1.3, Math.max(step, 320))) {
		const v = await fn().catch(() => null)
		if (v || Date.now() > end) return v
		await new Promise(r => setTimeout(r, pause))
	}
}
export const seen = (page, sel, ms) => until(() => page.isVisible(sel), ms)
export const gone = (page, sel, ms) => until(async () => !(await page.isVisible(sel)), ms)
/** The text of what is there now, or empty: for the words beside a check that failed. */
export const now = (page, sel) => page.$eval(sel, e => e.textContent).catch(() => '')
/** A speed that was promised: the best of some answers of `measure`. Another's work beside it is not the product's. */
export async function best(limit, measure) {
	let ms = Infinity
	for (let n = 0; n < 15 && !(ms <= limit); n++) ms = Math.min(ms, await measure(n))
	return ms
}

/* The machine's clock, or beside it where the server's is (tools/demo.py, before midnight): all of a story's times are of this one. */
let shift = Number(process.env.YZ_CLOCK_SHIFT_S ?? 0) * 1000
export const clock = () => Date.now() + shift
/** The next server of the story lives on another day. */
export const setClock = seconds => { shift = seconds * 1000 }
/** A day of the city, n from today. */
export const cityDay = (n = 0) => new Date(clock() + 8 * 3600_000 + n * 86_400_000).toISOString().slice(0, 10)
/** A time of the city as a field takes it. */
export const cityTime = ms => new Date(ms + 8 * 3600_000).toISOString().slice(0, 16)
export const failures = () => failed
/** The last line, and the exit status. */
export function verdict() {
	console.log(`${passed} passed, ${failed} failed`)
	return failed ? 1 : 0
}

/* Codes of second factors: each counts once, so the next one of an account is of a later step, waited for if need be. */
const used = new Map()
function codeOf(secret, step) {
	const bits = [...secret.replace(/[ =]/g, '')].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
	const at = Buffer.alloc(8)
	at.writeBigUInt64BE(BigInt(step))
	const mac = createHmac('sha1', Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)))).update(at).digest()
	return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0')
}
export async function nextCode(secret) {
	if (!secret) return '123456'
	const now = () => Math.floor(clock() / 30_000)
	const step = Math.max(now(), (used.get(secret) ?? 0) + 1)
	while (step > now() + 1) await new Promise(r => setTimeout(r, 200))
	used.set(secret, step)
	return codeOf(secret, step)
}
/** Lines name:password:secret as { name: [password, secret] }. */
export const readAccounts = file => Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map(l => l.split(':')).map(([n, ...x]) => [n, x]))

const ARGS = ['--lang=zh-CN', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--process-per-site']
/** A browser with a profile of its own, which goes with it. Nothing moves in it: what slides and fades is there at once, and costs nothing. */
export async function browser(name, viewport = { width: 1366, height: 768 }, more = []) {
	const profile = mkdtempSync(path.join(tmpdir(), `yz-${name}-`))
	const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, viewport, acceptDownloads: true, reducedMotion: 'reduce', args: [...ARGS, ...more] })
	await prepare(context)
	const first = context.pages()[0] ?? (await context.newPage())
	return { context, taken: false, get page() { this.taken = true; return first }, async close() { await context.close().catch(() => undefined); rmSync(profile, { recursive: true, force: true }) } }
}
/** A page of somebody else's: the browser's first, where nobody has it yet; else one that knows the server by another name, and so has cookies and a store of its own.
 *  (A context of its own costs three times as much: a process and an empty cache for each.) */
export async function another(own, viewport) {
	const page = own.taken ? await own.context.newPage() : own.page
	await page.setViewportSize(viewport)
	if (page !== own.page) {
		const goto = page.goto.bind(page), name = `p${++names}.yz.localhost`
		page.goto = (url, options) => goto(url.replace('//127.0.0.1:', `//${name}:`), options)
	}
	return page
}
let names = 0
async function prepare(context) {
	context.setDefaultTimeout(LONG)
	await context.addInitScript(() => {
		window.yzTold = []
		new MutationObserver(list => {
			for (const m of list) for (const n of m.addedNodes) if (n.classList?.contains('el-message')) window.yzTold.push({ kind: n.className, text: n.textContent })
		}).observe(document, { childList: true, subtree: true })
	})
}
/** What the page told in passing (such words leave after seconds), since it was loaded or since forget(): the text of the first that fits. */
export const told = (page, fits, kind = '') => until(() => page.evaluate(([of, kind]) => window.yzTold.find(x => new RegExp(of).test(x.text) && x.kind.includes(kind))?.text, [fits.source, kind]))
export const forget = page => page.evaluate(() => { window.yzTold = [] })
/** What is done while the page's clock is held: a promise of time is kept or not, whatever the machine does meanwhile. turn(ms) sets it forward. */
export async function frozen(page, what) {
	const turn = ms => page.evaluate(ms => { window.yzAt += ms }, ms)
	await page.evaluate(() => {
		window.yzDate ??= Date.now
		window.yzAt = window.yzDate()
		Date.now = () => window.yzAt
	})
	try {
		return await what(turn)
	} finally {
		await page.evaluate(() => { Date.now = window.yzDate }).catch(() => undefined)
	}
}

/* Which address the page shows: the one in the bar is there sooner than the page (router.ts). */
const there = page => until(() => page.evaluate(() => {
	const plain = s => { try { return decodeURIComponent(s) } catch { return s } }
	const at = document.documentElement.dataset.at
	const bar = plain(location.hash.slice(1))
	return at !== undefined && (bar === '' || plain(at) === bar)
}))
/** Goes to an address, and waits until the page there stands and not the one before. */
export async function goTo(page, url) {
	await page.goto(url)
	return there(page)
}
export async function reload(page) {
	await page.reload()
	return there(page)
}
/** Nothing is being read any more. */
export const loaded = page => until(async () => (await there(page)) && !(await page.$$eval('.state.loading', l => l.some(e => e.checkVisibility()))))
/** Escape, until what it closes has gone: a dialogue that only comes in does not hear it yet. */
export const escape = (page, sel) => until(async () => {
	if (!(await page.isVisible(sel))) return true
	await page.keyboard.press('Escape')
	return !(await page.isVisible(sel))
}, LONG, 200)
/** The question in the middle of the page, answered with its last button; gone when this returns. */
export async function agree(page, words = null) {
	await page.waitForSelector('.el-message-box__btns .el-button--primary, .el-message-box__btns .el-button--danger', { state: 'visible' })
	if (words !== null) await page.fill('.el-message-box textarea', words)
	await page.click('.el-message-box__btns .el-button:last-child')
	return gone(page, '.el-message-box')
}
/** What asks for a fresh code gets one: its sixth digit sends it. One that came too late is followed by the next. */
export async function freshCode(page, secret) {
	must('a fresh code is asked for', await seen(page, '#step-code'))
	for (let turn = 0; turn < 3; turn++) {
		await page.fill('#step-code', await nextCode(secret))
		await until(async () => !(await page.isVisible('#step-code')) || (await page.isVisible('[data-test=step-up] .err')))
		if (!(await page.isVisible('#step-code'))) return true
	}
	return false
}
/** What must not happen on the way; `allowed(text)` says which of the browser's own complaints are part of the story. */
export function listen(page, troubles, allowed = () => false) {
	page.on('console', m => m.type() === 'error' && !allowed(m.text(), m.location().url) && troubles.push(`${m.text()} ${m.location().url.replace(/^.*\/api/, '/api')}`))
	page.on('pageerror', e => troubles.push(e.message))
	page.on('response', r => r.status() >= 500 && troubles.push(`${r.status()} ${r.url()}`))
	const last = (lately.set(page, []), lately.get(page))
	page.on('requestfinished', async r => note(last, `${(await r.response().catch(() => null))?.status()} ${r.method()} ${r.url().replace(/^.*\/api/, '/api')}`))
	page.on('requestfailed', r => note(last, `${r.failure()?.errorText} ${r.method()} ${r.url().replace(/^.*\/api/, '/api')}`))
}
/* What was asked last on each page, for whoever reads of a story that stopped. */
const lately = new Map()
function note(list, line) {
	if (!line.includes('/api')) return
	list.push(line)
	if (list.length > 12) list.shift()
}
/** Says how a page looked when the story stopped: what it tells its user, whether what was waited for is there, and its last requests. */
export async function stopped(page, name, why = null) {
	const told = await page.$$eval('.err, .el-message, [role=alert], [role=dialog], [role=status]', l => [...new Set(l.filter(e => e.checkVisibility()).map(e => e.innerText.replace(/\s+/g, ' ').slice(0, 200)))].filter(Boolean)).catch(e => [String(e).slice(0, 80)])
	const head = await page.evaluate(() => [document.title, [...document.querySelectorAll('h1, h2')].filter(e => e.checkVisibility()).map(e => e.innerText).slice(0, 4).join(' / '), document.documentElement.dataset.at ?? '',
		document.activeElement?.id || document.activeElement?.tagName, window.yzTold?.slice(-3).map(x => x.text).join(' / ')]).catch(() => [])
	console.log(`# ${name}: ${page.url()} says ${JSON.stringify(told)}`)
	console.log(`#   title, headings, address, cursor, told lately: ${JSON.stringify(head)}`)
	const sel = why && selectorOf(why)
	if (sel) console.log(`#   ${sel}: ${await page.$$eval(sel, l => `${l.length} there, ${l.filter(e => e.checkVisibility()).length} visible`).catch(e => String(e).slice(0, 80))}`)
	for (const l of lately.get(page) ?? []) console.log(`#   ${l}`)
}
/* The selector that a step of the story waited for in vain, out of the words of its error. */
const selectorOf = e => /waiting for (?:locator\('(.+)'\)|selector "(.+?)")/.exec(String(e?.message ?? e))?.slice(1).find(Boolean)?.replace(/\\'/g, "'") ?? null
/** How a story ends that did not come to its end: each page tells what it shows, and is pictured. pages: [[name, page], ...]. */
export async function broken(e, pages, out) {
	if (!(e instanceof Stop)) check('the story runs to its end', false, String(e.stack ?? e).split('\n').slice(0, 4).join(' '))
	for (const [name, page] of pages) {
		await stopped(page, name, e)
		await page.screenshot({ path: path.join(out, `failed-${name}.png`), fullPage: true, timeout: 10_000 }).catch(() => undefined)
	}
}
/** Another story may have used up this moment's code of the account, and the one after it: then the next one is tried. */
export async function logIn(page, name, [password, secret]) {
	await page.waitForSelector('#login-name')
	for (let turn = 0; turn < 3; turn++) {
		await page.fill('#login-name', name)
		await page.fill('#login-password', password)
		await page.fill('#login-code', await nextCode(secret))      // the sixth digit sends the form
		const refused = async () => (await page.$eval('#login-code', e => e.value === '')) && (await page.$('.note.bad')) !== null
		await until(async () => (await page.$('#main')) ?? (await refused()))
		if (await page.$('#main')) return there(page)
	}
	return false
}
/** What was sent to a phone, by the file's name: the names are of no order. */
export const inbox = (folder, phone) => new Map((existsSync(folder) ? readdirSync(folder) : []).map(f => [f, readFileSync(path.join(folder, f), 'utf8')]).filter(([, x]) => x.includes(phone)))
/** An owner logs in on the phone: the code is of a message that was not there before. sel: what is there then. */
export async function logInByPhone(page, base, folder, phone, sel = 'nav.tabs') {
	const before = inbox(folder, phone)
	await goTo(page, `${base}/m/`)
	await page.fill('#phone', phone)
	await page.press('#phone', 'Enter')
	await page.waitForSelector('#code')
	await page.fill('#code', await until(async () => [...inbox(folder, phone)].filter(([f]) => !before.has(f)).map(([, x]) => /验证码 (\d{6})/.exec(x)?.[1]).find(Boolean)))
	await page.press('#code', 'Enter')
	await page.waitForSelector(sel)
}
export async function logOut(page) {
	await page.click('[data-test=account]')
	await page.click('.el-dropdown-menu__item:last-child')
	return seen(page, '#login-name')
}

/** A scanner: one key after the other without waiting for an answer, then Enter. Each key says when it was pressed, as a keyboard's does: 5 ms after the one before. */
export async function scanner(context, page) {
	const line = await context.newCDPSession(page)
	return async text => {
		const keys = []
		let at = Date.now() / 1000
		const key = (type, more) => keys.push(line.send('Input.dispatchKeyEvent', { type, timestamp: at, ...more }))
		for (const c of text) {
			key('keyDown', { key: c, text: c })
			key('keyUp', { key: c })
			at += 0.005
		}
		const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 }
		key('keyDown', { text: '\r', ...enter })
		key('keyUp', enter)
		await Promise.all(keys)
	}
}
/** The same where a key's own pause counts: all keys come within one turn of the page, so that no busy machine tears them apart. */
export const burst = (page, text) => page.evaluate(text => {
	for (const key of [...text, 'Enter']) (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
}, text)
/** A resident identity number of nobody, right in its check digit. */
const WEIGHT = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
export function idCard(born, serial) {
	const s = `430406${born}${String(serial % 1000).padStart(3, '0')}`
	return s + '10X98765432'[WEIGHT.reduce((a, w, i) => a + w * Number(s[i]), 0) % 11]
}

/* --- looks --- */
const GROUPS = 'vio|expose|appeal|jfig|app|nav|top|stream|role|login|common|state|error|overview|banner|map|station|alarm|search|bike|report|cases|case|alert|audit|accounts|settings|unit|units|grants|grantOp|grantState|secrets|me|stepUp|figures|exports|register|counter|booking|queue|stock|flag|review|owner|hours|deal|policy|rec|duty|hand|crime|teller|planPage|batch|request|feed|jx'
const rawKey = new RegExp(`\\b(?:${GROUPS})\\.[a-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_]+)*\\b`)
export async function noRawKeys(page, where, codes = false) {
	const t = await page.evaluate(() => document.body.innerText + ' ' + [...document.querySelectorAll('[aria-label],[title],[placeholder]')].map(e => ['aria-label', 'title', 'placeholder'].map(a => e.getAttribute(a) ?? '').join(' ')).join(' '))
	const meant = await page.$$eval('[data-code]', l => l.map(e => e.textContent ?? ''))      // a policy's key beside its words
	const rest = meant.reduce((s, code) => s.replace(code, ''), t)
	const raw = rawKey.exec(rest) ?? (codes ? /\b[a-z]+_[a-z_]+\b/.exec(rest) : null)
	check(`${where}: no raw text key${codes ? ', no bare code' : ''}`, !raw, raw?.[0])
}
export async function noSideways(page, where, both = false) {
	// after another size a map or a chart comes a moment later than the rest
	const width = page.viewportSize()?.width
	let over = 0
	const fits = await until(async () => {
		over = await page.evaluate(([both, width]) => {
			const e = document.documentElement
			return width && window.innerWidth !== width ? 9999 : Math.max(e.scrollWidth - e.clientWidth, both ? e.scrollHeight - e.clientHeight : 0)
		}, [both, width])
		return over <= 1
	}, 15_000, 50)
	check(`${where}: nothing sticks out at the side`, fits, `${over} px`)
}
