import { readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { i18n } from '@/i18n'
import refused from '@/i18n/zh.refused'
import { ApiError } from './api'
import { errorParts, errorText, refusedBy } from './say'

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
		/* ver, version: changed meanwhile. name: taken. open, photos, appeal: met on the owner's phone only, which has its own. siteId: the yard's till. */
		const told = ['ver', 'version', 'name', 'open', 'photos', 'appeal', 'siteId']
		const files = c(ROOT).filter(f => rooms.test(f.replaceAll('\\', '/')))
		const named = new Set(files.flatMap(f => [...readFileSync(f, 'utf8').matchAll(/FAIL_FIELD\(cx,\s*E_(?:STATE|DENIED),\s*"(\w+)"/g)].map(m => m[1]!)))
		expect(named.size).toBeGreaterThan(40)
		expect([...named].filter(x => !told.includes(x) && !(x in refused)).sort()).toEqual([])
	})
})
