import type { InjectionKey, Ref } from 'vue'
import type { Me } from './api'

export const meKey: InjectionKey<{ me: Ref<Me | null>; look: () => Promise<void> }> = Symbol('me')

/* The server's clock, also on a page that has been open for days: what it was ahead of the phone's when it last answered. */
let ahead = 0
export const noteNow = (server: number) => { ahead = server - Date.now() }
export const serverNow = () => Date.now() + ahead
