/* The words of figures of violations: the map of junctions, before and after. What a record is and how it stands is called as on its own page. */
import course from './zh.course'
import spot from './zh.spot'
import vio from './zh.violation'

export default {
	heat: '违法热力', change: '路口前后对比', back: '返回统计', heatLead: '圆越大，所选日期和时段里确认成立的违法越多。只计数，不显示号牌、骑车人和民警。',
	kind: vio.kind, source: vio.source, state: vio.state, courseState: { ...course.classState, ...course.state },
	examState: course.exam, spotState: spot.state,
	hour: '{h} 点', allKinds: '全部种类', kindLabel: '违法种类', hoursLabel: '时段',
	hours: { all: '全天', morning: '早高峰 7–9 点', day: '白天 9–17 点', evening: '晚高峰 17–19 点', night: '夜间 19 点–次日 7 点' },
	junction: '路口', n: '违法', captured: '线索', open: '待审核', seen: '检测日违法', watched: '正常检测日', rate: '每检测日违法', none: '这些日子没有路口违法',
	noneHint: '换一个日期范围、种类或时段。', noJunctions: '本单位辖区还没有登记路口', noJunctionsHint: '请先在“路口”页登记路口和基站。', elsewhere: '不在路口', total: '合计',
	onMap: '在地图上看', compare: '前后对比', mapLabel: '路口违法热力图', perDay: '{r} 起/检测日', pop: '违法 {n} 起，线索 {c} 条，待审核 {o} 条', table: '表格',
	badDays: '请检查日期：止不能早于起，最长 400 天。', csv: '下载 CSV', words: '口径与说明', cutoff: '统计到 {t}（UTC+8）',
	pick: '选择路口', day: '变化之日', dayHint: '从这天起算“之后”', days: '前后各几天', dayCount: '{n} 天', ask: '对比', before: '之前', after: '之后',
	change_: '变化', spanOf: '{a} 至 {b}', daysOver: '已过的天数', ofDays: '{n} / {of}', accidents: '路口事故', accidentsOf: '{n}（全市 {of}）', stations: '该路口在用基站 {n} 个',
	few: '两段合计不足 30 起，差别很可能只是偶然，不算百分比。', noWatch: '至少有一段没有正常检测日，违法率无法对比。', fewDays: '“之后”还不满 {n} 天，只比较已过的日子。',
	unlike: '两段的正常检测日相差较多，请谨慎比较。', byKind: '按种类', pickFirst: '选一个路口和变化之日', pickHint: '例如新增信号灯、护栏或集中整治开始的那天。取整周可以避免工作日与周末不同。',
	printed: '打印于 {t} · 打印人 {who}'
}
