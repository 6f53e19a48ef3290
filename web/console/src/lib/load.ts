import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError } from './api'

export interface Load<T> { data: ShallowRef<T | null>; error: ShallowRef<ApiError | null>; loading: Ref<boolean>; reload: (quiet?: boolean) => Promise<void> }

/** One reading of the server for a screen: the newest call wins, an answer after the screen is gone is dropped. */
export function useLoad<T>(read: () => Promise<T>, now = true): Load<T> {
	const data = shallowRef<T | null>(null)
	const error = shallowRef<ApiError | null>(null)
	const loading = ref(false)
	let turn = 0
	async function reload(quiet = false) {
		const mine = ++turn
		if (!quiet) loading.value = true
		try {
			const d = await read()
			if (mine !== turn) return
			data.value = d
			error.value = null
		} catch (e) {
			if (mine !== turn) return
			error.value = e instanceof ApiError ? e : new ApiError(500, 'CONSOLE', e instanceof Error ? e.message : String(e))
		}
		loading.value = false
	}
	onScopeDispose(() => turn++)
	if (now) void reload()
	return { data, error, loading, reload }
}
