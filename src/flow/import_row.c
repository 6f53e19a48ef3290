/* import_row — one row of an import file: cells to values, each doubt and refusal coded. See import_int.h. */
#define _GNU_SOURCE
#include <stdio.h>

#include "import_int.h"

#define COLS_MAX 12

#define X(c, field, need, ...) SI(field),
const str import_fields[IC_N] = { IMPORT_COLUMNS(X) };
#undef X
#define X(c, zh_refused, zh, en) { SI(#c), SI(zh), SI(en), zh_refused },
const struct import_code_row import_codes[IMC_N] = { IMPORT_CODES(X) };
#undef X
const str import_key_names[IMK_N] = { SI("plate"), SI("vehicle"), SI("frame") };
const enum number_kind import_kinds[RN_N] = { NK_PLATE, NK_TAG, NK_TAG, NK_TAG, NK_FRAME, NK_MOTOR, NK_VEHICLE };
const enum import_col import_cols[RN_N] = { IC_PLATE, IC_TAG, IC_TAG_ENF, IC_TAG_OWNER, IC_FRAME, IC_MOTOR, IC_VEHICLE };

#define X(c, field, need, ...) { need, { __VA_ARGS__ } },
static const struct { bool need; const char *name[COLS_MAX]; } columns[IC_N] = { IMPORT_COLUMNS(X) };
#undef X

bool import_column(int i, struct import_column *ret)
{
	if (i < 0 || i >= IC_N)
		return false;
	*ret = (struct import_column){ .field = import_fields[i], .required = columns[i].need };
	while (ret->n < IMPORT_NAMES && columns[i].name[ret->n]) {
		ret->names[ret->n] = str_of(columns[i].name[ret->n]);
		ret->n++;
	}
	return true;
}

void row_problem(struct row *r, enum import_col col, enum import_code code)
{
	r->refused |= import_codes[code].refused;
	if (r->nprob == ROW_PROBLEMS)
		r->nprob--;
	r->prob[r->nprob].col = col;
	r->prob[r->nprob++].code = code;
}

