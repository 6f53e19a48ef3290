/* flow_course_paper — what is printed of courses: a class's list, an exam's paper and its key, certificates. See flow_course.h. */
#include "flow/flow_course_int.h"

#include <stdlib.h>

#include "base/utc.h"
#include "format/paper/paper.h"
#include "office/audit/audit.h"
#include "office/owner/owner.h"
#include "office/paper/paper.h"
#include "store/sql/sql.h"

enum { LIST_MAX = 1000, LIST_COLUMNS = PAPER_COLUMNS, LIST_SESSIONS = LIST_COLUMNS - 4, KEY_COLUMNS = 4 };
struct sheet { struct paper p; struct paper_table t; struct paper_field f[COURSE_SESSIONS + 4]; str *text, *cell; int n, sessions; };

static void field(struct sheet *s, const char *label, str value)
{
	if (value.n && s->p.nfields < COUNTOF(s->f))
		s->f[s->p.nfields++] = (struct paper_field){ str_of(label), value, false };
}

static int begin(struct cx *cx, struct sheet *s, str title, str subtitle, str number, enum paper_size size)
{
	s->p = (struct paper){ .size = size, .title = title, .subtitle = subtitle, .number = arena_fmt(cx->arena, "编号 %.*s", STR_ARG(number)), .fields = s->f, .qr = S(""),
	                       .qr_caption = S(""), .footer = S(""), .watermark = S(""), .at = cx->now };
	return paper_text_or(cx, S("issuer"), cx->now, S(""), &s->p.issuer);
}

static str minute_zh(struct cx *cx, int32_t m)
{
	return arena_fmt(cx->arena, "%02d:%02d", m / 60, m % 60);
}

/* --- a class's list --- */

/* The sessions a rider came to, each in a column; in one column where there are more than the sheet has room for. */
static int session_columns(const struct sheet *s)
{
	return s->sessions <= LIST_SESSIONS ? s->sessions : 1;
}

static str sessions_came(struct cx *cx, const struct sheet *s, const struct course_roll *r)
{
	str t = S("");

	for (int i = 0; i < s->sessions; i++)
		if (r->came[i])
			t = arena_fmt(cx->arena, "%.*s%s%d", STR_ARG(t), t.n ? " " : "", i + 1);
	return t;
}

/* Names are masked here: the sheet lies open in the room. The phone's last figures tell riders of one family name apart. */
static int list_row(struct cx *cx, const struct course_roll *r, void *arg)
{
	struct sheet *s = arg;
	struct course_who who;
	str *c = &s->cell[s->n * s->t.columns];
	int n = session_columns(s);

	if (r->seat == CSS_MISSED || s->n == LIST_MAX)
		return 0;
	TRY(flow_course_who(cx, r->rider, &who));
	c[0] = arena_fmt(cx->arena, "%d", s->n + 1);
	c[1] = who.name;
	c[2] = who.phone;
	for (int i = 0; i < n; i++)
		c[3 + i] = s->sessions > LIST_SESSIONS ? sessions_came(cx, s, r) : r->came[i] ? S("✓") : S("");
	c[3 + n] = S("");
	s->n++;
	return 0;
}

static void list_head(struct cx *cx, struct sheet *s)
{
	static const str first[3] = { SI("序号"), SI("姓名"), SI("电话") };
	static const double share[3] = { 1, 2, 2.6 };
	int n = session_columns(s);

	memcpy(s->t.head, first, sizeof first);
	memcpy(s->t.share, share, sizeof share);
	for (int i = 0; i < n; i++) {
		s->t.head[3 + i] = s->sessions > LIST_SESSIONS ? S("已到") : arena_fmt(cx->arena, "第%d次", i + 1);
		s->t.share[3 + i] = s->sessions > LIST_SESSIONS ? 3 : 1.1;
	}
	s->t.head[3 + n] = S("签名");
	s->t.share[3 + n] = 3;
	s->t.columns = 4 + n;
}

