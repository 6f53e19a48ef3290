/* flow_violation_file — the case file of a violation as PDF: what was caught, on what evidence (with its hashes), what was decided and by whom. See flow_violation.h. */
#include <stdio.h>

#include "flow/flow_person.h"
#include "flow/flow_violation.h"
#include "flow/flow_violation_int.h"
#include "flow/flow_violation_sheet.h"
#include "format/paper/paper.h"
#include "office/account/account.h"
#include "office/audit/audit.h"
#include "office/photo/photo.h"
#include "store/sql/sql.h"

enum { FIELDS = 32, EVENTS = 200, COLUMNS = 5 };
static const char *const kind_zh[VK_N] = { "闯红灯", "逆行", "走机动车道", "违规载人", "违规载物", "不按规定避让", "其他" };
static const char *const source_zh[VS_N] = { "射频采集", "摄像机采集", "民警现场发现", "旧系统导入" };
static const char *const state_zh[VI_N] = { "已采集", "待审核", "已确认", "不予认定", "逾期作废", "已告知", "已知悉", "申诉中", "维持", "已撤销" };
static const char *const excluded_zh[VX_N] = { "", "被盗期间，不计", "已过户，不计", "查不到当事人，不计", "只作教育，不作处罚依据" };

struct word { str word; const char *zh; };
static const struct word events_zh[] = {
	{ SI("capture"), "采集" }, { SI("screen"), "转待审核" }, { SI("confirm"), "确认" }, { SI("dismiss"), "不予认定" }, { SI("lapse"), "逾期作废" }, { SI("notify"), "告知" },
	{ SI("acknowledge"), "知悉" }, { SI("appeal"), "申诉" }, { SI("uphold"), "维持" }, { SI("revoke"), "撤销" }, { SI("reopen"), "重新审核" }, { SI("rider"), "改当事人" },
	{ SI("exclude"), "不计入" }, { SI("include"), "恢复计入" }, { SI("picture"), "存入图片" }, { SI("warn"), "提醒快到期" }, { SI("warn_last"), "提醒最后一天" }, { SI("warn_appeal"), "提醒申诉快到期" },
	{ SI("import"), "旧系统导入" }, { SI("undone"), "撤回导入" }, { { NULL, 0 }, NULL },
};
static const struct word against_zh[] = {
	{ SI("clone-suspect"), "标签疑似被克隆" }, { SI("clone_suspect"), "标签疑似被克隆" }, { SI("clock-uncertain"), "站点时钟不确定" }, { SI("station-swapped"), "站点疑似装反" },
	{ SI("station-deaf"), "有站点没有听到" }, { SI("phase-stale"), "信号数据不是最新的" }, { SI("movement-uncertain"), "转向判断不确定" }, { SI("near-phase-edge"), "越线时刻接近灯色变化" },
	{ SI("few-readings"), "读数太少" }, { SI("readings-do-not-fit"), "读数与行驶不吻合" }, { SI("side-uncertain"), "哪一侧不确定" }, { SI("tag-power-unknown"), "标签功率不明" },
	{ SI("stood-beyond-the-line"), "停在停止线外" }, { SI("controller-clock-uncertain"), "信号机时钟不确定" },
	{ SI("plate_mismatch"), "标签和号牌属于不同的车" }, { SI("no_bike"), "登记里没有这辆车" }, { { NULL, 0 }, NULL },
};

struct arm { str arm; const char *zh, *en; };
static const struct arm arms[] = {
	{ SI("N"), "北", "North" }, { SI("NE"), "东北", "North-east" }, { SI("E"), "东", "East" }, { SI("SE"), "东南", "South-east" }, { SI("S"), "南", "South" }, { SI("SW"), "西南", "South-west" },
	{ SI("W"), "西", "West" }, { SI("NW"), "西北", "North-west" },
};

static const struct arm *arm_of(str name)
{
	for (size_t i = 0; i < COUNTOF(arms); i++)
		if (str_eq(arms[i].arm, name))
			return &arms[i];
	return NULL;
}

str flow_violation_arm_zh(str arm)
{
	const struct arm *a = arm_of(arm);

	return a ? str_of(a->zh) : arm;
}

/* As it is where the table has no word for it. */
static str zh_of(const struct word *t, str word)
{
	while (t->zh && !str_eq(t->word, word))
		t++;
	return t->zh ? str_of(t->zh) : word;
}

static str all_zh(struct cx *cx, const struct word *t, str words)
{
	str out = S("");

	for (size_t i = 0; i < words.n;) {
		size_t k = i;
		while (k < words.n && words.p[k] != ',')
			k++;
		str one = zh_of(t, (str){ words.p + i, k - i });
		out = arena_fmt(cx->arena, "%.*s%s%.*s", STR_ARG(out), out.n ? "；" : "", STR_ARG(one));
		i = k + 1;
	}
	return out;
}

