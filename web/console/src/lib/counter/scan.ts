/* A barcode scanner is a very fast keyboard: a burst of characters that ends with Enter. What it read is put where it belongs by its shape,
 * wherever the cursor stands; what the burst left behind in the focused field is taken back. */
import { isIdCard, isPhone, isUscc, type Business } from './form'

export type ScanField = 'owner.idNo' | 'agent.idNo' | 'holder.idNo' | 'bikeId' | 'owner.phone' | 'plate' | 'tag' | 'enforcementTag' | 'ownerTag' | 'vehicleCode' | 'frameNo' | 'motorNo'
export interface ScanPlace { focused: string; value: (field: ScanField) => string }

/** Fewer characters, or a slower hand, is typing. */
const LEAST = 6
const GAP_MS = 50
/** A longer pause begins a new burst. The times are the keyboard's, so a busy computer does not tear one apart. */
const TEAR_MS = 150

const NUMBERS: ScanField[] = ['vehicleCode', 'frameNo', 'motorNo']
const TAGS: ScanField[] = ['tag', 'enforcementTag', 'ownerTag']

export const clean = (text: string) => text.normalize('NFKC').replace(/[\s\u0000-\u001f]/g, '').toUpperCase()

/** Where a scanned text belongs; null when it has no shape of ours. Persons', plates' and tags' shapes decide alone; a vehicle number is any
 * other run of letters and digits: there the focused field decides, then the first empty one. */
export function fieldOf(text: string, at: ScanPlace): ScanField | null {
	const s = clean(text)
	const pick = (list: ScanField[]) => (list.includes(at.focused as ScanField) ? (at.focused as ScanField) : list.find(f => at.value(f) === '' || clean(at.value(f)) === s) ?? list[0]!)
	if (isIdCard(s)) return at.focused.startsWith('agent.') ? 'agent.idNo' : 'owner.idNo'
	if (isUscc(s)) return 'owner.idNo'
	if (/[\u4e00-\u9fff]/.test(s)) return s.length <= 16 && /\d/.test(s) ? 'plate' : null
	if (isPhone(s)) return 'owner.phone'
	if (/^(?:[0-9A-F]{8}|[0-9A-F]{16})$/.test(s) && /\d/.test(s)) return pick(TAGS)
	if (/^\d{15}$/.test(s)) return NUMBERS.includes(at.focused as ScanField) ? (at.focused as ScanField) : 'vehicleCode'
	if (/^[0-9A-Z*-]{6,32}$/.test(s) && /\d/.test(s)) return NUMBERS.includes(at.focused as ScanField) ? (at.focused as ScanField) : pick(['frameNo', 'motorNo'])
	return null
}

/** The same for a bike that is there already. Without one, a plate, a tag or a number looks for it (bikeId); with one, they are what is new. A
 * person's number is the present owner's first, then the new one's, unless the cursor says otherwise. Null: not part of this business. */
export function businessFieldOf(text: string, business: Business, chosen: boolean, at: ScanPlace): ScanField | null {
	const f = fieldOf(text, at)
	if (!f) return !chosen && /^[0-9A-Z\u4e00-\u9fff()-]{4,24}$/.test(clean(text)) ? 'bikeId' : null
	const transfer = business === 'transfer'
	if (f === 'agent.idNo') return f
	if (f === 'owner.idNo') return transfer && (at.focused.startsWith('owner.') || (!at.focused.startsWith('holder.') && at.value('holder.idNo') !== '')) ? f : 'holder.idNo'
	if (f === 'owner.phone') return transfer ? f : null
	if (!chosen) return 'bikeId'
	if (f === 'plate' || TAGS.includes(f)) return business === 'replace' ? f : null
	return business === 'change' ? f : null
}

/** What a scanned number of a document is. One in 31 identity numbers happens to be right as a unit's code, too; it is a person's. */
export const documentKind = (text: string) => (!isIdCard(clean(text)) && isUscc(clean(text)) ? 'uscc' : 'idcard')

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement
const isBox = (x: Element | null): x is Box => x !== null && /^(INPUT|TEXTAREA|SELECT)$/.test(x.tagName)

/** Listens on the window before anybody else. take() is given the text; false: nothing was done with it, and the text stays where it was typed. */
export function listen(win: Window, take: (text: string) => boolean): () => void {
	let text = ''
	let first = 0
	let last = 0
	let box: Box | null = null
	let before = ''
	function restore() {
		if (!box || (box instanceof HTMLInputElement && /^(checkbox|radio|file)$/.test(box.type))) return
		box.value = before
		box.dispatchEvent(new Event(box.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
	}
	function key(e: KeyboardEvent) {
		if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return
		const now = e.timeStamp
		if (e.key === 'Enter') {
			const burst = text
			const fast = burst.length >= LEAST && last - first <= GAP_MS * (burst.length - 1) && now - last <= TEAR_MS
			text = ''
			if (!fast) return
			const after = isBox(box) ? box.value : ''
			restore()
			if (take(burst)) {
				e.preventDefault()
				e.stopImmediatePropagation()
			} else if (box && !(box instanceof HTMLInputElement && /^(checkbox|radio|file)$/.test(box.type))) {
				box.value = after
				box.dispatchEvent(new Event(box.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
			}
			return
		}
		if ([...e.key].length !== 1) {
			if (e.key !== 'Shift') text = ''
			return
		}
		if (text === '' || now - last > TEAR_MS) {
			text = ''
			first = now
			box = isBox(win.document.activeElement) ? win.document.activeElement : null
			before = box?.value ?? ''
		}
		text += e.key
		last = now
	}
	win.addEventListener('keydown', key, true)
	return () => win.removeEventListener('keydown', key, true)
}
