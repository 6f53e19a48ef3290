/* The owners' routes, typed by the server's own description. A session that ended sends the page to the log-in. */
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from '@shared/api'
import { t, type Key } from './text'

type S = components['schemas']
export type Bike = S['OwnerBike']
export type Booking = S['OwnerBooking']
export type Me = S['OwnerMe']
export type Site = S['Site']
export type Day = S['SiteDay']
export type Trail = S['OwnerTrail']
export type Purpose = Booking['purpose']
export type Papers = S['PurposePapers']
export type Case = S['OwnerCase']
export type Report = S['OwnerTheftReport']
export type Plan = S['MyPlan']
export type Claim = S['Claim']
export type ClaimBrief = S['ClaimBrief']
export type Accident = S['Accident']
export type AccidentBrief = S['AccidentBrief']
export type AccidentReport = S['MyAccidentReport']
export type Outlook = S['ClaimOutlook']
export type Guard = S['OwnerGuard']
export type GuardAlert = S['OwnerGuardAlert']
export type Arm = S['OwnerArm']
export type OwnOffer = S['OwnOffer']
export type Offer = S['Offer']
export type Shape = Offer['shape']
export type MyCourse = S['MyCourse']
export type MyClass = S['Course']
export type ExamPaper = S['ExamPaper']
export type ExamResult = S['ExamResult']
export type Violation = S['MyViolation']
export type ViolationCount = S['MyViolationCount']
export type AskedRider = S['AskedRider']
export type MyExposure = S['MyExposure']

export class Refused extends Error {
	constructor(readonly status: number, readonly code: string, readonly field: string, readonly wait: number, readonly request: number) {
		super(code)
	}
}

let ended = () => {}
export const onEnded = (fn: () => void) => { ended = fn }

const guard: Middleware = {
	onRequest({ request }) {
		if (request.method !== 'GET') request.headers.set('X-Yanzhen', '1')
		return request
	}
}
const http = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: r => fetch(r, { cache: 'no-store' }) })
http.use(guard)

interface Answer { data?: unknown; error?: unknown; response: Response }
async function take<T>(call: Promise<Answer>, atLogin = false): Promise<T> {
	let a: Answer
	try {
		a = await call
	} catch {
		throw new Refused(0, 'OFFLINE', '', 0, 0)
	}
	if (a.response.ok) return a.data as T
	const e = (a.error as { error?: { code?: string; field?: string; request?: number } } | undefined)?.error
	if (a.response.status === 401 && !atLogin) ended()
	throw new Refused(a.response.status, e?.code ?? '', e?.field ?? '', Number(a.response.headers.get('Retry-After') ?? 0), e?.request ?? 0)
}

/** What to tell of a refusal; `own` has words for fields that a page knows better. */
export function say(e: unknown, own: Partial<Record<string, Key>> = {}): string {
	if (!(e instanceof Refused)) return t('e.server', { n: '-' })
	const mine = own[e.field] ?? own[e.code]
	if (mine) return t(mine)
	if (e.status === 0) return t('e.offline')
	if (e.status === 429 || e.code === 'BUSY') return t('e.busy', { n: Math.max(e.wait, 1) })
	if (e.status === 404) return t('e.gone')
	if (e.status === 409) return t('e.state')
	return t('e.server', { n: e.request || e.status })
}

/** A picture as the body itself. */
const sent = <T>(path: string, jpeg: Blob) => take<T>(fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'X-Yanzhen': '1', 'Content-Type': 'image/jpeg' }, body: jpeg }).then(async response => {
	const body: unknown = await response.json().catch(() => ({}))
	return response.ok ? { data: body, response } : { error: body, response }
}))

/* what to bring changes with a policy, not while one looks: asked for once */
let papers: Promise<{ items: Papers[] }> | null = null

