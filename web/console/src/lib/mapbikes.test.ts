import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { MapBikes } from './api'
import { BikeSource } from './mapbikes'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())
const box = { south: 1, west: 2, north: 3, east: 4 }
const answer: MapBikes = { at: 1, mode: 'bikes', bikes: [], more: false }

it('asks once for many moves, and calls the older question off', async () => {
	const signals: AbortSignal[] = []
	let reply: (b: MapBikes) => void = () => undefined
	const shown: MapBikes[] = []
	const s = new BikeSource(() => ({ box, zoom: 12 }), b => shown.push(b), () => undefined, (_b, _z, signal) => {
		signals.push(signal)
		return new Promise(yes => (reply = yes))
	})
	for (let i = 0; i < 20; i++) {
		s.moved()
		await vi.advanceTimersByTimeAsync(50)
	}
	await vi.advanceTimersByTimeAsync(200)
	expect(signals.length).toBe(1)
	const stale = reply
	s.moved()
	await vi.advanceTimersByTimeAsync(200)
	expect(signals.length).toBe(2)
	expect(signals[0]!.aborted).toBe(true)
	stale(answer)
	await vi.advanceTimersByTimeAsync(0)
	expect(shown).toEqual([])
	reply(answer)
	await vi.advanceTimersByTimeAsync(0)
	expect(shown).toEqual([answer])
	await vi.advanceTimersByTimeAsync(4000)
	expect(signals.length).toBe(3)
	s.stop()
})

it('says when it failed, tries again, and is still after stop', async () => {
	const states: boolean[] = []
	let asked = 0
	const s = new BikeSource(() => ({ box, zoom: 12 }), () => undefined, f => states.push(f), () => (asked++ === 0 ? Promise.reject(new Error('x')) : Promise.resolve(answer)))
	s.moved()
	await vi.advanceTimersByTimeAsync(200)
	expect(states).toEqual([true])
	await vi.advanceTimersByTimeAsync(8000)
	expect(states).toEqual([true, false])
	s.stop()
	await vi.advanceTimersByTimeAsync(60_000)
	expect(asked).toBe(2)
})
