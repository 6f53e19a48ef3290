import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ApiError, Page } from './api'
import { useLoad } from './load'
import { sayError } from './say'

export interface Paged<T> { items: ShallowRef<T[]>; next: Ref<number | null>; loading: Ref<boolean>; loaded: Ref<boolean>; error: ShallowRef<ApiError | null>; reload: (quiet?: boolean) => Promise<void>; more: () => Promise<void> }

/** A list that grows by pages; more() asks for the page after the last row. At most MAX rows are kept in the page. */
const MAX = 5000
export function usePaged<T>(read: (after?: number) => Promise<Page<T>>, now = true): Paged<T> {
	const items = shallowRef<T[]>([])
	const next = ref<number | null>(null)
	const loaded = ref(false)
	const first = useLoad(async () => {
		const p = await read()
		items.value = p.items
		next.value = p.next
		loaded.value = true
		return p
	}, now)
	async function more() {
		if (next.value === null) return
		try {
			const p = await read(next.value)
			items.value = [...items.value, ...p.items].slice(0, MAX)
			next.value = items.value.length < MAX ? p.next : null
		} catch (e) {
			sayError(e)
		}
	}
	return { items, next, loading: first.loading, loaded, error: first.error, reload: first.reload, more }
}
