import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'
import { CITY, POLICE, type Role } from '@/lib/api'
import { useSession } from '@/stores/session'
import { i18n, trafficWords } from '@/i18n'

declare module 'vue-router' {
	interface RouteMeta { title: string; roles?: Role[]; open?: boolean; bare?: boolean; slim?: boolean; anyone?: boolean }
}

/* A page of traffic, after its words. */
const traffic = <T>(page: () => Promise<T>) => () => Promise.all([page(), trafficWords()]).then(([p]) => p)

/* Addresses after '#': the server then needs only one page, and every state of a screen has an address that can be kept. */
const routes: RouteRecordRaw[] = [
	{ path: '/login', name: 'login', component: () => import('@/views/LoginView.vue'), meta: { title: 'login.title', open: true, bare: true } },
	{ path: '/', name: 'map', component: () => import('@/views/MapView.vue'), meta: { title: 'nav.map', roles: CITY } },
	{ path: '/counter', name: 'counter', component: () => import('@/views/CounterView.vue'), meta: { title: 'nav.counter', roles: ['clerk'], slim: true } },
	{ path: '/bookings', name: 'bookings', component: () => import('@/views/BookingsView.vue'), meta: { title: 'nav.bookings', roles: ['clerk', 'officer', 'sysadmin'] } },
	{ path: '/hours', name: 'hours', component: () => import('@/views/HoursView.vue'), meta: { title: 'hours.title', roles: ['sysadmin', 'clerk', 'officer'] } },
	{ path: '/queue/:site(\\d+)', name: 'queue', component: () => import('@/views/QueueView.vue'), meta: { title: 'queue.title', anyone: true, bare: true } },
	{ path: '/stock', name: 'stock', component: () => import('@/views/StockView.vue'), meta: { title: 'nav.stock', roles: ['clerk', 'officer'] } },
	{ path: '/plans', name: 'plans', component: () => import('@/views/PlansView.vue'), meta: { title: 'nav.plans', roles: ['clerk', 'adjuster', 'leader'] } },
	{ path: '/plans/:id(\\d+)', name: 'plan', component: () => import('@/views/PlanView.vue'), meta: { title: 'planPage.title', roles: ['clerk', 'adjuster'] } },
	{ path: '/books', name: 'books', component: () => import('@/views/BooksView.vue'), meta: { title: 'nav.books', roles: ['adjuster', 'leader', 'auditor'] } },
	{ path: '/search', name: 'search', component: () => import('@/views/SearchView.vue'), meta: { title: 'nav.search', roles: ['officer', 'case_officer', 'clerk'] } },
	{ path: '/bikes/:id(\\d+)', name: 'bike', component: () => import('@/views/BikeView.vue'), meta: { title: 'nav.search', roles: ['officer', 'case_officer', 'clerk'] } },
	{ path: '/bikes/:id(\\d+)/report', name: 'report', component: () => import('@/views/ReportView.vue'), meta: { title: 'bike.report', roles: POLICE } },
	{ path: '/owners/:id(\\d+)', name: 'owner', component: () => import('@/views/OwnerView.vue'), meta: { title: 'owner.page', roles: ['officer', 'case_officer', 'clerk'] } },
	{ path: '/reviews', name: 'reviews', component: () => import('@/views/ReviewsView.vue'), meta: { title: 'nav.reviews', roles: ['officer', 'case_officer', 'clerk'] } },
	{ path: '/appeals', name: 'appeals', component: traffic(() => import('@/views/AppealsView.vue')), meta: { title: 'nav.appeals', roles: ['traffic'] } },
	{ path: '/exposures', name: 'exposures', component: traffic(() => import('@/views/ExposuresView.vue')), meta: { title: 'nav.exposures', roles: ['traffic', 'leader'] } },
	{ path: '/cases', name: 'cases', component: () => import('@/views/CasesView.vue'), meta: { title: 'nav.cases', roles: POLICE } },
	{ path: '/cases/:id(\\d+)', name: 'case', component: () => import('@/views/CaseView.vue'), meta: { title: 'nav.cases', roles: POLICE } },
	{ path: '/cases/:id(\\d+)/print', name: 'case-print', component: () => import('@/views/CasePrintView.vue'), meta: { title: 'case.printTitle', roles: POLICE, bare: true } },
	{ path: '/cases/:id(\\d+)/analysis', name: 'analysis', component: () => import('@/views/AnalysisView.vue'), meta: { title: 'ana.title', roles: POLICE } },
	{ path: '/cases/:id(\\d+)/evidence', name: 'evidence', component: () => import('@/views/EvidenceView.vue'), meta: { title: 'ana.evidence', roles: POLICE, bare: true } },
	{ path: '/clones', name: 'clones', component: () => import('@/views/ClonesView.vue'), meta: { title: 'ana.clones', roles: ['case_officer', 'traffic'] } },
	{ path: '/alerts', name: 'alerts', component: () => import('@/views/AlertsView.vue'), meta: { title: 'nav.alerts', roles: POLICE } },
	{ path: '/claims', name: 'claims', component: () => import('@/views/ClaimsView.vue'), meta: { title: 'nav.claims', roles: ['adjuster', 'insurer'] } },
	{ path: '/claims/:id(\\d+)', name: 'claim', component: () => import('@/views/ClaimView.vue'), meta: { title: 'nav.claims', roles: ['adjuster', 'insurer'] } },
	{ path: '/claims/batches/:id(\\d+)', name: 'claim-batch', component: () => import('@/views/ClaimBatchView.vue'), meta: { title: 'batch.title', roles: ['adjuster'] } },
	{ path: '/accidents', name: 'accidents', component: () => import('@/views/AccidentsView.vue'), meta: { title: 'nav.accidents', roles: ['insurer', 'adjuster'] } },
	{ path: '/accidents/:id(\\d+)', name: 'accident', component: () => import('@/views/AccidentView.vue'), meta: { title: 'nav.accidents', roles: ['insurer', 'adjuster'] } },
	{ path: '/yard', name: 'yard', component: traffic(() => import('@/views/YardView.vue')), meta: { title: 'nav.yard', roles: ['traffic', 'leader', 'clerk'] } },
	{ path: '/seized', name: 'seized', component: () => import('@/views/SeizedView.vue'), meta: { title: 'nav.seized', roles: [...POLICE, 'leader'] } },
	{ path: '/seized/:id(\\d+)', name: 'seized-item', component: () => import('@/views/SeizedItemView.vue'), meta: { title: 'nav.seized', roles: [...POLICE, 'leader'] } },
	{ path: '/seized/:id(\\d+)/print', name: 'seized-print', component: () => import('@/views/SeizedPrintView.vue'), meta: { title: 'rec.p.list', roles: [...POLICE, 'leader'], bare: true } },
	{ path: '/returns/:id(\\d+)', name: 'return-day', component: () => import('@/views/ReturnDayView.vue'), meta: { title: 'rec.dayTitle', roles: POLICE } },
	{ path: '/returns/:id(\\d+)/print', name: 'return-print', component: () => import('@/views/ReturnPrintView.vue'), meta: { title: 'rec.printTitle', roles: POLICE, bare: true } },
	{ path: '/violations', name: 'violations', component: traffic(() => import('@/views/ViolationsView.vue')), meta: { title: 'nav.violations', roles: ['traffic'] } },
	{ path: '/violations/:id(\\d+)', name: 'violation', component: traffic(() => import('@/views/ViolationView.vue')), meta: { title: 'nav.violations', roles: ['traffic'] } },
	{ path: '/violations/set', name: 'violation-set', component: traffic(() => import('@/views/ViolationSetView.vue')), meta: { title: 'nav.violationSet', roles: ['traffic', 'leader', 'engineer'] } },
	{ path: '/courses', name: 'courses', component: traffic(() => import('@/views/CoursesView.vue')), meta: { title: 'nav.courses', roles: ['traffic', 'leader'] } },
	{ path: '/courses/:id(\\d+)', name: 'course', component: traffic(() => import('@/views/CourseView.vue')), meta: { title: 'nav.courses', roles: ['traffic'] } },
	{ path: '/courses/:id(\\d+)/wall', name: 'course-wall', component: traffic(() => import('@/views/CourseWallView.vue')), meta: { title: 'course.wallTitle', roles: ['traffic'], bare: true } },
	{ path: '/courses/riders/:id(\\d+)', name: 'course-duty', component: traffic(() => import('@/views/CourseDutyView.vue')), meta: { title: 'nav.courses', roles: ['traffic'] } },
	{ path: '/access', name: 'access', component: () => import('@/views/AccessView.vue'), meta: { title: 'access.title', roles: [...POLICE, 'leader', 'auditor'] } },
	{ path: '/access/:id(\\d+)', name: 'access-way', component: () => import('@/views/AccessWayView.vue'), meta: { title: 'access.title', roles: POLICE } },
	{ path: '/access/requests/:id(\\d+)', name: 'access-request', component: () => import('@/views/AccessRequestView.vue'), meta: { title: 'access.title', roles: [...POLICE, 'leader'] } },
	{ path: '/orders', name: 'orders', component: () => import('@/views/OrdersView.vue'), meta: { title: 'nav.orders', roles: POLICE } },
	{ path: '/duty', name: 'duty', component: () => import('@/views/DutyView.vue'), meta: { title: 'duty.title', roles: ['sysadmin', ...POLICE, 'leader'] } },
	{ path: '/watchlist', name: 'watchlist', component: () => import('@/views/WatchlistView.vue'), meta: { title: 'feed.title', roles: POLICE } },
	{ path: '/orders/:id(\\d+)/print', name: 'order-print', component: () => import('@/views/OrderPrintView.vue'), meta: { title: 'order.printTitle', roles: POLICE, bare: true } },
	{ path: '/stations', name: 'stations', component: () => import('@/views/StationsView.vue'), meta: { title: 'nav.stations', roles: CITY } },
	{ path: '/stations/misplaced', name: 'misplaced', component: () => import('@/views/MisplacedView.vue'), meta: { title: 'ana.misplaced', roles: ['engineer'] } },
	{ path: '/stations/:id(\\d+)', name: 'station', component: () => import('@/views/StationView.vue'), meta: { title: 'nav.stations', roles: CITY } },
	{ path: '/junctions', name: 'junctions', component: traffic(() => import('@/views/JunctionsView.vue')), meta: { title: 'nav.junctions', roles: CITY } },
	{ path: '/junctions/:id(\\d+)', name: 'junction', component: traffic(() => import('@/views/JunctionView.vue')), meta: { title: 'nav.junctions', roles: CITY } },
	{ path: '/alarms', name: 'alarms', component: () => import('@/views/AlarmsView.vue'), meta: { title: 'nav.alarms', roles: CITY } },
	{ path: '/figures', name: 'figures', component: traffic(() => import('@/views/FiguresView.vue')), meta: { title: 'nav.figures', roles: ['leader', 'officer', 'case_officer', 'clerk', 'adjuster', 'traffic'] } },
	{ path: '/figures/heat', name: 'heat', component: traffic(() => import('@/views/HeatView.vue')), meta: { title: 'jfig.heat', roles: ['leader', 'traffic'] } },
	{ path: '/figures/junction', name: 'junction-change', component: traffic(() => import('@/views/JunctionChangeView.vue')), meta: { title: 'jfig.change', roles: ['leader', 'traffic'] } },
	{ path: '/policies', name: 'policies', component: () => import('@/views/PolicyView.vue'), meta: { title: 'nav.policies', roles: ['leader'] } },
	{ path: '/exports', name: 'exports', component: () => import('@/views/ExportsView.vue'), meta: { title: 'nav.exports', roles: [...POLICE, 'leader'] } },
	{ path: '/imports', name: 'imports', component: () => import('@/views/ImportView.vue'), meta: { title: 'nav.imports', roles: ['sysadmin'] } },
	{ path: '/audit', name: 'audit', component: () => import('@/views/AuditView.vue'), meta: { title: 'nav.audit', roles: ['auditor'] } },
	{ path: '/accounts', name: 'accounts', component: () => import('@/views/AccountsView.vue'), meta: { title: 'nav.accounts', roles: ['sysadmin'] } },
	{ path: '/units', name: 'units', component: () => import('@/views/UnitsView.vue'), meta: { title: 'nav.units', roles: ['sysadmin'] } },
	{ path: '/rights', name: 'rights', component: () => import('@/views/RightsView.vue'), meta: { title: 'nav.rights', roles: ['secadmin'] } },
	{ path: '/me', name: 'me', component: () => import('@/views/MeView.vue'), meta: { title: 'nav.me' } },
	{ path: '/:rest(.*)*', name: 'missing', component: () => import('@/views/MissingView.vue'), meta: { title: 'state.missingTitle' } }
]

