/* export_cells — the cells of an export: heads in the reader's language, codes as words, persons masked. */
#include "flow/export_int.h"
#include "flow/flow_person.h"
#include "office/site/site.h"

enum { NAMES_MAX = 8192, FLAGS_BYTES = 400 };

const str export_cols[EXPORT_COLS] = {
	SI("plate"), SI("tag"), SI("kind"), SI("use"), SI("life"), SI("flags"), SI("brand"), SI("model"), SI("colour"), SI("vehicleCode"), SI("frameNo"),
	SI("motorNo"), SI("boughtOn"), SI("district"), SI("site"), SI("unit"), SI("registeredAt"), SI("ownerName"), SI("ownerPhone"), SI("ownerIdNo"),
};
static const struct figure_text heads[EXPORT_COLS] = {
	{ SI("号牌"), SI("Plate") }, { SI("标签"), SI("Tag") }, { SI("号牌种类"), SI("Kind") }, { SI("用途"), SI("Use") }, { SI("状态"), SI("State") },
	{ SI("标记"), SI("Flags") }, { SI("品牌"), SI("Brand") }, { SI("型号"), SI("Model") }, { SI("颜色"), SI("Colour") },
	{ SI("整车编码"), SI("Vehicle code") }, { SI("车架号"), SI("Frame no.") }, { SI("电机号"), SI("Motor no.") }, { SI("购买日期"), SI("Bought on") },
	{ SI("区县代码"), SI("District code") }, { SI("上牌点"), SI("Point") }, { SI("单位"), SI("Unit") }, { SI("登记时间"), SI("Registered") },
	{ SI("车主（掩码）"), SI("Owner (masked)") }, { SI("电话（掩码）"), SI("Phone (masked)") }, { SI("证件号（掩码）"), SI("ID number (masked)") },
};
enum { COL_FLAGS = 5, COL_OWNER = 17 };

/* Codes of the register as people say them; what is not here stands as it is. */
static const struct { str code; struct figure_text text; } words[] = {
	{ SI("standard"), { SI("正式"), SI("standard") } }, { SI("temporary"), { SI("临时"), SI("temporary") } },
	{ SI("own"), { SI("自用"), SI("own") } }, { SI("delivery"), { SI("快递"), SI("parcel delivery") } }, { SI("takeaway"), { SI("外卖"), SI("food delivery") } },
	{ SI("other"), { SI("其他"), SI("other") } }, { SI("registered"), { SI("在册"), SI("registered") } }, { SI("deregistered"), { SI("已注销"), SI("deregistered") } },
	{ SI("stolen"), { SI("被盗"), SI("stolen") } }, { SI("impounded"), { SI("扣留"), SI("impounded") } }, { SI("violation_open"), { SI("违法未处理"), SI("violation open") } },
	{ SI("accident_open"), { SI("事故未结"), SI("accident open") } }, { SI("sealed"), { SI("查封"), SI("sealed") } }, { SI("suspect"), { SI("嫌疑"), SI("suspect") } },
	{ SI("locked"), { SI("锁定"), SI("locked") } }, { SI("hit_and_run"), { SI("肇事逃逸"), SI("hit and run") } }, { SI("clone_suspect"), { SI("疑似套牌"), SI("clone suspected") } },
	{ SI("duplicate"), { SI("号码重复"), SI("duplicate number") } }, { SI("correction_open"), { SI("更正待审"), SI("correction open") } },
	{ SI("claim_open"), { SI("理赔未结"), SI("claim open") } }, { SI("transfer_open"), { SI("过户中"), SI("transfer open") } },
	{ SI("silent_tag"), { SI("标签失联"), SI("silent tag") } }, { SI("low_battery"), { SI("标签电量低"), SI("low battery") } },
	{ SI("plate_lost"), { SI("号牌遗失"), SI("plate lost") } }, { SI("plan_expired"), { SI("服务到期"), SI("plan expired") } },
	{ SI("case"), { SI("办案"), SI("case") } }, { SI("check"), { SI("核查"), SI("check") } }, { SI("report"), { SI("统计上报"), SI("report") } },
	{ SI("handover"), { SI("移交"), SI("handover") } }, { SI("request"), { SI("上级调取"), SI("request from above") } }, { SI("correction"), { SI("数据更正"), SI("correction") } },
};

static str in(bool en, const struct figure_text *t)
{
	return en ? t->en : t->zh;
}

static str say(bool en, str code)
{
	for (size_t i = 0; i < COUNTOF(words); i++)
		if (str_eq(words[i].code, code))
			return in(en, &words[i].text);
	return code;
}

/* ---- names ---- */

struct name { int64_t id; str text; };
struct export_names { struct name site[NAMES_MAX], unit[NAMES_MAX]; int nsite, nunit; };

static int take_site(struct cx *cx, const struct site *s, void *arg)
{
	struct export_names *n = arg;

	n->site[n->nsite++] = (struct name){ s->id.v, arena_str(cx->arena, s->name) };
	return 0;
}

static int take_unit(struct cx *cx, const struct unit *u, void *arg)
{
	struct export_names *n = arg;

	n->unit[n->nunit++] = (struct name){ u->id.v, arena_str(cx->arena, u->name) };
	return 0;
}

