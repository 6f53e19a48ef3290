/* The officer's routes, typed by the server's own description. */
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from '@shared/api'
import { waits } from './store'

type S = components['schemas']
export type Me = S['Me']
export type Rules = S['SpotRules']
export type Code = S['SpotCode']
export type Look = S['SpotLook']
export type Decision = S['SpotDecision']
export type Decide = S['SpotDecide']
export type Site = S['Site']
export type Reason = S['SpotLookFor']['reason']

/** status 0: there was no line. */
export class Refused extends Error {
	constructor(readonly status: number, readonly code: string, readonly field: string, readonly wait: number) {
		super(code)
	}
}
export const later = (e: unknown) => (e instanceof Refused ? waits(e.status) : '')

let ended = () => {}
export const onEnded = (fn: () => void) => { ended = fn }
const guard: Middleware = {
	onRequest({ request }) {
		if (request.method !== 'GET') request.headers.set('X-Yanzhen', '1')
		return request
	}
}
/* A line that stands and carries nothing is none. */
const ANSWER_MS = 20_000
function ask(r: Request) {
	const end = new AbortController()
	setTimeout(() => end.abort(), ANSWER_MS)
	return fetch(r, { cache: 'no-store', signal: end.signal })
}
const http = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin', fetch: ask })
http.use(guard)

interface Answer { data?: unknown; error?: unknown; response: Response }
async function take<T>(call: Promise<Answer>, atLogin = false): Promise<T> {
	let a: Answer
	try {
		a = await call
	} catch {
		throw new Refused(0, 'OFFLINE', '', 0)
	}
	if (a.response.ok) return a.data as T
	const e = (a.error as { error?: { code?: string; field?: string } } | undefined)?.error
	if (a.response.status === 401 && !atLogin) ended()
	throw new Refused(a.response.status, e?.code ?? '', e?.field ?? '', Number(a.response.headers.get('Retry-After') ?? 0))
}

export const api = {
	me: () => take<Me>(http.GET('/api/v1/me'), true),
	login: (name: string, password: string, code: string) => take<unknown>(http.POST('/api/v1/login', { body: { name, password, code } }), true),
	logout: () => take<unknown>(http.POST('/api/v1/logout'), true),
	rules: () => take<Rules>(http.GET('/api/v1/spot/rules')),
	look: (q: string, reason: Reason, clientId: string, place: string) => take<Look>(http.POST('/api/v1/spot/lookup', { body: { q, reason, clientId, place } })),
	decide: (body: Decide) => take<Decision>(http.POST('/api/v1/spot/decisions', { body })),
	sites: async () => (await take<{ items: Site[] }>(http.GET('/api/v1/sites', { params: { query: { limit: 500 } } }))).items
}