export const router = createRouter({ history: createWebHashHistory(), routes, scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 } })

/** The first page after a load of the console; a later click on the map means the map. */
let first = true
router.beforeEach(async to => {
	// A screen on the wall has no log-in.
	if (to.meta.anyone) return true
	const session = useSession()
	if (!session.signedIn) {
		try {
			await session.resume()
		} catch {
			// No answer or a failing server: the log-in page says so when one tries.
		}
	}
	if (to.meta.open) return session.signedIn ? { name: 'map' } : true
	if (!session.signedIn) first = true
	if (!session.signedIn) return { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
	if (session.mustChange && to.name !== 'me') return { name: 'me' }
	// Whoever only plates has the counter as the first page.
	if (to.name === 'map' && session.account?.roles.every(r => r === 'clerk') && first) {
		first = false
		return { name: 'counter' }
	}
	first = false
	// Administrators and insurers have no map: their own page is the first one.
	if (to.name === 'map' && !session.seesCity)
		return { name: session.can('sysadmin') ? 'accounts' : session.can('secadmin') ? 'rights' : session.can('auditor') ? 'audit' : session.can('insurer') ? 'accidents' : 'me' }
	return true
})

export function setTitle() {
	const t = i18n.global.t
	document.title = t('app.title', { page: t(router.currentRoute.value.meta.title ?? 'app.name') })
}
router.afterEach(setTitle)
/* Which address the page shows by now: the one in the bar is there sooner than the page, and who drives a browser has to tell them apart. */
router.afterEach(to => { document.documentElement.dataset.at = to.fullPath })

/* A new console was put on the server while this page was open: its parts have other names now. Load the page anew, once. */
router.onError((e, to) => {
	if (!/dynamically imported module|Importing a module script/.test(String(e))) return
	const mark = 'yz.reloaded'
	if (Date.now() - Number(sessionStorage.getItem(mark) ?? 0) < 60_000) return
	sessionStorage.setItem(mark, String(Date.now()))
	location.hash = `#${to.fullPath}`
	location.reload()
})
