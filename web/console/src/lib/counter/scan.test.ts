// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isUscc } from './form'
import { businessFieldOf, documentKind, fieldOf, listen, type ScanField } from './scan'

const at = (focused = '', values: Partial<Record<ScanField, string>> = {}) => ({ focused, value: (f: ScanField) => values[f] ?? '' })

describe('a scanned text', () => {
	it('finds its field by its shape, wherever the cursor stands', () => {
		for (const focused of ['', 'owner.name', 'brand', 'frameNo', 'tag'])
			expect([
				fieldOf('11010519491231002X', at(focused)), fieldOf('91350100M000100Y43', at(focused)), fieldOf('13800001234', at(focused)), fieldOf('\u8861\uff08\u7535\u52a8\uff09\u9633A1258', at(focused)),
				fieldOf('17010A01', at(focused)), fieldOf('0000000017010A01', at(focused))
			]).toEqual(['owner.idNo', 'owner.idNo', 'owner.phone', 'plate', 'tag', 'tag'])
	})
	it('is the agent’s number when one of the agent’s fields has the cursor', () => {
		expect(fieldOf('11010519491231002X', at('agent.name'))).toBe('agent.idNo')
		expect(fieldOf('11010519491231002x', at('owner.name'))).toBe('owner.idNo')
	})
	it('is no identity number when its check digit is wrong', () => expect(fieldOf('110105194912310021', at())).not.toBe('owner.idNo'))
	it('takes the focused vehicle number, else the first empty one', () => {
		expect(fieldOf('LYB3644X0001', at('owner.name'))).toBe('frameNo')
		expect(fieldOf('LYB3644X0001', at('motorNo'))).toBe('motorNo')
		expect(fieldOf('MT60V8X0001', at('brand', { frameNo: 'LYB3644X0001' }))).toBe('motorNo')
		expect(fieldOf('LYB3644X0001', at('brand', { frameNo: 'LYB3644X0001' }))).toBe('frameNo')
		expect(fieldOf('123456789012345', at('owner.name'))).toBe('vehicleCode')
		expect(fieldOf('123456789012345', at('frameNo'))).toBe('frameNo')
	})
	it('puts a second tag into the next place for tags', () => {
		expect(fieldOf('17010A02', at('', { tag: '17010A01' }))).toBe('enforcementTag')
		expect(fieldOf('17010a01', at('', { tag: '17010A01' }))).toBe('tag')
		expect(fieldOf('17010A02', at('ownerTag', { tag: '' }))).toBe('ownerTag')
	})
	it('is left where it is when it has no shape of ours', () => {
		for (const s of ['', 'ab', 'http://x/y', 'HELLOWORLD', '\u8fd9\u662f\u4e00\u6bb5\u5f88\u957f\u7684\u8bdd\u4e0d\u662f\u53f7\u724c\u554a\u554a\u554a']) expect(fieldOf(s, at()), s).toBeNull()
	})
})

describe('a scanned text in a business with a bike that is there', () => {
	const PLATE = '\u8861\uff08\u7535\u52a8\uff09\u9633A1258'
	it('looks for the bike as long as none is chosen: plate, old tag, any number', () => {
		for (const b of ['change', 'transfer', 'replace', 'deregister'] as const)
			expect([PLATE, '17010A01', 'LYB3644X0001', '123456789012345', 'A1258'].map(x => businessFieldOf(x, b, false, at()))).toEqual(['bikeId', 'bikeId', 'bikeId', 'bikeId', 'bikeId'])
	})
	it('is what is new, once there is one, where the business has such a thing', () => {
		expect(['change', 'transfer', 'replace', 'deregister'].map(b => businessFieldOf('17010A01', b as 'change', true, at()))).toEqual([null, null, 'tag', null])
		expect(['change', 'transfer', 'replace', 'deregister'].map(b => businessFieldOf('LYB3644X0001', b as 'change', true, at()))).toEqual(['frameNo', null, null, null])
		expect(businessFieldOf(PLATE, 'replace', true, at())).toBe('plate')
	})
	it('is the present owner’s document first, then the new one’s; the cursor decides otherwise', () => {
		const id = '11010519491231002X'
		expect(businessFieldOf(id, 'transfer', true, at())).toBe('holder.idNo')
		expect(businessFieldOf(id, 'transfer', true, at('', { 'holder.idNo': 'x' }))).toBe('owner.idNo')
		expect(businessFieldOf(id, 'transfer', true, at('holder.idNo', { 'holder.idNo': 'x' }))).toBe('holder.idNo')
		expect(businessFieldOf(id, 'transfer', true, at('owner.name'))).toBe('owner.idNo')
		expect(businessFieldOf(id, 'deregister', true, at('', { 'holder.idNo': 'x' }))).toBe('holder.idNo')
		expect(businessFieldOf(id, 'change', true, at('agent.name'))).toBe('agent.idNo')
	})
})

