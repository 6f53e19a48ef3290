import { describe, expect, it } from 'vitest'
import type { JunctionGeometry, JunctionStation } from './api'
import { addressFits, ahead, antennaAt, armColours, armLines, minuteOf, minuteText, planFault, renameArm } from './junction'

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
	it('says what an antenna is by where it stands', () => {
		const g = { arms: [{ arm: 'N', heading: 180, stopLat: ahead(at, 180, -18).lat, stopLon: at.lon }, { arm: 'W', heading: 90, stopLat: 0, stopLon: 0 }], groups: [], antennas: [] } as unknown as JunctionGeometry
		const one = (heading: number, before: number, right: number) => {
			const p = ahead(ahead(at, heading, -before), heading + 90, right)
			const a = antennaAt(at, g, { id: 1, name: 'X', junction: 7, ...p } as JunctionStation)
			return `${a.role} ${a.arm} ${a.heading}`
		}
		expect([one(180, 60, 9), one(180, 18, 9), one(180, 25, -9), one(90, 60, 9), one(90, 22, 6), one(90, 25, -9), one(0, 2, 2)])
			.toEqual(['approach N 180', 'stop N 180', 'exit N 0', 'approach W 90', 'stop W 90', 'exit W 270', 'centre  -1'])
		expect(antennaAt(at, { arms: [], groups: [], antennas: [] } as unknown as JunctionGeometry, { id: 1, name: 'X', junction: 7, lat: 26.9, lon: 112.5 } as JunctionStation).role).toBe('centre')
	})
	it('takes along what names an arm', () => {
		const g = { arms: [{ arm: 'NW' }, { arm: 'N' }], groups: [{ group: 'W:T', light: 1 }, { group: 'N:T', light: 2 }], antennas: [{ arm: 'W', group: 'W:T' }, { arm: 'N', group: '' }] } as unknown as JunctionGeometry
		renameArm(g, 'W', 'NW')
		expect([g.groups.map(x => x.group), g.antennas.map(x => x.arm + x.group)]).toEqual([['NW:T', 'N:T'], ['NWNW:T', 'N']])
		renameArm(g, 'N', 'S')      // another arm has that name still
		expect(g.groups[1]!.group).toBe('N:T')
	})
	it('names what is wrong with a plan', () => {
		const good = { cycleS: 90, offsetS: 0, from: '00:00', to: '24:00', groups: [{ group: 'W:T', greenFromS: 0, greenToS: 30, yellowS: 3 }] }
		const green = (from: number, to: number) => ({ ...good, groups: [{ ...good.groups[0]!, greenFromS: from, greenToS: to }] })
		expect(planFault(good)).toBeNull()
		expect([{ ...good, from: '7' }, { ...good, to: '00:00' }, { ...good, cycleS: 10 }, { ...good, offsetS: 90 }, { ...good, groups: [] }, { ...good, groups: [{ ...good.groups[0]!, group: 'W' }] }, green(0, 0), green(60, 88)].map(p => planFault(p)?.key))
			.toEqual(['time', 'order', 'cycle', 'offset', 'none', 'group', 'green', 'green'])
		expect(planFault(green(0, 87))).toBeNull()
	})
	it('takes an address as the server does', () => {
		expect(['10.1.2.3:5050', ' 127.0.0.1:1 '].every(addressFits)).toBe(true)
		expect(['10.1.2.3', '10.1.2.3:', '10.1.2.3:0', '10.1.2.3:65536', ':5050', '10.1.2:5050', '256.1.1.1:80', 'controller:5050', ''].some(addressFits)).toBe(false)
	})
})
