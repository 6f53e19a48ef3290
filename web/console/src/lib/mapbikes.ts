/* Asks for the bikes of the view: only what is in view, only after the map stood still for a moment, and never two questions at once:
 * a newer view calls the older question off. Pure of the map library, so that it can be tested. */
import { api, type Box, type MapBikes } from './api'

export interface View { box: Box; zoom: number }

export class BikeSource {
	private timer: ReturnType<typeof setTimeout> | null = null
	private abort: AbortController | null = null
	private stopped = false

	constructor(
		private readonly view: () => View | null,
		private readonly show: (b: MapBikes, v: View) => void,
		private readonly failed: (yes: boolean) => void,
		private readonly ask: (b: Box, zoom: number, s: AbortSignal) => Promise<MapBikes> = api.mapBikes,
		private readonly waits = { debounce: 180, bikes: 4000, density: 15_000, failed: 8000 }
	) {}

	/** The view has moved. */
	moved() {
		this.plan(this.waits.debounce)
	}

	stop() {
		this.stopped = true
		if (this.timer) clearTimeout(this.timer)
		this.abort?.abort()
	}

	private plan(ms: number) {
		if (this.stopped) return
		if (this.timer) clearTimeout(this.timer)
		this.timer = setTimeout(() => void this.load(), ms)
	}

	private async load() {
		const v = this.view()
		if (!v) return
		this.abort?.abort()
		const abort = (this.abort = new AbortController())
		try {
			const b = await this.ask(v.box, v.zoom, abort.signal)
			if (abort.signal.aborted) return
			this.failed(false)
			this.show(b, v)
			this.plan(b.mode === 'bikes' ? this.waits.bikes : this.waits.density)
		} catch {
			if (abort.signal.aborted) return
			this.failed(true)
			this.plan(this.waits.failed)
		}
	}
}

/** Distance of neighbouring cells in degrees of latitude: the heat's radius follows the server's grid, whatever it is. */
export function cellStep(cells: readonly [number, number, number][]): number {
	const lats = [...new Set(cells.map(c => Math.round(c[0] * 1e6)))].sort((a, b) => a - b)
	let step = Infinity
	for (let i = 1; i < lats.length; i++) step = Math.min(step, lats[i]! - lats[i - 1]!)
	return Number.isFinite(step) ? step / 1e6 : 0.005
}

/** The count that most cells stay below: one crowded square must not make the rest look empty. */
export function highCount(cells: readonly [number, number, number][]): number {
	if (!cells.length) return 1
	const n = cells.map(c => c[2]).sort((a, b) => a - b)
	return Math.max(1, n[Math.min(n.length - 1, Math.floor(n.length * 0.97))]!)
}
