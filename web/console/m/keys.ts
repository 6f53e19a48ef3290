import type { InjectionKey, Ref } from 'vue'
import type { Me } from './api'

export const meKey: InjectionKey<{ me: Ref<Me | null>; look: () => Promise<void> }> = Symbol('me')
