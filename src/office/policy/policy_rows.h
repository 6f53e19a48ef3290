/* policy_rows — every policy there is, one row each: docs/policies.md and 'yanzhen policy list' are printed from here. Without a row in the table the
 * default counts. A row says in English and in Chinese what it decides, in words of the trade; the unit goes behind the value. */

/* X(name, key, least, most, default, unit, English, Chinese): numbers */
#define POLICY_KEYS(X) \
	X(CASE_WINDOW_BEFORE_H, "case.window_before_h", 0, 720, 24, "hours", \
	  "hours before the bike was last seen that a case may look at", "案件可以查看失窃时间之前多少小时的轨迹") \
	X(CASE_REOPEN_DAYS, "case.reopen_days", 0, 3650, 30, "days", \
	  "days after its end in which a case may be reopened", "结案后多少天内可以重新打开") \
	X(CASE_HOLD_DAYS, "case.hold_days", 0, 3650, 180, "days", \
	  "days after its end for which a case keeps what it held of its bike's way beyond retention", "结案后，案件为取证留存的超期轨迹再保留多少天") \
	X(CASE_FILING_DAYS, "case.filing_days", 1, 365, 3, "days", \
	  "days from the receipt of a theft report to the decision whether a case is filed", "接报案后几天内决定是否立案") \
	X(CASE_FILING_DAYS_CHECKS, "case.filing_days_checks", 1, 365, 7, "days", \
	  "the same where something has to be looked into first", "需要核查的，接报案后几天内决定是否立案") \
	X(CASE_FILING_DAYS_COMPLEX, "case.filing_days_complex", 1, 365, 30, "days", \
	  "the same for a complex matter", "重大疑难的，接报案后几天内决定是否立案") \
	X(CASE_UNSOLVED_DAYS, "case.unsolved_days", 1, 3650, 60, "days", \
	  "days without a find after which giving up the search is offered", "立案后多少天没有发现，提示可以转为未破案") \
	X(CASE_OWNER_REPORTS_DAY, "case.owner_reports_day", 1, 100, 3, "reports", \
	  "theft reports of one bike that its owner may make on the phone within 24 hours", "车主在手机上，同一辆车 24 小时内最多报几次案") \
	X(CASE_TRAIL_ASSIGNED, "case.trail_assigned_only", 0, 1, 1, "switch", \
	  "1: only the case's officer and those added to the case read its trail; 0: any case officer too", "1：只有承办民警和加入本案的人能看轨迹；0：办案民警都能看") \
	X(ACCESS_PLATES_DAY, "access.plates_day", 1, 1000, 20, "bikes", \
	  "different bikes whose way one officer may look at a day", "一名民警一天最多查看多少辆车的轨迹") \
	X(ACCESS_REQUEST_H, "access.request_h", 1, 168, 24, "hours", \
	  "hours for which an approved request opens a way", "查看轨迹申请批准后多少小时内有效") \
	X(ACCESS_SPAN_DAYS, "access.span_days", 1, 90, 7, "days", \
	  "days that one request may ask for", "一次申请最多查看多少天的轨迹") \
	X(ACCESS_NEAR_DAYS, "access.near_days", 1, 90, 30, "days", \
	  "days back that the people of a case see its way without a second person", "案件民警不经审批能看多少天以内的轨迹") \
	X(ACCESS_FAR_DAYS, "access.far_days", 1, 365, 90, "days", \
	  "days back beyond which no way is shown to anybody", "多少天以前的轨迹任何人都不能看") \
	X(ACCESS_DRIP_BIKES, "access.drip_bikes", 3, 1000, 10, "bikes", \
	  "different bikes a day, on three days of a week, that are told to the auditor", "一周内有三天每天查看这么多辆车，提示审计员") \
	X(ACCESS_DUTY_FROM, "access.duty_from", 0, 23, 7, "hour of day", \
	  "hour at which the duty day begins, for looks outside of it", "值勤时间从几点开始（之外的查看会被留意）") \
	X(ACCESS_DUTY_TO, "access.duty_to", 1, 24, 22, "hour of day", \
	  "hour at which the duty day ends", "值勤时间到几点结束") \
	X(ACCESS_REPEAT_DAYS, "access.repeat_days", 3, 14, 7, "days", \
	  "days of a fortnight on which one bike is looked at while its case does not move, that are told to the auditor", "两周内有多少天反复查看同一辆车而案件没有进展，提示审计员") \
	X(ACCESS_SAMPLE_PCT, "access.sample_pct", 1, 100, 5, "%", \
	  "share of a month's looks that are drawn for review", "每月抽查多少比例的查看记录") \
	X(ANALYSIS_WINDOW_H, "analysis.window_h", 1, 168, 24, "hours", \
	  "hours of a bike's way that one question for its companions may cover", "一次伴随分析最多覆盖多少小时") \
	X(ANALYSIS_SCENE_MIN, "analysis.scene_min", 1, 240, 60, "minutes", \
	  "longest time at one scene when it is asked who was at all scenes", "时空碰撞时每个现场的时段最长多少分钟") \
	X(ANALYSIS_NEAR_M, "analysis.near_m", 100, 50000, 3000, "metres", \
	  "how far a scene may be from where the case's bike was stolen or heard", "现场离案件车辆失窃处或被听到处最远多少米") \
	X(ANALYSIS_NAMED_MAX, "analysis.named_max", 1, 40, 20, "bikes", \
	  "most bikes that one answer of an analysis names; of more only the number is told", "一次分析最多列出多少辆车，超出时只给数量") \
	X(ANALYSIS_SWEEP_H, "analysis.sweep_h", 1, 24, 6, "hours", \
	  "hours that one search for clones or misplaced stations may look over", "一次克隆嫌疑或点位疑错分析最多查看多少小时") \
	X(CASE_DISTRICT, "case.district", 100000, 999999, 430400, "GB/T 2260", \
	  "district code in a case number where no station is near", "附近没有基站时，案件编号里用的行政区划代码") \
	X(WATCH_QUIET_S, "watch.quiet_s", 10, 86400, 600, "seconds", \
	  "silence after which a watched tag is told of again", "布控标签静默多久后再次收到，重新发出警报") \
	X(WATCH_LIVE_S, "watch.live_s", 5, 3600, 30, "seconds", \
	  "a sighting older than this at receipt is late", "收到时已过去多久的信号算“迟到”") \
	X(VISIT_GAP_S, "visit.gap_s", 10, 3600, 180, "seconds", \
	  "a silence that ends a visit", "静默多久算离开基站（一次驻留结束）") \
	X(TAG_SILENT_DAYS, "tag.silent_days", 1, 365, 7, "days", \
	  "days a bound tag may go unheard although its usual station was listening", "常去的基站在听，已装标签仍没听到，多少天后算失联") \
	X(PHOTO_KEEP_YEARS, "photo.keep_years", 1, 100, 3, "years", \
	  "years for which the photos of a deregistered bike are kept", "车辆注销后照片保存多少年") \
	X(PHOTO_OLD_DAYS, "photo.old_days", 30, 36500, 730, "days", \
	  "days for which a photo is kept that another has replaced", "被替换的旧照片保存多少天") \
	X(PHOTO_CASE_YEARS, "photo.case_years", 1, 100, 13, "years", \
	  "years for which photos of a theft case, an order, a claim, an accident, an appeal or a bike given back from the yard are kept after its end", \
	  "案件、指令、理赔、事故、申诉办结或扣留车辆放行后，其照片保存多少年") \
	X(BOOKING_DAYS_AHEAD, "booking.days_ahead", 0, 365, 14, "days", \
	  "how many days ahead a point may be booked", "最多可以提前多少天预约") \
	X(BOOKING_OPEN_A_PHONE, "booking.open_a_phone", 1, 100, 3, "bookings", \
	  "bookings one telephone may have open", "一个手机号最多同时有几个未办的预约") \
	X(VERIFY_A_MINUTE, "verify.a_minute", 1, 1000000, 30, "a minute", \
	  "certificates one address may ask about in a minute", "公众查验：一个网络地址每分钟最多查几次") \
	X(VERIFY_TOTAL, "verify.total_a_minute", 1, 1000000, 1200, "a minute", \
	  "certificates all addresses together may ask about in a minute", "公众查验：全部地址合计每分钟最多查几次") \
	X(ALARM_HEARTBEAT_S, "alarm.heartbeat_s", 1, 3600, 60, "seconds", \
	  "how often a station reports", "基站多久报一次状态") \
	X(ALARM_OFFLINE_MISSED, "alarm.offline_missed", 1, 100, 3, "reports", \
	  "missed reports that make a station offline", "连续漏报几次算离线") \
	X(ALARM_DEAF_PCT, "alarm.deaf_pct", 0, 100, 10, "%", \
	  "hearing less than this share of the usual is deaf", "听到的不足平时的百分之几，算“失聪”") \
	X(ALARM_DEAF_LEAST, "alarm.deaf_least", 1, 1000000, 60, "in 10 minutes", \
	  "usual hearings in 10 minutes below which nothing is concluded", "平时 10 分钟听到的少于这个数时，不下“失聪”的结论") \
	X(ALARM_DRIFT_MS, "alarm.drift_ms", 10, 3600000, 2000, "milliseconds", \
	  "clock offset that is drift, and clock error that is a clock alarm", "基站时钟偏差超过多少毫秒算故障") \
	X(ALARM_FLOOD_TIMES, "alarm.flood_times", 2, 1000, 8, "times", \
	  "hearing this many times the usual is a flood", "听到的是平时的几倍，算信号泛滥") \
	X(ALARM_FLOOD_LEAST, "alarm.flood_least", 1, 100000000, 60000, "in 10 minutes", \
	  "hearings in 10 minutes below which nothing is a flood", "10 分钟听到的少于这个数时，不算信号泛滥") \
	X(ALARM_BATTERY_PCT, "alarm.battery_pct", 1, 100, 20, "%", \
	  "battery charge below which a station on battery is an alarm", "基站用电池时，电量低于百分之几算故障") \
	X(ALARM_CONFIG_S, "alarm.config_s", 10, 86400, 300, "seconds", \
	  "time after connecting in which a station must have taken its configuration", "基站连上后多久内必须用上新配置") \
	X(REGISTER_EDIT_DAYS, "register.edit_days", 0, 365, 7, "days", \
	  "days in which the clerk who registered a bike may edit it without a correction", "登记后多少天内，经办人可以直接修改，之后要申请更正") \
	X(REGISTER_OWNER_AGE, "register.owner_age", 0, 99, 16, "years old", \
	  "least age of an owner who rides", "车主的最低年龄") \
	X(REGISTER_TEMP_YEARS, "register.temporary_years", 1, 20, 5, "years", \
	  "years a temporary plate is valid", "临时号牌最多有效多少年") \
	X(REGISTER_OLD_DAYS, "register.old_days", 0, 36500, 180, "days", \
	  "days after its purchase from which a bike counts as old: its origin may be shown without an invoice", "购买多少天后算旧车：可以不用发票证明来历") \
	X(REGISTER_DIRECT, "register.direct", 0, 1, 0, "switch", \
	  "1: a clerk's account (another system's) may also register, transfer, replace and deregister past the counter, without documents; 0: only at the counter", \
	  "1：上牌员账号（供其他系统使用）可以不经窗口、不看材料直接登记、过户、补换、注销；0：只能在窗口办") \
	X(OWNER_TRAIL_DELAY_MIN, "owner.trail_delay_min", 0, 10080, 60, "minutes", \
	  "minutes by which an owner sees the own bike's way late, but for an open case", "车主看自己车的行踪要晚多少分钟（在办案件除外）") \
	X(OWNER_TRAIL_GRID_M, "owner.trail_grid_m", 1, 10000, 500, "metres", \
	  "metres to which an owner sees the own bike's place, but for an open case", "车主看到的位置粗到多少米（在办案件除外）") \
	X(OWNER_TRAIL_DAYS, "owner.trail_days", 0, 90, 7, "days", \
	  "days back that an owner sees the own bike's way; 0: not at all", "车主能看多少天以内的行踪；0：不开放") \
	X(ORDER_SIGN_S, "order.sign_s", 10, 86400, 120, "seconds", \
	  "seconds an order may wait for a signature before the duty desk of the branch is told", "指令多少秒没人签收，就提醒分局值班台") \
	X(ORDER_CHIEF_S, "order.chief_s", 20, 86400, 600, "seconds", \
	  "seconds an order may wait for a signature before the bureau is told", "指令多少秒没人签收，就上报市局") \
	X(ORDER_SHELVE_MAX_MIN, "order.shelve_max_min", 1, 10080, 480, "minutes", \
	  "minutes for which an alert may be put aside at most", "警报一次最多搁置多少分钟") \
	X(ORDER_FLOOD_A_MIN, "order.flood_a_min", 5, 900, 20, "a minute", \
	  "alerts a minute of one rule in one district above which they are shown as one", "同一区县一分钟内新警报超过多少条就合并成一条") \
	X(ORDER_LIST_KEEP_DAYS, "order.list_keep_days", 1, 365, 30, "days", \
	  "days for which a reader without a line may fetch what has changed in the watch list; after that it fetches all", "手持机离线多少天内可以只取布控名单的变化，超过就整份重取") \
	X(GUARD_QUIET_S, "guard.quiet_s", 10, 3600, 60, "seconds", \
	  "seconds the resting place of an armed bike must be silent before another station means that it moved", "设防车辆原处多少秒听不到，才认定已移动") \
	X(GUARD_WINDOW_S, "guard.window_s", 60, 7200, 600, "seconds", \
	  "seconds within which the signs of one move must come", "移动的几个迹象须在多少秒内出现") \
	X(GUARD_OWNER_S, "guard.owner_s", 10, 3600, 120, "seconds", \
	  "seconds around in which the owner's tag must be heard with the bike", "车主标签须在前后多少秒内与车辆同处") \
	X(GUARD_LATE_S, "guard.late_s", 10, 3600, 60, "seconds", \
	  "seconds that late hearings of the owner's tag are waited for", "等待车主标签迟到数据多少秒") \
	X(GUARD_REST_MIN, "guard.rest_min", 1, 1440, 20, "minutes", \
	  "minutes of rest after which a bike that was told of is armed anew", "提醒过的车辆停稳多少分钟后重新设防") \
	X(GUARD_ALIVE_H, "guard.alive_h", 1, 8760, 72, "hours", \
	  "hours in which the owner's tag must have been heard for its absence to mean anything", "车主标签多少小时内听到过，不在车边才算数") \
	X(GUARD_NEAR_M, "guard.near_m", 50, 5000, 300, "metres", \
	  "metres within which stations are neighbours", "相距多少米以内的基站算作邻站") \
	X(GUARD_RIDE_M, "guard.ride_m", 100, 20000, 600, "metres", \
	  "metres between two stations that make a ride", "两站相距多少米以上才算骑行") \
	X(GUARD_MESSAGES_DAY, "guard.messages_day", 0, 50, 3, "messages", \
	  "messages a day to an owner about one armed bike", "每辆设防车每天最多给车主发几条提醒短信") \
	X(MARKET_DAYS, "market.days", 1, 365, 30, "days", \
	  "days for which an owner's offer of a used bike stands", "二手车转让信息显示多少天") \
	X(MARKET_ASKS_DAY, "market.asks_day", 0, 50, 5, "sellers", \
	  "sellers a day whom one owner may ask", "每位车主一天最多联系几位卖家") \
	X(EXPORT_MAX_ROWS, "export.max_rows", 1, 200000, 5000, "rows", \
	  "rows one export of the register may have", "一次导出最多多少行") \
	X(EXPORT_ALONE_ROWS, "export.alone_rows", 0, 200000, 200, "rows", \
	  "rows of the register that one person may export alone; more want a second person's consent", "一个人单独导出最多多少行，超过的须另一人同意") \
	X(EXPORT_GRANT_H, "export.grant_h", 1, 720, 24, "hours", \
	  "hours for which a second person's consent to an export holds", "另一人同意导出后多少小时内有效") \
	X(EXPORT_MAX_ROWS_DAY, "export.max_rows_day", 1, 1000000, 20000, "rows", \
	  "rows one account may export a day", "一个账号每天最多导出多少行") \
	X(EXPORT_MAX_RUNS_DAY, "export.max_runs_day", 1, 1000, 20, "exports", \
	  "exports one account may make a day", "一个账号每天最多导出几次") \
	X(CLAIM_WAIT_DAYS, "claim.wait_days", 0, 3650, 60, "days", \
	  "days after the filing of the theft in which the bike is looked for and nothing is claimed", "立案后查找多少天，期满才可申请理赔") \
	X(CLAIM_PAY_WORKDAYS, "claim.pay_workdays", 1, 250, 15, "working days", \
	  "working days after the claim with all its papers in which it is paid", "材料齐全后多少个工作日内赔付") \
	X(CLAIM_WARN_WORKDAYS, "claim.warn_workdays", 0, 250, 3, "working days", \
	  "working days before the day owed from which a claim is pointed out", "距应付日还有几个工作日时提醒") \
	X(CLAIM_HEARD_HOURS, "claim.heard_hours", 1, 87600, 168, "hours", \
	  "hours after the tag of a stolen bike was last heard in which nothing is paid", "最后一次收到被盗车标签后多少小时内不赔付") \
	X(CLAIM_REPORT_HOURS, "claim.report_hours", 1, 8760, 24, "hours", \
	  "hours after the bike was missed in which the theft must be reported", "发现被盗后多少小时内须报案") \
	X(CLAIM_LIMIT_DAYS, "claim.limit_days", 30, 3650, 730, "days", \
	  "days after the theft in which a claim may be filed", "被盗后多少天内可以申请理赔") \
	X(CLAIM_COVER_DAYS, "claim.cover_days", 0, 365, 7, "days", \
	  "days of cover before which a theft is not paid", "防盗服务生效多少天内被盗不赔") \
	X(CLAIM_TAG_DEAD_DAYS, "claim.tag_dead_days", 0, 365, 0, "days", \
	  "days that the tag must have been silent before the theft for the claim to be refused", "被盗前标签已失联超过多少天则拒赔") \
	X(CLAIM_APPEAL_DAYS, "claim.appeal_days", 1, 730, 30, "days", \
	  "days after a refusal in which it may be appealed against", "拒赔后多少天内可以申诉") \
	X(CLAIM_REVIEW_FEN, "claim.review_fen", 0, 100000000, 120000, "fen", \
	  "amount from which a person looks at every claim", "金额达到多少的理赔都要人工审核") \
	X(CLAIM_REVIEW_PCT, "claim.review_pct", 0, 100, 10, "%", \
	  "share of the other claims that a person looks at, by chance", "其余理赔随机抽查的比例") \
	X(CLAIM_REVIEW_SEED, "claim.review_seed", 0, 1000000000, 20171109, "number", \
	  "number from which chance goes out: the same claim is drawn again every time", "抽查的种子数：同一理赔每次抽查结果相同") \
	X(CLAIM_SUSPECT_CLAIMS, "claim.suspect_claims", 1, 100, 1, "claims", \
	  "other claims of an owner from which a person looks at the claim", "车主另有几次理赔时须人工审核") \
	X(CLAIM_SUSPECT_DAYS, "claim.suspect_days", 1, 3650, 1095, "days", \
	  "days back in which other claims of the owner or of the bike are counted", "统计车主、车辆其他理赔的天数") \
	X(TRAFFIC_REVIEW_DAYS, "traffic.review_days", 1, 60, 5, "working days", \
	  "working days in which an officer reviews what was caught; after them it lapses", "违法采集记录应在多少个工作日内审核，逾期作废") \
	X(TRAFFIC_REVIEW_WARN_DAYS, "traffic.review_warn_days", 0, 30, 1, "working days", \
	  "working days before its last day on which the reviewers of the unit are told of a review; on the last day they are told again", "审核到期前多少个工作日提醒审核单位（最后一天再提醒一次）") \
	X(TRAFFIC_RADIO_ONLY, "traffic.radio_only", 0, 1, 0, "switch", \
	  "what a radio reading without a picture leads to: 0 education at most, 1 what any other does", "只有射频记录、没有图片的：0 只作教育，1 与其他记录相同") \
	X(TRAFFIC_NOTIFY_DAYS, "traffic.notify_days", 1, 30, 5, "working days", \
	  "working days after the confirmation in which the rider is told of a violation", "违法行为审核确认后，应在多少个工作日内告知当事人") \
	X(TRAFFIC_APPEAL_DAYS, "traffic.appeal_days", 1, 365, 30, "days", \
	  "days after the notice in which it may be appealed against, or another rider named", "收到违法告知后，多少天内可以提出申诉或指认实际骑车人") \
	X(TRAFFIC_APPEAL_DECIDE_DAYS, "traffic.appeal_decide_days", 1, 60, 5, "working days", \
	  "working days in which another officer decides an appeal", "申诉应在多少个工作日内由另一名民警复核办结") \
	X(TRAFFIC_APPEAL_WARN_DAYS, "traffic.appeal_warn_days", 0, 30, 1, "working days", \
	  "working days before its last day from which an appeal is marked as pressing", "申诉到期前多少个工作日开始提醒") \
	X(TRAFFIC_APPEAL_PHOTOS, "traffic.appeal_photos", 0, 20, 6, "photos", \
	  "photos that may be sent with an appeal", "一次申诉最多可附多少张照片") \
	X(TRAFFIC_COURSE_AT, "traffic.course_at", 1, 100, 3, "violations", \
	  "violations in one month from which a course is required", "一个月内违法达到多少次须参加安全学习") \
	X(TRAFFIC_EXPOSURE_AT, "traffic.exposure_at", 1, 100, 5, "violations", \
	  "violations from which publication is proposed", "违法达到多少次提请曝光") \
	X(TRAFFIC_EXPOSURE_PER, "traffic.exposure_per", 0, 1, 0, "switch", \
	  "what traffic.exposure_at counts: 0 one month, 1 all that ever counted", "曝光按什么累计：0 按月，1 按历史总数") \
	X(TRAFFIC_EXPOSURE_DAYS, "traffic.exposure_days", 1, 365, 30, "days", \
	  "days for which somebody is published", "曝光公示多少天") \
	X(TRAFFIC_EXPOSURE_NOTICE_DAYS, "traffic.exposure_notice_days", 0, 60, 7, "days", \
	  "days in which the rider may answer before a publication is approved", "曝光前告知当事人后，多少天内可以提出意见") \
	X(COURSE_DAYS, "course.days", 1, 10, 3, "days", \
	  "days that a safety course has", "安全学习班一共几天") \
	X(COURSE_HOURS, "course.hours", 1, 8, 2, "hours", \
	  "hours of a safety course a day", "安全学习班每天几小时") \
	X(COURSE_SEATS, "course.seats", 1, 1000, 60, "seats", \
	  "seats of a class, where its room has as many", "每个学习班多少个座位（不超过教室座位）") \
	X(COURSE_BOOK_DAYS, "course.book_days", 1, 365, 30, "days", \
	  "days in which a rider who owes a course is to book a class", "应学习的骑行人在多少天内预约学习班") \
	X(COURSE_MISS_MAX, "course.miss_max", 1, 10, 1, "sessions", \
	  "missed sessions of a class that make a no-show", "一个学习班缺课几次算未到") \
	X(COURSE_NO_SHOW_MAX, "course.no_show_max", 1, 10, 2, "classes", \
	  "classes not attended after which an officer takes over", "几次未到后转交警处理") \
	X(COURSE_EARLY_MIN, "course.early_min", 0, 120, 30, "minutes", \
	  "minutes before a session from which coming is noted", "上课前多少分钟起可以签到") \
	X(COURSE_LATE_MIN, "course.late_min", 0, 120, 15, "minutes", \
	  "minutes after a session until which coming is noted", "下课后多少分钟内还可以签到") \
	X(COURSE_FILM, "course.film", 0, 1, 0, "switch", \
	  "1: the exam begins only for who has seen the film to its end", "1：看完警示片才能考试；0：不要求") \
	X(EXAM_QUESTIONS, "exam.questions", 1, 100, 20, "questions", \
	  "questions of an exam's paper", "每份试卷几道题") \
	X(EXAM_MINUTES, "exam.minutes", 1, 240, 30, "minutes", \
	  "minutes that a paper is open", "考试时间多少分钟") \
	X(EXAM_PASS_PCT, "exam.pass_pct", 1, 100, 80, "%", \
	  "share of right answers that passes", "答对百分之多少算合格") \
	X(EXAM_RETAKES, "exam.retakes", 0, 10, 2, "times", \
	  "times an exam may be retaken before the course is to be attended again", "补考几次仍不合格须重新学习") \
	X(EXAM_RETAKE_DAYS, "exam.retake_days", 0, 90, 1, "days", \
	  "days after a failed exam until the next", "不合格后多少天可以补考") \
	X(RECOVERY_APPROVE_LEVEL, "recovery.approve_level", 0, 2, 1, "level", \
	  "from what level of unit giving back a bike is approved: 0 the bureau, 1 a branch (county) or above, 2 a precinct or above", \
	  "发还由哪一级单位审批：0 市局，1 分局（县级）以上，2 派出所以上") \
	X(PLAN_RENEW_DAYS, "plan.renew_days", 1, 365, 90, "days", \
	  "days before its end from which a plan may be renewed", "保障到期前多少天起可以续办") \
	X(PLAN_REMIND_FIRST, "plan.remind_first", 1, 365, 30, "days", \
	  "days before a plan's end at which its owner is reminded", "保障到期前多少天第一次提醒车主续办") \
	X(PLAN_REMIND_LAST, "plan.remind_last", 1, 365, 7, "days", \
	  "days before a plan's end at which its owner is reminded once more", "保障到期前多少天再提醒一次") \
	X(OWNER_PHOTOS_DAY, "owner.photos_day", 1, 1000, 30, "photos", \
	  "photos that an owner may send from the phone a day", "车主每天最多从手机上传几张照片") \
	X(THEFT_PHOTOS, "theft.photos", 0, 10, 3, "photos", \
	  "photos that go with an owner's own theft report", "车主自行报案最多附几张照片") \
	X(ORDER_PHOTOS, "order.photos", 0, 12, 6, "photos", \
	  "photos that go with what is fed back on an order", "处警反馈最多附几张照片") \
	X(MESSAGE_FROM_H, "message.from_h", 0, 12, 7, "hour of day", \
	  "hour of the day from which owners are told by message; what happens in the night waits until then", "早上几点起给车主发短信，夜里的事等到这时") \
	X(MESSAGE_UNTIL_H, "message.until_h", 13, 24, 22, "hour of day", \
	  "hour of the day from which messages wait until the morning; log-in codes, alarms of a guarded bike and the surveyor's way never wait", "晚上几点起不再发短信，等到早上；验证码、设防提醒、查勘员出发不等") \
	X(MESSAGE_CASE_NEWS, "message.case_news", 0, 1, 1, "1: yes", \
	  "owners are told by message what becomes of their theft case", "案件进展是否短信告知车主（1 告知）") \
	X(MESSAGE_CLAIM_NEWS, "message.claim_news", 0, 1, 1, "1: yes", \
	  "owners are told by message what becomes of their claim", "理赔进展是否短信告知车主（1 告知）") \
	X(MESSAGE_ACCIDENT_NEWS, "message.accident_news", 0, 1, 1, "1: yes", \
	  "owners are told by message what becomes of their accident", "事故进展是否短信告知车主（1 告知）") \
	X(MESSAGE_COURSE_NEWS, "message.course_news", 0, 1, 1, "1: yes", \
	  "riders are told by message of their safety course", "安全学习进展是否短信告知（1 告知）") \
	X(LIABILITY_INSURER, "liability.insurer", 0, 1000000000, 0, "unit", \
	  "number of the insurer's unit that handles accidents under liability plans; 0: nobody yet", "由哪个保险公司单位（单位序号）处理责任保障事故；0：尚未指定") \
	X(CLAIM_INSURER, "claim.insurer", 0, 1000000000, 0, "unit", \
	  "number of the insurer's unit that may read claims after thefts; 0: nobody", "由哪个保险公司单位（单位序号）查看防盗理赔；0：无") \
	X(LIABILITY_LIMIT_FEN, "liability.limit_fen", 1, 1000000000, 1500000, "fen", \
	  "most that one accident pays", "责任保障每次事故最多赔多少") \
	X(LIABILITY_SPOT_FEN, "liability.spot_fen", 0, 1000000000, 200000, "fen", \
	  "amount up to which an accident is paid on the spot; more goes through the bank", "事故赔付多少以内可以当场赔付，超过的走银行") \
	X(LIABILITY_ARRIVE_MIN, "liability.arrive_min", 5, 10080, 60, "minutes", \
	  "minutes after being sent in which a surveyor is on scene", "查勘员派出后多少分钟内到现场") \
	X(LIABILITY_SEND_MIN, "liability.send_min", 5, 10080, 30, "minutes", \
	  "minutes after the report in which a surveyor is sent", "报案后多少分钟内派出查勘员") \
	X(LIABILITY_PAY_DAYS, "liability.pay_days", 1, 365, 10, "days", \
	  "days after the agreement in which it is paid (Insurance Law, article 23)", "达成协议后多少天内赔付（保险法第二十三条）") \
	X(LIABILITY_REPORT_HOURS, "liability.report_hours", 1, 8760, 48, "hours", \
	  "hours after an accident beyond which its report is late and a person looks at it", "事故发生多少小时后才报案算迟报，须人工审核") \
	X(LIABILITY_LIMIT_DAYS, "liability.limit_days", 30, 3650, 730, "days", \
	  "days after an accident in which it may be claimed", "事故发生后多少天内可以申请赔付") \
	X(LIABILITY_ROUNDS, "liability.rounds", 1, 10, 2, "rounds", \
	  "times an assessment may be disputed and made again; after that a court decides", "定损有争议时最多重新定损几次，之后由法院处理") \
	X(LIABILITY_TWIN_HOURS, "liability.twin_hours", 1, 720, 2, "hours", \
	  "hours within which two accidents of one bike are taken for the same", "同一辆车多少小时内的两次事故按同一事故看待") \
	X(LIABILITY_HOLD, "liability.hold", 0, 1, 1, "1: yes", \
	  "a bike with an open accident of its owner's is neither transferred nor deregistered nor changed", "车主的事故未结时，该车不办过户、注销和变更（1 不办）") \
	X(LIABILITY_SHARE_FULL, "liability.share_full", 0, 100, 100, "%", \
	  "share of the others' damage that a rider with all of the fault bears", "骑车人负全部责任时承担对方损失的比例") \
	X(LIABILITY_SHARE_MAIN, "liability.share_main", 0, 100, 70, "%", \
	  "the same with most of the fault", "骑车人负主要责任时承担的比例") \
	X(LIABILITY_SHARE_EQUAL, "liability.share_equal", 0, 100, 50, "%", \
	  "the same with half of the fault", "骑车人负同等责任时承担的比例") \
	X(LIABILITY_SHARE_MINOR, "liability.share_minor", 0, 100, 30, "%", \
	  "the same with the lesser part of the fault", "骑车人负次要责任时承担的比例") \
	X(SPOT_FINE_FEN, "spot.fine_fen", 500, 20000, 5000, "fen", \
	  "fine on the spot that is proposed to the officer, within the range of the code", "现场处罚时默认的罚款金额，在违法代码的幅度之内") \
	X(SPOT_IMPOUND, "spot.impound", 0, 1, 0, "1: yes", \
	  "a bike may be impounded together with a fine, by the local rule whose words are the text basis.impound; without that text nothing is impounded", \
	  "罚款的同时可以扣留车辆（1 可以）；依据的地方规定写在文本 basis.impound，没有这段文字就不能扣") \
	X(SPOT_IMPOUND_DAYS, "spot.impound_days", 1, 30, 3, "days", \
	  "days a bike stays in the yard before it may be fetched", "车辆在扣车场扣留几天，之后可以领取") \
	X(SPOT_PAY_DAYS, "spot.pay_days", 1, 60, 15, "days", \
	  "days after a decision in which the fine is to be paid", "现场处罚决定后多少天内缴纳罚款") \
	X(SPOT_OVERDUE_PCT, "spot.overdue_pct", 0, 10, 3, "%", \
	  "share of the fine that is added each day it is late; together never more than the fine", "逾期不缴，每天加处罚款的百分之几；总额不超过罚款本身") \
	X(SPOT_CLAIM_DAYS, "spot.claim_days", 7, 365, 30, "days", \
	  "days after the release day after which a bike that nobody fetched counts as unclaimed", "可以领取之后多少天没有人来，算无人认领") \
	X(SPOT_UNCLAIMED_DAYS, "spot.unclaimed_days", 30, 365, 90, "days", \
	  "days of the public notice before an unclaimed bike may be disposed of", "无人认领的车辆公告多少天后才可以处理") \
	X(MESSAGE_SPOT_NEWS, "message.spot_news", 0, 1, 1, "1: yes", \
	  "owners are told by message of a bike in custody, its release day, and reminders", "车辆被扣留、可以领取、到期未领时给车主发短信（1 发）")

