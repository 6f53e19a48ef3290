/* 违法采集、审核的文字。 */
export default {
	title: '违法审核', tab: { queue: '待审核', all: '全部记录' }, new: '登记现场发现', kindLabel: '违法种类', sourceLabel: '来源', stateLabel: '状态',
	kind: { red: '闯红灯', wrongway: '逆行', motorlane: '走机动车道', passenger: '违规载人', load: '违规载物', not_yielding: '不按规定避让', other: '其他' },
	source: { radio: '射频', camera: '摄像机', officer: '民警发现', import: '旧系统导入' },
	state: {
		captured: '已采集', screened: '待审核', confirmed: '已确认', dismissed: '不予认定', lapsed: '逾期作废', notified: '已告知', acknowledged: '已知悉',
		appealed: '申诉中', upheld: '维持', revoked: '已撤销'
	},
	excluded: { stolen: '被盗期间，不计', transferred: '已过户，不计', no_rider: '查不到当事人，不计', education_only: '只作教育' },
	excludedLabel: '计入情况', do: {
		capture: '采集', screen: '转待审核', confirm: '确认', dismiss: '不予认定', lapse: '逾期作废', notify: '告知', acknowledge: '知悉', appeal: '申诉', uphold: '维持',
		revoke: '撤销', reopen: '重新审核', rider: '改当事人', exclude: '不计入', include: '恢复计入', picture: '存入图片',
		warn: '提醒快到期', warn_last: '提醒最后一天', warn_appeal: '提醒申诉快到期', import: '旧系统导入', undone: '撤回导入', merged: '车主登记合并'
	},
	did: {
		capture: '采集', screen: '进入待审核', confirm: '确认违法', dismiss: '不予认定', lapse: '逾期作废', notify: '告知车主', acknowledge: '车主已知悉', appeal: '车主申诉', uphold: '申诉后维持',
		revoke: '撤销', reopen: '重新审核，回到待审核', rider: '改为实际骑车人', exclude: '不计入', include: '恢复计入', picture: '存入图片',
		warn: '提醒快到期', warn_last: '提醒最后一天', import: '旧系统导入', undone: '撤回导入'
	},
	why: {
		'clone-suspect': '标签疑似被克隆', 'clock-uncertain': '站点时钟不确定', 'station-swapped': '站点疑似装反', 'station-deaf': '有站点没有听到', 'phase-stale': '信号数据不是最新的',
		'movement-uncertain': '转向判断不确定', 'near-phase-edge': '越线时刻接近灯色变化', 'few-readings': '读数太少', 'readings-do-not-fit': '读数与行驶不吻合',
		'side-uncertain': '哪一侧不确定', 'tag-power-unknown': '标签功率不明', 'stood-beyond-the-line': '停在停止线外', 'controller-clock-uncertain': '信号机时钟不确定',
		clone_suspect: '同一标签一分钟内在别的路口出现，或登记有克隆嫌疑',
		plate_mismatch: '标签和号牌属于不同的车', no_bike: '登记里没有这辆车'
	},
	doubt: { clock: '{station} 时钟不明', swapped: '{station} 疑似装反', deaf: '{station} 听得太少' },
	role: { approach: '来向', stop: '停止线', exit: '去向', centre: '路口中央' }, phase: { R: '红', Y: '黄', G: '绿', RY: '红黄', F: '闪', O: '灭', D: '灭', M: '手动', S: '过期', U: '不明' },
	allKinds: '全部种类', allStates: '全部状态', allSources: '全部来源', from: '开始日期', to: '结束日期', number: '编号', bike: '车辆', plate: '号牌', where: '地点',
	when: '时间', owner: '当时的车主', nobody: '查不到', otherRider: '由他人承担', month: '当月已计 {n} 次', against: '不利理由', nothingAgainst: '没有', code: '违法代码',
	ground: '理由', groundOf: { dismiss: '不予认定的理由', revoke: '撤销的理由' }, noteReopen: '说明（重新审核时必填）', order: '排列', orders: { sure: '先看能马上判断的', place: '同一地点排在一起' }, groundNone: '请选择', note: '说明', due: '审核期限', late: '已逾期', pressing: '快到期', reviewed: '审核人', notified: '告知', appealed: '申诉',
	until: '{day} 前复核', evidenceSha: '证据数据 SHA-256', sure: '可信度 {n}%', arm: '{arm} 向来车', armOf: '{arm} 口', dueDay: '{day} 到期 {n}',
	empty: '没有待审核的记录。', emptyKind: '没有这个种类的待审核记录。', emptyHint: '路口采集到的、摄像机拍到的和民警登记的违法排在这里，由民警确认或不予认定；审核以前不告知车主，也不计数。现场看到的，点“登记现场发现”。', noneSo: '没有符合条件的记录', noneSoHint: '放宽状态、种类、来源或日期再看。', badPicture: '这张图片打不开，可能太大或不是图片：换一张 JPEG 或 PNG，或者缩小后再存。', none: '没有违法记录', noneHint: '采集到的记录先到“待审核”，确认后才会告知车主。',
	keys: 'J/K 上下 · 回车详情 · Y 确认 · N 不认定 · U 撤回', confirm: '确认违法', dismiss: '不予认定', groundAsk: '不予认定的理由（按数字）', undo: '撤回 {n}',
	undoNote: '撤回刚才的操作', confirmed: '{n} 已确认', dismissed: '{n} 不予认定', undone: '{n} 回到待审核', done: '已办理', steps: '办理', facts: '记录', moment: '当时回放',
	history: '经过', program: '系统', byAppeal: '当事人已申诉，由另一名民警在“申诉”里复核。', file: '导出案卷 PDF', needNote: '请写明重新审核的原因。', needGround: '请选择理由。',
	play: '播放', pause: '暂停', time: '时间', planOf: '{place} 示意图', linesOf: '各天线信号强度和信号灯', light: '灯', crossing: '越线 ±{ms} ms', geometry: '路口图第 {n} 版',
	controller: '信号机时差 {ms} ms', clock: '{station} 时差 {ms}±{err} ms', noMoment: '这条记录没有射频读数，看图片和说明。',
	picture: '图片', look: '查看图片（留痕）', sha: '图片 SHA-256', noPicture: '没有图片。', noPictureRadio: '没有图片：只有射频记录的，确认后只作教育，不作处罚依据。',
	putPicture: '存入图片（审核前）', pictureKept: '图片已存入', dueOnly: '快到期 {n}', warnedAt: '{d} 已提醒本单位', emptyDue: '没有快到期的记录。', showAll: '看全部待审核',
	set: { title: '违法设置', tab: { codes: '违法代码', cameras: '取证摄像机', old: '旧记录导入' } },
	codes: {
		now: '现行和待生效', all: '全部版本', find: '按代码、名称、依据查找', new: '新增代码', rule: '已经生效的条目不再改动（以前的认定以它为依据）：要改就写新的版本，从生效日起用；待生效的可以改、可以作废。', ruleRead: '代码由领导维护。认定时用违法当日有效的那一版。',
		from: '生效日', until: '停用日（当天起不再使用，可不填）', zh: '名称（中文）', en: '名称（英文）', name: '名称', basis: '法律依据', least: '罚款下限（元）', most: '罚款上限（元）', fineLabel: '罚款', fine: '{a}–{b} 元', noFine: '只警告', days: '有效期', span: '{a} 起 {b}',
		state: { force: '现行', draft: '待生效', ended: '已停用', dropped: '已作废' }, form: { new: '新增代码', next: '写新的版本', draft: '改待生效的版本' }, next: '新版本', edit: '修改', end: '停用', drop: '作废',
		endAsk: '停用 {c}？从 {d} 起不能再用它认定，以前的认定不变。', dropAsk: '作废待生效的 {c}？它不会生效。', saved: '已保存', savedDraft: '已保存，{d} 起生效', none: '没有符合的代码', noneHint: '换个条件，或看“全部版本”。',
		e: { code: '代码是 4 到 8 位数字。', from: '请填写生效日。', until: '停用日要晚于生效日。', name: '中英文名称都要填。', basis: '请写明法律依据（哪部法、第几条）。', fine: '罚款上限不低于下限，最多 10000 元。' }
	},
	cams: {
		rule: '路口天线写着它对应的摄像机名称；采集到违法时按名称取一张图片，取不到的照常审核，但只作教育。', new: '新增摄像机', name: '名称（与路口天线一致）', url: '图片地址', urlHint: '地址里写 {at} 的地方换成违法时刻（毫秒）。只接受 http、https，不跟随跳转，3 秒内要给出完整图片。',
		health: '状态', h: { ok: '正常', bad: '取不到', never: '还没取过', push: '只推送' }, asked: '最近一次', try: '试取', drop: '删除', dropAsk: '删除摄像机 {n}？以后不再向它取图片，已存的图片不变。', got: '取到 {w}×{h}，{k} kB，{ms} 毫秒', saved: '已保存，请试取一次', none: '还没有摄像机', noneHint: '新增一台，再在路口的天线上写同样的名称。',
		f: { not_reached: '地址没人应答：检查地址、端口和网络（本机的地址不取）。', refused: '摄像机没给图片：检查用户名、密码、路径和参数；地址不能跳转。', too_slow: '3 秒内没给完：检查网络，或换小一些的图片。', not_picture: '给的不是完整的图片：填图片的地址，不是网页的。', too_large: '图片太大：把摄像机的分辨率调小。' },
		secret: '另有用户名、密码或参数，不显示；改地址时要重新填写', push: '自己推送', token: '发推送令牌', again: '换令牌', revoke: '停止推送', since: '{d} 起可推送', last: '最近推送 {d}', notYet: '还没推送过', onlyPush: '不取图，只发推送令牌',
		made: '{n} 的推送令牌（只显示这一次，请现在抄到摄像机里）', how: '摄像机每拍一张，用 POST 把 JPEG 或 PNG 发到下面的地址；MS 是拍摄时刻（毫秒）。违法在发生约 40 秒之后才查得出：每张图片从那时起发，没收就过一会儿再发，发几分钟为止。系统按名称和时刻（前后 2 秒）归到待审核的违法，对不上的不收。令牌只能推这台摄像机的图片。', written: '已抄好', againAsk: '给 {n} 换一个令牌？旧的马上失效。', revokeAsk: '停止 {n} 推送？它的令牌马上失效，已存的图片不变。',
		e: { name: '请填写名称。', url: '地址以 http:// 或 https:// 开头，不含空格和中文。' }
	},
	old: {
		title: '导入旧系统的违法记录', rule: '旧系统里已经认定的照原样保留：不再告知当事人，也不产生学习要求。本月的记录请在这里重新审核，不导入。先看一遍，有误的行跳过，其余的可以导入；导错了整批撤回。', file: 'CSV 文件', choose: '选择文件', template: '下载模板', plate: '衡P00001', place: '解放路口',
		col: { number: '旧编号，同一来源（不写就是本区县）的同一编号只导入一次', at: '时间，如 2025-03-09 17:20', kind: '种类：{list}', plate: '号牌', place: '地点', code: '违法代码（当日有效的）', result: 'confirmed 认定，dismissed 不予认定', reviewer: '审核人（可不填）', note: '说明（可不填）', source: '编号来自哪里，如区县或旧系统名（可不填）' },
		seen: '共 {rows} 行：可导入 {taken}，以前导入过 {known}，有误 {bad}。', take: '导入 {n} 行', again: '再看一遍', done: '已导入 {taken} 行；以前导入过 {known} 行，跳过有误的 {bad} 行。', faults: '有误的 {n} 行', saveFaults: '下载这张表', line: '行号', problem: '怎么改',
		why: {
			number: '缺旧编号，或超过 100 字节：补上旧系统里的编号。', at: '时间不对：写成 2025-03-09 17:20，不能晚于现在。', recent: '是本月的记录：不导入，请在“违法审核”里登记、审核。', kind: '种类不认识：用上面列出的英文词。', plate: '缺号牌，或太长：补上号牌。', place: '缺地点，或太长：补上地点。',
			code: '代码那天还没有生效，或没有这个代码：先在“违法代码”里补上，或改成当日有效的。', result: '结论不认识：写 confirmed 或 dismissed。', note: '说明太长：缩短到 300 字以内。', source: '来源太长或含有冒号：缩短到 20 字以内，去掉冒号。'
		},
		batches: '已导入的批次', none: '还没有导入过', noneHint: '选一个 CSV 文件，先看一遍再导入。', when: '时间', by: '经办', taken: '导入', standing: '现存', undo: '撤回这批', back: '已撤回', undoAsk: '撤回 {d} 导入的 {n} 条？认定的改为撤销，编号可以重新导入。', undone: '已撤回 {n} 条', kept: '；另有 {n} 条正在申诉，复核之后再来撤回'
	},
	needPlate: '请填写号牌。', needPlace: '请填写地点。', needTime: '请填写时间。', byCamera: '摄像机拍到的'
}
