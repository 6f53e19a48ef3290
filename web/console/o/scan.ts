/* A QR code in a picture, and what it says. The decoder is a file of its own, read at the start (main.ts), so that a phone without a line has it, too. */
const MOST = 960      // pixels of the longer side that are looked at

export const warm = () => import('qr/decode.js')

let canvas: HTMLCanvasElement | null = null
/** The text of the code that the picture shows; empty: none is seen. */
export async function paint(picture: CanvasImageSource, wide: number, high: number, most = MOST): Promise<string> {
	const { decodeQR } = await warm()
	const k = Math.min(1, most / Math.max(wide, high, 1))
	canvas ??= document.createElement('canvas')
	canvas.width = Math.max(1, Math.round(wide * k))
	canvas.height = Math.max(1, Math.round(high * k))
	const at = canvas.getContext('2d', { willReadFrequently: true })!
	at.drawImage(picture, 0, 0, canvas.width, canvas.height)
	try {
		return decodeQR(at.getImageData(0, 0, canvas.width, canvas.height))
	} catch {
		return ''
	}
}

/** A photo that was taken for it. */
export async function inPhoto(file: Blob): Promise<string> {
	const photo = await createImageBitmap(file)
	try {
		return (await paint(photo, photo.width, photo.height, 1600)) || (await paint(photo, photo.width, photo.height, 800))
	} finally {
		photo.close()
	}
}

/** What is to be looked up: the code of a certificate out of its address, or a plate or tag as it stands; empty: the code is none of ours (a shop's, a payment's). */
export function meant(text: string): string {
	const s = text.trim()
	const code = /(?:#|\/v\/)([0-9A-Za-z-]{26,40})$/.exec(s)
	if (code) return code[1]!
	return s.length <= 40 && !/[/:?#=\s]/.test(s) ? s : ''
}