/* Blanks at both ends, also the full-width one. */
static str trim(str s)
{
	for (;;) {
		if (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\r'))
			s = (str){ s.p + 1, s.n - 1 };
		else if (s.n >= 3 && memcmp(s.p, "\xe3\x80\x80", 3) == 0)
			s = (str){ s.p + 3, s.n - 3 };
		else
			break;
	}
	for (;;) {
		if (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
			s.n--;
		else if (s.n >= 3 && memcmp(s.p + s.n - 3, "\xe3\x80\x80", 3) == 0)
			s.n -= 3;
		else
			return s;
	}
}

/* --- the header --- */

static bool named(enum import_col c, str s)
{
	for (int k = 0; k < COLS_MAX && columns[c].name[k]; k++)
		if (str_eq(str_of(columns[c].name[k]), s))
			return true;
	return false;
}

/* Why there is no header line, of the form of its text. */
static enum import_fault no_line(const struct csv *c)
{
	static const enum import_fault faults[] = { [CSV_QUOTE_OPEN] = IMF_quote, [CSV_QUOTE_INSIDE] = IMF_quote, [CSV_QUOTE_AFTER] = IMF_quote, [CSV_LONG] = IMF_long_line,
		[CSV_CELLS] = IMF_many, [CSV_NUL] = IMF_binary, [CSV_ENCODING] = IMF_encoding };

	return faults[c->fault];
}

static bool holds(const str *cell, int n, const char *what)
{
	for (int i = 0; i < n; i++)
		if (memmem(cell[i].p, cell[i].n, what, strlen(what)))
			return true;
	return false;
}

/* Columns are missing: because they are, or because it was not read as it was written. */
static enum import_fault why_missing(const str *cell, int n, const struct import_text *t)
{
	if (t->other || holds(cell, n, "\xef\xbf\xbd"))
		return IMF_encoding;
	if (n == 1 && (holds(cell, n, ";") || holds(cell, n, "\t") || holds(cell, n, "，") || holds(cell, n, "；") || holds(cell, n, "|")))
		return IMF_separator;
	return IMF_columns;
}

static bool blank(const struct csv *c)
{
	for (const char *p = c->p; p < c->end; p++)
		if (!strchr(" \t\r\n,", *p))
			return false;
	return true;
}

int import_header(struct csv *c, const struct import_text *t, struct import_plan *ret, struct err *e)
{
	str cell[CSV_MAX_COLS];
	char missing[160] = "";
	struct err ignored = { 0 };
	size_t at = 0;

	if (blank(c))
		return import_fault_set(e, IMF_empty, S(""));
	int n = csv_row(c, cell, CSV_MAX_COLS, &ignored);
	if (n < 0)
		return import_fault_set(e, no_line(c), S(""));
	for (int k = 0; k < IC_N; k++)
		ret->at[k] = -1;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < IC_N; k++)
			if (ret->at[k] < 0 && named((enum import_col)k, trim(cell[i])))
				ret->at[k] = i;
	for (int k = 0; k < IC_N; k++)
		if (columns[k].need && ret->at[k] < 0 && at < sizeof missing - 40)
			at += (size_t)snprintf(missing + at, sizeof missing - at, "%s%.*s", at ? "," : "", STR_ARG(import_fields[k]));
	if (at)
		return import_fault_set(e, why_missing(cell, n, t), (str){ missing, at });
	return blank(c) ? import_fault_set(e, IMF_rows, S("")) : 0;
}

/* --- words --- */

struct word { const char *s; int v; };

static bool word_in(const struct word *w, size_t n, str s, int *ret)
{
	for (size_t i = 0; i < n; i++) {
		if (str_eq(str_of(w[i].s), s)) {
			*ret = w[i].v;
			return true;
		}
	}
	return false;
}

static const struct word kind_words[] = { { "standard", BK_STANDARD }, { "正式", BK_STANDARD }, { "标准", BK_STANDARD }, { "普通", BK_STANDARD },
	{ "temporary", BK_TEMPORARY }, { "临时", BK_TEMPORARY }, { "过渡期", BK_TEMPORARY } };
static const struct word use_words[] = { { "own", BU_OWN }, { "自用", BU_OWN }, { "个人", BU_OWN }, { "delivery", BU_DELIVERY }, { "快递", BU_DELIVERY },
	{ "takeaway", BU_TAKEAWAY }, { "外卖", BU_TAKEAWAY }, { "other", BU_OTHER }, { "其他", BU_OTHER } };
static const struct word owner_words[] = { { "person", OK_PERSON }, { "个人", OK_PERSON }, { "自然人", OK_PERSON }, { "unit", OK_UNIT }, { "单位", OK_UNIT },
	{ "法人", OK_UNIT } };
static const struct word id_words[] = { { "idcard", IK_IDCARD }, { "身份证", IK_IDCARD }, { "居民身份证", IK_IDCARD }, { "passport", IK_PASSPORT }, { "护照", IK_PASSPORT },
	{ "hkmo_permit", IK_HKMO_PERMIT }, { "港澳通行证", IK_HKMO_PERMIT }, { "港澳居民来往内地通行证", IK_HKMO_PERMIT }, { "tw_permit", IK_TW_PERMIT },
	{ "台湾通行证", IK_TW_PERMIT }, { "台胞证", IK_TW_PERMIT }, { "residence", IK_RESIDENCE }, { "居住证", IK_RESIDENCE }, { "居留证", IK_RESIDENCE },
	{ "military", IK_MILITARY }, { "军官证", IK_MILITARY }, { "uscc", IK_USCC }, { "统一社会信用代码", IK_USCC }, { "营业执照", IK_USCC } };
/* status codes of domain.md 2.1 and what people write */
static const struct { const char *s, *flag; } flag_words[] = { { "C", "stolen" }, { "被盗抢", "stolen" }, { "被盗", "stolen" }, { "G", "violation_open" },
	{ "违法未处理", "violation_open" }, { "I", "accident_open" }, { "事故未处理", "accident_open" }, { "J", "suspect" }, { "嫌疑车", "suspect" },
	{ "K", "sealed" }, { "查封", "sealed" }, { "L", "impounded" }, { "暂扣", "impounded" }, { "N", "hit_and_run" }, { "事故逃逸", "hit_and_run" },
	{ "O", "locked" }, { "锁定", "locked" }, { "A", "" }, { "正常", "" } };

/* --- dates and money --- */

static int64_t digits(str *s, int most)
{
	int64_t v = 0;
	int n = 0;

	while (n < most && s->n && s->p[0] >= '0' && s->p[0] <= '9') {
		v = v * 10 + (s->p[0] - '0');
		*s = (str){ s->p + 1, s->n - 1 };
		n++;
	}
	return n ? v : -1;
}

/* Takes one of - / . 年 月 off the front. */
static bool mark(str *s)
{
	static const char *const marks[] = { "-", "/", ".", "年", "月" };

	for (size_t i = 0; i < COUNTOF(marks); i++) {
		if (str_starts(*s, str_of(marks[i]))) {
			*s = (str){ s->p + strlen(marks[i]), s->n - strlen(marks[i]) };
			return true;
		}
	}
	return false;
}

/* 2024-3-5, 2024/03/05, 2024.3.5, 2024年3月5日, 20240305, each also with a time behind it, and a spreadsheet's day number. */
static bool date_parse(str s, struct civil *ret)
{
	int64_t y, m, d, serial;

	if (s.n == 5 && str_i64(s, 32874, 73415, &serial)) {       /* days since 1899-12-30; 1990 to 2100 */
		*ret = civil_of(day_start((int32_t)(serial - 25569)));
		return true;
	}
	if (s.n == 8 && str_i64((str){ s.p, 4 }, 1990, 2100, &y) && str_i64((str){ s.p + 4, 2 }, 1, 12, &m) && str_i64((str){ s.p + 6, 2 }, 1, 31, &d)) {
		*ret = (struct civil){ (int16_t)y, (int8_t)m, (int8_t)d };
		return civil_valid(*ret);
	}
	y = digits(&s, 4);
	if (!mark(&s))
		return false;
	m = digits(&s, 2);
	if (!mark(&s))
		return false;
	d = digits(&s, 2);
	if (str_starts(s, S("日")))
		s = (str){ s.p + 3, s.n - 3 };
	if (y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31 || (s.n && s.p[0] != ' ' && s.p[0] != 'T'))
		return false;
	*ret = (struct civil){ (int16_t)y, (int8_t)m, (int8_t)d };
	return civil_valid(*ret);
}

/* 2380, 2,380.50, ¥2380, 2380元 */
static bool price_parse(str s, int64_t *ret)
{
	int64_t yuan = 0, fen = 0;
	int places = -1, n = 0;

	for (size_t i = 0; i < 2; i++)
		if (str_starts(s, i ? S("￥") : S("¥")))
			s = (str){ s.p + (i ? 3 : 2), s.n - (i ? 3 : 2) };
	if (s.n >= 3 && memcmp(s.p + s.n - 3, "元", 3) == 0)
		s.n -= 3;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == ',' && places < 0)
			continue;
		if (c == '.' && places < 0) {
			places = 0;
			continue;
		}
		if (c < '0' || c > '9' || n++ > 9 || places == 2)
			return false;
		if (places < 0)
			yuan = yuan * 10 + (c - '0');
		else {
			fen = fen * 10 + (c - '0');
			places++;
		}
	}
	*ret = yuan * 100 + (places == 1 ? fen * 10 : fen);
	return n > 0 && *ret <= 100000000;
}

