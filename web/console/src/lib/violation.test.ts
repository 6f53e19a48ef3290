import { describe, expect, it } from 'vitest'
import { antennas, codeEnd, codeState, codesFor, command, lit, momentOf, stretches } from './violation'

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
