import spot from './en.spot'
import junction from './en.junction'
import jfig from './en.junctions'
import course from './en.course'
import { appeal, expose } from './en.appeals'
import vio from './en.violation'
import books from './en.books'
import counter from './en.counter'
import exporting from './en.exports'
import police from './en.police'
import rec from './en.recovery'
import type zh from './zh'
import type traffic from './zh.traffic'
import refused from './en.refused'

export type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }

const en: Same<typeof zh & typeof traffic> = {
	app: { name: 'Yanzhen', sub: 'E-bike tracking net', title: 'Yanzhen · {page}' },
	nav: {
		map: 'Live map', alerts: 'Alerts', orders: 'Orders', duty: 'Duty', claims: 'Claims', seized: 'Seized', accidents: 'Accidents', cases: 'Cases',
		search: 'Bikes', reviews: 'To review', hours: 'Hours', counter: 'Counter', bookings: 'Bookings', plans: 'Plans', books: 'Books', stock: 'Plates, tags',
		clones: 'Cloned tags', stations: 'Stations', alarms: 'Station alarms', figures: 'Figures', policies: 'Policies', exports: 'Exports', imports: 'Import',
		audit: 'Audit', accounts: 'Accounts', units: 'Units', rights: 'Grants', access: 'Looks', me: 'My account', main: 'Main menu', open: 'Open menu',
		close: 'Close menu', skip: 'Skip to content',
		violations: 'Violations',
		appeals: 'Appeals',
		exposures: 'Publication',
		courses: 'Safety courses',
		junctions: 'Junctions',
		yard: 'On the spot', fines: 'Fines',
		violationSet: 'Violation settings',
		violationsDue: '{n} violations must be reviewed soon', appealsDue: '{n} appeals must be decided soon', finesBack: '{n} fines to be given back'
	},
	books, exports: exporting, rec, ...police, refused,
	accident: {
		addParty: 'Add the person', nameFirst: 'The name first', addItem: 'Add the damage', itemFirst: 'Whose it is, what, and how much',
		claimedYuan: 'Claimed (yuan)', what2: 'Kind', partyFirst: 'Write down who was in it first, then what was damaged of theirs.',
		agreeFirst: 'Both must agree, and the note is needed.', title: 'Accidents', number: 'Accident', stateLabel: 'State', due: 'Until', plate: 'Plate',
		happened: 'Happened', place: 'Place', what: 'What happened', amount: 'Pays', late: 'late', hurt: 'Injuries', yes: 'Somebody was hurt',
		no: 'Nobody was hurt', take: 'Report by telephone', call: 'Somebody was hurt: call 122 and 120 first.', injured: 'Somebody was hurt',
		police: '122 was called', keepReport: 'Take it', needAll: 'Fill in plate, time, place and what happened.', bankFile: 'File for the bank',
		total: 'Accidents', paidSum: 'Paid', median: 'Days from report to payment (median)', byProduct: 'By product', noLoss: 'Nothing was paid.',
		meaning: 'What is counted', noneHint: 'What owners report, or you take by telephone, is shown here; your company\'s only.',
		toldBy: 'told by the {who}, {at}', surveyor: 'Surveyor', until: 'on scene by {at}', fault: 'Rider\'s fault', share: '{f}, bears {n} %',
		loss: 'Others\' damage', limit: 'limit of one accident {y}', payBy: 'To be paid by', reason: 'Reason', next: 'Next step',
		nothing: 'There is nothing to do now.', send: 'Send a surveyor', choose: 'Choose', sendDo: 'Send', finding: 'No. of the police finding', keep: 'Save',
		riderOk: 'The rider has confirmed', otherOk: 'The others have confirmed', note: 'Note (told to the owner)',
		notSent: 'This is for the surveyor who was sent.', spot: 'Up to {y}: paid on the spot.', batch: 'Above {y}: through the bank.',
		notYours: 'Whoever assessed does not release the money: ask a colleague.',
		ownCard: 'You wrote down the card that is paid to: ask a colleague to release it.', bankRef: 'The bank\'s number', checks: 'Checks',
		payments: 'Payments', history: 'History', done: 'Done', parties: 'Who was in it', noParty: 'Nobody is written down yet.', items: 'Damage',
		noItem: 'No damage is written down yet.', damage: 'Damage', whose: 'Whose', claimed: 'Claimed', assessed: 'Assessed', yuan: 'yuan', name: 'Name',
		phone: 'Telephone', idNo: 'Identity no.', otherPlate: 'Their plate', vehicle: 'Vehicle', card: 'Bank card',
		faultFirst: 'First record the share of the fault.', everyItem: 'Every item needs its figure, not above what is claimed.', photos: 'Photos',
		noPhoto: 'No photos yet.', rounds: 'Assessments', cardOf: 'Bank card of {name}', show: 'Show the number',
		queue: { new: 'New', mine: 'Mine', assess: 'To assess', dispute: 'Disputed', release: 'To pay', all: 'All', figures: 'Figures' },
		none: {
			new: 'No new reports', mine: 'Nothing waits for you', assess: 'Nothing to assess', dispute: 'No disputes', release: 'Nothing to pay',
			all: 'No accidents'
		},
		state: {
			reported: 'Reported', surveyor_sent: 'Surveyor sent', on_scene: 'On scene', assessed: 'Assessed', disputed: 'Disputed',
			reassessed: 'Assessed again', agreed: 'Agreed', released: 'At the bank', paid: 'Paid', refused: 'Refused', withdrawn: 'Withdrawn',
			court: 'To court'
		},
		do: {
			report: 'Reported', assign: 'Send a surveyor', arrive: 'On scene', assess: 'Assess', reassess: 'Assess again', agree: 'Agreed', dispute: 'Dispute',
			pay: 'Release the money', release: 'Released to the bank', bank_paid: 'The bank paid', bank_failed: 'The bank failed', refuse: 'Refuse',
			withdraw: 'Withdraw', court: 'To court', finding: 'Fault'
		},
		faults: { full: 'all of it', main: 'most of it', equal: 'half', minor: 'the lesser part', none: 'none' }, by: { owner: 'owner', insurer: 'insurer' },
		role: { rider: 'Rider', other: 'Other side', pedestrian: 'Pedestrian' }, kind: { vehicle: 'Vehicle', property: 'Property', medical: 'Medical' },
		photo: { scene: 'Scene', vehicle: 'Vehicle', plate: 'Plate', injury: 'Injury', paper: 'Paper' },
		payment: { made: 'to be released', dropped: 'dropped', released: 'at the bank', paid: 'paid' },
		code: {
			no_cover: 'No liability plan', outside_cover: 'Outside of the cover', not_owner: 'Another owner\'s plan', too_late: 'Too late',
			duplicate: 'Reported already', no_fault: 'Rider not at fault', no_other: 'Nobody else damaged', no_loss: 'No damage found', fraud: 'Fraud'
		}
	},
	claim: {
		photo: 'See photo', title: 'Claims', tab: { queue: 'Claims', batches: 'Payments', rates: 'What it pays' }, show: 'Show', onlyOpen: 'Open', all: 'All',
		number: 'Claim', stateLabel: 'State', owed: 'Owed on', plate: 'Plate', amount: 'Amount', payee: 'Payee', why: 'Why', stopped: 'clock stopped',
		late: 'overdue', left: '{n} working days left', none: 'No claims', noneHint: 'Claims filed by owners or at the counter are listed here.',
		needCase: 'Enter the number of the case or the plate.', noCase: 'No case has this number and none is of a bike with this plate; compare the receipt.',
		askCase: 'Case or plate', look: 'Try', may: 'May claim', mayNot: 'Not now', wouldPay: 'would pay {yuan}, within {n} working days of all papers',
		bring: 'Papers: ', file: 'File the claim', done: 'Done', wasHeld: 'The bike was heard lately: the claim is held.',
		provisional: 'provisional (holidays not announced)', age: 'Age', ageMonths: '{n} full months', price: 'bought for {yuan}', noCard: 'no bank card yet',
		heard: 'Last heard', reason: 'Reason', stop: '{from} to {until}, clock stopped: {why}', still: 'now', doNow: 'Do',
		nothing: 'There is nothing to do now.', note: 'Note (told to the owner)', papers: 'Papers', there: 'there', missing: 'missing', seen: 'Seen',
		card: 'Bank card', keep: 'Keep', checks: 'Checks', allClear: 'Nothing speaks against it.', notChecked: 'Checked when it is submitted.',
		payments: 'Payments', history: 'History', makeBatch: 'Make a batch', upload: 'Bank results',
		batchLead: 'Whoever makes a batch does not release it; the release asks once more whether a bike is heard.', noBatch: 'No batches', batchNo: 'Batch',
		count: 'Payments', sum: 'Sum', made: 'Made', released: 'Released', release: 'Release', cancel: 'Cancel', refuse: 'Refuse',
		notYours: 'Whoever made it does not release it', bankFile: 'Bank file', queryFile: 'Query file', heldNow: '{n} held: their bikes are heard',
		askBank: 'Something does not agree: ask the bank.',
		results: 'paid {paid}, failed {failed}, unknown {unknown}, known {same}, not ours {foreign}, other amount {wrong}, contradicted {conflict}',
		tables: 'Tables', always: 'Since ever', newTable: 'Propose a table', fromDay: 'Thefts from {day}', validFrom: 'For thefts from',
		basis: 'Decision it rests on', months: 'months', monthsFrom: 'from (months)', monthsTo: 'to (months)', noEnd: 'no end', yuan: 'yuan',
		addRow: 'Add a row', needDay: 'Enter the first day and the decision.', paysEach: 'What each age pays:', eachMonth: '{a}–{b} full months', tryIt: 'Try',
		dry: 'The {n} claims of the last 92 days pay {now} by their tables; by this one they would pay {then}.',
		dryNone: 'No claim of the last 92 days to try it on.', propose: 'Propose', proposed: 'Proposed; another person releases it', span: '{a}–{b} months',
		spanOpen: '{a} months and more',
		state: {
			draft: 'draft', submitted: 'submitted', auto_checked: 'checked', needs_papers: 'papers missing', in_review: 'in review', approved: 'approved',
			batched: 'at the bank', paid: 'paid', closed: 'closed', rejected: 'refused', appealed: 'appealed', held_sighted: 'held: heard',
			found_after_payment: 'found after payment', repaid: 'repaid', forfeited: "payer's bike"
		},
		do: {
			file: 'File', card: 'Bank card', submit: 'Submit', check: 'Check', ask_papers: 'Ask for papers', papers: 'Papers are there', review: 'To review',
			approve: 'Approve', reject: 'Refuse', appeal: 'Appeal', take_up: 'Take up', sight: 'Heard: hold', unhold: 'Go on', batch: 'Into a batch',
			unbatch: 'Out of the batch', paid: 'Paid', close: 'Close', found: 'Bike found', ended: 'Case ended', look: 'Note a check', stand: 'Let it stand',
			repay: 'Repaid', forfeit: "Bike is the payer's", withdraw: 'Withdraw'
		},
		lookFraud: 'suspicion of fraud (kept with the check that is noted)',
		verdict: { ok: 'ok', refuse: 'against', ask: 'missing', review: 'look', note: 'note' },
		fact: {
			from: 'from {a}', cover: 'cover since {a}', silent: 'silent since {a}', hours: '{a} hours', others: '{a} others', photos: '{a} photos',
			cap: '{a} instead of {b}'
		},
		paper: {
			id_card: 'ID card', theft_receipt: 'theft receipt', unsolved_proof: 'proof it is unsolved', claim_form: 'claim form', invoice: 'invoice',
			service_receipt: 'service receipt', card: 'bank card', bank_card: 'photo of the bank card'
		},
		sampled: {
			amount: 'large amount', chance: 'by chance', papers: 'papers still missing', appeal: 'appeal', owner_again: 'other claims of the owner',
			number_doubt: 'doubled number', photo_repeat: 'photo used again'
		},
		code: {
			fraud: 'proven false', papers: 'papers missing', withdrawn: 'withdrawn', bank: 'returned by the bank', late_report: 'reported late',
			cover_young: 'cover had just begun', tag_dead: 'tag was silent before', not_owner: 'not the protected owner', no_cover: 'no cover',
			duplicate: 'another claim', heard_since: 'heard lately', bike_found: 'bike found', case_ended: 'case withdrawn or untrue',
			other_amount: 'paid by the bank at another amount', paid_twice: 'paid twice by the bank', again_repaid: 'paid again after it was paid back',
			again_forfeited: 'paid again after it was closed'
		},
		batch: { open: 'to be released', released: 'released', settled: 'settled', cancelled: 'cancelled' },
		payment: { made: 'to be released', dropped: 'taken out', released: 'at the bank', unknown: 'not known', paid: 'paid', failed: 'failed' },
		tableState: { proposed: 'to be released', released: 'released', refused: 'refused' }
	},
	top: {
		search: 'Plate, tag, frame, owner', searchHint: 'Press / to type', clear: 'Clear', language: '中文', languageLabel: 'Switch to Chinese',
		account: 'Account menu', me: 'My account', settings: 'Settings', logout: 'Log out', roles: 'Roles'
	},
	stream: {
		idle: 'Not connected', connecting: 'Connecting', open: 'Live', waiting: 'Lost, retry in {s} s', denied: 'Not allowed', retry: 'Retry now',
		label: 'Event stream: {state}'
	},
	role: {
		officer: 'Station officer', case_officer: 'Case officer', clerk: 'Plating clerk', traffic: 'Traffic officer', adjuster: 'Claims adjuster',
		insurer: 'Insurer', engineer: 'Station engineer', leader: 'Leadership', sysadmin: 'System administrator', secadmin: 'Security administrator',
		auditor: 'Auditor'
	},
	login: {
		title: 'Log in', name: 'Account', password: 'Password', submit: 'Log in', needName: 'Enter your account name.', needPassword: 'Enter your password.',
		code: 'Code', codeHint: 'Six digits of your authenticator', needCode: 'Enter the six digits of your authenticator.',
		why: {
			elsewhere: 'Your account has logged in elsewhere; this session has ended. If that was not you, tell the security administrator at once.',
			idle: 'Logged out after 15 minutes without activity.', password: 'The password or authenticator was changed. Please log in again.',
			disabled: 'The account is disabled.', over: 'Your session has ended. Please log in again.'
		},
		wrong: 'Account, password or code is wrong. A code counts once.', motto: 'One goose lost, the whole flock looks',
		note: 'Every look at a trail is audited.', show: 'Show password'
	},
	unit: {
		bureau: 'Bureau', branch: 'Branch', precinct: 'Police station', site: 'Plating point', operator: 'Operator', insurer: 'Insurer',
		traffic: 'Traffic police'
	},
	grantOp: { add: 'Add role', remove: 'Remove role', move: 'Move to', totp: 'New authenticator' },
	grantState: { open: 'Open', approved: 'Approved', refused: 'Refused', withdrawn: 'Withdrawn', collected: 'Collected' },
	stepUp: {
		title: 'Confirm it is you',
		text: 'This step needs a fresh code from your authenticator. A code counts once: wait for the next one if you just logged in.',
		wrong: 'The code is wrong or was used already. Wait for the next one.'
	},
	secrets: {
		title: 'Log-in of {name}', text: 'Shown only this once: hand it to the person. The password must be changed at the first log-in.',
		password: 'One-time password', factor: 'Authenticator (scan with the phone, or type the key)', done: 'Handed over'
	},
	me: {
		title: 'My account', insurer: 'An insurer\'s account: accidents and claims are in the menu, your company\'s only.', password: 'Change password',
		first: 'You still use a one-time password. Choose your own first; nothing else is possible before.', old: 'Present password', next: 'New password',
		again: 'New password again', needNext: 'At least 12 characters, and not the present one.', needAgain: 'The two differ.',
		needCode: 'Six digits from the authenticator; the one used to log in does not count again.', wrong: 'The password or the code is wrong.',
		changed: 'Password changed'
	},
	units: {
		title: 'Units', name: 'Name', kind: 'Kind', code: 'Code', number: 'Number', add: 'Add below', addRoot: 'New unit', rename: 'Rename', close: 'Close',
		closed: 'Closed', confirmClose: 'Close {name}? Not possible while units or active accounts belong to it.'
	},
	grants: {
		title: 'Grants', mine: 'Requests', none: 'No requests', all: 'Show all', ask: 'Ask for rights', asked: 'Sent; a security administrator decides',
		op: 'Request', reason: 'Reason', needReason: 'Say why, in at least 4 characters.', askedBy: 'Asked by', state: 'State', approve: 'Approve',
		refuse: 'Refuse', withdraw: 'Withdraw', collect: 'Collect'
	},
	common: {
		loading: 'Loading…', retry: 'Retry', save: 'Save', cancel: 'Cancel', close: 'Close', confirm: 'OK', more: 'Load more', all: 'All', none: 'None',
		yes: 'Yes', no: 'No', print: 'Print', back: 'Back', refresh: 'Refresh', unknown: 'Unknown', detail: 'Details', table: 'Table', map: 'Map', open: 'Open',
		copy: 'Copy', copied: 'Copied', total: '{n} in all', shown: '{n} shown', optional: 'optional', updated: 'Updated {t}', now: 'Now', noneYet: 'None yet',
		noteLeast: 'Say it in at least {n} letters, or {zh} Chinese characters.', noteMost: 'Too long: leave out {n} characters.'
	},
	state: {
		offlineTitle: 'No connection to the server', offlineText: 'Check the network, then press Retry.', failedTitle: 'Could not load',
		failedText: 'The server failed on this request. Retry; if it stays, give the request number to your administrator.', deniedTitle: 'Not allowed',
		deniedText: 'Your roles do not include this page. Ask an account admin if you need it.', deniedMay: 'Who may open this page: {roles}. Your account has none of these roles; ask a system administrator to apply for one.', sep: ', ', missingTitle: 'Not found',
		missingText: 'There is no such record, or you may not see it.', home: 'Back to the start', request: 'Request {id}', busyTitle: 'Too many requests',
		busyText: 'The server asks us to slow down. Retry in a moment.'
	},
	error: {
		OFFLINE: 'No connection to the server. Check the network and retry.', UNAUTHORIZED: 'Please log in first.', FORBIDDEN: 'Your roles do not allow this.',
		NOTFOUND: 'No such record.', CONFLICT: 'Someone else changed this record. It was reloaded; check it and try again.',
		STATE: 'Not possible in the present state.', TOOBIG: 'Too much at once. Narrow it or shorten the text.',
		STORE: 'The server\'s storage is not available just now. Try again shortly.', INVALID: 'Something in the form is wrong. Please check it.',
		EXISTS: 'Such a record exists already.', TOOMANY: 'Too many requests. Try again in a moment.',
		FULL: 'The server\'s storage is full; nothing can be saved now.', other: 'It did not work: {message}',
		failed: 'It did not work. Try again, or tell the administrator.', server: 'The server says: {message}'
	},
	review: {
		correct: {
			title: 'Correct one field', go: 'Correct it', no: 'Leave it', confirm: 'The field {field} of {plate} becomes "{to}". Sure?', approve: 'Corrected',
			refuse: 'Left as it is', from: 'It says', to: 'Is to be',
			state: { asked: 'Waits', approved: 'Corrected', refused: 'Refused', withdrawn: 'Withdrawn' }
		},
		title: 'To review', showing: 'Show', show: { waiting: 'Waiting', mine: 'Mine', all: 'All' },
		noneOf: { mine: 'You have asked for nothing', all: 'Nothing was asked for yet' }, stillWaits: 'Waits',
		tab: { overrides: 'Doubled numbers', merges: 'Owners to merge', corrections: 'Corrections' },
		none: { overrides: 'No request waits', merges: 'No merge waits', corrections: 'No correction waits' },
		noneHint: {
			overrides: 'A clerk\'s request comes here when a number is doubled, or looks like a stolen bike\'s.',
			merges: 'When one owner has two records, ask for a merge on the owner\'s page.',
			corrections: 'What was recorded wrongly is asked for on the bike\'s page.'
		},
		choose: 'Choose one on the left', notYours: 'Not for you', mergeOf: '#{a} ← #{b}', merge: 'Merge two records of an owner',
		row: { same: 'same', mask: 'masks =', alike: 'alike', other: 'differs' }, legend: 'Alike: O and 0, I and 1, S and 5, B and 8, Z and 2, G and 6.',
		sameNumber: 'Same number', alikeNumber: 'Looks alike', openBike: 'Open the registered bike',
		noRival: 'No bike in the register has this number or a look-alike any more: no override is needed.',
		stolen: 'This number belongs to a stolen bike. It cannot be registered even with an override: keep the bike and the person there and call the police.',
		own: 'Your own request: another person decides.', elsewhere: 'Outside of your area: the asking unit or one above it decides.',
		police: 'An officer decides; the counter shows the outcome.', officer: 'An officer of a police station decides.', note: 'Reason',
		noteEx: 'Such as: bike seen, stamp is clear, doubled by the maker', needNote: 'Say why, in a few words: the clerk and the audit see it.',
		grant: 'Grant', refuse: 'Decline', keys: 'Ctrl+Enter grants; ↑ ↓ for another', usedBy: 'Used for',
		notUsed: 'Not used yet: when the counter registers the bike, it stands here.',
		askAgain: 'You can ask again at the counter, with more reasons or photos.',
		photo: {
			title: 'Photos side by side', hint: 'Choose a place to compare the photos of both bikes. Each look is audited.',
			enlarge: 'Click a photo to enlarge it, or back.', none: 'No photo came with the request, and the registered bike has none.',
			noDesk: 'Did not come with the request', noRegister: 'The registered bike has none', gone: 'Kept no longer: removed a day after the decision',
			foreign: 'Outside of your area: not shown', sent: 'came with the request',
			went: 'Photos that went with it: {what}. The reviewing officer looks at them.'
		},
		mergeNote: 'Reason (needed to decline)', mergeNoteEx: 'Such as: different documents, father and son',
		needMergeNote: 'Say why not, in a few words: the asker sees it.', mergeKeys: 'Ctrl+Enter merges; ↑ ↓ for another',
		mergeAgain: 'With new grounds, ask again on the owner\'s page.', mergeGo: 'Merge', mergeNo: 'Do not merge',
		confirmMerge: 'This cannot be undone: the other record ends, its bikes, phones and agents go to the one that is kept. Sure?',
		maskedTwins: 'These are masks: looking the same is not being the same. Look at single fields on the owner\'s page if need be.',
		done: { grant: 'Granted', refuse: 'Declined', withdraw: 'Withdrawn', approve: 'Merged' }
	},
	owner: {
		page: 'Owner', title: 'Owner {name}',
		f: { name: 'Name', kind: 'Kind', idKind: 'Document', idNo: 'Document no.', phone: 'Phone', address: 'Address', createdAt: 'Registered' }, age: 'Age',
		masked: 'Shown masked. One field at a time in the clear, for a stated purpose; each look is audited.',
		foreign: 'This owner was registered outside of your area: only masks are shown. Ask the unit there for more.', mergedInto: 'Now part of #{id}',
		show: 'Show', showTitle: 'In the clear: {what}', ofAgent: 'Agent, ', showText: 'This field only, for one minute; the audit comes first.',
		hides: 'hidden after a minute', purpose: 'Purpose',
		why: { case: 'Case', return: 'Return of a bike', correction: 'Correction', complaint: 'Complaint', contact: 'Contact', check: 'Check' },
		reference: 'File number', referenceHint: 'The case or file it is for: 3 to 32 letters, digits or -',
		needReference: 'A file number is 3 to 32 letters, digits or -.',
		needCode: 'Not shown: you were not confirmed. Try again with a new code of your authenticator.', phones: 'Phones', noPhones: 'No phone',
		agents: 'Agents', noAgents: 'No agent may act now', noPaper: 'No authorisation on file', until: 'until {day}', consents: 'Consents',
		noConsents: 'No consent on record', consent: { register: 'Registration', trail: 'Trail' }, given: 'given', takenBack: 'taken back', bikes: 'Bikes',
		noBikes: 'Never had a bike', from: 'From', to: 'Until', now: 'now', ever: 'before the register', merges: 'Merges', takesIn: 'takes in #{id}',
		goesInto: 'goes into #{id}', mergeState: { asked: 'waits', approved: 'merged', refused: 'declined' }, keep: 'Kept record', gone: 'Record taken in',
		mergeAsk: 'Ask for a merge', mergeText: 'When one owner has two records, the other becomes part of this one, once another officer agrees.',
		findOther: 'Whole name, document number or phone of the other record', find: 'Find', findWhole: 'Enter the whole name, document number or phone.',
		findNone: 'No other record found.', pickOther: 'Choose the record to take in.', needReason: 'Say why they are the same, in a few words.',
		mergeSend: 'Send', mergeAsked: 'Sent; an officer decides',
		mergeRefused: 'Not possible: a request for these two waits already, one is merged, or they are of different kinds.'
	},
	hours: {
		title: 'Hours, closed days', toBookings: 'Bookings', readOnly: 'Set by the system administrator.', shut: 'closed', asMonday: 'as on Monday',
		slotMin: 'Minutes a slot', quota: 'Bookings a slot', windows: 'Windows', bad: 'Correct what is marked red first.',
		numbers: 'Slots 5 to 240 minutes, bookings 0 to 1000, windows 1 to 50.', outside: 'Bookings that would lie outside of the hours: {n}',
		outsideText: 'They are not cancelled and nobody is told: after saving open each day, move or cancel them one by one, and call the people.',
		anyway: 'Understood, save', back: 'Go back', undo: 'Undo', leave: 'The changes are not saved. Leave?', calendar: 'Holidays and made-up workdays',
		week: 'MTWTFSS', year: 'Year', prevYear: 'Year before', nextYear: 'Next year', isAnnounced: 'Announced', isProvisional: 'Provisional',
		announced: 'The calendar of {y} is announced; entered on {t}. Days that are not listed go by weekday.',
		announcedFrom: 'The calendar of {y} is announced ({source}); entered on {t}. Days that are not listed go by weekday.',
		provisionalDays: 'The calendar of {y} is not announced yet: the listed days count for now, the others go by weekday; who books is told so.',
		provisionalNone: 'The calendar of {y} is not announced yet and no day is listed: the whole year goes by weekday, and who books is told so. Enter it here once it is announced.',
		sums: '{off} days off, {work} made-up workdays', fromDay: 'Date', toDay: 'Last day (empty: one day)', name: 'Name',
		nameEx: 'Name, such as: Spring Festival', addDay: 'Add', workShort: 'make-up', dropDay: 'Remove',
		needDays: 'Choose a date; the last day must not come before it.', otherYear: 'Not a date of {y}.',
		longName: 'The name is too long: at most 60 letters.', oddWork: 'an ordinary working day: please check', noCalDays: 'No day is listed',
		noCalDaysHint: 'Add days, or paste the whole list.', asText: 'Paste or edit as a list', pasteTitle: 'The list of {y}, one day a line',
		pasteHint: 'Date, holiday or work, name, divided by blanks. The list takes the place of all days of the year; nothing counts before it is saved.',
		pasteEx: '{y}-01-01 holiday New Year', take: 'Use this list',
		line: {
			shape: 'Line {n} is not a day: {what}', date: 'Line {n}: there is no {what}', year: 'Line {n}: {what} is not in {y}',
			kind: 'Line {n}: "{what}" must be holiday or work', twice: 'Line {n}: {what} is there already',
			long: 'Line {n}: the name of {what} is too long, at most 60 letters', more: '{n} more lines are wrong'
		},
		tick: 'The calendar of {y} is officially announced', tickNot: 'Without the tick it counts for now; come back when it is announced.', source: 'Source',
		sourceEx: 'Source, such as the number of the notice', saveYear: 'Save {y}', diff: '{a} added, {r} removed, {c} changed',
		printSaved: 'Save first, then print', emptyYear: 'No day off is listed. Are there really no holidays in {y}?',
		calOutside: 'Bookings in the whole city that would lie outside of the hours: {n}',
		stale: 'Somebody else has just changed this year. Your changes are still on this page: note them down, then "Undo" reads the year again.',
		days: 'Single days', what: 'Set to', closed: 'Closed', ownQuota: 'Own quota', add: 'Set', remove: 'Remove', reasonEx: 'Reason, such as: stock count',
		needDay: 'Choose today or a later day.', needReason: 'Say why it is closed: people see it.', needQuota: 'A quota is 0 to 1000.',
		closeAsk: '{n} bookings stand on {day}. They are not cancelled and nobody is told; each has to be moved or cancelled. Close all the same?',
		noDays: 'No single days', holidays: 'Holidays', off: 'off', workday: 'made-up workday', noHolidays: 'No announced holiday from today on',
		unknown: 'The holidays of {y} are not announced yet: by weekday.'
	},
	counter,
	booking: {
		title: 'Bookings', purposeLabel: 'For',
		purpose: { register: 'Registration', change: 'Change', transfer: 'Transfer', replace: 'Replacement', deregister: 'Deregistration' },
		event: { check_in: 'Check in', back: 'Back', no_show: 'No show', cancel: 'Cancel', done: 'Done', move: 'Move' },
		state: { booked: 'Booked', checked_in: 'Checked in', serving: 'Served', done: 'Done', no_show: 'No show', cancelled: 'Cancelled' }, name: 'Name',
		phone: 'Phone', day: 'Day', time: 'Time', number: 'Booking', queueNo: 'No.', add: 'New booking', addTitle: 'Book for somebody',
		none: 'No bookings on this day', noneHint: 'Click a slot with places left to book it.', waited: 'Called: {n}; waited on average',
		noneCalled: 'Nobody was called yet', quota: '{n} left', full: 'Full', walkIns: 'Walk-in', prev: 'Day before', next: 'Next day', today: 'Today',
		display: 'Queue screen', dayState: { open: 'Open', no_hours: 'No hours', holiday: 'Holiday', closed_day: 'Closed that day', closed: 'Closed' },
		provisional: 'Holidays not announced yet: as weekdays', moveTitle: 'Move {name} to', moved: 'Moved', done: 'Done: {what}',
		confirmCancel: 'Cancel the booking of {name}? The place is given back.', booked: 'Booked, number {n}', pick: 'Choose a slot.',
		counts: '{b} booked · {c} checked in · {d} done · {n} no show', needName: 'Enter name and phone.',
		full2: 'This slot has just filled up; choose another.', plate: 'Plate', plateHint: 'The whole plate, or a part', noPlate: 'No such plate',
		needBike: 'Choose one of the bikes found, or empty the plate.', bikeElsewhere: 'This bike is registered in another area; no booking for it here.',
		elsewhere: 'A bike registered in another area', hours: 'Hours and closed days', hoursNote: 'Hours and closed days are set by the system administrator.',
		closeDay: 'Close this day', openDay: 'Open again', reason: 'Reason', quotaDay: 'Places a slot on this day', save: 'Save',
		weekday: { w1: 'Mon', w2: 'Tue', w3: 'Wed', w4: 'Thu', w5: 'Fri', w6: 'Sat', w7: 'Sun', w8: 'Made up' }, outside: 'outside of hours',
		weekHours: 'Hours of the week', spanHint: 'e.g. 08:30-12:00 14:00-17:30; empty: closed', spanBad: 'Not a time', wait: 'waited {d} on average'
	},
	queue: {
		title: 'Queue screen', calling: 'Now calling', number: 'No.', window: 'Window', waiting: '{n} waiting', empty: 'Nobody is called',
		lost: 'Connecting again…', please: 'Number {n} to window {w}'
	},
	stock: {
		title: 'Plates and tags', what: { plate: 'Plates', tag: 'Tags' },
		sort: { standard: 'Standard', temporary: 'Temporary', theft: 'Anti-theft', enforcement: 'Enforcement', owner: 'Owner\'s' }, depot: 'Depot',
		cupboard: 'Cupboard', holder: 'Clerk {n}', me: 'My desk', where: 'Where', n: 'Pieces',
		tabs: { lies: 'Stock', transfer: 'Transfers', count: 'Counts', silent: 'Silent tags', battery: 'Low battery' }, none: 'No stock',
		noneHint: 'An officer receives pieces, then transfers them to a point.', receive: 'Receive', receivePlates: 'Receive plates',
		receiveTags: 'Receive tags', format: 'Series', first: 'First number (empty: the next)', count: 'Pieces', tags: 'Tags, one a line', slot: 'Kind',
		note: 'Note', received: '{n} received, {first} to {last}', known: ', {n} were known before', offer: 'Transfer', offerTitle: 'Offer a transfer',
		from: 'From', to: 'To', offered: 'Offered; the other side signs', sign: 'Sign', refuse: 'Refuse', withdraw: 'Withdraw',
		state: {
			offered: 'Offered', signed: 'Signed', refused: 'Refused', withdrawn: 'Withdrawn', received: 'In the depot', at_site: 'At a point',
			bound: 'On a bike', replaced: 'Replaced', retired: 'Retired', lost: 'Lost'
		},
		transferNone: 'No transfers', offeredBy: 'Offered by', at: 'When',
		confirm: { sign: 'Counted, and right? Sign?', refuse: 'Refuse these?', withdraw: 'Withdraw these?' }, countTitle: 'Count of today', counted: 'Counted',
		computed: 'By the books', explanation: 'Explanation', countNone: 'No counts yet', countGo: 'Save count', countSame: 'As the books say',
		countDiff: 'Books say {c}, counted {n}: explain the difference, then save again.', countDone: 'Count saved', day: 'Day', by: 'By', number: 'Number',
		bike: 'Bike', since: 'since', lastHeard: 'Last heard', silentNone: 'No silent tags',
		silentHint: 'Tags on bikes that were long not heard though stations near were up.', batteryNone: 'No low batteries', openBike: 'Open bike',
		depotAll: 'All', action: 'Action'
	},
	flag: {
		stolen: 'Stolen', impounded: 'Impounded', violation_open: 'Violation open', accident_open: 'Accident open', sealed: 'Sealed', suspect: 'Suspect',
		locked: 'Locked', hit_and_run: 'Hit and run', clone_suspect: 'Clone suspected', duplicate: 'Number doubled', correction_open: 'Correction open',
		claim_open: 'Claim open', transfer_open: 'Transfer open', silent_tag: 'Tag silent', low_battery: 'Battery low', plate_lost: 'Plate lost',
		plan_expired: 'Plan expired'
	},
	noGl: { title: 'This computer cannot show the map', text: 'The browser has no WebGL. A table is shown instead.' },
	overview: {
		rate: 'Sightings/s', tags: 'Tags known', heard: 'Heard in 10 min', stations: 'Stations online', alerts: 'Open alerts', cases: 'Open cases',
		watch: 'Watched', journal: 'Journal', visits: 'Visits stored', disk: 'Disk free', ok: 'OK', full: 'Full', failed: 'Failed',
		trend: 'Sightings/s, last 10 minutes', stale: 'Data of {t}', figures: 'City figures'
	},
	banner: {
		full: 'Disk full: acknowledgements stopped. Stations keep their data; it resumes by itself when there is space.',
		failed: 'Journal write failed: acknowledgements stopped. Stations keep their data; call the administrator now.',
		offline: 'Connection to the server is lost. What you see may be old.'
	},
	map: {
		title: 'Live map', legend: 'Legend', density: 'Bike density', few: 'few', many: 'many', moving: 'Moving', parked: 'Parked',
		zoomIn: 'Zoom in for single bikes', more: 'Too many bikes, only some are shown; zoom in', bikesIn: '{n} bikes in view', stations: 'Stations',
		junction: 'Junction (thick ring)', showBikes: 'Show bikes', showStations: 'Show stations', whole: 'Whole city', locate: 'Go there',
		label: 'City map: move with the arrow keys, zoom with plus and minus', failed: 'Map data could not be loaded', plus: 'Zoom in', minus: 'Zoom out',
		canvas: 'Map', popupBike: '{age} ago · within {r}', openStation: 'Open station', tableHint: 'Show as table', inView: 'Stations in view'
	},
	station: {
		role: { approach: 'approach', stop: 'stop line', exit: 'exit', centre: 'centre', roadside: 'roadside' }, power_: { mains: 'mains', battery: 'battery' },
		door_: { closed: 'closed', open: 'open' },
		status: { online: 'Online', offline: 'Offline', deaf: 'Deaf', quarantined: 'Quarantined', new: 'Not started', withdrawn: 'Withdrawn' },
		kind: { roadside: 'Roadside', junction: 'Junction' }, title: 'Stations', one: 'Station {name}', search: 'Station name', onlyAlarm: 'With alarms only',
		name: 'Name', kindLabel: 'Kind', district: 'District', statusLabel: 'Status', lastFrame: 'Last message', heard10: 'Sightings, 10 min',
		usual: 'usually {n}', place: 'Place', junctionName: 'Junction', roleLabel: 'Role', health: 'Health', power: 'Power', door: 'Door', battery: 'Battery',
		temperature: 'Temperature', clockOffset: 'Clock offset', clockErr: 'Clock error', backlog: 'Backlog', backlogAge: 'Oldest in backlog',
		free: 'Free storage', frames: 'Frames', duplicates: 'Duplicates', bad: 'Bad frames', gap: 'Gap records', firmware: 'Firmware', hardware: 'Hardware',
		watchVersion: 'Watch list version', config: 'Configuration', configOk: 'Matches', configBad: 'Differs', connected: 'Connected', rows: '{n} rows',
		range: 'Range (metres)', add: 'Add station', addTitle: 'Add a station', pending: 'Pending', pendingTitle: 'Stations waiting for approval',
		pendingFull: 'The list is full: more names knock than it holds, and those not seen lately were left out. Check the addresses before you approve.',
		pendingNone: 'No station is waiting', approve: 'Approve', approveTitle: 'Approve station {name}', first: 'First seen', last: 'Last seen',
		tries: 'Tries', address: 'From address', withdraw: 'Withdraw', quarantine: 'Quarantine', release: 'Release', newKey: 'New key',
		confirmWithdraw: 'A withdrawn station cannot connect any more. Withdraw it?',
		confirmQuarantine: 'Data of a quarantined station is not used. Quarantine it?', confirmRelease: 'Its data will be used again. Release it?',
		confirmKey: 'The old key ends at once; the station needs the new key to connect. Make a new key?', keyTitle: 'Station key (shown only once)',
		keyText: 'Copy it into the station now. It cannot be shown again; a lost key must be replaced.', keyDone: 'I have copied it',
		needName: 'Enter a station name.', needPlace: 'Pick the place on the map.', none: 'No station matches', alarmsHere: 'Alarms now', noAlarm: 'No alarms',
		done: 'Done', passages: 'Passages', passagesNote: 'Only for a case, and audited.', anonymous: 'other bike',
		nameRule: 'Letters, digits and . _ -, at most 32.', junctionNumber: 'Junction number', pick: 'Pick the place on the map', onMap: 'On the map',
		noAlarmAll: 'No station alarms now', chart: 'Sightings: last 10 minutes and usual'
	},
	alarm: {
		title: 'Station alarms',
		kind: {
			offline: 'Offline', deaf: 'Deaf', drift: 'Clock drift', flood: 'Flood', battery: 'Battery low', config: 'Wrong config', door: 'Door open',
			clock: 'Clock in doubt'
		},
		kindLabel: 'Alarm', since: 'Since', until: 'Until', still: 'ongoing', onlyOpen: 'Ongoing only', lasted: 'Lasted', station: 'Station', detail: 'Detail',
		none: 'No station alarms', told: { heard: '{n} heard in 10 min, usually {usual}', off: 'clock {s} s off, error {e} ms', low: 'battery {n} %' }
	},
	search: {
		elsewhere: 'Look-alikes in other areas', elsewhereHint: 'Masked. Check the bike itself and type the whole number to see it, or ask that area.',
		title: 'Bikes', intro: 'Enter a plate, part of a plate, or a tag number.', exact: 'Exact', contains: 'Contains', none: 'Nothing found for "{q}"',
		noneHint: 'Check the plate, or search by its last characters. A bike of another area is found by the whole number only.', near: 'Alike',
		kind: { plate: 'Plate', tag: 'Tag', frame: 'Frame', motor: 'Motor', vehicle: 'Vehicle code' }, deep: 'Look-alikes too',
		loading: 'The index is still loading: exact hits only.', more: 'More than is shown; type more characters.', paste: 'Many at once',
		pasteTitle: 'Many numbers at once', pasteHint: 'One number a line: plates, tags, frame or motor numbers, at most 500 lines.', pasteGo: 'Search',
		pasteCsv: 'Export CSV', line: 'Line', result: 'Result', hits: '{n} bikes', nothing: 'None', placeholder: 'No number', back: 'Back to one number',
		ms: '{n} ms', owners: 'Owners', by: { phone: 'By phone.', idNo: 'By document number.', name: 'By name.' }, noOwner: 'No such owner',
		noOwnerHint: {
			phone: 'Check the number: all 11 digits.', idNo: 'Check the number: all of it.',
			name: 'A name finds only owners of your own area. For others use the document number or the phone.'
		},
		asNumber: 'Look for a number instead', asPerson: 'Look for an owner instead', again: 'Type it again',
		againHint: 'Names, document numbers and phones are not kept in the address; after a reload they are to be typed anew.', loadingBike: 'Reading…',
		first: 'Enter a plate or tag in the box above.', results: '"{q}": {n} found', throttled: 'Searching too fast, please wait.'
	},
	deal: {
		business: 'Business', booked: 'Booked by {who}', bookedOther: 'Booked for: {what}. Ask what it is about', without: 'Without a booking:',
		s: {
			bike: 'Bike', holder: 'Owner check', change_vehicle: 'Changes', transfer_holder: 'Present owner', transfer_person: 'New owner',
			replace_tag: 'Pieces', deregister_tag: 'Taken back'
		},
		f: {
			bikeId: 'Bike', ver: 'Bike\'s record', reason: 'Reason', holder: 'Owner\'s document', holder_idNo: 'Present owner\'s document number',
			holder_idKind: 'Document', nothing: 'What is done', phone: 'Phone', address: 'Address', newPlate: 'New plate', oldPlate: 'Old plate',
			oldTags: 'Old tags', use: 'Use', colour: 'Colour', colour2: '2nd', brand: 'Brand', model: 'Model', vehicleCode: 'Vehicle', frameNo: 'Frame',
			motorNo: 'Motor'
		},
		find: 'Plate, tag or frame number', findHint: 'Scan the plate or the tag on the bike, or type any of its numbers', findGo: 'Find',
		findNone: 'Not found. Read the number again; a bike that is not in the register is registered anew.', other: 'Another bike', since: 'registered {t}',
		ownerNow: 'Owner', photos: 'Photos', file: 'The bike\'s page', reread: 'Read again', refuseNow: 'Make a refusal', thisBike: 'This is the bike: {plate}',
		notThisBike: '{text} is not the chosen bike', flagged: '{what}: not possible', someCode: '{what}: does not fit, look again',
		need: { bikeId: 'Choose the bike first', nothing: 'Say what is done: at least one thing' },
		todo: {
			stolen: 'Keep the bike and the person here, call the police', impounded: 'First have it released by the traffic police',
			violation_open: 'First settle the violations', accident_open: 'First close the accident', sealed: 'Come again with the release of the authority',
			suspect: 'Keep the bike here, call the police', locked: 'First have it unlocked by whoever locked it',
			hit_and_run: 'Keep the bike here, call the traffic police', clone_suspect: 'First the traffic police look into the clone',
			duplicate: 'First an officer decides on the doubled number', correction_open: 'First the correction is decided',
			claim_open: 'First close the claim', transfer_open: 'First end the transfer in work', bike_case: 'First the officer closes the case',
			bike_outside: 'Go to a point of the bike\'s own district', bike_life: 'An officer restores it first',
			bike_changed: 'Look at what it says now, then go on', holder_other: 'The owner comes in person, or gives an authorisation'
		},
		why: { transfer: 'Why the transfer', replace: 'Why the replacement', deregister: 'Why the deregistration' },
		reason: {
			sold: 'Sold', given: 'Given', inherited: 'Inherited', lost: 'Lost', damaged: 'Damaged', unreadable: 'Unreadable', faulty: 'Tag faulty',
			scrapped: 'Scrapped', unclaimed: 'Unclaimed in the yard', stolen: 'Stolen', moved_away: 'Left the city', returned: 'Returned', other: 'Other'
		},
		holderIs: 'registered: {who}', holderKind: 'Owner\'s document', holderHint: 'Compared with the register', heirHint: 'Not needed for an inheritance',
		stays: 'stays', same: 'As it is in the register', undo: 'Undo: {what}', changes: '{n} changes', changeHint: 'Only what changes; the rest stays',
		endNote: '{plate} ends with it; the bike may not be ridden any more.',
		ready: { change: 'Ready to change', transfer: 'Ready to transfer', replace: 'Ready to replace', deregister: 'Ready to deregister' },
		readyHint: 'F9 does it and makes the papers', readyTwice: 'F9 twice deregisters',
		issue: { change: 'Change', transfer: 'Transfer', replace: 'Replace', deregister: 'Deregister' },
		sure: 'About to deregister {plate}: its plate ends. F9 once more to confirm.', sureGo: 'Yes, deregister',
		issueRefused: 'Not done: something has changed. See the verdict on the right.',
		done: { change: 'Changed', transfer: 'Transferred', replace: 'Replaced', deregister: 'Deregistered' }, again: '{what} (before already, not twice)',
		refuse: 'Refuse', refuseGo: 'Make the refusal'
	},
	bike: {
		title: 'Bike {plate}', plate: 'Plate', tag: 'Tag', owner: 'Owner', phone: 'Phone', brand: 'Brand', colour: 'Colour', registered: 'Registered',
		report: 'Report theft', openCase: 'Open case', hasCase: 'Reported stolen', masked: 'Owner details are partly hidden.',
		todo: { transfer: 'Transfer', change: 'Change', replace: 'Replace', deregister: 'Deregister' }, look: 'Look', noPhotos: 'No photos', photos: 'Photos',
		photosNote: 'Each look is recorded; photos of papers want a fresh code.', papers: 'Papers issued', noPapers: 'None issued yet',
		printed: 'opened {n} times', history: 'History', actor: 'account #{n}', me: 'me', system: 'the system',
		event: {
			register: 'Registered', import: 'Imported', edit: 'Edited', correct: 'Corrected', change: 'Changed', transfer: 'Transferred', replate: 'New plate',
			retag: 'New tag', tag_slot: 'Other tag replaced', deregister: 'Deregistered', restore: 'Restored', photo: 'Photo', photo_end: 'Photo put away',
			photo_gone: 'Photo removed', flag: 'State', counter: 'At the counter', pieces: 'Plate and tags', tag_unheard: 'Tag not heard'
		},
		on: 'set', off: 'ended', and: ', ', noHistory: 'Nothing yet', moreHistory: 'All {n}', correct: 'Ask for a correction',
		correctTitle: 'Ask for a correction',
		correctText: 'For what was recorded wrongly; an officer decides. What the owner wants changed is a change, at the counter.', field: 'Field', now: 'Now',
		value: 'Is to be', why: 'Reason', whyEx: 'e.g. one digit misread, the bike was looked at', needValue: 'Say what it is to be.',
		sameValue: 'This is what it says now.', needWhy: 'Say why, in a few words.', sent: 'Asked; an officer decides', corrections: 'Corrections',
		correction: '{field}: {from} → {to}', noCase: 'No open case', trackNote: 'Trails are shown only inside a case.'
	},
	report: {
		title: 'Report theft: {plate}', lead: 'The watch starts at once: every station looks for this bike.', last: 'Last seen',
		lastHint: 'When the owner last saw the bike in place', missing: 'Found missing', missingHint: 'When the owner noticed it was gone', where: 'Where',
		whereHint: 'Click on the map; leave it if not known', place: 'Place in words', placeEx: 'e.g. bike shed, east gate of Caifu Plaza', note: 'Note',
		noteEx: 'Marks of the bike, suspects, cameras', severity: 'Urgency', sev1: 'Normal', sev2: 'High', sev3: 'Urgent', submit: 'Report and watch',
		server: 'Server time {t}', skew: 'This computer\'s clock is off by {d}; server time counts.', m10: '10 min ago', m30: '30 min ago', h1: '1 h ago',
		h4: '4 h ago', morning: 'Today 8:00', night: 'Yesterday 20:00', now: 'Just now', eLast: 'Enter when the bike was last seen.',
		eMissing: 'Enter when it was found missing.', eLastFuture: 'Cannot be later than now (server time {t}). Choose an earlier time.',
		eMissingFuture: 'Cannot be later than now (server time {t}). Choose an earlier time.',
		eOrder: 'Found missing cannot be before last seen ({t}). Check both times.', eOld: 'More than {n} days ago. Check the date.',
		eNote: 'At most {n} characters. Shorten the note.', ePlace: 'At most {n} characters. Shorten the place.', fix: '{n} to correct',
		kept: 'What you typed is kept in this tab and survives a reload.', dropped: 'Cleared', clear: 'Clear form', done: 'Reported, watch is on',
		doneNumber: 'Case number', openCase: 'Open case', another: 'Next bike', clearPlace: 'Remove place', exists: 'This bike has an open case',
		source: 'Reported by', sourceRef: 'Number of the 110 call', eSourceRef: 'Enter the number of the 110 call.', reporter: 'Told by (name)',
		reporterHint: 'if not the owner', reporterPhone: 'Phone of who told', locked: 'Locked', lockKind: 'Lock', keys: 'Keys', keyPlace: 'Where the key is',
		lockFacts: 'Lock and keys'
	},
	cases: {
		title: 'Cases', onlyOpen: 'Open', all: 'All', none: 'No case matches', noneHint: 'Find the bike first, then press "Report theft".', number: 'Number',
		queues: 'To do', queue: { confirm: 'To confirm', overdue: 'Filing late', give_up: 'May give up' }, plate: 'Plate', stateLabel: 'State',
		reported: 'Reported', lastSeen: 'Last seen', officer: 'Officer', place: 'Place', severity: 'Urgency', alertAt: 'Last heard', filter: 'State'
	},
	case: {
		title: 'Case {number}',
		state: {
			reported: 'Reported', accepted: 'Accepted', filed: 'Filed', not_filed: 'Not filed', watched: 'Watched', located: 'Located', recovered: 'Recovered',
			returned: 'Returned', unsolved: 'Unsolved', withdrawn: 'Withdrawn', unfounded: 'Unfounded'
		},
		todo: {
			confirm: 'Next: look into the owner\'s report. If it holds accept it; in a hurry watch it at once.',
			reported: 'Next: start the watch, so that every station looks for it.', accepted: 'Next: decide whether it is filed.',
			filed: 'Next: start the watch, so that every station looks for it.', not_filed: 'Not filed, for the reason below. The owner may ask again.',
			watched: 'Looking: the first station that hears it raises an alert.', located: 'Heard: send someone to check inside the circle.',
			recovered: 'The bike is found. Next: give it back to its owner.', returned: 'The bike is back with its owner; the case is closed.',
			unsolved: 'The search has ended, the tag is still listened for; the owner may claim.', withdrawn: 'The case was withdrawn.',
			unfounded: 'Nothing was stolen; the case is ended.'
		},
		action: {
			accept: 'Accept report', file: 'File', not_file: 'Do not file', extend: 'More time', watch: 'Start watch', recover: 'Mark recovered',
			return: 'Give back', give_up: 'Give up', withdraw: 'Withdraw', unfound: 'Unfounded', reopen: 'Reopen', solve: 'Mark solved', unsolve: 'Not solved'
		},
		confirm: {
			watch: 'Start the watch? What lies before it is done with it: accepted and filed, with numbers of its own.',
			recover: 'Is the bike found? The watch ends with it.', return: 'Is the bike back with its owner? The case ends with it.',
			give_up: 'Give up the search? The tag is still listened for, and a hit brings the case back; the owner may claim.',
			withdraw: 'Withdraw the case? The watch ends with it.', reopen: 'Take up the case again?',
			solve: 'Is the crime solved? That counts apart from the bike; all cases of one crime are marked.'
		},
		filing: { plain: 'plain (3 days)', checks: 'with checks (7 days)', complex: 'complex (30 days)' }, filingLabel: 'Decision on filing',
		docNo: 'Document number', docNoHint: 'made if left empty', reasonLabel: 'Reason', eReason: 'Say why.', life: 'How far it is',
		due: '{d} left to decide whether it is filed', overdue: 'The decision on filing is {d} late',
		toConfirm: 'Reported by the owner; no officer has confirmed it yet: it is not watched, and its trail is closed.', solved: 'Solved',
		mayGiveUp: 'Nothing was heard for long: the search may be given up.', source: 'Reported by', reporter: 'Told by', lock: 'Lock',
		sources: { police: 'police', counter: 'at the counter', owner: 'the owner, by phone page', emergency: 'emergency call 110' }, unit: 'Duty unit',
		crime: 'One crime', crimeLeads: 'leads other cases', keys: '{n} keys', keyAt: 'key: {at}',
		locked: { unknown: 'not said', yes: 'locked', no: 'not locked' },
		lockKind: {
			unknown: 'not said', none: 'no lock', built_in: 'built-in lock', chain: 'chain', u_lock: 'U-lock', disc: 'disc lock', electronic: 'electronic lock',
			other: 'other'
		},
		keyPlace: { unknown: 'not said', owner: 'with the owner', family: 'with the family', in_bike: 'in the bike', lost: 'lost', other: 'elsewhere' },
		receiptNo: 'Receipt number', filingNo: 'Filing document', receiptDue: 'Decision on filing by', receiptPolice: 'Police unit (seal)',
		receiptOwner: 'Signature of who reported', noteLabel: 'Remark',
		why: {
			closed: 'The case is closed', role: 'Your roles do not allow this step', state: 'Not possible while "{state}"',
			unit: 'This case is with {unit}: ask them, or a case officer'
		},
		done: 'Done: {action}', stolenHere: 'Stolen here', live: 'Where it is now', notKnown: 'Not heard yet',
		notKnownHint: 'As soon as any station hears it, it shows here.', radius: 'Uncertainty', heardBy: 'Heard by', ageLive: 'heard {t}',
		around: '{up}/{n} stations nearby online', hearing: '{rssi} dBm', trail: 'Trail', noTrail: 'The bike was not heard in this time', play: 'Play',
		pause: 'Pause', speed: 'Speed', skip: 'Skip gaps', slider: 'Time on the trail', follow: 'Follow', window: 'Window',
		w: { h1: '1 hour', h6: '6 hours', d1: '24 hours', all: 'All' }, gap: 'Not heard', gapFor: 'Gap of {d}',
		meaning: {
			listened: 'Stations nearby were up and heard nothing: the bike was elsewhere, or its tag was shielded.',
			partly: 'Stations nearby were up only part of the time; silence proves little.', deaf: 'Stations nearby were down: nobody was listening.',
			uncovered: 'No station covers this place.'
		},
		gapStations: 'Stations listening then', up: 'up {p}%', start: 'From', end: 'To', notHeardNow: 'Not heard at this moment', visits: 'Visits',
		visitsNone: 'No visits yet', first: 'First', last: 'Last', hits: 'Hits', best: 'Best', flags: 'Flags', late: 'Late', clock: 'Clock in doubt',
		still: 'not over', station: 'Station', more: 'Only part is shown; choose a shorter window.', signal: 'Signal of each visit (dBm)', events: 'Log',
		event: {
			report: 'Reported', accept: 'Accepted', file: 'Filed', not_file: 'Not filed', extend: 'More time', watch: 'Watch started', hit: 'Located',
			recover: 'Recovered', return: 'Given back', give_up: 'Given up', withdraw: 'Withdrawn', unfound: 'Unfounded', reopen: 'Reopened', solve: 'Solved',
			unsolve: 'Not solved', join: 'Joined to a crime', part: 'Parted from a crime', assign: 'Handed over', ack: 'Alert acknowledged', alert: 'Alert'
		},
		system: 'System', closedTrail: 'The case is closed: its trail can no longer be read.', info: 'Case', alert: 'Alert', noAlert: 'No alert yet',
		missing: 'Found missing', located: 'First located', closed: 'Closed', audited: 'Viewing this page is audited.', printTitle: 'Case sheet',
		printed: 'Printed {t} by {who}', signature: 'Officer\'s signature', hearings: 'Last hearings', legendPath: 'Heard path', legendGap: 'Gap (not known)',
		legendRadius: 'Uncertainty', tabs: 'Parts of the case'
	},
	alert: {
		title: 'Alerts', feed: 'Alerts', none: 'No open alerts', noneHint: 'A watched bike that is heard shows up here at once.', noneAll: 'No alerts',
		state: { new: 'New', acked: 'Acknowledged', closed: 'Closed' }, ack: 'Acknowledge', ackKey: 'Acknowledge the newest (key A)',
		acked: 'Acknowledged by {who}', ackedOk: 'Acknowledged {plate}', mute: 'Mute', unmute: 'Sound on', soundBlocked: 'Click the page once to allow sound',
		late: 'Late', lateHint: 'This data came in late; it is not where the bike is now', count: 'heard {n}×', openCase: 'Open case', at: 'at {station}',
		onlyOpen: 'Open', first: 'First heard', last: 'Last heard', sev: { 1: 'Normal', 2: 'High', 3: 'Urgent' }, announce: 'New alert: {plate}, {station}',
		show: 'Show on map', plateLabel: 'Plate', statusLabel: 'State', hide: 'Hide', expand: 'Show alerts', onlyShelved: 'Put aside',
		noneShelved: 'Nothing is put aside', around: 'Stations around', aroundNone: 'The place is unknown, so are the stations around it.',
		act: { ack: 'Acknowledge', issue: 'Send an order', shelve: 'Put aside', unshelve: 'Take up again', false: 'False alarm' },
		doubt: { clock: 'Station clock in doubt', flood: 'Station flooded' },
		doubtHint: 'The station that heard it has an alarm: shown, not rung, and no order is sent by itself', shelved: 'Aside until {t}',
		shelvedOk: 'Put aside for {n} minutes; it comes back by itself', unshelvedOk: '{plate} is back', shelveFor: 'For how long', minutes: '{n} min',
		falseReason: 'Why was it false?', falseOk: 'Closed as a false alarm', needReason: 'Say why it was false', inFlood: 'One of many',
		false: {
			clock: 'Station clock wrong', clone: 'Tag may be copied', owner_has_it: 'The owner has the bike', wrong_case: 'Wrong case', equipment: 'Equipment',
			test: 'A test', other: 'Something else (say what)'
		},
		floodLine: '{district}: too many alerts in a minute, {n} shown as one',
		guard: {
			title: 'Armed bikes', hint: 'No theft is reported yet. Call the owner; if nobody answers and it looks wrong, take it as a case.',
			take: 'Take as a case', taken: 'Now a case, and looked for', kind: { armed: 'Moved while armed', no_owner_tag: 'Moved without the owner\'s tag' }
		},
		floodHint: 'Many bikes may be on the move, or a station may be broken. They do not ring one by one meanwhile.', floodAck: 'Acknowledge all',
		floodAcked: 'All acknowledged'
	},
	ana: {
		title: 'Analysis of the track', remove: 'Remove', evidence: 'Evidence sheet', clones: 'Cloned tags', misplaced: 'Misplaced stations',
		toCase: 'Back to the case', toBike: 'bike', ask: 'Analyse', from: 'From', until: 'Until', length: 'Length', hours: '{n} hours', minutes: '{n} minutes',
		more: 'There is more than is shown: choose a shorter time.', sureLabel: 'How sure', basis: 'Rests on', onMap: 'Show', span: 'Time',
		noPlate: 'unregistered tag', ownBike: 'bike of the case', thisCase: 'this case', otherCase: 'Of case', no_: 'No.',
		tab: { companions: 'Companions', scenes: 'At all scenes', next: 'Next, silent, hide-out' },
		what: {
			companions: 'which bikes went along with it', scenes: 'which bikes were at each of several places',
			next: 'where it may go, whether its silence is odd, where it may be hidden', evidence: 'each row, why there are gaps, a hash; to print or save'
		},
		sure: { low: 'little to go by', fair: 'fair', good: 'rather sure' },
		no: {
			assigned: "Only the case's officer and those added to it may analyse this track: ask the officer to add you.",
			closed: 'The case is closed or the bike is found: its track can no longer be analysed.', older: 'The older part needs a second person.',
			far: 'That is too long ago: nobody may see it.', quota: "Today's number of bikes is used up: ask tomorrow, or another officer of the case.",
			running: 'Two analyses are running already: try again in a moment.', work: 'This takes too long: choose a shorter time.',
			place: 'A scene is no place of this case: its bike was neither stolen nor heard near there. Choose other stations.',
			scenes: 'The scenes are not right: two at least; one place twice only an hour apart; no time longer than allowed.',
			times: "The time is not right: it must lie in the case's window and be no longer than one analysis takes."
		},
		audited: "Each analysis is audited, and bikes it names count for the day's number.",
		companionsHint: 'Choose the time and press "Analyse". It begins two hours before the bike was last seen.',
		ownVisits: '{n} rows of the bike of the case', withheld: "{n} more are not named: today's number of bikes is used up.",
		noCompanion: 'No companion found',
		noCompanionWhy: 'At this time no bike passed three stations or more with it in a way that is not chance. Try a time in which it was riding.',
		notHeardWhy: 'No station heard it at this time. Choose another, or look at the track first.',
		oneIn: 'of about {n} bikes one would seem as near by chance', shared: '{n} passages, {s} stations, {w} rides in common', ownAt: 'Bike of the case',
		otherAt: 'Companion', lag: 'Lag', behind: '{s} s behind', before: '{s} s ahead',
		noProof: 'This is a lead and no proof: neighbours on the same way to work look like companions, too.', scene: 'Scene {n}',
		pickStations: 'click stations on the map, or find them by name', findStation: 'Add a station to scene {n}', addScene: 'Add a scene',
		ordered: 'in this order', scenesRule: 'Scenes must be near where the bike of the case was stolen or heard.', foundAll: '{n} bikes were at all scenes',
		byChance: 'if all went about by themselves, about {n} would have been', tooMany: 'Too many to name: add a scene or shorten the times.',
		nobody: 'No bike was at all scenes', nobodyWhy: 'Widen the times, or add neighbouring stations to each scene.',
		looked: '{s} stations, {v} rows and {n} tags looked over', share: 'too much: only one tag in {n} was looked at',
		nothingHeard: 'Nothing was heard at this time: choose another.', clonesHint: 'one tag that seems to be on two bikes',
		clonesRule: 'Neither place nor time is told: a track needs a case or an approved request.', noClone: 'No cloned tag',
		noCloneWhy: 'At this time no tag went from one place to another too fast. Two parked bikes are not seen: try a time of day with traffic.',
		cloneOneIn: 'one in {n} that it is misread', clashes: '{n} contradictions; the hardest: {m} apart, {had} between, at least {need} needed',
		misplacedHint: 'stations that stand elsewhere than registered', off: 'Off by', misplacedRule: "Worked out from bikes that pass; tells nobody's track.",
		noMisplaced: 'No station seems misplaced', noMisplacedWhy: 'Errors below 500 m, and stations that hear few bikes, are not seen.',
		accuse: '{n} of {of} passages just before or after do not fit its registered place', registered: 'registered', guessed: 'likely place',
		make: 'Make the sheet', csv: 'Save as CSV',
		makeHint: "Making a sheet is a look at the track and is audited. Without times it covers the case's whole window.", madeBy: 'made by {who}, {t}',
		evidenceSum: '{n} rows heard, {g} gaps; {d} rows with a doubtful clock. Strength is the strongest of a row; no mean is kept.',
		noRows: 'Not heard at this time', clockTrust: 'Clock', clockGood: 'trusted (2 s)', clockBad: 'doubtful', gap: 'gap of {d}', verify: 'To verify:',
		reason: {
			down: 'stations near were not listening, or no record says so', no_range: 'no station hears the way between',
			silent: 'stations near listened and heard nothing', unknown: 'nobody knows where it was'
		}
	},
	foresee: {
		title: 'Likely', ask: 'Where next?', again: 'Ask again', hint: 'From how all bikes of the city move and from this bike\'s trail; each look is audited.',
		days: '{n} days learned', none: 'Nothing can be said yet', noDays: 'No whole day has been learned yet. Look again tomorrow.', next: 'Next station',
		from: 'Now at {place}, since {t}', likely: '{p}% likely', window: '{a} to {b}, more likely before {e}',
		basis: 'Rests on {all} ways of all bikes, {own} of this one', own: 'This bike before: {list}', trust: { low: 'weak', fair: 'fair', good: 'firm' },
		noNext: 'No known way leads on from here', dark: 'Silence', since: 'Not heard since {t}, for {d}', last: 'Last at {place}',
		verdict: {
			heard: 'It is being heard', usual: 'Such silences are common here', unusual: 'Longer than most: worth a look',
			rare: 'Unusual: probably hidden, shielded or taken away', deaf: 'The stations around were not listening: nothing can be said',
			unknown: 'Too little is known to say'
		},
		longer: 'Only {p}% of silences here last longer (95% interval {lo} to {hi}%)', usually: 'Half of the silences here end within {d}',
		rests: 'Rests on {here} silences here, {cls} at stations of this kind', listened: 'The stations around listened {p}% of it',
		ownSilent: 'This bike was silent here {n} times, at most {d}', hide: 'Likely hide-outs', share: '{p}% of its stays, {now}% at this hour',
		stays: '{n} stays, {k} nights, {s} silences', hereLast: 'last place before the silence', noHide: 'No stay of 10 minutes or more yet',
		within: 'within {r}'
	},
	order: {
		addPhoto: 'Add photos', photosKept: '{n} attached', photoBad: 'This file is no picture.', title: 'Order', mine: 'Orders', none: 'Nothing to do',
		noneAll: 'No orders', noneHint: 'When a watched bike is heard, an order goes to the unit on duty there by itself.', more: 'More', why: 'Why',
		show: { open: 'To do', all: 'All' }, keys: 'choose and act',
		state: { issued: 'To sign', signed: 'Signed', fed_back: 'To review', returned: 'Sent back', done: 'Done', revoked: 'Revoked', lapsed: 'Lapsed' },
		act: {
			sign: 'Sign', feedback: 'Report', review: 'Review', accept: 'Accept', send_back: 'Send back', revoke: 'Revoke the order', ask: 'Ask for help',
			agree: 'We help', decline: 'We cannot'
		},
		result: { person_and_bike: 'Person and bike', bike: 'The bike', tag_only: 'Only the tag', not_found: 'Nothing found', assisted: 'Found with help' },
		dialog: {
			feedback: 'Report', review: 'Review the report', shelve: 'Put the alert aside', false: 'Close as false', ask: 'Ask for help',
			issue: 'Send the order'
		},
		done: {
			sign: 'Signed for {plate}', feedback: 'Reported; another officer reviews it', accept: 'Accepted', send_back: 'Sent back', revoke: 'Revoked',
			ask: 'Help was asked for', agree: 'You help', decline: 'Answered', issue: 'The order is out',
			acceptFound: 'Accepted. The bike is found: mark it recovered in its case, which ends the watch'
		},
		event: {
			issue: 'Issued', sign: 'Signed', feedback: 'Reported', accept: 'Accepted', send_back: 'Sent back', revoke: 'Revoked', escalate: 'Went up unsigned',
			lapse: 'Lapsed', ask: 'Help asked for', agree: 'Help agreed', decline: 'Help declined'
		},
		assist: { asked: 'no answer yet', accepted: 'agreed', declined: 'declined' }, level: ['To sign', 'The duty desk was told', 'The bureau was told'],
		upIn: '{unit} is told in {t}', upNow: '{unit} is being told', waitsShelved: 'The alert is put aside: nobody is told',
		announceUp: 'Nobody signs: {plate}, {unit}', resultLabel: 'Result', noteLabel: 'Note', unit: 'Unit', onDuty: 'Whoever is on duty there',
		chooseUnit: 'Choose a unit', needResult: 'Say what was found', needWhy: 'Say why', needUnit: 'Choose a unit', fedBy: 'Reported by', heard: 'heard {t}',
		issued: 'issued {t}', signed: 'signed by {who}', helpAsked: 'Your help is asked for', elsewhere: 'done, or another unit has it',
		help: 'Help: {unit}, {state}', otherReviews: 'Another officer reviews this', navigate: 'Navigate', declineTitle: 'We cannot help',
		revokeTitle: 'Revoke the order', printTitle: 'Order', where: 'About here', issuedAt: 'Issued', signedBy: 'Signed',
		signature: 'Signature of the officer'
	},
	access: {
		title: 'Looks at tracks', tab: { mine: 'My requests', decide: 'To decide', findings: 'Odd looks', sample: 'Monthly sample' },
		seen: '{n} of {most} bikes looked at today', quotaFull: 'Today\'s quota is used up: look again tomorrow, or ask another officer of the case.',
		ask: 'Ask to see a track', askTitle: 'Ask to see a track',
		rule: 'The track of a bike without a case, or of a case more than {near} days back, is decided by police of a unit above or by a leader of your unit. An approval lives {h} hours and is yours alone. Nothing older than {far} days is shown.',
		purpose: 'Purpose',
		purposes: {
			case_lead: 'Lead in a case', accident: 'Traffic accident', missing_person: 'Missing person', court: 'Court or prosecutor', clone: 'Cloned plate',
			discipline: 'Inspection'
		},
		reference: 'Document number', referenceHint: 'Number of the case, accident or document, 4 to 64 bytes', reason: 'Reason',
		reasonHint: 'Why this bike, why this time', plate: 'Plate', caseOf: 'Case {n}', from: 'From', to: 'To', spanHint: '{n} days at most', send: 'Send',
		sent: 'Sent; it waits for a decision', none: 'No requests yet', noneHint: 'The track of a bike with a case is seen in the case, without a request.',
		noneDecide: 'Nothing waits for your decision', noneFindings: 'No odd looks found', noneSample: 'No sample yet', who: 'Asked by', at: 'Time',
		span: 'Span', state: 'State', states: { asked: 'Waiting', approved: 'Approved', refused: 'Refused', withdrawn: 'Withdrawn' }, until: 'valid until {t}',
		over: 'over', open: 'See the track', approve: 'Approve', refuse: 'Refuse', withdraw: 'Withdraw',
		confirm: 'Let {who} see the track of {plate} from {from} to {to}?', why: 'Why not (needed)', done: 'Done', decidedBy: 'decided by {who}',
		older: 'Only the last {n} days are shown. What is older needs a second person.', askOlder: 'Ask for the older part',
		notMine: 'Only the case\'s officer and those added to it see where this bike is and was',
		notMineHint: 'Ask {who}, the case\'s officer, to add you; police of a unit above and a leader of the unit can, too.', people: 'People of this case',
		add: 'Add', remove: 'Remove', addHint: 'Log-in name of an officer', addAbove: 'Police above the unit, its leader: add somebody',
		addWho: 'The case\'s officer, police above the unit or its leader add people; nobody adds himself.',
		addNobody: 'There is no officer with the log-in name {name}.', added: 'Added', removed: 'Removed',
		peopleHint: 'They see where the bike is and was; every look is in the audit.', onlyOfficer: 'The case\'s officer only', kind: 'Pattern',
		kinds: {
			borrowed: 'Borrowed case', drip: 'Many bikes, day after day', off_duty: 'Looks outside of duty', repeat: 'The same bike again and again',
			transfer: 'Right after a transfer', refused: 'Refused many times'
		},
		kindHint: {
			borrowed: 'Three looks under another unit\'s case, or three bikes under one case', drip: 'On three days of a week, many different bikes',
			off_duty: 'On three nights of a week, at a case without news for a day', repeat: 'On many days of a fortnight one bike, while its case stood still',
			transfer: 'Within 72 hours after the bike became another owner\'s', refused: 'Five refused looks in a day'
		},
		person: 'Officer', looks: 'Times', verdict: 'Verdict', verdicts: { open: 'Open', fine: 'Fine', misuse: 'Misuse' },
		judge: 'What was found (say what you checked)', fine: 'Fine', misuse: 'Misuse', month: 'Month', look: 'Action', onlyOpen: 'Open ones only',
		way: 'Track of {plate}', wayNone: 'The bike was not heard in this time', visits: 'Passages', back: 'Back'
	},
	audit: {
		verbs: {
			city_set: 'Set the city\'s place on the map', plate_format_console: 'New plate format, on the server',
			plate_receive_console: 'Plates received, on the server', tag_receive_console: 'Tags received, on the server', access_ask: 'Asked to see a track',
			access_decide: 'Decided a request for a track', access_withdraw: 'Withdrew a request for a track', access_read: 'Saw a track by a request',
			access_read_refused: 'Saw a track by a request (refused)', access_finding: 'Judged an odd look', access_review: 'Reviewed a look',
			theft_helper: 'Changed who works on a case', plan_sell: 'Plan sold', plan_cancel: 'Sale of the day cancelled', plan_repay: 'Plan refund paid',
			plan_read: 'Receipt opened', plan_refund: 'Plan ended, refund due', plan_end: 'Plan ended', plan_move: 'Plan moved with the bike',
			plan_product_ask: 'Plan price asked for', plan_product_decide: 'Plan price decided', plan_product_console: 'Plan price set on the server',
			ledger_count: 'Till counted', ledger_close: 'Till closed', ledger_export: 'Books exported',
			ledger_export_refused: 'Export of the books refused: over a limit', ledger_read: 'Reconciliation downloaded', booking_add: 'Booking made',
			booking_call: 'Queue called', booking_move: 'Booking moved', booking_step: 'Booking changed', booking_walk_in: 'Walk-in',
			number_override_step: 'Override reviewed', number_paste: 'Many numbers searched', photo_retention: 'Old photos removed',
			plate_format: 'Plate format added', plate_format_close: 'Plate format closed', plate_receive: 'Plates received', plate_step: 'Plate changed',
			site_add: 'Point added', site_day: 'Point\'s day set', site_import_console: 'Points imported on the server', holiday_set: 'Calendar set',
			policy_ask: 'Policy change asked', policy_decide: 'Policy change decided', site_holidays_console: 'Calendar set on the server',
			site_edit: 'Point changed', site_hours: 'Point\'s hours set', site_stations: 'Point\'s stations set', stock_count: 'Stock counted',
			stock_offer: 'Transfer sent', stock_transfer: 'Transfer taken or refused', tag_receive: 'Tags received', tag_step: 'Tag changed',
			account_login_fail: 'Log-in refused', counter_check: 'Counter: check', counter_issue: 'Counter: registered',
			counter_business: 'Business at the counter', counter_refuse: 'Counter: turned away', photo_upload: 'Photo taken in', bike_photo: 'Photo replaced',
			bike_photo_read: 'Photo looked at', number_photo_read: 'Request photo seen', paper_pdf: 'Document opened',
			paper_differs: 'Document differs from its first', import_start: 'Import begun', import_done: 'Import done', import_undo: 'undo of an import',
			import_undone: 'import taken back', import_job_new: 'import: upload begun', import_job_uploaded: 'import: file uploaded',
			import_job_check: 'import: dry run', import_job_do: 'import: step', import_job_stop: 'import: paused', import_job_end: 'import: end',
			import_job_errors: 'import: error file', import_job_discard: 'import: file removed', import_job_old: 'import: old file removed',
			owner_trail_read: 'Owner looked at the own way', owner_trail_read_refused: 'Owner looked at the own way (refused)', owner_consent: 'Consent noted',
			bike_replate: 'Plate replaced', bike_export: 'export the register', bike_export_refused: 'export the register (refused)',
			bike_export_ask: 'Asked to export a large list', bike_export_decide: 'Decided a large export', bike_export_withdraw: 'Withdrew a large export',
			figures_rebuild: 'count the figures anew', account_rename: 'Renamed an account', account_stepup: 'Confirmed with a code',
			account_reset: 'Reset a password', account_add_console: 'Added an account on the machine',
			account_password_console: 'Set a password on the machine', account_totp_console: 'New authenticator on the machine',
			account_unlock_console: 'Unlocked on the machine', account_disable_console: 'Disabled on the machine',
			account_enable_console: 'Enabled on the machine', grant_ask: 'Asked for rights', grant_decide: 'Decided a grant',
			grant_withdraw: 'Withdrew a request', grant_collect: 'Collected an authenticator', unit_add: 'Added a unit', unit_rename: 'Renamed a unit',
			unit_close: 'Closed a unit', unit_import_console: 'Imported units', system_init: 'Made the database', owner_code: 'Owner asked for a code',
			owner_login: 'Owner log-in', owner_logout: 'Owner log-out', analysis_companions: 'looked for companions',
			analysis_companions_refused: 'look for companions (refused)', analysis_passed: 'asked who was at all scenes',
			analysis_passed_refused: 'who was at all scenes (refused)', analysis_named: 'bikes named by an analysis', analysis_clones: 'looked for cloned tags',
			analysis_misplaced: 'looked for misplaced stations', analysis_evidence: 'made an evidence sheet', analysis_sheet: 'hash of an evidence sheet',
			analysis_evidence_refused: 'evidence sheet (refused)', trail_read: 'Read a trail', live_read: 'Read a live position',
			trail_hold: 'Held a part of a trail for a case', trail_release: 'Released what a case held', passages_read: 'Read passages',
			theft_report: 'Took a report', guard_arm: 'Armed a bike', guard_disarm: 'Disarmed a bike', guard_mine: 'Alert: it was the owner',
			market_offer: 'Used bike offered', market_withdraw: 'Used bike no longer offered', market_ask: 'Seller of a used bike asked',
			guard_report: 'Alert: reported the theft', guard_take: 'Alert: took as a case', theft_step: 'Case step', theft_crime: 'Joined cases',
			theft_assign: 'Handed a case over', theft_unmask: 'Saw who told of a case', alert_ack: 'Acknowledged alert', alert_shelve: 'Alert put aside',
			alert_unshelve: 'Alert taken up again', alert_false: 'Closed as a false alarm', recovery_call: 'owner called',
			recovery_check_in: 'receiver checked', recovery_correct: 'seized item corrected', recovery_day: 'return list made',
			recovery_day_close: 'return list closed', recovery_den: 'den listed', recovery_den_set: 'den updated', recovery_give: 'bike given back',
			recovery_list: 'put on a return list', recovery_no_show: 'receiver did not come', recovery_photo_read: 'return photo looked at',
			recovery_seize: 'item seized', recovery_step: 'seized item moved', recovery_suspect: 'suspect listed', recovery_suspect_set: 'suspect updated',
			recovery_unlist: 'taken off a return list', recovery_unmask: 'suspect unmasked', alert_flood_ack: 'Many alerts acknowledged',
			order_step: 'Order handled', order_issue: 'Order sent by hand', order_ask: 'Help asked for', order_answer: 'Help answered', duty_set: 'Duty set',
			duty_drop: 'Duty removed', shift_set: 'Duty hours set', shift_change: 'Duty hours changed', shift_step: 'Duty hours ended or undone',
			watchlist_read: 'Watch list fetched', watchlist_hits: 'Reader hits uploaded', bike_add: 'Registered a bike', bike_tag: 'Replaced a tag',
			bike_retag: 'Replaced a tag', station_add: 'Added a station', station_approve: 'Approved a station', station_key: 'New station key',
			station_step: 'Station state', account_login: 'Log-in', account_logout: 'Log-out', account_add: 'Added an account',
			account_password: 'Set a password', account_step: 'Account state', account_enable: 'Enabled an account', account_disable: 'Disabled an account',
			audit_read: 'Read the audit', audit_export: 'Exported the audit', key_rotate: 'New data key', key_reseal: 'Sealed again',
			key_reindex: 'New index key', owner_unmask: 'Unmasked personal data', owner_find: 'Looked for an owner', owner_read: 'Looked at an owner',
			owner_add: 'Registered an owner', owner_change: 'Changed an owner', owner_phone: 'Changed a phone', owner_merge: 'Asked to merge owners',
			owner_merge_step: 'Decided a merge', bike_edit: 'Edited a bike', bike_correction: 'Asked for a correction', bike_transfer: 'Transferred a bike',
			bike_step: 'Bike state', bike_flag: 'Bike flag', correction_step: 'Decided a correction', trail_read_refused: 'Read a trail (refused)',
			live_read_refused: 'Read a live position (refused)', passages_read_refused: 'Read passages (refused)', claim_check: 'try a claim',
			claim_photo: 'Owner sent a photo of a paper', claim_photo_read: 'Photo of a paper looked at', order_photo: 'Photo of an order taken in',
			order_photo_read: 'Photo of an order looked at', theft_photo: 'Owner sent a photo of a theft', theft_photo_read: 'Photo of a theft looked at',
			owner_news: 'Owner chose messages of news', claim_file: 'file a claim', claim_card: 'enter a bank card for a claim',
			claim_paper: 'take a paper of a claim', claim_step: 'handle a claim', claim_batch: 'make a payment batch', claim_pay: 'release a payment batch',
			claim_export: 'download the file for the bank', claim_results: 'take in the bank\'s results', claim_rates: 'propose what claims pay',
			claim_rate_decide: 'decide what claims pay', liability_report: 'report an accident', liability_assign: 'send a surveyor',
			liability_finding: 'record the traffic finding', liability_party: 'record a party of an accident', liability_card: 'record a party\'s card',
			liability_item: 'record a damage', liability_photo: 'add an accident photo', liability_photo_read: 'look at an accident photo',
			liability_assess: 'assess the damage', liability_agree: 'record the agreement', liability_pay: 'release an accident\'s money',
			liability_bank: 'record the bank\'s word', liability_unmask: 'show a party in the clear', liability_export: 'take the accident payments\' file',
			liability_step: 'step of an accident', liability_results: 'take in the bank\'s results of accidents',
			violation_camera: 'camera of violations changed',
			violation_code: 'violation code changed',
			violation_file: 'violation case file',
			violation_import: 'old violations imported',
			violation_picture: 'violation picture kept',
			violation_picture_read: 'violation picture viewed',
			violation_report: 'violation reported',
			violation_step: 'violation reviewed',
			my_violation_seen: 'A rider opened a notice',
			my_violation_acknowledge: 'A rider noted a violation',
			my_violation_appeal: 'A rider appealed',
			my_violation_photo: 'A rider sent a photo for an appeal',
			my_violation_picture: 'A rider saw a violation\'s picture',
			my_violation_name: 'A rider named who rode',
			my_violation_name_back: 'A rider took that back',
			named_answer: 'Who was named answered',
			named_decided: 'Decided who rode',
			appeal_decided: 'Decided an appeal',
			appeal_photo_read: 'Saw a photo of an appeal',
			notice_served: 'Served a notice on paper',
			exposure_step: 'Step of a publication',
			course_room: 'Room of courses added',
			course_room_close: 'Room of courses closed',
			course_plan: 'Classes planned',
			course_cancel: 'Class called off',
			course_tick: 'Coming noted by name',
			course_list: 'Class list printed',
			course_invite: 'Riders told to book', course_find: 'Rider who owes a course looked up',
			course_step: 'Rider\'s course moved',
			course_bank: 'Questions imported',
			course_question_retire: 'Question retired',
			course_exam_print: 'Printed exam drawn',
			course_paper: 'Exam paper printed',
			course_key: 'Key of an exam printed',
			course_exam_enter: 'Answers of a printed exam entered',
			course_certificate: 'Certificate printed',
			course_film: 'Film changed', course_film_begin: 'Film upload begun', course_film_part: 'Part of a film uploaded',
			course_book: 'Class booked',
			course_unbook: 'Seat given back',
			course_attend: 'Signed in at a class',
			course_film_seen: 'Film looked at',
			course_exam: 'Exam begun',
			course_answer: 'Answer saved',
			course_exam_end: 'Exam handed in',
			junction_add: 'Added a junction',
			junction_change: 'Changed a junction',
			junction_draft: 'Changed a junction\'s draft',
			junction_step: 'Published or discarded a geometry',
			junction_import: 'Imported junctions',
			junction_source: 'Set a source of phases',
			junction_signals: 'Sent phases',
			junction_signal_file: 'Imported a file of phases',
			bike_spot_look: 'bike looked up on the spot',
			spot_decision: 'decided on the spot',
			spot_paid: 'fine paid',
			spot_cancel: 'decision cancelled',
			spot_paper: 'decision or custody receipt printed',
			spot_photo_read: 'photo of a release looked at',
			custody_release: 'bike released',
			custody_move: 'bike moved in the yard',
			custody_step: 'unclaimed bike noticed or disposed of', custody_deregister: 'unclaimed bike disposed of and deregistered',
			violation_camera_drop: 'camera of violations dropped',
			violation_camera_try: 'camera of violations tried',
			violation_camera_push: 'camera pushed a picture',
			violation_camera_token: 'camera given a token',
			violation_camera_untoken: 'camera\'s token revoked',
			violation_unimport: 'old violations taken back'
		},
		kinds: {
			access: 'request', plan: 'Plan', plan_product: 'Plan price', ledger: 'Books', grant: 'grant', role_grant: 'grant', site: 'point', import: 'import',
			import_job: 'import file', export: 'export', booking: 'appointment', paper: 'document', photo: 'photo', plate: 'plate',
			plate_batch: 'lot of plates', plate_format: 'plate format', tag_batch: 'lot of tags', number: 'number', number_override: 'number override',
			stock_transfer: 'transfer of stock', stock: 'stock', correction: 'correction', owner_merge: 'merge of owners', owner_trail: 'trail',
			analysis: 'analysis', trail: 'trail', live: 'place now', passages: 'passages', key: 'key', policy: 'policy', city: 'city', backup: 'backup',
			db: 'database', figures: 'figures', counter: 'counter', theft: 'case', case: 'case', station: 'station', account: 'account', bike: 'bike',
			alert: 'alert', audit: 'audit', tag: 'tag', unit: 'unit', owner: 'owner', order: 'Order', duty: 'Duty', shift: 'Duty hours',
			watchlist: 'Watch list', holiday: 'calendar', system: 'system'
		},
		title: 'Audit', at: 'Time', who: 'Account', verb: 'Action', subject: 'Subject', caseId: 'Case', detail: 'Detail', none: 'No audit rows',
		filterVerb: 'Action', filterSubject: 'Subject code', from: 'From', to: 'To', sameSubject: 'All rows on this subject', chain: 'End of the chain',
		chainEnd: 'row {n}', hash: 'hash', anchored: 'Told outside', anchorAt: 'newest: row {n}, {t}',
		noAnchor: 'No receiver outside is configured: a cut end or an old file put back would not be seen', toFile: 'file', toUrl: 'receiver',
		arrived: 'arrived {t}', waiting: '{n} waiting', never: 'not yet', fault: 'last failure: {why}', console: 'Accounts made on the machine',
		consoleNote: 'They pass by the grant of two: check each', csv: 'Export CSV', csvDone: '{n} rows exported',
		csvCut: 'Only the newest {n} rows were exported; narrow the filter', clear: 'Clear', request: 'Request',
		by: { owner: 'the owner', public: 'not logged in', system: 'system', account: 'account' },
		groups: { look: 'Looked at', change: 'Changed', export: 'Exported', login: 'Logged in' }, allGroups: 'Any action', wholeGroup: 'All of: {g}',
		filterGroup: 'Kind of action', find: 'Name, log-in or number of an account',
		notFound: 'No account is called "{q}". Type a part of a name, a log-in name or a number.', pickOne: 'Choose an account from the list below.',
		off: 'disabled', unit: 'Unit', allMade: 'Show the newest {n}', fewer: 'Show fewer', span: 'Time', today: 'Today', days7: '7 days', days30: '30 days',
		badSpan: 'The end must be after the beginning.', raw: 'Raw', rawTitle: 'Row {n} · {verb}', rows: 'Audit rows', none1: 'No row fits',
		noneHint: 'Widen the time, or clear the filter.', keys0: '↑ ↓ go from row to row, Enter shows the raw row, the end loads more.',
		printed: 'Printed {t} · {who} · filter: {f}', noFilter: 'none', subjectHint: '16 digits that yanzhen audit subject prints on the machine; or #12',
		verdict: { ok: 'The newest rows are sound', warn: 'The newest rows are sound; look at the receiver outside', bad: 'The chain breaks at row {n}' },
		checkedRows: 'The newest {n} rows were just computed anew and are sound', badRow: 'Row {n} is not as it was written: {why}',
		badDo: 'Leave everything as it is, do not restart or restore; run yanzhen audit verify on the machine for the whole chain.',
		whole: 'The whole chain: run yanzhen audit verify on the machine',
		keys: {
			product: 'plan', fen: 'fen', way: 'paid by', again: 'sent again', differs: 'differs', day: 'day', from: 'from', to: 'to', owner: 'owner code',
			coarse: 'coarse place', number: 'number', rows: 'rows', purpose: 'purpose', reference: 'file', form: 'format', filter: 'filter', state: 'outcome',
			why: 'because', run: 'import run', bytes: 'size', event: 'step', slot: 'photo', photo: 'photo no.', site: 'point', new_owner: 'new owner',
			warnings: 'warnings', reason: 'reason', paper: 'document', field: 'field', grant: 'grant', op: 'what', role: 'role', unit: 'unit', by: 'by',
			found: 'found', merge: 'merge', correction: 'correction', flag: 'flag', on: 'set', n: 'count', added: 'added', updated: 'updated',
			refused: 'refused', lines: 'lines', request: 'Request', moved: 'Case last moved', value: 'value', step: 'step', station: 'station',
			district: 'district', firstDay: 'first day', lastDay: 'last day', weekdays: 'weekdays', hours: 'hours', ended: 'ended'
		},
		fields: {
			vehicleCode: 'vehicle code', frameNo: 'frame number', motorNo: 'motor number', brand: 'brand', model: 'model', colour: 'colour',
			colour2: 'second colour', boughtOn: 'bought on', kind: 'kind of plate', use: 'use', priceFen: 'price', name: 'name', idNo: 'ID number',
			address: 'address', phone: 'phone'
		},
		slots: {
			front: 'front', rear_plate: 'plate at the back', right_rear: 'right and rear', vehicle_code: 'vehicle code', motor_no: 'motor number',
			invoice: 'invoice', id_front: 'ID, front', id_back: 'ID, back', form: 'application form', tag_place: 'place of the tag'
		},
		codes: {
			case_lead: 'lead in a case', accident: 'accident', missing_person: 'missing person', court: 'court', clone: 'cloned plate',
			discipline: 'inspection', fine: 'fine', misuse: 'misuse', remove: 'remove', approve: 'approved', refuse: 'refused', given: 'consent given',
			today: 'today', taken_back: 'consent taken back', own: 'by oneself', init: 'when the register was made', command_line: 'command on the machine',
			new_key: 'new key', same_key: 'same key', deregister: 'deregistered', restore: 'restored', add: 'added', end: 'ended', enable: 'enabled',
			disable: 'disabled', unlock: 'unlocked', check_in: 'checked in', call: 'called', back: 'sent back', done: 'done', no_show: 'did not come',
			cancel: 'cancelled', sign: 'signed for', withdraw: 'withdrawn', move: 'moved', bind: 'bound', replace: 'replaced', retire: 'retired', lose: 'lost',
			quarantine: 'quarantined', release: 'released', watch: 'watched', hit: 'found', recover: 'recovered', reopen: 'reopened', accept: 'accepted',
			file: 'filed', not_file: 'not filed', extend: 'more time', return: 'given back', give_up: 'given up', unfound: 'unfounded', solve: 'solved',
			unsolve: 'not solved', join: 'joined', part: 'parted', police: 'by police', counter: 'at the counter', emergency: 'from 110', grant: 'granted',
			certificate: 'certificate', receipt: 'receipt', missing: 'notice of missing papers', refusal: 'notice of refusal', transfer: 'transfer document',
			deregistration: 'deregistration document', check: 'dry run', apply: 'run', resume: 'resumed', undo: 'taken back', checked: 'dry run done',
			undone: 'taken back', stopped: 'stopped', failed: 'failed', ready: 'ready for the dry run', undo_stopped: 'taking back stopped',
			restart: 'restart of the server', csv: 'CSV', xlsx: 'Excel'
		}
	},
	register: {
		kind: { standard: 'standard', temporary: 'temporary' }, use: { own: 'own use', delivery: 'parcel delivery', takeaway: 'food delivery', other: 'other' },
		life: { registered: 'registered', deregistered: 'deregistered' },
		flag: {
			stolen: 'stolen', impounded: 'impounded', violation_open: 'violation open', accident_open: 'accident open', sealed: 'sealed', suspect: 'suspect',
			locked: 'locked', hit_and_run: 'hit and run', clone_suspect: 'clone suspected', duplicate: 'duplicate number', correction_open: 'correction open',
			claim_open: 'claim open', transfer_open: 'transfer open', silent_tag: 'silent tag', low_battery: 'low battery', plate_lost: 'plate lost',
			plan_expired: 'plan expired'
		}
	},
	policy: {
		title: 'Policies', find: 'Find by meaning or key', waiting: 'Changes that wait for release', waits: 'waits', next: '{v} from {d}',
		noneFound: 'Nothing found. Try another word.', choose: 'Choose a policy',
		chooseHint: 'Choose one on the left to see its value, what it rests on and its past, or to ask for a change.', key: 'Key', inForce: 'In force',
		since: 'since {d}', isDefault: 'the default', range: 'May be', normal: 'Default', onOff: 'on / off', anyWords: 'coded words, by commas', on: 'on',
		off: 'off', nothing: '(none)', nobody: 'nobody yet', insurers: 'an insurer\'s unit', stored: 'Stored as', yuan: 'yuan', or: 'or',
		alsoTakes: 'Add one that stands for it', needMore: 'Add another', takeOut: 'Take out {what}',
		needsHint: 'Each line is needed; of several in a line, one is enough.', move: { move: 'moves with the bike', end: 'ends' }, ask: 'Ask for a change',
		newValue: 'New value', from: 'From', fromDay: 'from {d}', basis: 'Rests on', basisHint: 'The law, decree or decision', basisIs: 'Rests on: {b}',
		try: 'Try on the last quarter', send: 'Ask', two: 'Two persons: it counts when another leader of the bureau has released it.',
		badValue: 'The value is out of its range ({range}).', sameValue: 'This is the value in force.', needDay: 'Choose the day from which it counts.',
		needBasis: 'Say what it rests on (at least 4 characters).', asked: 'Asked for; another leader of the bureau releases it',
		askedBy: 'asked for by {who}, {t}', why: 'Why not', another: 'Another leader of the bureau decides',
		waitsHint: 'A change of this policy waits for its release; it is decided first.', history: 'Past', value: 'Value',
		noBasis: 'first value, or set on the server', onlyDefault: 'Always the default; never changed.', dryNone: 'There is no dry run for this policy.',
		step: { release: 'Release', refuse: 'Refuse', withdraw: 'Withdraw' }, done: { release: 'Released', refuse: 'Refused', withdraw: 'Withdrawn' },
		dryIs: '{what}, last quarter (92 days): {now} by the value in force, {then} by the new one{more}.', dryMore: ' ({n} more)', dryFewer: ' ({n} fewer)',
		dryReason: ' Why: {why}.',
		group: {
			case: 'Cases', watch: 'Watch', visit: 'Visits', tag: 'Tags', photo: 'Photos', booking: 'Appointments', verify: 'Public check',
			alarm: 'Station alarms', register: 'Register', owner: 'Owners', export: 'Exports', papers: 'Documents', consent: 'Consent', order: 'Orders',
			access: 'Track access', plan: 'Plans', claim: 'Claims', analysis: 'Analysis', liability: 'Accidents', guard: 'Armed bikes', market: 'Used bikes',
			recovery: 'Recovery', theft: 'Reports', message: 'Messages',
			traffic: 'Traffic',
			course: 'Safety courses',
			exam: 'Exam', spot: 'On the spot'
		},
		unit: {
			bikes: 'bikes', 'hour of day': 'hour of day', hours: 'hours', days: 'days', switch: 'on or off', seconds: 'seconds', years: 'years',
			bookings: 'bookings', 'a minute': 'a minute', reports: 'reports', '%': '%', 'in 10 minutes': 'in 10 minutes', milliseconds: 'milliseconds',
			times: 'times', minutes: 'minutes', metres: 'metres', rows: 'rows', exports: 'exports', 'GB/T 2260': 'GB/T 2260', 'working days': 'working days',
			fen: 'fen', claims: 'claims', number: 'number', unit: 'unit no.', photos: 'photos', messages: 'messages', level: 'level', rounds: 'rounds',
			'years old': 'years old', sellers: 'sellers', violations: 'violations', seats: 'seats', sessions: 'sessions', classes: 'classes', questions: 'questions'
		}
	},
	figures: {
		title: 'Figures', cutoff: 'Counted up to {t}', area: 'Your unit and those below it', from: 'From', to: 'To', days: 'Days', by: 'By',
		dim: {
			district: 'district', site: 'point', kind: 'kind of plate', use: 'use', life: 'state', day: 'day', month: 'month', sort: 'sort', unit: 'unit',
			week: 'week', lock: 'lock', age: 'time since the report', product: 'product',
			violation: 'kind of violation',
			junction: 'junction',
			hour: 'hour',
			source: 'source'
		},
		group: { register: 'Register', theft: 'Theft cases', service: 'Plans and claims', traffic: 'Violations' },
		age: { week: 'under 7 days', month: 'under 30 days', quarter: 'under 92 days', year: 'under a year', older: 'a year and more' },
		product: { theft: 'theft protection', liability: 'liability' }, noUnit: 'no unit', median: 'Median', p90: 'Nine of ten', sum: 'Sum',
		unitOf: { minutes: 'minutes', workdays: 'working days', fen: 'yuan' },
		lock: {
			unknown: 'unknown', none: 'not locked', built_in: 'built-in', chain: 'chain', u_lock: 'U-lock', disc: 'disc lock', electronic: 'electronic',
			other: 'other'
		},
		sort: { standard: 'standard plates', temporary: 'temporary plates', theft: 'theft tags', enforcement: 'enforcement tags', owner: 'owner tags' },
		numerator: 'Counts', denominator: 'Out of', until: 'Up to', value: 'Number', of: 'Out of', share: 'Share', rows: 'Rows', rowsOf: '{title} · {key}',
		all: 'all', whole: 'Total', noDistrict: 'no district', depot: 'depot', noSite: 'no point', csv: 'Download CSV', chart: '{title}, by {by}',
		none: 'No data', noneHint: 'Choose other days, or divide it otherwise.',
		item: {
			bike: 'Plate', booking: 'Appointment', plate: 'Plate', tag: 'Tag', case: 'Case', alert: 'Case', order: 'Case', plan: 'Receipt', claim: 'Claim',
			suspect: 'Case', seized: 'Item', den: 'Place', return: 'Item',
			violation: 'Violation',
			class: 'Class',
			exam: 'Certificate',
			spot: 'Decision'
		},
		at: {
			bike: 'Time', booking: 'Day', plate: 'Time', tag: 'Time', case: 'Reported', alert: 'Opened', order: 'Issued', plan: 'Sold', claim: 'Filed',
			suspect: 'Caught', seized: 'Found', den: 'Raided', return: 'Returned',
			violation: 'When',
			class: 'Ended',
			exam: 'Handed in',
			spot: 'Decided'
		},
		state: 'State',
		state_: {
			registered: 'registered', deregistered: 'deregistered', received: 'in the depot', at_site: 'at the point', checked_in: 'checked in',
			serving: 'being served', done: 'done', no_show: 'missed', reported: 'reported', accepted: 'accepted', filed: 'filed', not_filed: 'not filed',
			watched: 'watched', located: 'located', recovered: 'recovered', returned: 'returned', unsolved: 'unsolved', withdrawn: 'withdrawn',
			unfounded: 'unfounded', new: 'new', acked: 'acknowledged', closed: 'closed', issued: 'not signed for', signed: 'signed for', fed_back: 'fed back',
			revoked: 'revoked', lapsed: 'lapsed', live: 'live', cancelled: 'cancelled', refund_due: 'refund due', refunded: 'refunded', ended: 'ended',
			paid: 'paid', expired: 'expired', draft: 'draft', submitted: 'submitted', auto_checked: 'checked', needs_papers: 'papers missing',
			in_review: 'in review', approved: 'approved', batched: 'being paid', rejected: 'refused', appealed: 'appealed', held_sighted: 'held: heard',
			found_after_payment: 'found after payment', repaid: 'repaid', forfeited: 'bike to the payer'
		},
		maskedNote: 'No owners on this page; your role sees masked plates and numbers.', openNote: 'No owners on this page.', noRows: 'No rows',
		last30: 'Last 30 days', last12m: 'Last year', thisMonth: 'This month', printed: 'Printed {t} by {who}', definition: 'Definition',
		top: 'The chart shows the {n} largest; the table has all.',
		badDays: 'Check the days: the last must not lie before the first, and at most ten years after it.',
		right: {
			title: 'Alerts that were right', num: 'alerts of the days chosen whose find was fed back and accepted',
			of: 'alerts of the same days that were right or closed as false alarms; those nobody has judged are not counted',
			days: '{from} to {to}, by the day of the alert; the whole city', rule: 'From', ruleOf: { watch: 'Watch by stations', handheld: 'Handhelds' },
			alerts: 'Alerts', yes: 'Right', no: 'False', pct: 'Right, share', unjudged: 'not judged', comma: ', ', none: 'No alerts on these days',
			noneHint: 'Choose other days.'
		},
		armed: {
			title: 'False alarms of armed bikes',
			num: 'alarms of the days chosen that the owner answered "it was me", and those taken back when the owner\'s tag was heard late',
			of: 'all alarms of armed bikes of the same days', kind: 'Kind', alerts: 'Alarms', mine: 'Was the owner', back: 'Taken back', cases: 'Now a case',
			pct: 'False', none: 'No alarms of armed bikes on these days'
		}
	},
	imports: {
		title: 'Import registrations', lead: 'A whole table (CSV) into the register. First a dry run, then the import; an import can be taken back.',
		choose: 'Choose a file', drop: 'or drop a CSV file here, at most 256 MB', encoding: 'Text encoding', auto: 'Find out', key: 'How a known bike is found',
		by: { plate: 'Plate', vehicle: 'Vehicle code', frame: 'Frame number' }, keyHint: 'Rows without that number go by the plate.',
		first: 'After the upload comes a dry run: nothing is written. The file is kept encrypted and removed after a day.', upload: 'Upload and try out',
		columns: 'What columns the table may have',
		columnsHint: 'The first line has the names, in any order; other columns are not read. Any of the names will do.', required: 'needed',
		template: 'Download an empty table', templateName: 'import-template', another: 'Another file', run: 'run {n}', sending: 'Uploading',
		stay: 'Keep this page open until the upload is done.',
		leave: 'You may leave this page: the server goes on, and here you see how far it is. Counters and stations work as usual.',
		half: 'The upload is not complete. Discard it and upload again.', rowsDone: '{n} rows read', rows: 'Rows', toAdd: 'To be added',
		toUpdate: 'To be updated', added: 'Added', updated: 'Updated', unchanged: 'Unchanged', toRefuse: 'Not to be taken', refused: 'Not taken',
		doubts: 'Please check', nothingYet: 'This is the result of the dry run. Nothing has been written yet.',
		back: 'Taken back: {bikes} bikes and {owners} owners removed, {fields} fields restored; {left} stay, because somebody has changed them since.',
		stop: 'Pause', apply: 'Import {n} rows', resume: 'Go on', check: 'Dry run', checkAgain: 'Dry run again', undo: 'Take this import back',
		discard: 'Discard and remove the file', dropFile: 'Remove the uploaded file',
		askApply: '{added} bikes will be added, {updated} updated; {refused} rows are not taken. Write to the register now?',
		askUndo: 'Take this import back: the {added} added bikes are removed, the {updated} updated ones get their old values; what somebody has changed since stays. Go on?',
		askDrop: 'Remove the uploaded file? What was imported stays, but there is no error file any more, and an import that is not complete cannot go on.',
		askDiscard: 'Discard this import and remove the uploaded file?', keptUntil: 'The uploaded file is kept until {at}, then removed.', reasons: 'Problems',
		reason: 'Reason', then: 'The row is', times: 'Times', notTaken: 'not taken', taken: 'taken, please check', errorFile: 'Download the error file',
		errorsDone: 'The error file is downloaded. Delete it when you are done.',
		personal: 'The error file holds the rows themselves: personal data, only for whoever uploaded them, and in the audit. Delete it when the rows are mended.',
		lines: 'Line by line', line: 'Line', column: 'Column', leftTitle: 'What stays', wholeBike: 'the whole registration', earlier: 'Imports',
		none: 'Nothing imported yet', noneHint: 'Download the empty table, fill it in, and choose it above.', file: 'File', at: 'Time', stateLabel: 'State',
		open: 'Open', eBig: 'The file is larger than 256 MB. Divide it, or have it imported on the server with yanzhen import.',
		eBusy: 'Another import is at work: wait for its end, or pause it.', eFiles: 'Eight uploaded files are waiting already: discard or remove one first.',
		state: {
			uploading: 'not uploaded', ready: 'to be tried', refused: 'cannot be imported', checking: 'dry run', checked: 'tried out', running: 'importing',
			stopped: 'broken off', done: 'imported', undoing: 'being taken back', undo_stopped: 'undo broken off', undone: 'taken back', discarded: 'discarded'
		},
		remove: 'Remove', removed: 'Removed',
		fault: {
			empty: 'The file is empty: is it the right one?', rows: 'There is nothing below the first line. Fill it in and upload it again.',
			columns: 'The first line lacks these columns: {columns}. Put their names into it, as the empty table has them, and upload it again.',
			separator: 'The columns are not divided by commas. Save the table in Excel as "CSV UTF-8 (comma delimited)" and upload it again.',
			encoding: 'The first line cannot be read in the encoding that was chosen. Choose "Find out" and try again; else save the table as "CSV UTF-8 (comma delimited)" and upload it again.',
			quote: 'A quote in the first line is not closed. Open the file in Excel, save it as "CSV UTF-8 (comma delimited)" and upload it again.',
			many: 'The first line has more than 64 columns. Remove those that are not needed and upload it again.',
			long_line: 'The first line is longer than 64 KB: it holds no names of columns. Is it the right file?',
			xlsx: 'This is an Excel workbook (.xlsx), not CSV. Save it in Excel as "CSV UTF-8 (comma delimited)" and choose that file.',
			xls: 'This is an old Excel workbook (.xls), not CSV. Save it in Excel as "CSV UTF-8 (comma delimited)" and choose that file.',
			utf16: 'This is "Unicode text" (UTF-16). Save it as "CSV UTF-8 (comma delimited)" and choose that file.',
			binary: 'This is no text file. Save the table as "CSV UTF-8 (comma delimited)" and choose that file.'
		},
		why: {
			stopped: 'Paused as asked. It can go on.', restart: 'The server was restarted in the middle. It can go on.', file: 'This file cannot be imported:',
			kept: 'The uploaded file is gone: upload it again. An import that is not complete can be taken back.',
			corrupt: 'The uploaded file was changed or is damaged: upload it again.', full: 'The disk of the server is full. It can go on when there is room.',
			failed: 'It failed; the reason is in the log of the server. It can be tried again.', elsewhere: 'It was ended on the command line since.',
			discarded: 'The uploaded file was removed.', old: 'The uploaded file was kept for a day and is removed.'
		}
	},
	plan: {
		scanHint: 'Scan or type a plate and choose the bike: its plans are shown, to be sold, renewed or paid back.', title: 'Plans', panel: 'Plans',
		tabs: { sell: 'Sell', today: 'Sales of the day', till: 'Count and close', days: 'Points', products: 'Prices' },
		product: { theft: 'Theft protection', liability: 'Third-party liability' }, ways: { cash: 'Cash', wechat: 'WeChat', alipay: 'Alipay', card: 'Card' },
		states: {
			live: 'In force', cancelled: 'Cancelled', refund_due: 'Refund due', refunded: 'Refunded', ended: 'Ended', paid: 'Paid out', expired: 'Expired'
		},
		soon: 'Not begun', what: 'Plan', at: 'Time', cover: 'Cover', amount: 'Yuan', way: 'Paid by', state: 'State', yuan: 'yuan', years: '{n} years',
		day: 'Day', span: 'Cover from {from} 00:00 to {to}', renewal: 'renewal, follows the present plan', wayRef: 'Payment number',
		wayRefHint: 'The transaction number on the slip. Never the card number.', sell: 'Sell', renew: 'Renew', sellTitle: '{plate}: {product}',
		sellGo: 'Take {yuan} yuan', soldAt: 'Point: {site}', done: 'Sold', sold: 'Receipt {receipt}', print: 'Print receipt', receipt: 'Receipt',
		cancel: 'Cancel', cancelAsk: 'Cancel this sale and give {yuan} yuan back ({way})? The books keep a counter-entry.', cancelled: 'Cancelled',
		repay: 'Pay back {yuan}', repayTitle: '{plate}: refund', repayWay: 'Paid back by', repayGo: 'Paid to the owner', repaid: '{yuan} yuan paid back',
		none: 'No plan yet', note: 'Voluntary. Begins at 00:00 of the next day; cancelled on the same day only, by who took the money.',
		scan: 'Scan or type the plate', next: 'Next', sales: '{n} sales', noSales: 'Nothing was sold on this day',
		noSalesHint: 'Choose another day, or sell one.',
		why: { has: 'Has one until {day}; renewal shortly before its end', bike: 'Deregistered, stolen or blocked: cannot be sold' },
		err: {
			priceFen: 'The price has just changed: close and open again.', product: 'The bike has this plan, or it is too early to renew.',
			wayRef: 'The payment number is not right, or is on another receipt.', bikeId: 'The bike is deregistered, stolen or blocked.',
			requestId: 'This sale was sent before: close and compare.', siteId: 'This point is closed.'
		},
		products: {
			ask: 'Change a price', asked: 'Asked for; another person releases it', from: 'From', price: 'Price (yuan)', years: 'Years', refund: 'Refund',
			months: 'By whole months left', noRefund: 'None', basis: 'Basis', two: 'Another person has to release it. What was sold keeps its price.',
			states: { asked: 'Waits', released: 'Released', refused: 'Refused' }, release: 'Release', refuse: 'Refuse',
			releaseAsk: 'Release {product} at {yuan} yuan from {day}?', refuseAsk: 'Refuse {product} at {yuan} yuan from {day}?',
			other: 'Another person releases it',
			err: { fromDay: 'Not before today.', priceFen: 'No price.', years: '1 to 10 years.', basis: 'Name the rule or contract.' }
		}
	},
	till: {
		title: '{site} {day}', states: { open: 'Not counted', counted: 'Counted', closed: 'Closed' }, books: 'Books', count: 'Counted', diff: 'Difference',
		same: 'Agrees', sum: 'Sum', note: 'Why it differs', countGo: 'Hand in the count', countAgain: 'Count again', counted: 'Count handed in',
		closeGo: 'Close the day', closed: 'The day is closed', closeAsk: 'Close {day} at {site}? No money is taken or given back on that day any more.',
		stale: 'Money moved after the count: count again.', other: 'Another person closes the day', countedBy: 'Counted by no. {n}, {at}',
		closedBy: 'closed by no. {n}, {at}', openOnly: 'Only open days and differences', csv: 'Download CSV',
		allClosed: 'All closed at the points of your area, no difference', noDays: 'No money in this time', site: 'Point', noNote: 'not explained'
	},
	accounts: {
		title: 'Accounts', add: 'New account', name: 'Account', display: 'Name', unit: 'Unit', roles: 'Roles', noRole: 'No role yet', status: 'Status',
		active: 'Active', disabled: 'Disabled', locked: 'Locked', disable: 'Disable', enable: 'Enable', unlock: 'Unlock', setPassword: 'Reset password',
		confirmDisable: '{name} is logged out at once. Disable the account?',
		confirmReset: 'Give {name} a new one-time password? The old one stops working at once; the authenticator stays.', none: 'No accounts',
		needName: 'Use 2 to 32 lower-case letters, digits or . _ -', needDisplay: 'Enter a name.',
		withoutRights: 'A new account has no role. Roles are asked for separately and decided by a security administrator.', done: 'Done'
	},
	settings: {
		title: 'Settings', sound: 'Alert sound', volume: 'Volume', test: 'Try it', tiles: 'Online map tiles',
		tilesHint: 'Empty: only the built-in map. Form https://…/{\'{z}\'}/{\'{x}\'}/{\'{y}\'}.png; the server\'s security policy must allow the address too.',
		tilesBad: 'The address needs {\'{z}\'}, {\'{x}\'} and {\'{y}\'}.', local: 'Kept on this computer only.', keys: 'Keys',
		keysNote: 'Not while a field has the cursor (Esc leaves the search field); a scanned number is looked for, its letters are no keys. The counter has keys of its own.',
		keySearch: 'Search', keyAck: 'Acknowledge the newest alert', keyMap: 'To the map', saved: 'Saved', motion: 'Less motion'
	},
	vio,
	appeal,
	expose,
	course,
	jx: junction,
	jfig,
	spot
}
export default en