int export_names(struct cx *cx, struct export_names **ret)
{
	struct export_names *n = arena_alloc(cx->arena, sizeof *n);

	if (!n)
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	TRY(site_list(cx, 0, NAMES_MAX, take_site, n));
	TRY(unit_list(cx, 0, NAMES_MAX, take_unit, n));
	*ret = n;
	return 0;
}

static str named(const struct name *v, int n, int64_t id)
{
	for (int lo = 0, hi = n; lo < hi;) {
		int mid = (lo + hi) / 2;
		if (v[mid].id == id)
			return v[mid].text;
		if (v[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return S("");
}

/* ---- rows ---- */

/* What an import let in and no table may hold: control characters become blanks. */
str export_plain(struct arena *a, str s)
{
	str made = arena_str(a, s);

	for (size_t i = 0; i < made.n; i++)
		if ((unsigned char)made.p[i] < 0x20 || made.p[i] == 0x7f)
			((char *)(uintptr_t)made.p)[i] = ' ';
	return made;
}

static int put(struct cx *cx, struct sheet *s, bool head, const str *cell, int n)
{
	return sheet_row(s, head, cell, n, &cx->err);
}

str export_when(struct arena *a, utc_ms t)
{
	char buf[UTC_TEXT];

	return arena_fmt(a, "%.10s %.8s +08:00", utc_text(t, buf), buf + 11);
}

int export_mark(struct cx *cx, struct export_sheet *x, const struct figure_text *title, const struct figure_text *warning)
{
	const struct export_job *j = x->job;
	const bool en = j->en;
	const str rows[][2] = {
		{ in(en, title), in(en, warning) },
		{ en ? S("Export no.") : S("导出编号"), x->number },
		{ en ? S("Exported by") : S("导出人"), arena_fmt(cx->arena, "%.*s (%.*s, #%lld)", STR_ARG(x->who.display), STR_ARG(x->who.name), (long long)x->who.id.v) },
		{ en ? S("Exported at") : S("导出时间"), export_when(cx->arena, cx->now) },
		{ en ? S("Purpose") : S("导出目的"), arena_fmt(cx->arena, "%.*s · %.*s", STR_ARG(say(en, export_purposes[j->purpose])), STR_ARG(j->reference)) },
		{ en ? S("Filter") : S("范围"), j->filter },
	};

	for (size_t i = 0; i < COUNTOF(rows); i++)
		TRY(put(cx, x->sheet, true, rows[i], 2));
	return 0;
}

int export_head(struct cx *cx, struct export_sheet *x, const struct export_in *of)
{
	static const struct figure_text title = { SI("雁阵 · 电动自行车登记册"), SI("Yanzhen: bikes on the register") },
		warning = { SI("含个人信息，已作掩码处理。仅限下列目的，不得转交。"), SI("Personal data, masked. Only for the purpose below; do not pass on.") };
	const bool en = of->en;
	str cell[EXPORT_COLS + 2];
	int n = 0;

	TRY(export_mark(cx, x, &title, &warning));
	cell[n++] = en ? S("No.") : S("序号");
	for (int i = 0; i < EXPORT_COLS; i++)
		if (of->cols >> i & 1)
			cell[n++] = in(en, &heads[i]);
	cell[n++] = en ? S("Export no.") : S("导出编号");
	return put(cx, x->sheet, true, cell, n);
}

struct flags { char p[FLAGS_BYTES]; size_t n; bool en; };

static int flag_word(struct cx *cx, const struct bike_flag *f, void *arg)
{
	struct flags *v = arg;
	str w = say(v->en, f->flag);

	(void)cx;
	if (v->n + w.n + 3 < sizeof v->p) {
		if (v->n)
			v->p[v->n++] = ' ';
		memcpy(v->p + v->n, w.p, w.n);
		v->n += w.n;
	}
	return 0;
}

int export_row(struct cx *cx, struct sheet *s, const struct export_names *names, const struct export_in *x, str number, int64_t row, const struct bike *b)
{
	struct owner_brief o = { .name = S(""), .phone = S(""), .id_no = S("") };
	struct flags flags = { .en = x->en };
	struct arena *a = cx->arena;
	char tag[TAG_TEXT];
	str cell[EXPORT_COLS + 2];
	int n = 0;

	if (x->cols >> COL_OWNER)
		TRY(flow_person_brief(cx, b->id, cx->now, &o));
	if (x->cols >> COL_FLAGS & 1)
		TRY(bike_flags(cx, b->id, true, flag_word, &flags));
	const str all[EXPORT_COLS] = {
		plate_str(&b->plate), str_of(tag_text(b->tag, tag)), say(x->en, bike_kind_words[b->kind]), say(x->en, bike_use_words[b->use]),
		say(x->en, bike_life_words[b->life]), { flags.p, flags.n }, export_plain(a, b->brand), export_plain(a, b->model), export_plain(a, b->colour),
		export_plain(a, b->vehicle_code), export_plain(a, b->frame_no), export_plain(a, b->motor_no), b->bought_on,
		b->district ? arena_fmt(a, "%d", (int)b->district) : S(""), named(names->site, names->nsite, b->site), named(names->unit, names->nunit, b->unit),
		export_when(a, b->created_at), o.name, o.phone, o.id_no,
	};
	cell[n++] = arena_fmt(cx->arena, "%lld", (long long)row);
	for (int i = 0; i < EXPORT_COLS; i++)
		if (x->cols >> i & 1)
			cell[n++] = all[i];
	cell[n++] = number;
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	return put(cx, s, false, cell, n);
}
