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

/** The line or the server is away, or busy: the same again is worth a try. Else it is a refusal. */
export const lineBroken = (status: number) => [0, 408, 429, 502, 503, 504].includes(status)

/** The upload's name when all of it is there. `broken` says whether it is worth to try again; nothing is sent twice or left out. */
export async function sendFilm(file: Blob, road: FilmRoad, broken: (e: unknown) => boolean, told: (sent: number) => void, wait: (ms: number) => Promise<void>, stop: () => boolean): Promise<string> {
	const { upload, partBytes } = await road.begin(file.size)
	const size = Math.min(FILM_PART, partBytes)
	let at = 0, failed = 0, known = true
	while (at < file.size) {
		if (stop()) throw new DOMException('stopped', 'AbortError')
		try {
			const { offset } = known ? await road.part(upload, at, file.slice(at, at + size)) : await road.stands(upload)
			if (offset > at) failed = 0
			at = offset
			known = true
		} catch (e) {
			if (!broken(e) || ++failed >= TRIES) throw e
			known = false              // it may have come: asked before anything more is sent
			await wait(1000 * 2 ** failed)
		}
		told(at)
	}
	return upload
}

/** Says that all has come; again when the answer is lost: the server makes the same film of it. */
export async function endFilm<R>(end: () => Promise<R>, broken: (e: unknown) => boolean, wait: (ms: number) => Promise<void>): Promise<R> {
	for (let failed = 1; ; failed++) {
		try {
			return await end()
		} catch (e) {
			if (!broken(e) || failed >= TRIES) throw e
			await wait(1000 * 2 ** failed)
		}
	}
}
