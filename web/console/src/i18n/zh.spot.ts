/* Words of the impound yard and of decisions on the spot. */
export default {
	title: '现场处罚与扣车', tab: { yard: '扣车场', decisions: '处罚决定' }, phone: '手机执法页', stateLabel: '状态', inYard: '在场车辆', all: '全部', number: '编号', bike: '车辆', where: '存放', release: '可以领取', party: '当事人', act: '违法行为', money: '罚款',
	none: '扣车场里没有车', noneSo: '没有这种状态的', noneSoHint: '把状态改回第一项，看全部。', badPhoto: '这张照片打不开，可能太大或不是照片，请重新拍一张。', noneHint: '民警执勤时在“手机执法页”扣车，扣下的车按可以领取的日期排在这里，交还、公告、处理都从这里办。', noneD: '没有处罚决定', noneDHint: '民警执勤时在“手机执法页”作出警告、罚款，决定出现在这里（离线作出的在联网后），打印、登记缴款、撤销都从这里办。', noPlate: '无号牌', waited: '已到 {n} 天', left: '还有 {n} 天', owes: '待缴 {y} 元',
	custody: { impounded: '扣留中', release_due: '可以领取', released: '已领取', unclaimed: '无人认领', noticed: '公告中', disposed: '已处理' },
	state: { stopped: '已拦下', warned: '已警告', fined: '待缴款', paid: '已缴款', overdue: '逾期', cancelled: '已撤销' },
	ground: { policy: '地方规定', refused: '拒绝接受罚款', no_plate: '没有号牌' }, receiver: { owner: '车主', rider: '当事人', agent: '代领人' }, disposal: { auction: '拍卖', scrap: '报废', treasury: '上缴' },
	way: { cash: '现金', wechat: '微信', alipay: '支付宝', card: '银行卡', bank: '银行或财政缴款码' }, basis: '依据', marks: '车况和随车物品', history: '经过', program: '系统', decision: '处罚决定', notice: '公告号', until: '公告到 {d}', officer: '民警', defence: '陈述申辩', due: '缴款期限', offline: '离线开具', first: '初次', reason: '理由', violation: '违法记录',
	event: { stop: '拦下', let_go: '教育放行', warn: '警告', fine: '罚款', pay: '缴款', overdue: '转为逾期', cancel: '撤销', impound: '扣留', due: '可以领取', release: '领取', unclaim: '转为无人认领', notice: '公告', propose: '提出处理', dispose: '处理', move: '换位置', merged: '车主登记合并', photo_gone: '领取人照片到期删除' },
	paper: { roll: '打印小票', a5: '打印 A5', notice: '打印公告' }, back: '返回列表',
	need: {
		receiver: '登记里没有这辆车的车主，请选当事人或代领人。', name: '请填写领取人姓名。', idNo: '请填写领取人的证件号码。', letter: '代领要带车主的委托书，请填写编号或日期。', photo: '还缺人车合影。', signed: '请领取人签字后勾选。',
		note: '请写明理由。', yard: '请填写扣车场。', siteId: '请选钱收进哪个点。', receipt: '收现金要开财政票据，请填写票据号。', wayRef: '请填写支付单号。', idOther: '和登记或决定书上的证件号码不一致，不能交还。'
	},
	rel: { title: '交还车辆', who: '谁来领', name: '领取人姓名', idNo: '证件号码（照证件录入）', letter: '委托书编号或日期', photo: '人车合影', take: '拍照', note: '提前交还的理由', signed: '领取人已在凭证上签名', go: '核对并交还', done: '已交还', hint: '证件号码要和登记的车主或决定书上的当事人一致，不一致不能交还。' },
	pay: { title: '登记缴款', way: '方式', site: '收款网点', ref: '支付单号', receipt: '财政票据号', go: '登记 {y} 元', done: '已登记缴款', owed: '应缴 {y} 元', paid: '已缴', parts: '{a} 元 + 逾期加处罚款 {b} 元', yuan: '{y} 元', choose: '请选择', next: '收下一笔' }, cancel: { go: '撤销决定', why: '撤销的理由', done: '已撤销', hint: '由作出决定以外的民警撤销；已缴的罚款原路退回。' },
	letGo: '教育放行', toGiveBack: '待退罚款', giveBack: '待退 {y} 元', backWait: '{n} 笔已缴的罚款因违法记录撤销要在柜台退还。', backShow: '查看并办理', backTitle: '退还罚款 {y} 元', backHow: '违法记录已撤销，这笔罚款（{way}，票据或支付单号 {r}）要从收款网点“{site}”的柜台退还：把 {y} 元退给当事人、收回票据，再在这里登记。',
	backOther: '违法记录已撤销，罚款要退还。退还由作出决定以外的民警登记。', backGo: '已退还 {y} 元，撤销决定', backReason: '违法记录已撤销，罚款已在柜台退还', noneBack: '没有要退还的罚款', noneBackHint: '在网点柜台缴过的罚款，违法记录撤销后出现在这里；从银行缴的原路退回，不用办理。',
	paidNote: '罚款已缴清', noticeRuns: '公告到 {d} 为止，期满后才能提出处理。', byNumber: '处罚决定书编号', byNumberHint: '照决定书或小票上的编号输入；CF 和横线可以不输，按回车也能查询。', seekGo: '查询',
	seekFirst: '按编号查处罚决定', seekFirstHint: '请当事人出示决定书或小票，输入上面的编号。查到后核对当事人和应缴的数额，再登记缴款。', noneNumber: '没有编号是 {n} 的处罚决定',
	noneNumberHint: '请对照决定书再输一次：CF 后面是 8 位日期和 4 位序号（KC 开头的是扣车凭证的编号）。编号没有错仍查不到的，可能是别的辖区作出的，也可能民警的手机还没有联网：请当事人到银行缴，或到作出决定的单位办理。',
	do: { notice: '发出公告', propose: '提出处理', dispose: '同意处理' }, how: '处理方式', why: '理由', two: '由 {who} 提出，要另一个人同意。', done: '已办理', moveTo: '换位置', yard: '扣车场', slot: '车位', move: '保存位置'
}