export const api = {
	me: () => take<Me>(http.GET('/api/v1/owner/me'), true),
	code: (phone: string) => take<unknown>(http.POST('/api/v1/owner/code', { body: { phone } }), true),
	login: (phone: string, code: string) => take<unknown>(http.POST('/api/v1/owner/login', { body: { phone, code } }), true),
	logout: () => take<unknown>(http.POST('/api/v1/owner/logout'), true),
	bikes: async () => (await take<{ items: Bike[] }>(http.GET('/api/v1/owner/bikes'))).items,
	bike: (id: number) => take<Bike>(http.GET('/api/v1/owner/bikes/{id}', { params: { path: { id } } })),
	way: (id: number, from: number) => take<Trail>(http.GET('/api/v1/owner/bikes/{id}/trail', { params: { path: { id }, query: { from } } })),
	consent: (given: boolean, textVersion: string) => take<unknown>(http.POST('/api/v1/owner/consent', { body: { given, textVersion } })),
	papers: async () => {
		papers ??= take<{ items: Papers[] }>(http.GET('/api/v1/owner/papers'))
		try {
			return (await papers).items
		} catch (e) {
			papers = null
			throw e
		}
	},
	bookings: (after?: number) => take<{ items: Booking[]; next: number | null }>(http.GET('/api/v1/owner/bookings', { params: { query: after ? { after, limit: 20 } : { limit: 20 } } })),
	booking: (id: number) => take<Booking>(http.GET('/api/v1/owner/bookings/{id}', { params: { path: { id } } })),
	book: (siteId: number, day: string, slot: number, purpose: Purpose, bikeId: number) => take<Booking>(http.POST('/api/v1/owner/bookings', { body: { siteId, day, slot, purpose, ...(bikeId ? { bikeId } : {}) } })),
	move: (id: number, siteId: number, day: string, slot: number) => take<Booking>(http.POST('/api/v1/owner/bookings/{id}/move', { params: { path: { id } }, body: { siteId, day, slot } })),
	cancel: (id: number) => take<Booking>(http.POST('/api/v1/owner/bookings/{id}/cancel', { params: { path: { id } } })),
	cases: async (bike: number) => (await take<{ items: Case[] }>(http.GET('/api/v1/owner/bikes/{id}/thefts', { params: { path: { id: bike } } }))).items,
	report: (bike: number, body: Report) => take<Case>(http.POST('/api/v1/owner/bikes/{id}/theft', { params: { path: { id: bike } }, body })),
	takeBack: (id: number, note: string) => take<Case>(http.POST('/api/v1/owner/thefts/{id}/withdraw', { params: { path: { id } }, body: { note } })),
	guard: (bike: number) => take<Guard>(http.GET('/api/v1/owner/bikes/{id}/guard', { params: { path: { id: bike } } })),
	arm: (bike: number, body: Arm) => take<Guard>(http.POST('/api/v1/owner/bikes/{id}/arm', { params: { path: { id: bike } }, body })),
	disarm: (bike: number) => take<Guard>(http.POST('/api/v1/owner/bikes/{id}/disarm', { params: { path: { id: bike } } })),
	guardMine: (id: number) => take<GuardAlert>(http.POST('/api/v1/owner/guard-alerts/{id}/mine', { params: { path: { id } } })),
	guardReport: (id: number) => take<GuardAlert>(http.POST('/api/v1/owner/guard-alerts/{id}/report', { params: { path: { id } } })),
	ownOffer: (bike: number) => take<OwnOffer>(http.GET('/api/v1/owner/bikes/{id}/offer', { params: { path: { id: bike } } })),
	offer: (bike: number, body: { priceFen: number; shape: Shape }) => take<OwnOffer>(http.POST('/api/v1/owner/bikes/{id}/offer', { params: { path: { id: bike } }, body })),
	offerEnd: (bike: number) => take<OwnOffer>(http.POST('/api/v1/owner/bikes/{id}/offer/withdraw', { params: { path: { id: bike } } })),
	market: (before?: number) => take<{ items: Offer[]; next: number | null }>(http.GET('/api/v1/owner/market', { params: { query: before ? { after: before, limit: 20 } : { limit: 20 } } })),
	ask: (id: number) => take<Offer>(http.POST('/api/v1/owner/market/{id}/ask', { params: { path: { id } } })),
	courses: async () => (await take<{ items: MyCourse[] }>(http.GET('/api/v1/owner/courses'))).items,
	course: (id: number) => take<MyCourse>(http.GET('/api/v1/owner/courses/{id}', { params: { path: { id } } })),
	classes: async (id: number) => {
		const all: MyClass[] = []
		for (let after: number | null | undefined; after !== null;) {
			const p: { items: MyClass[]; next: number | null } = await take(http.GET('/api/v1/owner/courses/{id}/classes', { params: { path: { id }, query: { limit: 100, ...(after ? { after } : {}) } } }))
			all.push(...p.items)
			after = p.items.length ? p.next : null
		}
		return all
	},
	bookClass: (id: number, courseId: number) => take<MyCourse>(http.POST('/api/v1/owner/courses/{id}/book', { params: { path: { id } }, body: { courseId } })),
	cancelClass: (id: number) => take<MyCourse>(http.POST('/api/v1/owner/courses/{id}/cancel', { params: { path: { id } } })),
	attendClass: (id: number, code: string) => take<S['MyCourseAttended']>(http.POST('/api/v1/owner/courses/{id}/attend', { params: { path: { id } }, body: { code } })),
	film: (id: number, seen: boolean) => take<MyCourse>(http.POST('/api/v1/owner/courses/{id}/film', { params: { path: { id } }, body: { seen } })),
	startExam: (id: number) => take<ExamPaper>(http.POST('/api/v1/owner/courses/{id}/exam', { params: { path: { id } } })),
	examPaper: (id: number) => take<ExamPaper>(http.GET('/api/v1/owner/courses/{id}/exam', { params: { path: { id } } })),
	examAnswer: (id: number, no: number, given: string) => take<S['ExamSaved']>(http.POST('/api/v1/owner/courses/{id}/exam/answer', { params: { path: { id } }, body: { no, given } })),
	endExam: (id: number) => take<ExamResult>(http.POST('/api/v1/owner/courses/{id}/exam/end', { params: { path: { id } } })),
	certificate: (id: number) => take<Blob>(http.GET('/api/v1/owner/courses/{id}/certificate', { params: { path: { id } }, parseAs: 'blob' })),
	plans: async () => (await take<{ items: Plan[] }>(http.GET('/api/v1/my/plans'))).items,
	outlook: (bikeId: number) => take<Outlook>(http.POST('/api/v1/my/claims/check', { body: { bikeId } })),
	ahead: (bikeId: number) => take<Outlook>(http.POST('/api/v1/my/claims/check', { body: { bikeId, ahead: true } })),
	claims: async () => (await take<{ items: ClaimBrief[] }>(http.GET('/api/v1/my/claims'))).items,
	claim: (id: number) => take<Claim>(http.GET('/api/v1/my/claims/{id}', { params: { path: { id } } })),
	file: (bikeId: number) => take<Claim>(http.POST('/api/v1/my/claims', { body: { bikeId } })),
	card: (id: number, card: string) => take<Claim>(http.POST('/api/v1/my/claims/{id}/card', { params: { path: { id } }, body: { card } })),
	claimPhoto: (id: number, kind: string, jpeg: Blob) => sent<Claim>(`/api/v1/my/claims/${id}/papers/${kind}`, jpeg),
	casePhoto: (id: number, jpeg: Blob) => sent<unknown>(`/api/v1/owner/thefts/${id}/photos`, jpeg),
	news: (wanted: boolean) => take<unknown>(http.POST('/api/v1/owner/news', { body: { wanted } })),
	claimStep: (id: number, event: string, ver: number, note = '') => take<Claim>(http.POST('/api/v1/my/claims/{id}/do/{event}', { params: { path: { id, event } }, body: { ver, note } })),
	accidents: async (bike: number) => (await take<{ items: AccidentBrief[] }>(http.GET('/api/v1/owner/bikes/{id}/accidents', { params: { path: { id: bike } } }))).items,
	accident: (id: number) => take<Accident>(http.GET('/api/v1/owner/accidents/{id}', { params: { path: { id } } })),
	reportAccident: (bike: number, body: AccidentReport) => take<Accident>(http.POST('/api/v1/owner/bikes/{id}/accident', { params: { path: { id: bike } }, body })),
	accidentStep: (id: number, event: string, ver: number, note = '') => take<Accident>(http.POST('/api/v1/owner/accidents/{id}/do/{event}', { params: { path: { id, event } }, body: { ver, note } })),
	violations: (after?: number) => take<{ items: Violation[]; next: number | null }>(http.GET('/api/v1/owner/violations', { params: { query: after ? { after, limit: 20 } : { limit: 20 } } })),
	violationCount: () => take<ViolationCount>(http.GET('/api/v1/owner/violation-count')),
	violation: (id: number) => take<Violation>(http.GET('/api/v1/owner/violations/{id}', { params: { path: { id } } })),
	violationSeen: (id: number) => take<Violation>(http.POST('/api/v1/owner/violations/{id}/seen', { params: { path: { id } } })),
	violationAck: (id: number) => take<Violation>(http.POST('/api/v1/owner/violations/{id}/acknowledge', { params: { path: { id } } })),
	violationAppeal: (id: number, text: string) => take<Violation>(http.POST('/api/v1/owner/violations/{id}/appeal', { params: { path: { id } }, body: { text } })),
	violationPhoto: (id: number, jpeg: Blob) => sent<Violation>(`/api/v1/owner/violations/${id}/photos`, jpeg),
	violationRider: (id: number, name: string, phone: string) => take<Violation>(http.POST('/api/v1/owner/violations/{id}/rider', { params: { path: { id } }, body: { name, phone } })),
	violationRiderBack: (id: number) => take<Violation>(http.POST('/api/v1/owner/violations/{id}/rider/withdraw', { params: { path: { id } } })),
	askedRiders: async () => (await take<{ items: AskedRider[] }>(http.GET('/api/v1/owner/asked-riders'))).items,
	answerRider: (id: number, accept: boolean) => take<unknown>(http.POST('/api/v1/owner/asked-riders/{id}', { params: { path: { id } }, body: { accept } })),
	myExposures: async () => (await take<{ items: MyExposure[] }>(http.GET('/api/v1/owner/exposures'))).items,
	sites: async () => (await take<{ items: Site[] }>(http.GET('/api/v1/owner/sites', { params: { query: { limit: 500 } } }))).items,
	slots: (id: number, day: string) => take<Day>(http.GET('/api/v1/owner/sites/{id}/slots', { params: { path: { id }, query: { day } } }))
}
