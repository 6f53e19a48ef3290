/* Words of appeals, named riders, notices that did not arrive, and the published list. */
export const appeal = {
	title: '申诉', tab: { open: '待复核', done: '已办', named: '指认骑车人', notices: '未送达' }, none: { open: '没有待复核的申诉', done: '还没有办结的申诉', named: '没有待核实的骑车人', notices: '通知都已送达' },
	hint: { open: '车主在手机上提出申诉后，按到期日排在这里。', done: '维持和撤销的申诉都留在这里。', named: '车主说明不是本人骑行、对方还没有在手机上答复的，排在这里。', notices: '短信发不出或没有手机号的，要用纸质方式送达。' },
	due: '{d}（含当日）前答复', left: '还剩 {n} 个工作日', today: '今天到期', late: '已超期 {n} 个工作日', provisional: '这一年的节假日还没有公布，日期可能变动', words: '车主陈述', photos: '附件照片', noPhotos: '没有附照片', look: '看照片', picture: '现场照片', noPicture: '这条记录没有照片。',
	fact: '违法事实', place: '地点', at: '时间', number: '记录编号', owner: '申诉人', law: '依据', nth: '当月第 {n} 次', uphold: '维持', revoke: '撤销', ground: '撤销事由', reason: '复核理由（会原样告知车主）', reasonHint: '写明看了什么、为什么这样决定，至少 3 个字。', decide: '提交决定', choice: '怎样决定', does: { uphold: '违法成立：照常计入当月次数，车主收到维持的理由。', revoke: '违法不成立：不再计数，由它引起的学习、公示和罚款一并收回。' }, chooseGround: '请选择撤销事由',
	keys: '↑ ↓ 换一件，W 维持，C 撤销', own_hand: '这条违法是您审核确认的，依法由另一名民警复核。您可以查看，不能决定。', decidedWhy: '已经办结。', state: { open: '待复核', upheld: '维持', revoked: '撤销' }, done: '已办结，车主会收到通知，当月次数已重新计算。',
	openExposure: '查看公示', to: '送达给', plate: '号牌', what: '通知', byDay: '送达期限', dayOver: '已过期限', carry: '短信没有送到，请按送达期限逐件纸质送达，送到后登记。', namedBy: '{o} 说明由 {n}（{p}）骑行', register: '登记簿中的人', nobody: '登记簿里没有对得上的人', riderName: '实际骑车人姓名', riderMark: '证件号码或手机号', riderHint: '按本人出示的填写全名；两项要和登记簿里的同一个人一致，才能核实。', confirm: '核实无误', refuse: '不予采信', note: '依据', noteHint: '例如：本人到窗口承认', named: '已办理，双方会收到通知。',
	kind: { violation: '违法告知', changed: '变更告知', rider: '骑车人确认', exposure: '公示告知' }, nstate: { failed: '短信未送达', no_phone: '没有手机号', waiting: '发送中', sent: '已发出', seen: '已查看', served: '已送达' }, serve: '登记纸质送达', how: '送达方式和经过，例如：送到车主住处，本人在送达回证上签名', served: '已登记送达。',
	choose: '从左边选一件', ago: '{d} 提出'
}
export const expose = {
	title: '曝光', state: { proposed: '拟公示', notice_sent: '已告知', approved: '已批准', published: '公示中', expired: '已到期', withdrawn: '已撤下' }, show: { open: '在办', all: '全部' }, none: '没有要公示的', noneHint: '违法次数达到标准后自动提出；次数降下来会自动撤下。',
	name: '公示姓名', plate: '公示号牌', period: '统计期', ever: '累计', count: '次数', stateLabel: '状态', told: '告知 {d}', objectUntil: '{d}（含当日）前可提意见', first: '第一人批准 {d}', second: '第二人批准 {d}', until: '公示到 {d}', fell: '次数降低，自动撤下', byHand: '人工撤下：{r}',
	do: { notify: '告知当事人', approve: '批准', publish: '公示', withdraw: '撤下' }, why: { early: '提意见的期限还没有过，到期后才能批准。', own_hand: '您已经批准过，第二次批准要由另一个人办理。', role: '由交警或领导批准。' }, whyLabel: '撤下的理由', askPublish: '将在公开页面上显示“{n} {p}”，到期自动撤下。确定公示？',
	askNotify: '将把拟公示的次数和提意见的期限发给当事人。', publicPage: '看公开页面', done: '已办理。', month: '{y}年{m}月', rules: '须先告知当事人并等其提意见，再由两个不同的人批准，才能公示；只公示姓氏和部分号牌。'
}
