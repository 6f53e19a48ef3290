/* A camera's picture made small enough for the line, and its way to the server with progress. */
import { ApiError, type PhotoNew } from '@/lib/api'
import { draw, MAX_SIDE } from '@/lib/picture'

export { MAX_SIDE, fit } from '@/lib/picture'
const THUMB_SIDE = 160

/** JPEG as base64, and a small one to look at. Throws when the browser cannot read the file as a picture. */
export async function shrink(file: Blob): Promise<{ data: string; thumb: string }> {
	const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
	try {
		return { data: draw(image, MAX_SIDE).toDataURL('image/jpeg', 0.85).split(',')[1] ?? '', thumb: draw(image, THUMB_SIDE).toDataURL('image/jpeg', 0.7) }
	} finally {
		image.close()
	}
}

export const bytesOf = (base64: string) => Uint8Array.from(atob(base64), c => c.charCodeAt(0))

export function upload(base64: string, progress: (part: number) => void, signal?: AbortSignal): Promise<PhotoNew> {
	return new Promise((yes, no) => {
		const x = new XMLHttpRequest()
		x.open('POST', '/api/v1/photos')
		x.setRequestHeader('X-Yanzhen', '1')
		x.setRequestHeader('Content-Type', 'image/jpeg')
		x.timeout = 60_000
		x.upload.onprogress = e => e.lengthComputable && progress(e.loaded / e.total)
		x.onerror = x.ontimeout = () => no(new ApiError(0, 'OFFLINE', 'photo'))
		x.onabort = () => no(new DOMException('', 'AbortError'))
		x.onload = () => {
			try {
				const d = JSON.parse(x.responseText || '{}') as PhotoNew & { error?: { code: string; message: string; field?: string; request?: number } }
				if (x.status >= 200 && x.status < 300) yes(d)
				else no(new ApiError(x.status, d.error?.code ?? `HTTP${x.status}`, d.error?.message ?? '', d.error?.field, d.error?.request))
			} catch {
				no(new ApiError(502, 'BADREPLY', 'photo'))
			}
		}
		signal?.addEventListener('abort', () => x.abort())
		x.send(new Blob([bytesOf(base64)], { type: 'image/jpeg' }))
	})
}
