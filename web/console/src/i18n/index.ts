import { createI18n } from 'vue-i18n'
import zh from './zh'
import en from './en'
import type { Lang } from '@/lib/format'
import { stored, store } from '@/lib/local'

export const i18n = createI18n({
	legacy: false,
	locale: stored('lang', 'zh') as Lang,
	fallbackLocale: 'zh',
	messages: { zh, en },
	missingWarn: false,
	fallbackWarn: false
})

export function setLang(lang: Lang) {
	i18n.global.locale.value = lang
	store('lang', lang)
	document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
}
