import { createI18n } from 'vue-i18n'
import zh from './zh'
import type { Lang } from '@/lib/format'
import { stored, store } from '@/lib/local'

export const i18n = createI18n({
	legacy: false,
	locale: 'zh' as Lang,
	fallbackLocale: 'zh',
	messages: { zh } as Record<Lang, typeof zh>,
	missingWarn: false,
	fallbackWarn: false
})

/** Chinese comes with the page, as what stands in for a missing text; English when it is chosen. Without the network the page stays as it is. */
export async function setLang(lang: Lang) {
	if (lang === 'en' && !i18n.global.availableLocales.includes('en')) {
		try {
			i18n.global.setLocaleMessage('en', (await import('./en')).default)
		} catch {
			return
		}
	}
	i18n.global.locale.value = lang
	store('lang', lang)
	document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
}
let traffic: Promise<void> | null = null
/** The Chinese words of the pages of traffic, before the first of them is shown. */
export function trafficWords() {
	traffic ??= import('./zh.traffic').then(
		m => i18n.global.mergeLocaleMessage('zh', m.default),
		(e: unknown) => {
			traffic = null
			throw e
		}
	)
	return traffic
}
export const startLang = () => setLang(stored('lang', 'zh') as Lang)
