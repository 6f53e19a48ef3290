/* Who is published today, without a log-in: what the server gives is masked already, and put in as text. */
import './exposure.css'

interface Row { name: string; plate: string; count: number; period: number; untilDay: string }
const $ = (id: string) => document.getElementById(id)!
const two = (zh: string, en: string) => {
	const span = document.createElement('span')
	span.className = 'en'
	span.lang = 'en'
	span.textContent = en
	return [document.createTextNode(`${zh} `), span]
}
const say = (zh: string, en: string) => {
	$('state').replaceChildren(...two(zh, en))
	$('state').hidden = false
}
const cell = (text: string) => {
	const td = document.createElement('td')
	td.textContent = text
	return td
}
const ever = () => {
	const td = document.createElement('td')
	td.append(...two('累计', 'in all'))
	return td
}
const row = (r: Row) => {
	const tr = document.createElement('tr')
	tr.append(cell(r.name), cell(r.plate), r.period ? cell(`${Math.floor(r.period / 100)}-${String(r.period % 100).padStart(2, '0')}`) : ever(), cell(String(r.count)), cell(r.untilDay))
	return tr
}

async function read() {
	$('again').hidden = true
	try {
		const a = await fetch('/api/v1/public/exposures', { cache: 'no-store', credentials: 'omit' })
		if (!a.ok) throw new Error(String(a.status))
		const items = ((await a.json()) as { items: Row[] }).items
		$('rows').replaceChildren(...items.map(row))
		$('list').hidden = !items.length
		if (items.length) $('state').hidden = true
		else say('目前没有公示的人员', 'Nobody is published now')
		const now = new Date().toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16)
		$('when').replaceChildren(...two(`${now} 读取，共 ${items.length} 人。`, `Read at ${now}: ${items.length === 1 ? '1 person' : `${items.length} persons`}.`))
		document.documentElement.dataset.read = String(items.length)
	} catch {
		$('list').hidden = true
		say('现在读不到名单，请稍后再试。', 'The list cannot be read now; try again.')
		$('again').hidden = false
	}
}
$('again').addEventListener('click', () => void read())
void read()
