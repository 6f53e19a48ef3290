import { createApp } from 'vue'
import { createPinia } from 'pinia'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import '@shared/theme.css'
import App from './App.vue'
import { router } from './router'
import { i18n, startLang } from './i18n'

void startLang().then(() => createApp(App).use(createPinia()).use(i18n).use(router).mount('#app'))
