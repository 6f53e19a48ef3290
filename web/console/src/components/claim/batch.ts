/* What is done with payment batches, for their list and for the page of one: one at a time, the file for the bank, the bank's words. */
import { ref } from 'vue'
import { api, type ClaimBatch, type BankResults } from '@/lib/api'
import { sayDone, sayError, sayNote } from '@/lib/say'
import { useText } from '@/lib/use'

export function useBatch(after: () => unknown) {
	const { t } = useText()
	/** The batch that is worked on; -1: one is made, -2: words of the bank are read. */
	const busy = ref(0)
	const results = ref<BankResults | null>(null)
	async function run(id: number, fn: () => Promise<unknown>) {
		if (busy.value) return
		busy.value = id
		try {
			await fn()
		} catch (e) {
			sayError(e)
		} finally {
			busy.value = 0
			void after()
		}
	}
	const told = (b: ClaimBatch) => (b.held ? sayNote(t('claim.heldNow', { n: b.held })) : sayDone(t('claim.done')))
	const make = () => run(-1, async () => told(await api.makeClaimBatch()))
	const step = (b: { id: number; ver: number }, event: 'release' | 'cancel') => run(b.id, async () => told(await api.doClaimBatch(b.id, event, b.ver)))
	const file = (b: { id: number }, query: boolean) => run(b.id, async () => {
		const { blob, name } = await api.claimBankFile(b.id, query)
		const url = URL.createObjectURL(blob)
		const a = document.createElement('a')
		a.href = url
		a.download = name || 'batch.csv'
		a.click()
		setTimeout(() => URL.revokeObjectURL(url), 10_000)
	})
	const upload = (e: Event) => {
		const box = e.target as HTMLInputElement
		const f = box.files?.[0]
		box.value = ''
		if (f) void run(-2, async () => (results.value = await api.claimResults(f)))
	}
	return { busy, results, make, step, file, upload }
}
