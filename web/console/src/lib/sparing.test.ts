import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sparing } from './sparing'

describe('sparing', () => {
	beforeEach(() => { vi.useFakeTimers() })
	afterEach(() => { vi.useRealTimers() })

	it('reads at once, then what was asked meanwhile once more at the end of the time', () => {
		const read = vi.fn()
		const s = sparing(read, 30_000)
		s.ask()
		expect(read).toHaveBeenCalledTimes(1)
		for (let i = 0; i < 9; i++) {
			vi.advanceTimersByTime(3000)
			s.ask()
		}
		expect(read).toHaveBeenCalledTimes(1)
		vi.advanceTimersByTime(3000)
		expect(read).toHaveBeenCalledTimes(2)
	})

	it('reads nothing when nothing is asked, and nothing after its stop', () => {
		const read = vi.fn()
		const s = sparing(read, 30_000)
		s.ask()
		vi.advanceTimersByTime(3600_000)
		expect(read).toHaveBeenCalledTimes(1)
		s.ask()
		s.ask()
		s.stop()
		vi.advanceTimersByTime(3600_000)
		expect(read).toHaveBeenCalledTimes(2)
	})
})
