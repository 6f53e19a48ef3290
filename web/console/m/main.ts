/* The owners' pages, made for a phone: one's own bikes, their way, one's appointments. Staff have the console. */
import { createApp } from 'vue'
import '@shared/theme.css'
import './m.css'
import App from './App.vue'

createApp(App).mount('#app')
