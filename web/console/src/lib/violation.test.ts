import { describe, expect, it } from 'vitest'
import { antennas, codeEnd, codeState, codesFor, command, layoutOf, lit, momentOf, standing, stretches, type Layout } from './violation'

const AT = 1_764_000_010_000
const evidence = {
	readings: [
		{ station: 'J-WS', lat: 26.9, lon: 112.6, role: 'stop', arm: 'W', t: AT - 100, rssi: -52 },
		{ station: 'J-WA', lat: 26.9, lon: 112.59, role: 'approach', arm: 'W', t: AT - 4000, rssi: -60 },
		{ station: 'J-WS', lat: 26.9, lon: 112.6, role: 'stop', arm: 'W', t: AT + 300, rssi: -58 }
	],
	phases: [{ group: 'W:T', t: AT - 60_000, state: 'G' }, { group: 'W:T', t: AT - 1500, state: 'R' }],
	geometry: { version: 3, arms: [{ arm: 'W', stop: [26.9, 112.6], heading: 90 }] }, clocks: [], offsetMs: 40
}

describe('the moment', () => {
	it('is read, in the order of its times', () => {
		const m = momentOf(evidence, AT)!
		expect(m.readings.map(r => r.station)).toEqual(['J-WA', 'J-WS', 'J-WS'])
		expect(m.from).toBeLessThan(AT - 4000)
		expect(antennas(m)).toHaveLength(2)
	})
	it('is nothing where nothing can be played', () => {
		expect(momentOf(null, AT)).toBeNull()
		expect(momentOf({ readings: [{ station: 'x' }], phases: 3 }, AT)).toBeNull()
	})
	it('lights an antenna for a second and a half', () => {
		const a = antennas(momentOf(evidence, AT)!).find(x => x.station === 'J-WA')!
		expect(lit(a, AT - 4001)).toBeNull()
		expect(lit(a, AT - 3000)?.rssi).toBe(-60)
		expect(lit(a, AT - 2000)).toBeNull()
	})
	it('cuts the phases to itself', () => {
		const m = momentOf(evidence, AT)!
		const [w] = stretches(m)
		expect(w!.stretches.map(s => s.state)).toEqual(['G', 'R'])
		expect(w!.stretches[0]!.from).toBe(m.from)
		expect(w!.stretches[1]).toEqual({ state: 'R', from: AT - 1500, to: m.to })
	})
})

