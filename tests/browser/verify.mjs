/* The public's page in a real browser, at a phone's width: the three answers, a code typed by hand, no network. tests/system/papers.py starts the server and
 * issues the certificates.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_VALID=CODE YZ_STOLEN=CODE YZ_GONE=CODE node tests/browser/verify.mjs [OUT]
 *
 * Screenshots go to OUT (default out/browser). One line a check; exit status 1 if any failed. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { LOOK, browser, check, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_VALID: VALID, YZ_STOLEN: STOLEN, YZ_GONE: GONE } = process.env
const OUT = process.argv[2] ?? 'out/browser'
if (!BASE || !VALID || !STOLEN || !GONE) {
	console.error('verify: set BASE_URL, YZ_VALID, YZ_STOLEN and YZ_GONE')
	process.exit(64)
}

mkdirSync(OUT, { recursive: true })
const { page, close } = await browser('verify', { width: 390, height: 844 })
const troubles = []
const asked = []
let quiet = false
page.on('console', m => m.type() === 'error' && !quiet && troubles.push(m.text()))
page.on('pageerror', e => troubles.push(e.message))
page.on('request', r => asked.push(r.url()))

async function answer(state) {
	await page.waitForSelector(`#answer[data-state=${state}]`)
	const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
	check(`${state}: nothing sticks out at the side`, await until(async () => (await over()) <= 0, 15_000), `${await over()} px`)
	return page.innerText('#answer')
}
const shot = async name => LOOK && page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
const open = async hash => {
	await page.goto('about:blank')
	await page.goto(`${BASE}/v/${hash}`)
}

try {
	await open(`#${VALID}`)
	let text = await answer('valid')
	check('valid: says so in both languages and what to compare', /登记有效/.test(text) && /Valid registration/.test(text) && /车架号/.test(text), text)
	check('valid: no call to the police', await page.isHidden('#call'))
	check('the code is not left in the address bar', !page.url().includes(VALID), page.url())
	check('the page itself was asked for without the code', !asked.some(u => u.includes(`/v/${VALID}`) || (u.includes('/v/') && u.includes('?'))), asked.join(' '))
	await shot('verify-valid')

	await open(`#${STOLEN}`)
	text = await answer('stolen')
	check('stolen: says so, and to call 110', /被盗/.test(text) && /Reported stolen/.test(text) && /110/.test(text), text)
	check('stolen: one touch calls 110', (await page.getAttribute('#call', 'href')) === 'tel:110' && (await page.isVisible('#call')))
	const box = await page.locator('#call').boundingBox()
	check('stolen: the call is on the first screen', box !== null && box.y + box.height < 844 && box.height >= 44, JSON.stringify(box))
	await shot('verify-stolen')

	await open(`#${GONE}`)
	text = await answer('invalid')
	check('invalid: says so and what to do', /查无有效登记/.test(text) && /No valid registration/.test(text) && /不要付款/.test(text), text)
	await shot('verify-invalid')

	await open('#no-code-at-all')
	check('what is no code is answered alike', (await answer('invalid')) !== '')

	await open(VALID)
	check('the code in the path works too', /登记有效/.test(await answer('valid')))

	await open('')
	check('without a code it asks for one', /扫描/.test(await answer('none')))
	await page.fill('#code', 'ABC')
	await page.click('#ask button')
	check('half a code is told at once', /26/.test(await page.innerText('#code-err')))
	await page.fill('#code', VALID.toLowerCase().replace(/(.{5})/g, '$1-').replace(/0/g, 'o').replace(/1/g, 'l'))
	await page.press('#code', 'Enter')
	check('a code typed with dashes and look-alikes is understood', /登记有效/.test(await answer('valid')))
	await shot('verify-typed')

	quiet = true
	await page.route('**/public/verify/*', r => r.abort())
	await open(`#${VALID}`)
	check('no network is no verdict', /没有得到答复/.test(await answer('fault')) && (await page.isVisible('#again')))
	await page.unroute('**/public/verify/*')
	await page.route('**/public/verify/*', r => r.fulfill({ status: 429, body: '{}' }))
	await page.click('#again')
	check('too often: says to wait', /一分钟后/.test(await answer('busy')))
	check('no error on the way', troubles.length === 0, troubles.join(' | '))
} catch (e) {
	check('the browser came to the end', false, String(e))
} finally {
	await close()
}
process.exit(verdict())
