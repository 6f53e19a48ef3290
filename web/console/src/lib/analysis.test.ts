import { expect, test } from 'vitest'
import { ApiError } from './api'
import { instant, local, oneIn, refusalKey } from './analysis'

test('a score is told as one in so many', () => {
	expect(oneIn(2)).toBe(100)
	expect(oneIn(1.58)).toBe(38)
	expect(oneIn(3.3)).toBe(2000)
	expect(oneIn(-1)).toBe(1)
})
test('a field of time has the city clock and comes back', () => {
	const at = Date.parse('2026-11-26T12:30:00+08:00')
	expect(local(at)).toBe('2026-11-26T12:30')
	expect(instant(local(at))).toBe(at)
})
test('a refusal says which way is left', () => {
	expect(refusalKey(new ApiError(403, 'DENIED', 'x', 'analysis.far'))).toBe('place')
	expect(refusalKey(new ApiError(400, 'INVALID', 'x', 'to'))).toBe('times')
	expect(refusalKey(new ApiError(500, 'STORE', 'x'))).toBe('')
})
