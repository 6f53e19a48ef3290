/* What the fields for persons share. */
import { ageOn, bornOn, isIdCard } from '@/lib/counter/form'
import { useText } from '@/lib/use'
import { today } from '@/stores/counter'

export const ID_KINDS = ['idcard', 'passport', 'hkmo_permit', 'tw_permit', 'residence', 'military']

export function useAge() {
	const { t } = useText()
	/** Day of birth and age of a right identity number, else nothing. */
	const bornAge = (idNo: string) => (isIdCard(idNo) ? t('counter.bornAge', { born: bornOn(idNo), age: ageOn(bornOn(idNo), today()) }) : '')
	return { bornAge }
}
