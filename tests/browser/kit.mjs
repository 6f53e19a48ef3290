/* What the stories in a real browser share: checks in TAP's way, waiting for facts, codes of second factors, a browser, the looks of a page. */
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
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
/** Asks again until the answer is truthy; the page's security policy forbids text that is evaluated, so functions only. */
export async function until(fn, ms = 8000, step = 80) {
	const end = Date.now() + ms
	for (;;) {
		const v = await fn().catch(() => null)
		if (v || Date.now() > end) return v
		await new Promise(r => setTimeout(r, step))
	}
}
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
	const now = () => Math.floor(Date.now() / 30_000)
	const step = Math.max(now(), (used.get(secret) ?? 0) + 1)
	while (step > now() + 1) await new Promise(r => setTimeout(r, 200))
	used.set(secret, step)
	return codeOf(secret, step)
}
/** Lines name:password:secret as { name: [password, secret] }. */
export const readAccounts = file => Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map(l => l.split(':')).map(([n, ...x]) => [n, x]))

const ARGS = ['--lang=zh-CN', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** A browser with a profile of its own, which goes with it. */
export async function browser(name, viewport = { width: 1366, height: 768 }) {
	const profile = mkdtempSync(path.join(tmpdir(), `yz-${name}-`))
	const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, viewport, args: ARGS })
	return { context, page: context.pages()[0] ?? (await context.newPage()), async close() { await context.close().catch(() => undefined); rmSync(profile, { recursive: true, force: true }) } }
}
/** What must not happen on the way; `allowed(text)` says which of the browser's own complaints are part of the story. */
export function listen(page, troubles, allowed = () => false) {
	page.on('console', m => m.type() === 'error' && !allowed(m.text()) && troubles.push(m.text()))
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
/** Says how a page looked when the story stopped: what it tells its user, and its last requests. */
export async function stopped(page, name) {
	const told = await page.$$eval('.err, .el-message, [role=alert], [role=dialog]', l => l.filter(e => e.checkVisibility()).map(e => e.innerText.replace(/\s+/g, ' ').slice(0, 200))).catch(e => [String(e).slice(0, 80)])
	console.log(`# ${name}: ${page.url()} says ${JSON.stringify(told)}`)
	for (const l of lately.get(page) ?? []) console.log(`#   ${l}`)
}
/** Another story may have used up this moment's code of the account: then the next one is tried, once. */
export async function logIn(page, name, [password, secret]) {
	await page.waitForSelector('#login-name')
	for (let turn = 0; turn < 2; turn++) {
		await page.fill('#login-name', name)
		await page.fill('#login-password', password)
		await page.type('#login-code', await nextCode(secret))      // the sixth digit sends the form
		const refused = async () => (await page.$eval('#login-code', e => e.value === '')) && (await page.$('.note.bad')) !== null
		await until(async () => (await page.$('#main')) ?? (await refused()), 15_000)
		if (await page.$('#main')) return true
	}
	return false
}
export async function logOut(page) {
	await page.click('[data-test=account]')
	await page.waitForTimeout(400)
	await page.click('.el-dropdown-menu__item:last-child')
	return until(() => page.$('#login-name'), 8000)
}

/** A scanner: one key after the other without waiting for an answer, then Enter. */
export async function scanner(context, page) {
	const line = await context.newCDPSession(page)
	return async text => {
		const keys = []
		for (const c of text) keys.push(line.send('Input.dispatchKeyEvent', { type: 'keyDown', key: c, text: c }), line.send('Input.dispatchKeyEvent', { type: 'keyUp', key: c }))
		const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 }
		keys.push(line.send('Input.dispatchKeyEvent', { type: 'keyDown', text: '\r', ...enter }), line.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter }))
		await Promise.all(keys)
	}
}
/** A resident identity number of nobody, right in its check digit. */
const WEIGHT = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
export function idCard(born, serial) {
	const s = `430406${born}${String(serial % 1000).padStart(3, '0')}`
	return s + '10X98765432'[WEIGHT.reduce((a, w, i) => a + w * Number(s[i]), 0) % 11]
}

/* --- looks --- */
const GROUPS = 'app|nav|top|stream|role|login|common|state|error|overview|banner|map|station|alarm|search|bike|report|cases|case|alert|audit|accounts|settings|unit|units|grants|grantOp|grantState|secrets|me|stepUp|figures|exports|register|counter|booking|queue|stock|flag|review|owner|hours|deal|policy|rec|duty|hand|crime|teller|planPage|batch|request|feed'
const rawKey = new RegExp(`\\b(?:${GROUPS})\\.[a-z][A-Za-z0-9]*(?:\\.[A-Za-z0-9_]+)*\\b`)
export async function noRawKeys(page, where, codes = false) {
	const t = await page.evaluate(() => document.body.innerText + [...document.querySelectorAll('[aria-label],[title],[placeholder]')].map(e => ['aria-label', 'title', 'placeholder'].map(a => e.getAttribute(a) ?? '').join(' ')).join(' '))
	const meant = await page.$$eval('[data-code]', l => l.map(e => e.textContent ?? ''))      // a policy's key beside its words
	const rest = meant.reduce((s, code) => s.replace(code, ''), t)
	const raw = rawKey.exec(rest) ?? (codes ? /\b[a-z]+_[a-z_]+\b/.exec(rest) : null)
	check(`${where}: no raw text key${codes ? ', no bare code' : ''}`, !raw, raw?.[0])
}
export async function noSideways(page, where, both = false) {
	const over = await page.evaluate(both => {
		const e = document.documentElement
		return Math.max(e.scrollWidth - e.clientWidth, both ? e.scrollHeight - e.clientHeight : 0)
	}, both)
	check(`${where}: nothing sticks out at the side`, over <= 1, `${over} px`)
}
