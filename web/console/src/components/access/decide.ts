/* Deciding on a request to see a track, and taking one's own back: the same in the list and on the request's page. */
import { api, type AccessRequest } from '@/lib/api'
import { ask, noted, sayDone, sayError } from '@/lib/say'
import { useText } from '@/lib/use'

export const requestTone = (q: AccessRequest) => (q.live ? 'ok' : q.state === 'asked' ? 'warn' : q.state === 'refused' ? 'bad' : 'dim')
/** Where an approved request of one's own leads. */
export const requestWay = (q: AccessRequest) => (q.caseId ? { name: 'case', params: { id: q.caseId }, query: { from: q.fromAt, to: q.toAt } } : { name: 'access-way', params: { id: q.id } })

export function useDecide(after: () => unknown) {
	const { t, dateTime } = useText()
	async function run(work: () => Promise<unknown>) {
		try {
			await work()
			sayDone(t('access.done'))
			return true
		} catch (e) {
			sayError(e)
			return false
		} finally {
			void after()
		}
	}
	async function approve(q: AccessRequest) {
		if (await ask(t('access.confirm', { who: q.askedName, plate: q.plate, from: dateTime(q.fromAt), to: dateTime(q.toAt) }))) await run(() => api.decideAccess(q.id, 'approve', ''))
	}
	async function refuse(q: AccessRequest) {
		await noted(t('access.why'), t('access.why'), false, { least: 4, most: 400 }, note => run(() => api.decideAccess(q.id, 'refuse', note)))
	}
	const withdraw = (q: AccessRequest) => run(() => api.withdrawAccess(q.id))
	return { approve, refuse, withdraw }
}
