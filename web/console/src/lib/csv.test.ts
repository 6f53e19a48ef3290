import { expect, test } from 'vitest'
import { csv } from './csv'

test('cells are quoted, formulas are text, numbers stay numbers', () => {
	expect(csv(['a', 'b'], [['x"y', -5], ['=1+1', null], ['@cmd', '逗号,']])).toBe('\ufeff"a","b"\r\n"x""y","-5"\r\n"\'=1+1",""\r\n"\'@cmd","逗号,"\r\n')
})
