/* What the pages of violations ask of the server: it comes with them, not with the application. */
import { clean, fresh, http, list, take, type Appeal, type Exposure, type NamedRider, type NoticeRow, type Query, type Violation, type ViolationBatch, type ViolationCamera, type ViolationCode, type ViolationEvent, type ViolationGround, type ViolationImported, type ViolationTried } from './api'
import type { components } from '@shared/api'
import type { Layout } from './violation'

type S = components['schemas']

/* A geometry that was in force once does not change any more. */
const layouts = new Map<string, Layout>()
async function layout(junction: number, version: number): Promise<Layout> {
	const key = `${junction}/${version}`, known = layouts.get(key)
	if (known) return known
	const [full, g] = await Promise.all([
		take<S['JunctionFull']>(http.GET('/api/v1/junctions/{id}', { params: { path: { id: junction } } })),
		take<S['JunctionGeometry']>(http.GET('/api/v1/junctions/{id}/versions/{name}', { params: { path: { id: junction, name: String(version) } } }))
	])
	const place = new Map(full.stations.map(s => [s.name, s]))
	const spots = g.antennas.flatMap(a => { const s = place.get(a.station); return s ? [[a.station, { lat: s.lat, lon: s.lon, role: a.role, arm: a.arm }] as const] : [] })
	const made: Layout = { arms: g.arms.map(a => ({ arm: a.arm, heading: a.heading, stop: [a.stopLat, a.stopLon] })), spots: new Map(spots) }
	layouts.set(key, made)
	return made
}

export const vapi = {
	layout,
	list: (q: Query & { queue?: boolean; state?: string; kind?: string; source?: string; junctionId?: number; bikeId?: number; from?: string; to?: string; due?: boolean; byPlace?: boolean }) => list<Violation>(http.GET('/api/v1/violations', { params: { query: clean(q) } })),
	one: (id: number) => take<Violation>(http.GET('/api/v1/violations/{id}', { params: { path: { id } } })),
	events: (id: number) => list<ViolationEvent>(http.GET('/api/v1/violations/{id}/events', { params: { path: { id } } })),
	step: (id: number, event: string, body: S['ViolationStep']) => take<Violation>(http.POST('/api/v1/violations/{id}/do/{event}', { params: { path: { id, event } }, body: clean(body) })),
	report: (body: S['ViolationNew']) => take<Violation>(http.POST('/api/v1/violations', { body: clean(body) })),
	/** Audited. */
	picture: (id: number) => take<Blob>(http.GET('/api/v1/violations/{id}/picture', { params: { path: { id } }, parseAs: 'blob' })),
	putPicture: (id: number, jpeg: Blob) => take<Violation>(http.POST('/api/v1/violations/{id}/picture', { params: { path: { id } }, body: jpeg as never, bodySerializer: b => b as never, headers: { 'Content-Type': 'image/jpeg' } })),
	/** Audited. */
	file: (id: number) => take<Blob>(http.GET('/api/v1/violations/{id}/file', { params: { path: { id } }, parseAs: 'blob' })),
	codes: (all = false) => list<ViolationCode>(http.GET('/api/v1/violation-codes', { params: { query: clean({ all: all || undefined }) } })),
	grounds: () => list<ViolationGround>(http.GET('/api/v1/violation-grounds', {})),
	appeals: (decided: boolean, after?: number) => list<Appeal>(http.GET('/api/v1/appeals', { params: { query: clean({ limit: 50, decided: decided || undefined, after }) } })),
	appeal: (id: number) => take<Appeal>(http.GET('/api/v1/appeals/{id}', { params: { path: { id } } })),
	decideAppeal: (id: number, body: { revoke: boolean; ground?: string; reason: string; ver: number }) => take<Appeal>(http.POST('/api/v1/appeals/{id}/decision', { params: { path: { id } }, body })),
	/** Audited. */
	appealPhoto: (id: number, name: string) => fresh<Blob>(() => http.GET('/api/v1/appeals/{id}/photos/{name}', { params: { path: { id, name } }, parseAs: 'blob' })),
	appealPicture: (violation: number) => fresh<Blob>(() => http.GET('/api/v1/violations/{id}/picture', { params: { path: { id: violation } }, parseAs: 'blob' })),
	appealGrounds: async () => (await list<ViolationGround>(http.GET('/api/v1/violation-grounds'))).items,
	namedRiders: async () => (await list<NamedRider>(http.GET('/api/v1/named-riders'))).items,
	decideNamed: (id: number, body: S['NamedRiderDecision']) => take<unknown>(http.POST('/api/v1/named-riders/{id}/decision', { params: { path: { id } }, body })),
	undelivered: async () => (await list<NoticeRow>(http.GET('/api/v1/notices'))).items,
	noticeServed: (id: number, note: string) => take<NoticeRow>(http.POST('/api/v1/notices/{id}/served', { params: { path: { id } }, body: { note } })),
	exposures: (state?: string, after?: number) => list<Exposure>(http.GET('/api/v1/exposures', { params: { query: clean({ limit: 100, state, after }) } })),
	doExposure: (id: number, event: string, ver: number, note = '') => take<Exposure>(http.POST('/api/v1/exposures/{id}/do/{event}', { params: { path: { id, event } }, body: { ver, note } })),
	putCode: (body: S['ViolationCode']) => take<ViolationCode>(http.POST('/api/v1/violation-codes', { body })),
	cameras: () => list<ViolationCamera>(http.GET('/api/v1/violation-cameras', {})),
	putCamera: (body: S['ViolationCameraNew']) => take<ViolationCamera>(http.POST('/api/v1/violation-cameras', { body })),
	cameraToken: (name: string) => take<S['ViolationCameraToken']>(http.POST('/api/v1/violation-cameras/token', { body: { name } })),
	cameraUntoken: (name: string) => take<unknown>(http.POST('/api/v1/violation-cameras/token/drop', { body: { name } })),
	dropCamera: (name: string) => take<unknown>(http.POST('/api/v1/violation-cameras/drop', { body: { name } })),
	/** One picture is asked for, and thrown away. */
	tryCamera: (name: string) => take<ViolationTried>(http.POST('/api/v1/violation-cameras/try', { body: { name } })),
	importOld: (text: string, dry: boolean, batch: string) => take<ViolationImported>(http.POST('/api/v1/violations/import', { body: { text, dry, batch } })),
	batches: () => list<ViolationBatch>(http.GET('/api/v1/violations/imports', {})),
	undoBatch: (batch: string) => take<S['ViolationUnimported']>(http.POST('/api/v1/violations/imports/undo', { body: { batch } }))
}
