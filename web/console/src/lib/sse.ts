/* A server-sent events client over fetch: unlike EventSource it sends Last-Event-ID after a reload too, backs off with jitter,
 * and notices a silent connection by the missing heartbeat. */

export interface SseEvent { id: string; event: string; data: string }

/** Cuts a byte stream that was decoded to text into events, wherever the chunks happen to end. */
export class SseParser {
	private buffer = ''
	private data: string[] = []
	private event = ''
	private lastId = ''
	private afterCr = false

	/** Upper bound of one unfinished line: a server that never ends its line must not fill the memory. */
	static readonly MAX_LINE = 1 << 20

	push(chunk: string): SseEvent[] {
		const out: SseEvent[] = []
		for (const ch of this.lines(chunk)) this.line(ch, out)
		return out
	}

	private *lines(chunk: string): Generator<string> {
		let text = chunk
		if (this.afterCr && text.startsWith('\n')) text = text.slice(1)
		if (chunk.length) this.afterCr = chunk.endsWith('\r')
		this.buffer += text
		let start = 0
		for (let i = 0; i < this.buffer.length; i++) {
			const c = this.buffer.charCodeAt(i)
			if (c !== 10 && c !== 13) continue
			yield this.buffer.slice(start, i)
			if (c === 13 && this.buffer.charCodeAt(i + 1) === 10) i++
			start = i + 1
		}
		this.buffer = this.buffer.slice(start)
		if (this.buffer.length > SseParser.MAX_LINE) throw new Error('event line too long')
	}

	private line(line: string, out: SseEvent[]) {
		if (line === '') {
			if (this.data.length) out.push({ id: this.lastId, event: this.event || 'message', data: this.data.join('\n') })
			this.data = []
			this.event = ''
			return
		}
		if (line.startsWith(':')) return
		const colon = line.indexOf(':')
		const field = colon < 0 ? line : line.slice(0, colon)
		const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
		if (field === 'data') this.data.push(value)
		else if (field === 'event') this.event = value
		else if (field === 'id' && !value.includes('\0')) this.lastId = value
	}
}

/** Milliseconds until the n-th retry in a row (n from 0): 1 s doubling to 30 s, with a quarter of jitter so that
 *  a room full of consoles does not come back in the same instant. */
export function backoffMs(n: number, random = Math.random()): number {
	const base = Math.min(30_000, 1000 * 2 ** Math.min(n, 10))
	return Math.round(base * (0.75 + 0.5 * random))
}

export type StreamState = 'idle' | 'connecting' | 'open' | 'waiting' | 'denied'

export interface StreamOptions {
	url: string
	lastId?: string
	onEvent: (e: SseEvent) => void
	onState: (s: StreamState, retryAt: number | null) => void
	/** Called with every new id, so that a reload can resume where this page stopped. */
	onId?: (id: string) => void
	fetch?: typeof fetch
	random?: () => number
	/** No byte for this long means the line is dead (the server beats every 15 s). */
	silenceMs?: number
}

export class EventStream {
	private abort: AbortController | null = null
	private timer: ReturnType<typeof setTimeout> | null = null
	private watchdog: ReturnType<typeof setTimeout> | null = null
	private failures = 0
	private running = false
	lastId: string

	constructor(private readonly o: StreamOptions) {
		this.lastId = o.lastId ?? ''
	}

	start() {
		if (this.running) return
		this.running = true
		this.failures = 0
		void this.connect()
	}

	stop() {
		this.running = false
		this.clear()
		this.abort?.abort()
		this.o.onState('idle', null)
	}

	/** Try again now, for example when the browser says it is online again. */
	kick() {
		if (!this.running || !this.timer) return
		this.clear()
		void this.connect()
	}

	private clear() {
		if (this.timer) clearTimeout(this.timer)
		if (this.watchdog) clearTimeout(this.watchdog)
		this.timer = this.watchdog = null
	}

	private alive() {
		if (this.watchdog) clearTimeout(this.watchdog)
		this.watchdog = setTimeout(() => this.abort?.abort(), this.o.silenceMs ?? 40_000)
	}

	private async connect() {
		this.timer = null
		const abort = (this.abort = new AbortController())
		this.o.onState('connecting', null)
		try {
			this.alive()
			const headers: Record<string, string> = { Accept: 'text/event-stream' }
			if (this.lastId) headers['Last-Event-ID'] = this.lastId
			const reply = await (this.o.fetch ?? fetch)(this.o.url, { headers, signal: abort.signal, cache: 'no-store', credentials: 'same-origin' })
			if (reply.status === 401 || reply.status === 403) {
				this.running = false
				this.clear()
				this.o.onState('denied', null)
				return
			}
			if (!reply.ok || !reply.body) throw new Error(`events: ${reply.status}`)
			await this.read(reply.body)
		} catch {
			/* The reason does not matter here: every end of the stream is followed by a retry. */
		}
		if (this.running && this.abort === abort) this.retry()
	}

	private async read(body: ReadableStream<Uint8Array>) {
		const parser = new SseParser()
		const decoder = new TextDecoder()
		const reader = body.getReader()
		this.o.onState('open', null)
		for (;;) {
			const { value, done } = await reader.read()
			if (done) return
			this.alive()
			this.failures = 0
			for (const e of parser.push(decoder.decode(value, { stream: true }))) {
				if (e.id && e.id !== this.lastId) {
					this.lastId = e.id
					this.o.onId?.(e.id)
				}
				this.o.onEvent(e)
			}
		}
	}

	private retry() {
		this.clear()
		const wait = backoffMs(this.failures++, (this.o.random ?? Math.random)())
		this.o.onState('waiting', Date.now() + wait)
		this.timer = setTimeout(() => void this.connect(), wait)
	}
}
