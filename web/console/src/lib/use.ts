/* What nearly every screen needs: the language, its number and time formats, and the city's clock. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import * as f from './format'
import { serverSkew } from './api'
import { districtName } from './citydata'
import { useLive } from '@/stores/live'

export function useText() {
	const { t, te, locale } = useI18n()
	const live = useLive()
	const lang = computed<f.Lang>(() => (locale.value === 'en' ? 'en' : 'zh'))
	const now = computed(() => live.now + serverSkew())
	return {
		t, lang, now,
		/** The text of a code if there is one, else the code itself: an unknown word of a newer server is better than a raw key. */
		word: (group: string, code: string | null | undefined) => (code ? (te(`${group}.${code}`) || te(`${group}.${code}`, 'zh') ? t(`${group}.${code}`) : code) : '–'),
		count: f.count,
		short: (n: number | null | undefined) => f.short(n, lang.value),
		metres: (n: number | null | undefined) => f.metres(n, lang.value),
		duration: (ms: number | null | undefined) => f.duration(ms, lang.value),
		ago: (ms: number | null | undefined) => f.ago(ms, now.value, lang.value),
		when: (ms: number | null | undefined) => f.when(ms, now.value),
		dayClock: (ms: number | null | undefined) => f.dayClock(ms, now.value),
		district: districtName, spot: f.spot,
		dateTime: f.dateTime, clock: f.clock, bytes: f.bytes, degrees: f.degrees
	}
}
