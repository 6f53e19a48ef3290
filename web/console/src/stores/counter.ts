/* The counter's state: the point, its queue, the form in work, the server's verdict, and the drafts that keep all of it. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ApiError, api, serverNow, type Booking, type CounterDesk, type CounterIssued, type CounterVerdict, type Paper, type Site } from '@/lib/api'
import { Drafts, browserBox, type Kept } from '@/lib/counter/drafts'
import { body, emptyForm, isEmpty, readForm, type Form, type Photo } from '@/lib/counter/form'
import { shrink, upload } from '@/lib/counter/photo'
import { tidy, verdictOf } from '@/lib/counter/verdict'
import { ownSite } from '@/lib/counter/site'
import { toField } from '@/lib/format'
import { store as keep, stored } from '@/lib/local'
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
	/** An issue has left and no answer came: it is sent again by itself, with the same request id, as soon as the line is back. */
	const sent = ref(false)
	const busy = ref(false)
	const drafts = shallowRef<Kept<Kept1>[]>([])
	const issued = shallowRef<CounterIssued | null>(null)
	const refused = shallowRef<Paper | null>(null)
	const progress = ref<Record<string, number>>({})
	const photoTrouble = ref<Record<string, string>>({})

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
		} catch {
			keepFailed.value = true
		}
	}
	function keepSoon() {
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
		photoTrouble.value = {}
		progress.value = {}
		sent.value = wasSent
		keptAt.value = 0
		form.value = f
		void check()
		void pushPhotos()
	}
	function start(b: Booking | null) {
		const f = emptyForm(siteId.value)
		f.bookingId = b?.id ?? null
		f.queueNo = b?.queueNo ?? null
		open(f)
		keepSoon()
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
			const v = await api.counterCheck(body(f), mine.signal)
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

	/* --- photos --- */
	async function addPhoto(slot: string, file: Blob) {
		const f = form.value
		if (!f) return
		photoTrouble.value = { ...photoTrouble.value, [slot]: '' }
		let p: Photo
		try {
			p = { slot, photo: '', ...(await shrink(file)) }
		} catch {
			photoTrouble.value = { ...photoTrouble.value, [slot]: 'unreadable' }
			return
		}
		f.photos = [...f.photos.filter(x => x.slot !== slot), p]
		await pushPhotos()
	}
	function removePhoto(slot: string) {
		if (form.value) form.value.photos = form.value.photos.filter(x => x.slot !== slot)
	}
	const pushing = new Set<string>()
	async function pushPhotos() {
		const f = form.value
		if (!f) return
		for (const p of f.photos.filter(x => !x.photo && x.data)) {
			const mark = `${f.requestId}.${p.slot}`
			if (pushing.has(mark)) continue
			pushing.add(mark)
			photoTrouble.value = { ...photoTrouble.value, [p.slot]: '' }
			try {
				const r = await upload(p.data, part => (progress.value = { ...progress.value, [p.slot]: part }))
				const now = f.photos.find(x => x.slot === p.slot)
				if (now && now.data === p.data) Object.assign(now, { photo: r.photo, data: '' })
				back()
			} catch (e) {
				noteLine(e)
				photoTrouble.value = { ...photoTrouble.value, [p.slot]: e instanceof ApiError && !e.offline ? 'refused' : 'waits' }
			} finally {
				pushing.delete(mark)
				const rest = { ...progress.value }
				delete rest[p.slot]
				progress.value = rest
			}
		}
	}

	/* --- the end of it: issue, refuse --- */
	async function issue(): Promise<void> {
		const f = form.value
		if (!f || busy.value) return
		busy.value = true
		error.value = null
		sent.value = true
		await keepNow()
		try {
			const r = await api.counterIssue(body(f))
			sent.value = false
			if (!r.bikeId) {
				verdict.value = tidy({ ready: false, problems: r.problems ?? [] })
				return
			}
			issued.value = { ...r, papers: r.papers ?? [], problems: r.problems ?? [] }
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
		const p = await api.counterRefuse({ requestId: f.requestId, siteId: f.siteId, bookingId: f.bookingId, reason, note, name: f.owner.name.trim(), numbers: [f.frameNo, f.vehicleCode, f.motorNo].map(x => x.trim()).filter(Boolean).join(' '), missing })
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
			void pushPhotos()
			if (stale.value || !verdict.value) void check()
		}
	}
	async function refresh() {
		if (!siteId.value) return
		try {
			if (Date.now() - sweptAt > SWEEP_MS) await loadDrafts()
			const [d, q] = await Promise.all([api.desk(siteId.value), api.bookings(siteId.value, today())])
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
		sites, siteId, site, window: window_, desk, queue, error, form, verdict, judged, checking, stale, offline, keepFailed, keptAt, sent, busy, drafts, aside, issued, refused, progress, photoTrouble,
		begin, end, choose, setWindow, refresh, next, start, check, issue, refuse, putAside, takeUp, clear, dropDraft, addPhoto, removePhoto, pushPhotos, keepNow
	}
})
