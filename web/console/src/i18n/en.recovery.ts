/* Words of seized goods, return lists, suspects and dens. */
import type { Same } from './en'
import type zh from './zh.recovery'

const rec: Same<typeof zh> = {
	title: 'Seized goods', tab: { items: 'Items', returns: 'Return lists', suspects: 'Suspects', dens: 'Dens' }, kindLabel: 'Kind',
	kind: { bike: 'E-bike', tag: 'Tag', plate: 'Plate', battery: 'Battery', other: 'Other' }, stateLabel: 'State',
	state: {
		seized: 'Owner not known', matched: 'Matched', proven: 'Proven', valued: 'To be approved', approved: 'To be returned', listed: 'On a return list',
		returned: 'Returned', disputed: 'Disputed', held_as_evidence: 'Held as evidence', to_insurer: 'Given to the payer', disposed: 'Disposed of'
	},
	onlyOpen: 'Not finished', allStates: 'All states', allKinds: 'All kinds', newItem: 'New item', none: 'No seized goods',
	noneHint: 'Write down what was found; the program looks by its numbers for the owner.', noneFilter: 'Nothing fits these filters; try others.',
	number: 'Number', read: 'Numbers read', found: 'Found', whose: 'Bike and owner', notKnown: 'Not known yet',
	payer: { owner: 'Goes to the owner', payer: 'Goes to the payer', undecided: 'Claim paid, undecided' },
	f: {
		foundAt: 'Found at', place: 'Where found', keptAt: 'Kept at', tag: 'Tag number', plate: 'Plate', frameNo: 'Frame number', motorNo: 'Motor number',
		brand: 'Brand', colour: 'Colour', note: 'Note', den: 'Den', suspect: 'Suspect'
	},
	noDen: 'not found in a den', noSuspect: 'none, or not known', noOrigins: 'Dens and suspects could not be read; save it without.', numbered: 'No. {n}',
	asRead: 'As it stands on the thing', saveLook: 'Save and look for the owner', saved: 'Saved', done: 'Done', candidates: 'It may be one of these',
	candidatesHint: 'Only proposals. Compare with the thing itself; an officer decides.',
	noCandidates: 'Nothing was found by its numbers. Read them once more and correct them, or look for the bike by its plate above.', why: '{by}: {tier}',
	by: { tag: 'Tag', plate: 'Plate', frame: 'Frame', motor: 'Motor' }, tier: { exact: 'the same', contains: 'a part of it', near: 'similar' },
	wasRead: 'Read', inRegister: 'Register', looks: 'Looks', colourDiffers: 'Other colour', brandDiffers: 'Other brand', owner: 'Owner', case: 'Case',
	noCase: 'No open case', thisOne: 'It is this one', matchAsk: 'Is it {plate} (owner {owner})?',
	matchCase: 'Is it {plate} (owner {owner})? Case {n} becomes recovered.', facts: 'The item', proof: 'Proof of ownership', value: 'Value',
	approvedAt: 'Approved', returnedAt: 'Returned', reason: 'Reason', history: 'History', nextStep: 'Next step', otherSteps: 'Something else',
	correct: 'Correct', correctWhat: 'What to correct', correctTo: 'Correct to',
	lead: {
		match: 'Compare with the candidates and say whose bike it is.', prove: 'Check the proof of the owner and mark what you have seen.',
		value: 'Write its value; another person then approves.', approve: 'Check proof and value; once approved it can be returned.',
		list: 'Put it on a return list and tell the owner.', to_insurer: 'A claim was paid and not paid back: hand it to the payer.',
		settle: 'Once the dispute is cleared up, write how; it is proven anew.',
		release: 'When it is no longer needed as evidence, write why; it is matched anew.'
	},
	wait: {
		seized: 'An officer says whose it is.', matched: 'An officer checks the proof.', proven: 'An officer values it.',
		valued: 'Another person approves: an officer of a higher unit or a leader who has not matched, proven or valued it.',
		approved: 'An officer puts it on a return list.',
		payer_undecided: 'A claim was paid. First the operator says whether the owner pays back or the bike goes to the payer.',
		listed: 'It waits on a return list for its owner.', returned: 'Returned; finished.', disputed: 'Disputed; the officer in charge clears it up.',
		held_as_evidence: 'Held as evidence until the officer in charge releases it.', to_insurer: 'Given to the payer; finished.',
		disposed: 'Disposed of; finished.'
	},
	orBike: 'Not among the candidates? Look by plate', papersLabel: 'Papers seen',
	paper: {
		invoice: 'Invoice', register: 'Register agrees', id_card: 'ID card of the owner', certificate: 'Certificate', receipt: 'Report receipt',
		key: 'Original key', photo: 'Photos of the bike'
	},
	paperOther: 'Other papers', valueYuan: 'Value (yuan)', onList: 'On which list', noOpenDay: 'No return list is open.',
	needDay: 'First choose a return list.', toList: 'Open list {n}',
	do: {
		seize: 'Written down', correct: 'Corrected', match: 'Match', unmatch: 'Undo the match', prove: 'Ownership proven', value: 'Save the value',
		approve: 'Approve the return', send_back: 'Send back', list: 'Put on the list', unlist: 'Take off the list', return: 'Return', dispute: 'Disputed',
		settle: 'Dispute settled', hold: 'Hold as evidence', release: 'Release', to_insurer: 'Hand to the payer', dispose: 'Dispose of'
	},
	refused: {
		payer_undecided: 'A claim was paid for this bike. First the operator says whether the owner pays back or the bike goes to the payer.',
		paid_claim: 'A claim was paid and not paid back: it goes to the payer, not to the owner.',
		no_payer: 'No claim was paid for this bike: it goes to its owner.', taken: 'Another seized item is matched to this bike; check that one first.',
		bikeId: 'First choose which bike it is.', papers: 'Mark at least one paper that you have seen.',
		valueFen: 'Write the value, such as 1500 or 1500.50.', note: 'Write the reason.', reason: 'Write the reason.', place: 'Write where it was found.',
		foundAt: 'It was found at a time in the past.', tag: 'A tag number is 1 to 16 digits or letters A-F.', day: 'Choose today or a later day.',
		receiver: 'Only the owner or an agent receives it.', name: 'Write the name of who receives it.', idNo: 'Write the ID number of who receives it.',
		idOther: 'This is not the ID number that the register has of the owner. Check the document; for somebody else choose the agent.',
		letter: 'An agent brings a letter of the owner: write its number or date.', voucher: 'The photo of the voucher is missing.',
		person: 'The photo of the person with the bike is missing.', signed: 'Mark it once the receiver has signed.',
		own_hand: 'Who matched, proved or valued it does not approve it; ask another person.',
		level: 'Approval is for an officer of a higher unit (county or above) or a leader.', foreign: 'This is of another unit; ask them.',
		day_closed: 'This list is closed; make another one.', day_waits: 'A bike on the list is neither returned nor taken off: it cannot be closed.',
		listed: 'It is on a return list already.', match_rests: 'The match rests on this number; undo the match first.',
		check_first: 'First check who receives it.', row_ended: 'This row is finished.', by_list: 'This is done on a return list.'
	},
	newDay: 'New return list', dayMade: 'The list is made', day: 'Day', dayPlace: 'Place', needDayPlace: 'Write where the bikes are given back.',
	dayNumber: 'List', noDays: 'No return lists', noDaysHint: 'Make a list for a day and a place, then put the approved bikes on it.', open: 'Open',
	closed: 'Closed', n: { listed: 'Listed', reached: 'Told', checkedIn: 'Checked in', returned: 'Returned', noShow: 'Not come' }, dayTitle: 'Return list',
	print: 'Print the list', closeDay: 'Close the list', askClose: 'All bikes on it are done. Once closed it cannot be changed. Close it?',
	dayEmpty: 'No bikes on this list yet', dayEmptyHint: 'Add them from the approved ones below.', ready: 'Approved, to be returned', addToDay: 'Add',
	rowState: { listed: 'Waiting', checked_in: 'Checked in', returned: 'Returned', no_show: 'Not come', dropped: 'Taken off' },
	call: { none: 'Not called', called: 'Called', reached: 'Told', not_reached: 'Not reached' }, comes: 'comes {t}', receiver: 'Receiver',
	receiverIs: { owner: 'Owner', agent: 'Agent' }, letterOf: 'letter {n}', letter: 'Number or date of the letter', signedChip: 'Signed for',
	photo: { voucher: 'Voucher', person: 'Person with bike' }, lookAt: 'Look: {what}', callOwner: 'Call the owner', appointment: 'Appointment',
	check: 'Check identity', checkAgain: 'Check again', checkGo: 'Identity is right', checked: 'Identity checked',
	bring: {
		owner: 'See the ID card itself; the number must be the one in the register.', agent: 'See the ID card of the agent and the letter of the owner.'
	},
	take: 'Take a photo', signedTick: 'The receiver has signed the list', give: 'Hand over', giveGo: 'Give it back', given: 'Given back',
	noShow: 'Did not come', off: 'Take off', askNoShow: 'Nobody came for it? It is approved again and can go on the next list.',
	askOff: 'Take this bike off the list? It is approved again.', newDen: 'New den', denPlace: 'Place',
	denKind: { market: 'Market', shop: 'Bike shop', house: 'House', store: 'Warehouse', online: 'Online', other: 'Other' },
	denState: { suspected: 'Suspected', watched: 'Watched', raided: 'Raided', closed: 'Closed' }, raidedAt: 'Raided at', needDenPlace: 'Write the place.',
	noDens: 'No dens', noDensHint: 'Places where stolen bikes are sold are written down here.', update: 'Update', newSuspect: 'New suspect',
	who: { name: 'Name', idNo: 'ID number', phone: 'Phone' }, nameHint: 'Write "unknown" when it is not known', needName: 'Write the name, or "unknown".',
	suspectState: { suspected: 'Suspected', caught: 'Caught', handed_over: 'Handed over', cleared: 'Cleared' }, caughtAt: 'Caught at',
	noSuspects: 'No suspects', noSuspectsHint: 'Who was caught is written down here; names and numbers are kept sealed.',
	showText: 'Shown for a minute. Who looked at what and when is in the audit.',
	printTitle: 'Return list of recovered bikes', unit: 'Unit',
	p: {
		plate: 'Plate', bike: 'Bike', sign: 'Signature of receiver', byWhom: 'Signature of officer', witness: 'Signature of witness', receipt: 'Receipt',
		words: 'I have today received the bike above from {unit}; its state and its numbers were checked in my presence.',
		receiverSign: 'Signature and fingerprint of receiver', date: 'Date',
		list: 'List of seized goods', approval: 'Approval of a return', printIt: 'Print: {what}', notYet: 'This form cannot be printed yet',
		notYetHint: 'The approval form exists once ownership is proven and a value is set.', looks: 'Looks', count: 'Number', grounds: 'Grounds',
		receiving: 'Goes to', toApprove: 'To be approved', approver: 'Signature of approver', holder: 'Signature and fingerprint of holder',
		officers: 'Signatures of two officers', seal: 'Seal of the unit',
		listWords: 'The goods above were seized by {unit}; their number and marks were checked by those present. In two copies, one for the holder.'
	}
}
export default rec
