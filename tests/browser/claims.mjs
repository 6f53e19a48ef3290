/* From a theft that nobody solves to the money, in a real browser: the officer gives the case up; the owner asks on the phone what the plan pays and claims it;
 * one adjuster takes the papers in and makes the batch, another releases it; the bank's file goes out and its answer comes back; the owner sees the money.
 *
 *   BASE_URL=http://127.0.0.1:PORT YZ_ACCOUNTS=FILE YZ_CASE=ID YZ_PLATE=PLATE YZ_PHONE=... YZ_MESSAGES=FOLDER node tests/browser/claims.mjs [OUT]
 *
 * tests/browser/claims.py makes the server and the months that lie behind it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { LOOK, agree, another, broken, browser, check, freshCode, goTo, listen, logIn, logInByPhone, must, noRawKeys, noSideways, now, readAccounts, reload, seen, until, verdict } from './kit.mjs'

const { BASE_URL: BASE, YZ_CASE: CASE, YZ_PLATE: PLATE, YZ_PHONE: PHONE, YZ_MESSAGES: MESSAGES } = process.env
const OUT = process.argv[2] ?? 'out/claims'
const WIDE = { width: 1366, height: 768 }
const SMALL = { width: 390, height: 844 }
const CARD = '6222021234567890128'
const accounts = readAccounts(process.env.YZ_ACCOUNTS)
const troubles = []
mkdirSync(OUT, { recursive: true })

const own = await browser('claims', WIDE)
const pages = new Map()
async function as(name, route) {
	const page = await another(own, WIDE)
	listen(page, troubles, text => /status of 40[013]/.test(text))
	pages.set(name, page)
	await goTo(page, `${BASE}/#${route}`)
	must(`${name} logs in`, await logIn(page, name, accounts[name]))
	return page
}
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

async function givenUp() {
	const page = await as('officer', `/cases/${CASE}`)
	must('the case is watched', await until(async () => (await page.getAttribute('[data-test=case-head]', 'data-state')) === 'watched'))
	await page.click('[data-test=do-give_up]')
	await agree(page, '两个月未发现线索')
	must('the search is given up', await until(async () => (await page.getAttribute('[data-test=case-head]', 'data-state')) === 'unsolved'))
	await looks(page, 'unsolved')
	await page.evaluate(h => (location.hash = h), await page.getAttribute('[data-test=paper-unsolved]', 'href'))
	must('the proof that the claim wants is printed', await until(async () => /未破案.*理赔/.test((await page.textContent('[data-test=paper-words]').catch(() => '')) ?? '')))
	must('it has the number of the filing', /^L-/.test((await page.textContent('[data-test=receipt-no]')) ?? ''))
	await looks(page, 'proof')
}

async function owner() {
	const page = await another(own, SMALL)
	listen(page, troubles, text => /status of 40[01]/.test(text))
	pages.set('owner', page)
	await logInByPhone(page, BASE, MESSAGES, PHONE, 'article')
	await page.locator('article', { hasText: PLATE }).locator('[data-test=case]').click()
	await page.waitForSelector('[data-test=line]')
	check('the line says that it was not found, and goes on', await until(async () => /仍未找到/.test(await page.innerText('[data-test=line]'))))
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'phone-unsolved-390-zh.png'), fullPage: true })
	await page.click('[data-test=outlook]')
	must('the plan pays, and how much is said before anything is filed', await seen(page, '[data-test=file]') && await says(page, '1,200'))
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'phone-outlook-390-zh.png'), fullPage: true })
	await page.click('[data-test=file]')
	await page.waitForSelector('#c-card')
	await page.fill('#c-card', `${CARD.slice(0, -1)}0`)
	await page.click('[data-test=card]')
	check('a mistyped card is told', await until(async () => (await page.innerText('[role=alert]')).length > 4))
	await page.fill('#c-card', CARD)
	await page.click('[data-test=card]')
	must('the card is kept, and shown masked', await says(page, '0128') && !(await page.innerText('body')).includes(CARD))
	await page.click('[data-test=submit]')
	must('the claim is there', await until(async () => !/草稿/.test(await page.innerText('[data-test=state]')) && !(await page.isVisible('[data-test=submit]'))))
	if (LOOK) await page.screenshot({ path: path.join(OUT, 'phone-filed-390-zh.png'), fullPage: true })
	return page
}

async function weigh() {
	const page = await as('adjuster', '/claims')
	must('the claim is in the queue', await seen(page, '[data-test=claim-row]'))
	await looks(page, 'claims')
	await page.click('[data-test=claim-row] a')
	must('it opens', await seen(page, '[data-test=claim-state]') && await until(() => page.isVisible('[data-test=paper-seen], [data-do]')))
	for (let i = 0; i < 6 && await page.locator('[data-test=paper-seen]').count(); i++) {
		const n = await page.locator('[data-test=paper-seen]').count()
		await page.locator('[data-test=paper-seen]').first().click()
		await until(async () => (await page.locator('[data-test=paper-seen]').count()) < n)
	}
	check('no paper is missing any more', (await page.locator('[data-test=paper-seen]').count()) === 0)
	for (const event of ['papers', 'approve']) {
		must(`what is to be done: ${event}`, await until(() => page.isVisible('[data-do=papers], [data-do=approve]')))
		if (!(await page.isVisible(`[data-do=${event}]`))) continue
		await page.fill('#claim-note', '材料齐全，情况属实')
		await page.click(`[data-do=${event}]`)
		await until(async () => !(await page.isVisible(`[data-do=${event}]`)))
	}
	must('it is approved', await says(page, '已核准'), await now(page, '[data-test=claim-state]'))
	await looks(page, 'claim')
	await goTo(page, `${BASE}/#/claims?tab=batches`)
	await page.click('[data-test=make-batch]')
	must('a batch is made', await seen(page, '[data-test=batch-row]'))
	check('whoever made it cannot release it', await until(() => page.isDisabled('[data-test=release]')))
	return page
}

async function pay(maker) {
	const page = await as('adjuster2', '/claims?tab=batches')
	must('another sees the batch', await seen(page, '[data-test=release]'))
	await looks(page, 'batches')
	await page.click('[data-test=release]')
	await freshCode(page, accounts.adjuster2[1])
	must('released', await seen(page, '[data-test=bank-file]'))
	await page.click('[data-test=batch-open]')
	must('the batch has a page, which says what to do now', await until(async () => (await page.getAttribute('[data-test=batch-todo]', 'data-todo')) === 'send'))
	await looks(page, 'batch')
	await page.goBack()
	await page.waitForSelector('[data-test=bank-file]')
	const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=bank-file]')])
	const sheet = readFileSync(await download.path(), 'utf8')
	const line = sheet.split('\n')[1].replace(/"/g, '').split(',')
	check('the bank’s file has the card in full and the amount', line[3] === CARD && line[4].trim() === '120000', sheet.replaceAll(CARD, '(card)'))
	const back = path.join(OUT, 'result.csv')
	writeFileSync(back, `batch,no,amount_fen,status,bank_ref,reason\n${line[0]},${line[1]},${line[4].trim()},paid,BK-0001,\n`)
	await page.setInputFiles('input[type=file]', back)
	must('the bank’s answer is booked', await until(async () => /1/.test(await page.innerText('.told'))), await now(page, '.told'))
	await page.setInputFiles('input[type=file]', back)
	check('the same answer once more changes nothing', await until(async () => (await page.locator('[data-test=batch-row] .chip.ok').count()) === 1))
	await page.click('[data-test=batch-open]')
	check('and at its end that nothing is left', await until(async () => (await page.getAttribute('[data-test=batch-todo]', 'data-todo')) === 'settled'))
	await goTo(page, `${BASE}/#/plans/1`)
	check('the plan’s page says that it is used up', await seen(page, '[data-test=plan-way] [data-stop=used]'))
	await looks(page, 'plan')
	await maker.bringToFront()
	await goTo(maker, `${BASE}/#/claims?state=paid`)
	check('the claim is paid', await seen(maker, '[data-test=claim-row]'))
}

/* What was paid stands in the books, which are even, and goes out as a file with a fresh code. */
async function books(page) {
	await page.bringToFront()
	await goTo(page, `${BASE}/#/books`)
	must('the books are even', await until(async () => (await page.getAttribute('[data-test=books-proof]', 'class'))?.split(' ').includes('even')))
	await looks(page, 'books')
	await page.click('[data-account="bank.operator"] a')
	must('the payment is a line of the bank account', await until(async () => /1,200\.00/.test(await page.innerText('[data-test=books-lines]'))))
	await looks(page, 'books-lines')
	await page.click('[data-test=books-lines] tbody a')
	check('behind it: what was owed, and what was paid', await until(async () => (await page.locator('[data-test=books-lines] tbody tr').count()) === 4))
	await page.click('[data-test=books-file]')
	await page.selectOption('#bf-form', 'csv')
	await page.fill('#bf-ref', 'HY-2026-11')
	const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=books-file-go]').then(() => freshCode(page, accounts.adjuster[1]))])
	const sheet = readFileSync(await file.path(), 'utf8')
	check('the file says who, what for, and the sum', /HY-2026-11/.test(sheet) && /合计/.test(sheet), sheet.slice(0, 300))
}

try {
	await givenUp()
	const phone = await owner()
	const adjuster = await weigh()
	await pay(adjuster)
	await books(adjuster)
	await reload(phone)
	must('the owner sees the money', await until(async () => /已支付|已赔付|已付/.test(await phone.innerText('[data-test=state]'))), await now(phone, '[data-test=state]'))
	if (LOOK) await phone.screenshot({ path: path.join(OUT, 'phone-paid-390-zh.png'), fullPage: true })
} catch (e) {
	await broken(e, pages, OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