str flow_violation_against_zh(struct cx *cx, str names) { return all_zh(cx, against_zh, names); }

struct sheet { struct paper_field f[FIELDS]; size_t n; str cells[EVENTS * COLUMNS]; size_t rows; };

static void field(struct sheet *s, const char *label, str value, bool wide)
{
	if (value.n && s->n < FIELDS)
		s->f[s->n++] = (struct paper_field){ str_of(label), value, wide };
}

static str instant(struct cx *cx, utc_ms t)
{
	char buf[UTC_TEXT];

	if (!t)
		return S("");
	str s = str_of(utc_text(t, buf));      /* 2026-11-27T10:58:05.753+08:00: the city's time is understood */
	return arena_fmt(cx->arena, "%.10s %.12s", s.p, s.p + 11);
}

static str who(struct cx *cx, account_id id)
{
	struct err before = cx->err;
	struct account a;

	if (!id.v)
		return S("系统");
	if (account_get(cx, id, &a) < 0) {
		cx->err = before;
		return S("");
	}
	return a.display;
}

struct events { struct sheet *s; };

static int event_row(struct cx *cx, const struct violation_history *h, void *arg)
{
	struct sheet *s = ((struct events *)arg)->s;
	enum violation_state to = violation_state_of(h->to);

	if (s->rows == EVENTS)
		return 0;
	str *c = &s->cells[COLUMNS * s->rows++];
	c[0] = instant(cx, h->at);
	c[1] = zh_of(events_zh, h->event);
	c[2] = to < VI_N ? str_of(state_zh[to]) : h->to;
	c[3] = who(cx, h->actor);
	c[4] = h->note;
	return 0;
}

static int ground_zh(struct cx *cx, str ground, str *ret)
{
	struct err before = cx->err;
	struct violation_ground g;

	*ret = ground;
	if (!ground.n)
		return 0;
	int rc = violation_ground_get(cx, ground, &g);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		return 0;
	}
	TRY(rc);
	*ret = g.name_zh;
	return 0;
}

static int code_zh(struct cx *cx, const struct violation *v, struct sheet *s)
{
	struct err before = cx->err;
	struct violation_code c;

	if (!v->code.n)
		return 0;
	int rc = violation_code_get(cx, v->code, v->day, &c);
	if (rc == E_NOTFOUND) {
		cx->err = before;
		field(s, "违法代码", v->code, false);
		return 0;
	}
	TRY(rc);
	field(s, "违法行为", arena_fmt(cx->arena, "%.*s %.*s", STR_ARG(c.code), STR_ARG(c.name_zh)), true);
	field(s, "依据", c.basis_zh, true);
	return 0;
}

static str arm_words(struct cx *cx, str arm)
{
	const struct arm *a = arm_of(arm);

	return a ? arena_fmt(cx->arena, "%s / %s", a->zh, a->en) : arm;
}

/* The detector writes the arm behind the junction's name: 解放路口 · W. */
static str place_zh(struct cx *cx, const struct violation *v)
{
	const struct arm *a = arm_of(v->arm);
	str tail = arena_fmt(cx->arena, " · %.*s", STR_ARG(v->arm));

	if (!a || v->place.n <= tail.n || memcmp(v->place.p + v->place.n - tail.n, tail.p, tail.n) != 0)
		return v->place;
	return arena_fmt(cx->arena, "%.*s · %s口", (int)(v->place.n - tail.n), v->place.p, a->zh);
}

static int gather(struct cx *cx, const struct violation *v, struct sheet *s)
{
	struct events e = { s };
	struct owner_brief owner = { .name = S("") };
	str ground;

	if (v->bike.v && v->owner.v)
		TRY(flow_person_brief(cx, v->bike, v->at, &owner));
	TRY(ground_zh(cx, v->ground, &ground));
	field(s, "违法种类", str_of(kind_zh[v->kind]), false);
	field(s, "来源", str_of(source_zh[v->source]), false);
	field(s, "时间", instant(cx, v->at), false);
	field(s, "时间误差", v->err_ms ? arena_fmt(cx->arena, "±%lld 毫秒", (long long)v->err_ms) : S(""), false);
	field(s, "地点", place_zh(cx, v), true);
	field(s, v->kind == VK_WRONGWAY ? "逆行一侧" : "来向", arm_words(cx, v->arm), false);      /* of a wrong way it is not said whence he came */
	field(s, "号牌", v->plate, false);
	field(s, "标签", v->tag, false);
	field(s, "当时车主", owner.name, false);
	field(s, "状态", str_of(state_zh[v->state]), false);
	TRY(code_zh(cx, v, s));
	field(s, "理由", ground, false);
	field(s, "计入情况", str_of(excluded_zh[v->excluded]), true);
	field(s, "说明", v->note, true);
	if (v->source == VS_RADIO)      /* nothing else is measured */
		field(s, "可信度", arena_fmt(cx->arena, "%lld.%lld%%", (long long)(v->confidence / 10), (long long)(v->confidence % 10)), false);
	field(s, "不利理由", flow_violation_against_zh(cx, v->against), true);
	field(s, "审核人", v->reviewed_by.v ? who(cx, v->reviewed_by) : S(""), false);
	field(s, "审核时间", instant(cx, v->reviewed_at), false);
	field(s, "告知时间", instant(cx, v->notified_at), false);
	field(s, "申诉时间", instant(cx, v->appealed_at), false);
	field(s, "证据数据 SHA-256", v->evidence_sha, true);
	field(s, "图片 SHA-256", v->picture_sha.n ? v->picture_sha : S("没有图片"), true);
	return as_done(violation_events(cx, v->id, EVENTS, event_row, &e));
}

