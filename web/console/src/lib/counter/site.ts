import { ref, shallowRef } from 'vue'
import { ApiError, api, type Site } from '@/lib/api'
import { store as keep, stored } from '@/lib/local'
import { useSession } from '@/stores/session'

/** The point of the own unit (the one chosen here before, if there are several), else the one chosen here before, else the first. */
export function ownSite(sites: readonly Site[], unit: number | undefined, remembered: number): Site | undefined {
	const own = sites.filter(s => s.unitId === unit)
	return own.find(s => s.id === remembered) ?? own[0] ?? sites.find(s => s.id === remembered) ?? sites[0]
}

/** The points to choose from, for pages about one point. */
export function useSites() {
	const sites = shallowRef<Site[]>([])
	const siteId = ref(0)
	const error = shallowRef<ApiError | null>(null)
	async function load() {
		try {
			sites.value = (await api.sites()).items
			error.value = null
			if (!siteId.value) siteId.value = ownSite(sites.value, useSession().account?.unit, Number(stored('site', '0')))?.id ?? 0
		} catch (e) {
			error.value = e instanceof ApiError ? e : new ApiError(500, 'CONSOLE', String(e))
		}
	}
	function choose(id: number) {
		siteId.value = id
		keep('site', String(id))
	}
	const nameOf = (id: number) => sites.value.find(s => s.id === id)?.name ?? `#${id}`
	void load()
	return { sites, siteId, error, load, choose, nameOf }
}

export const slotTime = (slot: number) => (slot < 0 ? '' : `${String(Math.floor(slot / 60)).padStart(2, '0')}:${String(slot % 60).padStart(2, '0')}`)
/** A day some days from another, as YYYY-MM-DD. */
export const dayFrom = (day: string, n: number) => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)
