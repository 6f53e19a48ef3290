/* One doing at a time for the pages of this room: busy while it runs, the refusal in words, stale rows read anew. */
import { ref } from 'vue'
import { errorText, isStale, sayDone } from '@/lib/say'

export function useDoing(stale: () => unknown = () => undefined) {
	const busy = ref(false)
	const problem = ref('')
	async function run(fn: () => Promise<unknown>, done = ''): Promise<boolean> {
		if (busy.value) return false
		busy.value = true
		problem.value = ''
		try {
			await fn()
			if (done) sayDone(done)
			return true
		} catch (e) {
			problem.value = errorText(e)
			if (isStale(e)) stale()
			return false
		} finally {
			busy.value = false
		}
	}
	return { busy, problem, run }
}
