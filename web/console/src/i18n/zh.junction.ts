/* Words of junctions: geometry, what contradicts itself, signals. */
export default {
	title: '路口', one: '路口 {name}', number: '编号', name: '名称', noneTitle: '还没有路口', noneHint: '新建一个路口，或导入 intersections.csv 和 stations.csv。',
	none: '没有找到路口', search: '名称或编号', add: '新建路口', importing: '导入', geometryLabel: '几何', inForce: '第 {n} 版在用', draftN: '第 {n} 版草稿', noGeometry: '没有发布过',
	sourceLabel: '灯色来源', source: { none: '没有', api: '接口', plan: '固定配时', gbt20999: 'GB/T 20999 信号机' }, by: { api: '接口', file: '文件', plan: '配时方案', gbt20999: '信号机' },
	redLabel: '闯红灯检测',
	off: {
		on: '检测中', no_engine: '停：引擎没有运行', no_geometry: '停：没有发布几何', no_groups: '停：没有信号灯组', no_source: '停：没有灯色来源', never: '停：还没收到过灯色',
		stale: '停：灯色太久没变', flashing: '停：灯在闪', all_off: '停：灯已关', manual: '停：人工控制', unknown: '停：灯色不明', missing: '停：有灯组没有灯色', clock: '停：信号机时钟不确定'
	},
	offHint: {
		on: '每个灯组都有新的灯色，信号机时钟也清楚。', no_engine: '服务器的引擎没有启动，请看服务器日志。', no_geometry: '先把草稿改好再发布，路口才参加检测。',
		no_groups: '在几何里给各个方向登记灯组，如 W:T（西进口直行）。', no_source: '在下面选定灯色来自接口、固定配时还是信号机。', never: '等信号机或接口送来第一次灯色；一直没有，请检查来源。',
		stale: '超过三个周期（至少五分钟）没有变化。检查信号机和网络；灯色不新，就不判闯红灯。', flashing: '黄闪或红闪时不判闯红灯，恢复后自动继续。', all_off: '灯全灭时不判闯红灯，恢复后自动继续。',
		manual: '人工或全红控制时不判闯红灯，恢复后自动继续。', unknown: '信号机断线或状态不明，检查地址和网络。', missing: '有灯组还没送过灯色，检查灯组编号或配时方案。',
		clock: '信号机时钟和基站时钟的差还没算准，等有足够车辆经过后自动恢复。'
	},
	onUnheard: '每个灯组都有新的灯色。还没有判过车辆，信号机时钟等有车经过再算。',
	faultsTitle: '自相矛盾的地方', noFaults: '没有矛盾。', stops: '须改', warns: '提醒', stopsN: '{n} 处须改好才能发布',
	fault: {
		no_arms: '少于两个进口', arm_name: '进口名称不对', arm_twice: '进口重复', arms_one_way: '两个进口同一方向', no_stop_line: '没有停止线', stop_far: '停止线离路口太远',
		stop_behind: '停止线不在进口一侧', station_twice: '一个基站用了两次', station_unknown: '基站没有登记', station_elsewhere: '基站登记在别的路口', station_far: '基站离路口太远',
		antenna_arm: '天线没有对应的进口', heading: '行驶方向和进口矛盾', exit_inbound: '出口天线在驶入一侧', approach_outbound: '进口天线在驶出一侧', group_word: '灯组写法不对',
		group_arm: '灯组没有对应的进口', group_twice: '灯组重复', light_twice: '两个进口共用一个灯组号', antenna_group: '天线的灯组不在表里', arm_no_group: '进口没有灯组',
		arm_no_stop: '进口没有停止线天线', arm_no_approach: '进口没有驶入天线', no_camera: '停止线天线没有摄像机'
	},
	mend: {
		no_arms: '至少登记两个进口。', arm_name: '用大写字母或数字，如 N、E、S、W。', arm_twice: '每个进口只登记一次。', arms_one_way: '两个进口的驶入方向至少差 20 度，检查方向。',
		no_stop_line: '在地图上点出停止线的中点。', stop_far: '停止线应在路口中心 100 米以内，检查位置或路口中心。', stop_behind: '站在停止线上应面向路口；检查方向或位置。',
		station_twice: '一个基站只能是一根天线，删掉一行。', station_unknown: '先在“基站”里登记，或改正名称。', station_elsewhere: '改基站登记的路口编号，或换一个基站。',
		station_far: '基站应在路口中心 200 米以内，检查基站位置。', antenna_arm: '选一个已登记的进口。', heading: '驶入和停止线天线顺着进口方向，出口天线相反。',
		exit_inbound: '右侧通行：驶出的车在进口中线左侧（面向路口）。检查角色或基站位置。', approach_outbound: '右侧通行：驶入的车在进口中线右侧（面向路口）。检查角色或基站位置。',
		group_word: '写成 进口:方向，如 W:T；L 左转、T 直行、R 右转、U 掉头、* 全部。', group_arm: '先登记这个进口，或改正灯组。', group_twice: '删掉重复的一行。',
		light_twice: '一个灯组号只能给一个进口的几个方向。', antenna_group: '在灯组表里登记，或改成本进口的灯组。', arm_no_group: '没有灯组的进口不判闯红灯。',
		arm_no_stop: '没有停止线天线，过线时刻误差会大。', arm_no_approach: '没有驶入天线，难以判断从哪里来。', no_camera: '没有图像的只能警示教育，不能处罚。'
	},
	arms: '进口', arm: '进口', heading: '驶入方向（度）', stopLine: '停止线', motorLanes: '机动车道', bikeLane: '非机动车道（厘米）', bikeLaneHint: '0：没有，走机动车道合法', road: '道路',
	roads: { unknown: '不清楚', main: '主路', side: '支路' }, pick: '在地图上点', pickArm: '在地图上点 {arm} 进口的停止线', picking: '点 {arm} 进口停止线的中点。键盘：方向键移动地图（Shift 快些），回车取十字处，Esc 取消。', unused: '未用的基站', takeStation: '把 {name} 加为天线', groups: '灯组', group: '灯组', light: '信号机灯组号', antennas: '天线', station: '基站',
	role: '角色', roles: { approach: '驶入', stop: '停止线', exit: '驶出', centre: '中心' }, lane: '车道', lanes: { all: '全部', bike: '非机动车', motor: '机动车', foot: '人行' },
	legal: '合法方向（度）', legalHint: '-1：不清楚', camera: '摄像机', addArm: '加进口', addGroup: '加灯组', addAntenna: '加天线', remove: '删除', save: '保存草稿', saved: '草稿已保存', note: '改了什么、为什么',
	publish: '发布', published: '已发布，检测引擎会用新几何', discard: '放弃草稿', discarded: '草稿已放弃', confirmPublish: '发布后以前的版本保留，检测改用这一版。', confirmDiscard: '放弃草稿，回到在用的一版？',
	unsaved: '有没保存的修改', leave: '有没保存的修改，离开就丢了。', undo: '撤销修改', confirmUndo: '撤销没保存的修改？', saveFirst: '先保存草稿', checkedAtSave: '下面是上次保存时查出的，保存草稿后重新检查。',
	overtaken: '别人在您打开后改过这个路口（现在：{what}）。您的修改还在这一页，没有保存。', takeTheirs: '看别人的，放弃我的', keepMine: '用我的覆盖',
	looking: '正在看第 {n} 版（{state}），只能看', back: '回到现在的', draftFrom: '以这一版起草', fromNote: '取自第 {n} 版', importNote: '由文件导入', show: '查看', showN: '查看第 {n} 版',
	confirmDiscardFirst: '放弃草稿？这个路口还没有发布过，放弃后没有几何。', viewOnly: '只有工程师可以修改。', mapLabel: '路口平面图', versions: '版本', version: '版本', stateLabel: '状态', made: '起草', publishedAt: '发布', who: '{n} 号账号',
	state: { draft: '草稿', published: '在用', replaced: '已替换', discarded: '已放弃', none: '没有' }, told: '引擎已收到', untold: '等待送达引擎',
	signals: '灯色现在', phase: { unknown: '不明', green: '绿', yellow: '黄', red: '红', 'red-yellow': '红黄', flashing: '闪', off: '关', manual: '人工', stale: '过时' },
	noPhases: '还没有收到灯色。', notRead: '现在读不到', notReadHint: '读不到灯色，请检查网络后重试。', readAt: '连不上服务器。下面是 {at} 读到的，不是现在的灯色。', silent: '还没有灯色的灯组：', since: '开始', lastChange: '最近一次变化', staleAfter: '超过 {d} 不变即停', cycle: '周期', offset: '信号机时钟（对服务器）', offsetIs: '{apart}，离散 {spread} 毫秒', ahead: '快 {ms} 毫秒', behind: '慢 {ms} 毫秒',
	offsetUnknown: '还不知道（至少五次变化）', clockIs: '信号机时钟（对基站）', clockVal: '{apart} ± {err}', clockUnknown: '还没算准', passages: '经过', found: '检测到',
	sourceSet: '灯色来源已保存', address: '信号机地址', addressHint: 'IP 地址:端口', addressFault: '信号机地址写成 IP 地址:端口，如 10.1.2.3:5050。', controller: '信号机编号', roadNo: '路口序号', cycleS: '周期（秒）', offsetS: '相位差（秒，从零点起）', fromTo: '每天时段', from: '从（时:分）', to: '到（时:分）',
	planFault: {
		time: '时段写成 07:00 到 22:00；全天是 00:00 到 24:00。', order: '时段的结束要在开始之后，同一天内。', cycle: '周期是 20 到 600 秒。', offset: '相位差要小于周期。', none: '至少写一个灯组。',
		group: '灯组“{group}”写法不对，写成 进口:方向，如 W:T。', green: '{group}：绿灯结束要在开始之后，连黄灯都在周期之内。'
	}, planGroup: '灯组',
	greenFrom: '绿灯开始（秒）', greenTo: '绿灯结束（秒）', yellowS: '黄灯（秒）', saveSource: '保存来源', addPlan: '加一行',
	importTitle: '导入路口', importHint: '两个文件的列和回放用的一样。新路口自动建立，每个路口得到一份草稿，看过再发布。', intersections: 'intersections.csv', stationsCsv: 'stations.csv（可以没有）',
	imported: '新建 {added} 个路口，{drafts} 份草稿，{antennas} 根天线', importUnknown: '有 {n} 个基站还没登记', doImport: '导入', chooseFile: '选择文件', lat: '纬度', lon: '经度', place: '在地图上点出路口中心'
}
