import { effectScope } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Page } from './api'
import { usePaged, type Paged } from './paged'

const { sayError } = vi.hoisted(() => ({ sayError: vi.fn() }))
vi.mock('./say', () => ({ sayError }))

type Ask = { of: string; after: number | undefined; give: (p: Page<string>) => void; fail: (e: Error) => void }

describe('a list that grows by pages', () => {
	let asks: Ask[]
	let of: string
	let list: Paged<string>
	let scope: ReturnType<typeof effectScope>
	const settle = () => new Promise(done => setTimeout(done))
	const give = async (i: number, items: string[], next: number | null = null) => {
		asks[i]!.give({ items, next })
		await settle()
	}
	beforeEach(() => {
		asks = []
		of = 'a'
		sayError.mockClear()
		scope = effectScope()
		list = scope.run(() => usePaged<string>(after => new Promise((give, fail) => asks.push({ of, after, give, fail }))))!
	})

	it('keeps the newest answer, whatever comes after it', async () => {
		of = 'b'
		void list.reload()
		await give(1, ['b1'], 7)
		await give(0, ['a1'], 9)
		expect(list.items.value).toEqual(['b1'])
		expect(list.next.value).toBe(7)
		expect(list.loaded.value).toBe(true)
	})
	it('asks for the next page once, however often it is pressed', async () => {
		await give(0, ['a1'], 1)
		void list.more()
		void list.more()
		expect(asks.length).toBe(2)
		await give(1, ['a2'], 2)
		expect(list.items.value).toEqual(['a1', 'a2'])
		void list.more()
		expect(asks[2]!.after).toBe(2)
	})
	it('appends nothing to another list', async () => {
		await give(0, ['a1'], 1)
		void list.more()
		of = 'b'
		void list.reload()
		await give(2, ['b1'], 5)
		await give(1, ['a2'], 2)
		expect(list.items.value).toEqual(['b1'])
		expect(list.next.value).toBe(5)
		void list.more()
		expect(asks[3]!.after).toBe(5)
	})
	it('a page that fails is said, and can be asked for again', async () => {
		await give(0, ['a1'], 1)
		void list.more()
		asks[1]!.fail(new Error('no'))
		await settle()
		expect(sayError).toHaveBeenCalledTimes(1)
		void list.more()
		await give(2, ['a2'])
		expect(list.items.value).toEqual(['a1', 'a2'])
	})
	it('read anew in quiet it has as many rows as before; loudly only the first page', async () => {
		await give(0, ['a1', 'a2'], 2)
		void list.more()
		await give(1, ['a3', 'a4'], 4)
		void list.reload(true)
		await give(2, ['a0', 'a1'], 1)
		expect(list.items.value).toEqual(['a1', 'a2', 'a3', 'a4'])      // until all of it is here
		await give(3, ['a2', 'a3'], 3)
		expect(list.items.value).toEqual(['a0', 'a1', 'a2', 'a3'])
		expect(list.next.value).toBe(3)
		void list.reload()
		await give(4, ['a0', 'a1'], 1)
		expect(list.items.value).toEqual(['a0', 'a1'])
	})
	it('says nothing once its screen is gone', async () => {
		await give(0, ['a1'], 1)
		void list.more()
		scope.stop()
		asks[1]!.fail(new Error('no'))
		await settle()
		expect(sayError).not.toHaveBeenCalled()
	})
})
