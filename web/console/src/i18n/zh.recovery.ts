/* Words of seized goods, return lists, suspects and dens. */
export default {
	title: '扣押与发还', tab: { items: '扣押物品', returns: '发还清单', suspects: '嫌疑人', dens: '窝点' }, kindLabel: '种类',
	kind: { bike: '电动自行车', tag: '标签', plate: '号牌', battery: '电池', other: '其他' }, stateLabel: '状态',
	state: {
		seized: '待认领', matched: '已匹配', proven: '已核实', valued: '待审批', approved: '待发还', listed: '已列清单', returned: '已发还',
		disputed: '有争议', held_as_evidence: '留作证据', to_insurer: '已交赔付方', disposed: '已处置'
	},
	onlyOpen: '未办结', allStates: '全部状态', allKinds: '全部种类', newItem: '登记扣押物品', none: '没有扣押物品',
	noneHint: '查获后在这里登记，系统按号码找出可能的车主。', noneFilter: '没有符合条件的物品，换个条件看看。', number: '编号', read: '实物号码',
	found: '查获', whose: '车辆和车主', notKnown: '未确认', payer: { owner: '还车主', payer: '归赔付方', undecided: '理赔去向未定' },
	f: {
		foundAt: '查获时间', place: '查获地点', keptAt: '存放地点', tag: '标签号', plate: '号牌', frameNo: '车架号', motorNo: '电机号', brand: '品牌',
		colour: '颜色', note: '备注', den: '查获窝点', suspect: '嫌疑人'
	},
	noDen: '不是在窝点查获', noSuspect: '没有嫌疑人或不清楚', noOrigins: '窝点和嫌疑人没有读到，可以先保存。', numbered: '{n} 号',
	asRead: '照实物抄写', saveLook: '保存并找车主', saved: '已保存', done: '已办理', candidates: '可能是这些车',
	candidatesHint: '系统只作提示。请对照实物，由民警确认。', noCandidates: '按号码没有找到。请再看一遍实物号码并更正，或在上面按号牌查车。',
	why: '{by}：{tier}', by: { tag: '标签', plate: '号牌', frame: '车架号', motor: '电机号' },
	tier: { exact: '完全一致', contains: '部分一致', near: '相近' }, wasRead: '实物', inRegister: '登记', looks: '外观', colourDiffers: '颜色不同',
	brandDiffers: '品牌不同', owner: '车主', case: '案件', noCase: '没有未结案件', thisOne: '就是这辆', matchAsk: '确认这是 {plate}（车主 {owner}）？',
	matchCase: '确认这是 {plate}（车主 {owner}）？案件 {n} 将转为已追回。', facts: '物品', proof: '权属凭据', value: '估价', approvedAt: '审批',
	returnedAt: '发还', reason: '原因', history: '经过', nextStep: '下一步', otherSteps: '其他处理', correct: '更正', correctWhat: '更正哪一项',
	correctTo: '更正为',
	lead: {
		match: '对照候选车辆，确认是谁的车。', prove: '核对车主的凭据，选择已看到的材料。', value: '填写估价，之后由另一人审批。',
		approve: '核对凭据和估价，同意后即可发还。', list: '列入发还清单，通知车主领车。', to_insurer: '此车已赔付且车主没有退款，交给赔付方。',
		settle: '争议已查清时，写明结论，重新核实。', release: '不再作证据时，写明原因，重新认领。'
	},
	wait: {
		seized: '等民警确认车主。', matched: '等民警核对凭据。', proven: '等民警估价。',
		valued: '等另一人审批：没有经手过匹配、核实、估价的上级民警或领导。', approved: '等民警列入发还清单。',
		payer_undecided: '此车已赔付。等运营方确定车主退款还是车辆归赔付方，之后才能发还。', listed: '在发还清单上等车主领车。', returned: '已发还，办结。',
		disputed: '有争议，等办案民警查清。', held_as_evidence: '留作证据，等办案民警解除。', to_insurer: '已交赔付方，办结。', disposed: '已处置，办结。'
	},
	orBike: '候选里没有？按号牌查车', papersLabel: '已看到的材料',
	paper: {
		invoice: '购车发票', register: '登记信息一致', id_card: '车主身份证', certificate: '合格证', receipt: '接报案回执', key: '原车钥匙',
		photo: '车辆照片'
	},
	paperOther: '其他材料', valueYuan: '估价（元）', onList: '列入哪份清单', noOpenDay: '没有未关闭的发还清单。', needDay: '请先选择发还清单。',
	toList: '打开清单 {n}',
	do: {
		seize: '登记', correct: '更正', match: '确认匹配', unmatch: '撤销匹配', prove: '确认权属', value: '保存估价', approve: '同意发还',
		send_back: '退回重核', list: '列入清单', unlist: '移出清单', return: '发还', dispute: '有争议', settle: '争议已查清', hold: '留作证据',
		release: '解除留证', to_insurer: '交赔付方', dispose: '处置'
	},
	refused: {
		payer_undecided: '此车已赔付。先由运营方确定车主退款还是车辆归赔付方。', paid_claim: '此车已赔付且没有退款，应交赔付方，不能还车主。',
		no_payer: '此车没有赔付过，应还车主。', taken: '另一件扣押物品已匹配到这辆车，请先核对那一件。', bikeId: '请先选定是哪辆车。',
		papers: '请至少选一种看到的材料。', valueFen: '请填写估价，例如 1500 或 1500.50。', note: '请写明原因。', reason: '请写明原因。',
		place: '请填写查获地点。', foundAt: '查获时间应是已经过去的时间。', tag: '标签号是 1 到 16 位数字或字母 A–F。', day: '请选择今天或以后的日期。',
		receiver: '领车人只能是车主或代领人。', name: '请填写领车人姓名。', idNo: '请填写领车人的证件号码。',
		idOther: '证件号码与登记的车主不一致。请核对证件；他人代领请选“代领人”。', letter: '代领人要带车主的委托书，请填写编号或日期。',
		voucher: '还缺领条照片。', person: '还缺人车合影。', signed: '请领车人签字后勾选。', own_hand: '匹配、核实、估价的经手人不能审批，请另一人审批。',
		level: '审批由上级（县区及以上）民警或领导办理。', foreign: '这是别的单位的，请联系该单位。', day_closed: '这份清单已关闭，请新建一份。',
		day_waits: '清单上还有车没有发还或移出，不能关闭。', listed: '已在发还清单上。', match_rests: '匹配依据的是这个号码，请先撤销匹配再更正。',
		check_first: '请先核对领车人身份。', row_ended: '这一行已办结。', by_list: '请在发还清单上办理。'
	},
	newDay: '新建发还清单', dayMade: '清单已建立', day: '发还日期', dayPlace: '发还地点', needDayPlace: '请填写发还地点。', dayNumber: '清单号',
	noDays: '没有发还清单', noDaysHint: '选好日期和地点，建一份清单，再把待发还的车列进去。', open: '办理中', closed: '已关闭',
	n: { listed: '列入', reached: '已通知', checkedIn: '已核身份', returned: '已发还', noShow: '未到' }, dayTitle: '发还清单', print: '打印清单',
	closeDay: '关闭清单', askClose: '清单上的车都已办完，关闭后不能再改。关闭吗？', dayEmpty: '清单上还没有车', dayEmptyHint: '从下面待发还的车里列入。',
	ready: '待发还的车', addToDay: '列入', rowState: { listed: '待领', checked_in: '已核身份', returned: '已发还', no_show: '未到', dropped: '已移出' },
	call: { none: '未通知', called: '已打电话', reached: '已通知到', not_reached: '没联系上' }, comes: '约 {t}', receiver: '领车人',
	receiverIs: { owner: '车主本人', agent: '代领人' }, letterOf: '委托书 {n}', letter: '委托书编号或日期', signedChip: '已签字领取',
	photo: { voucher: '领条', person: '人车合影' }, lookAt: '看{what}', callOwner: '通知车主', appointment: '约定时间', check: '核对身份',
	checkAgain: '重新核对', checkGo: '身份无误', checked: '身份已核对',
	bring: { owner: '看身份证原件，号码要与登记的一致。', agent: '看代领人身份证和车主的委托书。' }, take: '拍照', signedTick: '领车人已在清单上签字',
	give: '办理发还', giveGo: '确认发还', given: '已发还', noShow: '人没来', off: '移出清单',
	askNoShow: '车主没来领？这辆车会回到待发还，可以列入下一份清单。', askOff: '把这辆车移出清单？它会回到待发还。', newDen: '登记窝点', denPlace: '地点',
	denKind: { market: '旧货市场', shop: '车行', house: '住宅', store: '仓库', online: '网上', other: '其他' },
	denState: { suspected: '可疑', watched: '监控中', raided: '已捣毁', closed: '已了结' }, raidedAt: '捣毁时间', needDenPlace: '请填写地点。',
	noDens: '没有窝点', noDensHint: '发现销赃的地方，登记在这里。', update: '更新', newSuspect: '登记嫌疑人',
	who: { name: '姓名', idNo: '证件号码', phone: '电话' }, nameHint: '不知道姓名写“不详”', needName: '请填写姓名，不知道写“不详”。',
	suspectState: { suspected: '嫌疑', caught: '已抓获', handed_over: '已移交', cleared: '已排除' }, caughtAt: '抓获时间', noSuspects: '没有嫌疑人',
	noSuspectsHint: '查获的嫌疑人登记在这里，姓名和号码加密保存。', showText: '显示一分钟。谁在何时看了哪一项会记入审计。',
	printTitle: '涉案车辆发还清单', unit: '办理单位',
	p: {
		plate: '号牌', bike: '车辆', sign: '领车人签字', byWhom: '经办民警签字', witness: '见证人签字', receipt: '领车收据',
		words: '今从{unit}领回上列车辆，车况与号码已当面核对无误。', receiverSign: '领车人签字、手印', date: '日期',
		list: '扣押清单', approval: '涉案物品发还审批表', printIt: '打印{what}', notYet: '这张表现在还不能打印', notYetHint: '核实权属、填好估价后，才有发还审批表。',
		looks: '外观', count: '数量', grounds: '依据', receiving: '发还给', toApprove: '待审批', approver: '审批人签字', holder: '持有人签字、手印',
		officers: '办案民警签字（两人）', seal: '单位盖章', listWords: '上列物品由{unit}依法扣押，数量、号码已由在场人核对。本清单一式两份，一份交持有人。'
	}
}
