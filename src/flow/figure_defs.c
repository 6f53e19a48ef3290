/* figure_defs — the figures' definitions. docs/figures.md says the same; figure_defs_test compares them. See flow_figures.h. */
#include "flow/flow_figures.h"

const str figure_dim_names[FD_N] = { SI("district"), SI("site"), SI("kind"), SI("use"), SI("life"), SI("day"), SI("month"), SI("sort") };
const str figure_rows_names[FR_N] = { SI("bike"), SI("booking"), SI("plate"), SI("tag") };

#define BY(d) (1u << FD_##d)
#define NOW { SI("查询的那一刻"), SI("the moment of the question") }
#define RANGE { SI("所选日期，按北京时间（+08:00）的日界，含首尾两日；今天只到查询的那一刻"), \
                SI("the days chosen, first and last included, as days of +08:00; today up to the moment of the question") }
#define NONE { SI(""), SI("") }
#define BIKES { SI("辆"), SI("bikes") }
#define PIECES { SI("件"), SI("pieces") }

const struct figure_def figure_defs[FIG_N] = {
	[FIG_REGISTERED] = { SI("registered"), { SI("在册车辆"), SI("Bikes on the register") }, BIKES,
		{ SI("登记状态为在册的车辆；已注销的不算"), SI("bikes whose registration stands; deregistered ones are not counted") }, NONE, NOW,
		BY(DISTRICT) | BY(SITE) | BY(KIND) | BY(USE), FR_BIKE, false },
	[FIG_LIFE] = { SI("life"), { SI("登记与注销"), SI("Registered and deregistered") }, BIKES,
		{ SI("登记过的全部车辆，按现在的状态分"), SI("all bikes ever registered, by their present state") }, NONE, NOW, BY(LIFE), FR_BIKE, false },
	[FIG_NEW] = { SI("new"), { SI("新登记"), SI("New registrations") }, BIKES,
		{ SI("在所选日期里登记的车辆；后来注销的也算，因为登记确已发生"),
		  SI("bikes registered on the days chosen; also those deregistered since, for the registration took place") }, NONE, RANGE,
		BY(DAY) | BY(MONTH) | BY(DISTRICT) | BY(SITE), FR_BIKE, true },
	[FIG_TODAY] = { SI("today"), { SI("今日登记"), SI("Registered today") }, BIKES,
		{ SI("今天零点（+08:00）以来登记的车辆"), SI("bikes registered since midnight (+08:00)") }, NONE, NOW, BY(SITE) | BY(DISTRICT), FR_BIKE, false },
	[FIG_PLATES] = { SI("plates"), { SI("号牌库存"), SI("Plates in stock") }, PIECES,
		{ SI("未发出的号牌，在库房或上牌点；发出、报废、遗失的不算"), SI("plates not issued, in the depot or at a point; issued, retired and lost ones are not counted") },
		NONE, NOW, BY(SITE) | BY(SORT), FR_PLATE, false },
	[FIG_TAGS] = { SI("tags"), { SI("标签库存"), SI("Tags in stock") }, PIECES,
		{ SI("未安装的标签，在库房或上牌点；已安装、报废、遗失的不算"), SI("tags not bound to a bike, in the depot or at a point; bound, retired and lost ones are not counted") },
		NONE, NOW, BY(SITE) | BY(SORT), FR_TAG, false },
	[FIG_KEPT] = { SI("kept"), { SI("预约到场"), SI("Appointments kept") }, { SI("次"), SI("appointments") },
		{ SI("所选日期的预约中，本人到场的（已签到、办理中、已办结）"), SI("appointments of the days chosen whose holder came (checked in, being served, done)") },
		{ SI("同一日期到场与爽约的预约之和；取消的、还没到时间的、现场取号的不算"),
		  SI("appointments of the same days that were kept or missed; cancelled ones, those still to come and walk-ins are not counted") },
		RANGE, BY(SITE) | BY(DISTRICT) | BY(DAY), FR_BOOKING, true },
	[FIG_NO_SHOW] = { SI("no_show"), { SI("预约爽约"), SI("Appointments missed") }, { SI("次"), SI("appointments") },
		{ SI("所选日期的预约中，没有到场的"), SI("appointments of the days chosen whose holder did not come") },
		{ SI("同一日期到场与爽约的预约之和；取消的、还没到时间的、现场取号的不算"),
		  SI("appointments of the same days that were kept or missed; cancelled ones, those still to come and walk-ins are not counted") },
		RANGE, BY(SITE) | BY(DISTRICT) | BY(DAY), FR_BOOKING, true },
	[FIG_SILENT] = { SI("silent"), { SI("静默标签"), SI("Silent tags") }, BIKES,
		{ SI("在册车辆中，防盗标签多日没有被听到、而常去的基站一直在听的（天数见政策 tag.silent_days）"),
		  SI("bikes on the register whose theft tag has not been heard for days although its usual station was listening (policy tag.silent_days)") },
		{ SI("在册车辆"), SI("bikes on the register") }, NOW, BY(DISTRICT) | BY(SITE), FR_BIKE, false },
};
