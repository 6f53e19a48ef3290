import { describe, expect, it } from 'vitest'
import { ahead, armColours, armLines, minuteOf, minuteText } from './junction'

const at = { lat: 26.894, lon: 112.572 }

describe('a junction on paper', () => {
	it('goes ahead in the direction of travel', () => {
		expect(ahead(at, 0, 111.3195).lat).toBeCloseTo(26.895, 5)
		expect(ahead(at, 0, 100).lon).toBe(at.lon)
		expect(ahead(at, 90, 100).lon).toBeGreaterThan(at.lon)
		expect(ahead(at, 90, -100).lon).toBeLessThan(at.lon)
	})
	it('draws the way in from behind and the stop line across it', () => {
		const lines = armLines(at, { arms: [{ arm: 'S', heading: 0, stopLat: 26.8938, stopLon: 112.572 }, { arm: 'N', heading: 180 }], groups: [], antennas: [] } as never)
		expect(lines.map(l => `${l.arm} ${l.kind}`)).toEqual(['S way', 'S stop', 'N way'])
		expect(lines[0]!.points[0]!.lat).toBeLessThan(lines[0]!.points[1]!.lat)
		expect(lines[1]!.points[0]!.lat).toBeCloseTo(lines[1]!.points[1]!.lat, 9)
		expect(lines[1]!.points[0]!.lon).toBeLessThan(lines[1]!.points[1]!.lon)
	})
	it('shows an arm by its way straight on', () => {
		expect(armColours([{ group: 'W:L', state: 'red' }, { group: 'W:T', state: 'green' }, { group: 'W:R', state: 'red' }, { group: 'E:*', state: 'unknown' }])).toEqual({ W: '#2a9170', E: '#63717f' })
	})
	it('reads minutes of the day', () => {
		expect(minuteText(390)).toBe('06:30')
		expect(minuteOf('06:30')).toBe(390)
		expect(minuteOf('24:00')).toBe(1440)
		expect([minuteOf('24:01'), minuteOf('6'), minuteOf('06:60'), minuteOf('')]).toEqual([null, null, null, null])
	})
})
