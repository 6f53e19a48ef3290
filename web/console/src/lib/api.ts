/* The one place where the console speaks to the server. Everything else imports its types and functions from here, so a change of the
 * contract is mended in this file. The types come from the server's OpenAPI document (npm run types). */
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from '@shared/api'

type S = components['schemas']
export const BUSINESS = ['officer', 'case_officer', 'clerk', 'traffic', 'adjuster', 'insurer', 'engineer', 'leader'] as const
export const ADMINS = ['sysadmin', 'secadmin', 'auditor'] as const
export type Role = (typeof BUSINESS)[number] | (typeof ADMINS)[number]
/** Who sees the city at work: map, stations, alarms. An insurer's account does not. */
export const CITY: Role[] = BUSINESS.filter(r => r !== 'insurer')
export const POLICE: Role[] = ['officer', 'case_officer']
export type Account = Omit<S['Account'], 'roles'> & { roles: Role[] }
export type Me = Omit<S['Me'], 'account'> & { account: Account }
export type AccountSecrets = S['AccountSecrets']
export type Unit = S['Unit']
export type Appeal = S['Appeal']
export type NamedRider = S['NamedRider']
export type NoticeRow = S['Notice']
export type Exposure = S['Exposure']
export type UnitNew = S['UnitNew']
export type Grant = S['Grant']
export type GrantNew = S['GrantNew']
export type Overview = S['Overview']
export type Station = S['Station']
export type StationDetail = S['StationFull']
export type StationWithKey = S['StationMade']
export type StationNew = S['StationNew']
export type StationApprove = S['StationApproval']
export type PendingStation = S['PendingStation']
export type Junction = S['Junction']
export type JunctionFull = S['JunctionFull']
export type JunctionGeometry = S['JunctionGeometry']
export type JunctionStation = S['JunctionStation']
export type JunctionNow = S['JunctionNow']
export type StationAlarm = S['StationAlarm']
export type Bike = S['Bike']
export type Theft = S['Theft']
export type TheftNew = S['TheftReport']
export type TheftEvent = S['TheftHistory']
export type Live = S['TheftLive']
export type Visit = S['TrailVisit']
export type Position = S['TrailPosition']
export type Gap = S['TrailGap']
export type Trail = S['Trail']
export type Companions = S['Companions']
export type Companion = S['Companion']
export type SceneAsked = S['SceneAsked']
export type Passed = S['Passed']
export type Clones = S['Clones']
export type Misplaced = S['MisplacedStations']
export type Evidence = S['Evidence']
export type Foreseen = { next: S['TheftNext']; dark: S['TheftDark'] }
export type Alert = S['Alert']
export type GuardAlert = S['GuardAlert']
export type Claim = S['Claim']
export type ClaimBrief = S['ClaimBrief']
export type ClaimOutlook = S['ClaimOutlook']
export type ClaimBatch = S['ClaimBatch']
export type ClaimBatchBrief = S['ClaimBatchBrief']
export type BankResults = S['BankResults']
export type ClaimTable = S['ClaimTable']
export type Accident = S['Accident']
export type AccidentBrief = S['AccidentBrief']
export type AccidentFigures = S['AccidentFigures']
export type Surveyor = S['Surveyor']
export type Course = S['Course']
export type CourseRoom = S['CourseRoom']
export type CoursesPlanned = S['CoursesPlanned']
export type CourseRollRow = S['CourseRollRow']
export type CourseCode = S['CourseCode']
export type CourseDuty = S['CourseDuty']
export type CourseEvent = S['CourseEvent']
export type CourseFigures = S['CourseFigures']
export type Exam = S['Exam']
export type Question = S['Question']
export type QuestionImport = S['QuestionImport']
export type Custody = S['Custody']
export type SpotDecision = S['SpotDecision']
export type SpotHistory = S['SpotHistory']
export type Seized = S['Seized']
export type SeizedNew = S['SeizedNew']
export type SeizedCandidate = S['SeizedCandidate']
export type SeizedEvent = S['SeizedHistory']
export type Violation = S['Violation']
export type ViolationCode = S['ViolationCode']
export type ViolationGround = S['ViolationGround']
export type ViolationDue = S['ViolationDue']
export type ViolationEvent = S['ViolationHistory']
export type ViolationCamera = S['ViolationCamera']
export type ViolationTried = S['ViolationCameraTried']
export type ViolationImported = S['ViolationImported']
export type ViolationBatch = S['ViolationBatch']
export type Den = S['Den']
export type Duty = S['Duty']
export type DutyShift = S['DutyShift']
export type DutyNow = S['DutyNow']
export type Watchlist = S['Watchlist']
export type WatchlistItem = S['WatchlistItem']
export type QueueWait = S['QueueWait']
export type Suspect = S['Suspect']
export type ReturnDay = S['ReturnDay']
export type ReturnItem = S['ReturnItem']
export type AccessRequest = S['AccessRequest']
export type AccessRequestNew = S['AccessRequestNew']
export type AccessDesk = S['AccessDesk']
export type AccessFinding = S['AccessFinding']
export type AccessSample = S['AccessSample']
export type CaseHelper = S['CaseHelper']
export type AlertFlood = S['AlertFlood']
export type AlertStation = S['AlertStation']
export type Order = S['Order']
export type OrderEvent = S['OrderHistory']
export type OrderAssist = S['OrderAssist']
export type AuditRow = S['AuditRow']
export type AuditChain = S['AuditChain']
export type AuditVerb = S['AuditVerb']
export type AuditAccount = S['AuditAccount']
export type FigureDefinition = S['FigureDefinition']
export type Figure = S['Figure']
export type FigureRow = S['FigureRow']
export type FigureItem = S['FigureItem']
export type JunctionHeat = S['JunctionHeat']
export type JunctionChange = S['JunctionChange']
export type ExportCount = S['ExportCount']
export type ExportRun = S['ExportRun']
export type ExportAsk = S['ExportAsk']
export type ExportNew = S['ExportNew']
export type ImportJob = S['ImportJob']
export type ImportColumn = S['ImportColumn']
export type ImportReason = S['ImportReason']
export type ImportError = S['ImportError']
export type ImportLeft = S['ImportLeft']
export type Booking = S['Booking']
export type Purpose = Booking['purpose']
export type Site = S['Site']
export type SiteDay = S['SiteDay']
export type QueueDisplay = S['QueueDisplay']
export type TagEar = S['TagEar']
export type StockSum = S['StockSum']
export type Plan = S['Plan']
export type PlanOffer = S['PlanOffer']
export type PlanProduct = S['PlanProduct']
export type Till = S['Till']
export type BooksLine = S['BooksLine']
export type StockTransfer = S['StockTransfer']
export type StockCount = S['StockCount']
export type StockPiece = S['StockPiece']
export type PlateFormat = S['PlateFormat']
export type NumberFound = S['NumberFound']
export type NumberHit = S['NumberHit']
export type NumberLine = S['NumberLine']
export type NumberOverride = S['NumberOverride']
export type NumberReview = S['NumberOverrideReview']
export type OverrideDesk = S['NumberOverrideDesk']
export type OverridePhoto = S['NumberOverridePhoto']
export type Pictured = S['NumberOverridePictured']
export type BikePhoto = S['BikePhoto']
export type Owner = S['Owner']
export type OwnerFile = S['OwnerFile']
export type OwnerMerge = S['OwnerMerge']
export type OwnerBikeSpan = S['OwnerBikeSpan']
export type SitePlan = S['SitePlan']
export type SiteOutside = S['SiteOutside']
export type Policy = S['Policy']
export type PolicyRow = S['PolicyRow']
export type PolicyChange = S['PolicyChange']
export type PolicyDryRun = S['PolicyDryRun']
export type Calendar = S['Calendar']
export type CalendarOutside = S['CalendarOutside']
export type PhotoNew = S['PhotoNew']
export type EvidencePhoto = S['EvidencePhoto']
export type Paper = S['Paper']
export type CounterBody = S['CounterIssue']
/** The counter's businesses with a bike that is there already. */
export type BusinessBody = S['BusinessIssue']
export type CounterIdKind = NonNullable<NonNullable<CounterBody['agent']>['idKind']>
export type CounterRefusal = S['CounterRefusal']
export type BikeHistory = S['BikeHistory']
export type Correction = S['Correction']
export type CounterProblem = Omit<S['CounterProblem'], 'code'> & { code: string }
export type CounterVerdict = Omit<S['CounterVerdict'], 'problems'> & { problems: CounterProblem[] }
export type CounterIssued = Omit<S['CounterIssued'], 'problems'> & { problems: CounterProblem[] }
export type CounterDesk = Omit<S['CounterDesk'], 'current'> & { current: Booking | null }
export interface Page<T> { items: T[]; next: number | null }
export interface MapStation { id: number; lat: number; lon: number; kind: string; status: string }
export interface Box { south: number; west: number; north: number; east: number }
/** [lat, lon, bikes] or [lat, lon, radius m, moving, age s]. */
export type MapBikes =
	| { at: number; mode: 'density'; cells: [number, number, number][]; more: boolean }
	| { at: number; mode: 'bikes'; bikes: [number, number, number, boolean | number, number][]; more: boolean }

