/* Plates and tags as people type them: full-width letters, spaces, small letters. */
export function normal(text: string): string {
	return text.normalize('NFKC').replace(/[\s·・-]/g, '').toUpperCase()
}

export function isTag(text: string): boolean {
	return /^[0-9A-F]{1,16}$/.test(normal(text))
}

export function isExact(q: string, bike: { plate: string; tag: string }): boolean {
	const n = normal(q)
	return n !== '' && (normal(bike.plate) === n || normal(bike.tag) === n || (isTag(n) && normal(bike.tag).replace(/^0+/, '') === n.replace(/^0+/, '')))
}

/** The text cut around what matched, for marking it; null when the match is not literal. */
export function marked(text: string, q: string): [string, string, string] | null {
	const i = text.toUpperCase().indexOf(q.trim().toUpperCase())
	return q.trim() && i >= 0 ? [text.slice(0, i), text.slice(i, i + q.trim().length), text.slice(i + q.trim().length)] : null
}
