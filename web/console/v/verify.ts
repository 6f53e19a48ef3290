/* The page behind the code on a certificate. The code stands behind the # of the address, so that no server and no proxy is sent it with the page; an
 * address /v/CODE works too. It is taken out of the address bar at once and goes to the server in one request, which is not kept anywhere. */
import './verify.css'

type State = 'none' | 'asking' | 'valid' | 'course' | 'invalid' | 'stolen' | 'busy' | 'fault'
interface Saying { sign: string; title: string; titleEn: string; means: string; meansEn: string; todo: [string, string][] }

const CHECK = 'M11 25l9 9 17-20'
const BANG = 'M24 10v18M24 38v.1'
const CROSS = 'M14 14l20 20M34 14L14 34'
const DOTS = 'M13 24h.1M24 24h.1M35 24h.1'

const says: Record<State, Saying> = {
	none: { sign: DOTS, title: '请扫描登记证上的二维码', titleEn: 'Scan the code on the certificate', means: '也可以在下面输入证上的核验码。', meansEn: 'Or type the code below.', todo: [] },
	asking: { sign: DOTS, title: '正在核验…', titleEn: 'Checking…', means: '', meansEn: '', todo: [] },
	valid: {
		sign: CHECK, title: '登记有效', titleEn: 'Valid registration',
		means: '这张登记证有效：车辆登记在册，所有人和号牌与证上一致，没有被盗报案。',
		meansEn: 'This certificate holds: the bike is registered, owner and plate are as printed, and it is not reported stolen.',
		todo: [
			['请核对车上的号牌、车架号与证上印的是否完全相同。不相同的，这张证不属于这辆车。', 'Compare plate and frame number with the paper. If they differ, it is not this bike\'s.'],
			['买卖车辆的，请双方到上牌点办理转移登记。', 'Buying or selling: register the transfer together at a registration point.']
		]
	},
	course: {
		sign: CHECK, title: '合格证有效', titleEn: 'Valid course certificate',
		means: '这张证有效：持证人已完成电动自行车道路交通安全学习并通过考试。', meansEn: 'This certificate holds: its holder attended the road safety course and passed the exam.',
		todo: [['请核对证上的姓名与持证人身份证件是否一致。', 'Compare the name on the paper with the holder\'s ID.']]
	},
	invalid: {
		sign: CROSS, title: '查无有效登记', titleEn: 'No valid registration',
		means: '这个码没有对应的有效登记证。车辆可能已经过户、换牌、注销或者临时号牌到期，也可能证是假的。',
		meansEn: 'No certificate in force has this code. The bike may have changed hands or plate, been deregistered or expired, or the certificate is false.',
		todo: [
			['买车的，请先不要付款，和卖方一起到任一上牌点核实。', 'Buying: do not pay yet; go to a registration point with the seller.'],
			['是您自己的车，请带身份证明到上牌点换发新证。', 'Your own bike: bring your ID to a registration point for a new certificate.'],
			['手工输入的，请再核对一遍核验码。', 'Typed by hand: check the code once more.']
		]
	},
	stolen: {
		sign: BANG, title: '该车已报被盗', titleEn: 'Reported stolen',
		means: '这辆车已经向公安机关报案被盗。不要购买、不要骑走，请立即拨打 110，并说明您所在的位置。',
		meansEn: 'This bike has been reported to the police as stolen. Do not buy or ride it. Call 110 and say where you are.',
		todo: [
			['注意自身安全，不要与持车人发生冲突。', 'Keep safe; do not confront whoever has the bike.'],
			['车主本人找回车辆的，请联系办案单位撤销报案。', 'Your own bike, found again: tell the police unit of the case.']
		]
	},
	busy: { sign: DOTS, title: '请稍后再试', titleEn: 'Please try again shortly', means: '查询的人太多，请一分钟后再核验。', meansEn: 'Too many checks at the moment. Try again in a minute.', todo: [] },
	fault: { sign: DOTS, title: '没有得到答复', titleEn: 'No answer', means: '网络不通或者系统正在维护，这不说明登记证有效或者无效。', meansEn: 'The network or the system is down. This says nothing about the certificate.', todo: [] }
}

const at = <T extends HTMLElement>(id: string) => document.getElementById(id) as T
let code = ''

/* As the server reads it: separators and case do not matter, and O, I and L are the digits they look like. */
const read = (s: string) => s.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
const whole = (s: string) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(s)

function show(state: State) {
	const s = says[state]
	at('answer').dataset.state = state
	document.getElementById('sign')?.setAttribute('d', s.sign)
	at('title').textContent = s.title
	at('title-en').textContent = s.titleEn
	at('means').textContent = s.means
	at('means-en').textContent = s.meansEn
	at('todo').replaceChildren(...s.todo.map(([zh, en]) => {
		const li = Object.assign(document.createElement('li'), { textContent: zh })
		li.append(Object.assign(document.createElement('span'), { className: 'en', lang: 'en', textContent: en }))
		return li
	}))
	at('call').hidden = state !== 'stolen'
	at('again').hidden = state !== 'busy' && state !== 'fault'
	const answered = state === 'valid' || state === 'course' || state === 'invalid' || state === 'stolen'
	at('when').textContent = answered ? `核验时间 ${new Date().toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })}` : ''
	document.title = `${s.title} · 电动自行车登记证核验`
}

async function ask() {
	const mine = code
	show('asking')
	let state: State = 'fault'
	try {
		const r = await fetch(`/api/v1/public/verify/${encodeURIComponent(mine)}`, { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' })
		if (r.ok) {
			const v = (await r.json()) as { state?: string }
			if (v.state === 'valid' || v.state === 'course' || v.state === 'invalid' || v.state === 'stolen') state = v.state
		} else if (r.status === 429 || r.status === 503) state = 'busy'
	} catch { /* no network: fault */ }
	if (mine !== code) return
	show(state)
	at('answer').focus({ preventScroll: true })
}

function take() {
	const given = window.location.hash.slice(1) || /^\/v\/([^/]+)$/.exec(window.location.pathname)?.[1] || ''
	if (!given) return false
	window.history.replaceState(null, '', '/v/')
	code = read(given)
	/* what is no code at all is asked for too, as one that is nobody's: the answer is the server's */
	if (!whole(code)) code = '0'.repeat(26)
	void ask()
	return true
}

at('again').addEventListener('click', () => void ask())
at('ask').addEventListener('submit', e => {
	e.preventDefault()
	const typed = read(at<HTMLInputElement>('code').value)
	at('code-err').textContent = whole(typed) ? '' : '核验码是 26 位数字和字母，请对照登记证再输入。 The code has 26 digits and letters.'
	if (!whole(typed)) return
	code = typed
	void ask()
	at('answer').scrollIntoView({ block: 'start' })
})
window.addEventListener('hashchange', take)
if (!take()) show('none')