/** What went wrong, in a shape the screens can tell apart: no answer at all, refused, or failed. */
export class ApiError extends Error {
	constructor(readonly status: number, readonly code: string, message: string, readonly field = '', readonly request = 0) {
		super(message)
		this.name = 'ApiError'
	}
	get offline() { return this.status === 0 }
}

/** The field of a 401 says why the session is over: session.elsewhere, session.idle, ... */
type Listener = (why: string) => void
let onUnauthorised: Listener = () => undefined
export function whenSignedOut(fn: Listener) { onUnauthorised = fn }

/** Asks the person for a fresh code; true when the session is confirmed. Set by the dialog. */
let confirmFresh: () => Promise<boolean> = () => Promise.resolve(false)
export function whenCodeNeeded(fn: () => Promise<boolean>) { confirmFresh = fn }

/* While nobody touches the page, what it asks by itself must not keep the session from its idle end. */
const AWAY_MS = 60_000
let touchedAt = Date.now()
if (typeof window !== 'undefined')
	for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) window.addEventListener(kind, () => (touchedAt = Date.now()), { passive: true, capture: true })

/** Server clock minus browser clock, from the Date header: forms check times against the server's clock, not the desk's. */
let skewMs = 0
export const serverNow = () => Date.now() + skewMs
export const serverSkew = () => skewMs
export function noteServerTime(at: number) { skewMs = at - Date.now() }

const guard: Middleware = {
	onRequest({ request }) {
		if (request.method !== 'GET') request.headers.set('X-Yanzhen', '1')
		if (Date.now() - touchedAt > AWAY_MS) request.headers.set('X-Yanzhen-Quiet', '1')
		return request
	},
	onResponse({ response }) {
		const date = Date.parse(response.headers.get('date') ?? '')
		// The header is whole seconds, so only a real difference counts.
		if (Number.isFinite(date) && Math.abs(date - serverNow()) > 2000) skewMs = date - Date.now()
		return response
	}
}

export const http = createClient<paths>({
	baseUrl: typeof location === 'undefined' ? 'http://localhost' : location.origin,
	credentials: 'same-origin',
	fetch: request => fetch(request)
})
http.use(guard)

interface Answer<T> { data?: T; error?: unknown; response: Response }

export async function take<T>(call: Promise<Answer<unknown>>, quiet401 = false): Promise<T> {
	let answer: Answer<unknown>
	try {
		answer = await call
	} catch (e) {
		if (e instanceof DOMException && e.name === 'AbortError') throw e
		// Parsing fails only after an answer came: a body that is not JSON is the server's failure, not the line's.
		if (e instanceof SyntaxError) throw new ApiError(502, 'BADREPLY', String(e.message))
		throw new ApiError(0, 'OFFLINE', e instanceof Error ? e.message : String(e))
	}
	if (answer.response.ok) return answer.data as T
	const body = (answer.error as { error?: { code?: string; message?: string; field?: string; request?: number } } | undefined)?.error
	const status = answer.response.status
	if (status === 401 && !quiet401) onUnauthorised(body?.field ?? '')
	throw new ApiError(status, body?.code ?? `HTTP${status}`, body?.message ?? answer.response.statusText, body?.field, body?.request)
}

/** A call that may want a fresh code: asked for once, then the call is made again. */
export async function fresh<T>(call: () => Promise<Answer<unknown>>): Promise<T> {
	try {
		return await take<T>(call())
	} catch (e) {
		if (!(e instanceof ApiError) || e.code !== 'STEPUP' || !(await confirmFresh())) throw e
		return take<T>(call())
	}
}

export async function list<T>(call: Promise<Answer<unknown>>): Promise<Page<T>> {
	const r = await take<{ items?: T[]; next?: number | null }>(call)
	return { items: r.items ?? [], next: r.next ?? null }
}

export interface Query { limit?: number; after?: number }
export interface FigureQuery { by: string; from?: string; to?: string; district?: number; site?: number }
export interface ExportFilter { district?: number; site?: number; unit?: number; kind?: string; use?: string; life?: string; flag?: string; from?: string; to?: string }
/** Undefined and empty values are left out: the server refuses parameters it does not know. */
export function clean<T extends object>(q: T): T {
	return Object.fromEntries(Object.entries(q).filter(([, v]) => v !== undefined && v !== null && v !== '')) as T
}

/** All pages of a list that is not long. */
async function everyPage<T>(read: (after: number | undefined) => Promise<Page<T>>): Promise<T[]> {
	const all: T[] = []
	for (let after: number | null | undefined; after !== null && all.length < 20_000;) {
		const p = await read(after)
		all.push(...p.items)
		after = p.next
	}
	return all
}

