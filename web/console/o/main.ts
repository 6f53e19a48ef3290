/* The page of officers on the road, made for a phone: a look at a bike, a decision, what waits to be sent. It works without a line. */
import { createApp } from 'vue'
import '@shared/theme.css'
import '../m/m.css'
import './o.css'
import App from './App.vue'
import { warm } from './scan'

createApp(App).mount('#app')

/* Kept for the next start without a line: this page and what it has loaded. */
if ('serviceWorker' in navigator && import.meta.env.PROD) {
	void navigator.serviceWorker.register('/o/sw.js', { scope: '/o/' }).then(async () => {
		const ready = await navigator.serviceWorker.ready
		await warm()
		const loaded = performance.getEntriesByType('resource').map(r => new URL(r.name).pathname).filter(p => p.startsWith('/assets/'))
		ready.active?.postMessage({ keep: ['/o/', '/favicon.svg', ...loaded] })
	}).catch(() => undefined)
}
