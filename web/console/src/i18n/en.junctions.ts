/* The words of figures of violations: the map of junctions, before and after. What a record is and how it stands is called as on its own page. */
import course from './en.course'
import spot from './en.spot'
import vio from './en.violation'

export default {
	heat: 'Violations on the map', change: 'A junction before and after', back: 'Back to the figures', heatLead: 'The larger the circle, the more violations stand on the days and hours chosen. Counts only: no plate, rider or officer.',
	kind: vio.kind, source: vio.source, state: vio.state, courseState: { ...course.classState, ...course.state },
	examState: course.exam, spotState: spot.state,
	hour: '{h} h', allKinds: 'All kinds', kindLabel: 'Kind of violation', hoursLabel: 'Hours',
	hours: { all: 'All day', morning: 'Morning peak, 7–9', day: 'Day, 9–17', evening: 'Evening peak, 17–19', night: 'Night, 19–7' },
	junction: 'Junction', n: 'Violations', captured: 'Captures', open: 'To be reviewed', seen: 'On watched days', watched: 'Watched days', rate: 'Per watched day', none: 'No violations at junctions on these days',
	noneHint: 'Choose other days, another kind or other hours.', noJunctions: 'No junction is entered in your area yet', noJunctionsHint: 'Enter junctions and their stations on the page of junctions first.', elsewhere: 'Not at a junction', total: 'Total',
	onMap: 'Show on the map', compare: 'Compare', mapLabel: 'Map of violations at junctions', perDay: '{r} a watched day', pop: '{n} violations, {c} captures, {o} to be reviewed', table: 'Table',
	badDays: 'Check the days: the last must not lie before the first, and at most 400 days after it.', csv: 'Download CSV', words: 'What the numbers mean', cutoff: 'counted up to {t} (UTC+8)',
	pick: 'Choose a junction', day: 'Day of the change', dayHint: '“After” begins on this day', days: 'Days before and after', dayCount: '{n} days', ask: 'Compare', before: 'Before', after: 'After',
	change_: 'Change', spanOf: '{a} to {b}', daysOver: 'Days that are over', ofDays: '{n} / {of}', accidents: 'Accidents at the junction', accidentsOf: '{n} (whole city {of})', stations: '{n} stations in use at this junction',
	few: 'Fewer than 30 in both together: a difference may well be chance, no percents are told.', noWatch: 'One of the two has no watched day: the rates cannot be compared.', fewDays: '“After” is not {n} days long yet: only days that are over are compared.',
	unlike: 'The two differ much in watched days: compare with care.', byKind: 'By kind', pickFirst: 'Choose a junction and the day of the change', pickHint: 'The day on which lights, a barrier or a campaign began, for example. Whole weeks keep weekdays and weekends alike.',
	printed: 'printed {t} by {who}'
}
