/* What the server refuses by name (the field of its answer), in words that say what to do. A rule's name is told the same wherever it is met. */
export default {
	by_appeal: '当事人已申诉，请在“申诉”里复核。', late: '审核期限已过，不能再办。', has_picture: '已经有图片，证据不能更换。', reviewed: '已经审核过，证据要在审核前存入。',
	stolen: '这辆车当时已报被盗，请按被盗理由不予认定。', own_hand: '您经办过前面的步骤，这一步要由另一位同事办理。', foreign: '由别的单位承办，您的单位不能办这一步。', surveyor: '由派去的查勘员办理。',
	asker: '只有申请人本人可以撤回。', seller: '只有收款人本人可以撤销这笔收费。', above: '由申请人的上级单位民警，或本单位领导审批。',
	case_officer: '由承办民警或上级加人，不能自己加自己。', bureau: '政策是全市的，由市局领导申请和发布。', decided: '这件事刚被别人办过，请刷新页面看结果。',
	asked_already: '您已经申请过，等另一个人审批。', appeal_late: '已经过了可以申诉的期限。', none_approved: '还没有已核准的理赔，先核准再编批次。',
	sold_day: '只能撤销当天的收费；以后请办注销，按剩余整月退费。', renewal: '后面还有一份续办，请先撤销续办的那一份。', paid_back: '没有可退的金额。',
	court: '重新定损的次数用完了，由法院处理。', past_day: '生效日期已经过去，请换一个日期重新申请。', case_open: '这辆车已有一个在办案件。',
	deregistered: '这辆车已注销，请先恢复登记。', second_open: '银行还没有答复第二笔付款的结果：先用该批次的查询文件问银行，导入答复后再办。',
	no_card: '还没有收款人的银行卡号，请先登记。', one_paid: '银行已经付了其中一笔，金额不能再改。', share_fixed: '定损以后责任比例不能直接改，请先转争议。',
	alert_closed: '警报已结束，不用再派人。', order_open: '这个警报已有一条在办指令。', table_day: '那一天已有放行的标准，请换一个起始日。',
	second_person: '行数较多，须先请另一人同意；同意过的只能导出一次，范围、目的、文号要一样。', needs_nobody: '行数不多，不用别人同意，直接导出即可。',
	no_draft: '没有草稿。先修改几何并保存，再发布。', junction_faults: '草稿自相矛盾，先按下面列出的各处改好再发布。',
	junction_taken: '这个编号已有路口，请换一个编号。', not_published: '这个路口还没有发布过几何，先发布再接入信号。',
	other_source: '这个路口的灯色来自别处，先把来源改为接口。',
	no_tag: '这辆车没有装标签，没有轨迹可看。', case_way: '这辆车有在办案件，请在案件里看轨迹。', no_request: '这段时间的轨迹在案件里直接可看，不用申请。',
	card_hand: '登记银行卡的人不能核准或放行付到这张卡的钱，请另一位同事办理。', surveyor_before: '这位查勘员已经定过损，请派另一位。',
	/* checks of claims and accidents that stop a step */
	not_filed: '公安机关尚未立案。', case_ended: '报案已撤回、经查不成立或不予立案。', bike_found: '车辆已追回。', no_cover: '没有有效的保障。',
	cover_used: '这份保障已经赔付过。', not_owner: '那时的保障属于别的车主。', too_late: '已超过可以申请的期限。', waiting: '查找期未满。',
	not_unsolved: '案件还没有转为未破。', heard_since: '最近收到过这辆车的信号，查找期间不赔付。', duplicate: '已有另一份申请。',
	before_purchase: '购车日期晚于被盗日期。', no_purchase: '登记里没有购车日期，请补发票并到窗口补录。', no_amount: '赔付标准里没有这个车龄的金额。',
	outside_cover: '事故不在保障期内。', no_fault: '骑车人无责，不用赔付对方。', no_other: '没有其他受损方，责任保障只赔别人的损失。',
	no_loss: '没有认定对方的损失。', no_finding: '有人受伤，须有交警的事故认定书。', no_share: '责任比例还没有定。',
	/* courses and exams */
	bank_small: '题库的题目不够出一份试卷，请先导入题目。', class_begun: '这个班已经开课，不能再改。', class_full: '这个班满了、已开课或已取消，请另选一个。', class_same: '已经约的就是这个班。',
	class_waits: '还有人在这个班里，不能结束。', film_first: '请先看完警示片。', film_short: '片子还没有放完。', no_free_days: '一年内排不下这么多班，请多选几个星期几或换个时间。', no_paper: '没有正在进行的试卷。',
	no_seat: '这位骑行人不在这个班里。', no_session: '现在没有上课，签到码在上课前半小时起显示。', not_complete: '课程还没有学完，不能考试。', paper_open: '已有一份试卷正在进行，请接着答。',
	paper_over: '这份试卷的时间已到，不能再答。', room_closed: '这间教室已停用，请换一间。', room_taken: '这间教室那个时间有别的班。', session_to_come: '这一次课还没有开始。', too_early: '还没到可以补考的日子。'
}
