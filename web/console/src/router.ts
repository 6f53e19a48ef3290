import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import type { Role } from '@/lib/api'
import { useSession } from '@/stores/session'
import { i18n } from '@/i18n'

declare module 'vue-router' {
	interface RouteMeta { title: string; roles?: Role[]; open?: boolean; bare?: boolean }
}

/* Addresses after '#': the server then needs only one page, and every state of a screen has an address that can be kept. */
const routes: RouteRecordRaw[] = [
	{ path: '/login', name: 'login', component: () => import('@/views/LoginView.vue'), meta: { title: 'login.title', open: true, bare: true } },
	{ path: '/', name: 'map', component: () => import('@/views/MapView.vue'), meta: { title: 'nav.map' } },
	{ path: '/search', name: 'search', component: () => import('@/views/SearchView.vue'), meta: { title: 'nav.search', roles: ['officer', 'clerk'] } },
	{ path: '/bikes/:id(\\d+)', name: 'bike', component: () => import('@/views/BikeView.vue'), meta: { title: 'nav.search', roles: ['officer', 'clerk'] } },
	{ path: '/bikes/:id(\\d+)/report', name: 'report', component: () => import('@/views/ReportView.vue'), meta: { title: 'bike.report', roles: ['officer'] } },
	{ path: '/cases', name: 'cases', component: () => import('@/views/CasesView.vue'), meta: { title: 'nav.cases', roles: ['officer'] } },
	{ path: '/cases/:id(\\d+)', name: 'case', component: () => import('@/views/CaseView.vue'), meta: { title: 'nav.cases', roles: ['officer'] } },
	{ path: '/cases/:id(\\d+)/print', name: 'case-print', component: () => import('@/views/CasePrintView.vue'), meta: { title: 'case.printTitle', roles: ['officer'], bare: true } },
	{ path: '/alerts', name: 'alerts', component: () => import('@/views/AlertsView.vue'), meta: { title: 'nav.alerts', roles: ['officer'] } },
	{ path: '/stations', name: 'stations', component: () => import('@/views/StationsView.vue'), meta: { title: 'nav.stations' } },
	{ path: '/stations/:id(\\d+)', name: 'station', component: () => import('@/views/StationView.vue'), meta: { title: 'nav.stations' } },
	{ path: '/alarms', name: 'alarms', component: () => import('@/views/AlarmsView.vue'), meta: { title: 'nav.alarms' } },
	{ path: '/audit', name: 'audit', component: () => import('@/views/AuditView.vue'), meta: { title: 'nav.audit', roles: ['auditor'] } },
	{ path: '/accounts', name: 'accounts', component: () => import('@/views/AccountsView.vue'), meta: { title: 'nav.accounts', roles: ['admin'] } },
	{ path: '/:rest(.*)*', name: 'missing', component: () => import('@/views/MissingView.vue'), meta: { title: 'state.missingTitle' } }
]

export const router = createRouter({ history: createWebHashHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })

router.beforeEach(async to => {
	const session = useSession()
	if (!session.signedIn) {
		try {
			await session.resume()
		} catch {
			// No answer or a failing server: the log-in page says so when one tries.
		}
	}
	if (to.meta.open) return session.signedIn ? { name: 'map' } : true
	if (!session.signedIn) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
	return true
})

export function setTitle() {
	const t = i18n.global.t
	document.title = t('app.title', { page: t(router.currentRoute.value.meta.title ?? 'app.name') })
}
router.afterEach(setTitle)

/* A new console was put on the server while this page was open: its parts have other names now. Load the page anew, once. */
router.onError((e, to) => {
	if (!/dynamically imported module|Importing a module script/.test(String(e))) return
	const mark = 'yz.reloaded'
	if (Date.now() - Number(sessionStorage.getItem(mark) ?? 0) < 60_000) return
	sessionStorage.setItem(mark, String(Date.now()))
	location.hash = `#${to.fullPath}`
	location.reload()
})
