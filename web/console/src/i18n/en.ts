import type zh from './zh'

type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> }

const en: Same<typeof zh> = {
	app: { name: 'Yanzhen', sub: 'E-bike tracking net', title: 'Yanzhen · {page}' },
	nav: { map: 'Live map', alerts: 'Alerts', cases: 'Cases', search: 'Bikes', stations: 'Stations', alarms: 'Station alarms', audit: 'Audit', accounts: 'Accounts', main: 'Main menu', open: 'Open menu', close: 'Close menu', skip: 'Skip to content' },
	top: {
		search: 'Plate or tag', searchHint: 'Press / to type', clear: 'Clear', language: '中文', languageLabel: 'Switch to Chinese',
		account: 'Account menu', settings: 'Settings', logout: 'Log out', roles: 'Roles'
	},
	stream: { idle: 'Not connected', connecting: 'Connecting', open: 'Live', waiting: 'Lost, retry in {s} s', denied: 'Not allowed', retry: 'Retry now', label: 'Event stream: {state}' },
	role: { officer: 'Officer', clerk: 'Plating clerk', engineer: 'Station engineer', admin: 'Account admin', auditor: 'Auditor' },
	login: {
		title: 'Log in', name: 'Account', password: 'Password', submit: 'Log in', needName: 'Enter your account name.', needPassword: 'Enter your password.',
		wrong: 'Account or password is wrong. Please try again.', expired: 'Your session has ended. Please log in again.', motto: 'One goose lost, the whole flock looks', note: 'Every look at a trail is audited.', show: 'Show password'
	},
	common: {
		loading: 'Loading…', retry: 'Retry', save: 'Save', cancel: 'Cancel', close: 'Close', confirm: 'OK', more: 'Load more', all: 'All', none: 'None', yes: 'Yes', no: 'No',
		print: 'Print', back: 'Back', refresh: 'Refresh', unknown: 'Unknown', detail: 'Details', table: 'Table', map: 'Map', open: 'Open', copy: 'Copy', copied: 'Copied', total: '{n} in all', shown: '{n} shown',
		optional: 'optional', updated: 'Updated {t}', now: 'Now', noneYet: 'None yet'
	},
	state: {
		offlineTitle: 'No connection to the server', offlineText: 'Check the network, then press Retry.', failedTitle: 'Could not load', failedText: 'The server failed on this request. Retry; if it stays, give the request number to your administrator.',
		deniedTitle: 'Not allowed', deniedText: 'Your roles do not include this page. Ask an account admin if you need it.', missingTitle: 'Not found', missingText: 'There is no such record, or you may not see it.', request: 'Request {id}',
		busyTitle: 'Too many requests', busyText: 'The server asks us to slow down. Retry in a moment.'
	},
	error: {
		OFFLINE: 'No connection to the server. Check the network and retry.', UNAUTHORIZED: 'Please log in first.', FORBIDDEN: 'Your roles do not allow this.', NOTFOUND: 'No such record.', CONFLICT: 'Someone else changed this record. It was reloaded; check it and try again.',
		STATE: 'Not possible in the present state: {message}', TOOBIG: 'Too much at once. Narrow it or shorten the text.', STORE: 'The server’s storage is not available just now. Try again shortly.', INVALID: 'Something in the form is wrong. Please check it.', EXISTS: 'Such a record exists already.', TOOMANY: 'Too many requests. Try again in a moment.', FULL: 'The server’s storage is full; nothing can be saved now.', other: 'It did not work: {message}'
	},
	noGl: { title: 'This computer cannot show the map', text: 'The browser has no WebGL. A table is shown instead.' },
	overview: {
		rate: 'Sightings/s', tags: 'Tags known', heard: 'Heard in 10 min', stations: 'Stations online', alerts: 'Open alerts', cases: 'Open cases', watch: 'Watched', journal: 'Journal', visits: 'Visits stored', disk: 'Disk free',
		ok: 'OK', full: 'Full', failed: 'Failed', trend: 'Sightings/s, last 10 minutes', stale: 'Data of {t}', figures: 'City figures'
	},
	banner: { full: 'Disk full: acknowledgements stopped. Stations keep their data; it resumes by itself when there is space.', failed: 'Journal write failed: acknowledgements stopped. Stations keep their data; call the administrator now.', offline: 'Connection to the server is lost. What you see may be old.' },
	map: {
		title: 'Live map', legend: 'Legend', density: 'Bike density', few: 'few', many: 'many', moving: 'Moving', parked: 'Parked', zoomIn: 'Zoom in for single bikes', more: 'Too many bikes, only some are shown; zoom in', bikesIn: '{n} bikes in view',
		stations: 'Stations', junction: 'Junction (thick ring)', showBikes: 'Show bikes', showStations: 'Show stations', whole: 'Whole city', locate: 'Go there', label: 'City map: move with the arrow keys, zoom with plus and minus', failed: 'Map data could not be loaded',
		plus: 'Zoom in', minus: 'Zoom out', canvas: 'Map',
		popupBike: '{age} ago · within {r}', openStation: 'Open station', tableHint: 'Show as table', inView: 'Stations in view'
	},
	station: {
		role: { approach: 'approach', stop: 'stop line', exit: 'exit', centre: 'centre', roadside: 'roadside' }, power_: { mains: 'mains', battery: 'battery' }, door_: { closed: 'closed', open: 'open' },
		status: { online: 'Online', offline: 'Offline', deaf: 'Deaf', quarantined: 'Quarantined', new: 'Not started', withdrawn: 'Withdrawn' }, kind: { roadside: 'Roadside', junction: 'Junction' }, title: 'Stations', one: 'Station {name}',
		search: 'Station name', onlyAlarm: 'With alarms only', name: 'Name', kindLabel: 'Kind', district: 'District', statusLabel: 'Status', lastFrame: 'Last message', heard10: 'Sightings, 10 min', usual: 'usually {n}', place: 'Place', junctionName: 'Junction', roleLabel: 'Role',
		health: 'Health', power: 'Power', door: 'Door', battery: 'Battery', temperature: 'Temperature', clockOffset: 'Clock offset', clockErr: 'Clock error', backlog: 'Backlog', backlogAge: 'Oldest in backlog', free: 'Free storage', frames: 'Frames', duplicates: 'Duplicates', bad: 'Bad frames', gap: 'Gap records', firmware: 'Firmware', hardware: 'Hardware', watchVersion: 'Watch list version', config: 'Configuration', configOk: 'Matches', configBad: 'Differs', connected: 'Connected', rows: '{n} rows', range: 'Range (metres)',
		add: 'Add station', addTitle: 'Add a station', pending: 'Pending', pendingTitle: 'Stations waiting for approval', pendingFull: 'The list is full: more names knock than it holds, and those not seen lately were left out. Check the addresses before you approve.', pendingNone: 'No station is waiting', approve: 'Approve', approveTitle: 'Approve station {name}', first: 'First seen', last: 'Last seen', tries: 'Tries', address: 'From address',
		withdraw: 'Withdraw', quarantine: 'Quarantine', release: 'Release', newKey: 'New key', confirmWithdraw: 'A withdrawn station cannot connect any more. Withdraw it?', confirmQuarantine: 'Data of a quarantined station is not used. Quarantine it?', confirmRelease: 'Its data will be used again. Release it?', confirmKey: 'The old key ends at once; the station needs the new key to connect. Make a new key?',
		keyTitle: 'Station key (shown only once)', keyText: 'Copy it into the station now. It cannot be shown again; a lost key must be replaced.', keyDone: 'I have copied it', needName: 'Enter a station name.', needPlace: 'Pick the place on the map.', none: 'No station matches', alarmsHere: 'Alarms now', noAlarm: 'No alarms', done: 'Done',
		passages: 'Passages', passagesNote: 'Only for a case, and audited.', anonymous: 'other bike', nameRule: 'Letters, digits and . _ -, at most 32.', junctionNumber: 'Junction number', pick: 'Pick the place on the map', onMap: 'On the map', noAlarmAll: 'No station alarms now', chart: 'Sightings: last 10 minutes and usual'
	},
	alarm: {
		title: 'Station alarms', kind: { offline: 'Offline', deaf: 'Deaf', drift: 'Clock drift', flood: 'Flood', battery: 'Battery low', config: 'Wrong config', door: 'Door open', clock: 'Clock in doubt' }, kindLabel: 'Alarm', since: 'Since', until: 'Until', still: 'ongoing', onlyOpen: 'Ongoing only', lasted: 'Lasted', station: 'Station', detail: 'Detail', none: 'No station alarms'
	},
	search: {
		title: 'Bikes', intro: 'Enter a plate, part of a plate, or a tag number.', exact: 'Exact', contains: 'Contains', none: 'Nothing found for “{q}”', noneHint: 'Check the plate, or search by its last characters.', first: 'Enter a plate or tag in the box above.', results: '“{q}”: {n} found', limit: 'Only the first 50 are shown; type more characters.', throttled: 'Searching too fast, please wait.'
	},
	bike: {
		title: 'Bike {plate}', plate: 'Plate', tag: 'Tag', owner: 'Owner', phone: 'Phone', brand: 'Brand', colour: 'Colour', registered: 'Registered', report: 'Report theft', openCase: 'Open case', hasCase: 'Reported stolen', masked: 'Owner details are partly hidden.', replaceTag: 'Replace tag', newTag: 'New tag', tagRule: 'A tag is 1 to 16 hexadecimal digits (0–9, A–F).', tagDone: 'Tag replaced', noCase: 'No open case', trackNote: 'Trails are shown only inside a case.'
	},
	report: {
		title: 'Report theft: {plate}', lead: 'The watch starts at once: every station looks for this bike.', last: 'Last seen', lastHint: 'When the owner last saw the bike in place', missing: 'Found missing', missingHint: 'When the owner noticed it was gone', where: 'Where', whereHint: 'Click on the map; leave it if not known', place: 'Place in words', placeEx: 'e.g. bike shed, east gate of Caifu Plaza', note: 'Note', noteEx: 'Marks of the bike, suspects, cameras', severity: 'Urgency', sev1: 'Normal', sev2: 'High', sev3: 'Urgent', submit: 'Report and watch', server: 'Server time {t}', skew: 'This computer’s clock is off by {d}; server time counts.',
		m10: '10 min ago', m30: '30 min ago', h1: '1 h ago', h4: '4 h ago', morning: 'Today 8:00', night: 'Yesterday 20:00', now: 'Just now',
		eLast: 'Enter when the bike was last seen.', eMissing: 'Enter when it was found missing.', eLastFuture: 'Cannot be later than now (server time {t}). Choose an earlier time.', eMissingFuture: 'Cannot be later than now (server time {t}). Choose an earlier time.', eOrder: 'Found missing cannot be before last seen ({t}). Check both times.', eOld: 'More than {n} days ago. Check the date.', eNote: 'At most {n} characters. Shorten the note.', ePlace: 'At most {n} characters. Shorten the place.', fix: '{n} to correct', kept: 'What you typed is kept in this tab and survives a reload.', dropped: 'Cleared', clear: 'Clear form', done: 'Reported, watch is on', doneNumber: 'Case number', openCase: 'Open case', another: 'Next bike', clearPlace: 'Remove place', exists: 'This bike has an open case'
	},
	cases: {
		title: 'Cases', onlyOpen: 'Open', all: 'All', none: 'No case matches', noneHint: 'Find the bike first, then press “Report theft”.', number: 'Number', plate: 'Plate', stateLabel: 'State', reported: 'Reported', lastSeen: 'Last seen', officer: 'Officer', place: 'Place', severity: 'Urgency', alertAt: 'Last heard', filter: 'State'
	},
	case: {
		title: 'Case {number}', state: { reported: 'Reported', watched: 'Watched', located: 'Located', recovered: 'Recovered', withdrawn: 'Withdrawn' },
		todo: { reported: 'Next: start the watch, so that every station looks for it.', watched: 'Looking: the first station that hears it raises an alert.', located: 'Heard: send someone to check inside the circle.', recovered: 'The bike is back; the case is closed.', withdrawn: 'The case was withdrawn.' },
		action: { watch: 'Start watch', recover: 'Mark recovered', withdraw: 'Withdraw', reopen: 'Reopen' },
		confirm: { watch: 'Start the watch?', recover: 'Is the bike back? The watch ends with it.', withdraw: 'Withdraw the case? The watch ends with it.', reopen: 'Reopen the case and watch again?' },
		noteLabel: 'Remark', why: { closed: 'The case is closed', role: 'Your roles do not allow this step', state: 'Not possible while “{state}”' }, done: 'Done: {action}',
		live: 'Where it is now', notKnown: 'Not heard yet', notKnownHint: 'As soon as any station hears it, it shows here.', radius: 'Uncertainty', heardBy: 'Heard by', ageLive: 'heard {t}', around: '{up}/{n} stations nearby online', hearing: '{rssi} dBm',
		trail: 'Trail', noTrail: 'The bike was not heard in this time', play: 'Play', pause: 'Pause', speed: 'Speed', skip: 'Skip gaps', slider: 'Time on the trail', follow: 'Follow', window: 'Window', w: { h1: '1 hour', h6: '6 hours', d1: '24 hours', all: 'All' },
		gap: 'Not heard', gapFor: 'Gap of {d}', meaning: { listened: 'Stations nearby were up and heard nothing: the bike was elsewhere, or its tag was shielded.', partly: 'Stations nearby were up only part of the time; silence proves little.', deaf: 'Stations nearby were down: nobody was listening.', uncovered: 'No station covers this place.' }, gapStations: 'Stations listening then', up: 'up {p}%', start: 'From', end: 'To', notHeardNow: 'Not heard at this moment',
		visits: 'Visits', visitsNone: 'No visits yet', first: 'First', last: 'Last', hits: 'Hits', best: 'Best', flags: 'Flags', late: 'Late', clock: 'Clock in doubt', still: 'still there', station: 'Station', more: 'Only part is shown; choose a shorter window.', signal: 'Signal of each visit (dBm)',
		events: 'Log', event: { report: 'Reported', watch: 'Watch started', hit: 'Located', recover: 'Recovered', withdraw: 'Withdrawn', reopen: 'Reopened', ack: 'Alert acknowledged', alert: 'Alert' }, system: 'System', closedTrail: 'The case is closed: its trail can no longer be read.', info: 'Case', alert: 'Alert', noAlert: 'No alert yet', missing: 'Found missing', located: 'First located', closed: 'Closed', audited: 'Viewing this page is audited.', printTitle: 'Case sheet', printed: 'Printed {t} by {who}', signature: 'Officer’s signature', hearings: 'Last hearings', legendPath: 'Heard path', legendGap: 'Gap (not known)', legendRadius: 'Uncertainty', tabs: 'Parts of the case'
	},
	alert: {
		title: 'Alerts', feed: 'Alerts', none: 'No open alerts', noneHint: 'A watched bike that is heard shows up here at once.', noneAll: 'No alerts', state: { new: 'New', acked: 'Acknowledged', closed: 'Closed' }, ack: 'Acknowledge', ackKey: 'Acknowledge the newest (key A)', acked: 'Acknowledged by {who}', ackedOk: 'Acknowledged {plate}', mute: 'Mute', unmute: 'Sound on', soundBlocked: 'Click the page once to allow sound', late: 'Late', lateHint: 'This data came in late; it is not where the bike is now', count: 'heard {n}×', openCase: 'Open case', at: 'at {station}', onlyOpen: 'Open', first: 'First heard', last: 'Last heard', sev: { 1: 'Normal', 2: 'High', 3: 'Urgent' }, announce: 'New alert: {plate}, {station}', show: 'Show on map', plateLabel: 'Plate', statusLabel: 'State', hide: 'Hide', expand: 'Show alerts'
	},
	audit: { verbs: { trail_read: 'Read a trail', live_read: 'Read a live position', passages_read: 'Read passages', theft_report: 'Took a report', theft_step: 'Case step', alert_ack: 'Acknowledged alert', bike_add: 'Registered a bike', bike_tag: 'Replaced a tag', bike_retag: 'Replaced a tag', station_add: 'Added a station', station_approve: 'Approved a station', station_key: 'New station key', station_step: 'Station state', account_login: 'Log-in', account_logout: 'Log-out', account_add: 'Added an account', account_password: 'Set a password', account_step: 'Account state', account_enable: 'Enabled an account', account_disable: 'Disabled an account', audit_read: 'Read the audit' }, kinds: { theft: 'case', case: 'case', station: 'station', account: 'account', bike: 'bike', alert: 'alert', audit: 'audit', tag: 'tag' }, title: 'Audit', at: 'Time', who: 'Account', verb: 'Action', subject: 'Subject', caseId: 'Case', detail: 'Detail', none: 'No audit rows', filterVerb: 'Action', filterActor: 'Account number' },
	accounts: {
		title: 'Accounts', add: 'New account', name: 'Account', display: 'Name', password: 'Password', roles: 'Roles', status: 'Status', active: 'Active', disabled: 'Disabled', disable: 'Disable', enable: 'Enable', setPassword: 'Set password', newPassword: 'New password', confirmDisable: '{name} is logged out at once. Disable the account?', none: 'No accounts', needName: 'Use 2 to 32 lower-case letters, digits or . _ -', needDisplay: 'Enter a name.', needPassword: 'At least 12 characters.', needRole: 'Choose at least one role.', created: 'Account created', changed: 'Password set', last: 'Last log-in', done: 'Done'
	},
	settings: {
		title: 'Settings', sound: 'Alert sound', volume: 'Volume', test: 'Try it', tiles: 'Online map tiles', tilesHint: 'Empty: only the built-in map. Form https://…/{\'{z}\'}/{\'{x}\'}/{\'{y}\'}.png; the server’s security policy must allow the address too.', tilesBad: 'The address needs {\'{z}\'}, {\'{x}\'} and {\'{y}\'}.', local: 'Kept on this computer only.', keys: 'Keys', keySearch: 'Search', keyAck: 'Acknowledge the newest alert', keyMap: 'To the map', saved: 'Saved', motion: 'Less motion'
	}
}
export default en
