import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const heard: number[] = []
class Fake {
	state = 'suspended'
	currentTime = 0
	destination = {}
	static made: Fake[] = []
	constructor() { Fake.made.push(this) }
	async resume() { this.state = 'running' }
	async suspend() { this.state = 'suspended' }
	createGain() { return { gain: { setValueAtTime: () => 0, exponentialRampToValueAtTime: () => 0 }, connect: (x: unknown) => x } }
	createOscillator() {
		return { type: '', frequency: { setValueAtTime: (hz: number) => heard.push(this.state === 'running' ? hz : -1), exponentialRampToValueAtTime: () => 0 }, connect: (x: unknown) => x, start: () => 0, stop: () => 0 }
	}
}
const at: Record<string, () => void> = {}

beforeEach(() => {
	vi.resetModules()
	vi.useFakeTimers()
	vi.stubGlobal('AudioContext', Fake)
	vi.stubGlobal('window', { addEventListener: (type: string, f: () => void) => (at[type] = f) })
	heard.length = Fake.made.length = 0
})
afterEach(() => {
	vi.useRealTimers()
	vi.unstubAllGlobals()
})

it('sounds after a gesture only, and rests when it is quiet', async () => {
	const s = await import('./sound')
	s.armSound()
	s.beep(50, true)
	await vi.advanceTimersByTimeAsync(10)
	expect([heard.length, s.soundReady.value, Fake.made.length]).toEqual([0, false, 0])
	at.keydown!()
	await vi.advanceTimersByTimeAsync(10)
	expect([s.soundReady.value, Fake.made[0]!.state]).toEqual([true, 'running'])
	await vi.advanceTimersByTimeAsync(2500)
	expect(Fake.made[0]!.state).toBe('suspended')
	at.pointerdown!()
	await vi.advanceTimersByTimeAsync(10)
	expect([Fake.made.length, Fake.made[0]!.state]).toEqual([1, 'suspended'])          // another key does not wake it
	s.beep(50, true)
	s.beep(50, false)          // within the 1.5 s
	await vi.advanceTimersByTimeAsync(10)
	expect([heard, Fake.made[0]!.state]).toEqual([[988, 740, 988, 740], 'running'])
	await vi.advanceTimersByTimeAsync(1600)
	s.beep(50, false)          // while it still runs
	await vi.advanceTimersByTimeAsync(1600)
	expect([heard.slice(4), Fake.made[0]!.state]).toEqual([[784, 587], 'running'])
	await vi.advanceTimersByTimeAsync(1000)
	expect(Fake.made[0]!.state).toBe('suspended')
})
