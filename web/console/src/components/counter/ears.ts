/* Does the point's own station hear the tag? Asked while the tag lies on the desk. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api, type TagEar } from '@/lib/api'
import type { Form } from '@/lib/counter/form'
import { normal } from '@/lib/plate'
import { useText } from '@/lib/use'
import { useCounter } from '@/stores/counter'

/** tag: a getter of what was typed; empty when no tag is asked for. */
export function useEars(form: () => Form, tag: () => string) {
	const c = useCounter()
	const { t } = useText()
	const ears = ref<TagEar[] | null>(null)
	let wait: ReturnType<typeof setTimeout> | null = null
	let ask: AbortController | null = null
	async function listen() {
		ask?.abort()
		const text = normal(tag())
		if (!/^[0-9A-F]{4,16}$/.test(text)) {
			ears.value = null
			return
		}
		ask = new AbortController()
		try {
			ears.value = (await api.hears(c.siteId, text, ask.signal)).items
		} catch {
			ears.value = null
		}
		if (ears.value && !ears.value.some(e => e.heard)) wait = setTimeout(() => void listen(), 4000)
	}
	watch(() => [tag(), form().requestId], () => {
		if (wait) clearTimeout(wait)
		ears.value = null
		wait = setTimeout(() => void listen(), 500)
	}, { immediate: true })
	onScopeDispose(() => {
		if (wait) clearTimeout(wait)
		ask?.abort()
	})
	const heard = computed(() => ears.value?.find(e => e.heard))
	const up = computed(() => ears.value?.some(e => e.up) ?? false)
	return {
		silent: computed(() => !!ears.value?.length && !heard.value),
		tagGood: computed(() => (heard.value ? t('counter.heard', { station: heard.value.station, rssi: heard.value.rssi }) : '')),
		tagHint: computed(() => (!ears.value ? t('counter.tagHint') : !ears.value.length ? t('counter.noEar') : up.value ? t('counter.notHeard') : t('counter.earDown')))
	}
}
