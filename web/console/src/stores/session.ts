import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { ApiError, CITY, api, type Account, type Me, type Role } from '@/lib/api'
import { store as keep, stored } from '@/lib/local'

export const useSession = defineStore('session', () => {
	const account = ref<Account | null>(null)
	const version = ref('')
	const city = ref<Me['city']>({ lat: 26.894, lon: 112.572, zoom: 12, name: '' })
	const expired = ref(false)
	/** Why it ended, as the server said: elsewhere, idle, password, disabled, over; or empty. */
	const why = ref('')
	const signedIn = computed(() => account.value !== null)

	const can = (...roles: Role[]) => roles.some(r => account.value?.roles.includes(r))

	/** Has the map, the stations and their alarms, and with them the live line. */
	const seesCity = computed(() => can(...CITY))
	const mustChange = computed(() => account.value?.mustChange === true)

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
			why.value = e.field.replace('session.', '')
		}
	}

	async function login(name: string, password: string, code: string) {
		await api.login(name, password, code)
		keep('signed', '1')
		expired.value = false
		why.value = ''
		await load()
	}

	function forget(wasExpired: boolean, field = '') {
		why.value = field.replace('session.', '')
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

	return { account, version, city, expired, why, signedIn, seesCity, mustChange, can, load, resume, login, logout, forget }
})