describe('a scanned document', () => {
	it('is a person’s when its number is right as both', () => {
		expect(isUscc('430406198503127377')).toBe(true)
		expect(['430406198503127377', '11010519491231002x', '91350100M000100Y43'].map(documentKind)).toEqual(['idcard', 'idcard', 'uscc'])
	})
})

describe('the scanner', () => {
	let stop = () => undefined as void
	let got: string[] = []
	let accept = true
	let entered = 0
	const onEnter = (e: KeyboardEvent) => { if (e.key === 'Enter') entered++ }
	beforeEach(() => {
		document.body.innerHTML = '<input id="a" value="kept"><textarea id="b"></textarea><input id="c" type="checkbox">'
		got = []
		accept = true
		entered = 0
		stop = listen(window, t => accept && got.push(t) > 0)
		window.addEventListener('keydown', onEnter)
	})
	afterEach(() => {
		stop()
		window.removeEventListener('keydown', onEnter)
	})
	/** Types as a browser does: the key, then the character in the focused field. */
	function type(text: string, gap: number, from = 1000) {
		let t = from
		for (const key of [...text, 'Enter']) {
			const e = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
			Object.defineProperty(e, 'timeStamp', { value: t })
			;(document.activeElement ?? document.body).dispatchEvent(e)
			const x = document.activeElement
			if (!e.defaultPrevented && key.length === 1 && (x instanceof HTMLInputElement || x instanceof HTMLTextAreaElement)) x.value += key
			t += gap
		}
		return t
	}
	const a = () => document.getElementById('a') as HTMLInputElement

	it('is told from typing by its speed', () => {
		a().focus()
		type('LYB3644X0001', 8)
		expect(got).toEqual(['LYB3644X0001'])
		type('LYB3644X0001', 120, 9000)
		expect(got).toHaveLength(1)
		expect(entered).toBe(1)
	})
	it('takes back what it left in the focused field, and the Enter', () => {
		a().focus()
		let told = ''
		a().addEventListener('input', () => (told = a().value))
		type('17010A01', 5)
		expect([a().value, told, entered]).toEqual(['kept', 'kept', 0])
	})
	it('works with the cursor nowhere', () => {
		type('17010A01', 5)
		expect(got).toEqual(['17010A01'])
	})
	it('leaves the text where it is when nobody takes it', () => {
		accept = false
		a().focus()
		type('HELLOWORLD', 5)
		expect([a().value, entered]).toEqual(['keptHELLOWORLD', 1])
	})
	it('is not started by a short burst, nor joined to what was typed before', () => {
		a().focus()
		type('ab12', 5)
		expect(got).toEqual([])
		for (const key of 'xy') {
			const e = new KeyboardEvent('keydown', { key, bubbles: true })
			Object.defineProperty(e, 'timeStamp', { value: 2000 })
			a().dispatchEvent(e)
			a().value += key
		}
		const before = a().value
		type('17010A01', 5, 3000)
		expect([got, a().value]).toEqual([['17010A01'], before])
	})
	it('stops listening', () => {
		stop()
		type('17010A01', 5)
		expect(got).toEqual([])
	})
})
