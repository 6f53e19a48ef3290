/* Words of junctions: geometry, what contradicts itself, signals. */
export default {
	title: 'Junctions', one: 'Junction {name}', number: 'Number', name: 'Name', noneTitle: 'There are no junctions yet', noneHint: 'Add one, or import intersections.csv and stations.csv.',
	none: 'No junction found', search: 'Name or number', add: 'Add a junction', importing: 'Import', geometryLabel: 'Geometry', inForce: 'Version {n} in force', draftN: 'Draft of version {n}', noGeometry: 'Never published',
	sourceLabel: 'Phases from', source: { none: 'Nowhere', api: 'API', plan: 'Fixed-time plan', gbt20999: 'GB/T 20999 controller' }, by: { api: 'API', file: 'file', plan: 'plan', gbt20999: 'controller' },
	redLabel: 'Red-light detection',
	off: {
		on: 'Works', no_engine: 'Off: the engines do not run', no_geometry: 'Off: no published geometry', no_groups: 'Off: no signal groups', no_source: 'Off: no source of phases', never: 'Off: no phase was ever heard',
		stale: 'Off: the phases are stale', flashing: 'Off: lights are flashing', all_off: 'Off: the lights are off', manual: 'Off: controlled by hand', unknown: 'Off: the phase is unknown',
		missing: 'Off: a group has no phase', clock: 'Off: the controller\'s clock is uncertain'
	},
	offHint: {
		on: 'Every group has a fresh phase, and the controller\'s clock is known.', no_engine: 'The server\'s engines have not started: see its log.', no_geometry: 'Mend the draft and publish it: then the junction takes part.',
		no_groups: 'Enter the signal groups in the geometry, like W:T (from the west, straight on).', no_source: 'Choose below whether phases come by the API, a plan or a controller.',
		never: 'Wait for the first phase; if none comes, check the source.', stale: 'No change for more than three cycles (five minutes at least). Check controller and network; an old phase judges nobody.',
		flashing: 'Nothing is judged while lights flash; it goes on by itself.', all_off: 'Nothing is judged while the lights are off; it goes on by itself.', manual: 'Nothing is judged under manual or all-red control; it goes on by itself.',
		unknown: 'The link is down or the state is unknown: check address and network.', missing: 'A group has never told its phase: check its number or the plan.',
		clock: 'The controller\'s clock against the stations\' is not known well enough yet; with more riders it will be.'
	},
	onUnheard: 'Every group has a fresh phase. Nobody was judged yet; the controller\'s clock is found out when riders pass.',
	faultsTitle: 'What contradicts itself', noFaults: 'Nothing does.', stops: 'Must be mended', warns: 'Note', stopsN: '{n} to mend before it can be published',
	fault: {
		no_arms: 'Fewer than two arms', arm_name: 'An arm\'s name is wrong', arm_twice: 'An arm is there twice', arms_one_way: 'Two arms in one direction', no_stop_line: 'No stop line', stop_far: 'The stop line is far away',
		stop_behind: 'The stop line is on the wrong side', station_twice: 'A station is used twice', station_unknown: 'The station is not registered', station_elsewhere: 'The station is of another junction',
		station_far: 'The station is far away', antenna_arm: 'The antenna is of no arm', heading: 'The direction contradicts the arm', exit_inbound: 'An exit antenna on the inbound side',
		approach_outbound: 'An approach antenna on the outbound side', group_word: 'The group is written wrongly', group_arm: 'The group is of no arm', group_twice: 'The group is there twice',
		light_twice: 'One light number for two arms', antenna_group: 'The antenna\'s group is not in the list', arm_no_group: 'The arm has no group', arm_no_stop: 'The arm has no stop-line antenna',
		arm_no_approach: 'The arm has no approach antenna', no_camera: 'No camera at the stop line'
	},
	mend: {
		no_arms: 'Enter at least two arms.', arm_name: 'Use capitals or digits: N, E, S, W.', arm_twice: 'Enter each arm once.', arms_one_way: 'Inbound directions differ by 20 degrees at least: check them.',
		no_stop_line: 'Click the middle of the stop line on the map.', stop_far: 'A stop line lies within 100 m of the middle: check both.', stop_behind: 'Who stands at the line faces the junction: check direction and place.',
		station_twice: 'A station is one antenna: remove a row.', station_unknown: 'Register it under Stations, or mend the name.', station_elsewhere: 'Change the station\'s junction number, or take another station.',
		station_far: 'A station lies within 200 m of the middle: check its place.', antenna_arm: 'Choose an arm that is there.', heading: 'Approach and stop go with the arm, exit against it.',
		exit_inbound: 'Riding on the right, one leaves left of the middle (facing the junction): check role and place.', approach_outbound: 'Riding on the right, one arrives right of the middle (facing the junction): check role and place.',
		group_word: 'Write ARM:MOVE like W:T; L left, T through, R right, U back, * all.', group_arm: 'Enter that arm first, or mend the group.', group_twice: 'Remove one row.',
		light_twice: 'One light number may serve several movements of one arm only.', antenna_group: 'Enter the group, or choose one of this arm.', arm_no_group: 'Red lights are not judged at an arm without groups.',
		arm_no_stop: 'Without it the crossing instant is uncertain.', arm_no_approach: 'Without it the origin is hard to tell.', no_camera: 'Without a picture there is education only, never a fine.'
	},
	arms: 'Arms', arm: 'Arm', heading: 'Inbound direction (deg)', stopLine: 'Stop line', motorLanes: 'Motor lanes', bikeLane: 'Bike lane (cm)', bikeLaneHint: '0: none, the motor lane is legal', road: 'Road',
	roads: { unknown: 'unknown', main: 'main', side: 'side' }, pick: 'Click on the map', pickArm: 'Click the stop line of arm {arm} on the map', picking: 'Click the middle of the stop line of arm {arm}. Keyboard: arrows move the map (Shift: faster), Enter takes the cross, Esc calls it off.', unused: 'unused station', takeStation: 'Make {name} an antenna', groups: 'Signal groups', group: 'Group', light: 'Controller\'s light group', antennas: 'Antennas', station: 'Station',
	role: 'Role', roles: { approach: 'approach', stop: 'stop line', exit: 'exit', centre: 'centre' }, lane: 'Lane', lanes: { all: 'all', bike: 'bike', motor: 'motor', foot: 'foot' },
	legal: 'Legal direction (deg)', legalHint: '-1: unknown', camera: 'Camera', addArm: 'Add an arm', addGroup: 'Add a group', addAntenna: 'Add an antenna', remove: 'Remove', save: 'Save the draft', saved: 'The draft is saved', note: 'What was changed, and why',
	publish: 'Publish', published: 'Published: the detector takes the new geometry', discard: 'Discard the draft', discarded: 'The draft is discarded', confirmPublish: 'Earlier versions stay; detection goes by this one from now on.', confirmDiscard: 'Discard the draft and go back to the version in force?',
	unsaved: 'There are unsaved changes', leave: 'There are unsaved changes; they are lost if you leave.', undo: 'Undo the changes', confirmUndo: 'Undo the changes that are not saved?', saveFirst: 'Save the draft first', checkedAtSave: 'This was found when it was last saved; it is checked again when you save the draft.',
	overtaken: 'Somebody else has changed this junction since you opened it (now: {what}). Your changes are still on this page and not saved.', takeTheirs: 'Take theirs, drop mine', keepMine: 'Overwrite with mine',
	looking: 'You are looking at version {n} ({state}); it cannot be changed', back: 'Back to what is now', draftFrom: 'Draft from this version', fromNote: 'from version {n}', importNote: 'Imported from files', show: 'Look', showN: 'Look at version {n}',
	confirmDiscardFirst: 'Discard the draft? The junction was never published; it will have no geometry.', viewOnly: 'Engineers change this.', mapLabel: 'Plan of the junction', versions: 'Versions', version: 'Version', stateLabel: 'State', made: 'Drafted', publishedAt: 'Published', who: 'account {n}',
	state: { draft: 'draft', published: 'in force', replaced: 'replaced', discarded: 'discarded', none: 'none' }, told: 'The engines have it', untold: 'On its way to the engines',
	signals: 'Phases now', phase: { unknown: 'unknown', green: 'green', yellow: 'yellow', red: 'red', 'red-yellow': 'red and yellow', flashing: 'flashing', off: 'off', manual: 'manual', stale: 'stale' },
	noPhases: 'No phase was heard yet.', notRead: 'cannot be read now', notReadHint: 'The phases cannot be read: check the network and try again.', readAt: 'No connection to the server. This was read at {at}; it is not what the lights show now.', silent: 'Groups without a phase:', since: 'Since', lastChange: 'Last change', staleAfter: 'off after {d} without a change', cycle: 'Cycle', offset: 'Controller\'s clock (against the server)', offsetIs: '{apart}, spread {spread} ms', ahead: '{ms} ms ahead', behind: '{ms} ms behind',
	offsetUnknown: 'Not known yet (five changes at least)', clockIs: 'Controller\'s clock (against the stations)', clockVal: '{apart} ± {err}', clockUnknown: 'Not known well enough yet', passages: 'Passages', found: 'Found',
	sourceSet: 'The source is saved', address: 'Controller\'s address', addressHint: 'IP address:port', addressFault: 'Write the address of the controller as IP:port, like 10.1.2.3:5050.', controller: 'Controller\'s number', roadNo: 'Junction at the controller', cycleS: 'Cycle (s)', offsetS: 'Offset (s from midnight)', fromTo: 'Every day', from: 'From (h:min)', to: 'To (h:min)',
	planFault: {
		time: 'Write the time like 07:00 to 22:00; all day is 00:00 to 24:00.', order: 'It ends after it begins, on the same day.', cycle: 'A cycle has 20 to 600 seconds.', offset: 'The offset is shorter than the cycle.', none: 'Enter at least one group.',
		group: 'The group "{group}" is written wrongly: ARM:MOVE, like W:T.', green: '{group}: green ends after it begins, and its yellow lies within the cycle.'
	}, planGroup: 'Group',
	greenFrom: 'Green from (s)', greenTo: 'Green to (s)', yellowS: 'Yellow (s)', saveSource: 'Save the source', addPlan: 'Add a row',
	importTitle: 'Import junctions', importHint: 'The columns of both files are those of a replay. New junctions are made, each gets a draft to look through and publish.', intersections: 'intersections.csv', stationsCsv: 'stations.csv (may be left out)',
	imported: '{added} new junctions, {drafts} drafts, {antennas} antennas', importUnknown: '{n} stations are not registered', doImport: 'Import', chooseFile: 'Choose a file', lat: 'Latitude', lon: 'Longitude', place: 'Click the middle of the junction on the map'
}