static int list_sheet(struct cx *cx, int64_t id, struct sheet *s)
{
	struct course_room r;
	struct course c;

	TRY(flow_course_get(cx, id, &c));
	TRY(course_room_get(cx, c.room, &r));
	TRY(begin(cx, s, S("道路交通安全学习班签到表"), S("Attendance of a Safety Course"), c.number, PAPER_A4));
	field(s, "教室", r.name);
	field(s, "地址", r.address);
	for (int i = 0; i < c.nsession; i++) {
		str when = arena_fmt(cx->arena, "%.*s %.*s—%.*s", STR_ARG(course_day_zh(cx, c.s[i].day)), STR_ARG(minute_zh(cx, c.s[i].from_min)), STR_ARG(minute_zh(cx, c.s[i].to_min)));
		s->f[s->p.nfields++] = (struct paper_field){ arena_fmt(cx->arena, "第%d次", i + 1), when, false };
	}
	s->sessions = c.nsession;
	s->cell = arena_alloc(cx->arena, LIST_MAX * LIST_COLUMNS * sizeof *s->cell);
	if (!s->cell)
		return FAIL(cx, E_TOOBIG, "no memory for the list");
	list_head(cx, s);
	TRY(course_roll(cx, id, LIST_MAX, list_row, s));
	s->t.cells = s->cell;
	s->t.rows = (size_t)s->n;
	s->p.table = &s->t;
	s->p.sign[0] = S("授课民警");
	s->p.nsign = 1;
	return 0;
}

/* --- a paper and its key --- */

/* On paper, in widths of a Chinese character; letters are half of one. */
static int ems(str s)
{
	size_t ascii = 0;

	for (size_t i = 0; i < s.n; i++)
		ascii += (unsigned char)s.p[i] < 0x80;
	return (int)((ascii + 1) / 2 + (s.n - ascii) / 3);
}

/* "A. " and what stands between two; what a line holds: options that do not fit in one have a line each */
enum { OPTION_EMS = 4, LINE_EMS = 40 };

static str question_words(struct cx *cx, const struct exam_question *q)
{
	static const char *const kinds[QK_N] = { "单选", "多选", "判断" };
	/* the place to write stands before the words: after them it would be torn where a line ends */
	str s = arena_fmt(cx->arena, "%d.（%s）＿＿＿ %.*s\n", q->no, kinds[q->kind], STR_ARG(q->text));
	int wide = 0;

	for (int i = 0; i < QUESTION_OPTIONS && q->option[i].n; i++)
		wide += OPTION_EMS + ems(q->option[i]);
	for (int i = 0; i < QUESTION_OPTIONS && q->option[i].n; i++)
		s = arena_fmt(cx->arena, "%.*s%s%c. %.*s", STR_ARG(s), !i ? "" : wide > LINE_EMS ? "\n" : "　　", 'A' + i, STR_ARG(q->option[i]));
	return s;
}

static int paper_row(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct sheet *s = arg;

	s->text[s->n++] = question_words(cx, q);
	return 0;
}

static int key_row(struct cx *cx, const struct exam_question *q, void *arg)
{
	struct sheet *s = arg;
	str *c = &s->cell[s->n * KEY_COLUMNS];

	c[0] = arena_fmt(cx->arena, "%d", q->no);
	c[1] = q->key;
	c[2] = q->source;
	c[3] = S("");
	s->n++;
	return 0;
}

static int key_table(struct cx *cx, const struct exam *e, struct sheet *s)
{
	static const str head[KEY_COLUMNS] = { SI("题号"), SI("答案"), SI("依据"), SI("评阅") };
	static const double share[KEY_COLUMNS] = { 1, 1, 6, 1.5 };

	s->cell = arena_alloc(cx->arena, EXAM_QUESTIONS_MAX * KEY_COLUMNS * sizeof *s->cell);
	if (!s->cell)
		return FAIL(cx, E_TOOBIG, "no memory for the key");
	TRY(exam_questions(cx, e, true, key_row, s));
	s->t = (struct paper_table){ .columns = KEY_COLUMNS, .cells = s->cell, .rows = (size_t)s->n };
	memcpy(s->t.head, head, sizeof head);
	memcpy(s->t.share, share, sizeof share);
	s->p.table = &s->t;
	return 0;
}

