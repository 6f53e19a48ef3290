import type zh from './zh.police'
import type { Same } from './en'

const words: Same<typeof zh> = {
	duty: {
		title: 'Table of duty', by: { place: 'By place', unit: 'By unit', hours: 'Hours' },
		lead: 'When a watched bike is heard, the order goes to the unit on duty at that station at that moment: by its hours, outside of them the standing unit; '
			+ 'without one, to the unit of its district; without that, to the police station above the nearest plating point, and at last to the bureau.',
		place: 'Place', unit: 'Unit on duty', since: 'Since', nobody: 'nobody named', choose: 'choose a unit', unitOf: 'Unit on duty in {where}',
		drop: 'Take off', closed: 'closed; in truth {unit}', closedAll: 'closed; in truth the bureau', closedHint: 'Name a unit that is at work',
		addStation: 'Name for a station', station: 'Name of the station', needStation: 'Enter the name of the station, such as st-001.',
		noStation: 'No station has that name. Compare it with the page of stations.', set: '{where}: {unit} is on duty now',
		dropStation: 'Take "{where}" off? Its orders go to the unit of its district then.',
		dropDistrict: 'Take the unit of {where} off? Orders go to the police station above the nearest plating point then, or to the bureau.',
		dropped: '{where} was taken off', hand: 'Hand all over to…', handLabel: 'Hand over all places of {unit} to',
		handAsk: 'Hand over all {n} places of {from} to {to}?', handed: '{n} places handed over to {to}', gaps: 'Districts without a unit on duty: {n}.',
		gapsThen: 'Their orders go to the police station above the nearest plating point, or to the bureau.',
		tell: ' Tell the system administrator to name one.', whole: 'Every district has a unit on duty.', none: 'Nobody is on the table of duty yet',
		noneHint: 'The system administrator names the units of the districts here.', mine: 'your unit', places: 'places: {n}',
		idle: 'Police stations without a place: {n}.',
		noTimes: 'A change counts at once and is in the audit. Where shifts take turns, set hours: the unit changes by itself then.', nowUnit: 'Now',
		standing: 'Standing unit (outside of hours)', byHours: 'by hours', thenNext: 'until {until}, then {next}',
		open: 'Places with times that are nobody\'s: {n}.', openFrom: '{where}, {from} to {until}', hours: 'Hours', changed: 'Last change',
		everyDay: 'every day', weekSpan: '{a} to {b}', and: ', ', nextDay: 'next day ', onDay: 'on {day}', fromTo: '{a} to {b}', fromOn: 'from {day}',
		start: 'From', finish: 'Until', firstDay: 'First day', lastDay: 'Last day (or none)', weekdays: 'Weekdays',
		overNight: 'Ends at or before it begins: on the next day.', choosePlace: 'choose a district', aStation: 'a station…',
		hoursLead: 'Hours go before the standing unit. Of several at the same time those of fewer days count, then the newer ones; outside of all the standing unit answers.',
		shiftAdd: 'Add hours', shiftEdit: 'Change', shiftEnd: 'End', shiftUndo: 'Undo', shiftOver: 'ended', running: 'on duty', shiftSaved: 'Hours saved',
		shiftEnded: 'Hours ended; this can be undone', shiftUndone: 'The last change was taken back',
		shiftEndAsk: 'End the hours of {unit} in {where} now? Other hours or the standing unit answer then.',
		shiftUndoAsk: 'Take back the change of {who}, {when}, and have it as before?', noShifts: 'No hours',
		noShiftsHint: 'The standing units answer all the time.',
		shiftNeed: {
			place: 'Choose a district, or enter the name of a station.', unit: 'Choose a unit.', day: 'Enter the first day.',
			order: 'The last day is before the first one.', week: 'Choose a weekday at least.', time: 'Enter when they begin and end.',
			week2: 'None of these weekdays lies between the two days; check the dates.', past: 'The last day is over; change the dates.'
		}
	},
	hand: {
		title: 'In charge', you: 'you', go: 'Hand over', dialog: 'Hand over case {number}', unit: 'Unit in charge', officer: 'Officer',
		officerHint: 'Left empty, {who} keeps it.', me: 'I take it', note: 'Note',
		then: '{unit} works the case then. If you are neither of its area nor the officer, you cannot go on with it.', done: 'Handed over: {unit}, {who}',
		needUnit: 'Choose the unit.', same: 'Neither unit nor officer is another one.',
		err: {
			unitId: 'This is no police unit at work; choose another.', officer: 'No officer has that log-in name, or the account is disabled. Check the name.'
		}
	},
	crime: {
		none: 'A crime of its own. Several bikes taken by the same people at once can be made one crime.', join: 'Join', part: 'Take out',
		count: '{n} bikes, {found} found', solved: 'solved', unsolved: 'not solved', partAsk: 'Take this case out? It is counted as a crime of its own then.',
		joined: 'One crime now', parted: 'A crime of its own now', dialog: 'Case {number} of one crime with another',
		lead: 'Found bikes and solved crimes are counted apart. Once one of the cases is solved, all of them are.', find: 'Number or plate of the other case',
		findHint: 'such as 430405-20261123-0001', needText: 'Enter a case number or a plate.',
		findNone: 'No case with that number or plate. Enter the whole of it, not a part.', pick: 'Choose the case to join.',
		hasOthers: 'of one crime with others',
		err: {
			joined: 'The case is of one crime with others already: take it out first.',
			no_crime: 'A case that is withdrawn or unfounded is no part of a crime.',
			one_solved: 'One of the two is solved and the other is not. Make that the same first.', alone: 'The case is a crime of its own.',
			leads: 'This case leads: take the others out first.', caseId: 'Choose another case than this one.',
			foreign: 'You need the right to both cases: ask the unit of the other one, or a case officer.'
		}
	},
	teller: {
		name: 'name of who told', phone: 'phone of who told',
		lead: 'Shown for a minute. Who looked at what, when and why is in the audit before it is shown. A fresh code is asked for.',
		reference: 'The number of this case is filled in; for anything else, the number of that paper (letters, digits and -).'
	},
	planPage: {
		title: 'Plan', again: 'Print the receipt again', clerkPrints: 'Clerks print the receipt', clerkRepays: 'A clerk pays it back at the counter.',
		owed: 'are owed to the owner. Check the identity, pay it back, and have it signed for.', facts: 'This plan', left: 'Left', days: '{n} days of {all}',
		site: 'Sold at', seller: 'Sold by', you: 'you', account: 'account {n}', cancel: 'Cancel (same day)', way: 'What happened', notYet: 'not yet',
		backBy: 'Paid back by: {way}', future: 'What will happen',
		stop: {
			sold: 'Sold', begins: 'Cover begins', ends: 'Cover ends', cancelled: 'Cancelled the same day, paid back', ended: 'Ended early',
			owed: 'To be paid back', repaid: 'Paid back', used: 'A claim was paid: used up'
		},
		if: { transfer: 'Transfer', deregister: 'Deregistration', stolen: 'The bike is stolen', claim: 'After a claim' },
		then: {
			transfer: 'By the rules of the city it goes to the new owner with the bike, or ends on that day; the counter says so when the transfer is done.',
			deregister: 'Ends. By the whole months left, {yuan} yuan would be paid back now; nothing for a stolen or destroyed bike.',
			stolen: 'Cover goes on. If the bike is not found, the owner may claim.', claim: 'A paid claim uses it up; nothing is paid back.'
		}
	},
	batch: {
		title: 'Payment batch', n: '{n} payments', none: 'No payments in this batch', noneHint: 'All claims in it were held because their bikes are heard.',
		no: 'Payment number', bank: 'Bank', toldAt: 'Told at', claim: 'Claim', sha: 'SHA-256 of the file',
		todo: {
			other: 'Another person releases it.', release: 'To be released.', send: 'To be sent to the bank.', rest: 'Waiting for the rest of the results.',
			query: 'Some payments are not known.', failed: 'Some payments failed.', settled: 'All settled.', cancelled: 'Cancelled.'
		},
		how: {
			other: 'Who made a batch does not release it: another adjuster checks it.',
			release: 'Check count and sum; releasing asks for a fresh code. The file cannot change any more then.',
			send: 'Download the file for the bank, have it paid, and load the file of results.',
			rest: 'Load the results as the bank gives them; the same file may be loaded again.',
			query: 'Download the query file, ask the bank about each, and load its words. Pay nothing else meanwhile: the number stays, so nothing is paid twice.',
			failed: 'Failed claims are approved again: check the card and take them into another batch under the same number.', settled: 'Nothing to do.',
			cancelled: 'Its claims are approved again.'
		}
	},
	request: {
		title: 'Request {n} to see a track', decide: 'Check the paper and the reason. The span is {h}. Only the asker may look, and a fresh code is asked for.',
		mineLive: 'Approved, for you alone; every look is in the audit.', mineAsked: 'Waits for police of a unit above, or a leader of your unit.',
		mineOver: 'This request opens nothing any more.', askAgain: 'Ask again', what: 'What is asked', case: 'Case', way: 'What happened',
		ruleCase: 'Each look at the older part of a case wants a second person; within 15 minutes of the first look it may be drawn again.',
		ruleBike: 'A bike without a case is seen with an approval from above, by the asker alone.',
		stop: {
			asked: 'Asked', approved: 'Approved', refused: 'Refused', used: 'First look', withdrawn: 'Withdrawn', waits: 'Waits for a decision',
			expires: 'Valid until', expired: 'Over since'
		}
	},
	casePaper: {
		no: 'Number', got: 'Received by (signature)', seal: 'Police unit (seal)', gone: 'This paper is not given out now', goneHint: 'The case is: {state}.',
		receipt: { title: 'Receipt of the report', words: 'This unit has taken the report below. Keep this receipt; its number tells how far the case is.' },
		filed: { title: 'Notice of filing', words: 'The theft you reported has been looked into; a case was filed on {day}.' },
		not_filed: {
			title: 'Notice that no case is filed',
			words: 'The theft you reported has been looked into ({reason}); on {day} it was decided not to file a case. Whoever does not accept this decision may ask the unit '
				+ 'that made it for reconsideration within seven days of receiving this notice.'
		},
		unsolved: {
			title: 'Proof that it was not found',
			words: 'A case was filed for the theft of the bike below. It has been unsolved since {day}, and by the day of printing the bike has not been found; its tag is listened for all '
				+ 'the same. For the owner\'s claim under theft protection.'
		}
	},
	feed: {
		title: 'What readers carry', again: 'Update',
		lead: 'Readers without a line know bikes by this list: tags and urgency, no case, no bike, no person. This page reads the same feed; each reading is in the audit.',
		stale: 'It could not be updated; below is the list of {t}. Try again.', tags: 'tags on the list', version: 'Version', read: 'read {t}',
		pages: 'pages: {n}', full: 'anew', delta: 'since the last reading', deltaHint: 'tags that came and left; "anew": the whole list was read',
		waits: 'reports of readers to confirm', waitsHint: 'what a reader has not sent yet is not seen here', removed: 'Taken off, {n}:',
		told: 'What readers told', toldNone: 'No open report of a reader',
		toldHint: 'Readers send them when they have a line; closed ones are on the page of alerts.', where: 'Place', heard: 'Heard', ordered: 'has an order',
		notOrdered: 'no order yet', carried: 'The list', find: 'Tag', none: 'The list is empty', noneHint: 'No bike is watched.',
		noHit: 'This tag is not on the list', noHitHint: 'It may have been taken off: update and look again.', severity: 'Urgency', whose: 'Find the bike'
	}
}
export default words
