import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, api, type ImportJob } from './api'
import en from '@/i18n/en'
import zh from '@/i18n/zh'
import { FAULTS, faultAtOnce, faultOf, part, sendFile } from './imports'

const job = (got: number) => ({ id: 7, got, bytes: 10, piece: 4, part: got, whole: 10 }) as ImportJob
const at = () => Promise.resolve()
afterEach(() => vi.restoreAllMocks())

describe('a file on its way', () => {
	it('goes in pieces, in order, the last one shorter', async () => {
		const seen: [number, number][] = []
		vi.spyOn(api, 'importPiece').mockImplementation(async (_id, from, b) => (seen.push([from, b.size]), job(from + b.size)))
		const told: number[] = []
		const j = await sendFile(job(0), new Blob(['0123456789']), x => told.push(x.got), at)
		expect(seen).toEqual([[0, 4], [4, 4], [8, 2]])
		expect(told).toEqual([4, 8, 10])
		expect(j.got).toBe(10)
	})
	it('goes on where the server stands after a lost line and a lost answer', async () => {
		const answers: (() => ImportJob)[] = [
			() => { throw new ApiError(0, 'OFFLINE', '') },
			() => { throw new ApiError(409, 'STATE', '', 'at') },
			() => job(8),
			() => job(10)
		]
		const from: number[] = []
		vi.spyOn(api, 'importPiece').mockImplementation(async (_id, a) => (from.push(a), answers.shift()!()))
		vi.spyOn(api, 'importJob').mockResolvedValue(job(4))
		await sendFile(job(0), new Blob(['0123456789']), () => undefined, at)
		expect(from).toEqual([0, 0, 4, 8])
	})
	it('ends at a refusal', async () => {
		const call = vi.spyOn(api, 'importPiece').mockRejectedValue(new ApiError(403, 'DENIED', ''))
		await expect(sendFile(job(0), new Blob(['0123456789']), () => undefined, at)).rejects.toMatchObject({ status: 403 })
		expect(call).toHaveBeenCalledTimes(1)
	})
	it('gives up a line that never works', async () => {
		const call = vi.spyOn(api, 'importPiece').mockRejectedValue(new ApiError(0, 'OFFLINE', ''))
		await expect(sendFile(job(0), new Blob(['0123456789']), () => undefined, at)).rejects.toMatchObject({ status: 0 })
		expect(call).toHaveBeenCalledTimes(6)
	})
	it('has a part only where something is at work', () => {
		expect(part({ ...job(5) })).toBe(0.5)
		expect(part({ ...job(5), whole: 0 })).toBe(0)
	})
})

describe('a file that is none', () => {
	it('is known by how it begins', async () => {
		const begins = (...b: number[]) => faultAtOnce(new Blob([new Uint8Array(b)]))
		expect(await begins(0x50, 0x4b, 3, 4, 20)).toBe('xlsx')
		expect(await begins(0xd0, 0xcf, 0x11, 0xe0, 0xa1)).toBe('xls')
		expect(await begins(0xff, 0xfe, 0x70, 0)).toBe('utf16')
		expect(await faultAtOnce(new Blob(['PKA,tag\n']))).toBeNull()
		expect(await faultAtOnce(new Blob(['号牌,标签\n']))).toBeNull()
	})
	it('says which columns are missing', () => {
		expect(faultOf('columns:plate,ownerName')).toEqual({ fault: 'columns', columns: ['plate', 'ownerName'] })
		expect(faultOf('file.xlsx')).toEqual({ fault: 'xlsx', columns: [] })
		expect(faultOf('the first line lacks these columns')).toBeNull()
		expect(faultOf('')).toBeNull()
	})
	it('has words in both languages', () => {
		for (const words of [zh, en]) expect(Object.keys(words.imports.fault).sort()).toEqual([...FAULTS].sort())
	})
})
