import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { fileURLToPath } from 'node:url'

const at = (p: string) => fileURLToPath(new URL(p, import.meta.url))

/* Each Element Plus component from its own folder: through the package's index the whole library would come along. */
const HOME: Record<string, string> = { 'checkbox-group': 'checkbox', 'dropdown-item': 'dropdown', 'dropdown-menu': 'dropdown', 'radio-button': 'radio', 'radio-group': 'radio' }
const elementPlus = (name: string) => {
	if (!/^El[A-Z]/.test(name)) return undefined
	const part = name.slice(2).replace(/(?!^)[A-Z]/g, c => `-${c}`).toLowerCase()
	return { name, from: `element-plus/es/components/${HOME[part] ?? part}/index.mjs`, sideEffects: `element-plus/es/components/${part}/style/css` }
}

export default defineConfig({
	root: at('console'),
	base: '/',
	plugins: [vue(), Components({ dts: false, dirs: [], resolvers: [{ type: 'component', resolve: elementPlus }] })],
	resolve: { alias: { '@': at('console/src'), '@shared': at('shared') } },
	build: {
		outDir: at('console/dist'),
		emptyOutDir: true,
		target: 'es2022',
		// The map library alone is above Vite's default; it is its own chunk and loads with the first map.
		chunkSizeWarningLimit: 1100,
		rollupOptions: {
			input: { index: at('console/index.html'), v: at('console/v/index.html'), m: at('console/m/index.html'), o: at('console/o/index.html'), exposure: at('console/exposure/index.html') },
			output: {
				manualChunks(id) {
					if (!id.includes('node_modules')) return undefined
					if (/maplibre-gl/.test(id)) return 'map'
					if (/uqr/.test(id)) return 'qr'
					if (/node_modules\/qr\//.test(id)) return 'scan'
					if (/echarts|zrender/.test(id)) return 'chart'
					if (/element-plus|@element-plus|@floating-ui|@popperjs|@vueuse|async-validator|lodash|dayjs|memoize-one|@ctrl/.test(id)) return 'ui'
					return 'vue'
				}
			}
		}
	},
	server: { proxy: { '/api': process.env.API_URL ?? 'http://127.0.0.1:8090', '/healthz': process.env.API_URL ?? 'http://127.0.0.1:8090' } },
	test: {
		environment: 'node',
		testTimeout: 120_000, // no test is judged by its seconds
		include: ['src/**/*.test.ts'],
		server: { deps: { inline: [/element-plus/] } }
	}
})
