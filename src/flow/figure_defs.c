/* figure_defs — the figures' definitions. docs/figures.md says the same; figure_defs_test compares them. See flow_figures.h. */
#include "flow/flow_figures.h"

const str figure_dim_names[FD_N] = { SI("district"), SI("site"), SI("kind"), SI("use"), SI("life"), SI("day"), SI("month"), SI("sort"), SI("unit"),
	SI("week"), SI("lock"), SI("age"), SI("product"),
	SI("violation"), SI("junction"), SI("hour"), SI("source") };
const str figure_rows_names[FR_N] = { SI("bike"), SI("booking"), SI("plate"), SI("tag"), SI("case"), SI("alert"), SI("order"), SI("plan"), SI("claim"),
	SI("suspect"), SI("seized"), SI("den"), SI("return"), SI("violation"), SI("class"), SI("exam"), SI("spot") };
const str figure_group_names[FG_N] = { SI("register"), SI("theft"), SI("service"), SI("traffic") };
const str figure_measure_names[FM_N] = { SI("none"), SI("minutes"), SI("workdays"), SI("fen") };

#define BY(d) (1u << FD_##d)
#define NOW { SI("查询的那一刻"), SI("the moment of the question") }
#define RANGE { SI("所选日期，按北京时间（+08:00）的日界，含首尾两日；今天只到查询的那一刻"), \
                SI("the days chosen, first and last included, as days of +08:00; today up to the moment of the question") }
#define NONE { SI(""), SI("") }
#define BIKES { SI("辆"), SI("bikes") }
#define CASES { SI("件"), SI("cases") }
#define PLANS { SI("份"), SI("plans") }
#define CLAIMS { SI("件"), SI("claims") }
#define REPORTED { SI("按报案日期划入所选日期（+08:00，含首尾两日）；结果统计到查询的那一刻"), \
                   SI("cases reported on the days chosen (+08:00, first and last included); what became of them up to the moment of the question") }
#define SOLD { SI("按售出日期划入所选日期（+08:00，含首尾两日）；结果统计到查询的那一刻"), \
               SI("plans sold on the days chosen (+08:00, first and last included); what became of them up to the moment of the question") }
#define SUBMITTED { SI("按提交日期划入所选日期（+08:00，含首尾两日）；结果统计到查询的那一刻"), \
                    SI("claims filed on the days chosen (+08:00, first and last included); what became of them up to the moment of the question") }
#define STANDING { SI("同一日期报案、已立案的案件；撤案和不成立的不算"), SI("cases of the same days that were filed; withdrawn and unfounded ones are not counted") }
#define ALL_CASES { SI("同一日期的全部报案"), SI("all cases reported on the same days") }
#define ALL_CLAIMS { SI("同一日期提交的全部理赔"), SI("all claims filed on the same days") }
#define REGISTER FG_REGISTER, FM_NONE, ROLE_LEADER | ROLE_POLICE | ROLE_CLERK, ROLE_POLICE | ROLE_CLERK
#define THEFT(m) FG_THEFT, FM_##m, ROLE_LEADER | ROLE_POLICE, ROLE_POLICE
#define SERVICE(m) FG_SERVICE, FM_##m, ROLE_LEADER | ROLE_ADJUSTER, ROLE_ADJUSTER
#define TIME (BY(DAY) | BY(WEEK) | BY(MONTH))
#define OF_CASE (BY(UNIT) | BY(DISTRICT) | BY(LOCK) | TIME)
#define HAPPENED { SI("按违法发生的时间划入所选日期（+08:00，含首尾两日）；结果统计到查询的那一刻，近日的还有待审核"), \
                   SI("by the time at which it happened (+08:00, first and last day included); what became of it up to the moment of the question: of the last days some are still to be reviewed") }
#define ALL_CONFIRMED { SI("同一日期里经民警确认过的违法，不论后来如何"), SI("violations of the same days that an officer confirmed, whatever became of them since") }
#define TRAFFIC FG_TRAFFIC, FM_NONE, ROLE_LEADER | ROLE_TRAFFIC, ROLE_TRAFFIC
#define OF_VIOLATION (BY(VIOLATION) | BY(JUNCTION) | BY(HOUR) | BY(SOURCE) | BY(UNIT) | TIME)
#define CAPTURES { SI("条"), SI("captures") }
#define OFFENCES { SI("起"), SI("violations") }
#define DECISIONS { SI("起"), SI("decisions") }
#define ALL_DECISIONS { SI("同一日期的现场处罚决定（警告与罚款）；未作决定的和已撤销的不算"), SI("warnings and fines at the roadside of the same days; stops without a decision and cancelled ones are not counted") }
#define RIDERS { SI("人次"), SI("riders") }
#define PIECES { SI("件"), SI("pieces") }

