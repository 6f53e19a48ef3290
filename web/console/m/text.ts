/* What the owners' pages say, Chinese first. Every key has both languages: the second list is typed by the first. */
import { ref } from 'vue'
import { enCourse, zhCourse } from './text.course'
import { enTraffic, zhTraffic } from './text.traffic'

const zh = {
	...zhTraffic, ...zhCourse,
	'shot.made': '报案已经提交', 'shot.madeText': '照片单独上传，传不上也不影响报案。', 'shot.going': '正在上传第 {n} 张，共 {all} 张…', 'shot.left': '还有 {n} 张照片没有传上。', 'shot.sent': '{n} 张照片已经传上。',
	'shot.again': '再传一次', 'shot.other': '换一张照片', 'shot.more': '再加一张', 'shot.full': '这个案件的照片已经够数，不用再传。', 'shot.closed': '案件已经办结，不能再传照片。', 'shot.add': '补充照片', 'shot.addText': '车的样子、发票、现场，最多 3 张，民警能看到。',
	'photo.take': '拍照上传', 'photo.again': '重新上传', 'photo.bad': '这个文件不是照片，请重新选。', 'claim.given': '已交的材料', 'claim.paperBring': '这一项请带原件到上牌点。', 'doc.bank_card': '银行卡照片',
	'report.photos': '照片（选填，最多 3 张）：车的样子、发票、现场', 'report.photosN': '已选 {n} 张', 'me.news': '进展短信', 'me.newsOn': '案件和理赔有进展时，给您发短信。', 'me.newsOff': '不发进展短信，请自己来这里看。',
	'me.newsStop': '不要短信', 'me.newsStart': '接收短信',
	app: '我的电动车', bikes: '我的车', bookings: '预约', me: '我的', back: '返回', retry: '重试', loading: '正在读取…', cancel: '取消', keep: '不取消', sure: '确定',
	'login.title': '车主登录', 'login.lead': '用登记车辆时留的手机号登录。', 'login.phone': '手机号', 'login.code': '短信验证码', 'login.ask': '获取验证码', 'login.again': '{n} 秒后可重新获取',
	'login.enter': '登录', 'login.sent': '如果这个号码登记过车辆，验证码已经发出，五分钟内有效。', 'login.phoneBad': '请输入 11 位手机号。', 'login.codeBad': '请输入短信里的 6 位数字。',
	'login.wrong': '验证码不对或者已经过期，请重新获取。', 'login.help': '收不到？号码换了？请带身份证到任一上牌点更新。',
	'bikes.none': '这个号码名下没有登记的车', 'bikes.noneDo': '新车请预约上牌；车在别人名下的，请到上牌点过户。', 'bikes.book': '预约上牌', 'bikes.since': '{d} 起在您名下', 'bikes.frame': '车架号', 'bikes.ends': '临时号牌到期',
	'bikes.good': '登记有效', 'bikes.deregistered': '已注销', 'bikes.caseOpen': '您报的案正在办理', 'bikes.way': '看行踪', 'bikes.bookFor': '预约办理', 'bikes.stolenDo': '发现车辆请拨 110，不要自己去取。',
	'bikes.endsSoon': '临时号牌还有 {n} 天到期，请预约换正式号牌。', 'bikes.ended': '临时号牌已经到期，请预约换正式号牌。',
	'kind.standard': '正式号牌', 'kind.temporary': '临时号牌',
	'flag.stolen': '已报被盗', 'flag.impounded': '已扣留', 'flag.violation_open': '有未处理的违法', 'flag.accident_open': '有未处理的事故', 'flag.sealed': '已查封', 'flag.correction_open': '更正审核中',
	'flag.claim_open': '理赔办理中', 'flag.transfer_open': '过户办理中', 'flag.silent_tag': '标签失联，很久没有信号', 'flag.low_battery': '标签电量低', 'flag.plate_lost': '号牌挂失', 'flag.plan_expired': '服务已到期',
	'flagDo.silent_tag': '请到上牌点检查标签，丢车时才找得到。', 'flagDo.low_battery': '请到上牌点换标签电池。', 'flagDo.impounded': '请带身份证到交警大队处理。', 'flagDo.violation_open': '请到交警大队处理，处理前不能过户。',
	'way.title': '行踪', 'way.day': '今天', 'way.3': '三天', 'way.7': '七天', 'way.none': '这段时间没有听到您的车', 'way.noneDo': '车停在没有基站的地方时听不到；刚听到的要过 {n} 分钟才显示。换一段时间看看。',
	'way.early': '这段时间还没有可以看的：只有车在您名下之后的，并且要晚一些才显示。请过一会儿再来，或换一段时间。',
	'way.coarse': '为了您的安全，行踪只精确到约 {m} 米，并延迟 {n} 分钟。', 'way.fine': '您报的案正在办理：行踪精确、即时显示。发现车辆请拨 110。', 'way.more': '记录太多，只显示了一部分，请选短一点的时间。',
	'way.stays': '停留 {d}', 'way.passes': '经过', 'way.audit': '每次查看都会留记录。', 'way.sketch': '行踪草图，共 {n} 处',
	'way.consent': '看行踪要先同意', 'way.consentText': '同意后，您可以在这里看到自己的车在您名下期间的大致行踪；您报案后，办案民警可以用行踪找车。每次查看都留记录。可以随时撤回。', 'way.agree': '同意', 'way.version': '告知书 {v} 版',
	'b.new': '新预约', 'b.none': '还没有预约', 'b.noneDo': '预约好时间，到了直接签到，不用排队。', 'b.no': '预约号', 'b.move': '改时间', 'b.cancelAsk': '取消这个预约？名额会让给别人。', 'b.queue': '排队号 {n}', 'b.window': '请到 {n} 号窗口',
	'b.bring': '要带的', 'b.originals': '都带原件。', 'b.bringFault': '要带什么没有读到。', 'b.which': '哪辆车', 'b.otherBike': '不在我名下的车', 'b.otherBikeDo': '买来的、别人名下的', 'b.noBike': '您名下没有登记在册的车；新车请选“新车上牌”，别人名下的车请选“过户”。', 'b.walkin': '现场取号', 'b.older': '更早的', 'b.done': '已约好', 'b.moved': '已改好', 'b.call': '打电话', 'b.what': '办什么', 'b.where': '去哪里', 'b.when': '什么时候', 'b.confirm': '确认预约', 'b.confirmMove': '确认改时间',
	'b.left': '余 {n}', 'b.full': '满', 'b.noSites': '现在没有开放预约的上牌点', 'b.noHit': '没有这样的上牌点，换个字再找。', 'b.noneFree': '这一天已经约满或没有时段，请换一天或换一个点。', 'b.allAreas': '全部', 'b.search': '找上牌点', 'b.provisional': '节假日安排公布后可能调整。',
	'day.open': '营业', 'day.no_hours': '这一天不办公', 'day.holiday': '节假日休息', 'day.closed_day': '这一天临时停办', 'day.closed': '这个点已停办', 'day.today': '今天', 'day.tomorrow': '明天',
	'doc.or': ' 或 ', 'doc.id_card': '身份证', 'doc.unit_licence': '营业执照', 'doc.agent_id_card': '代办人身份证', 'doc.agent_letter': '委托书', 'doc.invoice': '购车发票', 'doc.conformity': '整车合格证', 'doc.ccc': '3C 证书', 'doc.dealer_statement': '经销商证明',
	'doc.origin_pledge': '来历承诺书', 'doc.old_plate': '旧号牌', 'doc.old_certificate': '行驶证', 'doc.court_paper': '法律文书', 'doc.delivery_contract': '配送合同', 'doc.transfer_contract': '买卖协议', 'doc.loss_statement': '遗失声明', 'doc.scrap_proof': '报废回收证明', 'doc.other': '其他材料（请先问上牌点）',
	'with.register': '要上牌的车', 'with.change': '这辆车', 'with.transfer': '这辆车', 'with.replace': '这辆车和还在的号牌', 'with.deregister': '还在的号牌和标签',
	'p.register': '新车上牌', 'p.change': '信息变更', 'p.transfer': '过户', 'p.replace': '补换号牌、标签', 'p.deregister': '注销',
	's.booked': '已预约', 's.checked_in': '已签到', 's.serving': '办理中', 's.done': '已办', 's.no_show': '没有来', 's.cancelled': '已取消',
	'me.hello': '{name}，您好', 'me.trail': '看行踪的同意', 'me.given': '已同意（{d}）', 'me.notGiven': '没有同意', 'me.take': '撤回', 'me.takeAsk': '撤回后您就看不到车的行踪；已经留下的记录不会删除。确定撤回？', 'me.lang': 'English', 'me.out': '退出登录',
	'me.privacy': '姓名和号码加密保存，这里只显示一部分。要看全部或更正，请带身份证到上牌点。', 'me.report': '车被偷了？', 'me.reportDo': '请立即拨打 110，或到最近的派出所报案，说明号牌号码。报案后系统会自动追踪。', 'me.call': '拨打 110',
	'e.offline': '网络不通，请稍后再试。', 'e.busy': '请求太多，请过 {n} 秒再试。', 'e.slot': '这个时段刚刚满了，请另选一个。', 'e.day': '这一天不能预约，请换一天。', 'e.phone': '这个号码已经有预约，或登记中没有您的号码；请先取消旧的，或到上牌点补登。', 'e.state': '情况有变化，已重新读取。', 'e.server': '系统出了问题，请稍后再试（{n}）。', 'e.gone': '没有找到。', 'e.bike': '这辆车已经不在您名下，请重新选。',
	'guard.arm': '设防', 'guard.armedOn': '已设防：车一动就通知您。用车前请先关掉。', 'guard.armedOff': '停好车打开：车被移动，马上通知您。', 'guard.night': '每晚自动设防', 'guard.nightHint': '22:00 到次日 6:00',
	'guard.nightNow': '现在已设防，6:00 自动撤防。', 'guard.dual': '离开我的标签就提醒', 'guard.dualHint': '车走了，而您的车主标签不在车边时通知您。', 'guard.kind.armed': '设防后车辆被移动', 'guard.kind.no_owner_tag': '车辆离开您的标签移动了',
	'guard.place': '大致位置 {p}（精确到约 {m} 米）', 'guard.mine': '是我', 'guard.report': '不是我，报案', 'guard.s.mine': '您说是本人用车', 'guard.s.reported': '已报案', 'guard.s.taken': '民警已转案件', 'guard.s.taken_back': '后来听到您的标签，已取消',
	'guard.s.ended': '已撤防', 'guard.s.open': '等您确认', 'case.now': '正在进行',
	'report.open': '车被偷了，报案', 'report.title': '报告车辆被盗', 'report.urgent': '刚刚被偷、看见小偷，请马上拨 110。', 'report.seen': '最后一次看到车', 'report.missing': '发现车不见了', 'report.place': '停在哪里',
	'report.placeHint': '例如：财富广场北门车棚', 'report.locked': '锁了吗', 'report.lockKind': '什么锁', 'report.keys': '钥匙在哪里', 'report.note': '还有什么能帮助找车（可不填）',
	'report.noteHint': '车上的特征、装的东西、可疑的人', 'report.true': '请如实填写：谎报案情要承担法律责任。提交后由民警核实受理，受理后车辆开始布控。', 'report.send': '提交报案', 'report.needTimes': '请填两个时间。',
	'report.order': '最后看到车的时间要早于发现不见的时间。', 'report.future': '时间不能晚于现在。', 'report.needPlace': '请写车停在哪里。', 'report.already': '这辆车已经有一个在办的案件。', 'report.tooOften': '今天报得太多了，或者系统正忙。着急请拨 110，或到派出所报案。', 'report.notYours': '那时车还没有登记在您名下，请改时间；确实如此请到派出所报案。', 'locked.yes': '锁了',
	'locked.no': '没锁', 'locked.unknown': '记不清', 'lock.unknown': '说不清', 'lock.built_in': '车自带的锁', 'lock.chain': '链条锁', 'lock.u_lock': 'U 形锁', 'lock.disc': '碟刹锁', 'lock.electronic': '电子锁', 'lock.other': '其他',
	'key.unknown': '不清楚', 'key.owner': '在我这里', 'key.family': '家里人拿着', 'key.in_bike': '忘在车上', 'key.lost': '丢了', 'key.other': '其他', 'case.look': '看案件进展', 'case.title': '案件进展',
	'case.none': '这辆车没有案件', 'case.no': '案件编号 {n}', 'case.between': '{a} 到 {b} 之间', 'case.reported': '已提交报案', 'case.accepted': '民警受理', 'case.receipt': '接报案回执 {n}',
	'case.confirmWait': '民警核实后受理，进展在这里看。', 'case.filed': '立案', 'case.filing': '立案文书 {n}', 'case.filingDue': '最迟 {d} 决定是否立案', 'case.located': '发现车辆踪迹', 'case.recovered': '车辆已追回',
	'case.fetch': '请等民警通知，带身份证领车。', 'case.unsolved': '仍未找到', 'case.unsolvedText': '继续布控：车一出现，民警马上知道。有防盗服务的可以申请理赔。', 'case.looking': '正在找车',
	'case.lookingText': '全市基站都在听您车上的标签。', 'case.next': '下一步', 'case.end.returned': '车辆已发还', 'case.end.not_filed': '决定不立案', 'case.end.withdrawn': '已撤回', 'case.end.unfounded': '查无此事',
	'case.takeBack': '撤回报案', 'case.takeBackAsk': '车找到了，或者报错了？撤回后民警不再处理。', 'case.keep': '不撤回', 'plan.theft': '防盗服务', 'plan.liability': '第三者责任保障', 'plan.until': '到 {d}', 'plan.from': '{d} 起',
	'claim.title': '防盗理赔', 'claim.what': '能赔多少', 'claim.ask': '看看能赔多少', 'claim.may': '可以申请：赔 {y}，材料齐了以后 {n} 个工作日内付到您的银行卡。', 'claim.mayNot': '现在还不能申请（按车龄应赔 {y}）：',
	'pay.open': '被盗了能赔多少', 'pay.would': '如果现在被盗，查找期满仍没找回，可赔 {y}；材料齐全后 {n} 个工作日内付到银行卡。', 'pay.notAt': '按现在的车龄是 {y}，但现在被盗不能赔：',
	'pay.not': '现在被盗不能赔：', 'pay.until': '防盗服务到 {d}。', 'pay.buy': '防盗服务 {y}，保 {n} 年，到任一上牌点办理，次日零点生效。', 'pay.table': '按购车日到被盗日的车龄赔付',
	'pay.span': '{a} 到 {b} 个月', 'pay.spanOpen': '{a} 个月以上', 'pay.note': '赔付不超过购车价。实际金额以被盗当日的标准为准。',
	'claim.mayNotAt': '现在还不能申请：', 'claim.fromDay': '最早 {d} 可以申请。', 'claim.papers': '要准备的材料', 'claim.file': '申请理赔', 'claim.look': '看理赔进展', 'claim.no': '理赔编号 {n}', 'claim.owed': '最迟 {d} 付款',
	'claim.owedAbout': '大约 {d} 付款（那一年的节假日还没有公布）', 'claim.stopped': '计时暂停，补齐以后接着算。', 'claim.paidOn': '{d} 已付款', 'claim.missing': '还缺的材料', 'claim.bring': '可以拍照上传，也可以带原件到任一上牌点。',
	'claim.card': '收款银行卡', 'claim.cardAsk': '{name} 本人的银行卡号', 'claim.cardOther': '换一张卡', 'claim.cardKeep': '保存卡号', 'claim.cardBad': '卡号不对，请再看一遍。',
	'claim.cardSafe': '卡号加密保存，只显示末四位。只能付给登记的车主本人。', 'claim.submit': '提交申请', 'claim.papersSent': '材料已交齐', 'claim.appeal': '不服，申诉', 'claim.appealWhy': '为什么不同意这个决定',
	'claim.appealSend': '提交申诉', 'claim.withdraw': '撤回申请', 'claim.withdrawAsk': '撤回后这次申请就结束了。', 'claim.keep': '不撤回', 'claim.line': '经过', 'claim.s.draft': '草稿', 'claim.s.submitted': '已提交',
	'claim.s.auto_checked': '已核查', 'claim.s.needs_papers': '待补材料', 'claim.s.in_review': '审核中', 'claim.s.approved': '已核准', 'claim.s.batched': '付款中', 'claim.s.paid': '已付款', 'claim.s.closed': '已结束',
	'claim.s.rejected': '不予赔付', 'claim.s.appealed': '申诉中', 'claim.s.held_sighted': '收到信号，暂停', 'claim.s.found_after_payment': '赔后追回', 'claim.s.paid_in_doubt': '赔款核对中', 'claim.s.repaid': '已退回赔款', 'claim.s.forfeited': '车辆归赔付方',
	'market.title': '二手车转让', 'market.lead': '这里的车都登记在册，没有报失、查封或扣留。成交要双方一起到上牌点办过户；过户前不要先付全款。', 'market.none': '现在没有转让的车', 'market.noneDo': '要卖自己的车，请在“我的车”里点“转让这辆车”。',
	'market.sell': '转让这辆车', 'market.price': '想卖多少钱（元）', 'market.shape': '车况', 'market.s.as_new': '几乎全新', 'market.s.good': '车况好', 'market.s.used': '有使用痕迹', 'market.s.repair': '需要修理', 'market.offer': '发布转让',
	'market.change': '更新', 'market.end': '不卖了', 'market.on': '转让中 · {y}', 'market.until': '到 {d}', 'market.asks': '{n} 人想买', 'market.held': '案件在办，转让信息已隐藏；结案后自动恢复。', 'market.blocked': '这辆车现在不能过户，也就不能转让。请看上面的提示，或到上牌点问清楚。',
	'market.priceBad': '请填 1 到 50000 元。', 'market.how': '别人看得到车型、车况、价格和部分号牌，看不到您的姓名和电话。有人想买，对方的电话会发短信给您。', 'market.noBrand': '电动自行车', 'market.months': '购车 {n} 个月', 'market.years': '购车 {n} 年 {m} 个月',
	'market.ageUnknown': '购车时间不详', 'market.since': '{d} 发布', 'market.checked': '登记在册', 'market.own': '您的车', 'market.ask': '我想买', 'market.askSure': '您登记的手机号会发给卖家，由卖家联系您。', 'market.askGo': '发给卖家', 'market.askedDo': '已把您的号码发给卖家，请等卖家联系。',
	'market.noPhone': '登记里没有手机号，请到上牌点补登。', 'market.tooMany': '今天联系的卖家太多了，请明天再来。', 'market.gone': '这辆车已经不转让了。', 'market.see': '看看别人转让的车',
	'acc.open': '出了事故', 'acc.title': '事故', 'acc.first': '有人受伤：先打 122 报警、120 急救，再报案。不要先私了。', 'acc.call122': '拨打 122', 'acc.call120': '拨打 120',
	'acc.new': '报事故', 'acc.when': '什么时候', 'acc.place': '在哪里', 'acc.placeHint': '例如：解放路与蒸湘路口', 'acc.what': '怎么发生的', 'acc.whatHint': '和谁相撞、撞到哪里、损坏了什么', 'acc.hurt': '有人受伤吗',
	'acc.yes': '有', 'acc.no': '没有', 'acc.police': '已经报 122', 'acc.send': '提交', 'acc.need': '请写时间、地点和经过。', 'acc.future': '时间不能晚于现在。', 'acc.notYours': '那时这辆车不在您名下。',
	'acc.note': '这项保障赔对方的损失；自己的车损和伤情不在这里赔。', 'acc.no_': '事故编号 {n}', 'acc.line': '经过', 'acc.surveyor': '查勘员到现场', 'acc.sendBy': '最迟 {d} 派出', 'acc.due': '最迟 {d} 到达',
	'acc.sent': '已派查勘员', 'acc.assessed': '已定损：赔 {y}', 'acc.agreed': '已达成协议', 'acc.payBy': '最迟 {d} 赔付', 'acc.paid': '已赔付 {y}', 'acc.reported': '已报案', 'acc.refused': '不予赔付',
	'acc.withdrawn': '已撤回', 'acc.court': '走司法程序', 'acc.disputed': '有争议，换一位查勘员重新定损', 'acc.dispute': '不同意', 'acc.disputeWhy': '哪里不对', 'acc.withdraw': '撤回报案',
	'acc.goCourt': '走司法程序', 'acc.another': '再报一次事故', 'acc.assess': '定损',
	'doc.theft_receipt': '接报案回执', 'doc.unsolved_proof': '未破案证明（派出所出具）', 'doc.claim_form': '理赔申请表', 'doc.service_receipt': '防盗服务收据', 'doc.card': '银行卡', 'me.reportHere': '选一辆车，在手机上报案'
}
export type Key = keyof typeof zh
const en: Record<Key, string> = {
	...enTraffic, ...enCourse,
	'shot.made': 'Your report is sent', 'shot.madeText': 'Photos go on their own: the report stands without them.', 'shot.going': 'Sending photo {n} of {all}…', 'shot.left': 'Photos that did not go through: {n}.', 'shot.sent': 'Photos sent: {n}.',
	'shot.again': 'Send again', 'shot.other': 'Choose another photo', 'shot.more': 'Add another', 'shot.full': 'This case has enough photos already.', 'shot.closed': 'The case has ended: no more photos.', 'shot.add': 'Add photos', 'shot.addText': 'The bike, the invoice, the place; at most 3, for the police to see.',
	'photo.take': 'Send a photo', 'photo.again': 'Send another', 'photo.bad': 'This file is no picture; choose another.', 'claim.given': 'Papers given', 'claim.paperBring': 'Bring this one to a registration point.',
	'doc.bank_card': 'Photo of the bank card', 'report.photos': 'Photos (optional, at most 3): the bike, the invoice, the place', 'report.photosN': '{n} chosen', 'me.news': 'Messages of news',
	'me.newsOn': 'You get a message when a case or a claim moves.', 'me.newsOff': 'No messages are sent; look here yourself.', 'me.newsStop': 'No messages', 'me.newsStart': 'Send me messages',
	app: 'My e-bikes', bikes: 'Bikes', bookings: 'Visits', me: 'Me', back: 'Back', retry: 'Try again', loading: 'Loading…', cancel: 'Cancel', keep: 'Keep it', sure: 'Yes',
	'login.title': 'Owner log-in', 'login.lead': 'With the phone number given at registration.', 'login.phone': 'Mobile number', 'login.code': 'Code from the message', 'login.ask': 'Send me a code', 'login.again': 'Again in {n} s',
	'login.enter': 'Log in', 'login.sent': 'If a bike is registered under this number, a code is on its way. It holds for five minutes.', 'login.phoneBad': 'Enter the 11 digits of a mobile number.', 'login.codeBad': 'Enter the 6 digits of the message.',
	'login.wrong': 'Wrong or expired code. Ask for a new one.', 'login.help': 'No message, or a new number? Bring your ID to any registration point.',
	'bikes.none': 'No bike is registered under this number', 'bikes.noneDo': 'New bike: book a visit. In another name: have it transferred at a point.', 'bikes.book': 'Book a visit', 'bikes.since': 'Yours since {d}', 'bikes.frame': 'Frame no.', 'bikes.ends': 'Temporary plate ends',
	'bikes.good': 'Registered', 'bikes.deregistered': 'Deregistered', 'bikes.caseOpen': 'Your report is being worked on', 'bikes.way': 'Its way', 'bikes.bookFor': 'Book a visit', 'bikes.stolenDo': 'If you see the bike, call 110. Do not fetch it yourself.',
	'bikes.endsSoon': 'The temporary plate ends in {n} days: book a visit for a standard one.', 'bikes.ended': 'The temporary plate has ended: book a visit for a standard one.',
	'kind.standard': 'Standard plate', 'kind.temporary': 'Temporary plate',
	'flag.stolen': 'Reported stolen', 'flag.impounded': 'Impounded', 'flag.violation_open': 'Open violation', 'flag.accident_open': 'Open accident', 'flag.sealed': 'Sealed', 'flag.correction_open': 'Correction under review',
	'flag.claim_open': 'Claim in progress', 'flag.transfer_open': 'Transfer in progress', 'flag.silent_tag': 'Tag silent for long', 'flag.low_battery': 'Tag battery low', 'flag.plate_lost': 'Plate reported lost', 'flag.plan_expired': 'Plan expired',
	'flagDo.silent_tag': 'Have the tag checked at a point, or a stolen bike cannot be found.', 'flagDo.low_battery': 'Have the battery changed at a point.', 'flagDo.impounded': 'Bring your ID to the traffic police.', 'flagDo.violation_open': 'See the traffic police; until then no transfer.',
	'way.title': 'Way', 'way.day': 'Today', 'way.3': '3 days', 'way.7': '7 days', 'way.none': 'Your bike was not heard in this time', 'way.noneDo': 'Where no station is near it is not heard; what was just heard is shown {n} minutes later. Try another time.',
	'way.early': 'Nothing of this time can be shown yet: only since the bike is yours, and some time later. Come back in a while, or try another time.',
	'way.coarse': 'For your safety the way is shown to about {m} m, {n} minutes late.', 'way.fine': 'Your report is open: the way is exact and live. If you see the bike, call 110.', 'way.more': 'Too much to show; choose a shorter time.',
	'way.stays': 'for {d}', 'way.passes': 'passing', 'way.audit': 'Every look is recorded.', 'way.sketch': 'Sketch of the way, {n} places',
	'way.consent': 'Your consent is needed', 'way.consentText': 'You then see roughly where your own bike was while it was yours; after a report of yours, officers may use its way to find it. Every look is recorded. You may take this back at any time.', 'way.agree': 'I agree', 'way.version': 'Text {v}',
	'b.new': 'Book a visit', 'b.none': 'No visits yet', 'b.noneDo': 'Book a time, check in, no queue.', 'b.no': 'Number', 'b.move': 'Change time', 'b.cancelAsk': 'Cancel this visit? Its place goes to somebody else.', 'b.queue': 'Queue {n}', 'b.window': 'Please go to window {n}',
	'b.bring': 'What to bring', 'b.originals': 'Originals, please.', 'b.bringFault': 'What to bring could not be read.', 'b.which': 'Which bike', 'b.otherBike': 'A bike that is not mine yet', 'b.otherBikeDo': 'bought, in another name', 'b.noBike': 'No bike is registered to you. New bike: choose "New plate"; in another name: "Transfer".', 'b.walkin': 'walk-in', 'b.older': 'Older', 'b.done': 'Booked', 'b.moved': 'Changed', 'b.call': 'Call', 'b.what': 'What for', 'b.where': 'Where', 'b.when': 'When', 'b.confirm': 'Book', 'b.confirmMove': 'Change',
	'b.left': '{n} left', 'b.full': 'full', 'b.noSites': 'No point takes bookings now', 'b.noHit': 'No such point; try another word.', 'b.noneFree': 'Nothing free on this day: try another day or point.', 'b.allAreas': 'All', 'b.search': 'Find a point', 'b.provisional': 'May change when the holidays are announced.',
	'day.open': 'Open', 'day.no_hours': 'Closed on this day', 'day.holiday': 'Public holiday', 'day.closed_day': 'Closed on this day', 'day.closed': 'This point is closed', 'day.today': 'Today', 'day.tomorrow': 'Tomorrow',
	'doc.or': ' or ', 'doc.id_card': 'ID card', 'doc.unit_licence': 'Business licence', 'doc.agent_id_card': 'Agent\'s ID card', 'doc.agent_letter': 'Authorisation', 'doc.invoice': 'Invoice', 'doc.conformity': 'Certificate of conformity', 'doc.ccc': 'CCC certificate', 'doc.dealer_statement': 'Dealer\'s statement',
	'doc.origin_pledge': 'Pledge of origin', 'doc.old_plate': 'Old plate', 'doc.old_certificate': 'Registration certificate', 'doc.court_paper': 'Court paper', 'doc.delivery_contract': 'Delivery contract', 'doc.transfer_contract': 'Contract of sale', 'doc.loss_statement': 'Statement of loss', 'doc.scrap_proof': 'Proof of scrapping', 'doc.other': 'Another document (ask the point first)',
	'with.register': 'The bike', 'with.change': 'The bike', 'with.transfer': 'The bike', 'with.replace': 'The bike, and the plate if you have it', 'with.deregister': 'Plate and tags if you have them',
	'p.register': 'New plate', 'p.change': 'Change of details', 'p.transfer': 'Transfer', 'p.replace': 'Replace plate or tag', 'p.deregister': 'Deregister',
	's.booked': 'Booked', 's.checked_in': 'Checked in', 's.serving': 'Being served', 's.done': 'Done', 's.no_show': 'Missed', 's.cancelled': 'Cancelled',
	'me.hello': 'Hello {name}', 'me.trail': 'Consent to the way', 'me.given': 'Given ({d})', 'me.notGiven': 'Not given', 'me.take': 'Take back', 'me.takeAsk': 'You will no longer see the way of your bike; what is recorded stays. Take it back?', 'me.lang': '中文', 'me.out': 'Log out',
	'me.privacy': 'Names and numbers are stored encrypted and shown in part. To see or correct them bring your ID to a point.', 'me.report': 'Bike stolen?', 'me.reportDo': 'Call 110 or go to the nearest police station and give the plate. The system tracks it from then on.', 'me.call': 'Call 110',
	'e.offline': 'No connection. Try again later.', 'e.busy': 'Too many requests. Wait {n} s.', 'e.slot': 'This time has just been taken. Choose another.', 'e.day': 'Not possible on this day. Choose another.', 'e.phone': 'This number has a visit already, or the register has none of yours: cancel the old one, or have it added at a point.', 'e.state': 'Something has changed; read again.', 'e.server': 'The system failed. Try again later ({n}).', 'e.gone': 'Not found.', 'e.bike': 'This bike is no longer yours. Choose again.',
	'guard.arm': 'Arm', 'guard.armedOn': 'Armed: you are told when it moves. Turn it off before you ride.', 'guard.armedOff': 'Turn on when parked: you are told at once when it is moved.', 'guard.night': 'Arm every night', 'guard.nightHint': '22:00 to 6:00',
	'guard.nightNow': 'Armed now, until 6:00.', 'guard.dual': 'Warn without my tag', 'guard.dualHint': 'Tells you when the bike rides and your owner tag is not with it.', 'guard.kind.armed': 'The armed bike was moved', 'guard.kind.no_owner_tag': 'The bike moved without your tag',
	'guard.place': 'About {p} (to some {m} m)', 'guard.mine': 'It was me', 'guard.report': 'Not me: report it', 'guard.s.mine': 'It was you', 'guard.s.reported': 'Reported', 'guard.s.taken': 'Taken up by the police', 'guard.s.taken_back': 'Your tag was heard later; called off',
	'guard.s.ended': 'Disarmed', 'guard.s.open': 'Waits for you', 'case.now': 'going on',
	'report.open': 'Stolen? Report it', 'report.title': 'Report a theft', 'report.urgent': 'Just happened, or you see the thief: call 110 now.', 'report.seen': 'Last seen', 'report.missing': 'Found missing',
	'report.place': 'Where it stood', 'report.placeHint': 'For example: bike shed, north gate', 'report.locked': 'Was it locked?', 'report.lockKind': 'What lock', 'report.keys': 'Where are the keys',
	'report.note': 'What else may help (optional)', 'report.noteHint': 'Marks, things fitted, somebody suspicious',
	'report.true': 'Tell the truth: a false report is an offence. An officer confirms it, and then the bike is listened for.', 'report.send': 'Send the report', 'report.needTimes': 'Give both times.',
	'report.order': 'It was last seen before it was found missing.', 'report.future': 'Times cannot lie ahead.', 'report.needPlace': 'Say where it stood.', 'report.already': 'There is an open case for this bike.', 'report.tooOften': 'Too many reports today, or the system is busy. If it is urgent call 110 or go to a police station.', 'report.notYours': 'The bike was not registered to you then. Change the time, or report it at a police station.',
	'locked.yes': 'Yes', 'locked.no': 'No', 'locked.unknown': 'Not sure', 'lock.unknown': 'Not sure', 'lock.built_in': 'Built-in lock', 'lock.chain': 'Chain', 'lock.u_lock': 'U-lock', 'lock.disc': 'Disc lock',
	'lock.electronic': 'Electronic lock', 'lock.other': 'Other', 'key.unknown': 'Not sure', 'key.owner': 'I have them', 'key.family': 'Family has them', 'key.in_bike': 'Left in the bike', 'key.lost': 'Lost', 'key.other': 'Other',
	'case.look': 'See the case', 'case.title': 'Your case', 'case.none': 'No case of this bike', 'case.no': 'Case {n}', 'case.between': 'Between {a} and {b}', 'case.reported': 'Report sent',
	'case.accepted': 'Taken up by an officer', 'case.receipt': 'Receipt {n}', 'case.confirmWait': 'An officer confirms it; this page tells when.', 'case.filed': 'Filed', 'case.filing': 'Document {n}',
	'case.filingDue': 'Decided by {d} at the latest', 'case.located': 'Heard somewhere', 'case.recovered': 'Bike recovered', 'case.fetch': 'Wait for the call of the police; bring your ID.', 'case.unsolved': 'Not found so far',
	'case.unsolvedText': 'It is still listened for: the police know at once when it shows. With theft protection you can claim.', 'case.looking': 'Being looked for',
	'case.lookingText': 'All stations of the city listen for its tag.', 'case.next': 'next', 'case.end.returned': 'Bike returned', 'case.end.not_filed': 'Not filed', 'case.end.withdrawn': 'Taken back',
	'case.end.unfounded': 'Unfounded', 'case.takeBack': 'Take the report back', 'case.takeBackAsk': 'Found it, or a mistake? Nobody works on it any more then.', 'case.keep': 'Keep it', 'plan.theft': 'Theft protection',
	'plan.liability': 'Liability', 'plan.until': 'until {d}', 'plan.from': 'from {d}', 'claim.title': 'Claim', 'claim.what': 'What your plan pays', 'claim.ask': 'See what it would pay',
	'claim.may': 'You can claim: {y}, paid to your card within {n} working days after all papers are there.', 'claim.mayNot': 'Not yet (its age would pay {y}):', 'claim.mayNotAt': 'Not yet:',
	'pay.open': 'What would be paid if it were stolen', 'pay.would': 'Stolen now, and not found in the time of the search: {y}, to your card within {n} working days after all papers.',
	'pay.notAt': 'Its age would pay {y}, but stolen now nothing is paid:', 'pay.not': 'Stolen now nothing is paid:', 'pay.until': 'Theft protection until {d}.',
	'pay.buy': 'Theft protection costs {y} for {n} years, at any registration point; it begins at midnight.', 'pay.table': 'By age, from the purchase to the theft',
	'pay.span': '{a} to {b} months', 'pay.spanOpen': '{a} months and more', 'pay.note': 'Never more than the bike cost. What counts is the table of the day of the theft.',
	'claim.fromDay': 'From {d} at the earliest.', 'claim.papers': 'Papers to prepare', 'claim.file': 'Claim', 'claim.look': 'See the claim', 'claim.no': 'Claim {n}', 'claim.owed': 'Paid by {d} at the latest',
	'claim.owedAbout': 'Paid by about {d} (the holidays of that year are not announced yet)', 'claim.stopped': 'The clock stands still until it is complete.', 'claim.paidOn': 'Paid on {d}', 'claim.missing': 'Papers still missing',
	'claim.bring': 'Send photos, or bring the originals to any registration point.', 'claim.card': 'Bank card', 'claim.cardAsk': 'Card number of {name}', 'claim.cardOther': 'Another card', 'claim.cardKeep': 'Keep this card',
	'claim.cardBad': 'Not a card number; read it again.', 'claim.cardSafe': 'Stored encrypted, shown by its last four digits. Paid to the registered owner only.', 'claim.submit': 'Send the claim',
	'claim.papersSent': 'All papers are handed in', 'claim.appeal': 'Appeal', 'claim.appealWhy': 'Why the decision is wrong', 'claim.appealSend': 'Send the appeal', 'claim.withdraw': 'Withdraw the claim',
	'claim.withdrawAsk': 'The claim ends then.', 'claim.keep': 'Keep it', 'claim.line': 'What happened', 'claim.s.draft': 'Draft', 'claim.s.submitted': 'Sent', 'claim.s.auto_checked': 'Being checked',
	'claim.s.needs_papers': 'Papers missing', 'claim.s.in_review': 'Under review', 'claim.s.approved': 'Approved', 'claim.s.batched': 'Being paid', 'claim.s.paid': 'Paid', 'claim.s.closed': 'Ended', 'claim.s.rejected': 'Refused',
	'claim.s.appealed': 'Appealed', 'claim.s.held_sighted': 'Held: the bike is heard', 'claim.s.found_after_payment': 'Found after payment', 'claim.s.paid_in_doubt': 'The payment is being checked', 'claim.s.repaid': 'Paid back', 'claim.s.forfeited': 'Bike goes to the payer',
	'market.title': 'Used bikes', 'market.lead': 'Every bike here is registered and neither reported stolen, sealed nor impounded. It changes hands at a registration point, both of you there; do not pay in full before.', 'market.none': 'Nothing is offered now',
	'market.noneDo': 'To sell your own, open "Sell this bike" among your bikes.', 'market.sell': 'Sell this bike', 'market.price': 'Price (yuan)', 'market.shape': 'Condition', 'market.s.as_new': 'As new', 'market.s.good': 'Good',
	'market.s.used': 'Used', 'market.s.repair': 'Needs repair', 'market.offer': 'Offer it', 'market.change': 'Change', 'market.end': 'Do not sell', 'market.on': 'Offered · {y}', 'market.until': 'until {d}', 'market.asks': '{n} asked',
	'market.held': 'Hidden while the case is open; it comes back when the case ends.', 'market.blocked': 'This bike cannot change hands now, so it cannot be offered. See the notes above or ask at a point.', 'market.priceBad': 'Give 1 to 50,000 yuan.',
	'market.how': 'Others see model, condition, price and part of the plate; not your name or number. Who wants it leaves a number, and you get it by message.', 'market.noBrand': 'E-bike', 'market.months': 'bought {n} months ago',
	'market.years': 'bought {n} years {m} months ago', 'market.ageUnknown': 'age not known', 'market.since': 'offered {d}', 'market.checked': 'Registered', 'market.own': 'Yours', 'market.ask': 'I want it',
	'market.askSure': 'Your registered number goes to the seller, who will call you.', 'market.askGo': 'Send it', 'market.askedDo': 'The seller has your number; wait for the call.', 'market.noPhone': 'The register has no number of yours; bring it up to date at a point.',
	'market.tooMany': 'You asked enough sellers for today; go on tomorrow.', 'market.gone': 'It is offered no longer.', 'market.see': 'See what others offer',
	'acc.open': 'I had an accident', 'acc.title': 'Accident', 'acc.first': 'Somebody hurt? Call 122 (police) and 120 (ambulance) first, then report here. Do not settle it yourselves.', 'acc.call122': 'Call 122', 'acc.call120': 'Call 120',
	'acc.new': 'Report an accident', 'acc.when': 'When', 'acc.place': 'Where', 'acc.placeHint': 'Such as: Jiefang Road, corner of Zhengxiang Road', 'acc.what': 'What happened', 'acc.whatHint': 'With whom, what was hit, what is damaged', 'acc.hurt': 'Is somebody hurt?',
	'acc.yes': 'Yes', 'acc.no': 'No', 'acc.police': '122 was called', 'acc.send': 'Send', 'acc.need': 'Say when, where and what happened.', 'acc.future': 'The time must have passed.', 'acc.notYours': 'The bike was not yours at that time.',
	'acc.note': 'The plan pays for damage of others; your own bike and injuries are not paid here.', 'acc.no_': 'Accident {n}', 'acc.line': 'What was done', 'acc.surveyor': 'A surveyor comes', 'acc.sendBy': 'sent by {d}', 'acc.due': 'there by {d}',
	'acc.sent': 'A surveyor was sent', 'acc.assessed': 'Assessed: {y}', 'acc.agreed': 'Agreed', 'acc.payBy': 'paid by {d}', 'acc.paid': '{y} was paid', 'acc.reported': 'Reported', 'acc.refused': 'Refused',
	'acc.withdrawn': 'Withdrawn', 'acc.court': 'To court', 'acc.disputed': 'Disputed: another surveyor looks at it', 'acc.dispute': 'I do not agree', 'acc.disputeWhy': 'What is not right', 'acc.withdraw': 'Withdraw the report',
	'acc.goCourt': 'Go to court', 'acc.another': 'Report another accident', 'acc.assess': 'Assessment',
	'doc.theft_receipt': 'Theft report receipt', 'doc.unsolved_proof': 'Proof that it was not found (from the police)', 'doc.claim_form': 'Claim form', 'doc.service_receipt': 'Receipt of the plan', 'doc.card': 'Bank card',
	'me.reportHere': 'Choose a bike and report it here'
}

