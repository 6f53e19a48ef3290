/* How the counter names a field, a paper, a picture and a problem. */
import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { CounterProblem } from '@/lib/api'
import type { Business, Section } from '@/lib/counter/form'
import { oneOf } from '@/lib/counter/verdict'
import { useText } from '@/lib/use'

export function useWords() {
	const { t, word } = useText()
	/** The word of the first group that has one. */
	const known = (groups: string[], code: string) => groups.map(g => word(g, code)).find(w => w !== code) ?? ''
	const sectionWord = (s: Section, b: Business) => known(['deal.s', 'counter.s'], `${b}_${s}`) || known(['deal.s', 'counter.s'], s)
	const fieldWord = (field: string): string => {
		const [head, tail] = [field.split('.')[0]!, field.split('.').slice(1).join('.')]
		if (head === 'papers' && tail) return word('counter.paper', tail)
		if (head === 'photos' && tail) return t('counter.photoOf', { what: word('counter.slot', tail) })
		return known(['counter.f', 'deal.f'], field.replace(/\./g, '_')) || field
	}
	/** "a|b": one of them. */
	const paperWords = (words: string) => oneOf(words).map(x => word('counter.paper', x)).join(` ${t('counter.or')} `)
	const problemText = (p: CounterProblem): string => {
		if (p.code === 'bike_flag') return t('deal.flagged', { what: word('flag', p.number) })
		// A word of a newer server: at least where it belongs.
		if (p.code !== 'missing') return known(['counter.code'], p.code) || t('deal.someCode', { what: fieldWord(p.field) })
		if (p.field === 'bikeId' || p.field === 'nothing') return t(`deal.need.${p.field}`)
		const choice = p.field.startsWith('papers.') && p.number ? paperWords(p.number) : fieldWord(p.field)
		return t('counter.need', { what: choice })
	}
	/** A number worth showing: not the list of a choice, not the id of an owner. */
	const shownNumber = (p: CounterProblem) => (p.code.startsWith('bike_') || p.code === 'missing' || p.code.startsWith('owner_') || p.field === 'overrides' ? '' : p.number)
	/** What a clerk can do about it. */
	const todoText = (p: CounterProblem) => known(['deal.todo'], p.code === 'bike_flag' ? p.number : p.code)
	return { sectionWord, todoText, fieldWord, paperWords, problemText, shownNumber }
}

/** What the fields need to know of the verdict. */
export interface Judge { of: (field: string) => CounterProblem | undefined; asked: ComputedRef<boolean> }
const KEY: InjectionKey<Judge> = Symbol('judge')
export const giveJudge = (j: Judge) => provide(KEY, j)
export const useJudge = () => inject(KEY)!
