/** Reads when asked, but not more often than once in `every` ms: what is asked meanwhile comes once, at the end of that time. */
export interface Sparing { ask: () => void; stop: () => void }

export function sparing(read: () => void, every: number): Sparing {
	let last = -Infinity
	let timer: ReturnType<typeof setTimeout> | null = null
	function run() {
		timer = null
		last = Date.now()
		read()
	}
	function ask() {
		if (timer) return
		const wait = last + every - Date.now()
		if (wait <= 0) run()
		else timer = setTimeout(run, wait)
	}
	function stop() {
		if (timer) clearTimeout(timer)
		timer = null
	}
	return { ask, stop }
}
