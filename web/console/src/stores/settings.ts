import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { store as keep, stored } from '@/lib/local'

export const useSettings = defineStore('settings', () => {
	const sound = ref(stored('sound', '1') === '1')
	const volume = ref(Number(stored('volume', '60')))
	const tiles = ref(stored('tiles', ''))
	const feed = ref(stored('feed', '1') === '1')
	watch(sound, v => keep('sound', v ? '1' : '0'))
	watch(volume, v => keep('volume', String(v)))
	watch(tiles, v => keep('tiles', v || null))
	watch(feed, v => keep('feed', v ? '1' : '0'))
	return { sound, volume, tiles, feed }
})

/** An address of tiles that the map can use; empty means the built-in map. */
export function tilesProblem(text: string): boolean {
	return text !== '' && !(/^https?:\/\//.test(text) && ['{z}', '{x}', '{y}'].every(v => text.includes(v)))
}
