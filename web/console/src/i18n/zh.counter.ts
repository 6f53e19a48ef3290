/* Chinese words of the counter. */
export default {
	noShowSure: '确定没有来？', windowBusy: '这个窗口还有人在办：先标记未到或退回，或到“预约”页办结。',
	requestTaken: '这份表单先前已经办结过，内容与现在不同。请在“查车”里核对，再放弃这份表单。',
	issueRefused: '登记没有做成：情况有变化，请看右侧核查结果。',
	s: { person: '车主', vehicle: '车辆', papers: '材料照片', tag: '标签号牌', consent: '告知同意' },
	f: {
		owner: '车主', agent: '代办人', owner_kind: '车主类别', owner_idKind: '证件类别', owner_name: '姓名 / 单位名称', owner_idNo: '证件号码',
		owner_phone: '手机号', owner_address: '住址', agent_name: '代办人姓名', agent_idKind: '代办人证件类别', agent_idNo: '代办人身份证号',
		agent_phone: '代办人手机号', ownerId: '车主', bookingId: '预约', siteId: '上牌点', kind: '号牌种类', use: '用途', vehicleCode: '整车编码',
		frameNo: '车架号', motorNo: '电机号', brand: '品牌', model: '型号', colour: '主色', colour2: '辅色', boughtOn: '购买日期', price: '价格（元）',
		priceFen: '价格', endsOn: '有效期至', overrides: '放行', papers: '材料', photos: '照片', tag: '防盗标签', enforcementTag: '执法标签',
		ownerTag: '车主标签', plate: '号牌', heardAccepted: '没听到标签', heardNote: '没听到标签的说明', consent: '登记告知', consentTrail: '轨迹告知',
		hasAgent: '代办'
	},
	kind: { standard: '正式', temporary: '临时' }, use: { own: '自用', delivery: '快递', takeaway: '外卖', other: '其他' },
	ownerKind: { person: '个人', unit: '单位' },
	idKind: {
		none: '没有登记证件', idcard: '居民身份证', passport: '护照', hkmo_permit: '港澳通行证', tw_permit: '台湾通行证', residence: '居留证件',
		military: '军官证', uscc: '统一社会信用代码'
	},
	paper: {
		id_card: '车主身份证', unit_licence: '营业执照', agent_id_card: '代办人身份证', agent_letter: '委托书', invoice: '购车发票',
		conformity: '整车合格证', ccc: '3C 证书', dealer_statement: '经销商证明', origin_pledge: '来历承诺书', old_plate: '旧号牌',
		old_certificate: '旧行驶证', court_paper: '法律文书', delivery_contract: '配送合同', transfer_contract: '转让协议', loss_statement: '遗失声明',
		scrap_proof: '报废证明', other: '其他材料'
	},
	slot: {
		front: '正面全车', rear_plate: '车尾号牌', right_rear: '右后 45°', vehicle_code: '整车编码', motor_no: '电机号', invoice: '发票',
		id_front: '证件正面', id_back: '证件背面', form: '登记表', tag_place: '标签位置'
	},
	reason: {
		papers_invalid: '证明凭证无效', owner_differs: '来历证明与车主不符', papers_differ: '凭证与车辆不符', under_age: '未满 16 周岁',
		no_pedals: '没有脚踏骑行功能', number_illegible: '号码无法辨认', number_altered: '号码有凿改痕迹', motor_differs: '电机号与凭证不符',
		colour_differs: '颜色与凭证不符', modified: '拼装或改装', not_standard: '不符合国家标准', seized: '被查封、扣押', stolen: '涉嫌被盗抢',
		duplicate: '号码已登记在别的车上', over_quota: '超出登记数量', other: '其他情形'
	},
	code: {
		site_closed: '上牌点已关闭', booking_unknown: '没有这个预约', booking_elsewhere: '预约的是别的上牌点', booking_day: '预约的不是今天',
		booking_state: '这个号还没有叫到窗口，请先叫号', booking_purpose: '预约的是别的业务', owner_unknown: '没有这个车主',
		owner_known: '车主已在册，车辆登记到原车主名下', owner_other: '这个证件号属于另一位车主，请改用那位车主或申请合并',
		owner_name: '这个证件号在册的是另一个姓名，请核对或办更正', owner_young: '未满骑行年龄', id_kind: '这类车主不能用这种证件',
		id_no: '证件号码不对，请逐位核对', phone: '手机号不对', too_long: '太长了', number_taken: '另一辆车已用这个号码，请核对；确属重号可申请放行',
		number_stolen: '这个号码属于被盗车：请留住车辆并报警', number_alike: '有号码相像的车，请对比',
		number_alike_stolen: '与被盗车号码相像：请对比，放行后才能办', number_override: '重号，已经放行', number_none: '填的不是号码',
		number_unreadable: '有看不清的位，请补全', number_short: '号码太短（至少 4 位），请从第一位起重新核对',
		vehicle_code: '整车编码应为 15 位数字，请对照铭牌逐位核对', override_useless: '放行没有批准，或不是这个号码的', day: '日期不对，或在今天之后',
		ends_on: '临时号牌的有效期不对', price: '价格不对', paper_unknown: '材料不在清单里', photo_slot: '照片位置不对或重复',
		photo_waits: '照片还没有传上去', plate_none: '本点没有这种号牌了，请领取', plate_unknown: '号牌不在库里', plate_elsewhere: '号牌不在本窗口',
		plate_kind: '号牌种类不对', plate_used: '号牌已用过或已停用', tag_bad: '标签号是 1 到 16 位十六进制数字', tag_twice: '同一个标签填了两处',
		tag_unknown: '标签不在库里', tag_elsewhere: '标签不在本窗口，或正在调拨', tag_slot: '标签种类不对', tag_used: '标签已装在别的车上',
		tag_gone: '标签已停用', tag_unheard: '本点基站没听到标签：请靠近再试，或勾选并写明原因', tag_unheard_accepted: '没听到标签，按说明办理',
		tag_nobody_listens: '本点基站不在线，标签好坏无法确认', bike_unknown: '没有这辆车', bike_outside: '不是本辖区登记的车辆',
		bike_changed: '车辆资料刚被别人改过', bike_flag: '车辆状态不允许办理', bike_case: '有未结的失窃案件', bike_life: '车辆已不在册',
		booking_bike: '预约的是另一辆车', holder_other: '这个证件不是在册车主的', holder_none: '在册车主没有登记证件，这次补上',
		owner_same: '新车主就是现车主', reason_unknown: '没有这个原因', plan_refund: '保障随注销终止，应退给车主（元）',
		plan_ends: '保障随注销终止，不退费'
	},
	level: { block: '不能办', missing: '还缺', warn: '请留意' }, need: '缺{what}', photoOf: '照片·{what}', or: '或', queue: '今日队列', site: '上牌点',
	window: '窗口', windowN: '{n} 号窗', waiting: '等候', plates: '号牌余', tags: '标签余', next: '叫下一位', serving: '正在办理', noName: '未留姓名',
	openForm: '填表', asideTitle: '搁置的表单', waitingTitle: '等候', comingTitle: '预约未到', otherWindows: '其他窗口', noWaiting: '没有人在等',
	walkIn: '现场取号', doneToday: '今日办结 {n}', walkInDone: '已取号：{n} 号', takeNumber: '取号', verdict: '核查结果', ready: '可以发牌',
	readyHint: '按 F9 登记并出证', blocked: '{n} 项不能办', blockedHint: '处理后自动重新核查', andMissing: '另外还缺 {n} 项', lacks: '还缺 {n} 项',
	lacksHint: '点一项跳到对应位置', nothingOpen: '没有问题', kept: '已加密保存在本机 · {t}', keptHint: '边填边存，断网、刷新都不会丢',
	keepFailed: '本机不能保存草稿：刷新会丢失，请尽快办结', here: '眼前这辆', inRegister: '在册车辆', override: '申请放行',
	overrideAsk: '号码 {number} 已被另一辆车使用。请民警核对后放行。', overrideWhy: '理由，例如：厂家重号，已核对实车',
	overridePhotos: '已拍的 {n} 张车辆照片随申请给民警看。', overrideNoPhotos: '还没有照片：先拍下号码和整车再申请，民警才看得到。',
	overrideSent: '已申请，等民警放行', overrideAgain: '重新申请',
	overrideOpen: '这个号码已有别人在申请，或已放行给别的表单：请联系民警。',
	overrideState: { asked: '等待放行', granted: '已放行', refused: '不予放行', withdrawn: '已撤回', used: '已使用' }, scanHere: '可直接扫码',
	scanned: '扫码 → {what}', checkOk: '校验正确', bornAge: '{born} 出生，{age} 岁', byAgent: '由他人代办', allShown: '应交材料全部已看', photos: '照片',
	photosHint: '在空位上按空格或点一下拍照，自动缩小上传', photoOff: '删除照片：{what}', photoMore: '其他 {n} 张',
	photoWhy: { unreadable: '这个文件不是图片', waits: '等网络恢复后自动上传', refused: '没有传上，请重拍' },
	colours: '黑色 白色 红色 蓝色 灰色 银色 绿色 黄色 粉色 紫色', brands: '雅迪 爱玛 台铃 新日 小刀 绿源 立马 小牛 九号 绿佳',
	tagHint: '扫描标签，放在窗口基站旁', heard: '已听到（{station}，{rssi} dBm）', notHeard: '基站还没听到，正在听…', earDown: '本点基站不在线',
	noEar: '本点没有登记基站', heardAccept: '没听到也继续', heardWhy: '原因，例如：窗口基站检修', plateLowest: '自动取最小号',
	consentVersion: '告知书 {v} 版', consent: '已当面告知登记用途并取得同意：登记信息用于号牌管理、被盗找回和交通管理。',
	consentTrail: '另行同意使用位置轨迹：仅在报案后用于找车，每次查看留痕。（可不勾选）', offline: '连不上服务器，内容不会丢失',
	offlineText: '可以继续填写；恢复后自动核查、自动上传。', offlineSent: '登记已提交，正在等结果；恢复后自动确认，不会重复登记。',
	sentBefore: '上次提交没有收到结果。再按 F9 确认，不会重复登记。', numberN: '{n} 号', noNumber: '未取号', drop: '放弃',
	dropAsk: '放弃这份表单？填写的内容会从本机删除。', putAside: '搁置', checkNow: '查缺 / 告知', refuse: '不予登记', issue: '登记发牌',
	issuing: '正在登记…', start: '不取号，直接填表', idle: '没有人在等', idleWaiting: '{n} 人在等',
	idleHint: '按 F2 叫号，表单随即打开。搁置的表单在左侧，点开继续。', nobody: '没有人在等',
	key: { F2: '叫下一位', F3: '选择业务', F4: '查缺、打印告知书', F8: '不予登记', F9: '办结', Enter: '下一格', AltS: '搁置表单' }, refuseTitle: '不予登记',
	refuseText: '选一个理由，出具书面告知。预约随之办结。', refuseReason: '理由（按数字键）', refuseWhy: '请选一个理由。',
	refuseOther: '选“其他原因”时请写明，至少 4 个字。', morePapers: '更多材料', refuseGo: '出具不予登记告知', note: '补充说明', noticeTitle: '一次性告知',
	noticeText: '下列材料一次告知齐全，打印交给来人；补齐后再来办。', noticeNone: '材料已齐，不用告知。', noticeGo: '出具告知书',
	noticeDone: '已出具一次性告知书', refusedTitle: '已出具不予登记告知', issuedTitle: '登记完成', issuedAgain: '登记完成（先前已登记，没有重复）',
	issuedHint: '按数字键打印，按回车或 F2 叫下一位', off: { retired: '已收回', lost: '未收回（遗失）' },
	paperKind: {
		certificate: '行驶证', receipt: '登记回执', missing: '一次性告知书', refusal: '不予登记告知书', transfer: '过户凭证', deregistration: '注销证明'
	},
	leave: '这台电脑上还有您 {n} 份没办完的表单。退出时删除吗？保留的 24 小时内只有您能打开。', leaveWipe: '删除并退出', leaveKeep: '保留并退出'
}
