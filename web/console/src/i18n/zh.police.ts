/* Words of the pages of a station: who is on duty where, who works a case, one crime of several bikes, what readers carry; pages of one plan, batch, request. */
export default {
	duty: {
		title: '值班表', by: { place: '按地方', unit: '按单位', hours: '时段' },
		lead: '听到布控车辆后，指令发给该基站此刻的值班单位：先看时段，时段之外是常设单位；基站没有单独指定的，发给所在区县的值班单位；都没有的，发给最近上牌点的上级派出所，最后是市局。',
		place: '地方', unit: '值班单位', since: '起于', nobody: '没有指定', choose: '选择单位', unitOf: '{where}的值班单位', drop: '撤下',
		closed: '单位已关闭，实际发给{unit}', closedAll: '单位已关闭，发给市局', closedHint: '请改为还在办公的单位', addStation: '单独指定基站',
		station: '基站名称', needStation: '请填写基站名称，例如 st-001。', noStation: '没有这个名称的基站。请对照基站页上的名称再填。',
		set: '{where}改由{unit}值班', dropStation: '不再单独指定“{where}”？它的指令改发给所在区县的值班单位。',
		dropDistrict: '撤下{where}的值班单位？指令改发给最近上牌点的上级派出所，没有的发给市局。', dropped: '{where}已撤下', hand: '全部交给…',
		handLabel: '{unit}的地方全部交给', handAsk: '把{from}的 {n} 处全部交给{to}？', handed: '{n} 处已交给{to}', gaps: '{n} 个区县没有值班单位：',
		gapsThen: '这些地方的指令发给最近上牌点的上级派出所，没有的发给市局。', tell: '要指定，请告诉系统管理员。', whole: '各区县都有值班单位。',
		none: '值班表还是空的', noneHint: '系统管理员在这里指定各区县的值班单位。', mine: '本单位', places: '{n} 处', idle: '{n} 个派出所没有值班的地方：',
		noTimes: '改动立即生效，每次改动都记入审计。固定换班的，请在“时段”里设置，到点自动换单位。', nowUnit: '现在由谁', standing: '常设单位（时段之外）',
		byHours: '按时段', thenNext: '到 {until}，之后 {next}', open: '{n} 处有时段无人值班：', openFrom: '{where} {from} 至 {until}', hours: '时段',
		changed: '最近改动', everyDay: '每天', weekSpan: '{a}至{b}', and: '、', nextDay: '次日 ', onDay: '{day} 一天', fromTo: '{a} 至 {b}', fromOn: '{day} 起',
		start: '开始', finish: '结束', firstDay: '首日', lastDay: '末日（可不填）', weekdays: '星期', overNight: '结束不晚于开始：到次日结束。',
		choosePlace: '选择区县', aStation: '某个基站…',
		hoursLead: '时段先于常设单位。同一时刻有几个时段的，天数少的优先，其次是后设的；时段之外由常设单位值班。', shiftAdd: '新增时段', shiftEdit: '修改',
		shiftEnd: '结束', shiftUndo: '撤销', shiftOver: '已结束', running: '值班中', shiftSaved: '时段已保存', shiftEnded: '时段已结束，可撤销',
		shiftUndone: '已撤销上次改动', shiftEndAsk: '现在结束{where}的时段（{unit}）？之后由其他时段或常设单位值班。',
		shiftUndoAsk: '撤销 {who} 在 {when} 的改动，恢复到改动之前？', noShifts: '没有时段', noShiftsHint: '各处一直由常设单位值班。',
		shiftNeed: {
			place: '请选择区县，或填写基站名称。', unit: '请选择单位。', day: '请填写首日。', order: '末日不能早于首日。', week: '请至少选一个星期几。',
			time: '请填写开始和结束的时间。', week2: '首日到末日之间没有所选的星期几，请检查日期。', past: '末日已经过去，请改日期。'
		}
	},
	hand: {
		title: '承办', you: '是你', go: '移交', dialog: '移交案件 {number}', unit: '承办单位', officer: '承办民警', officerHint: '不填则仍由 {who} 承办。',
		me: '我来办', note: '移交说明', then: '移交后由{unit}办理。你不在该单位辖区、也不是承办民警的，就不能再办这个案件。', done: '已移交：{unit}，{who}',
		needUnit: '请选择承办单位。', same: '单位和民警都没有变。',
		err: { unitId: '这个单位不是在办公的公安单位，请另选。', officer: '没有这个登录名的民警，或账号已停用。请核对登录名。' }
	},
	crime: {
		none: '单独一案。同一伙人一次偷了几辆，可以并为一案。', join: '并入一案', part: '移出', count: '{n} 辆车，追回 {found} 辆', solved: '已破案',
		unsolved: '未破案', partAsk: '把本案移出？之后单独统计破案。', joined: '已并为一案', parted: '已移出，单独一案', dialog: '案件 {number} 与另一案并案',
		lead: '车按辆统计追回，案按起统计破案；并案后其中一案破了，各案一并标记破案。', find: '另一案的案件编号或号牌', findHint: '例如 430405-20261123-0001',
		needText: '请填写案件编号或号牌。', findNone: '没有这个编号或号牌的案件。请填写完整，不能只填一部分。', pick: '请选择要并的案件。',
		hasOthers: '已与别的案件并案',
		err: {
			joined: '本案已经与别的案件并案，请先移出。', no_crime: '已撤案或报案不实的，不能并案。',
			one_solved: '两案一个已破、一个未破。请先统一破案标记，再并案。', alone: '本案没有与别的案件并案。', leads: '本案是首案，请先移出其他各案。',
			caseId: '请选另一个案件，不是本案。', foreign: '两个案件都要有权办理：请联系另一案的承办单位，或由办案民警并案。'
		}
	},
	teller: {
		name: '报案人姓名', phone: '报案人电话', lead: '显示一分钟。谁在何时、为什么看了哪一项，先记入审计再显示。需要验证码。',
		reference: '已填本案编号；为别的事项，请改填那份文书的编号（字母、数字和 -）。'
	},
	planPage: {
		title: '保障', again: '补打凭证', clerkPrints: '凭证由上牌员补打', clerkRepays: '由上牌员在窗口退款。',
		owed: '应退给车主。请核对身份后退款，并让车主签收。', facts: '这份保障', left: '剩余', days: '{n} 天（共 {all} 天）', site: '收款网点',
		seller: '收款人', you: '你本人', account: '{n} 号账号', cancel: '撤销（当日）', way: '办理经过', notYet: '未办', backBy: '退款方式：{way}',
		future: '以后会怎样',
		stop: {
			sold: '收款', begins: '开始保障', ends: '保障到期', cancelled: '当日撤销，已退款', ended: '提前终止', owed: '待退款', repaid: '已退款',
			used: '已赔付，保障用完'
		},
		if: { transfer: '过户', deregister: '注销', stolen: '车辆被盗', claim: '理赔后' },
		then: {
			transfer: '按本市规定，随车转给新车主，或在过户当天终止；过户办完时窗口会提示。',
			deregister: '终止。按剩余整月，现在注销可退 {yuan} 元；被盗、灭失的不退。', stolen: '继续保障。仍未找到的，车主可以申请理赔。',
			claim: '赔付后保障用完，不退。'
		}
	},
	batch: {
		title: '付款批次', n: '{n} 笔', none: '批次里没有付款', noneHint: '列入的理赔都因收到车辆信号退出了。', no: '付款编号', bank: '银行回执',
		toldAt: '回执时间', claim: '看理赔', sha: '文件校验（SHA-256）',
		todo: {
			other: '等另一人放行。', release: '待放行。', send: '待送银行。', rest: '等银行其余结果。', query: '有结果不明的付款。', failed: '有付款失败。',
			settled: '全部结清。', cancelled: '已撤销。'
		},
		how: {
			other: '编制人不能放行，请另一位理赔员核对。', release: '核对笔数和合计，放行需要验证码。放行后文件不能再改。',
			send: '下载银行文件，交银行付款，拿到结果文件后导入。', rest: '银行给出结果后导入；可以重复导入。',
			query: '下载查询文件，逐笔向银行核实，再导入结果。弄清之前不要另行付款：编号不变，不会重复付。',
			failed: '失败的理赔已退回“已核准”，核对卡号后列入下一批，编号不变。', settled: '没有要办的。', cancelled: '列入的理赔已退回“已核准”。'
		}
	},
	request: {
		title: '轨迹查看申请 {n}', decide: '请核对依据和理由。要看的时间段共 {h}。同意后只有申请人本人能看，需要验证码。',
		mineLive: '已批准，只限本人查看，每次查看都记入审计。', mineAsked: '等上级单位民警或本单位领导审批。', mineOver: '这份申请已经不能用了。',
		askAgain: '重新申请', what: '申请内容', case: '案件', way: '办理经过',
		ruleCase: '看案件较早的轨迹，每次都要第二个人同意；首次查看后 15 分钟内可以再看。',
		ruleBike: '看没有案件的车，要由上级批准；批准只给申请人，不能转给别人。',
		stop: {
			asked: '申请', approved: '批准', refused: '未批准', used: '首次查看', withdrawn: '已撤回', waits: '等待审批', expires: '有效至', expired: '已失效'
		}
	},
	casePaper: {
		no: '编号', got: '收到人签字', seal: '办案单位（盖章）', gone: '现在不能出具这份文书', goneHint: '案件现在的状态是“{state}”。',
		receipt: { title: '接报案回执', words: '兹证明下列报案已由我单位接受。请妥善保管本回执，凭回执编号查询办理情况。' },
		filed: { title: '立案告知书', words: '您报称的电动自行车被盗一案，经审查符合立案条件，已于 {day} 立案。特此告知。' },
		not_filed: {
			title: '不予立案通知书',
			words: '您报称的电动自行车被盗一案，经审查（{reason}），于 {day} 决定不予立案。不服本决定的，可以在收到本通知书后七日内向作出决定的单位申请复议。'
		},
		unsolved: {
			title: '未破案证明',
			words: '兹证明下列车辆被盗一案已经立案，{day} 转为未破案，至打印之日车辆尚未找回，布控仍在继续。本证明供车主申请防盗理赔使用。'
		}
	},
	feed: {
		title: '手持机名单', again: '更新',
		lead: '民警的手持机没有网络时，照这份名单认车：只有标签和紧急程度，没有案件、车辆和人。本页与手持机读同一份名单，每次读取都记入审计。',
		stale: '没有更新成功，下面是 {t} 读到的名单。请再试。', tags: '个标签在名单上', version: '版本', read: '{t} 读取', pages: '{n} 页', full: '全新',
		delta: '与上次读取比', deltaHint: '加入和撤下的标签；“全新”表示从头读了整份', waits: '条手持机报告待确认', waitsHint: '手持机上没传的，这里看不到',
		removed: '撤下 {n} 个：', told: '手持机报来的', toldNone: '没有未结的手持机报告', toldHint: '手持机连上网络后自动上传；已办结的在警报页看。',
		where: '地点', heard: '听到时间', ordered: '已有指令', notOrdered: '还没有指令', carried: '名单', find: '标签号', none: '名单是空的',
		noneHint: '没有布控中的车辆。', noHit: '名单上没有这个标签', noHitHint: '可能已经撤下：点“更新”再看。', severity: '紧急程度', whose: '查车'
	}
}
