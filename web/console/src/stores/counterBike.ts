/* The bike of the form in work, read anew with each opening, and its owner, masked. Part of the counter's store. Only its id, version and plate are kept. */
import { ref, shallowRef, type Ref } from 'vue'
import { ApiError, api, type Bike, type Owner } from '@/lib/api'
import type { Form } from '@/lib/counter/form'

export function useFormBike(form: Ref<Form | null>, noteLine: (e: unknown) => void) {
	const bike = shallowRef<Bike | null>(null)
	const owner = shallowRef<Owner | null>(null)
	const bikeError = shallowRef<ApiError | null>(null)
	const bikeLoading = ref(false)
	let turn = 0

	/** What was known of another bike is dropped at once. A form that has not seen its bike yet takes the version read now; a later one keeps its own, and the check tells if it is old. */
	async function readBike() {
		const f = form.value
		const mine = ++turn
		if (bike.value?.id !== f?.bikeId) bike.value = owner.value = null
		bikeError.value = null
		bikeLoading.value = !!f?.bikeId
		if (!f?.bikeId) return
		try {
			const b = await api.bike(f.bikeId)
			if (mine !== turn) return
			show(f, b)
			const o = b.ownerId ? await api.owner(b.ownerId).catch(() => null) : null
			if (mine !== turn) return
			owner.value = o
			// The register knows which document it has; nothing was typed yet.
			if (o && o.idKind !== 'none' && !f.holder.idNo && f.holder.idKind !== o.idKind) f.holder.idKind = o.idKind
		} catch (e) {
			if (mine !== turn) return
			noteLine(e)
			if (e instanceof ApiError) bikeError.value = e
		} finally {
			if (mine === turn) bikeLoading.value = false
		}
	}
	function show(f: Form, b: Bike) {
		bike.value = b
		if (f.bikePlate !== b.plate) f.bikePlate = b.plate
		if (!f.ver) f.ver = b.ver
	}
	function pickBike(id: number) {
		const f = form.value
		if (!f) return
		Object.assign(f, { bikeId: id, ver: 0, bikePlate: '' })
		return readBike()
	}
	function dropBike() {
		if (form.value) Object.assign(form.value, { bikeId: null, ver: 0, bikePlate: '' })
		void readBike()
	}
	/** Somebody changed it meanwhile: the clerk has looked at what it says now. */
	function rereadBike() {
		if (form.value) form.value.ver = 0
		return readBike()
	}
	return { bike, owner, bikeError, bikeLoading, readBike, pickBike, dropBike, rereadBike }
}
