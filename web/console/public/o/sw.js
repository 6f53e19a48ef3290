/* The officers' page opens without a line: its own files are kept, newest first; answers of /api are never kept here. */
const BOX = 'yz.o.1'
const mine = url => url.origin === location.origin && (url.pathname === '/o' || url.pathname.startsWith('/o/') || url.pathname.startsWith('/assets/') || url.pathname === '/favicon.svg')

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', e => e.waitUntil(clients.claim()))
/* What the page has loaded before this worker was there. */
self.addEventListener('message', e => {
	const list = (e.data && e.data.keep) || []
	e.waitUntil(caches.open(BOX).then(box => Promise.all(list.filter(u => mine(new URL(u, location.origin))).map(u => box.add(u).catch(() => undefined)))))
})

/* A server that is away or busy, or a line that carries nothing, is no line: what is kept opens. */
const WAIT_MS = 8000
const fresh = async (box, request, key, most = 0) => {
	const end = new AbortController()
	if (most) setTimeout(() => end.abort(), most)
	const got = await fetch(request, most ? { signal: end.signal } : undefined)
	if (got.ok) await box.put(key, got.clone())
	return got
}
self.addEventListener('fetch', e => {
	const url = new URL(e.request.url)
	if (e.request.method !== 'GET' || !mine(url)) return
	e.respondWith((async () => {
		const box = await caches.open(BOX)
		if (url.pathname.startsWith('/assets/')) return (await box.match(url.pathname)) ?? fresh(box, e.request, url.pathname)      // their names change with them
		const key = e.request.mode === 'navigate' ? '/o/' : url.pathname, kept = await box.match(key)
		if (!kept) return fresh(box, e.request, key)
		try {
			const got = await fresh(box, e.request, key, WAIT_MS)
			return got.status >= 500 || got.status === 429 ? kept : got
		} catch {
			return kept
		}
	})())
})
