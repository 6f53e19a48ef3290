/* What streams in: alerts, cases, stations. Lists are read once, then kept by the events; after a loss of the line they are read again,
 * because the outbox may have been cut while we were away. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { EVENTS_URL, POLICE, api, noteServerTime, type Alert, type AlertFlood, type Order, type Overview } from '@/lib/api'
import { EventStream, type SseEvent, type StreamState } from '@/lib/sse'
import { store as keep, stored } from '@/lib/local'
import { useSession } from './session'

const TREND = 120
const MAX_ALERTS = 500
const session = () => sessionStorage

/** Newest unacknowledged first, then the acknowledged; what is late goes after what is live. */
export function alertOrder(a: Alert, b: Alert): number {
	const fresh = (x: Alert) => (x.state === 'new' ? (x.late ? 1 : 0) : 2)
	return fresh(a) - fresh(b) || b.lastHeardAt - a.lastHeardAt || b.id - a.id
}

/** Somebody is to be called: not late, not put aside, not in doubt, not one of a flood. */
export const rings = (a: Alert) => !a.late && !a.doubt && !a.floodId && !a.shelvedUntil

/** Which order wants a hand first: unsigned by their time, then what came back, what is signed, what waits for a review. */
const TURN: Record<string, number> = { issued: 0, returned: 1, signed: 2, fed_back: 3 }
export function orderOrder(a: Order, b: Order): number {
	const turn = (o: Order) => TURN[o.state] ?? 4
	return turn(a) - turn(b) || (a.nextAt ?? Infinity) - (b.nextAt ?? Infinity) || b.id - a.id
}

/** The list after one event: one row for each alert, closed ones and those put aside leave, at most MAX_ALERTS rows. */
export function withAlert(list: readonly Alert[], a: Alert): Alert[] {
	const rest = list.filter(x => x.id !== a.id)
	if (a.state !== 'closed' && !a.shelvedUntil) rest.push(a)
	return rest.sort(alertOrder).slice(0, MAX_ALERTS)
}

