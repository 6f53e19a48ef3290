/* Words of the books. */
import type zh from './zh.books'

const en: typeof zh = {
	title: 'Books', tabs: { balance: 'Trial balance', lines: 'Lines', find: 'Find', tills: 'Tills' }, from: 'From', to: 'To',
	spans: { today: 'Today', month: 'This month', year: 'This year' }, account: 'Account', site: 'Point', before: 'Before', debit: 'Debit', credit: 'Credit',
	after: 'After', balance: 'Balance', sum: 'Sum',
	sign: 'Debit is what came to an account, credit what left it; a negative balance is a credit balance. In yuan.',
	even: 'Even: before {before}, debit {debit} = credit {credit}, after {after}',
	uneven: 'Not even! Before {before}, debit {debit}, credit {credit}, after {after}. Stop taking and paying money, tell the system\'s administrator now, and run yanzhen verify on the server.',
	whole: '{n} lines', empty: 'No books in this time', emptyHint: 'Plans sold, refunds and payments are posted by themselves. Try other days.',
	choose: 'Choose an account', noLines: 'No lines of this account in this time', at: 'Time', entry: 'Posting', what: 'What', number: 'Number', by: 'By',
	program: 'program', pick: 'Choose an account first', pickHint: 'Click one in the trial balance, or choose it above.', search: 'Number', searchGo: 'Find',
	searchHint: 'Of a receipt, a WeChat or Alipay payment, a claim, an accident, a batch or a bank transfer, whole as it is printed.',
	start: 'Find postings by a number', none: 'Nothing found', noneHint: 'Is the number whole? Books of other units are not found either.',
	of: 'All postings of {kind} {number}', open: 'Open the {kind}', kind: { plan: 'plan', claim: 'claim', accident: 'accident', spot: 'fine on the spot' },
	step: {
		sale: 'sale', cancel: 'cancelled', refund: 'refund owed', repay: 'paid back', owe: 'owed', unowe: 'no longer owed', pay: 'paid', recover: 'recovered', back: 'fine paid back'
	},
	accounts: {
		cash: 'Cash', wechat: 'WeChat', alipay: 'Alipay', card: 'Bank card', income: { plan: 'Income, theft plans', liability: 'Income, liability plans', fine: 'Fines', surcharge: 'Surcharges on fines' },
		refund: { plan: 'Plan refunds' }, payable: { plan: 'Refunds owed', claim: 'Claims owed', liability: 'Liability owed' },
		expense: { claim: 'Claims, expense', liability: 'Liability, expense' }, bank: { operator: 'Operator\'s bank', insurer: 'Insurer\'s bank', treasury: 'Treasury\'s account' },
		recovered: { claim: 'Claims paid back' }
	},
	counted: 'Counted by', closed: 'Closed by', ways: 'By payment', printed: 'printed by {who}, {t} · {from} to {to}',
	file: {
		title: 'Export the books', open: 'Export', what: 'What', balance: 'Trial balance', lines: 'Lines of an account', journal: 'Journal (all postings)',
		tills: 'Tills', go: 'Export', done: 'Exported {n}',
		mark: 'The file begins with its number, who, when, what for and the range; every row has the number. It is in the audit and counts in the day\'s limit.'
	}
}
export default en
