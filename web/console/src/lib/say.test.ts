import { readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n } from '@/i18n'
import refused from '@/i18n/zh.refused'
import { ApiError } from './api'
import { errorParts, errorText, noteFault, noted, refusedBy } from './say'

const { prompt, message } = vi.hoisted(() => ({ prompt: vi.fn(), message: vi.fn() }))
vi.mock('element-plus/es/components/message-box/index.mjs', () => ({ ElMessageBox: { prompt } }))
vi.mock('element-plus/es/components/message/index.mjs', () => ({ ElMessage: message }))

const no = (status: number, code: string, message: string, field = '') => new ApiError(status, code, message, field, 7)
const ROOT = path.resolve(import.meta.dirname, '../../../../src')
const c = (dir: string): string[] => readdirSync(dir).flatMap(f => (statSync(path.join(dir, f)).isDirectory() ? c(path.join(dir, f)) : /\.c$/.test(f) && !/_test\.c$/.test(f) ? [path.join(dir, f)] : []))

describe('a refusal', () => {
	beforeEach(() => { i18n.global.locale.value = 'zh' })
	it('that names its rule is told in the console\'s words, whatever its status', () => {
		expect(errorText(no(403, 'DENIED', 'whoever made a batch does not release it', 'own_hand'))).toBe(refused.own_hand)
		expect(errorText(no(409, 'STATE', 'it is decided already', 'decided'))).toBe(refused.decided)
		expect(errorText(no(403, 'DENIED', 'whoever wrote down the bank card ...', 'card'))).toBe(refused.card_hand)
		expect(errorText(no(409, 'STATE', 'there is no bank card to pay to', 'card'))).toBe(refused.no_card)
		expect(refusedBy(no(400, 'INVALID', 'which court?', 'court'))).toBe('')
	})
	it('without one is a sentence of this language, the server\'s own text in a line beneath', () => {
		for (const e of [no(409, 'STATE', 'no such step'), no(400, 'INVALID', 'too long', 'place'), no(500, 'INTERNAL', 'boom'), no(403, 'DENIED', 'not for oneself')]) {
			const [words, besides] = errorParts(e)
			expect(words).toMatch(/^[^a-z]+$/)
			expect(besides).toContain(e.message)
			expect(errorText(e).split('\n')).toEqual([words, besides])
		}
	})
	it('that the sentence tells in full has nothing beneath', () => {
		for (const e of [no(409, 'STATE', 'the case has changed; read it again', 'ver'), no(404, 'NOTFOUND', 'no such record'), no(0, 'OFFLINE', 'fetch failed'), no(403, 'DENIED', 'this step is not for your role')])
			expect(errorParts(e)[1], e.message).toBe('')
	})
	it('has words for every rule, and a rule for all words', () => {
		const text = c(ROOT).map(f => readFileSync(f, 'utf8')).join('\n')
		const mine = ['card_hand', 'no_card', 'surveyor_before']      // card and surveyorId, told by their status
		const gone = Object.keys(refused).filter(k => !mine.includes(k) && !text.includes(`"${k}"`) && !new RegExp(`\\bX\\(${k}, AV_`).test(text))
		expect(gone).toEqual([])
	})
	it('of the traffic rooms has words, whatever it is named', () => {
		const rooms = /office\/(violation|notice|exposure|course|spot|junction)\/|flow\/(flow_)?(violation|notice|appeal|named|exposure|course|my_course|exam|film|spot|custody|junction)\w*\.c$/
		/* ver, version: changed meanwhile. name: taken. open, photos, appeal: met on the owner's phone only, which has its own. */
		const told = ['ver', 'version', 'name', 'open', 'photos', 'appeal']
		const files = c(ROOT).filter(f => rooms.test(f.replaceAll('\\', '/')))
		const named = new Set(files.flatMap(f => [...readFileSync(f, 'utf8').matchAll(/FAIL_FIELD\(cx,\s*E_(?:STATE|DENIED),\s*"(\w+)"/g)].map(m => m[1]!)))
		expect(named.size).toBeGreaterThan(40)
		expect([...named].filter(x => !told.includes(x) && !(x in refused)).sort()).toEqual([])
	})
})

describe('a note', () => {
	beforeEach(() => {
		i18n.global.locale.value = 'zh'
		prompt.mockReset()
		message.mockReset()
	})
	it('is judged by its bytes, in words that say what to do', () => {
		const room = { least: 4, most: 400 }
		expect(noteFault('', room)).toContain('2 个汉字')
		expect(noteFault(' 无  ', room)).not.toBe('')
		expect(noteFault('本人', room)).toBe('')
		expect(noteFault('字'.repeat(133), room)).toBe('')
		expect(noteFault('字'.repeat(136), room)).toContain('3 个字')
		expect(noteFault('')).toBe('')
		expect(noteFault('字'.repeat(334))).not.toBe('')
	})
	it('cannot be given while it is too short, and is asked for again with its words when it is refused', async () => {
		const told: string[] = []
		prompt.mockImplementation((_m, _t, o) => {
			expect(o.inputValidator('无')).toMatch(/汉字/)
			expect(o.inputValidator('送到本人')).toBe(true)
			told.push(o.inputValue)
			return Promise.resolve({ value: told.length > 1 ? '送到本人，再一次' : ' 送到本人 ' })
		})
		const work = vi.fn().mockRejectedValueOnce(no(500, 'STORE', 'no room')).mockResolvedValueOnce(false).mockResolvedValueOnce(undefined)
		expect(await noted('?', '怎么送的', false, { least: 4, most: 400 }, work)).toBe(true)
		expect(told).toEqual(['', '送到本人', '送到本人，再一次'])
		expect(work.mock.calls.map(c => c[0])).toEqual(['送到本人', '送到本人，再一次', '送到本人，再一次'])
		expect(message).toHaveBeenCalledTimes(1)
	})
	it('called off does nothing', async () => {
		prompt.mockRejectedValue('cancel')
		const work = vi.fn()
		expect(await noted('?', '为什么', true, {}, work)).toBe(false)
		expect(work).not.toHaveBeenCalled()
	})
})