static int exam_sheet(struct cx *cx, int64_t duty, bool key, struct sheet *s)
{
	struct course_who who;
	struct course_duty d;
	struct owner o;
	struct exam e;

	TRY(flow_course_duty(cx, duty, &d));
	TRY(exam_last(cx, duty, &e));
	if (e.how != EXH_PRINT || e.state != EXS_OPEN)      /* FC4: a paper on the phone is nobody's to print, nor one that was handed in */
		return FAIL_FIELD(cx, E_STATE, "no_paper", "no printed paper is open");
	TRY(flow_course_who(cx, d.rider, &who));
	TRY(owner_live(cx, d.rider, &o));
	TRY(begin(cx, s, key ? S("道路交通安全考试答案（另页保管）") : S("道路交通安全法考试试卷"), key ? S("Key: keep apart") : S("Examination on the Road Traffic Safety Law"),
	          arena_fmt(cx->arena, "KS-%lld-%lld", (long long)e.id, (long long)e.attempt), PAPER_A4));
	field(s, "姓名", key ? who.name : arena_str(cx->arena, pii_reveal(&o.name)));      /* the paper is handed to its rider, the key to nobody */
	field(s, "电话", who.phone);
	field(s, "题数", arena_fmt(cx->arena, "%lld 题，答对 %lld 题合格", (long long)e.questions, (long long)e.pass_at));
	field(s, "日期", course_day_zh(cx, day_of(e.started_at)));
	s->p.nsign = 2;
	s->p.sign[0] = key ? S("评阅人") : S("考生");
	s->p.sign[1] = key ? S("录入人") : S("监考人");
	if (key)
		return key_table(cx, &e, s);
	s->text = arena_alloc(cx->arena, EXAM_QUESTIONS_MAX * sizeof *s->text);
	if (!s->text)
		return FAIL(cx, E_TOOBIG, "no memory for the paper");
	TRY(exam_questions(cx, &e, false, paper_row, s));
	s->p.text = s->text;
	s->p.ntext = (size_t)s->n;
	return 0;
}

/* --- a certificate --- */

/* The code stands behind the #: no browser sends it when the page is fetched. */
static int code_link(struct cx *cx, const struct course_certificate *c, struct sheet *s)
{
	str base;

	TRY(paper_text_or(cx, S("public_url"), c->issued_at, S(""), &base));
	while (base.n && base.p[base.n - 1] == '/')
		base.n--;
	s->p.qr = arena_fmt(cx->arena, "%.*s/v/#%.*s", STR_ARG(base), STR_ARG(c->code));
	s->p.qr_caption = S("扫码核验 Scan to verify");
	s->p.beside = true;
	return 0;
}

static int certificate_of(struct cx *cx, int64_t duty, bool own, struct course_duty *ret)
{
	return own ? course_mine(cx, duty, ret) : flow_course_duty(cx, duty, ret);
}

static int certificate_sheet(struct cx *cx, int64_t duty, bool own, struct sheet *s)
{
	static const str said[1] = { SI("已完成道路交通安全学习，经道路交通安全法律法规考试合格。") };
	struct err before = cx->err;
	struct course_certificate c;
	struct course_duty d;
	struct owner o;

	TRY(certificate_of(cx, duty, own, &d));
	TRY(or_say(cx, course_certificate_of(cx, duty, &c), before, "not_passed", "there is a certificate when the exam was passed, and not before"));
	TRY(owner_live(cx, d.rider, &o));
	TRY(begin(cx, s, S("道路交通安全学习合格证"), S("Certificate of a Safety Course"), c.number, PAPER_A5_LANDSCAPE));
	s->p.at = c.issued_at;
	field(s, "姓名", arena_str(cx->arena, pii_reveal(&o.name)));      /* it is handed to them, and shown to whoever asks */
	field(s, "学习月份", arena_fmt(cx->arena, "%d年%d月", d.month / 100, d.month % 100));
	field(s, "成绩", arena_fmt(cx->arena, "答对 %lld 题", (long long)d.score));
	field(s, "合格日期", course_day_zh(cx, day_of(d.passed_at)));
	s->p.text = said;
	s->p.ntext = 1;
	s->p.seal = true;
	return code_link(cx, &c, s);
}

/* --- fetching --- */

static int noted(struct cx *cx, const char *verb, const char *kind, int64_t id, str detail)
{
	TRY(audit_add(cx, verb, kind, id, (theft_id){ 0 }, detail));
	return sql_commit(cx);
}

struct wanted { int64_t id; bool key, own; int (*gather)(struct cx *cx, const struct wanted *w, struct sheet *s); const char *verb, *kind; str detail; };

static int g_list(struct cx *cx, const struct wanted *w, struct sheet *s)
{
	return list_sheet(cx, w->id, s);
}

static int g_exam(struct cx *cx, const struct wanted *w, struct sheet *s)
{
	return exam_sheet(cx, w->id, w->key, s);
}

static int g_certificate(struct cx *cx, const struct wanted *w, struct sheet *s)
{
	return certificate_sheet(cx, w->id, w->own, s);
}

static int fetch(struct cx *cx, const struct wanted *w, str *ret)
{
	struct sheet *s = arena_alloc(cx->arena, sizeof *s);

	if (!s)
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	*s = (struct sheet){ .n = 0 };
	TRY(sql_begin(cx, false));
	int rc = w->gather(cx, w, s);
	sql_rollback(cx);
	TRY(rc);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the document");
	TRY(paper_pdf(&s->p, cx->arena, &cx->err, ret));
	TRY(sql_begin(cx, true));
	rc = noted(cx, w->verb, w->kind, w->id, w->detail);
	sql_rollback(cx);
	return rc;
}