export const api = {
	login: (name: string, password: string, code: string) => take<{ account: Account }>(http.POST('/api/v1/login', { body: { name, password, code } }), true),
	stepUp: (code: string) => take<unknown>(http.POST('/api/v1/step-up', { body: { code } })),
	ownPassword: (oldPassword: string, password: string, code: string) => take<unknown>(http.POST('/api/v1/me/password', { body: { oldPassword, password, code } })),
	logout: () => take<unknown>(http.POST('/api/v1/logout', {}), true),
	me: () => take<Me>(http.GET('/api/v1/me', {}), true),
	overview: (signal?: AbortSignal) => take<Overview>(http.GET('/api/v1/overview', { signal })),

	stations: (q: Query & { q?: string; alarm?: boolean }) => list<Station>(http.GET('/api/v1/stations', { params: { query: clean(q) } })),
	stationMap: async (): Promise<MapStation[]> => {
		const m = await take<{ columns: string[]; rows: unknown[][] }>(http.GET('/api/v1/stations/map', {}))
		const col = (name: string) => m.columns.indexOf(name)
		const [id, lat, lon, kind, status] = [col('id'), col('lat'), col('lon'), col('kind'), col('status')]
		return m.rows.map(r => ({ id: Number(r[id]), lat: Number(r[lat]), lon: Number(r[lon]), kind: String(r[kind]), status: String(r[status]) }))
	},
	station: (id: number) => take<StationDetail>(http.GET('/api/v1/stations/{id}', { params: { path: { id } } })),
	addStation: (body: StationNew) => take<StationWithKey>(http.POST('/api/v1/stations', { body })),
	doStation: (id: number, event: string) => take<Station>(http.POST('/api/v1/stations/{id}/do/{event}', { params: { path: { id, event } } })),
	newKey: (id: number) => take<{ key: string }>(http.POST('/api/v1/stations/{id}/key', { params: { path: { id } } })),
	pending: () => take<S['PendingStations']>(http.GET('/api/v1/stations/pending', {})),
	approve: (name: string, body: StationApprove) =>
		take<StationWithKey>(http.POST('/api/v1/stations/pending/{name}/approve', { params: { path: { name } }, body })),
	junctions: (q: Query & { q?: string }) => list<Junction>(http.GET('/api/v1/junctions', { params: { query: clean(q) } })),
	junction: (id: number) => take<JunctionFull>(http.GET('/api/v1/junctions/{id}', { params: { path: { id } } })),
	junctionVersion: (id: number, version: number) => take<JunctionGeometry>(http.GET('/api/v1/junctions/{id}/versions/{name}', { params: { path: { id, name: String(version) } } })),
	junctionNow: (id: number) => take<JunctionNow>(http.GET('/api/v1/junctions/{id}/signals', { params: { path: { id } } })),
	addJunction: (body: S['JunctionNew']) => take<JunctionFull>(http.POST('/api/v1/junctions', { body })),
	junctionDraft: (id: number, body: S['JunctionDraft']) => take<JunctionFull>(http.PUT('/api/v1/junctions/{id}/draft', { params: { path: { id } }, body })),
	junctionDo: (id: number, event: 'publish' | 'discard', ver: number) => take<JunctionFull>(http.POST('/api/v1/junctions/{id}/do/{event}', { params: { path: { id, event } }, body: { ver } })),
	junctionSource: (id: number, body: S['JunctionSource']) => take<JunctionFull>(http.PUT('/api/v1/junctions/{id}/source', { params: { path: { id } }, body })),
	importJunctions: (body: S['JunctionImport']) => take<S['JunctionImported']>(http.POST('/api/v1/junctions/import', { body })),
	alarms: (q: Query & { open?: boolean }) => list<StationAlarm>(http.GET('/api/v1/alarms', { params: { query: clean(q) } })),

	bikes: (q: string, signal?: AbortSignal) => list<Bike>(http.GET('/api/v1/bikes', { params: { query: { q } }, signal })),
	bike: (id: number) => take<Bike>(http.GET('/api/v1/bikes/{id}', { params: { path: { id } } })),
	bikeHistory: (id: number) => list<BikeHistory>(http.GET('/api/v1/bikes/{id}/history', { params: { path: { id } } })),
	bikePhotos: (id: number) => list<BikePhoto>(http.GET('/api/v1/bikes/{id}/photos', { params: { path: { id } } })),
	/** Each look is audited; photos of papers want a fresh code. */
	bikePhoto: (id: number, name: string) => fresh<Blob>(() => http.GET('/api/v1/bikes/{id}/photos/{name}', { params: { path: { id, name } }, parseAs: 'blob' })),
	askCorrection: (id: number, body: S['CorrectionNew']) => take<Bike>(http.POST('/api/v1/bikes/{id}/corrections', { params: { path: { id } }, body })),
	corrections: (q: Query & { open?: boolean }) => list<Correction>(http.GET('/api/v1/corrections', { params: { query: clean({ limit: 100, ...q }) } })),
	decideCorrection: (id: number, event: 'approve' | 'refuse') => take<Correction>(http.POST('/api/v1/corrections/{id}/do/{event}', { params: { path: { id, event } } })),

	thefts: (q: Query & { state?: string; open?: boolean; queue?: string; mine?: boolean; crime?: number; q?: string }) => list<Theft>(http.GET('/api/v1/thefts', { params: { query: clean(q) } })),
	/** The queues; what else it tells is of today only here, the figures page has it. */
	theftCounts: () => take<S['TheftCounts']>(http.GET('/api/v1/thefts/counts', { params: { query: { from: serverNow() } } })),
	theft: (id: number) => take<Theft>(http.GET('/api/v1/thefts/{id}', { params: { path: { id } } })),
	report: (body: TheftNew) => take<Theft>(http.POST('/api/v1/thefts', { body })),
	doTheft: (id: number, event: string, body: S['TheftStep']) =>
		take<Theft>(http.POST('/api/v1/thefts/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	assignTheft: (id: number, body: S['TheftAssign']) => take<Theft>(http.POST('/api/v1/thefts/{id}/assign', { params: { path: { id } }, body: clean(body) })),
	/** Of one crime with another case; without one a crime of its own again. */
	theftCrime: (id: number, caseId?: number) => take<Theft>(http.POST('/api/v1/thefts/{id}/crime', { params: { path: { id } }, body: clean({ caseId }) })),
	unmaskTeller: (id: number, body: S['TheftUnmask']) => fresh<S['TheftReporterClear']>(() => http.POST('/api/v1/thefts/{id}/unmask', { params: { path: { id } }, body })),
	theftEvents: (id: number) => list<TheftEvent>(http.GET('/api/v1/thefts/{id}/events', { params: { path: { id } } })),
	/** ver: the version the page shows; see Live.moved. */
	live: (id: number, ver: number) => take<Live>(http.GET('/api/v1/thefts/{id}/live', { params: { path: { id }, query: { ver } } })),
	/** Two looks at the trail, each audited: only when asked for. */
	foresee: async (id: number): Promise<Foreseen> => {
		const q = { params: { path: { id } } }
		return { next: await take(http.GET('/api/v1/thefts/{id}/next', q)), dark: await take(http.GET('/api/v1/thefts/{id}/dark', q)) }
	},
	/** Looks at the trail, each audited: only when asked for. */
	companions: (id: number, q: { from?: number; to?: number }) => take<Companions>(http.GET('/api/v1/thefts/{id}/companions', { params: { path: { id }, query: clean(q) } })),
	passed: (id: number, scenes: SceneAsked[], ordered: boolean) => take<Passed>(http.POST('/api/v1/thefts/{id}/passed', { params: { path: { id } }, body: { scenes, ordered } })),
	evidence: (id: number, q: { from?: number; to?: number }) => take<Evidence>(http.GET('/api/v1/thefts/{id}/evidence', { params: { path: { id }, query: clean(q) } })),
	clones: (q: { from?: number; to?: number }) => take<Clones>(http.GET('/api/v1/analysis/clones', { params: { query: clean(q) } })),
	misplaced: (q: { from?: number; to?: number }) => take<Misplaced>(http.GET('/api/v1/analysis/misplaced', { params: { query: clean(q) } })),
	trail: async (id: number, q: { from?: number; to?: number; ver?: number }): Promise<Trail> => {
		const t = await take<Trail>(http.GET('/api/v1/thefts/{id}/trail', { params: { path: { id }, query: clean(q) } }))
		return { ...t, visits: t.visits ?? [], positions: t.positions ?? [], gaps: t.gaps ?? [] }
	},

	helpers: (id: number) => list<CaseHelper>(http.GET('/api/v1/thefts/{id}/helpers', { params: { path: { id } } })),
	setHelper: (id: number, name: string, event: 'add' | 'remove') => list<CaseHelper>(http.POST('/api/v1/thefts/{id}/helpers/{event}', { params: { path: { id, event } }, body: { name } })),
	accessDesk: (caseId?: number) => take<AccessDesk>(http.GET('/api/v1/access/desk', { params: { query: clean({ case: caseId }) } })),
	accessRequests: (which: 'mine' | 'decide', after?: number) => list<AccessRequest>(http.GET('/api/v1/access/requests', { params: { query: clean({ which, after, limit: 50 }) } })),
	accessRequest: (id: number) => take<AccessRequest>(http.GET('/api/v1/access/requests/{id}', { params: { path: { id } } })),
	askAccess: (body: AccessRequestNew) => take<AccessRequest>(http.POST('/api/v1/access/requests', { body })),
	decideAccess: (id: number, event: 'approve' | 'refuse', note: string) => fresh<AccessRequest>(() => http.POST('/api/v1/access/requests/{id}/decide/{event}', { params: { path: { id, event } }, body: { note } })),
	withdrawAccess: (id: number) => take<AccessRequest>(http.POST('/api/v1/access/requests/{id}/withdraw', { params: { path: { id } } })),
	askedTrail: (id: number) => take<Trail>(http.GET('/api/v1/access/requests/{id}/trail', { params: { path: { id } } })),
	/** The auditor's address of the same lists is the auditor's alone. */
	findings: (auditor: boolean, open: boolean, after?: number) => {
		const params = { query: clean({ open: open || undefined, after, limit: 50 }) }
		return list<AccessFinding>(auditor ? http.GET('/api/v1/audit/findings', { params }) : http.GET('/api/v1/access/findings', { params }))
	},
	closeFinding: (auditor: boolean, id: number, verdict: 'fine' | 'misuse', note: string) => {
		const q = { params: { path: { id } }, body: { verdict, note } }
		return take<AccessFinding>(auditor ? http.POST('/api/v1/audit/findings/{id}/close', q) : http.POST('/api/v1/access/findings/{id}/close', q))
	},
	sample: (auditor: boolean, open: boolean, after?: number) => {
		const params = { query: clean({ open: open || undefined, after, limit: 50 }) }
		return list<AccessSample>(auditor ? http.GET('/api/v1/audit/sample', { params }) : http.GET('/api/v1/access/sample', { params }))
	},
	reviewSample: (auditor: boolean, id: number, verdict: 'fine' | 'misuse', note: string) => {
		const q = { params: { path: { id } }, body: { verdict, note } }
		return take<AccessSample>(auditor ? http.POST('/api/v1/audit/sample/{id}/review', q) : http.POST('/api/v1/access/sample/{id}/review', q))
	},

	alertPrecision: (q: { from?: number; to?: number }) => list<S['AlertPrecision']>(http.GET('/api/v1/alerts/precision', { params: { query: clean(q) } })),
	guardFigures: (q: { from?: number; to?: number }) => list<S['GuardFigure']>(http.GET('/api/v1/guard-alerts/figures', { params: { query: clean(q) } })),
	guardAlerts: (open: boolean) => list<GuardAlert>(http.GET('/api/v1/guard-alerts', { params: { query: { open, limit: 20 } } })),
	takeGuard: (id: number) => take<GuardAlert>(http.POST('/api/v1/guard-alerts/{id}/take', { params: { path: { id } } })),
	alerts: (q: Query & { open?: boolean; shelved?: boolean; flood?: number }) => list<Alert>(http.GET('/api/v1/alerts', { params: { query: clean(q) } })),
	ack: (id: number) => take<Alert>(http.POST('/api/v1/alerts/{id}/ack', { params: { path: { id } } })),
	shelve: (id: number, body: S['AlertShelve']) => take<Alert>(http.POST('/api/v1/alerts/{id}/shelve', { params: { path: { id } }, body })),
	unshelve: (id: number, body: S['AlertVer']) => take<Alert>(http.POST('/api/v1/alerts/{id}/unshelve', { params: { path: { id } }, body })),
	falseAlarm: (id: number, body: S['AlertFalse']) => take<Alert>(http.POST('/api/v1/alerts/{id}/false', { params: { path: { id } }, body })),
	around: (id: number) => list<AlertStation>(http.GET('/api/v1/alerts/{id}/around', { params: { path: { id } } })),
	floods: () => list<AlertFlood>(http.GET('/api/v1/alerts/floods', { params: { query: { open: true, limit: 50 } } })),
	ackFlood: (id: number) => take<AlertFlood>(http.POST('/api/v1/alerts/floods/{id}/ack', { params: { path: { id } } })),
	issueOrder: (id: number, body: S['OrderNew']) => take<Order>(http.POST('/api/v1/alerts/{id}/order', { params: { path: { id } }, body: clean(body) })),
	orders: (q: Query & { open?: boolean; state?: string }) => list<Order>(http.GET('/api/v1/orders', { params: { query: clean(q) } })),
	/** The administrator's address of the same rows is the administrator's alone. */
	duty: (keeps: boolean) => everyPage<Duty>(after => list<Duty>(keeps ? http.GET('/api/v1/duty', { params: { query: clean({ after, limit: 500 }) } })
		: http.GET('/api/v1/duty/board', { params: { query: clean({ after, limit: 500 }) } }))),
	dutyNow: (keeps: boolean) => everyPage<DutyNow>(after => list<DutyNow>(keeps ? http.GET('/api/v1/duty/now', { params: { query: clean({ after, limit: 500 }) } })
		: http.GET('/api/v1/duty/board/now', { params: { query: clean({ after, limit: 500 }) } }))),
	dutyShifts: (keeps: boolean) => everyPage<DutyShift>(after => list<DutyShift>(keeps ? http.GET('/api/v1/duty/shifts', { params: { query: clean({ after, limit: 500 }) } })
		: http.GET('/api/v1/duty/board/shifts', { params: { query: clean({ after, limit: 500 }) } }))),
	addShift: (body: S['DutyShiftNew']) => take<DutyShift>(http.POST('/api/v1/duty/shifts', { body })),
	editShift: (id: number, body: S['DutyShiftEdit']) => take<DutyShift>(http.POST('/api/v1/duty/shifts/{id}', { params: { path: { id } }, body })),
	stepShift: (id: number, event: 'end' | 'undo', ver: number) => take<DutyShift>(http.POST('/api/v1/duty/shifts/{id}/do/{event}', { params: { path: { id, event } }, body: { ver } })),
	setDuty: (body: S['DutyNew']) => take<Duty>(http.POST('/api/v1/duty', { body })),
	dropDuty: (id: number) => take<unknown>(http.POST('/api/v1/duty/{id}/drop', { params: { path: { id } } })),
	/** Audited: one page of what readers carry. */
	watchlist: (since: number, after?: number, upto?: number) => take<Watchlist>(http.GET('/api/v1/watchlist', { params: { query: clean({ since, after, upto }) } })),
	order: (id: number) => take<Order>(http.GET('/api/v1/orders/{id}', { params: { path: { id } } })),
	evidencePhotos: (of: 'orders' | 'thefts', id: number) => list<EvidencePhoto>(of === 'orders' ? http.GET('/api/v1/orders/{id}/photos', { params: { path: { id } } }) : http.GET('/api/v1/thefts/{id}/photos', { params: { path: { id } } })),
	/** Audited. */
	evidencePhoto: (of: 'orders' | 'thefts', id: number, name: string) => fresh<Blob>(() => (of === 'orders' ? http.GET('/api/v1/orders/{id}/photos/{name}', { params: { path: { id, name } }, parseAs: 'blob' }) : http.GET('/api/v1/thefts/{id}/photos/{name}', { params: { path: { id, name } }, parseAs: 'blob' }))),
	orderPhoto: (id: number, jpeg: Blob) => take<EvidencePhoto>(http.POST('/api/v1/orders/{id}/photos', { params: { path: { id } }, body: jpeg as never, bodySerializer: b => b as never, headers: { 'Content-Type': 'image/jpeg' } })),
	/** Audited; papers with a whole identity want a fresh code. */
	claimPhoto: (id: number, name: string) => fresh<Blob>(() => http.GET('/api/v1/claims/{id}/papers/{name}', { params: { path: { id, name } }, parseAs: 'blob' })),
	orderEvents: (id: number) => list<OrderEvent>(http.GET('/api/v1/orders/{id}/events', { params: { path: { id } } })),
	doOrder: (id: number, event: string, body: S['OrderStep']) => take<Order>(http.POST('/api/v1/orders/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	askHelp: (id: number, body: S['OrderAsk']) => take<Order>(http.POST('/api/v1/orders/{id}/ask', { params: { path: { id } }, body: clean(body) })),
	answerHelp: (id: number, event: 'accept' | 'decline', note: string) => take<Order>(http.POST('/api/v1/assists/{id}/do/{event}', { params: { path: { id, event } }, body: clean({ note: note || undefined }) })),

	mapBikes: async (b: Box, zoom: number, signal: AbortSignal): Promise<MapBikes> => {
		const m = await take<MapBikes>(http.GET('/api/v1/map/bikes', { params: { query: { ...b, zoom } }, signal }))
		// An empty list may come as null.
		return m.mode === 'bikes' ? { ...m, bikes: m.bikes ?? [] } : { ...m, cells: m.cells ?? [] }
	},

	audit: (q: Query & { verb?: string; group?: string; actor?: number; subject?: string; from?: number; to?: number }) => list<AuditRow>(http.GET('/api/v1/audit', { params: { query: clean(q) } })),
	auditVerbs: async () => (await list<AuditVerb>(http.GET('/api/v1/audit/verbs'))).items,
	auditAccounts: async (q: string) => (await list<AuditAccount>(http.GET('/api/v1/audit/accounts', { params: { query: { q } } }))).items,
	auditChain: () => take<AuditChain>(http.GET('/api/v1/audit/chain')),
	accounts: (after?: number) => list<Account>(http.GET('/api/v1/accounts', { params: { query: clean({ after, limit: 200 }) } })),
	rights: (after?: number) => list<Account>(http.GET('/api/v1/accounts/rights', { params: { query: clean({ after, limit: 200 }) } })),
	addAccount: (body: S['AccountNew']) => take<AccountSecrets>(http.POST('/api/v1/accounts', { body })),
	resetPassword: (id: number) => fresh<AccountSecrets>(() => http.POST('/api/v1/accounts/{id}/reset', { params: { path: { id } } })),
	doAccount: (id: number, event: string) => fresh<Account>(() => http.POST('/api/v1/accounts/{id}/do/{event}', { params: { path: { id, event } } })),
	units: async (): Promise<Unit[]> => {
		const all: Unit[] = []
		for (let after: number | null = 0; after !== null && all.length < 20_000;) {
			const p: Page<Unit> = await list<Unit>(http.GET('/api/v1/units', { params: { query: { after, limit: 500 } } }))
			all.push(...p.items)
			after = p.next
		}
		return all
	},
	addUnit: (body: UnitNew) => take<Unit>(http.POST('/api/v1/units', { body })),
	renameUnit: (id: number, name: string) => take<Unit>(http.PUT('/api/v1/units/{id}', { params: { path: { id } }, body: { name } })),
	closeUnit: (id: number) => take<Unit>(http.POST('/api/v1/units/{id}/close', { params: { path: { id } } })),
	grantsAsked: (after?: number) => list<Grant>(http.GET('/api/v1/grants/asked', { params: { query: clean({ after }) } })),
	grants: (open: boolean, after?: number) => list<Grant>(http.GET('/api/v1/grants', { params: { query: clean({ after, open: open || undefined }) } })),
	askGrant: (body: GrantNew) => take<Grant>(http.POST('/api/v1/grants', { body })),
	decideGrant: (id: number, event: 'approve' | 'refuse') => fresh<Grant>(() => http.POST('/api/v1/grants/{id}/do/{event}', { params: { path: { id, event } } })),
	withdrawGrant: (id: number) => take<Grant>(http.POST('/api/v1/grants/{id}/do/withdraw', { params: { path: { id } } })),
	figures: () => list<FigureDefinition>(http.GET('/api/v1/figures')),
	figure: (name: string, q: FigureQuery) => take<Figure>(http.GET('/api/v1/figures/{name}', { params: { path: { name }, query: clean(q) } })),
	junctionMap: (q: { from: string; to: string; kind?: string; firstHour?: number; lastHour?: number }) => take<S['JunctionMap']>(http.GET('/api/v1/figures/junctions', { params: { query: clean(q) } })),
	junctionChange: (q: { junction: number; day: string; days: number }) => take<JunctionChange>(http.GET('/api/v1/figures/junction-change', { params: { query: q } })),
	figureRows: (name: string, q: FigureQuery & Query & { key?: string }) => list<FigureItem>(http.GET('/api/v1/figures/{name}/rows', { params: { path: { name }, query: clean(q) } })),
	points: async (): Promise<S['Site'][]> => (await list<S['Site']>(http.GET('/api/v1/sites', { params: { query: { limit: 500 } } }))).items,
	exports: (after?: number) => list<ExportRun>(http.GET('/api/v1/exports', { params: { query: clean({ after, limit: 50 }) } })),
	exportAsks: (which: 'mine' | 'decide', after?: number) => list<ExportAsk>(http.GET('/api/v1/exports/asks', { params: { query: clean({ which, after, limit: 50 }) } })),
	askExport: (body: ExportNew) => take<ExportAsk>(http.POST('/api/v1/exports/asks', { body })),
	decideExport: (id: number, event: string, note: string) => take<ExportAsk>(http.POST('/api/v1/exports/asks/{id}/do/{event}', { params: { path: { id, event } }, body: { note } })),
	exportCount: (q: ExportFilter) => take<ExportCount>(http.GET('/api/v1/exports/count', { params: { query: clean(q) } })),
	/** The file and the name the server gives it. */
	exportFile: async (body: ExportNew): Promise<{ blob: Blob; name: string }> => {
		let name = ''
		const blob = await fresh<Blob>(async () => {
			const r = await http.POST('/api/v1/exports', { body, parseAs: 'blob' })
			name = /filename="([^"]+)"/.exec(r.response.headers.get('content-disposition') ?? '')?.[1] ?? ''
			return r
		})
		return { blob, name }
	},
	claims: (q: Query & { open?: boolean; state?: string }) => list<ClaimBrief>(http.GET('/api/v1/claims', { params: { query: clean(q) } })),
	claim: (id: number) => take<Claim>(http.GET('/api/v1/claims/{id}', { params: { path: { id } } })),
	claimCheck: (body: S['ClaimAbout']) => take<ClaimOutlook>(http.POST('/api/v1/claims/check', { body })),
	fileClaim: (body: S['ClaimAbout']) => take<Claim>(http.POST('/api/v1/claims', { body })),
	claimCard: (id: number, card: string) => take<Claim>(http.POST('/api/v1/claims/{id}/card', { params: { path: { id } }, body: { card } })),
	claimPaper: (id: number, kind: string) => take<Claim>(http.POST('/api/v1/claims/{id}/papers', { params: { path: { id } }, body: { kind } })),
	/** Open ones, the most pressing first. */
	appealsOpen: () => list<Appeal>(http.GET('/api/v1/appeals', { params: { query: { limit: 50 } } })),
	violationsDue: () => list<ViolationDue>(http.GET('/api/v1/violations/due', {})),
	custodies: (q: Query & { state?: string }) => list<Custody>(http.GET('/api/v1/custody', { params: { query: clean(q) } })),
	custody: (id: number) => take<Custody>(http.GET('/api/v1/custody/{id}', { params: { path: { id } } })),
	custodyEvents: (id: number) => list<SpotHistory>(http.GET('/api/v1/custody/{id}/events', { params: { path: { id } } })),
	custodyRelease: (id: number, body: S['CustodyRelease']) => take<Custody>(http.POST('/api/v1/custody/{id}/release', { params: { path: { id } }, body: clean(body) })),
	custodyMove: (id: number, body: S['CustodyMove']) => take<Custody>(http.POST('/api/v1/custody/{id}/move', { params: { path: { id } }, body })),
	custodyDo: (id: number, event: string, body: S['CustodyDo']) => take<Custody>(http.POST('/api/v1/custody/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	spotDecisions: (q: Query & { state?: string; number?: string; back?: boolean }) => list<SpotDecision>(http.GET('/api/v1/spot/decisions', { params: { query: clean(q) } })),
	spotDecision: (id: number) => take<SpotDecision>(http.GET('/api/v1/spot/decisions/{id}', { params: { path: { id } } })),
	spotEvents: (id: number) => list<SpotHistory>(http.GET('/api/v1/spot/decisions/{id}/events', { params: { path: { id } } })),
	spotPay: (id: number, body: S['SpotPay']) => take<SpotDecision>(http.POST('/api/v1/spot/decisions/{id}/pay', { params: { path: { id } }, body: clean(body) })),
	spotCancel: (id: number, body: S['SpotCancel']) => take<SpotDecision>(http.POST('/api/v1/spot/decisions/{id}/cancel', { params: { path: { id } }, body })),
	seizedGoods: (q: Query & { open?: boolean; state?: string; kind?: string; caseId?: number }) => list<Seized>(http.GET('/api/v1/seized', { params: { query: clean(q) } })),
	seized: (id: number) => take<Seized>(http.GET('/api/v1/seized/{id}', { params: { path: { id } } })),
	seize: (body: SeizedNew) => take<Seized>(http.POST('/api/v1/seized', { body: clean(body) })),
	seizedCandidates: (id: number) => list<SeizedCandidate>(http.GET('/api/v1/seized/{id}/candidates', { params: { path: { id } } })),
	seizedEvents: (id: number) => list<SeizedEvent>(http.GET('/api/v1/seized/{id}/events', { params: { path: { id } } })),
	doSeized: (id: number, event: string, body: S['SeizedStep']) => take<Seized>(http.POST('/api/v1/seized/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	correctSeized: (id: number, body: S['SeizedCorrect']) => take<Seized>(http.POST('/api/v1/seized/{id}/correct', { params: { path: { id } }, body })),
	dens: (q: Query) => list<Den>(http.GET('/api/v1/dens', { params: { query: clean(q) } })),
	addDen: (body: S['DenNew']) => take<Den>(http.POST('/api/v1/dens', { body: clean(body) })),
	setDen: (id: number, body: S['DenSet']) => take<Den>(http.POST('/api/v1/dens/{id}', { params: { path: { id } }, body })),
	suspects: (q: Query & { caseId?: number }) => list<Suspect>(http.GET('/api/v1/suspects', { params: { query: clean(q) } })),
	addSuspect: (body: S['SuspectNew']) => take<Suspect>(http.POST('/api/v1/suspects', { body: clean(body) })),
	setSuspect: (id: number, body: S['SuspectSet']) => take<Suspect>(http.POST('/api/v1/suspects/{id}', { params: { path: { id } }, body })),
	unmaskSuspect: (id: number, body: S['SuspectUnmask']) => fresh<S['SuspectClear']>(() => http.POST('/api/v1/suspects/{id}/unmask', { params: { path: { id } }, body })),
	courses: (q: Query & { fromDay?: number; toDay?: number; state?: string; roomId?: number; free?: boolean }) => list<Course>(http.GET('/api/v1/courses', { params: { query: clean(q) } })),
	course: (id: number) => take<Course>(http.GET('/api/v1/courses/{id}', { params: { path: { id } } })),
	courseRooms: () => list<CourseRoom>(http.GET('/api/v1/course-rooms')),
	addCourseRoom: (body: S['CourseRoomNew']) => take<CourseRoom>(http.POST('/api/v1/course-rooms', { body: clean(body) })),
	closeCourseRoom: (id: number, closed: boolean, ver: number) => take<CourseRoom>(http.POST('/api/v1/course-rooms/{id}/close', { params: { path: { id } }, body: { closed, ver } })),
	planCourses: (body: S['CoursePlan']) => take<S['CoursesPlanned']>(http.POST('/api/v1/courses/plan', { body })),
	cancelCourse: (id: number, reason: string) => take<Course>(http.POST('/api/v1/courses/{id}/cancel', { params: { path: { id } }, body: { reason } })),
	courseRoll: (id: number) => list<CourseRollRow>(http.GET('/api/v1/courses/{id}/roll', { params: { path: { id } } })),
	courseCode: (id: number) => take<CourseCode>(http.GET('/api/v1/courses/{id}/code', { params: { path: { id } } })),
	tickCourse: (id: number, body: S['CourseTick']) => take<S['CourseTicked']>(http.POST('/api/v1/courses/{id}/tick', { params: { path: { id } }, body: clean(body) })),
	courseListsPdf: (day: number) => take<Blob>(http.GET('/api/v1/courses/lists', { params: { query: { day } }, parseAs: 'blob' })),
	courseListPdf: (id: number) => take<Blob>(http.GET('/api/v1/courses/{id}/list', { params: { path: { id } }, parseAs: 'blob' })),
	courseDuties: (q: Query & { state?: string; month?: number; overdue?: boolean; never?: boolean }) => list<CourseDuty>(http.GET('/api/v1/course-duties', { params: { query: clean(q) } })),
	courseDuty: (id: number) => take<CourseDuty>(http.GET('/api/v1/course-duties/{id}', { params: { path: { id } } })),
	courseEvents: (id: number) => list<CourseEvent>(http.GET('/api/v1/course-duties/{id}/events', { params: { path: { id } } })),
	courseStep: (id: number, event: string, body: S['CourseDutyDo']) => take<CourseDuty>(http.POST('/api/v1/course-duties/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	inviteToCourse: (body: S['CourseInvite']) => take<S['CourseInvited']>(http.POST('/api/v1/course-duties/invite', { body: clean(body) })),
	/** by: name or phone with its whole value, or a plate */
	findCourseDuties: (body: S['CourseFind']) => list<CourseDuty>(http.POST('/api/v1/course-duties/find', { body: clean(body) })),
	/** without a month: of all months */
	courseFigures: (month?: number) => take<CourseFigures>(http.GET('/api/v1/course-figures', { params: { query: clean({ month }) } })),
	courseExams: (id: number) => list<Exam>(http.GET('/api/v1/course-duties/{id}/exams', { params: { path: { id } } })),
	drawExam: (id: number) => take<Exam>(http.POST('/api/v1/course-duties/{id}/exam', { params: { path: { id } } })),
	examPdf: (id: number, name: 'paper' | 'key') => take<Blob>(http.GET('/api/v1/course-duties/{id}/exam/{name}', { params: { path: { id, name } }, parseAs: 'blob' })),
	enterExam: (id: number, answers: string) => take<Exam>(http.POST('/api/v1/course-duties/{id}/exam/enter', { params: { path: { id } }, body: { answers } })),
	courseCertificatePdf: (id: number) => take<Blob>(http.GET('/api/v1/course-duties/{id}/certificate', { params: { path: { id } }, parseAs: 'blob' })),
	questions: (q: Query & { topic?: string; retired?: boolean }) => list<Question>(http.GET('/api/v1/course-questions', { params: { query: clean(q) } })),
	importQuestions: (file: Blob, dry: boolean) => take<QuestionImport>(http.POST('/api/v1/course-questions/import', { params: { query: dry ? { dry } : {} }, headers: { 'Content-Type': 'text/csv' }, body: file as unknown as string, bodySerializer: b => b as unknown as Blob })),
	retireQuestion: (id: number) => take<Question>(http.POST('/api/v1/course-questions/{id}/retire', { params: { path: { id } } })),
	courseFilm: () => take<S['CourseFilm']>(http.GET('/api/v1/course-film')),
	filmBegin: (bytes: number) => take<S['FilmUpload']>(http.POST('/api/v1/course-film/uploads', { body: { bytes } })),
	filmStands: (name: string) => take<S['FilmUpload']>(http.GET('/api/v1/course-film/uploads/{name}', { params: { path: { name } } })),
	filmPart: (name: string, offset: number, bytes: Blob) =>
		take<S['FilmUpload']>(http.POST('/api/v1/course-film/uploads/{name}/part', { params: { path: { name }, query: { offset } }, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes as unknown as string, bodySerializer: b => b as unknown as Blob, signal: AbortSignal.timeout(60_000) })),
	filmEnd: (name: string, body: S['FilmEnd']) => take<S['FilmKept']>(http.POST('/api/v1/course-film/uploads/{name}/end', { params: { path: { name } }, body: clean(body), signal: AbortSignal.timeout(60_000) })),
	setCourseFilm: (body: S['CourseFilm']) => take<S['CourseFilm']>(http.POST('/api/v1/course-film', { body: clean(body) })),
	returnDays: (q: Query) => list<ReturnDay>(http.GET('/api/v1/return-days', { params: { query: clean(q) } })),
	returnDay: (id: number) => take<ReturnDay>(http.GET('/api/v1/return-days/{id}', { params: { path: { id } } })),
	addReturnDay: (body: S['ReturnDayNew']) => take<ReturnDay>(http.POST('/api/v1/return-days', { body: clean(body) })),
	closeReturnDay: (id: number) => take<ReturnDay>(http.POST('/api/v1/return-days/{id}/close', { params: { path: { id } } })),
	returnItems: (id: number) => list<ReturnItem>(http.GET('/api/v1/return-days/{id}/items', { params: { path: { id } } })),
	listForReturn: (id: number, body: S['ReturnItemNew']) => take<ReturnItem>(http.POST('/api/v1/return-days/{id}/items', { params: { path: { id } }, body: clean(body) })),
	returnCall: (id: number, body: S['ReturnCall']) => take<ReturnItem>(http.POST('/api/v1/return-items/{id}/call', { params: { path: { id } }, body: clean(body) })),
	returnCheckIn: (id: number, body: S['ReturnCheckIn']) => take<ReturnItem>(http.POST('/api/v1/return-items/{id}/check-in', { params: { path: { id } }, body: clean(body) })),
	returnGive: (id: number, body: S['ReturnGive']) => take<ReturnItem>(http.POST('/api/v1/return-items/{id}/give', { params: { path: { id } }, body: clean(body) })),
	returnNoShow: (id: number) => take<ReturnItem>(http.POST('/api/v1/return-items/{id}/no-show', { params: { path: { id } } })),
	returnOff: (id: number) => take<ReturnItem>(http.POST('/api/v1/return-items/{id}/off', { params: { path: { id } } })),
	returnPhoto: (id: number, name: 'voucher' | 'person') => fresh<Blob>(() => http.GET('/api/v1/return-items/{id}/photos/{name}', { params: { path: { id, name } }, parseAs: 'blob' })),
	doClaim: (id: number, event: string, body: S['ClaimStep']) => take<Claim>(http.POST('/api/v1/claims/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	claimBatches: (after?: number) => list<ClaimBatchBrief>(http.GET('/api/v1/claims/batches', { params: { query: clean({ after, limit: 50 }) } })),
	claimBatch: (id: number) => take<ClaimBatch>(http.GET('/api/v1/claims/batches/{id}', { params: { path: { id } } })),
	makeClaimBatch: () => take<ClaimBatch>(http.POST('/api/v1/claims/batches', { body: {} })),
	doClaimBatch: (id: number, event: 'release' | 'cancel', ver: number) => fresh<ClaimBatch>(() => http.POST('/api/v1/claims/batches/{id}/do/{event}', { params: { path: { id, event } }, body: { ver } })),
	claimBankFile: async (id: number, query: boolean): Promise<{ blob: Blob; name: string }> => {
		let name = ''
		const blob = await fresh<Blob>(async () => {
			const r = await http.POST('/api/v1/claims/batches/{id}/file', { params: { path: { id } }, body: { query }, parseAs: 'blob' })
			name = /filename="([^"]+)"/.exec(r.response.headers.get('content-disposition') ?? '')?.[1] ?? ''
			return r
		})
		return { blob, name }
	},
	accidents: (q: Query & { queue?: string }) => list<AccidentBrief>(http.GET('/api/v1/accidents', { params: { query: clean(q) } })),
	accident: (id: number) => take<Accident>(http.GET('/api/v1/accidents/{id}', { params: { path: { id } } })),
	reportAccident: (body: S['AccidentReport']) => take<Accident>(http.POST('/api/v1/accidents', { body })),
	accidentFigures: (days: number) => take<AccidentFigures>(http.GET('/api/v1/accidents/figures', { params: { query: { days } } })),
	surveyors: async (): Promise<Surveyor[]> => (await list<Surveyor>(http.GET('/api/v1/accidents/surveyors'))).items,
	accidentAssign: (id: number, body: S['AccidentAssign']) => take<Accident>(http.POST('/api/v1/accidents/{id}/assign', { params: { path: { id } }, body })),
	accidentFinding: (id: number, body: S['AccidentFinding']) => take<Accident>(http.POST('/api/v1/accidents/{id}/finding', { params: { path: { id } }, body })),
	accidentParty: (id: number, body: S['AccidentPartyNew']) => take<Accident>(http.POST('/api/v1/accidents/{id}/parties', { params: { path: { id } }, body: clean(body) })),
	accidentCard: (id: number, body: S['AccidentCard']) => take<Accident>(http.POST('/api/v1/accidents/{id}/card', { params: { path: { id } }, body })),
	accidentItem: (id: number, body: S['AccidentItemNew']) => take<Accident>(http.POST('/api/v1/accidents/{id}/items', { params: { path: { id } }, body })),
	accidentPhotoAdd: (id: number, body: S['AccidentPhotoNew']) => take<Accident>(http.POST('/api/v1/accidents/{id}/photos', { params: { path: { id } }, body })),
	accidentPhoto: (id: number, n: number) => take<Blob>(http.GET('/api/v1/accidents/{id}/photos/{name}', { params: { path: { id, name: String(n) } }, parseAs: 'blob' })),
	accidentAssess: (id: number, body: S['AccidentAssess']) => take<Accident>(http.POST('/api/v1/accidents/{id}/assess', { params: { path: { id } }, body })),
	accidentAgree: (id: number, body: S['AccidentAgree']) => take<Accident>(http.POST('/api/v1/accidents/{id}/agree', { params: { path: { id } }, body })),
	accidentPay: (id: number, ver: number) => fresh<Accident>(() => http.POST('/api/v1/accidents/{id}/pay', { params: { path: { id } }, body: { ver } })),
	accidentBank: (id: number, body: S['AccidentBank']) => fresh<Accident>(() => http.POST('/api/v1/accidents/{id}/bank', { params: { path: { id } }, body: clean(body) })),
	accidentUnmask: (id: number, body: S['AccidentUnmask']) => fresh<S['AccidentClear']>(() => http.POST('/api/v1/accidents/{id}/unmask', { params: { path: { id } }, body })),
	accidentStep: (id: number, event: string, body: S['AccidentStep']) => take<Accident>(http.POST('/api/v1/accidents/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	accidentFile: () => fresh<Blob>(() => http.POST('/api/v1/accidents/bank-file', { parseAs: 'blob' })),
	accidentResults: (file: Blob) => fresh<BankResults>(() => http.POST('/api/v1/accidents/results', { headers: { 'Content-Type': 'text/csv' }, body: file as unknown as string, bodySerializer: b => b as unknown as Blob })),
	claimResults: (file: Blob) => fresh<BankResults>(() => http.POST('/api/v1/claims/results', { headers: { 'Content-Type': 'text/csv' }, body: file as unknown as string, bodySerializer: b => b as unknown as Blob })),
	claimTables: async (): Promise<ClaimTable[]> => (await list<ClaimTable>(http.GET('/api/v1/claims/rates'))).items,
	setClaimTable: (body: S['ClaimTableNew']) => take<ClaimTable>(http.POST('/api/v1/claims/rates', { body })),
	decideClaimTable: (id: number, event: 'release' | 'refuse') => fresh<ClaimTable>(() => http.POST('/api/v1/claims/rates/{id}/do/{event}', { params: { path: { id, event } } })),
	imports: (after?: number) => list<ImportJob>(http.GET('/api/v1/imports', { params: { query: clean({ after, limit: 20 }) } })),
	importColumns: () => list<ImportColumn>(http.GET('/api/v1/imports/columns')),
	importJob: (id: number) => take<ImportJob>(http.GET('/api/v1/imports/{id}', { params: { path: { id } } })),
	newImport: (body: S['ImportNew']) => fresh<ImportJob>(() => http.POST('/api/v1/imports', { body })),
	importPiece: (id: number, at: number, bytes: Blob) =>
		take<ImportJob>(http.POST('/api/v1/imports/{id}/pieces', { params: { path: { id }, query: { at } }, headers: { 'Content-Type': 'application/octet-stream' }, body: bytes as unknown as string, bodySerializer: b => b as unknown as Blob, signal: AbortSignal.timeout(60_000) })),
	checkImport: (id: number, body: S['ImportCheck']) => fresh<ImportJob>(() => http.POST('/api/v1/imports/{id}/check', { params: { path: { id } }, body })),
	doImport: (id: number, event: 'apply' | 'resume' | 'undo') => fresh<ImportJob>(() => http.POST('/api/v1/imports/{id}/do/{event}', { params: { path: { id, event } } })),
	stopImport: (id: number) => take<ImportJob>(http.POST('/api/v1/imports/{id}/stop', { params: { path: { id } } })),
	discardImport: (id: number) => take<ImportJob>(http.POST('/api/v1/imports/{id}/discard', { params: { path: { id } } })),
	importReasons: (id: number) => list<ImportReason>(http.GET('/api/v1/imports/{id}/reasons', { params: { path: { id } } })),
	importErrors: (id: number, after?: number) => list<ImportError>(http.GET('/api/v1/imports/{id}/errors', { params: { path: { id }, query: clean({ after, limit: 50 }) } })),
	importLeft: (id: number) => list<ImportLeft>(http.GET('/api/v1/imports/{id}/left', { params: { path: { id }, query: { limit: 500 } } })),
	importErrorFile: async (id: number): Promise<{ blob: Blob; name: string }> => {
		let name = ''
		const blob = await fresh<Blob>(async () => {
			const r = await http.GET('/api/v1/imports/{id}/errors/file', { params: { path: { id } }, parseAs: 'blob' })
			name = /filename="([^"]+)"/.exec(r.response.headers.get('content-disposition') ?? '')?.[1] ?? ''
			return r
		})
		return { blob, name }
	},
	/* A line that hangs is a lost line: the page goes on and asks again. */
	desk: (site: number) => take<CounterDesk>(http.GET('/api/v1/counter/desk', { params: { query: { site } }, signal: AbortSignal.timeout(15_000) })),
	counterCheck: (body: CounterBody, signal?: AbortSignal) => take<CounterVerdict>(http.POST('/api/v1/counter/check', { body, signal })),
	counterIssue: (body: CounterBody) => take<CounterIssued>(http.POST('/api/v1/counter/issue', { body, signal: AbortSignal.timeout(30_000) })),
	businessCheck: (body: BusinessBody, signal?: AbortSignal) => take<CounterVerdict>(http.POST('/api/v1/counter/business/check', { body, signal })),
	businessIssue: (body: BusinessBody) => take<CounterIssued>(http.POST('/api/v1/counter/business', { body, signal: AbortSignal.timeout(30_000) })),
	counterRefuse: (body: CounterRefusal) => take<Paper>(http.POST('/api/v1/counter/refuse', { body })),
	papers: (bike: number) => list<Paper>(http.GET('/api/v1/papers', { params: { query: { bike } } })),

	sites: () => list<Site>(http.GET('/api/v1/sites', { params: { query: { limit: 200 } } })),
	siteDay: (id: number, day: string) => take<SiteDay>(http.GET('/api/v1/sites/{id}/slots', { params: { path: { id }, query: { day } } })),
	bookings: async (id: number, day: string, signal?: AbortSignal): Promise<Booking[]> => {
		const all: Booking[] = []
		for (let after: number | null | undefined; after !== null && all.length < 2000;) {
			const p: Page<Booking> = await list<Booking>(http.GET('/api/v1/sites/{id}/bookings', { params: { path: { id }, query: clean({ day, after, limit: 200 }) }, signal }))
			all.push(...p.items)
			after = p.next
		}
		return all
	},
	book: (body: S['BookingNew']) => take<Booking>(http.POST('/api/v1/bookings', { body })),
	moveBooking: (id: number, body: S['BookingMove']) => take<Booking>(http.POST('/api/v1/bookings/{id}/move', { params: { path: { id } }, body })),
	doBooking: (id: number, event: string) => take<Booking>(http.POST('/api/v1/bookings/{id}/do/{event}', { params: { path: { id, event } } })),
	walkIn: (id: number, purpose: Purpose, name: string, phone: string) => take<Booking>(http.POST('/api/v1/sites/{id}/walk-in', { params: { path: { id } }, body: clean({ purpose, name, phone }) })),
	callNext: (id: number, window: number) => take<Booking>(http.POST('/api/v1/sites/{id}/call', { params: { path: { id } }, body: { window } })),
	siteWait: (id: number, day: string) => take<QueueWait>(http.GET('/api/v1/sites/{id}/wait', { params: { path: { id }, query: { day } } })),
	display: (id: number) => take<QueueDisplay>(http.GET('/api/v1/sites/{id}/display', { params: { path: { id } } })),
	hears: (id: number, tag: string, signal?: AbortSignal) => list<TagEar>(http.GET('/api/v1/sites/{id}/hears', { params: { path: { id }, query: { tag } }, signal })),
	plan: (id: number) => take<SitePlan>(http.GET('/api/v1/sites/{id}/hours', { params: { path: { id } } })),
	outside: async (id: number, q: { weekday?: number; spans?: string; day?: string; closed?: boolean; slotMin?: number }): Promise<SiteOutside[]> => (await list<SiteOutside>(http.GET('/api/v1/sites/{id}/outside', { params: { path: { id }, query: clean(q) } }))).items,
	site: (id: number) => take<Site>(http.GET('/api/v1/sites/{id}', { params: { path: { id } } })),
	editSite: (id: number, body: S['SiteNew']) => take<Site>(http.PUT('/api/v1/sites/{id}', { params: { path: { id } }, body })),
	setHours: (id: number, body: S['SiteHours']) => take<unknown>(http.PUT('/api/v1/sites/{id}/hours', { params: { path: { id } }, body })),
	policies: async (): Promise<Policy[]> => (await list<Policy>(http.GET('/api/v1/policies', {}))).items,
	policyHistory: async (key: string): Promise<PolicyRow[]> => (await list<PolicyRow>(http.GET('/api/v1/policies/history', { params: { query: { key } } }))).items,
	policyDry: (key: string, value: string) => take<PolicyDryRun>(http.GET('/api/v1/policies/dry', { params: { query: { key, value } } })),
	policyChanges: (q: { open?: boolean; key?: string; after?: number }) => list<PolicyChange>(http.GET('/api/v1/policies/changes', { params: { query: clean(q) } })),
	askPolicy: (body: S['PolicyChangeNew']) => take<PolicyChange>(http.POST('/api/v1/policies/changes', { body })),
	stepPolicy: (id: number, event: string, body: S['PolicyChangeStep']) => take<PolicyChange>(http.POST('/api/v1/policies/changes/{id}/do/{event}', { params: { path: { id, event } }, body })),

	calendar: (id: number) => take<Calendar>(http.GET('/api/v1/holidays/{id}', { params: { path: { id } } })),
	setCalendar: (id: number, body: S['CalendarSet']) => take<Calendar>(http.PUT('/api/v1/holidays/{id}', { params: { path: { id } }, body })),
	calendarOutside: async (id: number, off: string, work: string): Promise<CalendarOutside[]> => (await list<CalendarOutside>(http.GET('/api/v1/holidays/{id}/outside', { params: { path: { id }, query: clean({ off: off || undefined, work: work || undefined }) } }))).items,
	setDay: (id: number, body: S['SiteDaySet']) => take<unknown>(http.PUT('/api/v1/sites/{id}/day', { params: { path: { id } }, body })),

	numbers: (q: string, deep: boolean, signal?: AbortSignal) => take<NumberFound>(http.GET('/api/v1/numbers', { params: { query: clean({ q, limit: 50, deep: deep || undefined }) }, signal })),
	pasteNumbers: (text: string) => take<{ items: NumberLine[] }>(http.POST('/api/v1/numbers/paste', { body: { text } })),
	overrides: (q: Query & { open?: boolean; mine?: boolean }) => list<NumberOverride>(http.GET('/api/v1/numbers/overrides', { params: { query: clean({ limit: 100, ...q }) } })),
	override: (id: number) => take<NumberReview>(http.GET('/api/v1/numbers/overrides/{id}', { params: { path: { id } } })),
	askOverride: (kind: NumberOverride['kind'], number: string, reason: string, desk: OverrideDesk, photos: OverridePhoto[]) => take<NumberOverride>(http.POST('/api/v1/numbers/overrides', { body: { kind, number, reason, desk, photos } })),
	overridePhoto: (id: number, slot: string) => take<Blob>(http.GET('/api/v1/numbers/overrides/{id}/photos/{name}', { params: { path: { id, name: slot } }, parseAs: 'blob' })),
	doOverride: (id: number, event: string, note: string) => take<NumberOverride>(http.POST('/api/v1/numbers/overrides/{id}/do/{event}', { params: { path: { id, event } }, body: { note } })),

	findOwners: (by: string, value: string) => list<Owner>(http.POST('/api/v1/owners/find', { body: { by, value } })),
	owner: (id: number) => take<Owner>(http.GET('/api/v1/owners/{id}', { params: { path: { id } } })),
	ownerFile: (id: number) => take<OwnerFile>(http.GET('/api/v1/owners/{id}/file', { params: { path: { id } } })),
	ownerBikes: (id: number, after?: number) => list<OwnerBikeSpan>(http.GET('/api/v1/owners/{id}/bikes', { params: { path: { id }, query: clean({ after, limit: 50 }) } })),
	unmask: (id: number, body: S['OwnerUnmask']) => fresh<S['OwnerClear']>(() => http.POST('/api/v1/owners/{id}/unmask', { params: { path: { id } }, body })),
	askMerge: (keep: number, gone: number, reason: string) => take<Owner>(http.POST('/api/v1/owners/{id}/merges', { params: { path: { id: keep } }, body: { gone, reason } })),
	merges: (q: Query & { open?: boolean; mine?: boolean }) => list<OwnerMerge>(http.GET('/api/v1/owner-merges', { params: { query: clean({ limit: 100, ...q }) } })),
	decideMerge: (id: number, event: string, note: string) => take<OwnerMerge>(http.POST('/api/v1/owner-merges/{id}/do/{event}', { params: { path: { id, event } }, body: { note } })),

	bikePlans: (id: number) => take<S['BikePlans']>(http.GET('/api/v1/bikes/{id}/plans', { params: { path: { id } } })),
	planOf: (id: number) => take<Plan>(http.GET('/api/v1/plans/{id}', { params: { path: { id } } })),
	sellPlan: (body: S['PlanSale']) => take<Plan>(http.POST('/api/v1/plans', { body })),
	cancelPlan: (id: number) => take<Plan>(http.POST('/api/v1/plans/{id}/cancel', { params: { path: { id } } })),
	repayPlan: (id: number, body: S['PlanRepay']) => take<Plan>(http.POST('/api/v1/plans/{id}/repay', { params: { path: { id } }, body })),
	sitePlans: (id: number, day: string, after?: number) => list<Plan>(http.GET('/api/v1/sites/{id}/plans', { params: { path: { id }, query: clean({ day, after }) } })),
	till: (id: number, day: string) => take<Till>(http.GET('/api/v1/sites/{id}/till', { params: { path: { id }, query: { day } } })),
	countTill: (id: number, body: S['TillCount']) => take<Till>(http.POST('/api/v1/sites/{id}/till', { params: { path: { id } }, body })),
	closeTill: (id: number, body: S['TillClose']) => take<Till>(http.POST('/api/v1/sites/{id}/till/close', { params: { path: { id } }, body })),
	tills: (from: string, to: string, open: boolean, audit = false) => list<Till>(http.GET(audit ? '/api/v1/audit/books/tills' : '/api/v1/tills', { params: { query: clean({ from, to, open: open || undefined }) } })),
	books: (audit: boolean, from: string, to: string) => take<S['Books']>(http.GET(audit ? '/api/v1/audit/books' : '/api/v1/books', { params: { query: { from, to } } })),
	bookLines: (audit: boolean, q: { account: string; from: string; to: string; after?: number; limit?: number }) => list<BooksLine>(http.GET(audit ? '/api/v1/audit/books/lines' : '/api/v1/books/lines', { params: { query: q } })),
	bookEntries: (audit: boolean, q: { q?: string; kind?: string; ref?: number }) => list<BooksLine>(http.GET(audit ? '/api/v1/audit/books/entries' : '/api/v1/books/entries', { params: { query: q } })),
	booksFile: async (audit: boolean, body: S['BooksFile']): Promise<{ blob: Blob; name: string }> => {
		let name = ''
		const blob = await fresh<Blob>(async () => {
			const r = await http.POST(audit ? '/api/v1/audit/books/file' : '/api/v1/books/file', { body, parseAs: 'blob' })
			name = /filename="([^"]+)"/.exec(r.response.headers.get('content-disposition') ?? '')?.[1] ?? ''
			return r
		})
		return { blob, name }
	},
	planProducts: () => list<PlanProduct>(http.GET('/api/v1/plan-products', {})),
	askPlanProduct: (body: S['PlanProductNew']) => take<PlanProduct>(http.POST('/api/v1/plan-products', { body })),
	doPlanProduct: (id: number, event: string) => take<PlanProduct>(http.POST('/api/v1/plan-products/{id}/do/{event}', { params: { path: { id, event } } })),

	stock: (siteId?: number) => list<StockSum>(http.GET('/api/v1/stock', { params: { query: clean({ siteId }) } })),
	transfers: (siteId?: number, open?: boolean, after?: number) => list<StockTransfer>(http.GET('/api/v1/stock/transfers', { params: { query: clean({ siteId, open: open || undefined, after }) } })),
	offer: (body: S['StockTransferNew']) => take<StockTransfer>(http.POST('/api/v1/stock/transfers', { body })),
	doTransfer: (id: number, event: string) => take<StockTransfer>(http.POST('/api/v1/stock/transfers/{id}/do/{event}', { params: { path: { id, event } } })),
	counts: (siteId?: number, after?: number) => list<StockCount>(http.GET('/api/v1/stock/counts', { params: { query: clean({ siteId, after }) } })),
	putCount: (body: S['StockCountNew']) => take<S['StockCounted']>(http.POST('/api/v1/stock/counts', { body })),
	receivePlates: (body: S['PlateBatchNew']) => take<S['StockBatch']>(http.POST('/api/v1/stock/plates', { body })),
	receiveTags: (body: S['TagBatchNew']) => take<S['StockBatch']>(http.POST('/api/v1/stock/tags', { body })),
	plateFormats: () => list<PlateFormat>(http.GET('/api/v1/plate-formats', {})),
	silentTags: (after?: number) => list<StockPiece>(http.GET('/api/v1/stock/tags/silent', { params: { query: clean({ after, limit: 100 }) } })),
	weakTags: (after?: number) => list<StockPiece>(http.GET('/api/v1/stock/tags/battery', { params: { query: clean({ after, limit: 100 }) } })),

	collectGrant: (id: number) => fresh<AccountSecrets>(() => http.POST('/api/v1/grants/{id}/do/collect', { params: { path: { id } } }))
}

export const EVENTS_URL = '/api/v1/events'
