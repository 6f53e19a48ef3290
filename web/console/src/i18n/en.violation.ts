/* Words of violations and their review. */
import type { Same } from './en'
import type zh from './zh.violation'

const vio: Same<typeof zh> = {
	title: 'Violations', tab: { queue: 'To review', all: 'All' }, new: 'Report one', kindLabel: 'Kind', sourceLabel: 'Source', stateLabel: 'State',
	kind: { red: 'Red light', wrongway: 'Wrong way', motorlane: 'Motor lane', passenger: 'Passenger', load: 'Load', not_yielding: 'Not yielding', other: 'Other' },
	source: { radio: 'Radio', camera: 'Camera', officer: 'Officer', import: 'Old system' },
	state: {
		captured: 'Captured', screened: 'To review', confirmed: 'Confirmed', dismissed: 'Dismissed', lapsed: 'Lapsed', notified: 'Told', acknowledged: 'Acknowledged',
		appealed: 'Appealed', upheld: 'Upheld', revoked: 'Revoked'
	},
	excluded: { stolen: 'Stolen then, does not count', transferred: 'Another owner, does not count', no_rider: 'Nobody known, does not count', education_only: 'Education only' },
	excludedLabel: 'Counts', do: {
		capture: 'captured', screen: 'to be reviewed', confirm: 'Confirm', dismiss: 'Dismiss', lapse: 'lapsed', notify: 'told', acknowledge: 'acknowledged', appeal: 'appealed',
		uphold: 'upheld', revoke: 'Revoke', reopen: 'Review again', rider: 'another rider', exclude: 'excluded', include: 'counts again', picture: 'picture kept', warn: 'told that it is due', warn_last: 'told on its last day', warn_appeal: 'told that its appeal is due', import: 'taken from the system before', undone: 'import taken back', merged: 'two records of its owner became one'
	},
	did: {
		capture: 'Captured', screen: 'Put into the queue of reviews', confirm: 'Confirmed', dismiss: 'Dismissed', lapse: 'Lapsed without a review', notify: 'Owner told', acknowledge: 'Owner acknowledged it', appeal: 'Owner appealed',
		uphold: 'Upheld after the appeal', revoke: 'Revoked', reopen: 'Back in the queue of reviews', rider: 'Actual rider named', exclude: 'Does not count any more', include: 'Counts again', picture: 'Picture kept',
		warn: 'Told that it is due', warn_last: 'Told on its last day', import: 'Taken from the system before', undone: 'Import taken back'
	},
	why: {
		'clone-suspect': 'The tag may be cloned', 'clock-uncertain': 'A station’s clock is not certain', 'station-swapped': 'Two stations may be swapped',
		'station-deaf': 'A station heard nothing', 'phase-stale': 'The signal data is not fresh', 'movement-uncertain': 'The movement is not certain',
		'near-phase-edge': 'The crossing is close to a change of the light', 'few-readings': 'Few readings', 'readings-do-not-fit': 'The readings do not fit a ride',
		'side-uncertain': 'Which side is not certain', 'tag-power-unknown': 'The power of the tag is not known', 'stood-beyond-the-line': 'Stood beyond the line',
		'controller-clock-uncertain': 'The controller’s clock is not certain',
		clone_suspect: 'The tag was at another junction within a minute, or is marked as cloned', plate_mismatch: 'Tag and plate are of different bikes',
		no_bike: 'The register has no such bike'
	},
	doubt: { clock: '{station}: clock not known', swapped: '{station}: maybe swapped', deaf: '{station}: hears too little' },
	role: { approach: 'approach', stop: 'stop line', exit: 'exit', centre: 'centre' }, phase: { R: 'red', Y: 'yellow', G: 'green', RY: 'red-yellow', F: 'flash', O: 'off', D: 'off', M: 'manual', S: 'stale', U: 'unknown' },
	allKinds: 'All kinds', allStates: 'All states', allSources: 'All sources', from: 'First day', to: 'Last day', number: 'Number', bike: 'Bike', plate: 'Plate', where: 'Where',
	when: 'When', owner: 'Owner then', nobody: 'not known', otherRider: 'somebody else answers', month: '{n} count in that month', against: 'Speaks against', nothingAgainst: 'nothing',
	code: 'Code', ground: 'Ground', groundOf: { dismiss: 'Ground for dismissing', revoke: 'Ground for revoking' }, noteReopen: 'Note (needed to review it again)', order: 'Order', orders: { sure: 'What can be judged at once first', place: 'Place by place' }, groundNone: 'Choose one', note: 'Note', due: 'Review until', late: 'too late', pressing: 'pressing', reviewed: 'Reviewed by', notified: 'Told',
	appealed: 'Appealed', until: 'decide until {day}', evidenceSha: 'Evidence SHA-256', sure: '{n}% sure', arm: 'from arm {arm}', armOf: 'on arm {arm}', dueDay: '{n} until {day}',
	empty: 'Nothing waits for a review.', emptyKind: 'Nothing of this kind waits for a review.', emptyHint: 'What junctions and cameras caught and officers reported stands here until an officer confirms or dismisses it; no owner is told and nothing counts before that. What you saw yourself: “Report one”.', noneSo: 'Nothing fits', noneSoHint: 'Choose other states, kinds, sources or days.', badPicture: 'This picture cannot be opened; it may be too large or none. Take a JPEG or PNG, or a smaller one.', none: 'No violations', noneHint: 'What is captured waits in “To review” first; owners are told after it is confirmed.',
	keys: 'J/K up, down · Enter opens · Y confirms · N dismisses · U undoes', confirm: 'Confirm', dismiss: 'Dismiss', groundAsk: 'On which ground (press its number)', undo: 'Undo {n}',
	undoNote: 'Undone by the reviewer', confirmed: '{n} confirmed', dismissed: '{n} dismissed', undone: '{n} is to be reviewed again', done: 'Done', steps: 'Steps', facts: 'The record',
	moment: 'The moment', history: 'History', program: 'the program', byAppeal: 'It is appealed; another officer decides under “Appeals”.', file: 'Case file (PDF)',
	needNote: 'Say why it is reviewed again.', needGround: 'Choose a ground.', play: 'Play', pause: 'Pause', time: 'Time', planOf: 'Plan of {place}',
	linesOf: 'Signal strength of each antenna, and the lights', light: 'Light', crossing: 'crossing ±{ms} ms', geometry: 'geometry version {n}', controller: 'controller is off by {ms} ms',
	clock: '{station} is off by {ms}±{err} ms', noMoment: 'There are no radio readings; see the picture and the note.', picture: 'Picture', look: 'Look at the picture (audited)',
	sha: 'Picture SHA-256', noPicture: 'There is no picture.', noPictureRadio: 'There is no picture: radio alone leads to education at most, never to a fine.',
	putPicture: 'Add the picture (before the review)', pictureKept: 'The picture is kept', dueOnly: 'Due soon {n}', warnedAt: 'Your unit was told {d}', emptyDue: 'Nothing is due soon.', showAll: 'Show all that wait',
	set: { title: 'Violation settings', tab: { codes: 'Codes', cameras: 'Cameras', old: 'Old records' } },
	codes: {
		now: 'In force and to come', all: 'Every version', find: 'Find by code, name, law', new: 'New code', rule: 'What is in force is not changed any more (decisions rest on it): write the next version, which begins on its first day. What has not begun can be changed or given up.', ruleRead: 'Leaders keep the codes. A decision goes by the version of the day of the violation.',
		from: 'First day', until: 'Ends on (not used from that day; may be empty)', zh: 'Name (Chinese)', en: 'Name (English)', name: 'Name', basis: 'Law (Chinese)', least: 'Least fine (yuan)', most: 'Highest fine (yuan)', fineLabel: 'Fine', fine: '{a}–{b} yuan', noFine: 'Warning only', days: 'In force', span: '{a} – {b}',
		state: { force: 'In force', draft: 'To come', ended: 'Ended', dropped: 'Given up' }, form: { new: 'New code', next: 'The next version', draft: 'Change what is to come' }, next: 'Next version', edit: 'Change', end: 'End', drop: 'Give up',
		endAsk: 'End {c}? From {d} on nothing can be confirmed by it; earlier decisions stay.', dropAsk: 'Give up {c}, which has not begun? It will never be in force.', saved: 'Saved', savedDraft: 'Saved, in force from {d}', none: 'No such code', noneHint: 'Search for something else, or look at every version.',
		e: { code: 'A code has 4 to 8 digits.', from: 'Give the first day.', until: 'It must end after its first day.', name: 'Give both names.', basis: 'Say on what law it rests, with the article.', fine: 'The highest fine is not below the least, and at most 10,000 yuan.' }
	},
	cams: {
		rule: 'An antenna of a junction says which camera sees it; when something is caught there that camera is asked for one picture. Without one it is reviewed all the same, for education only.', new: 'New camera', name: 'Name (as the antenna says)', url: 'Address of the picture', urlHint: '{at} in it becomes the instant in milliseconds. http or https only; redirects are not followed; a whole picture within 3 seconds.',
		health: 'Health', h: { ok: 'Good', bad: 'No picture', never: 'Not asked yet', push: 'Pushes only' }, asked: 'Last asked', try: 'Try', drop: 'Drop', dropAsk: 'Drop camera {n}? It is asked no more; pictures that are kept stay.', got: 'Gave {w}×{h}, {k} kB, in {ms} ms', saved: 'Saved; try it once', none: 'No cameras yet', noneHint: 'Add one, and write the same name at an antenna of a junction.',
		f: { not_reached: 'Nobody answers: check address, port and network (this server is not asked).', refused: 'It gave no picture: check name, password, path and parameters; redirects are not followed.', too_slow: 'No whole picture in 3 s: check the network, or a smaller picture.', not_picture: 'No whole picture came: give the address of the picture, not of a page.', too_large: 'Too large: lower the resolution.' },
		secret: 'A name, a password or parameters are not shown; to change the address write all of it', push: 'Pushes', token: 'Make a token', again: 'New token', revoke: 'Stop pushing', since: 'May push since {d}', last: 'Last pushed {d}', notYet: 'Has not pushed yet', onlyPush: 'It is not asked; make a token only',
		made: 'The token of {n} (shown this once: write it into the camera now)', how: 'For each picture the camera sends JPEG or PNG by POST to the address below; MS is its instant in milliseconds. What is caught is known some 40 s after its instant: send each picture from then on, and again for some minutes until it is taken. It goes to what waits for a review, by name and instant (within 2 s); the rest is refused. The token is good for this camera\'s pictures alone.', written: 'I have it', againAsk: 'A new token for {n}? The old one ends at once.', revokeAsk: 'Stop {n} from pushing? Its token ends at once; pictures that are kept stay.',
		e: { name: 'Give a name.', url: 'It begins with http:// or https:// and has no blanks.' }
	},
	old: {
		title: 'Old records of the system before', rule: 'What was decided there stays decided: nobody is told, and no course follows. Records of this month are reviewed here, not taken in. The file is looked at first; wrong lines are left out; a wrong batch is taken back as a whole.', file: 'CSV file', choose: 'Choose a file', template: 'Save a template', plate: 'P00001', place: 'Jiefang Road',
		col: { number: 'the old number; each of a source (else of the own district) is taken once', at: 'when, as 2025-03-09 17:20', kind: 'one of: {list}', plate: 'plate', place: 'where', code: 'code in force on that day', result: 'confirmed or dismissed', reviewer: 'who reviewed it (may be empty)', note: 'a note (may be empty)', source: 'whose number it is: a district, a system (may be empty)' },
		seen: '{rows} lines: {taken} can be taken, {known} were taken before, {bad} are wrong.', take: 'Take in {n} lines', again: 'Look again', done: '{taken} lines were taken in; {known} had been before, {bad} wrong ones were left out.', faults: '{n} wrong lines', saveFaults: 'Save this table', line: 'Line', problem: 'What to do',
		why: {
			number: 'No old number, or longer than 100 bytes: give the number of the system before.', at: 'No such time: write 2025-03-09 17:20, not after now.', recent: 'Of this month: report and review it here instead.', kind: 'No such kind: use one of the words above.', plate: 'No plate, or too long: give the plate.', place: 'No place, or too long: say where.',
			code: 'No such code, or not in force on that day: add it to the codes, or use one of that day.', result: 'No such result: write confirmed or dismissed.', note: 'The note is too long: 300 characters at most.', source: 'The source is too long or has a colon: 20 characters at most, without one.'
		},
		batches: 'Batches', none: 'Nothing was taken in yet', noneHint: 'Choose a CSV file; it is looked at before it is taken.', when: 'When', by: 'By', taken: 'Taken', standing: 'Standing', undo: 'Take back', back: 'Taken back', undoAsk: 'Take back {n} records of {d}? What was confirmed is revoked, and the numbers can be taken again.', undone: '{n} taken back', kept: '; {n} under appeal: take them back when that is decided'
	},
	needPlate: 'The plate is missing.', needPlace: 'Say where.', needTime: 'Say when.',
	byCamera: 'caught by a camera'
}
export default vio
