import books from './zh.books'
import counter from './zh.counter'
import exporting from './zh.exports'
import police from './zh.police'
import rec from './zh.recovery'
import refused from './zh.refused'

export default {
	app: { name: '雁阵', sub: '电动自行车物联网', title: '雁阵 · {page}' },
	nav: {
		map: '实时地图', alerts: '布控警报', orders: '出警指令', duty: '值班表', claims: '理赔', seized: '扣押发还', accidents: '事故', cases: '案件',
		search: '查车', reviews: '待审核', hours: '办公时间', counter: '上牌窗口', bookings: '预约', plans: '保障收费', books: '账簿', stock: '号牌标签',
		clones: '克隆嫌疑', stations: '基站', alarms: '基站故障', figures: '统计', policies: '政策参数', exports: '导出', imports: '导入', audit: '审计',
		accounts: '账号', units: '单位', rights: '授权审批', access: '轨迹查看', me: '我的账号', main: '主菜单', open: '打开菜单', close: '关闭菜单',
		skip: '跳到正文',
		violations: '违法审核',
		appeals: '申诉',
		exposures: '曝光',
		courses: '安全学习',
		junctions: '路口',
		yard: '现场与扣车', fines: '收缴罚款',
		violationSet: '违法设置',
		violationsDue: '{n} 条违法记录快到审核期限', appealsDue: '{n} 件申诉快到办理期限', finesBack: '{n} 笔罚款要退还'
	},
	books, exports: exporting, rec, ...police, refused,
	accident: {
		addParty: '添加当事人', nameFirst: '先填姓名', addItem: '添加损失', itemFirst: '选谁的损失，填项目和金额', claimedYuan: '索赔（元）', what2: '种类',
		partyFirst: '先登记当事人，再逐项登记他的损失。', agreeFirst: '双方都同意、写明说明后，才能办理。', title: '事故处理', number: '事故号',
		stateLabel: '状态', due: '最迟', plate: '号牌', happened: '发生时间', place: '地点', what: '经过', amount: '赔付', late: '已逾期', hurt: '人员受伤',
		yes: '有人受伤', no: '无人受伤', take: '电话报案', call: '有人受伤：请先拨打 122 和 120。', injured: '有人受伤', police: '已报 122', keepReport: '受理',
		needAll: '请填写号牌、时间、地点和经过。', bankFile: '银行付款文件', total: '事故数', paidSum: '已赔付', median: '报案到赔付（天，中位数）',
		byProduct: '按产品', noLoss: '没有赔付。', meaning: '口径', noneHint: '车主报案或电话受理后显示在这里，只有本公司的。', toldBy: '{who} {at} 报案',
		surveyor: '查勘员', until: '{at} 前到现场', fault: '骑车人责任', share: '{f}，承担 {n}%', loss: '对方损失', limit: '每次事故限额 {y}',
		payBy: '赔付期限', reason: '原因', next: '下一步', nothing: '现在没有可办的步骤。', send: '派查勘员', choose: '选择', sendDo: '派出',
		finding: '事故认定书编号', keep: '保存', riderOk: '骑车人已确认', otherOk: '对方已确认', note: '说明（告知车主）', notSent: '由派出的查勘员办理。',
		spot: '不超过 {y}，当场赔付。', batch: '超过 {y}，经银行付款。', notYours: '定损人不能放行，请同事办理。',
		ownCard: '收款卡由您录入，不能由您放行，请同事办理。', bankRef: '银行流水号', checks: '核查', payments: '付款', history: '经过', done: '已办理',
		parties: '当事人', noParty: '还没有登记当事人。', items: '损失', noItem: '还没有登记损失。', damage: '损失项目', whose: '谁的', claimed: '索赔',
		assessed: '核定', yuan: '元', name: '姓名', phone: '手机号', idNo: '证件号', otherPlate: '对方号牌', vehicle: '车辆', card: '银行卡号',
		faultFirst: '先登记责任比例。', everyItem: '每一项都要填核定金额，不超过索赔。', photos: '现场照片', noPhoto: '还没有照片。', rounds: '历次定损',
		cardOf: '{name} 的银行卡', show: '显示号码',
		queue: { new: '新报案', mine: '我的', assess: '查勘定损', dispute: '有争议', release: '待赔付', all: '全部', figures: '统计' },
		none: { new: '没有新报案', mine: '没有派给我的', assess: '没有要查勘的', dispute: '没有争议', release: '没有待赔付的', all: '没有事故' },
		state: {
			reported: '已报案', surveyor_sent: '已派查勘', on_scene: '查勘中', assessed: '已定损', disputed: '有争议', reassessed: '已重新定损',
			agreed: '已达成协议', released: '付款中', paid: '已赔付', refused: '不予赔付', withdrawn: '已撤回', court: '走司法程序'
		},
		do: {
			report: '报案', assign: '派查勘员', arrive: '到达现场', assess: '定损', reassess: '重新定损', agree: '登记协议', dispute: '有争议', pay: '放行赔付',
			release: '交银行付款', bank_paid: '银行已付', bank_failed: '银行退票', refuse: '不予赔付', withdraw: '撤回', court: '走司法程序',
			finding: '登记责任'
		},
		faults: { full: '全部责任', main: '主要责任', equal: '同等责任', minor: '次要责任', none: '无责任' }, by: { owner: '车主', insurer: '保险公司' },
		role: { rider: '骑车人', other: '对方', pedestrian: '行人' }, kind: { vehicle: '车辆', property: '财物', medical: '医疗' },
		photo: { scene: '现场', vehicle: '车辆', plate: '号牌', injury: '伤情', paper: '材料' },
		payment: { made: '待放行', dropped: '已取消', released: '已交银行', paid: '已付款' },
		code: {
			no_cover: '没有责任保障', outside_cover: '不在保障期内', not_owner: '保障属于其他车主', too_late: '超过索赔时效', duplicate: '重复报案',
			no_fault: '骑车人无责', no_other: '没有其他受损方', no_loss: '对方没有认定的损失', fraud: '欺诈'
		}
	},
	claim: {
		photo: '看照片', title: '防盗理赔', tab: { queue: '理赔', batches: '付款', rates: '赔付标准' }, show: '显示', onlyOpen: '未办结', all: '全部',
		number: '理赔号', stateLabel: '状态', owed: '应付日', plate: '号牌', amount: '金额', payee: '收款人', why: '说明', stopped: '计时暂停', late: '已逾期',
		left: '剩 {n} 个工作日', none: '没有理赔', noneHint: '车主申请或窗口受理后显示在这里。', needCase: '请填写案件编号或号牌。',
		noCase: '没有这个编号的案件，这个号牌也没有案件；请核对报案回执。', askCase: '案件编号或号牌', look: '试算', may: '可以申请', mayNot: '现在不能申请',
		wouldPay: '可赔 {yuan}，材料齐全后 {n} 个工作日内支付', bring: '要交的材料：', file: '受理申请', done: '已办理',
		wasHeld: '近期收到过该车信号，理赔已暂停。', provisional: '暂定（节假日安排未公布）', age: '车龄', ageMonths: '满 {n} 个月', price: '购车价 {yuan}',
		noCard: '未填收款卡', heard: '最近收到信号', reason: '原因', stop: '{from} 至 {until} 计时暂停：{why}', still: '今', doNow: '下一步',
		nothing: '现在没有可办的步骤。', note: '说明（告知车主）', papers: '材料', there: '已交', missing: '缺', seen: '窗口已看', card: '银行卡号',
		keep: '保存', checks: '核查', allClear: '没有问题。', notChecked: '提交后自动核查。', payments: '付款', history: '经过', makeBatch: '编制付款批次',
		upload: '导入银行结果', batchLead: '编制人不能放行；放行时再次核对车辆信号。', noBatch: '没有付款批次', batchNo: '批次', count: '笔数', sum: '合计',
		made: '编制', released: '放行', release: '放行', cancel: '撤销', refuse: '不同意', notYours: '编制人不能放行', bankFile: '银行文件',
		queryFile: '查询文件', heldNow: '{n} 笔因收到车辆信号暂停', askBank: '有不一致，请向银行核实。',
		results: '已付 {paid}，失败 {failed}，未知 {unknown}，重复 {same}，不是本行发出 {foreign}，金额不符 {wrong}，前后矛盾 {conflict}',
		tables: '现行与待定标准', always: '一直有效', newTable: '提出新标准', fromDay: '被盗日 {day} 起', validFrom: '从哪天的被盗起', basis: '依据',
		months: '个月', monthsFrom: '从（月）', monthsTo: '到（月）', noEnd: '以上', yuan: '元', addRow: '加一行', needDay: '请填写起始日和依据。',
		dry: '近 92 天的 {n} 件理赔：按当时的标准共 {now}，按新标准共 {then}。', dryNone: '近 92 天没有理赔可以试算。', paysEach: '每个车龄的金额：',
		eachMonth: '满 {a}–{b} 个月', tryIt: '试算', propose: '提出', proposed: '已提出，等另一人放行', span: '{a}–{b} 个月', spanOpen: '{a} 个月以上',
		state: {
			draft: '草稿', submitted: '已提交', auto_checked: '已核查', needs_papers: '待补材料', in_review: '审核中', approved: '已核准', batched: '付款中',
			paid: '已付款', closed: '已结束', rejected: '不予赔付', appealed: '申诉中', held_sighted: '收到信号，暂停', found_after_payment: '赔后追回',
			repaid: '已退回赔款', forfeited: '车辆归赔付方'
		},
		do: {
			file: '受理', card: '登记银行卡', submit: '提交', check: '核查', ask_papers: '补材料', papers: '材料已齐', review: '转人工审核', approve: '核准',
			reject: '不予赔付', appeal: '申诉', take_up: '受理申诉', sight: '收到信号暂停', unhold: '恢复审核', batch: '列入付款', unbatch: '退出付款',
			paid: '银行已付', close: '办结', found: '车辆找到', ended: '案件撤销', look: '记录核查', stand: '按实付结案', repay: '赔款已退回',
			forfeit: '车辆归赔付方', withdraw: '撤回'
		},
		lookFraud: '涉嫌虚假（记录核查时标记）', verdict: { ok: '通过', refuse: '不符合', ask: '补', review: '人工看', note: '提示' },
		fact: {
			from: '最早 {a}', cover: '{a} 起生效', silent: '{a} 起失联', hours: '{a} 小时', others: '另有 {a} 次', photos: '{a} 张', cap: '{a}，标准为 {b}'
		},
		paper: {
			id_card: '身份证', theft_receipt: '接报案回执', unsolved_proof: '未破案证明', claim_form: '理赔申请表', invoice: '购车发票',
			service_receipt: '防盗服务收据', card: '银行卡', bank_card: '银行卡照片'
		},
		sampled: {
			amount: '金额较大', chance: '随机抽查', papers: '材料仍缺', appeal: '申诉', owner_again: '车主另有理赔', number_doubt: '号码重复',
			photo_repeat: '照片重复使用'
		},
		code: {
			fraud: '查实虚假', papers: '材料不全', withdrawn: '已撤回', bank: '银行退回', late_report: '报案超时', cover_young: '服务刚生效',
			tag_dead: '标签早已失联', not_owner: '不是受保障车主', no_cover: '没有有效服务', duplicate: '重复申请', heard_since: '近期收到信号',
			bike_found: '车辆已追回', case_ended: '案件已撤回或不成立', other_amount: '银行按另一金额付出', paid_twice: '银行付了两次',
			again_repaid: '退回后银行又付了一笔', again_forfeited: '结案后银行又付了一笔'
		},
		batch: { open: '待放行', released: '已放行', settled: '已结清', cancelled: '已撤销' },
		payment: { made: '待放行', dropped: '已退出', released: '已发银行', unknown: '结果未知', paid: '已付款', failed: '失败' },
		tableState: { proposed: '待放行', released: '已放行', refused: '不同意' }
	},
	top: {
		search: '号牌、标签、车架号、车主', searchHint: '按 / 键输入', clear: '清空', language: 'English', languageLabel: '切换到英文', account: '账号菜单',
		me: '我的账号', settings: '设置', logout: '退出登录', roles: '角色'
	},
	stream: {
		idle: '未连接', connecting: '正在连接', open: '实时', waiting: '已断开，{s} 秒后重连', denied: '无权接收', retry: '立即重连',
		label: '实时消息：{state}'
	},
	role: {
		officer: '派出所民警', case_officer: '办案民警', clerk: '上牌员', traffic: '交警', adjuster: '理赔员', insurer: '保险公司人员', engineer: '基站工程师',
		leader: '领导', sysadmin: '系统管理员', secadmin: '安全管理员', auditor: '审计员'
	},
	login: {
		title: '登录', name: '账号', password: '密码', submit: '登录', needName: '请填写账号。', needPassword: '请填写密码。', code: '验证码',
		codeHint: '验证器上的 6 位数字', needCode: '请填写验证器上的 6 位数字。',
		why: {
			elsewhere: '您的账号在别处登录了，这里已退出。不是您本人操作，请马上告诉安全管理员。', idle: '15 分钟没有操作，已退出登录。',
			password: '密码或验证器已更换，请重新登录。', disabled: '账号已停用。', over: '登录已过期，请重新登录。'
		},
		wrong: '账号、密码或验证码不对，请重新输入。用过的验证码不能再用。', motto: '一雁有失，群雁相寻', note: '每次查看轨迹都会留下审计记录。',
		show: '显示密码'
	},
	unit: { bureau: '市局', branch: '分局', precinct: '派出所', site: '上牌点', operator: '运营单位', insurer: '保险公司', traffic: '交警' },
	grantOp: { add: '增加角色', remove: '取消角色', move: '调到', totp: '更换验证器' },
	grantState: { open: '待审批', approved: '已同意', refused: '已拒绝', withdrawn: '已撤回', collected: '已领取' },
	stepUp: { title: '再确认一次身份', text: '这一步需要验证器上的新验证码。登录时用过的不能再用，请等下一个。', wrong: '验证码不对，或已经用过。请等下一个。' },
	secrets: {
		title: '账号 {name} 的登录信息', text: '只显示这一次，请当面交给本人。首次登录必须改密码。', password: '一次性密码',
		factor: '验证器（用手机验证器扫码，或手工输入密钥）', done: '已交给本人'
	},
	me: {
		title: '我的账号', insurer: '保险公司的账号：事故处理和理赔在左侧菜单，只看得到本公司的。', password: '修改密码',
		first: '您还在用一次性密码。请先改成自己的密码，然后才能做别的。', old: '现在的密码', next: '新密码', again: '再输一次新密码',
		needNext: '至少 12 位，且与现在的不同。', needAgain: '两次输入不一样。', needCode: '验证器上的 6 位数字；登录时用过的不能再用。',
		wrong: '密码或验证码不对。', changed: '密码已修改'
	},
	units: {
		title: '单位', name: '名称', kind: '类别', code: '代码', number: '序号', add: '加下级', addRoot: '新建单位', rename: '改名', close: '关闭',
		closed: '已关闭', confirmClose: '关闭 {name}？有下级单位或在用账号时不能关闭。'
	},
	grants: {
		title: '授权审批', mine: '授权申请', none: '没有申请', all: '显示全部', ask: '申请授权', asked: '申请已提交，等安全管理员审批', op: '事项',
		reason: '理由', needReason: '请写明理由，至少 4 个字。', askedBy: '申请人', state: '状态', approve: '同意', refuse: '拒绝', withdraw: '撤回',
		collect: '领取'
	},
	common: {
		loading: '正在加载…', retry: '重试', save: '保存', cancel: '取消', close: '关闭', confirm: '确定', more: '加载更多', all: '全部', none: '无', yes: '是',
		no: '否', print: '打印', back: '返回', refresh: '刷新', unknown: '不详', detail: '详情', table: '表格', map: '地图', open: '查看', copy: '复制',
		copied: '已复制', total: '共 {n} 条', shown: '已显示 {n} 条', optional: '选填', updated: '{t} 更新', now: '现在', noneYet: '暂无',
		noteLeast: '请写清楚：至少 {zh} 个汉字，或 {n} 个字母。', noteMost: '太长了：请删去 {n} 个字。'
	},
	state: {
		offlineTitle: '连不上服务器', offlineText: '请检查网络。恢复后点“重试”。', failedTitle: '没有加载成功',
		failedText: '服务器没能完成这个请求。可以重试；如果一直这样，请把请求号告诉管理员。', deniedTitle: '没有权限',
		deniedText: '您的角色不能查看这里。需要时请找账号管理员。', deniedMay: '这一页由这些角色使用：{roles}。您的账号没有其中任何一个；需要时请找系统管理员为您申请。', sep: '、', missingTitle: '没有找到', missingText: '记录不存在，或您无权查看。', home: '回到首页', request: '请求号 {id}',
		busyTitle: '请求太多', busyText: '服务器让我们慢一点，请稍后重试。'
	},
	error: {
		OFFLINE: '连不上服务器，请检查网络后重试。', UNAUTHORIZED: '请先登录。', FORBIDDEN: '您的角色不能做这件事。', NOTFOUND: '没有找到这条记录。',
		CONFLICT: '记录刚被别人改过，已重新加载，请核对后再做。', STATE: '这一步现在不能做，请看页面上的状态。', TOOBIG: '内容太多，请缩小范围或删去一些。',
		STORE: '服务器的存储暂时不可用，请稍后再试。', INVALID: '填写的内容有误，请检查。', EXISTS: '已经有相同的记录。', TOOMANY: '操作太频繁，请稍后再试。',
		FULL: '服务器存储已满，暂时不能保存。', other: '没有成功：{message}', failed: '没有成功，请再试一次。还不行，请告诉系统管理员。',
		server: '服务器说明：{message}'
	},
	review: {
		correct: {
			title: '更正一项登记', go: '同意更正', no: '不更正', confirm: '更正后 {plate} 的{field}改为“{to}”。确定吗？', approve: '已更正', refuse: '不予更正',
			from: '登记的', to: '申请改为', state: { asked: '待审', approved: '已更正', refused: '不予更正', withdrawn: '已撤回' }
		},
		title: '待审核', showing: '显示', show: { waiting: '待审', mine: '我提出的', all: '全部' }, noneOf: { mine: '您没有提出过申请', all: '还没有过申请' },
		stillWaits: '等待审核', tab: { overrides: '重号放行', merges: '车主合并', corrections: '登记更正' },
		none: { overrides: '没有待审的放行申请', merges: '没有待审的合并申请', corrections: '没有待审的更正申请' },
		noneHint: {
			overrides: '上牌员遇到重号或与被盗车号码相像时，申请出现在这里。', merges: '发现同一位车主有两条记录时，在车主页申请合并。',
			corrections: '登记有误时，在车辆页申请更正。'
		},
		choose: '从左边选一条', notYours: '不由您审', mergeOf: '#{a} ← #{b}', merge: '合并两条车主记录',
		row: { same: '相同', mask: '掩码同', alike: '形似', other: '不同' }, legend: '形似：如 O 与 0、I 与 1、S 与 5、B 与 8、Z 与 2、G 与 6。',
		sameNumber: '号码相同', alikeNumber: '号码形似', openBike: '打开在册车辆', noRival: '在册车辆里已没有相同或形似的号码，不用放行。',
		stolen: '这个号码属于被盗车。放行也不能登记：请留住车辆和来人并报警。', own: '您自己的申请，须由别人审核。',
		elsewhere: '不在您的辖区，由申请单位或其上级审核。', police: '由民警审核，结果会显示在上牌窗口。', officer: '由派出所民警审核。', note: '审核意见',
		noteEx: '例如：已看实车，钢印清楚，厂家重号', needNote: '请写明理由，至少两个字：上牌员和审计都会看到。', grant: '放行', refuse: '不予放行',
		keys: 'Ctrl+Enter 放行；↑ ↓ 换一条', usedBy: '已用于', notUsed: '还没有用：窗口办结时自动注明用在哪辆车。',
		askAgain: '可以补充理由或照片，在上牌窗口重新申请。',
		photo: {
			title: '照片对照', hint: '点一个位置，对照两辆车的照片。每看一张都记入审计。', enlarge: '点照片放大或缩小。',
			none: '申请没有附照片，在册车辆也没有。', noDesk: '申请时没有附这张', noRegister: '在册车辆没有这张', gone: '照片已清除：申请办结一天后不再保存',
			foreign: '不在您的辖区，看不到照片', sent: '随申请附来', went: '随申请附了照片：{what}。由审核的民警查看。'
		},
		mergeNote: '审核意见（不合并必须写）', mergeNoteEx: '例如：证件号码不同，是父子两人', needMergeNote: '请写明为什么不合并，至少两个字：申请人会看到。',
		mergeKeys: 'Ctrl+Enter 同意合并；↑ ↓ 换一条', mergeAgain: '如有新的依据，可在车主页重新申请。', mergeGo: '同意合并', mergeNo: '不合并',
		confirmMerge: '合并后不能分开：并入的记录停用，其车辆、电话和代办人都归保留的记录。确定吗？',
		maskedTwins: '这里是掩码，看着相同不等于相同；需要时到车主页逐项查看明文。',
		done: { grant: '已放行', refuse: '已拒绝', withdraw: '已撤回', approve: '已合并' }
	},
	owner: {
		page: '车主', title: '车主 {name}',
		f: { name: '姓名 / 名称', kind: '类别', idKind: '证件类别', idNo: '证件号码', phone: '电话', address: '住址', createdAt: '登记时间' }, age: '年龄',
		masked: '默认只显示掩码。查看明文要写明用途，一次一项，逐次审计。', foreign: '这位车主不在您的辖区登记：只能看掩码。需要更多，请联系登记单位。',
		mergedInto: '已并入 #{id}', show: '看明文', showTitle: '查看明文：{what}', ofAgent: '代办人',
		showText: '只给看这一项，一分钟后自动隐去；先记审计，再显示。', hides: '一分钟后隐去', purpose: '用途',
		why: { case: '办案', return: '发还', correction: '更正', complaint: '投诉', contact: '联系车主', check: '核查' }, reference: '文号',
		referenceHint: '依据的案件或文件编号：3 到 32 位字母、数字或 -', needReference: '文号要 3 到 32 位字母、数字或 -。',
		needCode: '没有确认身份，没有显示。请再试，输入验证器上的新验证码。', phones: '电话', noPhones: '没有登记电话', agents: '代办人',
		noAgents: '没有有效的代办人', noPaper: '没有委托书', until: '有效至 {day}', consents: '告知同意', noConsents: '没有告知记录',
		consent: { register: '登记告知', trail: '轨迹告知' }, given: '同意', takenBack: '已撤回', bikes: '名下车辆', noBikes: '名下没有过车辆', from: '起',
		to: '止', now: '现在', ever: '登记以前', merges: '合并记录', takesIn: '并入 #{id}', goesInto: '并到 #{id}',
		mergeState: { asked: '待审', approved: '已合并', refused: '未同意' }, keep: '保留的记录', gone: '并入的记录', mergeAsk: '申请合并',
		mergeText: '同一位车主有两条记录时，把另一条并入这一条。由另一位民警审核后生效。', findOther: '另一条记录的姓名、证件号或手机号（要完整）',
		find: '查找', findWhole: '请输入完整的姓名、证件号或手机号。', findNone: '没有找到别的记录。', pickOther: '请选中要并入的记录。',
		needReason: '请写明为什么是同一位，至少两个字。', mergeSend: '提交申请', mergeAsked: '已申请，等民警审核',
		mergeRefused: '不能申请：这两条已有待审的申请、其中一条已合并，或类别不同。'
	},
	hours: {
		title: '办公时间与停办', toBookings: '预约', readOnly: '由系统管理员设置。', shut: '不办公', asMonday: '同周一', slotMin: '每时段（分钟）',
		quota: '每时段名额', windows: '窗口数', bad: '还有填错的，请先改正标红的。', numbers: '时段 5 到 240 分钟，名额 0 到 1000，窗口 1 到 50。',
		outside: '这样改，{n} 个已约的预约不在办公时间内',
		outsideText: '这些预约不会自动取消，也不会自动通知：保存后请打开那一天，逐个改期或取消，并电话告知。', anyway: '知道了，仍然保存', back: '回去再改',
		undo: '撤销修改', leave: '修改还没有保存。离开吗？', calendar: '节假日与补班', week: '一二三四五六日', year: '年份', prevYear: '前一年',
		nextYear: '后一年', isAnnounced: '已公布', isProvisional: '暂定', announced: '{y} 年的安排已公布，{t} 录入。没有列出的日子按平日排。',
		announcedFrom: '{y} 年的安排已公布（{source}），{t} 录入。没有列出的日子按平日排。',
		provisionalDays: '{y} 年的安排还没有公布：列出的日子先照此办，其余按平日排；预约时会说明安排尚未公布。',
		provisionalNone: '{y} 年的安排还没有公布，也没有先定的日子：全年按平日排，预约时会说明安排尚未公布。公布后请在这里录入。',
		sums: '放假 {off} 天，补班 {work} 天', fromDay: '日期', toDay: '到哪一天（只有一天可不填）', name: '名称', nameEx: '名称，如：春节', addDay: '加入',
		workShort: '补班', dropDay: '去掉', needDays: '请选日期；到哪一天不能早于起始日期。', otherYear: '日期不在 {y} 年。',
		longName: '名称太长，最多 20 个汉字。', oddWork: '本来就是工作日，请核对', noCalDays: '还没有列出日子', noCalDaysHint: '逐段加入，或把整张清单贴进来。',
		asText: '贴清单 / 按清单改', pasteTitle: '{y} 年的清单，一行一天',
		pasteHint: '日期、holiday（放假）或 work（补班）、名称，用空格隔开；写“放假”“补班”也行。这份清单会代替这一年的全部日子；保存前不生效。',
		pasteEx: '{y}-01-01 holiday 元旦', take: '用这份清单',
		line: {
			shape: '第 {n} 行看不懂：{what}', date: '第 {n} 行：没有 {what} 这一天', year: '第 {n} 行：{what} 不在 {y} 年',
			kind: '第 {n} 行：“{what}”应是 holiday（放假）或 work（补班）', twice: '第 {n} 行：{what} 前面已有',
			long: '第 {n} 行：{what} 的名称太长，最多 20 个汉字', more: '另有 {n} 行有错'
		},
		tick: '{y} 年的安排已正式公布', tickNot: '不勾选：先按暂定执行，公布后再来勾选。', source: '出处', sourceEx: '出处，如：通知文号',
		saveYear: '保存 {y} 年', diff: '加 {a} 天，去 {r} 天，改 {c} 天', printSaved: '先保存再打印',
		emptyYear: '没有列出任何放假的日子。{y} 年真的没有节假日吗？', calOutside: '这样改，全市有 {n} 个已约的预约落在不办公的时间',
		stale: '别人刚改过这一年的安排。您的修改还在本页：请先抄下来，再点“撤销修改”重新读取。', days: '个别日子', what: '设为', closed: '停办',
		ownQuota: '另定名额', add: '设定', remove: '取消', reasonEx: '原因，例如：盘点', needDay: '请选今天或以后的日期。',
		needReason: '请写明停办原因：来人会看到。', needQuota: '名额是 0 到 1000。',
		closeAsk: '{day} 已有 {n} 个预约。停办后它们不会自动取消，也不会自动通知，要逐个改期或取消。仍然停办吗？', noDays: '没有个别安排', holidays: '节假日',
		off: '放假', workday: '补班', noHolidays: '今天以后没有已公布的节假日', unknown: '{y} 年的节假日还没有公布，按平日排。'
	},
	counter,
	booking: {
		title: '预约', purposeLabel: '业务', purpose: { register: '新车上牌', change: '变更', transfer: '过户', replace: '补换', deregister: '注销' },
		event: { check_in: '签到', back: '退回', no_show: '未到', cancel: '取消', done: '办结', move: '改期' },
		state: { booked: '已预约', checked_in: '已签到', serving: '办理中', done: '已办结', no_show: '未到', cancelled: '已取消' }, name: '姓名',
		phone: '手机号', day: '日期', time: '时段', number: '预约号', queueNo: '排号', add: '新预约', addTitle: '替来人预约', none: '这一天没有预约',
		noneHint: '选一个有余号的时段，点它就可以预约。', waited: '已叫 {n} 人，平均等候', noneCalled: '还没有叫号', quota: '余 {n}', full: '已满',
		walkIns: '现场', prev: '前一天', next: '后一天', today: '今天', display: '叫号屏',
		dayState: { open: '开放', no_hours: '不办公', holiday: '节假日', closed_day: '停办', closed: '已关闭' }, provisional: '节假日安排尚未公布，按平日排',
		moveTitle: '{name} 改到', moved: '已改期', done: '已完成：{what}', confirmCancel: '取消 {name} 的预约？名额放回。', booked: '已预约，号码 {n}',
		pick: '请选时段。', counts: '预约 {b} · 签到 {c} · 办结 {d} · 未到 {n}', needName: '请填写姓名和手机号。', full2: '这个时段刚刚约满，请换一个。',
		plate: '号牌', plateHint: '整个号牌，或其中一段', noPlate: '没有这样的号牌', needBike: '请从找到的车里选一辆，或者把号牌清空。',
		bikeElsewhere: '这辆车在别的辖区登记，不能在这里预约。', elsewhere: '在别的辖区登记的车', hours: '办公时间与停办',
		hoursNote: '办公时间与停办日由系统管理员设置。', closeDay: '这一天停办', openDay: '恢复开放', reason: '原因', quotaDay: '这天每时段名额', save: '保存',
		weekday: { w1: '周一', w2: '周二', w3: '周三', w4: '周四', w5: '周五', w6: '周六', w7: '周日', w8: '补班日' }, outside: '不在办公时间',
		weekHours: '每周办公时间', spanHint: '如 08:30-12:00 14:00-17:30，空为不办公', spanBad: '时间不对', wait: '平均等候 {d}'
	},
	queue: {
		title: '叫号屏', calling: '请到', number: '号', window: '窗口', waiting: '等候 {n} 人', empty: '暂时没有叫号', lost: '正在重新连接…',
		please: '请 {n} 号到 {w} 号窗口'
	},
	stock: {
		title: '号牌标签', what: { plate: '号牌', tag: '标签' },
		sort: { standard: '正式', temporary: '临时', theft: '防盗标签', enforcement: '执法标签', owner: '车主标签' }, depot: '总库', cupboard: '点内柜',
		holder: '经办 {n}', me: '我手上', where: '存放', n: '数量',
		tabs: { lies: '库存', transfer: '调拨', count: '盘点', silent: '失联标签', battery: '低电标签' }, none: '没有库存',
		noneHint: '由民警入库，再调拨到上牌点。', receive: '入库', receivePlates: '号牌入库', receiveTags: '标签入库', format: '号段',
		first: '起始号（空为顺延）', count: '数量', tags: '标签号，一行一个', slot: '种类', note: '备注', received: '已入库 {n} 件，{first} 至 {last}',
		known: '，其中 {n} 件原已在库', offer: '调拨', offerTitle: '发起调拨', from: '从', to: '到', offered: '已发起，等对方签收', sign: '签收',
		refuse: '拒收', withdraw: '撤回',
		state: {
			offered: '待签收', signed: '已签收', refused: '已拒收', withdrawn: '已撤回', received: '在总库', at_site: '在点', bound: '已装车',
			replaced: '已换下', retired: '已停用', lost: '丢失'
		},
		transferNone: '没有调拨', offeredBy: '发起', at: '时间', confirm: { sign: '确认数量无误并签收？', refuse: '拒收这批？', withdraw: '撤回这批？' },
		countTitle: '今日盘点', counted: '实点', computed: '账面', explanation: '差异说明', countNone: '还没有盘点记录', countGo: '提交盘点',
		countSame: '账实相符', countDiff: '账面 {c}，实点 {n}，请写明差异原因后再提交。', countDone: '已记录盘点', day: '日期', by: '盘点人', number: '编号',
		bike: '车辆', since: '起始时间', lastHeard: '最后听到', silentNone: '没有失联标签',
		silentHint: '装车后长时间没有听到、且附近基站在线的标签会列在这里。', batteryNone: '没有低电标签', openBike: '打开车辆', depotAll: '全部',
		action: '操作'
	},
	flag: {
		stolen: '被盗', impounded: '暂扣', violation_open: '违法未处理', accident_open: '事故未处理', sealed: '查封', suspect: '嫌疑', locked: '锁定',
		hit_and_run: '事故逃逸', clone_suspect: '疑似套牌', duplicate: '重号待定', correction_open: '更正中', claim_open: '理赔中', transfer_open: '过户中',
		silent_tag: '标签失联', low_battery: '标签低电', plate_lost: '号牌遗失', plan_expired: '防盗服务到期'
	},
	noGl: { title: '这台电脑不能显示地图', text: '浏览器没有 WebGL。下面用表格代替。' },
	overview: {
		rate: '每秒信号', tags: '在册标签', heard: '近十分钟听到', stations: '在线基站', alerts: '未结警报', cases: '未结案件', watch: '布控中',
		journal: '日志', visits: '累计经过', disk: '剩余磁盘', ok: '正常', full: '已满', failed: '故障', trend: '近十分钟每秒信号数', stale: '数据停在 {t}',
		figures: '城市数字'
	},
	banner: {
		full: '磁盘已满，已停止确认。基站会保留数据，清出空间后自动恢复。', failed: '日志写入失败，已停止确认。基站会保留数据，请立即联系管理员。',
		offline: '与服务器的连接断开，画面可能不是最新的。'
	},
	map: {
		title: '实时地图', legend: '图例', density: '车辆密度', few: '少', many: '多', moving: '行驶中', parked: '停放', zoomIn: '放大可看到单车',
		more: '车辆太多，只显示一部分，请再放大', bikesIn: '视野内 {n} 辆', stations: '基站', junction: '路口基站（粗圈）', showBikes: '显示车辆',
		showStations: '显示基站', whole: '全城', locate: '看这里', label: '城市地图：可用方向键移动，加减键缩放', failed: '地图数据没有加载成功', plus: '放大',
		minus: '缩小', canvas: '地图', popupBike: '约 {age}前 · 误差 {r}', openStation: '查看基站', tableHint: '用表格看', inView: '视野内基站'
	},
	station: {
		role: { approach: '进口', stop: '停止线', exit: '出口', centre: '中央', roadside: '路边' }, power_: { mains: '市电', battery: '电池' },
		door_: { closed: '关', open: '开' },
		status: { online: '在线', offline: '离线', deaf: '失聪', quarantined: '已隔离', new: '未启用', withdrawn: '已停用' },
		kind: { roadside: '路边基站', junction: '路口基站' }, title: '基站', one: '基站 {name}', search: '基站名称', onlyAlarm: '只看有故障的', name: '名称',
		kindLabel: '类型', district: '辖区', statusLabel: '状态', lastFrame: '最后消息', heard10: '近十分钟信号', usual: '平时 {n}', place: '地点',
		junctionName: '路口', roleLabel: '用途', health: '运行状况', power: '供电', door: '箱门', battery: '电池', temperature: '温度', clockOffset: '时钟偏差',
		clockErr: '时钟误差', backlog: '待传', backlogAge: '最早待传', free: '剩余存储', frames: '收到帧', duplicates: '重复帧', bad: '坏帧', gap: '丢失记录',
		firmware: '固件', hardware: '硬件', watchVersion: '布控表版本', config: '配置', configOk: '一致', configBad: '不一致', connected: '连接于',
		rows: '{n} 条', range: '覆盖半径（米）', add: '登记基站', addTitle: '登记新基站', pending: '待批准', pendingTitle: '等待批准的基站',
		pendingFull: '名单已满：来敲门的名字太多，近来没有再出现的已被移出。请先核对来源地址，再批准。', pendingNone: '没有等待批准的基站', approve: '批准',
		approveTitle: '批准基站 {name}', first: '首次出现', last: '最近一次', tries: '次数', address: '来源地址', withdraw: '停用', quarantine: '隔离',
		release: '解除隔离', newKey: '更换密钥', confirmWithdraw: '停用后该基站不能再连接。确定停用吗？',
		confirmQuarantine: '隔离后不再采用该基站的数据。确定隔离吗？', confirmRelease: '解除后重新采用该基站的数据。确定吗？',
		confirmKey: '旧密钥立即失效，基站要装上新密钥才能再连接。确定更换吗？', keyTitle: '基站密钥（只显示这一次）',
		keyText: '请现在抄到基站里。关闭后无法再看到；丢失只能更换。', keyDone: '我已抄好', needName: '请填写基站名称。', needPlace: '请在地图上点选位置。',
		none: '没有符合条件的基站', alarmsHere: '当前故障', noAlarm: '没有故障', done: '已完成', passages: '经过记录',
		passagesNote: '只能为案件查询，会留审计记录。', anonymous: '其他车辆', nameRule: '名称用字母、数字或 . _ -，最多 32 个。', junctionNumber: '路口编号',
		pick: '在地图上点选位置', onMap: '地图位置', noAlarmAll: '目前没有基站故障', chart: '信号量：近十分钟与平时'
	},
	alarm: {
		title: '基站故障',
		kind: {
			offline: '离线', deaf: '失聪', drift: '时钟漂移', flood: '信号泛滥', battery: '电池低', config: '配置不符', door: '箱门打开', clock: '时钟不可信'
		},
		kindLabel: '故障', since: '开始', until: '结束', still: '仍在', onlyOpen: '只看未恢复', lasted: '持续', station: '基站', detail: '说明',
		none: '没有基站故障', told: { heard: '十分钟收到 {n} 条，平时 {usual} 条', off: '时钟差 {s} 秒，误差 {e} 毫秒', low: '电量 {n}%' }
	},
	search: {
		elsewhere: '其他辖区的近似号码', elsewhereHint: '号码已隐去。请核对实物，输入完整号码查看，或与该辖区联系。', title: '查车',
		intro: '输入号牌、号牌的一部分或标签号。', exact: '完全一致', contains: '部分包含', none: '没有找到“{q}”',
		noneHint: '核对号牌，或只输入后几位再查。别的辖区的车，要输入完整号码。', near: '相像',
		kind: { plate: '号牌', tag: '标签', frame: '车架号', motor: '电机号', vehicle: '整车编码' }, deep: '也找相像的',
		loading: '号码索引还在装入，只有完全一致的结果。', more: '结果很多，只显示一部分，请多输几位。', paste: '批量查', pasteTitle: '批量查号',
		pasteHint: '一行一个号码：号牌、标签、车架号、电机号都可以，最多 500 行。', pasteGo: '查询', pasteCsv: '导出 CSV', line: '输入', result: '结果',
		hits: '{n} 辆', nothing: '没有', placeholder: '不是号码', back: '返回单个查询', ms: '{n} 毫秒', owners: '查车主',
		by: { phone: '按手机号查车主。', idNo: '按证件号查车主。', name: '按姓名查车主。' }, noOwner: '没有找到车主',
		noOwnerHint: {
			phone: '核对手机号；要完整的 11 位。', idNo: '核对证件号；要完整的一串。', name: '按姓名只能查到本辖区登记的车主。其他辖区的，请用证件号或手机号。'
		},
		asNumber: '当作号码查车', asPerson: '当作车主信息查', again: '请重新输入', againHint: '姓名、证件号和手机号不会留在网址里，刷新后要再输一次。',
		loadingBike: '正在读取…', first: '请先在上方输入号牌或标签号。', results: '“{q}”：{n} 辆', throttled: '查询太快，请稍候。'
	},
	deal: {
		business: '业务', booked: '预约人：{who}', bookedOther: '预约的是“{what}”，请确认来意', without: '没有预约，直接办：',
		s: {
			bike: '选车', holder: '车主核对', change_vehicle: '变更内容', transfer_holder: '原车主', transfer_person: '新车主', replace_tag: '补换',
			deregister_tag: '收回'
		},
		f: {
			bikeId: '车辆', ver: '车辆资料', reason: '原因', holder: '车主证件', holder_idNo: '现车主证件号', holder_idKind: '证件类别', nothing: '办理内容',
			phone: '手机号', address: '住址', newPlate: '新号牌', oldPlate: '旧号牌', oldTags: '旧标签', use: '用途', colour: '主色', colour2: '辅色',
			brand: '品牌', model: '型号', vehicleCode: '整车编码', frameNo: '车架号', motorNo: '电机号'
		},
		find: '号牌、标签或车架号', findHint: '扫描号牌或车上标签，也可以输入任何一个号码', findGo: '查找',
		findNone: '没有找到。请核对号码；车辆不在册的，应当办新车上牌。', other: '换一辆', since: '{t} 登记', ownerNow: '车主', photos: '登记照片',
		file: '车辆档案', reread: '重新读取', refuseNow: '出具不予办理告知', thisBike: '正是这辆车：{plate}', notThisBike: '{text} 不是选中的这辆车',
		flagged: '{what}，不能办', someCode: '{what}：情况不符，请核对', need: { bikeId: '请先选车', nothing: '请说明办什么：至少一项' },
		todo: {
			stolen: '请留住车辆和来人，报派出所', impounded: '先到交警大队解除暂扣', violation_open: '先处理违法', accident_open: '先结清事故',
			sealed: '凭查封机关的解除文书再来', suspect: '请留住车辆，报派出所核查', locked: '先请锁定的单位解锁', hit_and_run: '请留住车辆，报交警',
			clone_suspect: '先由交警核查套牌', duplicate: '先由民警核定重号', correction_open: '先等更正审完', claim_open: '先结清理赔',
			transfer_open: '先办结或撤回正在办的过户', bike_case: '先由办案民警结案', bike_outside: '请到车辆所属辖区的上牌点办理',
			bike_life: '注销的车辆由民警恢复后才能办', bike_changed: '看过新资料后继续办理', holder_other: '请车主本人到场，或由其出具委托书'
		},
		why: { transfer: '过户原因', replace: '补换原因', deregister: '注销原因' },
		reason: {
			sold: '买卖', given: '赠与', inherited: '继承', lost: '遗失', damaged: '损坏', unreadable: '字迹不清', faulty: '标签故障', scrapped: '报废', unclaimed: '扣留期满无人认领',
			stolen: '被盗', moved_away: '迁出本市', returned: '退货', other: '其他'
		},
		holderIs: '在册车主 {who}', holderKind: '车主证件', holderHint: '与登记核对，可扫描', heirHint: '继承的不用核对原车主证件', stays: '不变',
		same: '与登记相同', undo: '撤销：{what}', changes: '{n} 项变更', changeHint: '只填要变更的，其他不变', endNote: '注销后 {plate} 作废，车辆不能上路。',
		ready: { change: '可以变更', transfer: '可以过户', replace: '可以补换', deregister: '可以注销' }, readyHint: '按 F9 办结并出证',
		readyTwice: '按两次 F9 注销', issue: { change: '办结变更', transfer: '办结过户', replace: '办结补换', deregister: '注销' },
		sure: '即将注销 {plate}，号牌随之作废。再按一次 F9 确认。', sureGo: '确认注销', issueRefused: '没有办成：情况有变化，请看右侧核查结果。',
		done: { change: '变更完成', transfer: '过户完成', replace: '补换完成', deregister: '注销完成' }, again: '{what}（先前已办，没有重复）',
		refuse: '不予办理', refuseGo: '出具不予办理告知'
	},
	bike: {
		title: '车辆 {plate}', plate: '号牌', tag: '标签号', owner: '车主', phone: '电话', brand: '品牌', colour: '颜色', registered: '登记时间',
		report: '报案', openCase: '查看案件', hasCase: '已报案', masked: '车主信息已隐去一部分。',
		todo: { transfer: '过户', change: '变更', replace: '补换', deregister: '注销' }, look: '查看', noPhotos: '没有照片', photos: '照片',
		photosNote: '每次查看留痕；证件照片需要验证码。', papers: '已出证件', noPapers: '还没有出过证件', printed: '已打开 {n} 次', history: '办理记录',
		actor: '账号 #{n}', me: '我', system: '系统',
		event: {
			register: '登记上牌', import: '导入', edit: '修改', correct: '更正', change: '变更', transfer: '过户', replate: '换发号牌', retag: '换发标签',
			tag_slot: '更换其他标签', deregister: '注销', restore: '恢复', photo: '照片', photo_end: '照片归档', photo_gone: '照片删除', flag: '状态',
			counter: '窗口办结', pieces: '牌与标签收回', tag_unheard: '没听到标签'
		},
		on: '设置', off: '解除', and: '、', noHistory: '没有记录', moreHistory: '全部 {n} 条', correct: '申请更正', correctTitle: '申请更正登记',
		correctText: '登记有误的，在这里申请，由民警审核后更正。车主要求的变化请办“变更”。', field: '项目', now: '现在', value: '更正为', why: '理由',
		whyEx: '例如：录入时看错一位，已核对实车', needValue: '请填写更正后的内容。', sameValue: '与现在相同。', needWhy: '请写明理由，至少两个字。',
		sent: '已申请，等民警审核', corrections: '更正', correction: '{field}：{from} → {to}', noCase: '没有未结案件', trackNote: '轨迹只能在案件里看。'
	},
	report: {
		title: '报案：{plate}', lead: '填好后立即布控，全城基站开始找这辆车。', last: '最后见到车的时间', lastHint: '车主最后一次看到车还在',
		missing: '发现丢失的时间', missingHint: '车主发现车不见了', where: '丢失地点', whereHint: '在地图上点一下；不知道可以不选', place: '地点说明',
		placeEx: '例如：财富广场东门停车棚', note: '备注', noteEx: '车的特征、可疑人员、监控线索', severity: '紧急程度', sev1: '一般', sev2: '较急',
		sev3: '紧急', submit: '报案并布控', server: '服务器时间 {t}', skew: '本机时钟与服务器差 {d}，以服务器为准。', m10: '10 分钟前', m30: '半小时前',
		h1: '1 小时前', h4: '4 小时前', morning: '今早 8 点', night: '昨晚 8 点', now: '刚刚', eLast: '请填写最后见到车的时间。',
		eMissing: '请填写发现丢失的时间。', eLastFuture: '不能晚于现在（服务器时间 {t}）。请改早一些。',
		eMissingFuture: '不能晚于现在（服务器时间 {t}）。请改早一些。', eOrder: '发现丢失不能早于最后见到车（{t}）。请核对这两个时间。',
		eOld: '离现在超过 {n} 天，请核对年月日。', eNote: '备注最多 {n} 字，请删去一些。', ePlace: '地点说明最多 {n} 字，请删去一些。', fix: '还有 {n} 处要改',
		kept: '未提交的内容已保存在本页，刷新不会丢失。', dropped: '已清空', clear: '清空重填', done: '已报案并布控', doneNumber: '案件编号',
		openCase: '打开案件', another: '再查一辆', clearPlace: '取消选点', exists: '这辆车已有未结案件', source: '报案方式', sourceRef: '110 警情编号',
		eSourceRef: '请填写 110 警情编号。', reporter: '报案人姓名', reporterHint: '不是车主本人时填写', reporterPhone: '报案人电话', locked: '锁车',
		lockKind: '锁', keys: '钥匙数', keyPlace: '钥匙在哪里', lockFacts: '锁与钥匙'
	},
	cases: {
		title: '案件', onlyOpen: '未结', all: '全部', none: '没有符合条件的案件', noneHint: '先查到车辆，再点“报案”。', number: '编号', plate: '号牌',
		queues: '待办', queue: { confirm: '待确认', overdue: '立案超期', give_up: '可转未破' }, stateLabel: '状态', reported: '报案时间', lastSeen: '最后见到',
		officer: '经办', place: '地点', severity: '紧急', alertAt: '最近听到', filter: '状态'
	},
	case: {
		title: '案件 {number}',
		state: {
			reported: '已报案', accepted: '已接报', filed: '已立案', not_filed: '不予立案', watched: '布控中', located: '已发现', recovered: '已追回',
			returned: '已发还', unsolved: '未破', withdrawn: '已撤案', unfounded: '报案不实'
		},
		todo: {
			confirm: '下一步：核实车主的报案。属实点“确认接报”，着急可直接布控。', reported: '下一步：布控，让全城基站开始找。',
			accepted: '下一步：决定是否立案。', filed: '下一步：布控，让全城基站开始找。', not_filed: '不予立案，理由见下。车主可以申请复议。',
			watched: '正在找：全城基站一听到就会报警。', located: '已听到：请派人到圈内核查。', recovered: '车已追回，下一步：发还车主。',
			returned: '车已发还，案件办结。', unsolved: '查找已停，标签仍在听；车主可以申请理赔。', withdrawn: '案件已撤销。',
			unfounded: '经查没有被盗，案件撤销。'
		},
		action: {
			accept: '确认接报', file: '立案', not_file: '不予立案', extend: '延长审查', watch: '布控', recover: '标记追回', return: '发还车主',
			give_up: '转为未破', withdraw: '撤案', unfound: '报案不实', reopen: '重新办理', solve: '标记破案', unsolve: '取消破案'
		},
		confirm: {
			watch: '确定开始布控吗？还没接报、立案的会一并办理，文书自动编号。', recover: '确认车已追回？布控会随之结束。',
			return: '确认车已发还车主？案件随之办结。', give_up: '确定转为未破吗？标签继续在听，一听到案件会回到“已发现”；车主可以申请理赔。',
			withdraw: '确定撤案吗？布控会随之结束。', reopen: '确定重新办理吗？', solve: '确认案件已破？破案与追回车辆分开统计，同案各车一并标记。'
		},
		filing: { plain: '一般（3 日）', checks: '需要核查（7 日）', complex: '重大疑难（30 日）' }, filingLabel: '立案审查', docNo: '文书号',
		docNoHint: '可不填，自动编号', reasonLabel: '理由', eReason: '请写明理由。', life: '办理进度', due: '还有 {d} 应决定是否立案',
		overdue: '立案决定已超期 {d}', toConfirm: '车主自己报的案，还没有民警确认：没有布控，也看不到轨迹。', solved: '已破案',
		mayGiveUp: '很久没有发现，可以转为未破。', source: '报案方式', reporter: '报案人', lock: '锁车情况',
		sources: { police: '民警受理', counter: '窗口', owner: '车主手机', emergency: '110 转来' }, unit: '承办单位', crime: '串并案', crimeLeads: '同案之首',
		keys: '钥匙 {n} 把', keyAt: '钥匙：{at}', locked: { unknown: '未说明', yes: '已上锁', no: '没上锁' },
		lockKind: {
			unknown: '未说明', none: '没有锁', built_in: '车身锁', chain: '链条锁', u_lock: 'U 形锁', disc: '碟刹锁', electronic: '电子锁', other: '其他'
		},
		keyPlace: { unknown: '未说明', owner: '在车主处', family: '在家人处', in_bike: '留在车上', lost: '已丢失', other: '其他' }, receiptNo: '回执编号',
		filingNo: '立案文书号', receiptDue: '立案决定期限', receiptPolice: '接报单位（盖章）', receiptOwner: '报案人签字', noteLabel: '说明',
		why: {
			closed: '案件已办结', role: '您的角色不能做这一步', state: '“{state}”状态下不能做这一步', unit: '本案由{unit}承办：请联系他们，或由办案民警办理'
		},
		done: '已{action}', live: '现在位置', stolenHere: '丢失地点', notKnown: '还没有听到', notKnownHint: '报案后任何基站听到都会显示在这里。',
		radius: '误差半径', heardBy: '听到的基站', ageLive: '{t}听到', around: '附近基站 {up}/{n} 在线', hearing: '{rssi} dBm', trail: '轨迹',
		noTrail: '这段时间没有听到这辆车', play: '播放', pause: '暂停', speed: '倍速', skip: '跳过空白', slider: '轨迹时间', follow: '跟随', window: '时间范围',
		w: { h1: '1 小时', h6: '6 小时', d1: '24 小时', all: '全部' }, gap: '没有听到', gapFor: '空白 {d}',
		meaning: {
			listened: '附近基站在线，仍没听到：车可能没在这里，或标签被屏蔽。', partly: '附近基站有时不在线，没听到不能说明问题。',
			deaf: '附近基站当时不在线，没人在听。', uncovered: '这里没有基站覆盖。'
		},
		gapStations: '当时在听的基站', up: '在线 {p}%', start: '开始', end: '结束', notHeardNow: '此刻没有听到', visits: '经过记录',
		visitsNone: '还没有经过记录', first: '首次', last: '末次', hits: '次数', best: '最强', flags: '标记', late: '补传', clock: '时钟存疑', still: '未结束',
		station: '基站', more: '只显示了一部分，请缩小时间范围。', signal: '各次经过的信号强度（dBm）', events: '经过情况',
		event: {
			report: '报案', accept: '接报', file: '立案', not_file: '不予立案', extend: '延长审查', watch: '布控', hit: '发现', recover: '追回', return: '发还',
			give_up: '转为未破', withdraw: '撤案', unfound: '报案不实', reopen: '重新办理', solve: '破案', unsolve: '取消破案', join: '并入同案',
			part: '移出同案', assign: '移交', ack: '确认警报', alert: '警报'
		},
		system: '系统', closedTrail: '案件已办结，轨迹不再提供查看。', info: '案件信息', alert: '警报', noAlert: '还没有警报', missing: '发现丢失',
		located: '首次发现', closed: '办结', audited: '本页查看已记入审计。', printTitle: '案件单', printed: '打印于 {t} · 打印人 {who}',
		signature: '经办人签字', hearings: '最近听到', legendPath: '听到的路线', legendGap: '空白（不知道去向）', legendRadius: '误差范围', tabs: '案件内容'
	},
	alert: {
		title: '布控警报', feed: '警报', none: '没有未结警报', noneHint: '布控车辆一被听到，这里立即提示。', noneAll: '没有警报',
		state: { new: '新', acked: '已确认', closed: '已结束' }, ack: '确认', ackKey: '确认最新警报（A 键）', acked: '{who} 已确认', ackedOk: '已确认 {plate}',
		mute: '静音', unmute: '打开声音', soundBlocked: '点一下页面即可打开提示音', late: '补传', lateHint: '数据是后来补传的，不是此刻的位置',
		count: '听到 {n} 次', openCase: '打开案件', at: '在 {station}', onlyOpen: '未结', first: '首次听到', last: '最近听到',
		sev: { 1: '一般', 2: '较急', 3: '紧急' }, announce: '新警报：{plate}，{station}', show: '在地图上看', plateLabel: '号牌', statusLabel: '状态',
		hide: '收起', expand: '展开警报', onlyShelved: '已搁置', noneShelved: '没有搁置的警报', around: '周边基站', aroundNone: '位置未知，看不了周边基站。',
		act: { ack: '确认', issue: '下达指令', shelve: '搁置', unshelve: '取消搁置', false: '误报' }, doubt: { clock: '基站时钟不可信', flood: '基站信号泛滥' },
		doubtHint: '听到它的基站有故障，只提示、不响铃，也不自动下达指令', shelved: '搁置到 {t}', shelvedOk: '已搁置 {n} 分钟，到时自动恢复',
		unshelvedOk: '已恢复 {plate}', shelveFor: '搁置多久', minutes: '{n} 分钟', falseReason: '误报原因', falseOk: '已按误报结束',
		needReason: '请选择误报原因', inFlood: '批量',
		false: {
			clock: '基站时钟错', clone: '标签疑似被复制', owner_has_it: '车在车主手里', wrong_case: '案件有误', equipment: '设备问题', test: '测试',
			other: '其他（写明）'
		},
		guard: {
			title: '设防提醒', hint: '车主还没有报案。先联系车主；车主联系不上、情况可疑的，转为案件，立即布控。', take: '转为案件', taken: '已转为案件并布控',
			kind: { armed: '设防后移动', no_owner_tag: '离开车主标签移动' }
		},
		floodLine: '{district}一分钟内警报过多，{n} 条已合并', floodHint: '可能是成批车辆移动，也可能是基站故障。合并期间不再逐条响铃。', floodAck: '全部确认',
		floodAcked: '已全部确认'
	},
	ana: {
		title: '轨迹分析', remove: '去掉', evidence: '轨迹证据表', clones: '克隆嫌疑', misplaced: '点位疑错', toCase: '回到案件', toBike: '车辆',
		ask: '开始分析', from: '开始时间', until: '截止时间', length: '时长', hours: '{n} 小时', minutes: '{n} 分钟', more: '结果没有显示完，请缩短时间再查。',
		sureLabel: '把握', basis: '依据', onMap: '看地图', span: '时间范围', noPlate: '未登记的标签', ownBike: '案件车辆', thisCase: '本案',
		otherCase: '属于案件', no_: '序号', tab: { companions: '伴随分析', scenes: '时空碰撞', next: '去向、静默、藏匿点' },
		what: {
			companions: '哪些车和它一路同行', scenes: '哪些车先后到过每个现场', next: '可能去哪里，静默是否异常，可能藏在哪里',
			evidence: '逐条记录、空档原因和校验值，可打印、可下载'
		},
		sure: { low: '把握小', fair: '把握一般', good: '把握较大' },
		no: {
			assigned: '只有承办民警和加入本案的人能分析这辆车的轨迹：请承办民警把您加入本案。', closed: '案件已结束或车已找到，不能再分析它的轨迹。',
			older: '更早的部分要由第二个人审批。', far: '这段时间太久远，任何人都不能查看。', quota: '今天可查看的车辆数已用完：明天再查，或请本案其他民警查。',
			running: '已有两项分析正在进行，请稍后再试。', work: '这次分析要花的时间太长：请缩短时间。',
			place: '有现场不在本案范围内：案件车辆没有在那附近失窃或被听到。请换基站。',
			scenes: '现场填写不对：至少两个现场；同一地点的时段要相隔一小时以上；每个时段不超过规定时长。',
			times: '时间不对：要在案件可查看的时间内，并且不超过一次分析的时长。'
		},
		audited: '每次分析都记入审计，列出的车辆计入当天可查看的车辆数。', companionsHint: '选好时间，点“开始分析”。默认从最后见到它的前两小时开始。',
		ownVisits: '案件车辆 {n} 条记录', withheld: '另有 {n} 辆没有列出：今天可查看的车辆数已用完。', noCompanion: '没有找到同行的车',
		noCompanionWhy: '在这段时间里，没有车和它一起经过三个以上基站而不像是偶然。可以换一段它在行驶的时间。',
		notHeardWhy: '这段时间里没有基站听到它。请换一段时间，或先看轨迹。', oneIn: '约 {n} 辆车里才有一辆会碰巧这样接近',
		shared: '同经 {n} 次，{s} 个基站，{w} 段行程', ownAt: '案件车辆', otherAt: '同行车辆', lag: '间隔', behind: '晚 {s} 秒', before: '早 {s} 秒',
		noProof: '这是线索，不是证据：邻居同路上下班也会像同行。', scene: '现场 {n}', pickStations: '在地图上点基站，或按名称查找',
		findStation: '给现场 {n} 添加基站', addScene: '增加现场', ordered: '按先后顺序', scenesRule: '现场要在案件车辆失窃或被听到的地方附近。',
		foundAll: '{n} 辆车到过每个现场', byChance: '如果各走各的，碰巧都到过的约有 {n} 辆', tooMany: '数量太多，不列出车辆：请增加现场或缩短时段。',
		nobody: '没有车到过每个现场', nobodyWhy: '可以放宽时段，或每个现场多选几个相邻基站。', looked: '查看了 {s} 个基站、{v} 条记录、{n} 个标签',
		share: '数据太多，只看了 {n} 分之一的标签', nothingHeard: '这段时间里没有记录，请换一段时间。', clonesHint: '同一个标签像是装在两辆车上',
		clonesRule: '不显示地点和时间：查看轨迹要有案件或经批准的申请。', noClone: '没有克隆嫌疑',
		noCloneWhy: '这段时间里，没有标签来不及从一处到另一处。两辆车都停着时看不出来，可换白天的时间再查。', cloneOneIn: '是误读的可能约 {n} 分之一',
		clashes: '{n} 处矛盾；最严重的：相距 {m}，只隔 {had}，至少需要 {need}', misplacedHint: '基站实际位置和登记的不一样', off: '相差',
		misplacedRule: '由经过的车辆推算，不涉及任何一辆车的轨迹。', noMisplaced: '没有发现点位疑错的基站',
		noMisplacedWhy: '差错在 500 米以内，或者经过车辆太少的基站，看不出来。', accuse: '{of} 次前后相邻的经过中，{n} 次与登记的位置不符', registered: '登记',
		guessed: '推算位置', make: '制作', csv: '下载 CSV', makeHint: '制作一次就是查看一次轨迹，记入审计。不填时间就是案件可查看的全部时间。',
		madeBy: '{who} 制作于 {t}', evidenceSum: '听到 {n} 条，空档 {g} 处，其中时钟存疑 {d} 条。信号强度是每条记录中最强的一次；系统不保存平均值。',
		noRows: '这段时间没有听到', clockTrust: '时钟', clockGood: '可信（误差 2 秒内）', clockBad: '存疑', gap: '空档 {d}', verify: '校验：',
		reason: { down: '附近基站未在线，或没有在线记录', no_range: '途中没有基站能听到', silent: '附近基站在线，没有听到', unknown: '不知道它在哪里' }
	},
	foresee: {
		title: '推测', ask: '推测去向', again: '重新推测', hint: '根据全城车辆的走向和这辆车的轨迹推算；每次查看都记入审计。', days: '已学习 {n} 天',
		none: '还没有可用的推测', noDays: '系统还没有学完一整天的数据，明天再看。', next: '下一站', from: '现在 {place}，{t}到', likely: '可能性 {p}%',
		window: '{a} 至 {b}，多半在 {e} 前', basis: '依据：全城 {all} 次，本车 {own} 次', own: '本车上几次：{list}',
		trust: { low: '把握小', fair: '把握一般', good: '把握较大' }, noNext: '从这里往后没有规律可循', dark: '静默', since: '自 {t} 起没有听到，已 {d}',
		last: '最后在 {place}',
		verdict: {
			heard: '正在被听到', usual: '这样的静默在这里常见', unusual: '静默偏长，值得注意', rare: '静默异常：很可能被藏匿、屏蔽或运走',
			deaf: '附近基站当时没有在线，不能判断', unknown: '数据太少，不能判断'
		},
		longer: '这里只有 {p}% 的静默比这更长（95% 区间 {lo}–{hi}%）', usually: '这里一半的静默在 {d} 内结束',
		rests: '依据：本站 {here} 次、同类基站 {cls} 次静默', listened: '其间附近基站在线 {p}%', ownSilent: '本车在此静默过 {n} 次，最长 {d}',
		hide: '可能的藏匿处', share: '占停留 {p}%，此时段 {now}%', stays: '停留 {n} 次，过夜 {k} 次，静默 {s} 次', hereLast: '静默前最后一处',
		noHide: '还没有停留 10 分钟以上的记录', within: '{r} 范围内'
	},
	order: {
		addPhoto: '拍照或选照片', photosKept: '已附 {n} 张', photoBad: '这个文件不是照片。', title: '指令', mine: '出警指令', none: '没有待办指令',
		noneAll: '没有指令', noneHint: '布控车辆被听到后，指令会自动发到辖区单位。', more: '更多', why: '原因', show: { open: '待办', all: '全部' },
		keys: '选择、办理',
		state: { issued: '待签收', signed: '已签收', fed_back: '待审核', returned: '退回重报', done: '已办结', revoked: '已撤销', lapsed: '已失效' },
		act: {
			sign: '签收', feedback: '反馈', review: '审核', accept: '通过', send_back: '退回', revoke: '撤销指令', ask: '请求协助', agree: '同意协助',
			decline: '不能协助'
		},
		result: { person_and_bike: '人车并获', bike: '查获车辆', tag_only: '查获标签', not_found: '未查获', assisted: '协助查获' },
		dialog: { feedback: '提交反馈', review: '审核反馈', shelve: '搁置警报', false: '按误报结束', ask: '请求协助', issue: '下达指令' },
		done: {
			sign: '已签收 {plate}', feedback: '已提交，等待他人审核', accept: '已通过', send_back: '已退回', revoke: '已撤销', ask: '已发出协助请求',
			agree: '已同意协助', decline: '已回复', issue: '指令已下达', acceptFound: '已通过。车已找到：请在案件里标记追回，布控随之结束'
		},
		event: {
			issue: '下达', sign: '签收', feedback: '反馈', accept: '审核通过', send_back: '退回', revoke: '撤销', escalate: '超时上报', lapse: '失效',
			ask: '请求协助', agree: '同意协助', decline: '不能协助'
		},
		assist: { asked: '待回复', accepted: '已同意', declined: '不能协助' }, level: ['待签收', '已提醒分局值班台', '已上报市局'], upIn: '{t}后提醒{unit}',
		upNow: '正在提醒{unit}', waitsShelved: '警报已搁置，暂不上报', announceUp: '指令无人签收：{plate}，{unit}', resultLabel: '处置结果', noteLabel: '说明',
		unit: '责任单位', onDuty: '按辖区自动选择', chooseUnit: '请选择单位', needResult: '请选择处置结果', needWhy: '请写明原因', needUnit: '请选择单位',
		fedBy: '反馈人', heard: '{t}听到', issued: '{t} 下达', signed: '{who} 签收', helpAsked: '请你单位协助', elsewhere: '已办结或由其他单位办理',
		help: '协助：{unit}，{state}', otherReviews: '等待另一名民警审核', navigate: '导航', declineTitle: '不能协助', revokeTitle: '撤销指令',
		printTitle: '布控处置指令单', where: '大致位置', issuedAt: '下达时间', signedBy: '签收', signature: '处置民警签字'
	},
	access: {
		title: '轨迹查看', tab: { mine: '我的申请', decide: '待审批', findings: '异常查看', sample: '每月抽查' }, seen: '今天已查看 {n}/{most} 辆车',
		quotaFull: '今天的额度已用完，明天再看，或请本案其他民警查看。', ask: '申请查看轨迹', askTitle: '申请查看轨迹',
		rule: '没有案件的车，或案件 {near} 天以前的轨迹，要由上级单位民警或本单位领导审批；批准后 {h} 小时内有效，只限本人，不能转给别人。{far} 天以前的不提供。',
		purpose: '用途',
		purposes: {
			case_lead: '案件线索', accident: '交通事故', missing_person: '寻找走失人员', court: '法院、检察院调取', clone: '套牌核查', discipline: '督察核查'
		},
		reference: '依据文号', referenceHint: '案件、事故或文书的编号，4 到 64 字节', reason: '理由', reasonHint: '为什么要看这辆车这段时间的行踪',
		plate: '号牌', caseOf: '案件 {n}', from: '起', to: '止', spanHint: '一次最多 {n} 天', send: '提交申请', sent: '已提交，等待审批', none: '还没有申请过',
		noneHint: '有案件的车在案件里直接看，不用申请。', noneDecide: '没有等您审批的申请', noneFindings: '没有发现异常查看', noneSample: '还没有抽查',
		who: '申请人', at: '时间', span: '时间段', state: '状态', states: { asked: '待审批', approved: '已批准', refused: '未批准', withdrawn: '已撤回' },
		until: '{t} 前有效', over: '已失效', open: '查看轨迹', approve: '同意', refuse: '不同意', withdraw: '撤回',
		confirm: '同意 {who} 查看 {plate} {from} 至 {to} 的轨迹？', why: '不同意的理由（必填）', done: '已办理', decidedBy: '{who} 审批',
		older: '只显示近 {n} 天。更早的要由第二个人审批。', askOlder: '申请查看更早的', notMine: '只有承办民警和加入本案的人能看这辆车的位置和轨迹',
		notMineHint: '请承办民警 {who} 把您加入本案；上级单位民警和本单位领导也可以加。', people: '本案人员', add: '加入', remove: '移出',
		addHint: '民警的登录名', addAbove: '上级单位民警、本单位领导：加人', addWho: '由承办民警、上级单位民警或本单位领导加人；不能加自己。',
		addNobody: '没有登录名为 {name} 的民警。', added: '已加入', removed: '已移出', peopleHint: '加入的人能看本案车辆的位置和轨迹，每次查看都记入审计。',
		onlyOfficer: '只有承办民警', kind: '异常',
		kinds: {
			borrowed: '借案查询', drip: '连日大量查看', off_duty: '非值勤时间查看', repeat: '反复查看同一辆车', transfer: '过户后立即查看',
			refused: '多次被拒绝'
		},
		kindHint: {
			borrowed: '用别的单位的案件查看三次，或一个案件下看三辆车', drip: '一周内三天，每天查看很多不同的车',
			off_duty: '一周内三个晚上，案件一天没有动静仍去查看', repeat: '两周内多天看同一辆车，案件没有进展', transfer: '车刚过户给别人，72 小时内查看',
			refused: '一天内五次查看被拒绝'
		},
		person: '民警', looks: '次数', verdict: '结论', verdicts: { open: '待核实', fine: '没有问题', misuse: '违规' }, judge: '核实结论（写明查了什么）',
		fine: '没有问题', misuse: '认定违规', month: '月份', look: '动作', onlyOpen: '只看待核实', way: '{plate} 的轨迹', wayNone: '这段时间没有听到这辆车',
		visits: '经过记录', back: '返回'
	},
	audit: {
		verbs: {
			city_set: '设城市在地图上的位置', plate_format_console: '在服务器上新建号牌格式', plate_receive_console: '在服务器上号牌入库',
			tag_receive_console: '在服务器上标签入库', access_ask: '申请查看轨迹', access_decide: '审批轨迹申请', access_withdraw: '撤回轨迹申请',
			access_read: '按申请查看轨迹', access_read_refused: '按申请查看轨迹（被拒绝）', access_finding: '核实异常查看', access_review: '复核抽查的查看',
			theft_helper: '增减本案人员', plan_sell: '卖出保障', plan_cancel: '撤销当日收费', plan_repay: '退还保障费', plan_read: '打开收款凭证',
			plan_refund: '保障终止待退款', plan_end: '保障终止', plan_move: '保障随车转移', plan_product_ask: '申请调整保障价格',
			plan_product_decide: '审批保障价格', plan_product_console: '在服务器上设保障价格', ledger_count: '清点当日收款', ledger_close: '结清当日收款',
			ledger_read: '下载对账表', ledger_export: '导出账簿', ledger_export_refused: '导出账簿（超过上限，被拒绝）', booking_add: '预约',
			booking_call: '叫号', booking_move: '预约改期', booking_step: '变更预约', booking_walk_in: '现场取号', number_override_step: '审核号码放行',
			number_paste: '批量查号', photo_retention: '清除到期照片', plate_format: '新建号牌格式', plate_format_close: '停用号牌格式',
			plate_receive: '号牌入库', plate_step: '变更号牌', site_add: '新建上牌点', site_day: '设停办或名额', site_import_console: '在服务器上导入上牌点',
			holiday_set: '设节假日历', policy_ask: '申请变更政策', policy_decide: '处理政策变更', site_holidays_console: '在服务器上设节假日历',
			site_edit: '修改上牌点', site_hours: '设办公时间', site_stations: '设本点基站', stock_count: '盘点', stock_offer: '发出调拨',
			stock_transfer: '收退调拨', tag_receive: '标签入库', tag_step: '变更标签', account_login_fail: '登录被拒绝', counter_check: '窗口核对',
			counter_issue: '窗口发牌', counter_business: '窗口办理变更、过户、补换、注销', counter_refuse: '窗口退办', photo_upload: '上传照片',
			bike_photo: '更换照片', bike_photo_read: '查看照片', number_photo_read: '查看放行申请照片', paper_pdf: '打开文书', paper_differs: '文书与首次不同',
			import_start: '开始导入', import_done: '导入完成', import_undo: '撤回导入', import_undone: '导入已撤回', import_job_new: '上传导入文件',
			import_job_uploaded: '导入文件已上传', import_job_check: '试运行导入', import_job_do: '执行导入', import_job_stop: '暂停导入',
			import_job_end: '导入结束', import_job_errors: '下载错误文件', import_job_discard: '删除导入文件', import_job_old: '导入文件到期删除',
			owner_trail_read: '车主查看行踪', owner_trail_read_refused: '车主查看行踪（被拒绝）', owner_consent: '记录同意', bike_replate: '换号牌',
			bike_export: '导出登记册', bike_export_refused: '导出登记册（被拒绝）', bike_export_ask: '申请大批导出', bike_export_decide: '答复大批导出',
			bike_export_withdraw: '撤回大批导出申请', figures_rebuild: '重算统计', account_rename: '改姓名', account_stepup: '再次确认',
			account_reset: '重设密码', account_add_console: '在服务器上新建账号', account_password_console: '在服务器上重设密码',
			account_totp_console: '在服务器上换验证器', account_unlock_console: '在服务器上解锁', account_disable_console: '在服务器上停用',
			account_enable_console: '在服务器上启用', grant_ask: '申请授权', grant_decide: '审批授权', grant_withdraw: '撤回申请', grant_collect: '领取验证器',
			unit_add: '新建单位', unit_rename: '单位改名', unit_close: '关闭单位', unit_import_console: '导入单位', system_init: '建库',
			owner_code: '车主要验证码', owner_login: '车主登录', owner_logout: '车主退出', analysis_companions: '伴随分析',
			analysis_companions_refused: '伴随分析（被拒绝）', analysis_passed: '时空碰撞', analysis_passed_refused: '时空碰撞（被拒绝）',
			analysis_named: '分析列出车辆', analysis_clones: '查克隆嫌疑', analysis_misplaced: '查点位疑错', analysis_evidence: '制作轨迹证据表',
			analysis_sheet: '证据表校验值', analysis_evidence_refused: '制作轨迹证据表（被拒绝）', trail_read: '查看轨迹', live_read: '查看现在位置',
			trail_hold: '留存案件轨迹', trail_release: '释放留存的轨迹', passages_read: '查看基站经过', theft_report: '受理报案', guard_arm: '车辆设防',
			guard_disarm: '车辆撤防', guard_mine: '提醒：是本人用车', market_offer: '发布二手车转让', market_withdraw: '撤下二手车转让',
			market_ask: '联系二手车卖家', guard_report: '提醒：一键报案', guard_take: '提醒转案件', theft_step: '案件处理', theft_crime: '串并案',
			theft_assign: '移交案件', theft_unmask: '查看报案人原文', alert_ack: '确认警报', alert_shelve: '搁置警报', recovery_call: '通知车主领车',
			recovery_check_in: '核对领车人身份', recovery_correct: '更正涉案物品', recovery_day: '新建发还清单', recovery_day_close: '关闭发还清单',
			recovery_den: '登记销赃窝点', recovery_den_set: '更新销赃窝点', recovery_give: '发还车辆', recovery_list: '列入发还清单',
			recovery_no_show: '领车人未到', recovery_photo_read: '查看发还照片', recovery_seize: '登记扣押物品', recovery_step: '办理扣押物品',
			recovery_suspect: '登记嫌疑人', recovery_suspect_set: '更新嫌疑人', recovery_unlist: '移出发还清单', recovery_unmask: '查看嫌疑人信息',
			alert_unshelve: '取消搁置', alert_false: '按误报结束', alert_flood_ack: '批量确认警报', order_step: '办理指令', order_issue: '下达指令',
			order_ask: '请求协助', order_answer: '答复协助', duty_set: '设置辖区责任单位', duty_drop: '删除辖区责任单位', shift_set: '设置值班时段',
			shift_change: '修改值班时段', shift_step: '结束或撤销值班时段', watchlist_read: '下载布控名单', watchlist_hits: '上传手持机记录',
			bike_add: '登记车辆', bike_tag: '换标签', bike_retag: '换标签', station_add: '登记基站', station_approve: '批准基站', station_key: '更换基站密钥',
			station_step: '变更基站状态', account_login: '登录', account_logout: '退出', account_add: '新建账号', account_password: '重设密码',
			account_step: '变更账号', account_enable: '启用账号', account_disable: '停用账号', audit_read: '查看审计', audit_export: '导出审计',
			key_rotate: '更换数据密钥', key_reseal: '重新加密', key_reindex: '更换检索密钥', owner_unmask: '查看个人信息原文', owner_find: '查找车主',
			owner_read: '查看车主', owner_add: '登记车主', owner_change: '变更车主', owner_phone: '变更电话', owner_merge: '申请合并车主',
			owner_merge_step: '审批合并车主', bike_edit: '修改车辆', bike_correction: '申请更正', bike_transfer: '过户', bike_step: '变更车辆状态',
			bike_flag: '车辆标记', correction_step: '审批更正', trail_read_refused: '查看轨迹（被拒绝）', live_read_refused: '查看现在位置（被拒绝）',
			passages_read_refused: '查看基站经过（被拒绝）', claim_check: '试算理赔', claim_file: '申请理赔', claim_card: '填写收款卡',
			claim_paper: '收理赔材料', claim_photo: '车主上传理赔材料照片', claim_photo_read: '查看理赔材料照片', order_photo: '上传处警照片',
			order_photo_read: '查看处警照片', theft_photo: '车主上传报案照片', theft_photo_read: '查看报案照片', owner_news: '车主设置进展短信',
			claim_step: '办理理赔', claim_batch: '编制付款批次', claim_pay: '放行付款批次', claim_export: '下载银行付款文件', claim_results: '导入银行结果',
			claim_rates: '提出赔付标准', claim_rate_decide: '审批赔付标准', liability_report: '报事故', liability_assign: '派查勘员',
			liability_finding: '登记事故认定', liability_party: '登记事故当事人', liability_card: '登记当事人银行卡', liability_item: '登记损失项目',
			liability_photo: '上传事故照片', liability_photo_read: '查看事故照片', liability_assess: '定损', liability_agree: '登记赔偿协议',
			liability_pay: '放行事故赔付', liability_bank: '登记银行结果', liability_unmask: '查看当事人明文', liability_export: '下载事故付款文件',
			liability_step: '办理事故', liability_results: '导入事故银行结果',
			violation_camera: '更改取证摄像机',
			violation_code: '更改违法代码',
			violation_file: '导出违法案卷',
			violation_import: '导入违法旧记录',
			violation_picture: '存入违法图片',
			violation_picture_read: '查看违法图片',
			violation_report: '登记违法',
			violation_step: '审核违法',
			my_violation_seen: '车主打开违法告知',
			my_violation_acknowledge: '车主确认违法告知',
			my_violation_appeal: '车主提出申诉',
			my_violation_photo: '车主上传申诉照片',
			my_violation_picture: '车主查看违法照片',
			my_violation_name: '车主说明实际骑车人',
			my_violation_name_back: '车主收回骑车人说明',
			named_answer: '被指认人答复',
			named_decided: '核实实际骑车人',
			appeal_decided: '复核申诉',
			appeal_photo_read: '查看申诉照片',
			notice_served: '登记纸质送达',
			exposure_step: '办理曝光公示',
			course_room: '新增教室',
			course_room_close: '停用教室',
			course_plan: '安排学习班',
			course_cancel: '取消学习班',
			course_tick: '点名',
			course_list: '打印签到表',
			course_invite: '通知学习', course_find: '查找应学习的人',
			course_step: '办理学习',
			course_bank: '导入题库',
			course_question_retire: '停用题目',
			course_exam_print: '出纸质试卷',
			course_paper: '打印试卷',
			course_key: '打印试卷答案',
			course_exam_enter: '录入纸质答案',
			course_certificate: '打印合格证',
			course_film: '更换警示片', course_film_begin: '开始上传警示片', course_film_part: '上传警示片的一段',
			course_book: '预约学习班',
			course_unbook: '退学习班座位',
			course_attend: '学习签到',
			course_film_seen: '看警示片',
			course_exam: '开始考试',
			course_answer: '答题',
			course_exam_end: '交卷',
			junction_add: '登记路口',
			junction_change: '修改路口',
			junction_draft: '修改路口几何草稿',
			junction_step: '发布或放弃路口几何',
			junction_import: '导入路口',
			junction_source: '设灯色来源',
			junction_signals: '接入灯色',
			junction_signal_file: '导入灯色文件',
			bike_spot_look: '现场查车',
			spot_decision: '现场处罚决定',
			spot_paid: '登记罚款缴款',
			spot_cancel: '撤销处罚决定',
			spot_paper: '打印处罚或扣车凭证',
			spot_photo_read: '查看领车照片',
			custody_release: '交还扣留车辆',
			custody_move: '扣留车辆换位置',
			custody_step: '公告或处理无人认领车辆', custody_deregister: '处理无人认领车辆并注销登记',
			violation_camera_drop: '删除取证摄像机',
			violation_camera_try: '试取摄像机图片',
			violation_camera_push: '摄像机推送图片',
			violation_camera_token: '发摄像机推送令牌',
			violation_camera_untoken: '停止摄像机推送',
			violation_unimport: '撤回旧违法记录导入'
		},
		kinds: {
			access: '轨迹申请', plan: '保障', plan_product: '保障价格', ledger: '账目', grant: '授权', role_grant: '授权', site: '上牌点', import: '导入',
			import_job: '导入文件', export: '导出', booking: '预约', paper: '文书', photo: '照片', plate: '号牌', plate_batch: '号牌批次',
			plate_format: '号牌格式', tag_batch: '标签批次', number: '号码', number_override: '号码放行', stock_transfer: '调拨', stock: '库存',
			correction: '更正', owner_merge: '车主合并', owner_trail: '行踪', analysis: '分析', trail: '轨迹', live: '位置', passages: '基站经过', key: '密钥',
			policy: '政策', city: '城市', backup: '备份', db: '数据库', figures: '统计', counter: '窗口', theft: '案件', case: '案件', station: '基站',
			account: '账号', bike: '车辆', alert: '警报', audit: '审计', tag: '标签', unit: '单位', owner: '车主', order: '指令', duty: '辖区责任',
			shift: '值班时段', watchlist: '布控名单', holiday: '节假日历', system: '系统'
		},
		title: '审计', at: '时间', who: '账号', verb: '动作', subject: '对象', caseId: '案件', detail: '说明', none: '没有审计记录', filterVerb: '动作',
		filterSubject: '对象代号', from: '起', to: '止', sameSubject: '只看这个对象的全部记录', chain: '链尾', chainEnd: '第 {n} 条', hash: '校验值',
		anchored: '外部存证', anchorAt: '最近一次：第 {n} 条，{t}', noAnchor: '没有配置外部存证：末尾被截断或整库被换回旧备份将无法发现', toFile: '文件',
		toUrl: '接收方', arrived: '{t} 送达', waiting: '{n} 条待送', never: '尚未送达', fault: '上次失败：{why}', console: '在服务器上新建的账号',
		consoleNote: '绕过双人授权，逐个核对', csv: '导出 CSV', csvDone: '已导出 {n} 条', csvCut: '只导出最近 {n} 条，请缩小范围', clear: '清除条件',
		request: '请求', by: { owner: '车主本人', public: '未登录', system: '系统', account: '账号' },
		groups: { look: '查看', change: '变更', export: '导出', login: '登录' }, allGroups: '全部动作', wholeGroup: '全部{g}', filterGroup: '动作类别',
		find: '账号姓名、登录名或编号', notFound: '没有叫“{q}”的账号。可以输姓名、登录名或编号的一部分。', pickOne: '请从下面的名单里选一个账号。',
		off: '已停用', unit: '单位', allMade: '最近 {n} 个都显示', fewer: '收起', span: '时间', today: '今天', days7: '近 7 天', days30: '近 30 天',
		badSpan: '止必须晚于起。', raw: '原文', rawTitle: '第 {n} 条 · {verb}', rows: '审计记录', none1: '没有符合条件的记录',
		noneHint: '放宽时间，或清除条件再看。', keys0: '↑ ↓ 逐条移动，Enter 看原文，到末尾自动加载更多。', printed: '打印于 {t} · {who} · 条件：{f}',
		noFilter: '无', subjectHint: '16 位代号，由服务器上的 yanzhen audit subject 得出；或 #12',
		verdict: { ok: '最近的记录完好', warn: '最近的记录完好，外部存证要处理', bad: '链在第 {n} 条断了' }, checkedRows: '最近 {n} 条刚刚逐条核对，无误',
		badRow: '第 {n} 条与写入时不同：{why}', badDo: '保留现场，不要重启或恢复备份；在服务器上运行 yanzhen audit verify 查全链。',
		whole: '全链核对：在服务器上运行 yanzhen audit verify',
		keys: {
			product: '项目', fen: '分', way: '支付方式', again: '重复提交', differs: '有差额', day: '日期', from: '起', to: '止', owner: '车主代号',
			coarse: '模糊位置', number: '编号', rows: '行数', purpose: '用途', reference: '文号', form: '格式', filter: '范围', state: '结果', why: '原因',
			run: '导入批次', bytes: '大小', event: '操作', slot: '照片', photo: '照片编号', site: '上牌点', new_owner: '新车主', warnings: '提示',
			reason: '理由', paper: '文书', field: '字段', grant: '授权', op: '事项', role: '角色', unit: '单位', by: '按', found: '找到', merge: '合并',
			correction: '更正', flag: '标记', on: '设为', n: '数量', added: '新增', updated: '更新', refused: '拒绝', lines: '行数', request: '申请',
			moved: '案件上次动静', value: '值', step: '操作', station: '基站', district: '区县', firstDay: '首日', lastDay: '末日', weekdays: '星期',
			hours: '时段', ended: '已结束'
		},
		fields: {
			vehicleCode: '整车编码', frameNo: '车架号', motorNo: '电机号', brand: '品牌', model: '型号', colour: '主色', colour2: '辅色', boughtOn: '购买日期',
			kind: '号牌种类', use: '用途', priceFen: '价格', name: '姓名', idNo: '证件号码', address: '住址', phone: '手机号'
		},
		slots: {
			front: '正面', rear_plate: '车尾号牌', right_rear: '右后方', vehicle_code: '整车编码', motor_no: '电机号', invoice: '发票', id_front: '证件正面',
			id_back: '证件背面', form: '申请表', tag_place: '标签位置'
		},
		codes: {
			case_lead: '案件线索', accident: '交通事故', missing_person: '走失人员', court: '司法调取', clone: '套牌核查', discipline: '督察', fine: '没有问题',
			misuse: '违规', remove: '移出', approve: '同意', refuse: '拒绝', given: '给出同意', taken_back: '收回同意', own: '本人', init: '建库时',
			today: '今天', command_line: '服务器命令', new_key: '新密钥', same_key: '原密钥', deregister: '注销', restore: '恢复', add: '增加', end: '结束',
			enable: '启用', disable: '停用', unlock: '解锁', check_in: '签到', call: '叫号', back: '退回', done: '完成', no_show: '未到', cancel: '取消',
			sign: '签收', withdraw: '撤回', move: '调往', bind: '安装', replace: '更换', retire: '报废', lose: '遗失', quarantine: '隔离', release: '解除隔离',
			watch: '布控', hit: '发现', recover: '追回', reopen: '重新办理', accept: '接报', file: '立案', not_file: '不予立案', extend: '延长审查',
			return: '发还', give_up: '转为未破', unfound: '报案不实', solve: '破案', unsolve: '取消破案', join: '并入同案', part: '移出同案',
			police: '民警受理', counter: '窗口', emergency: '110 转来', grant: '同意', certificate: '行驶证', receipt: '回执', missing: '缺材料告知',
			refusal: '不予办理告知', transfer: '过户文书', deregistration: '注销文书', check: '试运行', apply: '执行', resume: '继续', undo: '撤回',
			checked: '已试运行', undone: '已撤回', stopped: '已暂停', failed: '失败', ready: '待试运行', undo_stopped: '撤回已暂停', restart: '服务器重启',
			csv: 'CSV', xlsx: 'Excel'
		}
	},
	register: {
		kind: { standard: '正式', temporary: '临时' }, use: { own: '自用', delivery: '快递', takeaway: '外卖', other: '其他' },
		life: { registered: '在册', deregistered: '已注销' },
		flag: {
			stolen: '被盗', impounded: '扣留', violation_open: '违法未处理', accident_open: '事故未结', sealed: '查封', suspect: '嫌疑', locked: '锁定',
			hit_and_run: '肇事逃逸', clone_suspect: '疑似套牌', duplicate: '号码重复', correction_open: '更正待审', claim_open: '理赔未结',
			transfer_open: '过户中', silent_tag: '标签失联', low_battery: '标签电量低', plate_lost: '号牌遗失', plan_expired: '服务到期'
		}
	},
	policy: {
		title: '政策参数', find: '按含义或键名查找', waiting: '待发布的变更', waits: '待发布', next: '{d} 起改为 {v}', noneFound: '没有找到。换个词试试。',
		choose: '选一项政策', chooseHint: '左边选一项，看它现在的值、依据和历史，也可以申请变更。', key: '键名', inForce: '现行值', since: '{d} 起',
		isDefault: '默认值', range: '可取范围', normal: '默认值', onOff: '开 / 关', anyWords: '小写字母、数字和 - _', on: '开', off: '关', nothing: '（没有）',
		nobody: '尚未指定', insurers: '保险公司单位', stored: '存储值', yuan: '元', or: '或', alsoTakes: '加一种可替代的', needMore: '加一项',
		takeOut: '去掉{what}', needsHint: '每一行都要交；同一行有几种的，交其中一种就行。', move: { move: '随车转移', end: '终止' }, ask: '申请变更',
		newValue: '新值', from: '生效日期', fromDay: '{d} 起生效', basis: '依据', basisHint: '写明法规、文件或会议决定，例如：衡公交发〔2026〕12号',
		basisIs: '依据：{b}', try: '试算上季度', send: '提交申请', two: '两人办理：另一位市局领导发布后才生效。', badValue: '新值不在可取范围内（{range}）。',
		sameValue: '新值和现行值一样。', needDay: '请选生效日期。', needBasis: '请写明依据（至少 4 个字）。', asked: '已提交，等另一位市局领导发布',
		askedBy: '{who} 申请，{t}', why: '为什么不同意', another: '由另一位市局领导办理', waitsHint: '这项政策有一个变更待发布，处理完才能再申请。',
		history: '历史', value: '值', noBasis: '初始值，或在服务器上设定', onlyDefault: '一直用默认值，没有改过。', dryNone: '这项政策没有试算。',
		step: { release: '发布', refuse: '不同意', withdraw: '撤回申请' }, done: { release: '已发布', refuse: '已退回', withdraw: '已撤回' },
		dryIs: '上季度（92 天）{what}：按现行值 {now}，按新值 {then}{more}。', dryMore: '，多 {n}', dryFewer: '，少 {n}', dryReason: '原因：{why}。',
		group: {
			case: '案件', watch: '布控', visit: '驻留', tag: '标签', photo: '照片', booking: '预约', verify: '公众查验', alarm: '基站故障', register: '登记',
			owner: '车主', export: '导出', papers: '材料', consent: '告知书', order: '指令', access: '轨迹查看', plan: '保障', claim: '理赔',
			liability: '事故责任', analysis: '分析', guard: '设防', market: '二手车', recovery: '缴获发还', theft: '报案', message: '短信',
			traffic: '交通违法',
			course: '安全学习',
			exam: '考试', spot: '现场处理'
		},
		unit: {
			bikes: '辆', 'hour of day': '点', hours: '小时', days: '天', switch: '开关', seconds: '秒', years: '年', bookings: '个预约', 'a minute': '次/分钟',
			reports: '次', '%': '%', 'in 10 minutes': '次/10 分钟', milliseconds: '毫秒', times: '倍', minutes: '分钟', metres: '米', rows: '行', exports: '次',
			'GB/T 2260': '行政区划代码', 'working days': '个工作日', fen: '分', claims: '次理赔', number: '（数）', unit: '（单位序号）', photos: '张',
			messages: '条', level: '（级）', rounds: '次', 'years old': '岁', sellers: '位', violations: '次违法', seats: '个座位', sessions: '次课', classes: '个班', questions: '道题'
		}
	},
	figures: {
		title: '统计', cutoff: '统计到 {t}', area: '范围：本单位及下级', from: '起', to: '止', days: '日期', by: '按',
		dim: {
			district: '区县', site: '上牌点', kind: '号牌种类', use: '用途', life: '状态', day: '日', month: '月', sort: '种类', unit: '单位', week: '周',
			lock: '锁具', age: '报案至今', product: '产品',
			violation: '违法种类',
			junction: '路口',
			hour: '时段',
			source: '来源'
		},
		group: { register: '登记', theft: '被盗案件', service: '保障与理赔', traffic: '交通违法' },
		age: { week: '7 天内', month: '30 天内', quarter: '92 天内', year: '一年内', older: '一年以上' },
		product: { theft: '防盗服务', liability: '第三者责任保障' }, noUnit: '未定单位', median: '中位数', p90: '九成不超过', sum: '金额',
		unitOf: { minutes: '分钟', workdays: '工作日', fen: '元' },
		lock: { unknown: '不详', none: '未上锁', built_in: '车锁', chain: '链锁', u_lock: 'U 形锁', disc: '碟刹锁', electronic: '电子锁', other: '其他' },
		sort: { standard: '正式号牌', temporary: '临时号牌', theft: '防盗标签', enforcement: '执法标签', owner: '车主标签' }, numerator: '统计什么',
		denominator: '占什么的比例', until: '截止', value: '数量', of: '总数', share: '占比', rows: '明细', rowsOf: '{title} · {key}', all: '全部',
		whole: '合计', noDistrict: '未填区县', depot: '库房', noSite: '不经上牌点', csv: '下载 CSV', chart: '{title}，按{by}', none: '没有数据',
		noneHint: '换一个日期范围，或换一种分法。',
		item: {
			bike: '号牌', booking: '预约号', plate: '号牌', tag: '标签', case: '案件', alert: '案件', order: '案件', plan: '收据', claim: '理赔号',
			suspect: '案件', seized: '扣押编号', den: '地点', return: '扣押编号',
			violation: '违法编号',
			class: '班级编号',
			exam: '合格证编号',
			spot: '决定编号'
		},
		at: {
			bike: '时间', booking: '预约日期', plate: '时间', tag: '时间', case: '报案', alert: '警报', order: '下达', plan: '售出', claim: '提交',
			suspect: '抓获', seized: '查获', den: '捣毁', return: '交还',
			violation: '违法时间',
			class: '结束',
			exam: '交卷',
			spot: '决定'
		},
		state: '状态',
		state_: {
			registered: '在册', deregistered: '已注销', received: '在库', at_site: '在上牌点', checked_in: '已签到', serving: '办理中', done: '已办结',
			no_show: '未到', reported: '已报案', accepted: '已接报', filed: '已立案', not_filed: '不予立案', watched: '布控中', located: '已发现',
			recovered: '已追回', returned: '已发还', unsolved: '未破', withdrawn: '已撤案', unfounded: '报案不实', new: '新', acked: '已确认', closed: '已结束',
			issued: '待签收', signed: '已签收', fed_back: '待审核', revoked: '已撤销', lapsed: '已失效', live: '有效', cancelled: '已取消',
			refund_due: '待退款', refunded: '已退款', ended: '已终止', paid: '已付款', expired: '已到期', draft: '草稿', submitted: '已提交',
			auto_checked: '已核查', needs_papers: '待补材料', in_review: '审核中', approved: '已核准', batched: '付款中', rejected: '不予赔付',
			appealed: '申诉中', held_sighted: '收到信号，暂停', found_after_payment: '赔后追回', repaid: '已退回赔款', forfeited: '车辆归赔付方'
		},
		maskedNote: '本页不含车主信息；您的角色看到的号牌和编号已打码。', openNote: '本页不含车主信息。', noRows: '没有明细', last30: '近 30 天',
		last12m: '近一年', thisMonth: '本月', printed: '打印于 {t} · 打印人 {who}', definition: '口径', top: '图中只画最多的 {n} 项，其余见表。',
		badDays: '请检查日期：止不能早于起，最长十年。',
		right: {
			title: '警报准确率', num: '所选日期的警报中，查证属实的（找回反馈已通过审核）', of: '同一日期的警报中，属实的与按误报结束的之和；还没认定的不算',
			days: '{from} 至 {to}，按警报发出的日期；全市范围', rule: '来源', ruleOf: { watch: '基站布控', handheld: '手持机' }, alerts: '警报', yes: '属实',
			no: '误报', pct: '准确率', unjudged: '未认定', comma: '、', none: '所选日期没有警报', noneHint: '换一个日期范围。'
		},
		armed: {
			title: '设防提醒误报率', num: '所选日期的设防提醒中，车主答复“是我本人”的，和补收到车主标签后自动撤回的', of: '同一日期的全部设防提醒',
			kind: '种类', alerts: '提醒', mine: '车主本人', back: '自动撤回', cases: '转为案件', pct: '误报率', none: '所选日期没有设防提醒'
		}
	},
	imports: {
		title: '导入登记', lead: '把整份登记表（CSV）导入登记库。先试运行，看清结果后再导入；导入后可以撤回。', choose: '选择文件',
		drop: '或把 CSV 文件拖到这里，最大 256 MB', encoding: '文字编码', auto: '自动识别', key: '按什么认出已登记的车',
		by: { plate: '号牌号码', vehicle: '整车编码', frame: '车架号' }, keyHint: '行里没有这个号码时按号牌。',
		first: '上传后先试运行，不写入任何登记。文件加密存放，一天后自动删除。', upload: '上传并试运行', columns: '表格要有哪些栏',
		columnsHint: '第一行写栏目名称，顺序不限；其他栏目不读。每栏写下面任一名称都可以。', required: '必填', template: '下载空白模板',
		templateName: '导入模板', another: '导入另一个文件', run: '第 {n} 次导入', sending: '正在上传', stay: '上传完之前请不要关闭本页。',
		leave: '可以离开本页，服务器会继续；回来时在这里看进度。窗口和基站照常工作。', half: '上传没有完成。请放弃后重新上传。', rowsDone: '已读 {n} 行',
		rows: '总行数', toAdd: '将新增', toUpdate: '将更新', added: '新增', updated: '更新', unchanged: '没有变化', toRefuse: '将不导入', refused: '未导入',
		doubts: '请核对', nothingYet: '这是试运行的结果，还没有写入任何登记。',
		back: '已撤回：删除 {bikes} 辆车、{owners} 位车主，恢复 {fields} 个栏目；{left} 项此后有人改动过，保留。', stop: '暂停', apply: '正式导入 {n} 行',
		resume: '继续导入', check: '试运行', checkAgain: '重新试运行', undo: '撤回这次导入', discard: '放弃并删除文件', dropFile: '删除上传的文件',
		askApply: '将新增 {added} 辆车，更新 {updated} 辆车；{refused} 行不导入。现在写入登记吗？',
		askUndo: '撤回这次导入：新增的 {added} 辆车将被删除，更新的 {updated} 辆车恢复原值；此后有人改动过的保留。确定撤回吗？',
		askDrop: '删除上传的文件？导入的登记不受影响，但错误文件不能再下载，未完成的导入不能再继续。', askDiscard: '放弃这次导入并删除上传的文件？',
		keptUntil: '上传的文件保存到 {at}，之后自动删除。', reasons: '问题', reason: '原因', then: '处理', times: '次数', notTaken: '不导入',
		taken: '导入，请核对', errorFile: '下载错误文件', errorsDone: '错误文件已下载，用完请删除。',
		personal: '错误文件里有原始行，属于个人信息：只有上传者能下载，下载有审计记录，改好后请删除。', lines: '逐行查看', line: '行号', column: '栏目',
		leftTitle: '撤回后保留的', wholeBike: '整条登记', earlier: '导入记录', none: '还没有导入过', noneHint: '下载空白模板，填好后在上面选择文件。',
		file: '文件', at: '时间', stateLabel: '状态', open: '查看', eBig: '文件超过 256 MB。请分成几个文件，或请机房在服务器上用 yanzhen import 导入。',
		eBusy: '另一个导入正在进行，请等它结束或先暂停它。', eFiles: '已有 8 个上传的文件没有处理，请先放弃或删除其中一个。',
		state: {
			uploading: '上传未完成', ready: '待试运行', refused: '不能导入', checking: '正在试运行', checked: '试运行完成', running: '正在导入',
			stopped: '已中断', done: '已导入', undoing: '正在撤回', undo_stopped: '撤回中断', undone: '已撤回', discarded: '已放弃'
		},
		remove: '移除', removed: '已移除',
		fault: {
			empty: '文件是空的。请检查是否选错了文件。', rows: '第一行下面没有数据。请填好后重新上传。',
			columns: '第一行缺少这些栏目：{columns}。请按空白模板改好第一行的栏目名称，重新上传。',
			separator: '栏目之间不是用英文逗号分隔的。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，重新上传。',
			encoding: '按所选的文字编码读不出第一行。请改为自动识别后重新试运行；还不行，就另存为“CSV UTF-8（逗号分隔）”重新上传。',
			quote: '第一行的引号不成对。请用 Excel 打开，另存为“CSV UTF-8（逗号分隔）”，重新上传。', many: '第一行超过 64 栏。请删去不用的栏目，重新上传。',
			long_line: '第一行超过 64 KB，不是栏目名称。请检查是否选错了文件。',
			xlsx: '这是 Excel 工作簿（.xlsx），不是 CSV。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，再选那个文件。',
			xls: '这是旧版 Excel 工作簿（.xls），不是 CSV。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”，再选那个文件。',
			utf16: '这是“Unicode 文本”（UTF-16）。请另存为“CSV UTF-8（逗号分隔）”，再选那个文件。',
			binary: '这不是文本文件。请把表格另存为“CSV UTF-8（逗号分隔）”，再选那个文件。'
		},
		why: {
			stopped: '已按要求暂停，可以继续。', restart: '服务器重新启动，工作中断，可以继续。', file: '这个文件不能导入：',
			kept: '上传的文件已不在，请重新上传；未完成的导入可以撤回。', corrupt: '上传的文件被改动过或已损坏，请重新上传。',
			full: '服务器磁盘已满，清理后可以继续。', failed: '没有成功，原因在服务器日志里，可以再试。', elsewhere: '后来在服务器命令行上做完了。',
			discarded: '上传的文件已删除。', old: '上传的文件放了一天，已自动删除。'
		}
	},
	plan: {
		scanHint: '扫号牌，或输入号牌后选中一辆车：显示它的保障，可以收费、续办、退费。', title: '保障收费', panel: '保障',
		tabs: { sell: '收费', today: '当日收费', till: '清点结账', days: '各点对账', products: '价格' },
		product: { theft: '防盗服务', liability: '第三者责任保障' }, ways: { cash: '现金', wechat: '微信', alipay: '支付宝', card: '银行卡' },
		states: { live: '保障中', cancelled: '已撤销', refund_due: '待退款', refunded: '已退款', ended: '已终止', paid: '已赔付', expired: '已到期' },
		soon: '未生效', what: '项目', at: '时间', cover: '保障期', amount: '金额（元）', way: '支付方式', state: '状态', yuan: '元', years: '{n} 年',
		day: '日期', span: '保障期 {from} 零时至 {to}', renewal: '续办，接在现有保障之后', wayRef: '支付单号',
		wayRefHint: '终端小票上的交易号。不要填银行卡卡号。', sell: '办理', renew: '续办', sellTitle: '{plate} 办理{product}', sellGo: '收款 {yuan} 元',
		soldAt: '收款网点：{site}', done: '已办理', sold: '收款凭证 {receipt}', print: '打印凭证', receipt: '凭证', cancel: '撤销',
		cancelAsk: '撤销这笔收费，{way}退回 {yuan} 元？撤销后账上留一笔冲销。', cancelled: '已撤销', repay: '退 {yuan} 元', repayTitle: '{plate} 退还保障费',
		repayWay: '退款方式', repayGo: '已退给车主', repaid: '已退 {yuan} 元', none: '还没有办过保障',
		note: '自愿办理。次日零时生效；撤销只限当日、由收款人本人。', scan: '扫描或输入号牌', next: '下一位', sales: '{n} 笔', noSales: '这一天没有收费',
		noSalesHint: '换一天，或到“收费”办理。', why: { has: '已有保障至 {day}，临近到期时可续办', bike: '车辆已注销、被盗或有限制标记，不能办理' },
		err: {
			priceFen: '价格刚刚调整，请关闭后重新打开。', product: '这辆车已有这项保障，或还不到续办时间。', wayRef: '支付单号不对，或已经用在别的凭证上。',
			bikeId: '车辆已注销、被盗或有限制标记，不能办理。', requestId: '这笔收费已经提交过，请关闭后核对。', siteId: '这个网点已停办。'
		},
		products: {
			ask: '调整价格', asked: '已提交，等另一人核准', from: '起用日期', price: '价格（元）', years: '年限', refund: '注销退费', months: '按剩余整月退',
			noRefund: '不退', basis: '依据', two: '由另一人核准后才生效；已卖出的保障不变。',
			states: { asked: '待核准', released: '已核准', refused: '未核准' }, release: '核准', refuse: '不同意',
			releaseAsk: '核准{product} {yuan} 元，自 {day} 起？', refuseAsk: '不同意{product} {yuan} 元，自 {day} 起？', other: '等另一人核准',
			err: { fromDay: '起用日期不能早于今天。', priceFen: '价格不对。', years: '年限是 1 到 10 年。', basis: '请写明依据的文件或合同。' }
		}
	},
	till: {
		title: '{site} {day}', states: { open: '未清点', counted: '已清点', closed: '已结清' }, books: '账面', count: '清点', diff: '差额', same: '相符',
		sum: '合计', note: '差额说明', countGo: '提交清点', countAgain: '重新清点', counted: '已提交清点', closeGo: '结清当日', closed: '当日已结清',
		closeAsk: '结清 {site} {day} 的收款？结清后当日不能再收退款，也不能再改。', stale: '清点之后又有收退款，请重新清点。', other: '由另一人核对后结清',
		countedBy: '{n} 号 {at} 清点', closedBy: '{n} 号 {at} 结清', openOnly: '只看未结清、有差额的', csv: '下载 CSV',
		allClosed: '本单位及下级的网点都已结清，没有差额', noDays: '这段时间没有收款', site: '网点', noNote: '未说明'
	},
	accounts: {
		title: '账号', add: '新建账号', name: '账号', display: '姓名', unit: '单位', roles: '角色', noRole: '还没有角色', status: '状态', active: '使用中',
		disabled: '已停用', locked: '已锁定', disable: '停用', enable: '启用', unlock: '解锁', setPassword: '重设密码',
		confirmDisable: '停用后 {name} 立即退出登录。确定吗？', confirmReset: '给 {name} 一个新的一次性密码？原密码立即失效，验证器不变。', none: '没有账号',
		needName: '账号用 2 到 32 个小写字母、数字或 . _ -。', needDisplay: '请填写姓名。',
		withoutRights: '新账号没有任何角色。角色要另外申请，由安全管理员审批。', done: '已完成'
	},
	settings: {
		title: '设置', sound: '警报提示音', volume: '音量', test: '试听', tiles: '在线底图地址',
		tilesHint: '留空则只用本地底图。格式 https://…/{\'{z}\'}/{\'{x}\'}/{\'{y}\'}.png；服务器的安全策略也要允许这个地址。',
		tilesBad: '地址里要有 {\'{z}\'}、{\'{x}\'}、{\'{y}\'}。', local: '只保存在这台电脑上。', keys: '快捷键',
		keysNote: '光标在输入框里时不起作用（Esc 离开搜索框）；扫码枪扫到的号码直接拿去查，不当快捷键。窗口页另有自己的键。', keySearch: '查车',
		keyAck: '确认最新警报', keyMap: '回到地图', saved: '已保存', motion: '减少动画'
	}
}
