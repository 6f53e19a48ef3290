/* Single letters as commands. A scanner types letters too, many times faster than people: a letter counts only when no other key comes shortly before or
 * after it, so that a scanned number is never a command; the number itself is handed over at its Enter. A key that is held down is one press. */
export const QUIET_MS = 120
const LEAST = 6

export function lonely(act: (key: string) => void, scanned: (text: string) => void, quiet = QUIET_MS) {
	let last = -Infinity
	let text = ''
	let timer: ReturnType<typeof setTimeout> | undefined
	return {
		/** Any key that goes to no field, with the time of its event. True: it stands by itself so far. */
		press(e: { key: string; timeStamp: number; repeat: boolean }): boolean {
			if (e.key === 'Shift') return false
			clearTimeout(timer)
			if (e.key !== 'Enter' && e.key.length !== 1) {      // Escape, arrows: no scanner's
				text = ''
				return true
			}
			const near = e.timeStamp - last < quiet
			last = e.timeStamp
			if (e.key === 'Enter') {
				if (near && text.length >= LEAST) scanned(text)
				text = ''
			} else if (!e.repeat) {
				text = near ? text + e.key : e.key
				if (!near) timer = setTimeout(() => act(e.key.toLowerCase()), quiet)
			} else text = ''
			return !near
		},
		stop: () => clearTimeout(timer)
	}
}
