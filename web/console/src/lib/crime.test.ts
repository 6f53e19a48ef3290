import { describe, expect, it } from 'vitest'
import { ApiError } from './api'
import { crimeCount, crimeRefusal, mayPart } from './crime'

describe('one crime of several bikes', () => {
	it('counts bikes and the crime apart', () => {
		expect(crimeCount([{ recoveredAt: 5, solvedAt: null }, { recoveredAt: null, solvedAt: null }])).toEqual({ bikes: 2, found: 1, solved: false })
		expect(crimeCount([{ recoveredAt: null, solvedAt: 9 }, { recoveredAt: null, solvedAt: 9 }])).toEqual({ bikes: 2, found: 0, solved: true })
	})
	it('lets its members go before the one that leads', () => {
		expect(mayPart({ id: 2, crimeId: 1 }, [{ id: 1 }, { id: 2 }])).toBe(true)
		expect(mayPart({ id: 1, crimeId: 1 }, [{ id: 1 }, { id: 2 }])).toBe(false)
		expect(mayPart({ id: 1, crimeId: 1 }, [{ id: 1 }])).toBe(true)
		expect(mayPart({ id: 3, crimeId: null }, [])).toBe(false)
	})
	it('is refused in words', () => {
		expect(crimeRefusal(new ApiError(409, 'STATE', '', 'one_solved'))).toBe('one_solved')
		expect(crimeRefusal(new ApiError(403, 'DENIED', ''))).toBe('foreign')
		expect(crimeRefusal(new ApiError(500, 'X', ''))).toBe(null)
		expect(crimeRefusal(new Error('x'))).toBe(null)
	})
})