/* --- the columns, each with its parser --- */

static void text(struct row *r, enum import_col col, str *ret, size_t most)
{
	if (r->cell[col].n > most)
		row_problem(r, col, IMC_too_long);
	else
		*ret = r->cell[col];
}

static void number(struct row *r, int k)
{
	enum import_col col = import_cols[k];

	if (!number_fold(r->cell[col], &r->num[k])) {
		row_problem(r, col, IMC_number_bad);
		r->num[k].n = 0;
	} else if (number_is_placeholder(&r->num[k])) {
		if (r->cell[col].n)
			row_problem(r, col, IMC_placeholder);
		r->num[k].n = 0;
	} else if (number_is_short(&r->num[k])) {
		row_problem(r, col, IMC_number_short);        /* the old register has it so */
	}
}

static void plate_and_tags(struct row *r)
{
	static const enum tag_slot slots[] = { TSL_THEFT, TSL_ENFORCEMENT, TSL_OWNER };

	if (r->cell[IC_PLATE].n == 0)
		row_problem(r, IC_PLATE, IMC_plate_missing);
	else if (!plate_parse(r->cell[IC_PLATE], &r->bike.plate) || !number_fold(plate_str(&r->bike.plate), &r->num[RN_PLATE]) || number_is_placeholder(&r->num[RN_PLATE]))
		row_problem(r, IC_PLATE, IMC_plate_bad);
	for (int i = 0; i < 3; i++) {
		enum import_col col = import_cols[RN_TAG + i];
		char z[TAG_TEXT];
		if (r->cell[col].n == 0) {
			if (i == 0)
				row_problem(r, col, IMC_tag_missing);
			continue;
		}
		if (!tag_parse(r->cell[col], &r->tag[slots[i]]) || !number_fold(str_of(tag_text(r->tag[slots[i]], z)), &r->num[RN_TAG + i]) ||
		    number_is_placeholder(&r->num[RN_TAG + i])) {
			r->num[RN_TAG + i].n = 0;
			row_problem(r, col, IMC_tag_bad);
		}
	}
	r->bike.tag = r->tag[TSL_THEFT];
}

