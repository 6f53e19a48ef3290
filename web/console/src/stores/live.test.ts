// @vitest-environment jsdom
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Account, Alert } from '@/lib/api'
import { alertOrder, useLive, withAlert } from './live'
import { useSession } from './session'

const alert = (id: number, more: Partial<Alert> = {}): Alert => ({ id, caseId: id, caseNumber: `C${id}`, plate: `P${id}`, tag: 'A', state: 'new', severity: 2, late: false, count: 1, firstHeardAt: 1, lastHeardAt: id, issuedAt: 1, ...more })

describe('the alert list', () => {
	it('puts what needs a hand first: new, then late, then acknowledged', () => {
		const list = [alert(1, { state: 'acked', lastHeardAt: 99 }), alert(2, { late: true, lastHeardAt: 50 }), alert(3, { lastHeardAt: 5 }), alert(4, { lastHeardAt: 6 })]
		expect(list.sort(alertOrder).map(a => a.id)).toEqual([4, 3, 2, 1])
	})
	it('keeps one row an alert and lets closed ones go', () => {
		let list = withAlert([], alert(1))
		list = withAlert(list, alert(1, { count: 5 }))
		expect(list).toHaveLength(1)
		expect(list[0]!.count).toBe(5)
		expect(withAlert(list, alert(1, { state: 'closed' }))).toEqual([])
	})
	it('is bounded', () => {
		let list: Alert[] = []
		for (let i = 1; i <= 600; i++) list = withAlert(list, alert(i))
		expect(list).toHaveLength(500)
	})
})

describe('the live store', () => {
	let push: (text: string) => void = () => undefined
	const asked: string[] = []
	let due = 0
	let owed: object[] = []
	const json = (b: unknown) => new Response(JSON.stringify(b), { headers: { 'Content-Type': 'application/json' } })
	beforeEach(() => {
		setActivePinia(createPinia())
		asked.length = 0
		sessionStorage.clear()
		vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
			const url = typeof input === 'string' ? input : input.url
			asked.push(`${typeof input === 'string' ? (init?.method ?? 'GET') : input.method} ${new URL(url, 'http://x').pathname} ${typeof input === 'string' ? '' : (input.headers.get('X-Yanzhen') ?? '')}`.trim())
			if (url.endsWith('/events')) return new Response(new ReadableStream({ start(c) { push = t => c.enqueue(new TextEncoder().encode(t)) } }))
			if (url.includes('/ack')) return json(alert(7, { state: 'acked', ackedBy: 'x' }))
			if (url.includes('/alerts')) return json({ items: [], next: null })
			if (url.endsWith('/violations/due')) return json({ items: [{ day: '2026-11-27', n: due, pressing: true, late: false, warnedAt: null }, { day: '2026-12-04', n: 9, pressing: false, late: false, warnedAt: null }] })
			if (url.includes('/appeals')) return json({ items: owed, next: null })
			if (url.includes('/overview')) return json({ at: Date.now(), sightingsPerS: 5, openAlerts: 1, journal: 'full' })
			return json({})
		})
	})
	afterEach(() => {
		useLive().stop()
		vi.unstubAllGlobals()
	})
	const settle = () => new Promise(r => setTimeout(r, 30))

	it('takes an alert from the stream, acknowledges it, keeps the id for a resume', async () => {
		useSession().account = { id: 1, name: 'o', display: 'O', roles: ['officer'] } as Account
		const live = useLive()
		live.start()
		await settle()
		expect(live.stream).toBe('open')
		push(`id: 12\nevent: alert\ndata: ${JSON.stringify({ ...alert(7), kind: 'opened' })}\n\n`)
		await settle()
		expect(live.unacked.map(a => a.id)).toEqual([7])
		expect(live.fresh?.id).toBe(7)
		expect(live.theftChange.id).toBe(7)
		expect(sessionStorage.getItem('yz.lastEvent')).toBe('12')
		await live.ack(7)
		expect(live.unacked).toEqual([])
		expect(live.alerts[0]!.state).toBe('acked')
		expect(asked).toContain('POST /api/v1/alerts/7/ack 1')
		push(`id: 13\nevent: alert\ndata: ${JSON.stringify({ ...alert(7, { state: 'closed' }), kind: 'closed' })}\n\n`)
		await settle()
		expect(live.alerts).toEqual([])
	})
	it('rings when appeals that may be decided here are about to be owed', async () => {
		useSession().account = { id: 1, name: 't', display: 'T', roles: ['traffic'] } as Account
		const live = useLive()
		owed = [{ soon: false, late: false, mayDecide: true }, { soon: true, late: false, mayDecide: false }]
		live.start()
		await settle()
		expect(live.appealsDue).toBe(0)      // not yet, and who confirmed does not decide
		const told = (id: number) => push(`id: ${id}\nevent: system\ndata: {"kind":"appeals_due","unitId":3,"day":"2026-11-27","last":true}\n\n`)
		told(30)
		await settle()
		expect(live.appealTold).toBe(0)
		owed = [{ soon: true, late: false, mayDecide: true }, { soon: false, late: true, mayDecide: true }, ...owed]
		told(31)
		await settle()
		expect([live.appealsDue, live.appealTold]).toEqual([2, 1])
	})
	it('rings when reviews of the own area are about to be over, and asks nobody else', async () => {
		useSession().account = { id: 1, name: 't', display: 'T', roles: ['traffic'] } as Account
		const live = useLive()
		live.start()
		await settle()
		expect(live.violationsDue).toBe(0)
		const told = (id: number) => push(`id: ${id}\nevent: system\ndata: {"kind":"violations_due","unitId":3,"day":"2026-11-27","last":true}\n\n`)
		told(20)
		await settle()
		expect(live.dueTold).toBe(0)      // another area's
		due = 4
		told(21)
		await settle()
		expect([live.violationsDue, live.dueTold]).toEqual([4, 1])
		live.stop()
		useSession().account = { id: 2, name: 'o', display: 'O', roles: ['officer'] } as Account
		asked.length = 0
		live.start()
		await settle()
		expect(asked.some(x => x.includes('/violations/due'))).toBe(false)
	})
	it('survives an event that is not JSON', async () => {
		const live = useLive()
		live.start()
		await settle()
		push('id: 14\nevent: alert\ndata: {nonsense\n\n')
		await settle()
		expect(live.alerts).toEqual([])
		expect(live.overview?.journal).toBe('full')
	})
})
