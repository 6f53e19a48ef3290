/* A barcode scanner is a very fast keyboard: a burst of characters that ends with Enter. What it read is put where it belongs by its shape,
 * wherever the cursor stands; what the burst left behind in the focused field is taken back. */
import { isIdCard, isPhone, isUscc } from './form'

export type ScanField = 'owner.idNo' | 'agent.idNo' | 'owner.phone' | 'plate' | 'tag' | 'enforcementTag' | 'ownerTag' | 'vehicleCode' | 'frameNo' | 'motorNo'
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
