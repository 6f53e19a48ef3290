/* Two falling notes, like a goose far off, made on the spot: no sound file. Browsers let a page sound only after a gesture, so the
 * context is opened at the first key or click and the screen says so until then. It rests between two sounds: a context that runs asks the device for silence hundreds of
 * times a second, as long as the page is open. */
import { ref } from 'vue'

let context: AudioContext | null = null
export const soundReady = ref(false)
const REST_MS = 2000
let resting: ReturnType<typeof setTimeout> | undefined

function rest() {
	clearTimeout(resting)
	resting = setTimeout(() => void context?.suspend().catch(() => undefined), REST_MS)
}

function unlock() {
	if (soundReady.value) return
	try {
		context ??= new AudioContext()
		context.resume().then(() => {
			soundReady.value = context?.state === 'running'
			rest()
		}).catch(() => undefined)
	} catch {
		/* no audio device: the screen still shows the alert */
	}
}

export function armSound() {
	for (const type of ['pointerdown', 'keydown'] as const) window.addEventListener(type, unlock, { passive: true })
}

let last = 0
/** At most one call in 1.5 s: a burst of alerts must not become a siren. */
export function beep(volume: number, urgent: boolean) {
	const at = Date.now()
	const c = context
	if (!c || !soundReady.value || at - last < 1500) return
	last = at
	const notes = urgent ? [988, 740, 988, 740] : [784, 587]
	clearTimeout(resting)
	c.resume().then(() => {
		notes.forEach((hz, i) => note(c, hz, c.currentTime + i * 0.19, volume / 100))
		rest()
	}).catch(() => { soundReady.value = false })
	/* a browser that leaves it asleep says nothing: the screen asks for a click again */
	setTimeout(() => { if (c.state !== 'running') soundReady.value = false }, 1000)
}

function note(c: AudioContext, hz: number, at: number, volume: number) {
	const o = c.createOscillator()
	const g = c.createGain()
	o.type = 'triangle'
	o.frequency.setValueAtTime(hz, at)
	o.frequency.exponentialRampToValueAtTime(hz * 0.94, at + 0.17)
	g.gain.setValueAtTime(0.0001, at)
	g.gain.exponentialRampToValueAtTime(Math.max(0.0002, 0.35 * volume), at + 0.02)
	g.gain.exponentialRampToValueAtTime(0.0001, at + 0.18)
	o.connect(g).connect(c.destination)
	o.start(at)
	o.stop(at + 0.2)
}