const KEPT = 'yz-m-lang'
function kept(): string | null {
	try { return localStorage.getItem(KEPT) } catch { return null }
}
export const lang = ref<'zh' | 'en'>(kept() === 'en' ? 'en' : 'zh')

export function turn() {
	lang.value = lang.value === 'zh' ? 'en' : 'zh'
	try { localStorage.setItem(KEPT, lang.value) } catch { /* private mode: only for now */ }
}

export function t(key: Key, with_: Record<string, string | number> = {}): string {
	return (lang.value === 'zh' ? zh : en)[key].replace(/\{(\w+)\}/g, (_, k: string) => String(with_[k] ?? ''))
}
export const has = (key: string): key is Key => key in zh

/* Days and times are the city's, whatever the phone's zone. */
const CITY = 'Asia/Shanghai'
const locale = () => (lang.value === 'zh' ? 'zh-CN' : 'en-GB')
export const day = (ms: number) => new Intl.DateTimeFormat(locale(), { timeZone: CITY, year: 'numeric', month: 'short', day: 'numeric' }).format(ms)
/** "2026-11-26" as a day is written here. */
export const isoDay = (text: string) => day(Date.parse(`${text}T00:00:00+08:00`))
export const clock = (ms: number) => new Intl.DateTimeFormat('en-GB', { timeZone: CITY, hour: '2-digit', minute: '2-digit' }).format(ms)
export const weekday = (isoDay: string) => new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', weekday: 'short' }).format(new Date(`${isoDay}T00:00:00Z`))
export const minute = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`
export const cityDay = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10)
export function lasting(ms: number): string {
	const m = Math.round(ms / 60_000)
	const h = Math.floor(m / 60)
	if (lang.value === 'zh') return h >= 48 ? `${Math.floor(h / 24)} 天` : h ? `${h} 小时${m % 60 ? ` ${m % 60} 分` : ''}` : `${Math.max(m, 1)} 分钟`
	return h >= 48 ? `${Math.floor(h / 24)} days` : h ? `${h} h${m % 60 ? ` ${m % 60} min` : ''}` : `${Math.max(m, 1)} min`
}
/* For a field of date and time: the city's clock, to the minute. */
export const cityTime = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)
export function fromCityTime(text: string): number | null {
	const ms = Date.parse(`${text}:00+08:00`)
	return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && Number.isFinite(ms) ? ms : null
}
export const claimAmount = (fen: number) => `${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: fen % 100 ? 2 : 0, maximumFractionDigits: 2 })} ${lang.value === 'zh' ? '元' : 'yuan'}`