#define POLICY_SLOTS "front,rear_plate,right_rear,vehicle_code,motor_no,invoice,id_front,id_back,form,tag_place"

/* X(name, key, default, words it may list, English, Chinese): lists of words, divided by commas */
#define POLICY_LISTS(X) \
	X(PHOTO_REQUIRED, "photo.required", "front,rear_plate,vehicle_code,tag_place", POLICY_SLOTS, "photos without which no bike is registered", "登记时必须有的照片") \
	X(PHOTO_CHANGE, "photo.change", "front", POLICY_SLOTS, "photos of a bike whose parts or colour have changed", "变更部件或颜色后必须有的照片") \
	X(PHOTO_PLATE, "photo.plate", "rear_plate", POLICY_SLOTS, "photos of a bike with another plate", "换号牌后必须有的照片") \
	X(PHOTO_TAG, "photo.tag", "tag_place", POLICY_SLOTS, "photos of a bike with another tag", "换标签后必须有的照片") \
	X(RECOVERY_PHOTOS, "recovery.photos", "voucher,person", "voucher,person", "photos without which no bike is given back: the voucher, the receiver with the bike", \
	  "发还时必须有的照片") \
	X(PLAN_REFUND, "plan.refund", "scrapped,lost,moved_away,returned,other", "scrapped,lost,stolen,moved_away,returned,unclaimed,other", \
	  "reasons of a deregistration for which a plan's remaining months are paid back", "因哪些原因注销时，退还剩余整月的保障费") \
	X(ORDER_PHOTO_RESULTS, "order.photo_results", "", "person_and_bike,bike,tag_only,not_found,assisted", \
	  "results of an order that are fed back with a photo", "处警反馈哪些结果必须附照片")

