/* What the server refuses by name (the field of its answer), in words that say what to do. A rule's name is told the same wherever it is met. */
export default {
	noBasis: '没有扣车的法律依据：没有生效的地方规定，当事人也没有拒绝罚款，号牌也在。', under14: '不满 14 周岁的人不予处罚，请改为教育放行。', inCustody: '这辆车已经在扣车场，请先核对。', clientId: '这个编号已经用于另一份决定，请重新开一份。', stolenBike: '这辆车已报被盗，请联系办案单位，不能交还。', notDue: '还没到可以领取的日子。', unpaid: '当事人拒绝的罚款还没有缴，缴清后才能领车。', noticeRuns: '公告还没有期满。', proposeFirst: '先由一个人提出处理方式，再由另一个人同意。', noNotice: '没有公告中的车辆，先在无人认领的车辆上发出公告。', owed: '今天应缴的数额变了，请刷新后再登记。', idOther: '和登记或决定书上的证件号码不一致，不能交还。', fineMinor: '不满 18 周岁，罚款要从轻，请降低金额。',
	own_hand: '您经办过前面的步骤，这一步要由另一位同事办理。', foreign: '由别的单位承办，您的单位不能办这一步。', surveyor: '由派去的查勘员办理。',
	asker: '只有申请人本人可以撤回。', seller: '只有收款人本人可以撤销这笔收费。', above: '由申请人的上级单位民警，或本单位领导审批。',
	case_officer: '由承办民警或上级加人，不能自己加自己。', bureau: '政策是全市的，由市局领导申请和发布。', decided: '这件事刚被别人办过，请刷新页面看结果。',
	asked_already: '您已经申请过，等另一个人审批。', appeal_late: '已经过了可以申诉的期限。', none_approved: '还没有已核准的理赔，先核准再编批次。',
	sold_day: '只能撤销当天的收费；以后请办注销，按剩余整月退费。', renewal: '后面还有一份续办，请先撤销续办的那一份。', paid_back: '没有可退的金额。',
	court: '重新定损的次数用完了，由法院处理。', past_day: '生效日期已经过去，请换一个日期重新申请。', case_open: '这辆车已有一个在办案件。',
	deregistered: '这辆车已注销，请先恢复登记。', second_open: '银行还没有答复第二笔付款的结果：先用该批次的查询文件问银行，导入答复后再办。',
	no_card: '还没有收款人的银行卡号，请先登记。', one_paid: '银行已经付了其中一笔，金额不能再改。', share_fixed: '定损以后责任比例不能直接改，请先转争议。',
	alert_closed: '警报已结束，不用再派人。', order_open: '这个警报已有一条在办指令。', table_day: '那一天已有放行的标准，请换一个起始日。',
	second_person: '行数较多，须先请另一人同意；同意过的只能导出一次，范围、目的、文号要一样。', needs_nobody: '行数不多，不用别人同意，直接导出即可。',
	no_tag: '这辆车没有装标签，没有轨迹可看。', case_way: '这辆车有在办案件，请在案件里看轨迹。', no_request: '这段时间的轨迹在案件里直接可看，不用申请。',
	card_hand: '登记银行卡的人不能核准或放行付到这张卡的钱，请另一位同事办理。', surveyor_before: '这位查勘员已经定过损，请派另一位。',
	/* checks of claims and accidents that stop a step */
	not_filed: '公安机关尚未立案。', case_ended: '报案已撤回、经查不成立或不予立案。', bike_found: '车辆已追回。', no_cover: '没有有效的保障。',
	cover_used: '这份保障已经赔付过。', not_owner: '那时的保障属于别的车主。', too_late: '已超过可以申请的期限。', waiting: '查找期未满。',
	not_unsolved: '案件还没有转为未破。', heard_since: '最近收到过这辆车的信号，查找期间不赔付。', duplicate: '已有另一份申请。',
	before_purchase: '购车日期晚于被盗日期。', no_purchase: '登记里没有购车日期，请补发票并到窗口补录。', no_amount: '赔付标准里没有这个车龄的金额。',
	outside_cover: '事故不在保障期内。', no_fault: '骑车人无责，不用赔付对方。', no_other: '没有其他受损方，责任保障只赔别人的损失。',
	no_loss: '没有认定对方的损失。', no_finding: '有人受伤，须有交警的事故认定书。', no_share: '责任比例还没有定。'
}
