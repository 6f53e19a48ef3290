/* Words of the books. */
export default {
	title: '账簿', tabs: { balance: '试算平衡', lines: '科目明细', find: '查单据', tills: '各点对账' }, from: '起始日期', to: '截止日期',
	spans: { today: '今天', month: '本月', year: '今年' }, account: '科目', site: '网点', before: '期初余额', debit: '借方', credit: '贷方', after: '期末余额',
	balance: '余额', sum: '合计', sign: '借方是收入该科目的金额，贷方是付出的金额；负数余额在贷方。金额单位：元。',
	even: '账平：期初合计 {before}，借方 {debit} = 贷方 {credit}，期末合计 {after}',
	uneven: '账不平！期初合计 {before}，借方 {debit}，贷方 {credit}，期末合计 {after}。请停止收付，立即报告系统管理员，在服务器上运行 yanzhen verify。',
	whole: '{n} 笔分录行', empty: '这段时间没有账', emptyHint: '卖出保障、退费、赔付都会自动记账。换一段日期看看。', choose: '选择科目',
	noLines: '这段时间这个科目没有分录', at: '时间', entry: '分录', what: '摘要', number: '单据号', by: '经办', program: '系统', pick: '先选一个科目',
	pickHint: '在“试算平衡”里点科目，或在上面选。', search: '单据号', searchGo: '查询', searchHint: '收款凭证号、微信或支付宝支付单号、理赔号、事故号、付款批次号、银行流水号，照单据完整填写。',
	start: '按单据号查分录', none: '没有找到', noneHint: '请核对单号是否完整；不属于本单位的账也查不到。', of: '{kind} {number} 的全部分录', open: '打开{kind}',
	kind: { plan: '保障', claim: '理赔', accident: '事故', spot: '现场罚款' },
	step: { sale: '收费', cancel: '撤销', refund: '应退', repay: '退款', owe: '应付', unowe: '冲销应付', pay: '支付', recover: '追回', back: '退回罚款' },
	accounts: {
		cash: '现金', wechat: '微信收款', alipay: '支付宝收款', card: '银行卡收款', income: { plan: '防盗服务收入', liability: '责任保障收入', fine: '罚款', surcharge: '加处罚款' },
		refund: { plan: '保障退费' }, payable: { plan: '应退保障费', claim: '应付盗抢赔款', liability: '应付责任赔款' },
		expense: { claim: '盗抢赔款支出', liability: '责任赔款支出' }, bank: { operator: '运营方银行账户', insurer: '保险公司银行账户', treasury: '国库罚没专户' },
		recovered: { claim: '追回赔款' }
	},
	counted: '清点人', closed: '结清人', ways: '各支付方式', printed: '{who} {t} 打印 · {from} 至 {to}',
	file: {
		title: '导出账簿', open: '导出', what: '内容', balance: '试算平衡表', lines: '科目明细', journal: '分录簿（全部分录）', tills: '各点对账', go: '导出',
		done: '已导出 {n}', mark: '文件开头写明编号、导出人、时间、目的和范围，每行带导出编号；导出留审计记录，计入每日导出上限。'
	}
}
