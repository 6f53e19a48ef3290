/* A camera's picture made small enough for the line: what the server takes is drawn anew there all the same. */
export const MAX_SIDE = 1920

/** Width and height with the longer side at most `most`; never larger than it is. */
export function fit(width: number, height: number, most: number): { width: number; height: number } {
	const k = Math.min(1, most / Math.max(width, height, 1))
	return { width: Math.max(1, Math.round(width * k)), height: Math.max(1, Math.round(height * k)) }
}

export function draw(image: ImageBitmap, most: number): HTMLCanvasElement {
	const size = fit(image.width, image.height, most)
	const canvas = document.createElement('canvas')
	canvas.width = size.width
	canvas.height = size.height
	canvas.getContext('2d')!.drawImage(image, 0, 0, size.width, size.height)
	return canvas
}

/** A JPEG of at most MAX_SIDE pixels a side. Throws when the browser cannot read the file as a picture. */
export async function small(file: Blob): Promise<Blob> {
	const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
	try {
		return await new Promise((yes, no) => draw(image, MAX_SIDE).toBlob(b => (b ? yes(b) : no(new Error('no picture'))), 'image/jpeg', 0.85))
	} finally {
		image.close()
	}
}
