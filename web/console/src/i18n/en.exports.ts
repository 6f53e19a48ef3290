/* Words of the exports out of the register, and of their second person. */
import type zh from './zh.exports'

const en: typeof zh = {
	title: 'Export the register', lead: 'Bikes of your unit and those below it only; owners are always masked. Every export is in the audit.',
	filter: 'Filter', district: 'District', site: 'Point', unit: 'Unit', kind: 'Kind of plate', use: 'Use', life: 'State', flag: 'Flag',
	from: 'Registered from', to: 'Registered to', any: 'any', own: 'own unit and below', columns: 'Columns', pickAll: 'All', pickNone: 'None',
	col: {
		plate: 'Plate', tag: 'Tag', kind: 'Kind', use: 'Use', life: 'State', flags: 'Flags', brand: 'Brand', model: 'Model', colour: 'Colour',
		vehicleCode: 'Vehicle code', frameNo: 'Frame no.', motorNo: 'Motor no.', boughtOn: 'Bought on', district: 'District', site: 'Point', unit: 'Unit',
		registeredAt: 'Registered', ownerName: 'Owner (masked)', ownerPhone: 'Phone (masked)', ownerIdNo: 'ID number (masked)'
	},
	form: 'Format', xlsx: 'Excel (XLSX)', csv: 'CSV (UTF-8)', purposeLabel: 'Purpose',
	purpose: { case: 'case', check: 'check', report: 'report', handover: 'handover', request: 'request from above', correction: 'data correction' },
	reference: 'Reference', referenceHint: 'Number of the file or case it is for: 3 to 32 letters, digits or -', count: 'Count first', counted: '{n} bikes',
	limit: 'At most {n} rows at once; {left} rows and {runs} exports left today', tooMany: 'More than one export may have. Choose a narrower filter.',
	overDay: 'More rows than are left today. Choose a narrower filter, or come back tomorrow.', noRuns: 'No exports are left today.', go: 'Export',
	done: 'Exported {n}', empty: 'No bike fits this filter', mine: 'My exports', none: 'Nothing exported yet', number: 'Number', at: 'Time', n: 'Rows',
	stateLabel: 'Result', state: { begun: 'not finished', done: 'exported', refused: 'refused' }, needColumns: 'Choose at least one column.',
	needReference: 'Give a reference: 3 to 32 letters, digits or -.',
	mark: 'The file begins with its number, who, when, what for and the filter; each row carries the number.',
	changed: 'The filter has changed; count again.',
	second: {
		large: 'More than {n} rows: another person has to consent first', ask: 'Ask for consent', asked: 'Asked; another person decides',
		decide: 'Exports that wait for you', mine: 'Large exports I asked for',
		none: { mine: 'No large export was asked for', decide: 'No export waits for you' }, what: 'Filter', who: 'Asked by', columns: '{n} columns',
		state: { asked: 'to decide', granted: 'consented', refused: 'refused', withdrawn: 'withdrawn', used: 'exported' }, until: 'until {t}',
		over: 'run out', grant: 'Consent', refuse: 'Refuse', withdraw: 'Withdraw', why: 'Why not', askGrant: 'Let {who} export {n} rows ({what})?',
		done: { grant: 'Consented', refuse: 'Answered', withdraw: 'Withdrawn' }
	}
}
export default en