const struct figure_def figure_defs[FIG_N] = {
	[FIG_REGISTERED] = { SI("registered"), { SI("在册车辆"), SI("Bikes on the register") }, BIKES,
		{ SI("登记状态为在册的车辆；已注销的不算"), SI("bikes whose registration stands; deregistered ones are not counted") }, NONE, NOW,
		BY(DISTRICT) | BY(SITE) | BY(KIND) | BY(USE), FR_BIKE, false, REGISTER },
	[FIG_LIFE] = { SI("life"), { SI("登记与注销"), SI("Registered and deregistered") }, BIKES,
		{ SI("登记过的全部车辆，按现在的状态分"), SI("all bikes ever registered, by their present state") }, NONE, NOW, BY(LIFE), FR_BIKE, false, REGISTER },
	[FIG_NEW] = { SI("new"), { SI("新登记"), SI("New registrations") }, BIKES,
		{ SI("在所选日期里登记的车辆；后来注销的也算，因为登记确已发生"),
		  SI("bikes registered on the days chosen; also those deregistered since, for the registration took place") }, NONE, RANGE,
		BY(DAY) | BY(MONTH) | BY(DISTRICT) | BY(SITE), FR_BIKE, true, REGISTER },
	[FIG_TODAY] = { SI("today"), { SI("今日登记"), SI("Registered today") }, BIKES,
		{ SI("今天零点（+08:00）以来登记的车辆"), SI("bikes registered since midnight (+08:00)") }, NONE, NOW, BY(SITE) | BY(DISTRICT), FR_BIKE, false, REGISTER },
	[FIG_PLATES] = { SI("plates"), { SI("号牌库存"), SI("Plates in stock") }, PIECES,
		{ SI("未发出的号牌，在库房或上牌点；发出、报废、遗失的不算"), SI("plates not issued, in the depot or at a point; issued, retired and lost ones are not counted") },
		NONE, NOW, BY(SITE) | BY(SORT), FR_PLATE, false, REGISTER },
	[FIG_TAGS] = { SI("tags"), { SI("标签库存"), SI("Tags in stock") }, PIECES,
		{ SI("未安装的标签，在库房或上牌点；已安装、报废、遗失的不算"), SI("tags not bound to a bike, in the depot or at a point; bound, retired and lost ones are not counted") },
		NONE, NOW, BY(SITE) | BY(SORT), FR_TAG, false, REGISTER },
	[FIG_KEPT] = { SI("kept"), { SI("预约到场"), SI("Appointments kept") }, { SI("次"), SI("appointments") },
		{ SI("所选日期的预约中，本人到场的（已签到、办理中、已办结）"), SI("appointments of the days chosen whose holder came (checked in, being served, done)") },
		{ SI("同一日期到场与爽约的预约之和；取消的、还没到时间的、现场取号的不算"),
		  SI("appointments of the same days that were kept or missed; cancelled ones, those still to come and walk-ins are not counted") },
		RANGE, BY(SITE) | BY(DISTRICT) | BY(DAY), FR_BOOKING, true, REGISTER },
	[FIG_NO_SHOW] = { SI("no_show"), { SI("预约爽约"), SI("Appointments missed") }, { SI("次"), SI("appointments") },
		{ SI("所选日期的预约中，没有到场的"), SI("appointments of the days chosen whose holder did not come") },
		{ SI("同一日期到场与爽约的预约之和；取消的、还没到时间的、现场取号的不算"),
		  SI("appointments of the same days that were kept or missed; cancelled ones, those still to come and walk-ins are not counted") },
		RANGE, BY(SITE) | BY(DISTRICT) | BY(DAY), FR_BOOKING, true, REGISTER },
	[FIG_SILENT] = { SI("silent"), { SI("失联标签"), SI("Silent tags") }, BIKES,
		{ SI("在册车辆中，防盗标签多日没有被听到、而常去的基站一直在听的（天数见政策 tag.silent_days）"),
		  SI("bikes on the register whose theft tag has not been heard for days although its usual station was listening (policy tag.silent_days)") },
		{ SI("在册车辆"), SI("bikes on the register") }, NOW, BY(DISTRICT) | BY(SITE), FR_BIKE, false, REGISTER },
	[FIG_CASES] = { SI("cases"), { SI("报案"), SI("Thefts reported") }, CASES, { SI("所选日期里接到的全部被盗报案"), SI("all theft cases reported on the days chosen") },
		NONE, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_ACCEPTED] = { SI("accepted"), { SI("受理"), SI("Accepted") }, CASES, { SI("已受理（已出回执）的报案"), SI("cases that were accepted (a receipt was given)") },
		ALL_CASES, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_FILED] = { SI("filed"), { SI("立案"), SI("Cases filed") }, CASES, { SI("已立案的报案；撤案和不成立的不算"), SI("cases that were filed; withdrawn and unfounded ones are not counted") },
		ALL_CASES, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_SOLVED] = { SI("solved"), { SI("破案率"), SI("Crimes solved") }, { SI("起"), SI("crimes") },
		{ SI("已破的案；一案多车只算一起，算在其中最早的有效案件上"), SI("crimes that are solved; one with several bikes counts once, at its first standing case") },
		{ SI("已立案的案，一案多车只算一起；撤案和不成立的不算"), SI("crimes that were filed, each once; withdrawn and unfounded cases are not counted") },
		REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_RECOVERED] = { SI("recovered"), { SI("追回车辆"), SI("Bikes recovered") }, BIKES,
		{ SI("公安已追回的被盗车；案未破也算"), SI("stolen bikes that the police has got back, also where the crime is not solved") }, STANDING, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_RETURNED] = { SI("returned"), { SI("发还车辆"), SI("Bikes returned") }, BIKES, { SI("追回后已发还的被盗车"), SI("recovered bikes that were given back") },
		{ SI("同一日期报案、已追回的被盗车"), SI("bikes of cases of the same days that were recovered") }, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_FOUND] = { SI("found"), { SI("布控发现率"), SI("Watched bikes found") }, BIKES,
		{ SI("布控过、被基站实时听到或已追回的被盗车"), SI("watched bikes that were heard live or recovered") },
		{ SI("同一日期报案、布控过的被盗车"), SI("bikes of filed cases of the same days that were watched") }, REPORTED, OF_CASE, FR_CASE, true, THEFT(NONE) },
	[FIG_TO_LOCATION] = { SI("to_location"), { SI("报案到首次定位"), SI("From report to location") }, CASES,
		{ SI("首次被实时听到的案件，及从报案到那时的分钟数：中位数，和十有九件不超过的值（就近取值）；还没听到的不算"),
		  SI("cases whose bike was heard live, and the minutes from the report until then: the median, and what nine of ten do not exceed (nearest rank); those not heard are not counted") },
		STANDING, REPORTED, OF_CASE, FR_CASE, true, THEFT(MINUTES) },
	[FIG_TO_RECOVERY] = { SI("to_recovery"), { SI("报案到追回"), SI("From report to recovery") }, CASES,
		{ SI("已追回的案件，及从报案到追回的分钟数：中位数，和十有九件不超过的值（就近取值）；没追回的不算"),
		  SI("cases whose bike was recovered, and the minutes from the report until then: the median, and what nine of ten do not exceed (nearest rank); others are not counted") },
		STANDING, REPORTED, OF_CASE, FR_CASE, true, THEFT(MINUTES) },
	[FIG_OPEN] = { SI("open"), { SI("未结案件"), SI("Cases open") }, CASES,
		{ SI("还没有结束的案件（含未破案），按报案至今的时间分"), SI("cases that have not ended (unsolved ones too), by the time since the report") }, NONE, NOW,
		BY(AGE) | BY(UNIT) | BY(DISTRICT) | BY(LOCK), FR_CASE, false, THEFT(NONE) },
	[FIG_FALSE_ALARMS] = { SI("false_alarms"), { SI("误报率"), SI("False alarms") }, { SI("条"), SI("alerts") },
		{ SI("所选日期里的警报中，已认定为误报的"), SI("alerts opened on the days chosen that were found to be false") },
		{ SI("同一日期的警报中，已认定真假的；还没认定的不算"), SI("alerts of the same days that were found to be true or false; those nobody has judged are not counted") },
		RANGE, BY(UNIT) | BY(DISTRICT) | TIME, FR_ALERT, true, THEFT(NONE) },
	[FIG_SIGNED] = { SI("signed"), { SI("指令及时签收"), SI("Orders signed in time") }, { SI("条"), SI("orders") },
		{ SI("所选日期下达的指令中，没有升级到上一级就已签收的（时限见当时的政策 order.sign_s）"),
		  SI("orders issued on the days chosen that were signed before the desk above was told (term: policy order.sign_s of that time)") },
		{ SI("同一日期下达、已签收或已升级的指令；未到时限和提前撤销的不算"), SI("orders of the same days that were signed or had to be told to the desk above; those within their term or revoked before it are not counted") },
		RANGE, BY(UNIT) | BY(DISTRICT) | TIME, FR_ORDER, true, THEFT(NONE) },
	[FIG_SUSPECTS_CAUGHT] = { SI("suspects_caught"), { SI("抓获嫌疑人"), SI("Suspects caught") }, { SI("人"), SI("people") },
		{ SI("所选日期抓获的嫌疑人；已移交的也算，已排除的不算"), SI("suspects caught on the days chosen; also those handed over since, not those cleared") }, NONE, RANGE,
		BY(UNIT) | TIME, FR_SUSPECT, true, THEFT(NONE) },
	[FIG_ITEMS_SEIZED] = { SI("items_seized"), { SI("扣押物品"), SI("Items seized") }, { SI("件"), SI("items") },
		{ SI("所选日期查获并登记的物品：车辆、标签、号牌、电池和其他"), SI("what was found on the days chosen and written down: bikes, tags, plates, batteries and other things") }, NONE, RANGE,
		BY(UNIT) | TIME, FR_SEIZED, true, THEFT(NONE) },
	[FIG_DENS_RAIDED] = { SI("dens_raided"), { SI("捣毁窝点"), SI("Dens raided") }, { SI("处"), SI("dens") },
		{ SI("所选日期捣毁的销赃窝点；后来了结的也算"), SI("fencing dens raided on the days chosen; also those closed since") }, NONE, RANGE,
		BY(UNIT) | TIME, FR_DEN, true, THEFT(NONE) },
	[FIG_LIST_RETURNED] = { SI("list_returned"), { SI("清单发还车辆"), SI("Bikes returned on lists") }, BIKES,
		{ SI("所选日期按发还清单交还的车辆，按实际交还的时间"), SI("bikes handed over on return lists on the days chosen, by the time of the hand-over") }, NONE, RANGE,
		BY(UNIT) | TIME, FR_RETURN, true, THEFT(NONE) },
	[FIG_PLANS_SOLD] = { SI("plans_sold"), { SI("售出保障"), SI("Plans sold") }, PLANS, { SI("售出的保障及收款合计；售出当天取消的不算"), SI("plans sold, and what they brought; cancelled sales are not counted") },
		NONE, SOLD, BY(PRODUCT) | BY(SITE) | BY(DISTRICT) | BY(UNIT) | TIME, FR_PLAN, true, SERVICE(FEN) },
	[FIG_PLANS_RUNNING] = { SI("plans_running"), { SI("有效保障"), SI("Plans running") }, PLANS, { SI("此刻在保障期内的保障"), SI("plans whose cover runs at this moment") },
		NONE, NOW, BY(PRODUCT) | BY(SITE) | BY(DISTRICT) | BY(UNIT), FR_PLAN, false, SERVICE(NONE) },
	[FIG_PLANS_REFUNDED] = { SI("plans_refunded"), { SI("退保障"), SI("Plans refunded") }, PLANS, { SI("已退款或待退款的保障及退款合计"), SI("plans that were or are to be refunded, and the sum") },
		{ SI("同一日期售出的保障；取消的不算"), SI("plans sold on the same days; cancelled sales are not counted") }, SOLD, BY(PRODUCT) | BY(SITE) | BY(DISTRICT) | BY(UNIT) | TIME, FR_PLAN, true,
		SERVICE(FEN) },
	[FIG_CLAIMS_FILED] = { SI("claims_filed"), { SI("理赔申请"), SI("Claims filed") }, CLAIMS, { SI("所选日期里提交的理赔；草稿不算"), SI("claims filed on the days chosen; drafts are not counted") },
		NONE, SUBMITTED, BY(UNIT) | BY(DISTRICT) | TIME, FR_CLAIM, true, SERVICE(NONE) },
	[FIG_CLAIMS_PAID] = { SI("claims_paid"), { SI("已赔付"), SI("Claims paid") }, CLAIMS, { SI("已付款的理赔及赔付合计；付后又追回的也算"), SI("claims that were paid, and the sum; also those paid back since") },
		ALL_CLAIMS, SUBMITTED, BY(UNIT) | BY(DISTRICT) | TIME, FR_CLAIM, true, SERVICE(FEN) },
	[FIG_CLAIMS_REFUSED] = { SI("claims_refused"), { SI("拒赔"), SI("Claims refused") }, CLAIMS, { SI("现为不予赔付的理赔；申诉中的不算"), SI("claims that stand refused; those under appeal are not counted") },
		ALL_CLAIMS, SUBMITTED, BY(UNIT) | BY(DISTRICT) | TIME, FR_CLAIM, true, SERVICE(NONE) },
	[FIG_CLAIM_DAYS] = { SI("claim_days"), { SI("提交到付款"), SI("From filing to payment") }, CLAIMS,
		{ SI("已付款的理赔，及从提交次日到付款日的工作日数：中位数，和十有九件不超过的值（就近取值）；计时暂停的日子也在内"),
		  SI("claims that were paid, and the working days after the filing up to the payment: the median, and what nine of ten do not exceed (nearest rank); days on which the clock stood are in it") },
		ALL_CLAIMS, SUBMITTED, BY(UNIT) | BY(DISTRICT) | TIME, FR_CLAIM, true, SERVICE(WORKDAYS) },
	[FIG_CLAIMS_OVERDUE] = { SI("claims_overdue"), { SI("逾期未付"), SI("Claims overdue") }, CLAIMS, { SI("应付日已过、还没付款的理赔"), SI("claims whose day has passed and that are not paid") },
		{ SI("有应付日、还没付款的理赔；计时暂停的不算"), SI("claims that are owed on a day and not paid; those whose clock stands are not counted") }, NOW, BY(UNIT) | BY(DISTRICT), FR_CLAIM, false,
		SERVICE(NONE) },
	[FIG_CLAIMS_DUE_SOON] = { SI("claims_due_soon"), { SI("即将到期"), SI("Claims due soon") }, CLAIMS,
		{ SI("应付日在 claim.warn_workdays 个工作日以内、还没付款的理赔"), SI("claims owed within claim.warn_workdays working days and not paid") },
		{ SI("有应付日、还没付款的理赔；计时暂停的不算"), SI("claims that are owed on a day and not paid; those whose clock stands are not counted") }, NOW, BY(UNIT) | BY(DISTRICT), FR_CLAIM, false,
		SERVICE(NONE) },
	[FIG_CAPTURED] = { SI("captured"), { SI("违法线索"), SI("Captures") }, CAPTURES,
		{ SI("所选日期里抓拍或登记的全部线索，审核与否、成立与否都在内"), SI("all that stations, cameras and officers caught on the days chosen, reviewed or not, whether it held or not") },
		NONE, HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_VIOLATIONS] = { SI("violations"), { SI("违法"), SI("Violations") }, OFFENCES,
		{ SI("经民警确认、现仍成立的违法，骑车人不明或不计入其次数的也算；待审核、不予认定、逾期作废、申诉中、已撤销的不算"),
		  SI("violations that an officer confirmed and that stand, also those whose rider is not known or against whom they do not count; those to be reviewed, dismissed, lapsed, under appeal or revoked are not counted") },
		NONE, HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_DISMISSED] = { SI("dismissed"), { SI("不予认定"), SI("Dismissed") }, CAPTURES, { SI("审核后不予认定的线索"), SI("captures that were dismissed on review") },
		{ SI("同一日期里已有审核结论（确认或不予认定）的线索；待审核和逾期作废的不算"), SI("captures of the same days that were decided, confirmed or dismissed; those to be reviewed and those that lapsed are not counted") },
		HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_LAPSED] = { SI("lapsed"), { SI("逾期作废"), SI("Lapsed") }, CAPTURES,
		{ SI("在审核时限内无人审核、逾期作废的线索（时限见政策 traffic.review_days）"), SI("captures that nobody reviewed within the term and that lapsed (policy traffic.review_days)") },
		{ SI("同一日期里已有审核结论或已逾期作废的线索；待审核的不算"), SI("captures of the same days that were decided or lapsed; those to be reviewed are not counted") },
		HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_APPEALED] = { SI("appealed"), { SI("提出申诉"), SI("Appealed") }, OFFENCES, { SI("当事人提出过申诉的违法，不论结果"), SI("violations against which an appeal was made, whatever its outcome") },
		ALL_CONFIRMED, HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_REVOKED] = { SI("revoked"), { SI("确认后撤销"), SI("Revoked") }, OFFENCES, { SI("确认后又撤销的违法，因申诉或自行纠正"), SI("violations that were confirmed and then revoked, on appeal or as a mistake found") },
		ALL_CONFIRMED, HAPPENED, OF_VIOLATION, FR_VIOLATION, true, TRAFFIC },
	[FIG_RIDERS] = { SI("riders"), { SI("违法骑车人"), SI("Riders with a violation") }, RIDERS,
		{ SI("所选日期里有计入次数的违法的骑车人：每人每个自然月只算一次，算在其中最早的一起上；不计入任何人次数的不算"),
		  SI("riders with a violation that counts on the days chosen, each once a calendar month, at the first of them; those that count against nobody are not counted") },
		NONE, HAPPENED, BY(UNIT) | BY(MONTH), FR_VIOLATION, true, TRAFFIC },
	[FIG_RIDERS_AT_COURSE] = { SI("riders_at_course"), { SI("达到学习次数"), SI("Riders owing a course") }, RIDERS,
		{ SI("当月计入次数的违法达到学习门槛的骑车人：每人每月只算一次，算在达到门槛的那一起上（门槛按现行政策 traffic.course_at，次数按全市全月计）"),
		  SI("riders whose violations that count reached the threshold of the course in the calendar month, each once a month, at the one that reached it (by the present policy traffic.course_at; the count is that of the whole city and month)") },
		{ SI("同一日期里有计入次数的违法的骑车人，每人每个自然月只算一次"), SI("riders with a violation that counts on the same days, each once a calendar month") },
		HAPPENED, BY(UNIT) | BY(MONTH), FR_VIOLATION, true, TRAFFIC },
	[FIG_CLASSES_HELD] = { SI("classes_held"), { SI("已办学习班"), SI("Classes held") }, { SI("期"), SI("classes") },
		{ SI("最后一课在所选日期里、已结束的学习班；取消的不算"), SI("classes whose last session was on the days chosen and that have ended; cancelled ones are not counted") },
		NONE, RANGE, BY(UNIT) | TIME, FR_CLASS, true, TRAFFIC },
	[FIG_RIDERS_TAUGHT] = { SI("riders_taught"), { SI("完成学习"), SI("Riders taught") }, RIDERS,
		{ SI("所选日期里上完全部课程、可以参加考试的人次；考试不过、重新上完的再算一次"), SI("how often a rider finished all sessions of a course on the days chosen; who took it again after the exam counts again") },
		NONE, RANGE, BY(UNIT) | TIME, FR_CLASS, true, TRAFFIC },
	[FIG_EXAMS_PASSED] = { SI("exams_passed"), { SI("考试合格"), SI("Exams passed") }, { SI("份"), SI("papers") }, { SI("所选日期交卷、成绩合格的试卷"), SI("papers handed in on the days chosen that passed") },
		{ SI("同一日期交卷、合格或不合格的试卷，含补考；作废的不算"), SI("papers of the same days that passed or failed, second attempts too; void ones are not counted") }, RANGE, BY(UNIT) | TIME, FR_EXAM, true, TRAFFIC },
	[FIG_SPOT_WARNED] = { SI("spot_warned"), { SI("现场警告"), SI("Warned on the spot") }, DECISIONS, { SI("所选日期里现场处以警告的"), SI("decisions at the roadside on the days chosen that were a warning") },
		ALL_DECISIONS, RANGE, BY(VIOLATION) | BY(JUNCTION) | BY(HOUR) | BY(UNIT) | TIME, FR_SPOT, true, TRAFFIC },
	[FIG_SPOT_FINED] = { SI("spot_fined"), { SI("现场罚款"), SI("Fined on the spot") }, DECISIONS,
		{ SI("所选日期里现场处以罚款的，缴清与否都算；不统计金额，本项不作为考核指标"), SI("decisions at the roadside on the days chosen that were a fine, paid or not; sums are not told, and this is no target") },
		ALL_DECISIONS, RANGE, BY(VIOLATION) | BY(JUNCTION) | BY(HOUR) | BY(UNIT) | TIME, FR_SPOT, true, TRAFFIC },
};
