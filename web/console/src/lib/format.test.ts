import { describe, expect, it } from 'vitest'
import { ago, bytes, clock, count, dateTime, dayClock, degrees, duration, fromField, metres, short, spot, toField, when } from './format'

const T = Date.UTC(2026, 10, 23, 16, 5, 9) // 2026-11-24 00:05:09 in the city

describe('numbers', () => {
	it('groups thousands', () => expect([count(4334), count(0), count(null), count(NaN)]).toEqual(['4,334', '0', '–', '–']))
	it('shortens in the language', () => {
		expect([4334, 274_000, 2_740_000, 120_000_000].map(n => short(n, 'zh'))).toEqual(['4,334', '27.4万', '274万', '1.2亿'])
		expect([4334, 274_000, 2_740_000, 3_100_000_000].map(n => short(n, 'en'))).toEqual(['4,334', '274k', '2.7M', '3.1B'])
	})
	it('says sizes and distances', () => {
		expect([bytes(0), bytes(1023), bytes(1536), bytes(412e9), bytes(undefined)]).toEqual(['0 B', '1023 B', '1.5 KiB', '384 GiB', '–'])
		expect([metres(35.4, 'zh'), metres(1500, 'zh'), metres(999, 'en'), metres(1500, 'en')]).toEqual(['35 米', '1.5 公里', '999 m', '1.5 km'])
		expect(degrees(26.894, 112.572)).toBe('26.89400, 112.57200')
		expect(degrees(null, 112)).toBe('–')
	})
})

describe('times', () => {
	it('uses the city clock, not the browser zone', () => {
		expect(dateTime(T)).toBe('2026-11-24 00:05')
		expect(dateTime(T, true)).toBe('2026-11-24 00:05:09')
		expect(clock(T)).toBe('00:05:09')
	})
	it('leaves out what today makes plain', () => {
		expect(when(T, T + 3600e3)).toBe('00:05:09')
		expect(when(T, T + 86_400e3)).toBe('11-24 00:05')
		expect(when(T, Date.UTC(2027, 0, 5))).toBe('2026-11-24 00:05')
		expect(when(null)).toBe('–')
		expect(dayClock(T, T + 3600e3)).toBe('11-24 00:05')
		expect(dayClock(T, Date.UTC(2027, 0, 5))).toBe('2026-11-24 00:05')
		expect(dayClock(0)).toBe('–')
	})
	it('reads back what it wrote into a field', () => {
		for (const ms of [T, 0, Date.UTC(2024, 1, 29, 15, 59), Date.UTC(2026, 11, 31, 16, 0)]) expect(fromField(toField(ms))).toBe(Math.floor(ms / 60_000) * 60_000)
	})
	it('refuses dates that do not exist', () => expect(['', 'x', '2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T25:00'].map(fromField)).toEqual([null, null, null, null, null]))
	it('names a station by its place, its code behind', () => {
		expect(spot('解放路与蒸湘路路口北', 'R0252')).toBe('解放路与蒸湘路路口北 (R0252)')
		expect(spot('', 'R0252')).toBe('R0252')
		expect(spot(null, null)).toBe('–')
	})
	it('says durations', () => {
		expect([12e3, 70e3, 1800e3, 5400e3, 7200e3, 3 * 86_400e3 + 3600e3].map(n => duration(n, 'zh'))).toEqual(['12 秒', '1 分 10 秒', '30 分钟', '1 小时 30 分', '2 小时', '3 天 1 小时'])
		expect([12e3, 70e3, 5400e3, 3 * 86_400e3].map(n => duration(n, 'en'))).toEqual(['12 s', '1 min 10 s', '1 h 30 min', '3 d'])
		expect(ago(T, T + 500, 'zh')).toBe('刚刚')
		expect(ago(T, T + 5000, 'en')).toBe('5 s ago')
	})
})
