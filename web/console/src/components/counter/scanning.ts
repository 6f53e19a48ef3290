/* What the scanner read goes to its field, or looks for the bike. */
import { nextTick, ref } from 'vue'
import { onward } from './moving'
import type { Form } from '@/lib/counter/form'
import { businessFieldOf, clean, documentKind, fieldOf, type ScanField } from '@/lib/counter/scan'
import { sayDone, sayTrouble } from '@/lib/say'
import { useText } from '@/lib/use'
import { useCounter } from '@/stores/counter'

const NUMBERS: ScanField[] = ['vehicleCode', 'frameNo', 'motorNo']
const TAGS: ScanField[] = ['tag', 'enforcementTag', 'ownerTag']
type Part = 'owner' | 'agent' | 'holder'

/** find: looks for the bike with this text. */
export function useScanned(deaf: () => boolean, find: (text: string) => void) {
	const c = useCounter()
	const { t } = useText()
	const scanned = ref<ScanField | null>(null)
	const changed = (f: Form, field: ScanField) => f.business === 'change' && NUMBERS.includes(field)

	let hush: ReturnType<typeof setTimeout> | null = null
	function tell(field: ScanField) {
		scanned.value = field
		if (hush) clearTimeout(hush)
		hush = setTimeout(() => (scanned.value = null), 5000)
	}
	function put(field: ScanField, text: string) {
		const f = c.form!
		const [head, tail] = field.split('.') as [string, string | undefined]
		if (head === 'agent') f.hasAgent = true
		if (field === 'holder.idNo') f.holder.idKind = documentKind(text)
		if (tail) Object.assign(f[head as Part], { [tail]: text })
		else if (changed(f, field)) Object.assign(f.change, { [field]: text })
		else Object.assign(f, { [head]: text })
		if (f.business === 'replace' && (TAGS.includes(field) || field === 'plate') && !f.wants.includes(field as 'tag')) f.wants = [...f.wants, field as 'tag']
	}
	function read(field: ScanField): string {
		const f = c.form!
		const [head, tail] = field.split('.') as [string, string | undefined]
		if (tail) return String((f[head as Part] as unknown as Record<string, string>)[tail] ?? '')
		return changed(f, field) ? f.change[field as 'frameNo'] : field === 'bikeId' ? '' : String(f[field as 'tag'])
	}
	/** The bike's own plate or tag once more: it is the right one. Another's: not this bike. True: nothing else is to be done with it. */
	function known(text: string, field: ScanField | null): boolean {
		const b = c.bike
		if (!b || c.form!.business === 'register') return false
		const s = clean(text).replace(/^0+/, '')
		if (s === clean(b.tag).replace(/^0+/, '') || s === clean(b.plate).replace(/^0+/, '')) {
			sayDone(t('deal.thisBike', { plate: b.plate }))
			return true
		}
		if (field || !['plate', 'tag'].includes(fieldOf(text, { focused: '', value: () => '' }) ?? '')) return false
		sayTrouble(t('deal.notThisBike', { text: clean(text) }))
		return true
	}
	function take(text: string): boolean {
		const f = c.form
		if (!f || deaf() || document.querySelector('.el-overlay:not([style*="display: none"]) [role=dialog]')) return false
		const focused = (document.activeElement?.id ?? '').replace(/^f-/, '').replace('-', '.')
		const at = { focused, value: read }
		const field = f.business === 'register' ? fieldOf(text, at) : businessFieldOf(text, f.business, f.bikeId !== null, at)
		if (known(text, field)) return true
		if (!field) return false
		tell(field)
		if (field === 'bikeId') {
			find(text.normalize('NFKC').trim())
			return true
		}
		put(field, text.normalize('NFKC').trim().toUpperCase())
		void nextTick(() => {
			const el = document.getElementById(`f-${field.replace('.', '-')}`)
			if (!el) return
			el.scrollIntoView({ block: 'nearest' })
			el.classList.add('just')
			setTimeout(() => el.classList.remove('just'), 900)
			onward(el)
		})
		return true
	}
	return { scanned, take }
}
