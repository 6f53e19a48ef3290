import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { QUIET_MS, lonely } from './keys'

describe('letters as commands', () => {
	let did: string[]
	let scans: string[]
	let now: number
	let keys: ReturnType<typeof lonely>
	const press = (key: string, after: number, repeat = false) => {
		vi.advanceTimersByTime(after)
		now += after
		keys.press({ key, timeStamp: now, repeat })
	}
	beforeEach(() => {
		vi.useFakeTimers()
		did = []
		scans = []
		now = 1000
		keys = lonely(k => did.push(k), s => scans.push(s))
	})
	afterEach(() => void vi.useRealTimers())

	it('a letter by itself is a command, whatever its case', () => {
		press('a', 0)
		press('Shift', 500)
		press('M', 30)
		vi.advanceTimersByTime(QUIET_MS)
		expect(did).toEqual(['a', 'm'])
	})
	it('a scanned number is none, nor is its last letter before Enter, nor two of them; it is handed over', () => {
		for (const c of 'LA12/4MA') press(c, 12)
		expect(keys.press({ key: '/', timeStamp: now + 12, repeat: false })).toBe(false)
		press('Enter', 24)
		expect(scans).toEqual(['LA12/4MA/'])
		vi.advanceTimersByTime(5000)
		now += 5000
		expect(keys.press({ key: '/', timeStamp: now, repeat: false })).toBe(true)
		now += 5000
		for (const c of 'AM') press(c, 60)
		press('Enter', 60)
		for (const c of 'LA1234MA') press(c, 300)
		did = []
		keys.stop()
		press('Enter', 300)
		vi.advanceTimersByTime(5000)
		expect(did).toEqual([])
		expect(scans.length).toBe(1)
	})
	it('a key that writes nothing is no part of a scan', () => {
		press('Escape', 0)
		expect(keys.press({ key: '/', timeStamp: now + 5, repeat: false })).toBe(true)
	})
	it('held down it is one, and after the page is gone none', () => {
		press('a', 0)
		for (let i = 0; i < 10; i++) press('a', i ? 30 : 500, true)
		vi.advanceTimersByTime(5000)
		expect(did).toEqual(['a'])
		press('a', 500)
		keys.stop()
		vi.advanceTimersByTime(5000)
		expect(did).toEqual(['a'])
	})
})
