import { describe, expect, it } from 'vitest'
import { FILM_PART, endFilm, hashOf, lineBroken, sendFilm, type FilmRoad } from './filmup'

class Line extends Error {}
/** A server that takes parts where the one before ended; `spoil` breaks the line before or after a part was taken. */
function server(spoil: (n: number) => '' | 'before' | 'after' = () => '') {
	let got = '', n = 0
	const road: FilmRoad = {
		begin: async () => ({ upload: 'u', offset: 0, partBytes: FILM_PART }),
		stands: async () => ({ offset: got.length }),
		part: async (_u, at, bytes) => {
			const how = spoil(n++)
			if (how === 'before') throw new Line()
			if (at !== got.length) throw new Error(`offset ${at}, ${got.length} are here`)
			got += await bytes.text()
			if (how === 'after') throw new Line()
			return { offset: got.length }
		}
	}
	return { road, got: () => got }
}
const film = () => new Blob(['a'.repeat(FILM_PART), 'b'.repeat(FILM_PART), 'c'.repeat(100)])
const send = (road: FilmRoad, told: number[] = [], stop = () => false) => sendFilm(film(), road, e => e instanceof Line, n => told.push(n), async () => undefined, stop)

describe('a film that is sent', () => {
	it('goes in parts, in order', async () => {
		const s = server(), told: number[] = []
		expect(await send(s.road, told)).toBe('u')
		expect(s.got()).toBe(await film().text())
		expect(told).toEqual([FILM_PART, 2 * FILM_PART, 2 * FILM_PART + 100])
	})
	it('goes on where the server stands after a broken line', async () => {
		const s = server(n => (n === 0 ? 'after' : n === 1 ? 'before' : n === 3 ? 'after' : ''))
		await send(s.road)
		expect(s.got()).toBe(await film().text())
	})
	it('sends nothing while it is not known where the server stands', async () => {
		const s = server(n => (n === 0 ? 'after' : '')), stands = s.road.stands
		let asked = 0
		s.road.stands = async u => {
			if (asked++ === 0) throw new Line()
			return stands(u)
		}
		await send(s.road)
		expect(s.got()).toBe(await film().text())
		expect(asked).toBe(2)
	})
	it('has patience while it goes on', async () => {
		const s = server(() => 'after')
		await sendFilm(new Blob(['x'.repeat(100)]), { ...s.road, begin: async () => ({ upload: 'u', offset: 0, partBytes: 10 }) }, e => e instanceof Line, () => undefined, async () => undefined, () => false)
		expect(s.got().length).toBe(100)
	})
	it('ends again when the answer is lost, and not when it is refused', async () => {
		let n = 0
		const none = async () => undefined
		expect(await endFilm(async () => { if (n++ < 2) throw new Line(); return 'kept' }, e => e instanceof Line, none)).toBe('kept')
		await expect(endFilm(async () => { n++; throw new Error('no') }, e => e instanceof Line, none)).rejects.toThrow('no')
		expect(n).toBe(4)
		await expect(endFilm(async () => { n++; throw new Line() }, e => e instanceof Line, none)).rejects.toThrow(Line)
	})
	it('knows a broken line from a refusal', () => {
		expect([0, 408, 429, 502, 503, 504].every(lineBroken)).toBe(true)
		expect([400, 401, 403, 404, 409, 413, 500, 507].some(lineBroken)).toBe(false)
	})
	it('gives up when the line stays broken, and at once when it is refused', async () => {
		await expect(send(server(() => 'before').road)).rejects.toThrow(Line)
		const s = server()
		s.road.part = async () => { throw new Error('no film') }
		await expect(send(s.road)).rejects.toThrow('no film')
	})
	it('stops when it is told to', async () => { await expect(send(server().road, [], () => true)).rejects.toThrow('stopped') })
	it('hashes', async () => expect(await hashOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'))
})
