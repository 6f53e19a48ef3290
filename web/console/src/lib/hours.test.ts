import { describe, expect, it } from 'vitest'
import { parseSpans, spansQuery, spansText } from './hours'

describe('hours as people write them', () => {
	it('read and written', () => {
		expect(parseSpans('08:30-12:00 14:00-17:30')).toEqual([{ from: 510, to: 720 }, { from: 840, to: 1050 }])
		expect(parseSpans('\uff18\uff1a30\u201412:00\uff0c1400-1730')).toEqual([{ from: 510, to: 720 }, { from: 840, to: 1050 }])
		expect(parseSpans('9-12')).toEqual([{ from: 540, to: 720 }])
		expect(parseSpans('  ')).toEqual([])
		expect(parseSpans('00:00-24:00')).toEqual([{ from: 0, to: 1440 }])
		expect(spansText([{ from: 510, to: 720 }, { from: 840, to: 1440 }])).toBe('08:30-12:00 14:00-24:00')
		expect(spansQuery([{ from: 510, to: 720 }, { from: 840, to: 1050 }])).toBe('510-720,840-1050')
	})
	it('refused: out of order, over one another, not times, more than four', () => {
		for (const bad of ['12:00-08:30', '08:00-12:00 11:00-13:00', '14:00-15:00 09:00-10:00', '08:60-09:00', '08:00-25:00', 'open', '1-2 3-4 5-6 7-8 9-10']) expect(parseSpans(bad), bad).toBe(null)
	})
})
