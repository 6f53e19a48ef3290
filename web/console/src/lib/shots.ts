/* Photos that go after something that stands already: each on its own, so that one that does not come neither stops the others nor is forgotten. */
export type ShotState = 'waits' | 'going' | 'sent' | 'bad' | 'lost' | 'refused'
export interface Shot { file: File; state: ShotState; why: string }
export const shotsOf = (files: readonly File[]): Shot[] => files.map(file => ({ file, state: 'waits', why: '' }))

/** Sending it once more may help. */
export const again = (s: Shot) => s.state === 'waits' || s.state === 'lost'
export const unsent = (list: readonly Shot[]) => list.filter(s => s.state !== 'sent')

export interface Sending {
	/** The picture, made small; throws when the file is none. */
	small: (f: File) => Promise<Blob>
	send: (jpeg: Blob) => Promise<unknown>
	/** What a failure means: may it be tried again, and what to tell. */
	judge: (e: unknown) => { again: boolean; why: string }
	bad: string
}
/** Sends what is not sent yet, one after the other. `changed` is called after each turn, for the page to show it. */
export async function sendShots(list: Shot[], how: Sending, changed: () => void = () => undefined): Promise<boolean> {
	for (const s of list.filter(again)) {
		s.state = 'going'
		s.why = ''
		changed()
		let jpeg: Blob
		try {
			jpeg = await how.small(s.file)
		} catch {
			s.state = 'bad'
			s.why = how.bad
			changed()
			continue
		}
		try {
			await how.send(jpeg)
			s.state = 'sent'
		} catch (e) {
			const j = how.judge(e)
			s.state = j.again ? 'lost' : 'refused'
			s.why = j.why
		}
		changed()
	}
	return unsent(list).length === 0
}
