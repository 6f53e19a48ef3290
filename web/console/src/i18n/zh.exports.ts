/* Words of the exports out of the register, and of their second person. */
export default {
	title: '导出登记册', lead: '只能导出本单位及下级的车辆；车主信息一律打码。每次导出都会留审计记录。', filter: '范围', district: '区县', site: '上牌点',
	unit: '单位', kind: '号牌种类', use: '用途', life: '状态', flag: '标记', from: '登记日期起', to: '登记日期止', any: '不限', own: '本单位及下级',
	columns: '列', pickAll: '全选', pickNone: '全不选',
	col: {
		plate: '号牌', tag: '标签', kind: '号牌种类', use: '用途', life: '状态', flags: '标记', brand: '品牌', model: '型号', colour: '颜色',
		vehicleCode: '整车编码', frameNo: '车架号', motorNo: '电机号', boughtOn: '购买日期', district: '区县', site: '上牌点', unit: '单位',
		registeredAt: '登记时间', ownerName: '车主（掩码）', ownerPhone: '电话（掩码）', ownerIdNo: '证件号（掩码）'
	},
	form: '文件格式', xlsx: 'Excel（XLSX）', csv: 'CSV（UTF-8）', purposeLabel: '导出目的',
	purpose: { case: '办案', check: '核查', report: '统计上报', handover: '移交', request: '上级调取', correction: '数据更正' }, reference: '文号',
	referenceHint: '依据的文件或案件编号：3 到 32 位字母、数字或 -', count: '先看有多少', counted: '共 {n} 辆',
	limit: '每次最多 {n} 行，今天还可导出 {left} 行、{runs} 次', tooMany: '超过每次上限，请缩小范围。',
	overDay: '超过今天剩余的行数，请缩小范围或明天再导。', noRuns: '今天的导出次数已用完。', go: '导出', done: '已导出 {n}', empty: '没有符合条件的车辆',
	mine: '我的导出', none: '还没有导出过', number: '编号', at: '时间', n: '行数', stateLabel: '结果',
	state: { begun: '未完成', done: '已导出', refused: '被拒绝' }, needColumns: '请至少选一列。', needReference: '请填写文号：3 到 32 位字母、数字或 -。',
	mark: '文件开头写明编号、导出人、时间、目的和范围，每行带导出编号。', changed: '范围已改，请重新看数量。',
	second: {
		large: '超过 {n} 行，须另一人同意后才能导出', ask: '请另一人同意', asked: '已提交，等另一人同意', decide: '等我同意的导出',
		mine: '我申请的大批导出', none: { mine: '没有申请过大批导出', decide: '没有等您同意的导出' }, what: '范围', who: '申请人', columns: '{n} 列',
		state: { asked: '待同意', granted: '已同意', refused: '不同意', withdrawn: '已撤回', used: '已导出' }, until: '{t}前有效', over: '已过期',
		grant: '同意', refuse: '不同意', withdraw: '撤回', why: '不同意的原因', askGrant: '同意 {who} 导出 {n} 行（{what}）？',
		done: { grant: '已同意', refuse: '已答复', withdraw: '已撤回' }
	}
}