static int note_read(struct cx *cx, int64_t id, str sha)
{
	TRY(sql_begin(cx, true));
	int rc = audit_add(cx, "violation.file", "violation", id, (theft_id){ 0 }, arena_fmt(cx->arena, "{\"sha256\":\"%.*s\"}", STR_ARG(sha)));
	if (rc >= 0)
		rc = sql_commit(cx);
	sql_rollback(cx);
	return rc;
}

/* The picture as it is kept, compared with the hash it was kept with; what is not there any more is said. */
static int put_picture(struct cx *cx, const struct violation *v, struct paper_picture *ret)
{
	struct err before = cx->err;
	int32_t width, height;
	str jpeg;

	*ret = (struct paper_picture){ { "", 0 }, 0, 0, { "", 0 } };
	if (!v->picture.n)
		return 0;
	int rc = photo_size(cx, v->picture, &width, &height);
	if (rc == E_NOTFOUND) {      /* its time was over */
		cx->err = before;
		return 0;
	}
	TRY(rc);
	TRY(photo_read(cx, v->picture, &jpeg));
	if (!str_eq(flow_violation_sha(cx, jpeg), v->picture_sha))
		return FAIL(cx, E_CORRUPT, "the picture is not the one that was kept with violation %.*s", STR_ARG(v->number));
	*ret = (struct paper_picture){ jpeg, width, height, arena_fmt(cx->arena, "现场图片（原文嵌入，%d×%d）SHA-256：%.*s", width, height, STR_ARG(v->picture_sha)) };
	return 0;
}

int flow_violation_file(struct cx *cx, int64_t id, str *ret_pdf, str *ret_number)
{
	static const str head[COLUMNS] = { SI("时间"), SI("事项"), SI("状态"), SI("经办"), SI("说明") };
	static const double share[COLUMNS] = { 0.3, 0.12, 0.12, 0.14, 0.32 };
	struct sheet *s = arena_alloc(cx->arena, sizeof *s);
	struct violation_sheet *ev = arena_alloc(cx->arena, sizeof *ev);
	struct paper_picture pic;
	struct violation v;
	struct unit u;
	str pdf;

	ASSERT(!sql_in_tx(cx));
	if (!s || !ev)
		return FAIL(cx, E_TOOBIG, "the file is too large");
	s->n = s->rows = 0;
	TRY(flow_violation_get(cx, id, &v));
	TRY(unit_get(cx, v.unit, &u));
	TRY(gather(cx, &v, s));
	TRY(put_picture(cx, &v, &pic));
	TRY(flow_violation_sheet(cx, &v, ev));
	struct paper_table t = { .columns = COLUMNS, .cells = s->cells, .rows = s->rows };
	memcpy(t.head, head, sizeof head);
	memcpy(t.share, share, sizeof share);
	str text[] = { S("未经民警审核的记录不作为证据；只有射频记录、没有图片的，只作警示教育。"), v.evidence.n ? S("证据数据见所附证据单。") : S("没有证据数据。") };
	str footer = arena_fmt(cx->arena, "%.*s · %.*s 导出 · %.*s", STR_ARG(v.number), STR_ARG(who(cx, cx->actor)), STR_ARG(instant(cx, cx->now)));
	struct paper p = { .size = PAPER_A4, .issuer = u.name, .title = S("非机动车违法案卷"), .number = v.number, .fields = s->f, .nfields = s->n, .picture = &pic, .table = &t, .text = text,
		.ntext = COUNTOF(text), .sign = { S("审核民警"), S("复核民警") }, .nsign = 2, .seal = true, .footer = footer, .at = cx->now };
	struct paper sheet = flow_violation_sheet_paper(ev, &v, u.name, arena_fmt(cx->arena, "证据单 · %.*s", STR_ARG(footer)), cx->now);
	TRY(paper_pdf_all((const struct paper *[]){ &p, &sheet }, v.evidence.n ? 2 : 1, cx->arena, &cx->err, &pdf));
	TRY(note_read(cx, id, flow_violation_sha(cx, pdf)));
	*ret_pdf = pdf;
	*ret_number = v.number;
	return 0;
}
