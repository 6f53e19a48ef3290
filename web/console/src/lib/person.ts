/* What somebody typed into the one box: a person's value or a number of a bike. A person's value never goes into an address: it waits here. */
import { shallowRef } from 'vue'

export type PersonBy = 'phone' | 'idNo' | 'name'

export function personKind(text: string): PersonBy | null {
	const s = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
	if (/^1[3-9]\d{9}$/.test(s)) return 'phone'
	if (/^\d{17}[\dX]$/.test(s) || (/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(s) && /[A-Z]/.test(s))) return 'idNo'
	// A plate has digits: what is written in Han characters alone is a name, of a person or of a unit (which may have brackets).
	if (/^[\p{Script=Han}·()]{2,40}$/u.test(s) && /\p{Script=Han}{2}/u.test(s)) return 'name'
	return null
}

export const sought = shallowRef<{ by: PersonBy; value: string } | null>(null)
