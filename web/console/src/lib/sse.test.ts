import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { EventStream, SseParser, backoffMs, type SseEvent, type StreamState } from './sse'

const STREAM = 'id: 7\nevent: alert\ndata: {"a":1}\n\n: beat\n\nid: 8\r\nevent: theft\r\ndata: one\r\ndata: two\r\n\r\ndata: plain\n\n'
const WANT: SseEvent[] = [
	{ id: '7', event: 'alert', data: '{"a":1}' },
	{ id: '8', event: 'theft', data: 'one\ntwo' },
	{ id: '8', event: 'message', data: 'plain' }
]

describe('SseParser', () => {
	it('reads events, comments, both line ends and data of several lines', () => {
		expect(new SseParser().push(STREAM)).toEqual(WANT)
	})
	it('gives the same events wherever the stream is cut', () => {
		for (let i = 0; i <= STREAM.length; i++) {
			for (const j of [i, Math.min(STREAM.length, i + 1), Math.min(STREAM.length, i + 7)]) {
				const p = new SseParser()
				expect([...p.push(STREAM.slice(0, i)), ...p.push(STREAM.slice(i, j)), ...p.push(STREAM.slice(j))]).toEqual(WANT)
			}
		}
	})
	it('keeps an unfinished event back', () => {
		const p = new SseParser()
		expect(p.push('data: x\n')).toEqual([])
		expect(p.push('\n')).toEqual([{ id: '', event: 'message', data: 'x' }])
	})
	it('refuses a line without end instead of filling the memory', () => {
		const p = new SseParser()
		expect(() => { for (let i = 0; i < 40; i++) p.push('x'.repeat(65_536)) }).toThrow('too long')
	})
})

describe('backoffMs', () => {
	it('doubles from one second to thirty, give or take a quarter', () => {
		expect([0, 1, 2, 3, 4, 5, 50].map(n => backoffMs(n, 0.5))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
		expect(backoffMs(0, 0)).toBe(750)
		expect(backoffMs(9, 1)).toBe(37_500)
	})
})

describe('EventStream', () => {
	beforeEach(() => void vi.useFakeTimers())
	afterEach(() => void vi.useRealTimers())

	const encode = (s: string) => new TextEncoder().encode(s)
	function setup(answers: (() => Response | Promise<Response>)[]) {
		const asked: (string | null)[] = []
		const events: SseEvent[] = []
		const states: StreamState[] = []
		const ids: string[] = []
		const stream = new EventStream({
			url: '/e', onEvent: e => events.push(e), onState: s => states.push(s), onId: i => ids.push(i), random: () => 0.5,
			fetch: (async (_url: string, init: RequestInit) => {
				asked.push(new Headers(init.headers).get('Last-Event-ID'))
				const answer = answers.shift()
				if (!answer) return new Promise<Response>((_, no) => init.signal!.addEventListener('abort', () => no(new DOMException('', 'AbortError'))))
				return answer()
			}) as unknown as typeof fetch
		})
		return { stream, asked, events, states, ids }
	}
	const once = (text: string) => () => new Response(new ReadableStream({ start(c) { c.enqueue(encode(text)); c.close() } }))

	it('resumes with the last id after the line is cut', async () => {
		const s = setup([once('id: 41\nevent: alert\ndata: a\n\n'), once('id: 42\nevent: alert\ndata: b\n\n')])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(0)
		expect(s.asked).toEqual([null])
		expect(s.states.at(-1)).toBe('waiting')
		await vi.advanceTimersByTimeAsync(1000)
		expect(s.asked).toEqual([null, '41'])
		expect(s.events.map(e => e.data)).toEqual(['a', 'b'])
		expect(s.ids).toEqual(['41', '42'])
		s.stream.stop()
	})
	it('waits longer after each failure and starts over after a success', async () => {
		const fail = () => Promise.reject(new TypeError('down'))
		const s = setup([fail, fail, fail, once('id: 1\ndata: x\n\n')])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(0)
		await vi.advanceTimersByTimeAsync(999)
		expect(s.asked.length).toBe(1)
		await vi.advanceTimersByTimeAsync(1)
		expect(s.asked.length).toBe(2)
		await vi.advanceTimersByTimeAsync(2000)
		expect(s.asked.length).toBe(3)
		await vi.advanceTimersByTimeAsync(4000)
		expect(s.asked.length).toBe(4)
		expect(s.events.length).toBe(1)
		await vi.advanceTimersByTimeAsync(1000)
		expect(s.asked.length).toBe(5)
		s.stream.stop()
	})
	it('takes a silent line for dead', async () => {
		const s = setup([() => new Response(new ReadableStream({ start(c) { c.enqueue(encode(': hello\n\n')) } }))])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(0)
		expect(s.states.at(-1)).toBe('open')
		await vi.advanceTimersByTimeAsync(39_000)
		expect(s.states.at(-1)).toBe('open')
		expect(s.asked.length).toBe(1)
		s.stream.stop()
	})
	it('asks again when nothing is answered for 40 seconds', async () => {
		const s = setup([])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(40_000)
		expect(s.states.at(-1)).toBe('waiting')
		await vi.advanceTimersByTimeAsync(1000)
		expect(s.asked.length).toBe(2)
		s.stream.stop()
	})
	it('does not knock again where it is refused', async () => {
		const s = setup([() => new Response('', { status: 401 })])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(120_000)
		expect(s.asked.length).toBe(1)
		expect(s.states.at(-1)).toBe('denied')
	})
	it('is still after stop', async () => {
		const s = setup([once('data: x\n\n')])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(0)
		s.stream.stop()
		await vi.advanceTimersByTimeAsync(120_000)
		expect(s.asked.length).toBe(1)
		expect(s.states.at(-1)).toBe('idle')
	})
	it('kick retries at once', async () => {
		const s = setup([() => Promise.reject(new TypeError('down')), once('data: x\n\n')])
		s.stream.start()
		await vi.advanceTimersByTimeAsync(0)
		s.stream.kick()
		await vi.advanceTimersByTimeAsync(0)
		expect(s.asked.length).toBe(2)
		s.stream.stop()
	})
})
