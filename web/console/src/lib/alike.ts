/* Two texts side by side: what is the same, what only looks alike (the classes of the server's number_skeleton), what differs, what one lacks. */
const CLASSES = ['OQD0', 'IL1', 'Z2', 'S5', 'B8', 'G6']
export type Mark = 'same' | 'alike' | 'other' | 'gap'
export interface Piece { text: string; mark: Mark }

const plain = (s: string) => s.normalize('NFKC').toUpperCase()
export const lookAlike = (a: string, b: string) => plain(a) !== plain(b) && CLASSES.some(c => c.includes(plain(a)) && c.includes(plain(b)))

/** The cheapest way from one to the other: a look-alike costs less than another character, so that they stand below one another. */
function steps(a: string[], b: string[]): [number, number][] {
	const cost = (i: number, j: number) => (plain(a[i]!) === plain(b[j]!) ? 0 : lookAlike(a[i]!, b[j]!) ? 1 : 3)
	const d = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i && j ? 0 : (i + j) * 2)))
	for (let i = 1; i <= a.length; i++)
		for (let j = 1; j <= b.length; j++) d[i]![j] = Math.min(d[i - 1]![j - 1]! + cost(i - 1, j - 1), d[i - 1]![j]! + 2, d[i]![j - 1]! + 2)
	const way: [number, number][] = []
	for (let i = a.length, j = b.length; i || j; ) {
		if (i && j && d[i]![j] === d[i - 1]![j - 1]! + cost(i - 1, j - 1)) way.unshift([--i, --j])
		else if (i && d[i]![j] === d[i - 1]![j]! + 2) way.unshift([--i, -1])
		else way.unshift([-1, --j])
	}
	return way
}

function joined(list: Piece[]): Piece[] {
	const out: Piece[] = []
	for (const p of list) {
		const last = out.at(-1)
		if (last && last.mark === p.mark) last.text += p.text
		else out.push({ ...p })
	}
	return out
}

export function compare(left: string, right: string): { a: Piece[]; b: Piece[]; same: boolean; alike: boolean } {
	const a = [...left]
	const b = [...right]
	const pa: Piece[] = []
	const pb: Piece[] = []
	for (const [i, j] of steps(a, b)) {
		const mark: Mark = i < 0 || j < 0 ? 'gap' : plain(a[i]!) === plain(b[j]!) ? 'same' : lookAlike(a[i]!, b[j]!) ? 'alike' : 'other'
		if (i >= 0) pa.push({ text: a[i]!, mark })
		if (j >= 0) pb.push({ text: b[j]!, mark })
	}
	const all = [...pa, ...pb]
	const same = all.every(p => p.mark === 'same')
	return { a: joined(pa), b: joined(pb), same, alike: !same && all.every(p => p.mark === 'same' || p.mark === 'alike') }
}
