/* 违法采集、审核的文字。 */
export default {
	title: '违法审核', tab: { queue: '待审核', all: '全部记录' }, new: '登记现场发现', kindLabel: '违法种类', sourceLabel: '来源', stateLabel: '状态',
	kind: { red: '闯红灯', wrongway: '逆行', motorlane: '走机动车道', passenger: '违规载人', load: '违规载物', not_yielding: '不按规定避让', other: '其他' },
	source: { radio: '射频', camera: '摄像机', officer: '民警发现', import: '旧系统导入' },
	state: {
		captured: '已采集', screened: '待审核', confirmed: '已确认', dismissed: '不予认定', lapsed: '逾期作废', notified: '已告知', acknowledged: '已认可',
		appealed: '申诉中', upheld: '维持', revoked: '已撤销'
	},
	excluded: { stolen: '被盗期间，不计', transferred: '已过户，不计', no_rider: '查不到当事人，不计', education_only: '只作教育' },
	excludedLabel: '计入情况', do: {
		capture: '采集', screen: '转待审核', confirm: '确认', dismiss: '不予认定', lapse: '逾期作废', notify: '告知', acknowledge: '认可', appeal: '申诉', uphold: '维持',
		revoke: '撤销', reopen: '重新审核', rider: '改当事人', exclude: '不计入', include: '恢复计入', picture: '存入图片'
	},
	why: {
		'clone-suspect': '标签疑似被克隆', 'clock-uncertain': '站点时钟不确定', 'station-swapped': '站点疑似装反', 'station-deaf': '有站点没有听到', 'phase-stale': '信号数据不是最新的',
		'movement-uncertain': '转向判断不确定', 'near-phase-edge': '越线时刻接近灯色变化', 'few-readings': '读数太少', 'readings-do-not-fit': '读数与行驶不吻合',
		'side-uncertain': '哪一侧不确定', 'tag-power-unknown': '标签功率不明', 'stood-beyond-the-line': '停在停止线外', 'controller-clock-uncertain': '信号机时钟不确定',
		'late-readings': '读数迟到', 'walking-pace': '步行速度（可能推行）', clone_suspect: '同一标签一分钟内在别的路口出现，或登记有克隆嫌疑',
		plate_mismatch: '标签和号牌属于不同的车', no_bike: '登记里没有这辆车'
	},
	role: { approach: '来向', stop: '停止线', exit: '去向', centre: '路口中央' }, phase: { R: '红', Y: '黄', G: '绿', RY: '红黄', F: '闪', O: '灭', D: '灭' },
	allKinds: '全部种类', allStates: '全部状态', allSources: '全部来源', from: '开始日期', to: '结束日期', number: '编号', bike: '车辆', plate: '号牌', where: '地点',
	when: '时间', owner: '当时的车主', nobody: '查不到', otherRider: '由他人承担', month: '当月已计 {n} 次', against: '不利理由', nothingAgainst: '没有', code: '违法代码',
	ground: '理由', groundNone: '请选择', note: '说明', due: '审核期限', late: '已逾期', pressing: '快到期', reviewed: '审核人', notified: '告知', appealed: '申诉',
	until: '{day} 前复核', evidenceSha: '证据数据 SHA-256', sure: '可信度 {n}%', arm: '{arm} 向来车', dueDay: '{day} 到期 {n}',
	empty: '没有待审核的记录。', none: '没有违法记录', noneHint: '采集到的记录先到“待审核”，确认后才会告知车主。',
	keys: 'J/K 上下 · 回车详情 · Y 确认 · N 不认定 · U 撤回', confirm: '确认违法', dismiss: '不予认定', groundAsk: '不予认定的理由（按数字）', undo: '撤回 {n}',
	undoNote: '撤回刚才的操作', confirmed: '{n} 已确认', dismissed: '{n} 不予认定', undone: '{n} 回到待审核', done: '已办理', steps: '办理', facts: '记录', moment: '当时回放',
	history: '经过', program: '系统', byAppeal: '当事人已申诉，由另一名民警在“申诉”里复核。', file: '导出案卷 PDF', needNote: '请写明重新审核的原因。', needGround: '请选择理由。',
	play: '播放', pause: '暂停', time: '时间', planOf: '{place} 示意图', linesOf: '各天线信号强度和信号灯', light: '灯', crossing: '越线 ±{ms} ms', geometry: '路口图第 {n} 版',
	controller: '信号机时差 {ms} ms', clock: '{station} 时差 {ms}±{err} ms', noMoment: '这条记录没有射频读数，看图片和说明。',
	picture: '图片', look: '查看图片（留痕）', sha: '图片 SHA-256', noPicture: '没有图片。', noPictureRadio: '没有图片：只有射频记录的，确认后只作教育，不作处罚依据。',
	putPicture: '存入图片（审核前）', pictureKept: '图片已存入', needPlate: '请填写号牌。', needPlace: '请填写地点。', needTime: '请填写时间。', byCamera: '摄像机拍到的'
}