/* The documents a clerk may tick (counter_papers of flow; a test compares). */
#define POLICY_PAPERS \
	"id_card,unit_licence,agent_id_card,agent_letter,invoice,conformity,ccc,dealer_statement,origin_pledge,old_plate,old_certificate,court_paper,delivery_contract,other," \
	"transfer_contract,loss_statement,scrap_proof"

/* X(name, key, default, words it may use; "": any, English, Chinese): coded words by comma; a|b: one of them */
#define POLICY_TEXTS(X) \
	X(PAPERS_PERSON, "papers.person", "id_card", POLICY_PAPERS, "documents an owner who is a person shows", "车主是个人时要看的材料") \
	X(PAPERS_UNIT, "papers.unit", "unit_licence,agent_id_card,agent_letter", POLICY_PAPERS, "documents shown for a unit", "车主是单位时要看的材料") \
	X(PAPERS_AGENT, "papers.agent", "agent_id_card,agent_letter", POLICY_PAPERS, "documents shown where somebody comes for the owner", "由他人代办时要看的材料") \
	X(PAPERS_NEW, "papers.new", "invoice,conformity", POLICY_PAPERS, "documents of a new bike", "新车要看的材料") \
	X(PAPERS_OLD, "papers.old", "invoice|dealer_statement|origin_pledge", POLICY_PAPERS, "documents of an old bike", "旧车要看的材料") \
	X(PAPERS_TEMPORARY, "papers.temporary", "invoice|dealer_statement|origin_pledge", POLICY_PAPERS, \
	  "documents of a bike that gets a temporary plate", "上临时号牌要看的材料") \
	X(PAPERS_TRANSFER, "papers.transfer", "old_certificate|loss_statement,transfer_contract|invoice|court_paper", POLICY_PAPERS, \
	  "documents shown when a bike becomes another owner's", "过户要看的材料") \
	X(PAPERS_CHANGE, "papers.change", "old_certificate|loss_statement", POLICY_PAPERS, "documents shown when what is registered changes", "变更登记要看的材料") \
	X(PAPERS_PARTS, "papers.parts", "invoice|dealer_statement|conformity", POLICY_PAPERS, \
	  "documents shown when a frame, a motor or the model is another one", "更换车架、电机或型号要看的材料") \
	X(PAPERS_REPLACE, "papers.replace", "old_certificate|loss_statement", POLICY_PAPERS, "documents shown for another plate or tag", "补换号牌、标签要看的材料") \
	X(PAPERS_LOST, "papers.lost", "loss_statement", POLICY_PAPERS, "documents shown where a plate or a tag is lost", "号牌、标签丢失要看的材料") \
	X(PAPERS_DEREGISTER, "papers.deregister", "old_certificate|loss_statement", POLICY_PAPERS, "documents shown when a registration ends", "注销要看的材料") \
	X(CLAIM_PAPERS, "claim.papers", "id_card,theft_receipt,unsolved_proof", "id_card,theft_receipt,unsolved_proof,claim_form,invoice,service_receipt,bank_card", \
	  "papers of a claim after a theft", "防盗理赔要交的材料") \
	X(PLAN_TRANSFER, "plan.transfer", "move", "move,end", "what becomes of a plan when the bike is another owner's: it moves with the bike, or ends", \
	  "车辆过户时保障怎么办") \
	X(CONSENT, "consent.version", "2026-1", "", "version of the text an owner agrees to", "车主同意的告知书版本")
