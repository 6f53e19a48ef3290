import type { InjectionKey, Ref } from 'vue'
import type { Me } from './api'

export const meKey: InjectionKey<{ me: Ref<Me | null>; look: () => Promise<void> }> = Symbol('me')
/* How many violations have a notice that was not opened yet; look: asks again. */
export const newsKey: InjectionKey<{ unseen: Ref<number>; look: () => Promise<void> }> = Symbol('news')

/* The server's clock, also on a page that has been open for days: what it was ahead of the phone's when it last answered. */
let ahead = 0
export const noteNow = (server: number) => { ahead = server - Date.now() }
export const serverNow = () => Date.now() + ahead
