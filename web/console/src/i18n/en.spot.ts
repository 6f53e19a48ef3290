/* Words of the impound yard and of decisions on the spot. */
import type zh from './zh.spot'

const en: typeof zh = {
	title: 'On the spot', tab: { yard: 'Yard', decisions: 'Decisions' }, phone: 'Page for the phone', stateLabel: 'State', inYard: 'In the yard', all: 'All', number: 'Number', bike: 'Bike', where: 'Where', release: 'To be fetched', party: 'Rider', act: 'Violation', money: 'Fine',
	none: 'No bike in the yard', noneHint: 'Bikes that officers impound on the phone show here.', noneD: 'No decisions', noneDHint: 'What officers decide on the phone shows here, also what was made without a line.', noPlate: 'no plate', waited: '{n} days past', left: 'in {n} days', owes: '{y} yuan open',
	custody: { impounded: 'Impounded', release_due: 'To be fetched', released: 'Released', unclaimed: 'Unclaimed', noticed: 'Noticed', disposed: 'Disposed of' },
	state: { stopped: 'Stopped', warned: 'Warned', fined: 'To be paid', paid: 'Paid', overdue: 'Overdue', cancelled: 'Cancelled' },
	ground: { policy: 'local rule', refused: 'fine refused', no_plate: 'no plate' }, receiver: { owner: 'Owner', rider: 'Rider', agent: 'Agent' }, disposal: { auction: 'Auction', scrap: 'Scrap', treasury: 'Treasury' },
	way: { cash: 'Cash', wechat: 'WeChat', alipay: 'Alipay', card: 'Card', bank: "Bank or treasury's code" }, basis: 'Basis', marks: 'Condition, and what is with it', history: 'History', program: 'the program', decision: 'Decision', notice: 'Notice', until: 'notice until {d}', officer: 'Officer', defence: 'Defence', due: 'To be paid by', offline: 'made without a line', first: 'first', reason: 'Reason', violation: 'Violation',
	event: { stop: 'stopped', let_go: 'let go', warn: 'warned', fine: 'fined', pay: 'paid', overdue: 'overdue', cancel: 'cancelled', impound: 'impounded', due: 'to be fetched', release: 'released', unclaim: 'unclaimed', notice: 'noticed', propose: 'disposal proposed', dispose: 'disposed of', move: 'moved', photo_gone: 'photo of the receiver removed, its years are over' },
	paper: { roll: 'Print roll', a5: 'Print A5', notice: 'Print notice' }, back: 'Back to the list',
	rel: { title: 'Release', who: 'Who fetches it', name: 'Name', idNo: 'Document number (typed from it)', letter: "Letter's number or date", photo: 'Receiver with the bike', take: 'Take photo', note: 'Why before its day', signed: 'The receiver has signed', go: 'Check and release', done: 'Released', hint: 'The number must be that of the owner in the register or of the rider in the decision.' },
	pay: { title: 'Payment', way: 'Way', site: "Point's number", ref: 'Payment no.', receipt: 'Fiscal receipt no.', go: 'Record {y} yuan', done: 'Payment recorded' }, cancel: { go: 'Cancel decision', why: 'Why it is cancelled', done: 'Cancelled', hint: 'By another officer than who decided; what was paid goes back.' },
	do: { notice: 'Put up notice', propose: 'Propose disposal', dispose: 'Agree to disposal' }, how: 'How', why: 'Why', two: 'Proposed by {who}; somebody else agrees.', done: 'Done', moveTo: 'Move', yard: 'Yard', slot: 'Place', move: 'Save place'
}
export default en