export const useLive = defineStore('live', () => {
	const stream = ref<StreamState>('idle')
	const retryAt = ref<number | null>(null)
	const now = ref(Date.now())
	const overview = ref<Overview | null>(null)
	const overviewFailed = ref(false)
	const trend = shallowRef<[number, number][]>([])
	const alerts = shallowRef<Alert[]>([])
	const alertsLoaded = ref(false)
	const fresh = shallowRef<Alert | null>(null)
	const stationChange = ref(0)
	const theftChange = ref<{ id: number; n: number }>({ id: 0, n: 0 })
	/** A paid claim that something new was found out about. */
	const claimChange = ref<{ id: number; n: number }>({ id: 0, n: 0 })
	/** Reviews of violations of the own area: all that wait, and those whose days are about to be over. */
	const violationsWait = ref(0)
	const violationsDue = ref(0)
	const dueTold = ref(0)
	const appealsWait = ref(0)
	const appealsDue = ref(0)
	const appealTold = ref(0)
	/** Fines to be given back over a counter. */
	const finesBack = ref(0)
	const orders = shallowRef<Order[]>([])
	const floods = shallowRef<AlertFlood[]>([])
	/** An order of one's own units that went up because nobody signed; a flood that has begun. */
	const pressing = shallowRef<Order | null>(null)
	const flooded = shallowRef<AlertFlood | null>(null)
	const toSign = computed(() => orders.value.filter(o => o.actions?.includes('sign') || o.assists?.some(h => h.mine && h.state === 'asked')))
	const unacked = computed(() => alerts.value.filter(a => a.state === 'new'))

	let source: EventStream | null = null
	let beat: ReturnType<typeof setInterval> | null = null
	let poll: ReturnType<typeof setTimeout> | null = null

	async function loadAlerts() {
		if (!useSession().can(...POLICE)) return
		try {
			alerts.value = (await api.alerts({ open: true, shelved: false, limit: MAX_ALERTS })).items.filter(a => a.state !== 'closed').sort(alertOrder)
			alertsLoaded.value = true
		} catch {
			/* the stream's state already shows that the line is down; the next opening loads again */
		}
	}

	async function loadOrders() {
		if (!useSession().can(...POLICE)) return
		try {
			const [o, f] = await Promise.all([api.orders({ open: true, limit: MAX_ALERTS }), api.floods()])
			orders.value = o.items.sort(orderOrder)
			floods.value = f.items
		} catch {
			/* as above */
		}
	}

	let countedAt = 0
	/** The counts of the menu, unless they are younger than that: nothing tells when something is caught. */
	function recount(ms: number) {
		if (ms && (document.hidden || Date.now() - countedAt < ms)) return
		void loadDue()
		void loadAppeals()
		void loadBack()
	}

	async function loadBack() {
		if (!useSession().can('traffic')) return
		const back = await api.spotDecisions({ back: true, limit: 100 }).catch(() => null)
		if (back) finesBack.value = back.items.length
	}

	async function loadDue() {
		if (!useSession().can('traffic')) return
		countedAt = Date.now()
		const due = await api.violationsDue().catch(() => null)
		if (!due) return
		violationsWait.value = due.items.reduce((n, d) => n + (d.late ? 0 : d.n), 0)
		violationsDue.value = due.items.reduce((n, d) => n + (d.pressing ? d.n : 0), 0)
	}

	/* Those that press and may be decided here: who confirmed a violation does not decide its appeal. The list begins with the most pressing. */
	async function loadAppeals() {
		if (!useSession().can('traffic')) return
		const open = await api.appealsOpen().catch(() => null)
		if (!open) return
		const mine = open.items.filter(a => a.mayDecide)
		appealsWait.value = mine.length
		appealsDue.value = mine.filter(a => a.soon || a.late).length
	}

	async function tookOrder(kind: string, id: number) {
		await loadOrders()
		const mine = orders.value.find(o => o.id === id)
		if (kind === 'escalated' && mine) pressing.value = mine
	}

	function tookFlood(f: AlertFlood) {
		const known = floods.value.some(x => x.id === f.id)
		floods.value = f.closedAt ? floods.value.filter(x => x.id !== f.id) : [f, ...floods.value.filter(x => x.id !== f.id)]
		if (!known && !f.closedAt) flooded.value = f
	}

	async function loadOverview() {
		if (poll) clearTimeout(poll)
		try {
			const o = await api.overview()
			overview.value = o
			overviewFailed.value = false
			noteServerTime(o.at)
			trend.value = [...trend.value, [o.at, o.sightingsPerS] as [number, number]].slice(-TREND)
		} catch {
			overviewFailed.value = true
		}
		if (source) poll = setTimeout(loadOverview, document.hidden ? 30_000 : 5000)
	}

	function take(e: SseEvent) {
		let data: Record<string, unknown>
		try {
			data = JSON.parse(e.data) as Record<string, unknown>
		} catch {
			return
		}
		if (e.event === 'alert') {
			const a = data as unknown as Alert & { kind?: string }
			alerts.value = withAlert(alerts.value, a)
			// a flood is told of when it begins and ends; between, its children come one by one
			if (a.kind === 'opened' && a.floodId) floods.value = floods.value.map(f => (f.id === a.floodId && !f.closedAt ? { ...f, count: f.count + 1 } : f))
			if (a.state === 'new' && (a.kind === 'opened' || a.kind === 'updated')) fresh.value = a
			theftChange.value = { id: a.caseId, n: theftChange.value.n + 1 }
			void loadOverview()
		} else if (e.event === 'order') {
			void tookOrder(String(data.kind), Number(data.id))
		} else if (e.event === 'flood') {
			tookFlood(data as unknown as AlertFlood)
		} else if (e.event === 'theft') {
			theftChange.value = { id: Number(data.id), n: theftChange.value.n + 1 }
			void loadOverview()
		} else if (e.event === 'claim') {
			claimChange.value = { id: Number(data.id), n: claimChange.value.n + 1 }
		} else if (e.event === 'station') {
			stationChange.value++
		} else if (e.event === 'system') {
			void loadOverview()
			if (data.kind === 'violations_due') void loadDue().then(() => violationsDue.value && dueTold.value++)
			if (data.kind === 'appeals_due') void loadAppeals().then(() => appealsDue.value && appealTold.value++)
		}
	}

	function start() {
		if (source) return
		source = new EventStream({
			url: EVENTS_URL,
			lastId: stored('lastEvent', '', session),
			onEvent: take,
			onId: id => keep('lastEvent', id, session),
			onState: (s, at) => {
				const was = stream.value
				stream.value = s
				retryAt.value = at
				if (s === 'open' && was !== 'open') void loadAlerts().then(loadOrders)
			}
		})
		source.start()
		beat = setInterval(() => (now.value = Date.now()), 1000)
		window.addEventListener('online', kick)
		document.addEventListener('visibilitychange', visible)
		void loadAlerts().then(loadOrders)
		void loadOverview()
		recount(0)
	}

	const kick = () => source?.kick()
	const visible = () => {
		if (!document.hidden && source) void loadOverview()
	}

	function stop() {
		source?.stop()
		source = null
		if (beat) clearInterval(beat)
		if (poll) clearTimeout(poll)
		window.removeEventListener('online', kick)
		document.removeEventListener('visibilitychange', visible)
		keep('lastEvent', null, session)
		alerts.value = []
		orders.value = []
		violationsWait.value = violationsDue.value = appealsWait.value = appealsDue.value = finesBack.value = countedAt = 0
		floods.value = []
		overview.value = null
		trend.value = []
		alertsLoaded.value = false
	}

	async function ack(id: number) {
		const a = await api.ack(id)
		const known = alerts.value.find(x => x.id === id)
		alerts.value = withAlert(alerts.value, { ...known, ...a })
		return a
	}

	return { stream, retryAt, now, overview, overviewFailed, trend, alerts, alertsLoaded, unacked, fresh, orders, floods, toSign, pressing, flooded, stationChange, theftChange, claimChange, violationsWait, violationsDue, dueTold, appealsWait, appealsDue, appealTold, finesBack, loadDue, loadAppeals, loadBack, recount, start, stop, kick, ack, loadAlerts, loadOrders, loadOverview }
})