/* As flow_junction_found.c writes it: names and the stations' own times, the lights of the movement by the controller's clock, no place at all. */
describe('the moment as the detector writes it', () => {
	const found = {
		kind: 'red', junction: 7, geometry: 3, move: 'through', at: AT, errMs: 180, firstAt: AT - 6000, lastAt: AT + 3500, controllerMs: 120, confidence: 930, against: 'near-phase-edge',
		readings: [
			{ station: 'J7-WS', stationAt: AT - 260, clockMs: 40, rssi: -51 }, { station: 'J7-WA', stationAt: AT - 6120, clockMs: 0, rssi: -71 },
			{ station: 'J7-EE', stationAt: AT + 3880, clockMs: -500, rssi: -59 }, { station: 'J7-WS', stationAt: 'soon', clockMs: 40, rssi: -51 }
		],
		phases: [{ at: AT - 30_000, state: 'green' }, { at: AT - 5200, state: 'yellow' }, { at: AT - 2200, state: 'red' }],
		stations: [{ station: 'J7-WS', clockKnown: true, clockMs: 40, clockErrMs: 25, swapped: false, deaf: false, heard: 9, expected: 9 }, { station: 'J7-EE', clockKnown: false, clockMs: -500, clockErrMs: 0, swapped: true, deaf: true, heard: 1, expected: 9 }]
	}
	const spot = (lon: number, role: string, arm: string) => ({ lat: 26.9, lon, role, arm })
	const layout: Layout = { arms: [{ arm: 'W', heading: 90, stop: [26.9, 112.6] }], spots: new Map([['J7-WA', spot(112.59, 'approach', 'W')], ['J7-WS', spot(112.6, 'stop', 'W')], ['J7-NN', spot(112.601, 'stop', 'N')]]) }
	it('is played by the controller\'s clock, with what is of no use left out', () => {
		const m = momentOf(found, AT, layout, 'W')!
		expect(m.readings.map(r => [r.station, r.t - AT])).toEqual([['J7-WA', -6000], ['J7-WS', -100], ['J7-EE', 3500]])
		expect([m.version, m.offsetMs, m.from, m.to]).toEqual([3, 120, AT - 8000, AT + 5500])
	})
	it('shows the lights of the movement', () => {
		const [own, ...others] = stretches(momentOf(found, AT, layout, 'W')!)
		expect(others).toEqual([])
		expect([own!.group, own!.stretches.map(s => s.state)]).toEqual(['W:T', ['G', 'Y', 'R']])
	})
	it('names the arm of the light', () => {
		const group = (more: object, arm: string) => stretches(momentOf({ ...found, ...more }, AT, layout, arm)!)[0]!.group
		expect(group({ kind: 'wrongway', armIn: 'W', armOut: 'N' }, 'N')).toBe('W:T')
		expect(group({ kind: 'motorlane', armIn: 'W' }, 'W')).toBe('W:T')
		expect(group({ kind: 'motorlane' }, 'W')).toBe('W:T')       // written down before the arm was
		expect(group({ kind: 'wrongway' }, 'N')).toBe('T')
	})
	it('has the places of the geometry it names, and stands without', () => {
		expect(layoutOf(found)).toEqual({ junction: 7, version: 3 })
		const m = momentOf(found, AT, layout, 'W')!
		expect(standing(m).map(a => [a.station, a.role, a.heard.length])).toEqual([['J7-WA', 'approach', 1], ['J7-WS', 'stop', 1], ['J7-NN', 'stop', 0]])
		expect(antennas(m).map(a => a.station)).toEqual(['J7-WA', 'J7-WS', 'J7-EE'])
		const bare = momentOf(found, AT, null, 'W')!
		expect([antennas(bare).length, standing(bare).length]).toEqual([3, 0])
		expect(layoutOf(evidence)).toBeNull()
	})
	it('tells of clocks and stations that are not as they should be', () => {
		const m = momentOf(found, AT, layout, 'W')!
		expect(m.clocks).toEqual([{ station: 'J7-EE', offsetMs: -500, errMs: 0 }])
		expect(m.doubts.map(d => `${d.station} ${d.is}`)).toEqual(['J7-EE clock', 'J7-EE swapped', 'J7-EE deaf'])
	})
})

describe('the queue', () => {
	it('takes letters, arrows and, while grounds are shown, digits', () => {
		expect(command('j', false)).toEqual({ do: 'next' })
		expect(command('ArrowUp', false)).toEqual({ do: 'before' })
		expect(command('y', true)).toBeNull()
		expect(command('3', true)).toEqual({ do: 'ground', n: 2 })
		expect(command('b', true)).toEqual({ do: 'ground', n: 10 })
		expect(command('Escape', true)).toEqual({ do: 'off' })
		expect(command('3', false)).toBeNull()
	})
	it('proposes a code of the kind', () => {
		const c = (code: string, kind: string) => ({ code, kind }) as never
		expect(codesFor([c('2004', 'wrongway'), c('2019', 'red'), c('2007', 'red')], 'red').map(x => x.code)).toEqual(['2007', '2019', '2004'])
	})
})

describe('rows of the dictionary by day', () => {
	const row = (fromDay: string, untilDay = '') => ({ code: '2007', fromDay, untilDay })
	const all = [row('2020-01-01'), row('2026-03-01'), row('2027-01-01')]
	it('the newest that has begun is in force', () => expect(all.map(c => codeState(c, all, '2026-11-27'))).toEqual(['ended', 'force', 'draft']))
	it('it ends on its day, and a draft can be given up', () => {
		expect(codeState(row('2026-03-01', '2026-11-27'), all, '2026-11-27')).toBe('ended')
		expect(codeState(row('2027-01-01', '2027-01-01'), all, '2026-11-27')).toBe('dropped')
		expect(codeState(row('2020-01-01'), [row('2020-01-01'), row('2026-03-01', '2026-03-01')], '2026-11-27')).toBe('force')
	})
	it('one that was followed does not come back when what followed it has ended', () => {
		const two = [row('2020-01-01'), row('2026-03-01', '2026-06-01')]
		expect(two.map(c => codeState(c, two, '2026-11-27'))).toEqual(['ended', 'ended'])
		expect(two.map(c => codeEnd(c, two))).toEqual(['2026-03-01', '2026-06-01'])
		expect(codeEnd(two[0]!, [row('2020-01-01'), row('2026-03-01', '2026-03-01')])).toBe('')
		expect(codeEnd(row('2020-01-01', '2021-01-01'), two)).toBe('2021-01-01')
	})
})
