/* A film on its way to the server: in parts, one after the other; after a broken line from where the server stands. */
export interface FilmRoad {
	begin(bytes: number): Promise<{ upload: string; offset: number; partBytes: number }>
	stands(upload: string): Promise<{ offset: number }>
	part(upload: string, offset: number, bytes: Blob): Promise<{ offset: number }>
}
export const FILM_MAX = 512 * 1024 * 1024
export const FILM_PART = 4 * 1024 * 1024
const TRIES = 6

/** Hexadecimal SHA-256, where the page may hash (a secure address) and the file is small enough to be held; else empty: the server tells its own. */
export async function hashOf(file: Blob): Promise<string> {
	if (typeof crypto === 'undefined' || !crypto.subtle || file.size > 256 * 1024 * 1024) return ''
	return [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].map(b => b.toString(16).padStart(2, '0')).join('')
}

/** The upload's name when all of it is there. `broken` says whether it is worth to try again; nothing is sent twice or left out. */
export async function sendFilm(file: Blob, road: FilmRoad, broken: (e: unknown) => boolean, told: (sent: number) => void, wait: (ms: number) => Promise<void>, stop: () => boolean): Promise<string> {
	const { upload, partBytes } = await road.begin(file.size)
	const size = Math.min(FILM_PART, partBytes)
	let at = 0, failed = 0
	while (at < file.size) {
		if (stop()) throw new DOMException('stopped', 'AbortError')
		try {
			at = (await road.part(upload, at, file.slice(at, at + size))).offset
			failed = 0
		} catch (e) {
			if (!broken(e) || ++failed >= TRIES) throw e
			await wait(1000 * 2 ** failed)
			at = (await road.stands(upload).catch(() => ({ offset: at }))).offset
		}
		told(at)
	}
	return upload
}
