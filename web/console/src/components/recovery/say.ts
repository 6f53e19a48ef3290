/* One doing at a time for the pages of this room: busy while it runs, the refusal in words, stale rows read anew. Another room says what its own refusals mean. */
import { ref } from 'vue'
import { refusal } from '@/lib/recovery'
import { errorText, isStale, sayDone } from '@/lib/say'
import { useText } from '@/lib/use'

const ours = (e: unknown) => (refusal(e) ? `rec.refused.${refusal(e)}` : null)
export function useDoing(stale: () => unknown = () => undefined, words: (e: unknown) => string | null = ours) {
	const { t } = useText()
	const busy = ref(false)
	const problem = ref('')
	async function run(fn: () => Promise<unknown>, done: string): Promise<boolean> {
		if (busy.value) return false
		busy.value = true
		problem.value = ''
		try {
			await fn()
			if (done) sayDone(done)
			return true
		} catch (e) {
			const k = words(e)
			problem.value = k ? t(k) : errorText(e)
			if (isStale(e)) stale()
			return false
		} finally {
			busy.value = false
		}
	}
	return { busy, problem, run }
}