static void kind_and_use(struct cx *cx, struct row *r)
{
	int v = BK_STANDARD;
	struct civil day;

	if (r->cell[IC_KIND].n && !word_in(kind_words, COUNTOF(kind_words), r->cell[IC_KIND], &v))
		row_problem(r, IC_KIND, IMC_kind_bad);
	r->bike.kind = (enum bike_kind)v;
	if (r->bike.kind == BK_TEMPORARY) {
		if (!date_parse(r->cell[IC_ENDS], &day))
			row_problem(r, IC_ENDS, IMC_ends_missing);
		else
			r->bike.ends_on = arena_fmt(cx->arena, "%04d-%02d-%02d", day.y, day.m, day.d);
	}
	v = BU_OWN;
	r->has_use = r->cell[IC_USE].n && word_in(use_words, COUNTOF(use_words), r->cell[IC_USE], &v);
	if (r->cell[IC_USE].n && !r->has_use)
		row_problem(r, IC_USE, IMC_use_bad);
	r->bike.use = (enum bike_use)v;
}

static void days_and_price(struct cx *cx, const struct import_plan *p, struct row *r)
{
	struct civil day;

	if (r->cell[IC_BOUGHT].n) {
		if (date_parse(r->cell[IC_BOUGHT], &day) && civil_start(day) <= p->now)
			r->bike.bought_on = arena_fmt(cx->arena, "%04d-%02d-%02d", day.y, day.m, day.d);
		else
			row_problem(r, IC_BOUGHT, IMC_date_bad);
	}
	if (r->cell[IC_REGISTERED].n) {
		if (date_parse(r->cell[IC_REGISTERED], &day) && civil_start(day) <= p->now)
			r->at = civil_start(day);
		else
			row_problem(r, IC_REGISTERED, IMC_date_bad);
	}
	if (r->cell[IC_PRICE].n && !price_parse(r->cell[IC_PRICE], &r->bike.price_fen)) {
		r->bike.price_fen = 0;
		row_problem(r, IC_PRICE, IMC_price_bad);
	}
}

static void place(const struct import_plan *p, struct row *r)
{
	int64_t v;

	for (int i = 0; i < p->nsite && r->cell[IC_SITE].n; i++) {
		if (str_eq(p->site[i].name, r->cell[IC_SITE]) || str_eq(p->site[i].code, r->cell[IC_SITE])) {
			r->bike.site = p->site[i].id;
			r->bike.unit = p->site[i].unit;
			r->bike.district = p->site[i].district;
		}
	}
	if (r->cell[IC_SITE].n && !r->bike.site)
		row_problem(r, IC_SITE, IMC_site_unknown);
	if (r->cell[IC_DISTRICT].n) {
		if (str_i64(r->cell[IC_DISTRICT], 100000, 999999, &v))
			r->bike.district = (int32_t)v;
		else
			row_problem(r, IC_DISTRICT, IMC_district_bad);
	}
}

/* The next piece of a list divided by ; , / 、 or blanks. */
static str piece(str *s)
{
	size_t i = 0, skip = 0;

	for (; i < s->n && !skip; i++) {
		if (strchr(";,/ |", s->p[i]))
			skip = 1;
		else if (s->n - i >= 3 && (memcmp(s->p + i, "、", 3) == 0 || memcmp(s->p + i, "；", 3) == 0 || memcmp(s->p + i, "，", 3) == 0))
			skip = 3;
		if (skip)
			break;
	}
	str head = { s->p, i };
	*s = (str){ s->p + i + skip, s->n - i - skip };
	return head;
}

static void flags(struct row *r)
{
	for (str rest = r->cell[IC_FLAGS]; rest.n;) {
		str one = piece(&rest);
		size_t i = 0;
		if (one.n == 0)
			continue;
		while (i < COUNTOF(flag_words) && !str_eq(str_of(flag_words[i].s), one))
			i++;
		str flag = i < COUNTOF(flag_words) ? str_of(flag_words[i].flag) : one;
		if (flag.n && (r->nflag == ROW_FLAGS || !bike_flag_known(flag)))
			row_problem(r, IC_FLAGS, IMC_flag_unknown);
		else if (flag.n)
			r->flag[r->nflag++] = flag;
	}
}

