import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ApiError, Page } from './api'
import { useLoad } from './load'
import { sayError } from './say'

export interface Paged<T> { items: ShallowRef<T[]>; next: Ref<number | null>; loading: Ref<boolean>; loaded: Ref<boolean>; error: ShallowRef<ApiError | null>; reload: (quiet?: boolean) => Promise<void>; more: () => Promise<void> }

/** A list that grows by pages; more() asks for the page after the last row, once. A quiet reload keeps as many rows as are shown; at most MAX are kept in the page. */
const MAX = 5000
export function usePaged<T>(read: (after?: number) => Promise<Page<T>>, now = true): Paged<T> {
	const items = shallowRef<T[]>([])
	const next = ref<number | null>(null)
	const loaded = ref(false)
	let quietly = false
	let turn = 0            // of the list that is shown: what belongs after another one is dropped
	let growing = false
	async function rows(): Promise<Page<T>> {
		const keep = quietly
		let p = await read()
		let all = p.items
		while (keep && p.next !== null && p.items.length && all.length < items.value.length) {
			p = await read(p.next)
			all = [...all, ...p.items]
		}
		return { items: all, next: p.next }
	}
	const first = useLoad(rows, false)
	/* Only an answer that counts comes here: useLoad drops those that were overtaken. */
	watch(first.data, p => {
		if (!p) return
		turn++
		growing = false
		items.value = p.items.slice(0, MAX)
		next.value = items.value.length < MAX ? p.next : null
		loaded.value = true
	}, { flush: 'sync' })
	function reload(quiet = false) {
		quietly = quiet
		return first.reload(quiet)
	}
	async function more() {
		if (next.value === null || growing) return
		const mine = turn
		growing = true
		try {
			const p = await read(next.value)
			if (mine !== turn) return
			items.value = [...items.value, ...p.items].slice(0, MAX)
			next.value = items.value.length < MAX ? p.next : null
		} catch (e) {
			if (mine === turn) sayError(e)
		} finally {
			if (mine === turn) growing = false
		}
	}
	onScopeDispose(() => turn++)
	if (now) void reload()
	return { items, next, loading: first.loading, loaded, error: first.error, reload, more }
}
