/* The counter's state: the point, its queue, the form in work, the server's verdict, and the drafts that keep all of it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ApiError, api, serverNow, type Booking, type CounterDesk, type CounterIssued, type CounterVerdict, type Paper, type Site } from '@/lib/api'
import { Drafts, browserBox, type Kept } from '@/lib/counter/drafts'
import { body, businessBody, emptyForm, isEmpty, readForm, type Business, type Form } from '@/lib/counter/form'
import { tidy, verdictOf } from '@/lib/counter/verdict'
import { ownSite } from '@/lib/counter/site'
import { toField } from '@/lib/format'
import { store as keep, stored } from '@/lib/local'
import { useFormBike } from './counterBike'
import { usePhotos } from './counterPhotos'
import { useSession } from './session'

export const CHECK_PAUSE_MS = 300
const SAVE_PAUSE_MS = 200
const POLL_MS = 10_000
const RETRY_MS = 3000
const SWEEP_MS = 10 * 60_000
const RESEND_MS = 10 * 60_000

interface Kept1 { form: Form; sent: boolean }
export const today = () => toField(serverNow()).slice(0, 10)

export const useCounter = defineStore('counter', () => {
	const sites = shallowRef<Site[]>([])
	const siteId = ref(0)
	const window_ = ref(Number(stored('window', '1')) || 1)
	const desk = shallowRef<CounterDesk | null>(null)
	const queue = shallowRef<Booking[]>([])
	const error = shallowRef<ApiError | null>(null)
	const form = ref<Form | null>(null)
	const verdict = shallowRef<CounterVerdict | null>(null)
	const checking = ref(false)
	const stale = ref(false)
	const offline = ref(false)
	const keepFailed = ref(false)
	const keptAt = ref(0)
	/** Something was typed that no draft holds yet. */
	const unkept = ref(false)
	/** An issue has left and no answer came: it is sent again by itself, with the same request id, as soon as the line is back. */
	const sent = ref(false)
	const busy = ref(false)
	const drafts = shallowRef<Kept<Kept1>[]>([])
	const issued = shallowRef<(CounterIssued & { business: Business }) | null>(null)
	const refused = shallowRef<Paper | null>(null)

	let box: Drafts<Kept1> | null = null
	let poll: ReturnType<typeof setTimeout> | null = null
	let checkTimer: ReturnType<typeof setTimeout> | null = null
	let saveTimer: ReturnType<typeof setTimeout> | null = null
	let flight: AbortController | null = null
	let running = false
	let sweptAt = 0

	const site = computed(() => sites.value.find(s => s.id === siteId.value) ?? null)
	const judged = computed(() => (form.value ? verdictOf(form.value, offline.value ? null : verdict.value, desk.value) : { ready: false, problems: [] }))
	const aside = computed(() => drafts.value.filter(d => d.id !== form.value?.requestId))

	function noteLine(e: unknown) {
		if (e instanceof ApiError && (e.offline || e.status === 502 || e.status === 503 || e.status === 504)) offline.value = true
	}

	const photos = usePhotos(form, back, noteLine)
	const chosen = useFormBike(form, noteLine)

	/* --- drafts --- */
	async function keepNow(put = false) {
		if (saveTimer) clearTimeout(saveTimer)
		saveTimer = null
		const f = form.value
		if (!box || !f) return
		try {
			if (isEmpty(f) && !f.bookingId) await box.remove(f.requestId)
			else await box.save(f.requestId, JSON.parse(JSON.stringify({ form: f, sent: sent.value })) as Kept1, put)
			keepFailed.value = false
			keptAt.value = serverNow()
			if (!saveTimer) unkept.value = false
		} catch {
			keepFailed.value = true
		}
	}
	function keepSoon() {
		unkept.value = true
		if (saveTimer) clearTimeout(saveTimer)
		saveTimer = setTimeout(() => void keepNow(), SAVE_PAUSE_MS)
	}
	async function loadDrafts() {
		if (!box) return
		sweptAt = Date.now()
		try {
			drafts.value = (await box.list()).flatMap(d => {
				const f = readForm(d.body?.form, siteId.value)
				return f ? [{ ...d, body: { form: f, sent: d.body.sent === true } }] : []
			})
		} catch {
			keepFailed.value = true
		}
	}
	async function dropDraft(id: string) {
		await box?.remove(id).catch(() => undefined)
		await loadDrafts()
	}

	/* --- the form --- */
	function open(f: Form, wasSent = false) {
		issued.value = refused.value = null
		verdict.value = null
		photos.forget()
		sent.value = wasSent
		keptAt.value = 0
		form.value = f
		void check()
		void chosen.readBike()
		void photos.pushPhotos()
	}
	/** A form for what was booked, or for what the clerk says; with the bike, if it is known. */
	function start(b: Booking | null, business: Business = b?.purpose ?? 'register', bikeId: number | null = b?.bikeId ?? null) {
		open({ ...emptyForm(siteId.value), bookingId: b?.id ?? null, queueNo: b?.queueNo ?? null, business, bikeId: business === 'register' ? null : bikeId })
		keepSoon()
	}
	/** The person says something else than was booked: what was typed stays. */
	function setBusiness(business: Business) {
		const f = form.value
		if (!f || f.business === business) return
		verdict.value = null
		f.business = business
		if (f.bikeId && chosen.bike.value?.id !== f.bikeId) void chosen.readBike()
	}
	/** From another page: this business for this bike, in the form of whoever stands at the window if nothing is in it yet. */
	async function startFor(business: Business, bikeId: number | null) {
		const f = form.value
		if (f && !f.bikeId && isEmpty(f)) {
			setBusiness(business)
			if (bikeId) await chosen.pickBike(bikeId)
			return
		}
		if (f?.business === business && f.bikeId === bikeId) return
		if (f) await putAside()
		const mine = queue.value.find(x => x.state === 'serving' && x.window === window_.value)
		start(mine && !drafts.value.some(d => d.body.form.bookingId === mine.id) ? mine : null, business, bikeId)
	}
	async function putAside() {
		if (!form.value) return
		await keepNow(true)
		form.value = null
		verdict.value = null
		await loadDrafts()
	}
	async function takeUp(id: string) {
		if (form.value) await putAside()
		const d = drafts.value.find(x => x.id === id)
		if (d) open(d.body.form, d.body.sent)
		await keepNow()
	}
	async function clear() {
		const f = form.value
		if (!f) return
		form.value = null
		verdict.value = null
		if (saveTimer) clearTimeout(saveTimer)
		await dropDraft(f.requestId)
	}

	/* --- the verdict: asked after a pause; a newer question drops the older one --- */
	async function check() {
		if (checkTimer) clearTimeout(checkTimer)
		checkTimer = null
		flight?.abort()
		const f = form.value
		if (!f) return
		const mine = (flight = new AbortController())
		checking.value = true
		try {
			const v = await (f.business === 'register' ? api.counterCheck(body(f), mine.signal) : api.businessCheck(businessBody(f), mine.signal))
			if (flight !== mine || form.value?.requestId !== f.requestId) return
			verdict.value = tidy(v)
			stale.value = false
			back()
		} catch (e) {
			if (flight !== mine || (e instanceof DOMException && e.name === 'AbortError')) return
			noteLine(e)
			verdict.value = null
			if (e instanceof ApiError && !offline.value) error.value = e
		} finally {
			if (flight === mine) checking.value = false
		}
	}
	function checkSoon() {
		stale.value = true
		if (checkTimer) clearTimeout(checkTimer)
		flight?.abort()
		checkTimer = setTimeout(() => void check(), CHECK_PAUSE_MS)
	}
	watch(form, (f, was) => {
		if (!f || f !== was) return
		keepSoon()
		checkSoon()
	}, { deep: true })

	/* --- the end of it: issue, refuse --- */
	async function issue(): Promise<void> {
		const f = form.value
		if (!f || busy.value) return
		busy.value = true
		error.value = null
		sent.value = true
		await keepNow()
		try {
			const r = await (f.business === 'register' ? api.counterIssue(body(f)) : api.businessIssue(businessBody(f)))
			sent.value = false
			if (!r.bikeId) {
				verdict.value = tidy({ ready: false, problems: r.problems ?? [] })
				return
			}
			issued.value = { ...r, business: f.business, papers: r.papers ?? [], problems: r.problems ?? [] }
			form.value = null
			verdict.value = null
			await dropDraft(f.requestId)
			back()
			void refresh()
		} catch (e) {
			noteLine(e)
			if (offline.value) return
			sent.value = false
			await keepNow()
			if (e instanceof ApiError) error.value = e
			void check()
		} finally {
			busy.value = false
		}
	}
	async function refuse(reason: string, note: string, missing: string[]): Promise<Paper | null> {
		const f = form.value
		if (!f) return null
		const numbers = f.business === 'register' ? [f.frameNo, f.vehicleCode, f.motorNo].map(x => x.trim()).filter(Boolean).join(' ') : f.bikePlate
		const name = f.business === 'register' || f.business === 'transfer' ? f.owner.name.trim() : (chosen.bike.value?.ownerName ?? '')
		const p = await api.counterRefuse({ requestId: f.requestId, siteId: f.siteId, bookingId: f.bookingId, reason, note, name, numbers, missing })
		refused.value = p
		form.value = null
		verdict.value = null
		await dropDraft(f.requestId)
		void refresh()
		return p
	}

	/* --- the line --- */
	function back() {
		if (!offline.value) return
		offline.value = false
		if (form.value && sent.value) void issue()
		else {
			void photos.pushPhotos()
			if (form.value?.bikeId && !chosen.bike.value) void chosen.readBike()
			if (stale.value || !verdict.value) void check()
		}
	}
	let asked = 0
	let answered = 0
	async function refresh() {
		if (!siteId.value) return
		try {
			if (Date.now() - sweptAt > SWEEP_MS) await loadDrafts()
			const mine = ++asked
			const [d, q] = await Promise.all([api.desk(siteId.value), api.bookings(siteId.value, today())])
			if (mine < answered) return          // a later question was answered before this one
			answered = mine
			desk.value = d
			queue.value = q
			if (error.value?.offline) error.value = null
			back()
		} catch (e) {
			noteLine(e)
			if (!desk.value && e instanceof ApiError) error.value = e
		}
	}
	async function tick() {
		poll = null
		await refresh()
		if (running) poll = setTimeout(() => void tick(), offline.value ? RETRY_MS : POLL_MS)
	}
	const lost = () => (offline.value = true)
	const found = () => {
		if (poll) clearTimeout(poll)
		void tick()
	}

	async function choose(id: number) {
		siteId.value = id
		keep('site', String(id))
		desk.value = null
		form.value = null
		const account = useSession().account?.id ?? 0
		box = new Drafts<Kept1>(browserBox(), account, id)
		await loadDrafts()
		const active = drafts.value.find(d => !d.aside)
		if (active) open(active.body.form, active.body.sent)
		if (poll) clearTimeout(poll)
		await tick()
		// A page that fell over while an answer was on its way asks for it again; an old one waits for the clerk's own key.
		if (active?.body.sent && !offline.value && Date.now() - active.at < RESEND_MS) void issue()
	}
	/** The point of the clerk's own unit, or the one chosen here before. */
	async function begin() {
		running = true
		error.value = null
		window.addEventListener('offline', lost)
		window.addEventListener('online', found)
		const remembered = Number(stored('site', '0'))
		try {
			sites.value = (await api.sites()).items
			const first = ownSite(sites.value, useSession().account?.unit, remembered)
			if (first) await choose(first.id)
		} catch (e) {
			noteLine(e)
			if (remembered) await choose(remembered)
			else if (e instanceof ApiError) error.value = e
		}
		void navigator.storage?.persist?.().catch(() => false)
	}
	async function end() {
		running = false
		if (poll) clearTimeout(poll)
		if (checkTimer) clearTimeout(checkTimer)
		flight?.abort()
		window.removeEventListener('offline', lost)
		window.removeEventListener('online', found)
		await keepNow()
		form.value = null
		verdict.value = null
		issued.value = refused.value = null
		desk.value = null
		queue.value = []
		drafts.value = []
	}
	function setWindow(n: number) {
		window_.value = n
		keep('window', String(n))
	}
	/** Calls the next to this window and opens a form for them; null: nobody waits. */
	async function next(): Promise<Booking | null> {
		if (form.value && !isEmpty(form.value)) await putAside()
		else if (form.value) await clear()
		issued.value = refused.value = null
		try {
			const b = await api.callNext(siteId.value, window_.value)
			start(b)
			void refresh()
			return b
		} catch (e) {
			if (e instanceof ApiError && e.status === 404) return null
			noteLine(e)
			throw e
		}
	}

	return {
		sites, siteId, site, window: window_, desk, queue, error, form, verdict, judged, checking, stale, offline, keepFailed, keptAt, unkept, sent, busy, drafts, aside, issued, refused,
		...photos, ...chosen,
		begin, end, choose, setWindow, refresh, next, start, startFor, setBusiness, check, issue, refuse, putAside, takeUp, clear, dropDraft, keepNow
	}
})
