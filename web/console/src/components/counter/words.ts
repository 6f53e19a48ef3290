/* How the counter names a field, a paper, a picture and a problem. */
import { inject, provide, type ComputedRef, type InjectionKey } from 'vue'
import type { CounterProblem } from '@/lib/api'
import { oneOf } from '@/lib/counter/verdict'
import { useText } from '@/lib/use'

export function useWords() {
	const { t, word } = useText()
	const fieldWord = (field: string): string => {
		const [head, tail] = [field.split('.')[0]!, field.split('.').slice(1).join('.')]
		if (head === 'papers' && tail) return word('counter.paper', tail)
		if (head === 'photos' && tail) return t('counter.photoOf', { what: word('counter.slot', tail) })
		return word('counter.f', field.replace(/\./g, '_'))
	}
	/** "a|b": one of them. */
	const paperWords = (words: string) => oneOf(words).map(x => word('counter.paper', x)).join(` ${t('counter.or')} `)
	const problemText = (p: CounterProblem): string => {
		if (p.code !== 'missing') return word('counter.code', p.code)
		const choice = p.field.startsWith('papers.') && p.number ? paperWords(p.number) : fieldWord(p.field)
		return t('counter.need', { what: choice })
	}
	/** A number worth showing: not the list of a choice, not the id of an owner. */
	const shownNumber = (p: CounterProblem) => (p.code === 'missing' || p.code.startsWith('owner_') || p.field === 'overrides' ? '' : p.number)
	return { fieldWord, paperWords, problemText, shownNumber }
}

/** What the fields need to know of the verdict. */
export interface Judge { of: (field: string) => CounterProblem | undefined; asked: ComputedRef<boolean> }
const KEY: InjectionKey<Judge> = Symbol('judge')
export const giveJudge = (j: Judge) => provide(KEY, j)
export const useJudge = () => inject(KEY)!