int flow_course_list_pdf(struct cx *cx, int64_t course, str *ret)
{
	return fetch(cx, &(struct wanted){ .id = course, .gather = g_list, .verb = "course.list", .kind = "course", .detail = S("") }, ret);
}

struct meets { int32_t from; int64_t id; };
struct day { int32_t day; struct meets v[COURSE_LISTS]; int n; bool more; };

static int on_day(struct cx *cx, const struct course *c, void *arg)
{
	struct day *d = arg;

	(void)cx;
	for (int i = 0; i < c->nsession && c->state != COS_CANCELLED; i++) {
		if (c->s[i].day != d->day)
			continue;
		d->more = d->more || d->n == COURSE_LISTS;
		if (!d->more)
			d->v[d->n++] = (struct meets){ c->s[i].from_min, c->id };
		break;
	}
	return 0;
}

static int by_hour(const void *a, const void *b)
{
	const struct meets *x = a, *y = b;

	return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->id < y->id ? -1 : 1;
}

static int gather_day(struct cx *cx, struct day *d, struct sheet *s, const struct paper **v)
{
	struct course_filter f = { .area = cx->area, .state = COS_N, .to_day = d->day, .last_from = d->day };
	int n = course_list(cx, &f, LIST_MAX, on_day, d);

	TRY(n);
	if (d->more || n == LIST_MAX)
		return FAIL(cx, E_TOOBIG, "more than %d classes meet on that day; print them one by one", COURSE_LISTS);
	if (!d->n)
		return FAIL_FIELD(cx, E_NOTFOUND, "no_class", "no class of your area meets on that day");
	qsort(d->v, (size_t)d->n, sizeof *d->v, by_hour);
	for (int i = 0; i < d->n; i++) {
		s[i] = (struct sheet){ .n = 0 };
		TRY(list_sheet(cx, d->v[i].id, &s[i]));
		v[i] = &s[i].p;
	}
	return 0;
}

static int note_all(struct cx *cx, const struct day *d)
{
	for (int i = 0; i < d->n; i++)
		TRY(audit_add(cx, "course.list", "course", d->v[i].id, (theft_id){ 0 }, S("{\"all\":true}")));
	return sql_commit(cx);
}

int flow_course_lists_pdf(struct cx *cx, int32_t day, str *ret)
{
	struct sheet *s = arena_alloc(cx->arena, COURSE_LISTS * sizeof *s);
	const struct paper *v[COURSE_LISTS];
	struct day d = { .day = day };

	if (!s)
		return FAIL(cx, E_TOOBIG, "no memory for the lists");
	TRY(sql_begin(cx, false));
	int rc = gather_day(cx, &d, s, v);
	sql_rollback(cx);
	TRY(rc);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "no memory for the lists");
	TRY(paper_pdf_all(v, (size_t)d.n, cx->arena, &cx->err, ret));
	TRY(sql_begin(cx, true));
	rc = note_all(cx, &d);
	sql_rollback(cx);
	return rc;
}

int flow_exam_pdf(struct cx *cx, int64_t duty, str what, str *ret)
{
	bool key = str_eq(what, S("key"));

	if (!key && !str_eq(what, S("paper")))
		return FAIL(cx, E_NOTFOUND, "no such document");
	return fetch(cx, &(struct wanted){ .id = duty, .key = key, .gather = g_exam, .verb = key ? "course.key" : "course.paper", .kind = "course_duty", .detail = S("") }, ret);
}

int flow_course_certificate_pdf(struct cx *cx, int64_t duty, bool own, str *ret)
{
	char who[AUDIT_SUBJECT];
	str detail = S("");

	if (own) {
		TRY(audit_subject(cx, "owner", cx->owner.v, who));
		detail = arena_fmt(cx->arena, "{\"owner\":\"%s\"}", who);
	}
	return fetch(cx, &(struct wanted){ .id = duty, .own = own, .gather = g_certificate, .verb = "course.certificate", .kind = "course_duty", .detail = detail }, ret);
}

int flow_course_verify(struct cx *cx, str code, bool *ret)
{
	char z[PAPER_CODE + 1];
	struct course_duty d;
	int64_t duty;

	if (!paper_code_read(code, z))
		memset(z, '-', PAPER_CODE), z[PAPER_CODE] = 0;      /* none has it, and it is asked for the same way */
	TRY(course_certificate_by_code(cx, str_of(z), &duty));
	TRY(course_duty_get(cx, duty, &d));
	*ret = d.state == CDS_PASSED;
	return 0;
}