static void owner_document(struct row *r, struct owner_new *o)
{
	int kind = OK_PERSON, id = IK_NONE;

	if (r->cell[IC_ID_KIND].n && !word_in(id_words, COUNTOF(id_words), r->cell[IC_ID_KIND], &id)) {
		row_problem(r, IC_ID_KIND, IMC_id_kind_bad);
		return;
	}
	if (r->cell[IC_OWNER_KIND].n)
		(void)!word_in(owner_words, COUNTOF(owner_words), r->cell[IC_OWNER_KIND], &kind);
	else if (id == IK_USCC)
		kind = OK_UNIT;
	if (r->cell[IC_ID_NO].n == 0)
		id = IK_NONE;
	else if (id == IK_NONE)
		id = kind == OK_UNIT ? IK_USCC : IK_IDCARD;
	if (id == IK_USCC && kind != OK_UNIT)
		row_problem(r, IC_ID_KIND, IMC_id_kind_bad);
	o->kind = (enum owner_kind)kind;
	o->id_kind = (enum id_kind)id;
	if (id != IK_NONE && !pii_take(r->cell[IC_ID_NO], &o->id_no))
		row_problem(r, IC_ID_NO, IMC_id_bad);
}

static void owner_phones_of(struct row *r, struct owner_new *o)
{
	static const enum import_col cols[] = { IC_PHONE, IC_PHONE2 };
	struct phone ph;

	for (size_t i = 0; i < COUNTOF(cols); i++) {
		str rest = r->cell[cols[i]];
		if (phone_parse(rest, &ph) && o->nphone < OWNER_PHONES && pii_take(rest, &o->phone[o->nphone])) {
			o->nphone++;
			continue;
		}
		while (rest.n) {
			str one = piece(&rest);
			if (one.n == 0)
				continue;
			if (o->nphone < OWNER_PHONES && phone_parse(one, &ph) && pii_take(one, &o->phone[o->nphone]))
				o->nphone++;
			else
				row_problem(r, cols[i], IMC_phone_bad);
		}
	}
}

static int owner_of(struct cx *cx, struct row *r)
{
	struct owner_new o = { .nphone = 0 };

	if (r->cell[IC_NAME].n == 0)
		row_problem(r, IC_NAME, IMC_name_missing);
	else if (!pii_take(r->cell[IC_NAME], &o.name))
		row_problem(r, IC_NAME, IMC_too_long);
	if (!pii_take(r->cell[IC_ADDRESS], &o.address))
		row_problem(r, IC_ADDRESS, IMC_too_long);
	owner_document(r, &o);
	owner_phones_of(r, &o);
	if (r->refused)
		return 0;
	int rc = owner_bulk_seal(cx, &o, &r->owner);
	if (rc == E_INVALID) {
		row_problem(r, IC_ID_NO, strcmp(cx->err.field, "idKind") == 0 ? IMC_id_kind_bad : IMC_id_bad);
		cx->err = (struct err){ 0 };
		return 0;
	}
	return rc;
}

int row_parse(struct cx *cx, const struct import_plan *p, struct row *r, bool light)
{
	if (r->refused)                        /* no row at all */
		return 0;
	for (int k = 0; k < IC_N; k++) {
		r->cell[k] = trim(r->cell[k]);
		for (size_t i = 0; i + 2 < r->cell[k].n; i++)
			if (memcmp(r->cell[k].p + i, "\xef\xbf\xbd", 3) == 0) {
				row_problem(r, (enum import_col)k, IMC_text_broken);
				break;
			}
	}
	plate_and_tags(r);
	for (int k = RN_FRAME; k < RN_N; k++)
		number(r, k);
	r->bike.frame_no = number_str(&r->num[RN_FRAME]);
	r->bike.motor_no = number_str(&r->num[RN_MOTOR]);
	r->bike.vehicle_code = number_str(&r->num[RN_VEHICLE]);
	if (light)
		return 0;
	text(r, IC_BRAND, &r->bike.brand, 64);
	text(r, IC_MODEL, &r->bike.model, 64);
	text(r, IC_COLOUR, &r->bike.colour, 64);
	text(r, IC_COLOUR2, &r->bike.colour2, 64);
	kind_and_use(cx, r);
	days_and_price(cx, p, r);
	place(p, r);
	flags(r);
	return owner_of(cx, r);
}
