/* The import's page in a real browser against a real server: a file that is no table, upload, dry run, error file, import, undo; then the list and the empty table; by mouse
 * and by keys, in both languages.
 *
 *   BASE_URL=http://127.0.0.1:8090 YZ_ACCOUNTS=FILE node tests/browser/imports.mjs [OUT]
 *
 * YZ_ACCOUNTS: lines name:password:secret; needs "sysadmin". tests/browser/imports.py starts a server of its own and gives both. Screenshots go to OUT (default
 * out/imports). Prints one line a check and "N passed, N failed"; exit status 1 if any failed. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LOOK, agree, broken, browser, check, freshCode, goTo, listen, loaded, logIn, must, noSideways, now, readAccounts, reload, until, verdict } from './kit.mjs'

const OUT = process.argv[2] ?? process.env.OUT ?? 'out/imports'
const BASE = (process.env.BASE_URL ?? '').replace(/\/$/, '')
const ROWS = Number(process.env.ROWS ?? 1500)
const troubles = []
const accounts = readAccounts(process.env.YZ_ACCOUNTS)

mkdirSync(OUT, { recursive: true })
const own = await browser('imports')
const { page } = own
listen(page, troubles, text => /status of 40[139]/.test(text))

const shot = async name => {
	if (!LOOK) return
	await loaded(page)
	await page.waitForTimeout(300)
	await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: true })
}
const text = sel => page.textContent(sel, { timeout: 2500 }).catch(() => null)
const state = () => page.getAttribute('[data-test=import-job]', 'data-state', { timeout: 2500 }).catch(() => null)
const is = want => until(async () => (await state()) === want, 240_000)          // a file of thousands of rows takes its time
async function noRawKeys(where) {
	const t = await page.evaluate(() => document.body.innerText)
	const raw = /\bimports\.[a-zA-Z.]+\b/.exec(t)
	check(`${where}: no raw text key`, !raw, raw?.[0])
	await noSideways(page, where)
}
function table(rows) {
	let t = '号牌号码,防盗标签,车架号,品牌,车主姓名,联系电话\n'
	for (let i = 0; i < rows; i++) t += `衡B${String(i).padStart(5, '0')},${(0x300000 + i).toString(16).toUpperCase()},LB${String(i).padStart(8, '0')}F,雁牌,王${i},154${String(i).padStart(8, '0')}\n`
	return t + '衡B99999,,LB99999999F,雁牌,李没标签,15499999999\n'
}
async function yes() {
	await page.waitForSelector('.el-message-box__btns .el-button--primary, .el-message-box__btns .el-button--danger', { state: 'visible' })
	const words = await now(page, '.el-message-box__message')
	await agree(page)
	return words
}

try {
	await goTo(page, `${BASE}/#/imports`)
	const secret = accounts.sysadmin[1]
	must('the system administrator logs in', await logIn(page, 'sysadmin', accounts.sysadmin))
	must('the page of imports stands', await until(() => page.$('[data-test=import-upload]')))
	check('the list is empty and says what to do', await until(async () => /还没有导入过/.test(await page.innerText('#main'))))
	await noRawKeys('empty')
	await page.click('.cols summary')
	check('the columns are told, with the needed ones', await until(async () => (await page.$$('.cols li')).length > 20 && (await page.$$('.cols .chip')).length === 3))
	await shot('empty-zh')
	const [empty] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=import-template]')])
	check('the empty table has the names', /"号牌号码".*"防盗标签".*"车主姓名"/.test(readFileSync(await empty.path(), 'utf8')), empty.suggestedFilename())

	const dir = mkdtempSync(path.join(tmpdir(), 'yz-imports-f-'))
	const [good, wrong, book, old] = ['bikes.csv', 'wrong.csv', 'bikes.xlsx', 'bikes.xls'].map(n => path.join(dir, n))
	writeFileSync(good, table(ROWS))
	writeFileSync(wrong, '姓名,街道\n王一,解放路\n')
	writeFileSync(book, Buffer.from('504b030414000600', 'hex'))
	writeFileSync(old, Buffer.from('d0cf11e0a1b11ae1', 'hex'))
	const refusedAtOnce = words => until(async () => words.test((await text('[data-test=import-problem]')) ?? '') && (await page.isDisabled('[data-test=import-upload]')))
	await page.setInputFiles('[data-test=import-file]', book)
	check('a workbook is refused as it is chosen, and says what to do', await refusedAtOnce(/（\.xlsx）.*另存为“CSV UTF-8/), await text('[data-test=import-problem]'))
	await shot('workbook-zh')
	await page.setInputFiles('[data-test=import-file]', old)
	check('an old one too', await refusedAtOnce(/（\.xls）.*另存为“CSV UTF-8/), await text('[data-test=import-problem]'))
	await page.setInputFiles('[data-test=import-file]', wrong)
	check('another file takes the words away', await until(async () => !(await page.$('[data-test=import-problem]')) && !(await page.isDisabled('[data-test=import-upload]'))))
	await page.click('[data-test=import-upload]')
	await freshCode(page, secret)
	must('a file that is no register says so', await until(async () => /缺少这些栏目：号牌号码、防盗标签。请/.test((await text('[data-test=import-why]')) ?? '')), await now(page, '[data-test=import-why]'))
	check('and stands there as refused', await is('refused'), await state())
	await shot('wrong-zh')
	await page.click('[data-test=import-new]')
	check('in the list too, with the reason', await until(async () => /不能导入.*缺少这些栏目：号牌号码/s.test((await text('[data-import]')) ?? '')), await text('[data-import]'))
	await shot('refused-list-zh')
	await page.click('[data-test=lang]')
	check('and in English', await until(async () => /cannot be imported.*lacks these columns: plate, tag\. Put/s.test((await text('[data-import]')) ?? '')), await text('[data-import]'))
	await page.setInputFiles('[data-test=import-file]', book)
	check('a workbook in English', await refusedAtOnce(/Excel workbook \(\.xlsx\).*Save it in Excel as/), await text('[data-test=import-problem]'))
	await shot('refused-list-en')
	await noRawKeys('refused (en)')
	await page.setViewportSize({ width: 390, height: 844 })
	await noRawKeys('refused on a telephone')
	await shot('refused-phone-en')
	await page.setViewportSize({ width: 1366, height: 768 })
	await page.click('[data-test=lang]')
	await until(() => page.evaluate(() => document.documentElement.lang.startsWith('zh')))
	await page.click('[data-test=import-remove]')
	await yes()
	check('it is removed from the list', await until(async () => (await page.$$('[data-import]')).length === 0), await text('#main'))

	// by keys alone: the file field has the focus, the button is reached by Tab
	await page.setInputFiles('[data-test=import-file]', good)
	must('it can be sent', await until(async () => !(await page.isDisabled('[data-test=import-upload]'))))
	await page.focus('[data-test=import-file]')
	for (let i = 0; i < 6 && !(await page.evaluate(() => document.activeElement?.getAttribute('data-test') === 'import-upload')); i++) await page.keyboard.press('Tab')
	await page.keyboard.press('Enter')
	must('the dry run ends', await is('checked'), await state())
	check('it tells what it would do', await until(async () => (await text('[data-test=sum-added]')) === ROWS.toLocaleString('en') && (await text('[data-test=sum-refused]')) === '1'), await now(page, '[data-test=import-sums]'))
	check('and why, in words', await until(async () => /没有防盗标签号/.test((await text('[data-test=import-reasons]')) ?? '')))
	await page.click('[data-test=import-job] details summary')
	check('line by line', await until(async () => new RegExp(`${ROWS + 2}.*防盗标签`).test((await text('[data-test=import-lines] tbody')) ?? '')), await text('[data-test=import-lines]'))
	await shot('checked-zh')
	await noRawKeys('checked')
	const [errors] = await Promise.all([page.waitForEvent('download'), page.click('[data-test=import-errors]')])
	check('the error file has the row', /李没标签/.test(readFileSync(await errors.path(), 'utf8')), errors.suggestedFilename())
	await page.click('[data-test=import-apply]')
	check('the question says how many', new RegExp(`新增 ${ROWS.toLocaleString('en')} 辆`).test(await yes()))
	must('it runs to its end', await is('done'), await state())
	await shot('done-zh')
	await reload(page)
	check('after a reload the same import is shown', await is('done'), await state())
	await page.click('[data-test=import-undo]')
	await yes()
	must('it is taken back', await is('undone'), await state())
	check('and says what was removed', await until(async () => new RegExp(`删除 ${ROWS.toLocaleString('en')} 辆车`).test((await text('[data-test=import-back]')) ?? '')), await now(page, '[data-test=import-back]'))
	await shot('undone-zh')
	await page.click('[data-test=import-new]')
	check('it stands in the list', await until(async () => (await page.$$('[data-import]')).length === 1))
	await page.click('[data-test=lang]')
	check('in English too', await until(async () => /taken back/.test(await page.innerText('#main'))))
	await shot('list-en')
	await noRawKeys('list (en)')
	await page.setViewportSize({ width: 390, height: 844 })
	await noRawKeys('on a telephone')
	await shot('phone-en')
	rmSync(dir, { recursive: true, force: true })
} catch (e) {
	await broken(e, [['imports', page]], OUT)
}
check('no error in the browser', troubles.length === 0, troubles.slice(0, 5).join(' | ').slice(0, 800))
await own.close()
process.exit(verdict())
