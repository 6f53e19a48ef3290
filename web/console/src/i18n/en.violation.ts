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
		uphold: 'upheld', revoke: 'Revoke', reopen: 'Review again', rider: 'another rider', exclude: 'excluded', include: 'counts again', picture: 'picture kept'
	},
	why: {
		'clone-suspect': 'The tag may be cloned', 'clock-uncertain': 'A station’s clock is not certain', 'station-swapped': 'Two stations may be swapped',
		'station-deaf': 'A station heard nothing', 'phase-stale': 'The signal data is not fresh', 'movement-uncertain': 'The movement is not certain',
		'near-phase-edge': 'The crossing is close to a change of the light', 'few-readings': 'Few readings', 'readings-do-not-fit': 'The readings do not fit a ride',
		'side-uncertain': 'Which side is not certain', 'tag-power-unknown': 'The power of the tag is not known', 'stood-beyond-the-line': 'Stood beyond the line',
		'controller-clock-uncertain': 'The controller’s clock is not certain', 'late-readings': 'Readings came late', 'walking-pace': 'Walking pace (may have been pushed)',
		clone_suspect: 'The tag was at another junction within a minute, or is marked as cloned', plate_mismatch: 'Tag and plate are of different bikes',
		no_bike: 'The register has no such bike'
	},
	role: { approach: 'approach', stop: 'stop line', exit: 'exit', centre: 'centre' }, phase: { R: 'red', Y: 'yellow', G: 'green', RY: 'red-yellow', F: 'flash', O: 'off', D: 'off' },
	allKinds: 'All kinds', allStates: 'All states', allSources: 'All sources', from: 'First day', to: 'Last day', number: 'Number', bike: 'Bike', plate: 'Plate', where: 'Where',
	when: 'When', owner: 'Owner then', nobody: 'not known', otherRider: 'somebody else answers', month: '{n} count in that month', against: 'Speaks against', nothingAgainst: 'nothing',
	code: 'Code', ground: 'Ground', groundNone: 'Choose one', note: 'Note', due: 'Review until', late: 'too late', pressing: 'pressing', reviewed: 'Reviewed by', notified: 'Told',
	appealed: 'Appealed', until: 'decide until {day}', evidenceSha: 'Evidence SHA-256', sure: '{n}% sure', arm: 'from arm {arm}', dueDay: '{n} until {day}',
	empty: 'Nothing waits for a review.', none: 'No violations', noneHint: 'What is captured waits in “To review” first; owners are told after it is confirmed.',
	keys: 'J/K up, down · Enter opens · Y confirms · N dismisses · U undoes', confirm: 'Confirm', dismiss: 'Dismiss', groundAsk: 'On which ground (press its number)', undo: 'Undo {n}',
	undoNote: 'Undone by the reviewer', confirmed: '{n} confirmed', dismissed: '{n} dismissed', undone: '{n} is to be reviewed again', done: 'Done', steps: 'Steps', facts: 'The record',
	moment: 'The moment', history: 'History', program: 'the program', byAppeal: 'It is appealed; another officer decides under “Appeals”.', file: 'Case file (PDF)',
	needNote: 'Say why it is reviewed again.', needGround: 'Choose a ground.', play: 'Play', pause: 'Pause', time: 'Time', planOf: 'Plan of {place}',
	linesOf: 'Signal strength of each antenna, and the lights', light: 'Light', crossing: 'crossing ±{ms} ms', geometry: 'geometry version {n}', controller: 'controller is off by {ms} ms',
	clock: '{station} is off by {ms}±{err} ms', noMoment: 'There are no radio readings; see the picture and the note.', picture: 'Picture', look: 'Look at the picture (audited)',
	sha: 'Picture SHA-256', noPicture: 'There is no picture.', noPictureRadio: 'There is no picture: radio alone leads to education at most, never to a fine.',
	putPicture: 'Add the picture (before the review)', pictureKept: 'The picture is kept', needPlate: 'The plate is missing.', needPlace: 'Say where.', needTime: 'Say when.',
	byCamera: 'caught by a camera'
}
export default vio
