import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError, api, type Account, type Me, type Role } from '@/lib/api'
import { store as keep, stored } from '@/lib/local'

export const useSession = defineStore('session', () => {
	const account = ref<Account | null>(null)
	const version = ref('')
	const city = ref<Me['city']>({ lat: 26.894, lon: 112.572, zoom: 12, name: '' })
	const expired = ref(false)
	const signedIn = computed(() => account.value !== null)

	const can = (...roles: Role[]) => roles.some(r => account.value?.roles.includes(r))

	async function load() {
		const me = await api.me()
		account.value = me.account
		version.value = me.version
		city.value = me.city
	}

	/** The cookie cannot be read by a script; this mark only saves the question when there was never a log-in. */
	async function resume(): Promise<void> {
		if (account.value || stored('signed', '') !== '1') return
		try {
			await load()
		} catch (e) {
			if (!(e instanceof ApiError) || e.status !== 401) throw e
			keep('signed', null)
			expired.value = true
		}
	}

	async function login(name: string, password: string) {
		await api.login(name, password)
		keep('signed', '1')
		expired.value = false
		await load()
	}

	function forget(wasExpired: boolean) {
		account.value = null
		expired.value = wasExpired
		keep('signed', null)
	}

	async function logout() {
		try {
			await api.logout()
		} finally {
			forget(false)
		}
	}

	return { account, version, city, expired, signedIn, can, load, resume, login, logout, forget }
})
