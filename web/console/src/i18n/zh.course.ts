/* Words of safety courses: classes, who owes one, the exam and its bank. */
export default {
	title: '安全学习', tab: { classes: '学习班', riders: '应学习名单', bank: '题库', figures: '统计和设置' },
	state: { required: '待预约', booked: '已预约', in_class: '学习中', exam: '待考试', retake: '待补考', passed: '合格', no_show: '未到', escalated: '转交警处理', withdrawn: '已撤销' },
	history: '留作记录', historyHint: '合格后违法次数有变化，不再计入', classState: { open: '开放', closed: '已结束', cancelled: '已取消' },
	seat: { held: '在班', given: '已退', missed: '未到', done: '学完' }, how: { phone: '手机', print: '纸质' },
	exam: { open: '答题中', passed: '合格', failed: '不合格', void: '作废' },
	topic: { signals: '信号灯', lanes: '车道', riding: '行驶', carrying: '载人载物', vehicle: '车辆', accident: '事故', law: '法律' },
	kind: { single: '单选', multi: '多选', judge: '判断' }, wdLong: '星期{d}', wd: ['一', '二', '三', '四', '五', '六', '日'],
	number: '班号', room: '教室', address: '地址', seats: '座位', taken: '已约', left: '余 {n}', full: '已满', days: '上课时间', session: '第 {n} 次', came: '学完', passed: '合格', missed: '未到',
	none: '这段时间没有学习班', noneHint: '点“安排学习班”，按教室和星期一次排好几个班。', month: '月份', prev: '上个月', next: '下个月', today: '本月', allRooms: '全部教室', week: '星期', allWeeks: '整月', withSeats: '还有座位', sums: '{n} 个班，已约 {taken} / {seats}', listsOf: '当天的签到表', listsN: '{n} 个班', listsPrint: '一起打印', list: '列表', calendar: '日历',
	plan: {
		open: '安排学习班', title: '安排学习班', room: '教室', rooms: '管理教室', closed: '已停用', from: '从哪天开始', at: '几点上课', minutes: '每次多少分钟', count: '几个班', seats: '每班座位（空着按教室）', weekdays: '上课的日子',
		look: '先看安排', make: '安排这 {n} 个班', made: '已安排 {n} 个班', around: '自动避开节假日和教室已有的班。每班上几天、每天几小时由领导在“政策参数”页设定。', size: '每班 {n} 天，每次 {h}。', hours: '{n} 小时', mins: '{n} 分钟', late: '第一班从 {first} 开始，不是 {asked}：', also: '后面还避开了：', dayWd: '{d}（周{w}）', and: '、', semi: '；', stop: '。', whyHoliday: '{days} 是节假日', whyTaken: '{days} {time} 教室被学习班 {number} 占用', whyWeekday: '{asked} 不是所选的上课日', roomName: '教室名称', roomAddress: '地址', roomSeats: '座位数', saveRoom: '保存教室', noRooms: '还没有教室，先新增一间。', close: '停用', reopen: '恢复', needFields: '请选教室、日期、时间和上课的日子。'
	},
	classTitle: '学习班 {n}', roll: '点名', rollNone: '还没有人预约这个班', rollNoneHint: '骑行人在手机上预约，或在“应学习名单”里替他预约。', name: '姓名', phone: '电话', wall: '投影签到码', print: '打印签到表', cancel: '取消这个班',
	cancelAsk: '取消后，{n} 位已预约的骑行人会收到短信，另约一班。请写明原因。', cancelWhy: '原因（骑行人会看到）', needWhy: '没有办理：请写明原因。', cancelled: '已取消，并已通知', tick: '{name} 第 {n} 次到课', tickOffAsk: '撤回 {name} 第 {n} 次的签到？请写明原因。', rollFind: '姓或电话尾号', score: '考试', tries: '{n} 次',
	wallTitle: '签到', wallHow: '用手机扫码，或在“我的学习”里输入六位数字', wallNext: '{n} 秒后换码', wallNone: '现在没有上课', wallNoneHint: '上课前半小时起显示签到码，请保持本页打开。', wallLost: '连接中断，正在重连…',
	riders: '应学习名单', rider: '骑行人', count: '违法次数', due: '预约期限（含当日）', overdue: '已超期', invited: '已通知 {n} 次', notInvited: '未通知', onlyOverdue: '只看超期', onlyNever: '只看未通知', anyState: '全部状态', anyDue: '不限', find: '找人：全名、电话或号牌', notFound: '没有找到', notFoundHint: '姓名和电话要写全；也可以写他名下车辆的号牌。找到的只有本辖区应学习的人。', progress: '合格 {n} / {all} 人', inviting: '已通知 {n} 人，正在继续…', pickAll: '选择本页全部', unfinished: '未完成',
	noRiders: '没有应学习的骑行人', noRidersHint: '一个月内违法达到规定次数后，会自动出现在这里。', noFit: '没有符合条件的，换个条件看看。', inviteAll: '通知全部未预约的', inviteAllAsk: '给本辖区全部没有预约、三天内没有通知过的骑行人发短信？', invitePicked: '通知选中的 {n} 人', inviteDone: '已通知 {n} 人', inviteNoPhone: '，{n} 人没有登记电话', pick: '选择 {name}',
	dutyTitle: '{name} 的学习', month2: '违法月份', facts: '情况', course: '学习班', firstDay: '开课', misses: '未到次数', fails: '不合格次数', retake: '可以补考', certificate: '合格证', passedAt: '合格时间', film: '警示片', filmSeen: '已看完',
	do: { book: '替他预约', move: '换一个班', cancel: '退座位', escalate: '转交警处理', settle: '处理完毕，重新预约' }, why: '请写明原因', chooseClass: '选择学习班', noClasses: '没有可以预约的班，请先安排。', done: '已办理',
	event: { owe: '应参加学习', invite: '通知', book: '预约', move: '换班', cancel: '退座位', class_off: '班取消', attend: '签到', untick: '撤回签到', complete: '学完', exam: '开考', pass: '合格', fail: '不合格', again: '重新学习', miss: '未到', escalate: '转交警处理', settle: '处理完毕', withdraw: '撤销', restore: '恢复', merged: '车主登记合并' }, by: { code: '扫码或输入数字', staff: '按姓名点名' }, byRider: '骑行人或系统', historyTitle: '经过',
	exams: '考试', noExams: '还没有考过', attempt: '第 {n} 次', started: '开考', result: '答对 {n} / {all}，{p} 题合格', late: '到时收卷', printExam: '出纸质试卷', printAsk: '抽一份纸质试卷？打印后三天内录入答案。', paper: '打印试卷', key: '打印答案（另页保管）', enter: '录入答案', enterHint: '按题号顺序写，空格隔开，没答的写 -。例：A BC - D', enterBad: '要 {n} 个答案，每个是 A 到 D 的字母，按顺序。', entered: '已评卷', printCert: '打印合格证',
	bank: { title: '题库', all: '全部题目', retired: '也看停用的', isRetired: '停用', retire: '停用', retireAsk: '停用后不再抽到，已有试卷不变。停用 {n}？', import: '导入题目', choose: '选择 CSV 文件', importHint: 'CSV 表头：code, topic, kind, text, a, b, c, d, answer, source。同编号的题目改了内容时，旧题停用、换成新题。', look: '先检查', go: '导入', ok: '检查通过：新增 {fresh}，替换 {replaced}，不变 {same}', done: '已导入：新增 {fresh}，替换 {replaced}', faults: '{n} 行有问题，整份没有导入', line: '第 {n} 行', none: '题库是空的', noneHint: '导入一份 CSV 文件后才能考试；安装包源码里的 db/course/questions.csv 就是一套。', code: '编号', text: '题目', answer: '答案', source: '依据', template: '现有题目导出' },
	fig: { title: '{m} 学习情况', owed: '应学习', booked: '已预约', inClass: '学习中', exam: '待考试', retake: '待补考', sat: '已考试', passed: '合格', noShow: '未到', escalated: '转交警处理', withdrawn: '已撤销', history: '留作记录', classes: '开班', held: '已结束', rate: '考试合格率', done: '完成率', hint: '考试合格率：考过试的人里最终合格的。完成率：应学习的人（已撤销的不算）里合格的。还没有人时显示“–”。' },
	filmForm: { title: '警示片', choose: '选择影片', name: '片名', address: '地址（本站路径或 https://）', seconds: '时长（秒）', save: '换成这一部', now: '现在：{n}（{s} 秒）', none: '还没有警示片', saved: '已更换', file: '或者上传本机的片子（MP4 或 WebM，最大 512 MB）', send: '上传并换成这一部', stop: '停止', sending: '已传 {p}%', tooBig: '片子超过 512 MB，请先压缩。', needs: '请先填片名和时长（秒）。' }
}
