import { readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import en from './en'
import zh from './zh'
import traffic from './zh.traffic'

type Tree = { [k: string]: string | Tree }
function flat(t: Tree, at = ''): Map<string, string> {
	const out = new Map<string, string>()
	for (const [k, v] of Object.entries(t)) {
		if (typeof v === 'string') out.set(at + k, v)
		else for (const [kk, vv] of flat(v, `${at}${k}.`)) out.set(kk, vv)
	}
	return out
}
const Z = flat({ ...zh, ...traffic } as unknown as Tree)
const E = flat(en as unknown as Tree)
const named = (s: string) => [...s.replace(/\{'[^']*'\}/g, '').matchAll(/\{(\w+)\}/g)].map(m => m[1]).sort()

function files(dir: string): string[] {
	return readdirSync(dir).flatMap(f => {
		const p = path.join(dir, f)
		return statSync(p).isDirectory() ? files(p) : /\.(vue|ts)$/.test(f) && !/\.test\.ts$/.test(f) ? [p] : []
	})
}
const ROOT = path.resolve(import.meta.dirname ?? path.join('src', 'i18n'), '..')
const sources = files(ROOT).filter(f => !/i18n[\\/](zh|en)(\.\w+)?\.ts$/.test(f)).map(f => [f, readFileSync(f, 'utf8')] as const)

describe('both languages', () => {
	it('have the same keys', () => {
		expect([...Z.keys()].filter(k => !E.has(k))).toEqual([])
		expect([...E.keys()].filter(k => !Z.has(k))).toEqual([])
		expect(Z.size).toBeGreaterThan(300)
	})
	it('have no empty text and the same parameters', () => {
		for (const [k, v] of Z) {
			expect(v.trim(), k).not.toBe('')
			expect(E.get(k)!.trim(), k).not.toBe('')
			expect(named(E.get(k)!), k).toEqual(named(v))
		}
	})
	it('are really two languages', () => {
		const own = ['top.language']
		for (const [k, v] of E) if (!own.includes(k)) expect(v, k).not.toMatch(/[\u4e00-\u9fff]/)
	})
	it('are compiled without error, literal braces included', () => {
		const { t } = createI18n({ legacy: false, locale: 'zh', messages: { zh: { ...zh, ...traffic }, en } }).global
		for (const k of Z.keys()) expect(t(k, { n: 1 }), k).not.toBe(k)
		expect(t('settings.tilesHint')).toContain('{z}/{x}/{y}')
	})
})

describe('the screens', () => {
	const used = new Set<string>()
	const groups = new Set<string>()
	for (const [, text] of sources) {
		for (const m of text.matchAll(/\bt\(\s*'([a-zA-Z0-9.]+)'/g)) used.add(m[1]!)
		for (const m of text.matchAll(/\bt\([^()'`]*\?\s*'([a-zA-Z0-9.]+)'\s*:\s*'([a-zA-Z0-9.]+)'/g)) used.add(m[1]!).add(m[2]!)
		for (const m of text.matchAll(/key: '((?:report|nav|login)\.[a-zA-Z0-9.]+)'/g)) used.add(m[1]!)
		for (const m of text.matchAll(/title: '([a-z]+\.[a-zA-Z0-9.]+)'/g)) used.add(m[1]!)
		for (const m of text.matchAll(/\bt\(`([a-zA-Z0-9.]+)\.\$\{/g)) groups.add(m[1]!)
		for (const m of text.matchAll(/\bword\('([a-zA-Z0-9.]+)'/g)) groups.add(m[1]!)
	}
	it('use many keys (the scan sees them)', () => expect(used.size).toBeGreaterThan(200))
	it('use no key that is missing', () => expect([...used].filter(k => !Z.has(k))).toEqual([]))
	it('build keys only in groups that exist', () => expect([...groups].filter(g => ![...Z.keys()].some(k => k.startsWith(`${g}.`)))).toEqual([]))
	it('hold no Chinese text of their own', () => {
		const han = /[\u4e00-\u9fff]/
		// format.ts knows names' forms, holidays.ts the words that people paste
		const bad = sources.filter(([f, text]) => !/lib[\\/](format|holidays)\.ts$/.test(f) && han.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/<!--[\s\S]*?-->/g, ''))).map(([f]) => path.basename(f))
		expect(bad).toEqual([])
	})
	it('have a text for every word of the contract', () => {
		const doc = JSON.parse(readFileSync(path.resolve(ROOT, '../../shared/openapi.json'), 'utf8')) as { components: { schemas: Record<string, { properties?: Record<string, { enum?: string[]; items?: { enum?: string[] } }> }> } }
		const s = doc.components.schemas
		const words = (schema: string, field: string) => s[schema]?.properties?.[field]?.enum ?? s[schema]?.properties?.[field]?.items?.enum ?? []
		for (const [group, list] of [['case.state', words('Theft', 'state')], ['station.status', words('Station', 'status')], ['station.kind', words('Station', 'kind')], ['alarm.kind', words('StationAlarm', 'kind')], ['alert.state', words('Alert', 'state')], ['overview', words('Overview', 'journal')], ['role', words('Account', 'roles')], ['counter.code', words('CounterProblem', 'code').filter(w => w !== 'missing')], ['counter.level', words('CounterProblem', 'level')], ['counter.paperKind', words('Paper', 'kind')], ['booking.state', words('Booking', 'state')], ['booking.purpose', words('Booking', 'purpose')], ['stock.state', [...words('StockPiece', 'state'), ...words('StockTransfer', 'state')]], ['search.kind', words('NumberHit', 'kind')], ['rec.state', words('Seized', 'state')], ['rec.kind', words('Seized', 'kind')], ['rec.payer', words('Seized', 'payer')], ['rec.denKind', words('Den', 'kind')], ['rec.denState', words('Den', 'state')], ['rec.suspectState', words('Suspect', 'state')], ['rec.rowState', words('ReturnItem', 'state')], ['rec.call', words('ReturnItem', 'call')], ['figures.item', words('FigureDefinition', 'rows')], ['figures.at', words('FigureDefinition', 'rows')]] as const)
			for (const w of list) expect(Z.has(`${group}.${w}`), `${group}.${w}`).toBe(true)
	})
	it('have a text for each reason of a refusal that the database brings, and each document', () => {
		const dir = path.resolve(ROOT, '../../../db/migrations')
		const sql = readdirSync(dir).map(f => readFileSync(path.join(dir, f), 'utf8')).join('\n')
		const reasons = [...sql.matchAll(/\('reason\.([a-z_]+)'/g)].map(m => m[1]!)
		const papers = [...sql.matchAll(/\('papers\.[a-z]+', '[\d-]+', '([a-z_|,]*)'/g)].flatMap(m => m[1]!.split(/[|,]/))
		expect(reasons.length).toBeGreaterThan(10)
		expect(papers.length).toBeGreaterThan(5)
		expect(reasons.filter(r => !Z.has(`counter.reason.${r}`))).toEqual([])
		expect(papers.filter(p => !Z.has(`counter.paper.${p}`))).toEqual([])
	})
})
