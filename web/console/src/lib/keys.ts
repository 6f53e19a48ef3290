/* Single letters as commands. A scanner types letters too, many times faster than people: a letter counts only when no other key comes shortly before or
 * after it, so that a scanned number is never a command. A key that is held down is one press. */
export const QUIET_MS = 120

export function lonely(act: (key: string) => void, quiet = QUIET_MS) {
	let last = -Infinity
	let timer: ReturnType<typeof setTimeout> | undefined
	return {
		/** Any key that goes to no field, with the time of its event. */
		press(e: { key: string; timeStamp: number; repeat: boolean }) {
			if (e.key === 'Shift') return
			clearTimeout(timer)
			const near = e.timeStamp - last < quiet
			last = e.timeStamp
			if (!near && !e.repeat && e.key.length === 1) timer = setTimeout(() => act(e.key.toLowerCase()), quiet)
		},
		stop: () => clearTimeout(timer)
	}
}
