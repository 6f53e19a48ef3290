/* The pictures of the form in work: made smaller, kept with the form, sent when there is a line. Part of the counter's store. */
import { ref, type Ref } from 'vue'
import { ApiError } from '@/lib/api'
import type { Form, Photo } from '@/lib/counter/form'
import { shrink, upload } from '@/lib/counter/photo'

export function usePhotos(form: Ref<Form | null>, back: () => void, noteLine: (e: unknown) => void) {
	const progress = ref<Record<string, number>>({})
	const photoTrouble = ref<Record<string, string>>({})
	const pushing = new Set<string>()

	async function addPhoto(slot: string, file: Blob) {
		const f = form.value
		if (!f) return
		photoTrouble.value = { ...photoTrouble.value, [slot]: '' }
		let p: Photo
		try {
			p = { slot, photo: '', ...(await shrink(file)) }
		} catch {
			photoTrouble.value = { ...photoTrouble.value, [slot]: 'unreadable' }
			return
		}
		f.photos = [...f.photos.filter(x => x.slot !== slot), p]
		await pushPhotos()
	}
	function removePhoto(slot: string) {
		if (form.value) form.value.photos = form.value.photos.filter(x => x.slot !== slot)
	}
	async function pushPhotos() {
		const f = form.value
		if (!f) return
		for (const p of f.photos.filter(x => !x.photo && x.data)) {
			const mark = `${f.requestId}.${p.slot}`
			if (pushing.has(mark)) continue
			pushing.add(mark)
			photoTrouble.value = { ...photoTrouble.value, [p.slot]: '' }
			try {
				const r = await upload(p.data, part => (progress.value = { ...progress.value, [p.slot]: part }))
				const now = f.photos.find(x => x.slot === p.slot)
				if (now && now.data === p.data) Object.assign(now, { photo: r.photo, data: '' })
				back()
			} catch (e) {
				noteLine(e)
				photoTrouble.value = { ...photoTrouble.value, [p.slot]: e instanceof ApiError && !e.offline ? 'refused' : 'waits' }
			} finally {
				pushing.delete(mark)
				const rest = { ...progress.value }
				delete rest[p.slot]
				progress.value = rest
			}
		}
	}
	function forget() {
		photoTrouble.value = {}
		progress.value = {}
	}
	return { progress, photoTrouble, addPhoto, removePhoto, pushPhotos, forget }
}
