/* flow_books_file — the books as a file: trial balance, an account's lines, the journal, the tills. How an export runs is flow_export's. */
#include <stdio.h>

#include "base/utc.h"
#include "flow/export_int.h"
#include "flow/flow_booking.h"
#include "flow/flow_books.h"
#include "flow/flow_plan.h"

enum { PAGE = 500, COLS = 20 };

const str books_what_words[BW_N] = { SI("balance"), SI("lines"), SI("journal"), SI("tills") };

/* --- words --- */

static const struct { str code; struct figure_text text; } accounts[] = {
	{ SI("cash"), { SI("现金"), SI("Cash") } }, { SI("wechat"), { SI("微信收款"), SI("WeChat") } }, { SI("alipay"), { SI("支付宝收款"), SI("Alipay") } },
	{ SI("card"), { SI("银行卡收款"), SI("Bank card") } },
	{ SI("income.fine"), { SI("现场罚款"), SI("Fines on the spot") } }, { SI("income.surcharge"), { SI("加处罚款"), SI("Surcharges on late fines") } },
	{ SI("bank.treasury"), { SI("财政专户"), SI("Treasury's account") } }, { SI("income.plan"), { SI("防盗服务收入"), SI("Income, theft plans") } },
	{ SI("income.liability"), { SI("责任保障收入"), SI("Income, liability plans") } }, { SI("refund.plan"), { SI("保障退费"), SI("Plan refunds") } },
	{ SI("payable.plan"), { SI("应退保障费"), SI("Refunds owed") } }, { SI("payable.claim"), { SI("应付盗抢赔款"), SI("Claims owed") } },
	{ SI("expense.claim"), { SI("盗抢赔款支出"), SI("Claims, expense") } }, { SI("bank.operator"), { SI("运营方银行账户"), SI("Operator's bank account") } },
	{ SI("recovered.claim"), { SI("追回赔款"), SI("Claims paid back") } }, { SI("payable.liability"), { SI("应付责任赔款"), SI("Liability owed") } },
	{ SI("expense.liability"), { SI("责任赔款支出"), SI("Liability, expense") } }, { SI("bank.insurer"), { SI("保险公司银行账户"), SI("Insurer's bank account") } },
};
static const struct { str code; struct figure_text text; } words[] = {
	{ SI("plan"), { SI("保障"), SI("plan") } }, { SI("claim"), { SI("理赔"), SI("claim") } }, { SI("accident"), { SI("事故"), SI("accident") } },
	{ SI("sale"), { SI("收费"), SI("sale") } }, { SI("cancel"), { SI("撤销"), SI("cancelled") } }, { SI("refund"), { SI("应退"), SI("refund owed") } },
	{ SI("repay"), { SI("退款"), SI("paid back") } }, { SI("owe"), { SI("应付"), SI("owed") } }, { SI("unowe"), { SI("冲销应付"), SI("no longer owed") } },
	{ SI("pay"), { SI("支付"), SI("paid") } }, { SI("recover"), { SI("追回"), SI("recovered") } },
	{ SI("open"), { SI("未清点"), SI("not counted") } }, { SI("counted"), { SI("已清点"), SI("counted") } }, { SI("closed"), { SI("已结清"), SI("closed") } },
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

/* "cash.7": Cash. */
static str account_word(bool en, str account)
{
	for (size_t i = 0; i < COUNTOF(accounts); i++)
		if (str_eq(accounts[i].code, account) || (i < PW_N && str_starts(account, accounts[i].code) && account.p[accounts[i].code.n] == '.'))
			return in(en, &accounts[i].text);
	return account;
}

/* --- one file --- */

struct make { const struct books_file *in; struct export_sheet *s; int64_t last; int n; };

/* 0.00 is an empty cell where blank is said. */
static str yuan(struct cx *cx, int64_t fen, bool blank)
{
	int64_t a = fen < 0 ? -fen : fen;

	if (blank && fen == 0)
		return S("");
	return arena_fmt(cx->arena, "%s%lld.%02lld", fen < 0 ? "-" : "", (long long)(a / 100), (long long)(a % 100));
}

static str day_str(struct cx *cx, int32_t day)
{
	char buf[FLOW_DAY_TEXT];

	return arena_str(cx->arena, flow_day_text(day, buf));
}

/* The cells, and the number of the export behind them. */
static int row(struct cx *cx, struct make *m, bool head, str *cell, int n)
{
	cell[n++] = head ? (m->in->en ? S("Export no.") : S("导出编号")) : m->s->number;
	for (int i = 0; i < n; i++)
		cell[i] = export_plain(cx->arena, cell[i]);
	if (arena_over(cx->arena))
		return FAIL(cx, E_TOOBIG, "the answer is too large");
	return sheet_row(m->s->sheet, head, cell, n, &cx->err);
}

static int heads(struct cx *cx, struct make *m, const struct figure_text *h, int n)
{
	str cell[COLS];

	for (int i = 0; i < n; i++)
		cell[i] = in(m->in->en, &h[i]);
	return row(cx, m, true, cell, n);
}

static int write_account(struct cx *cx, struct make *m, const struct books_account *a, str code, str name)
{
	str cell[COLS] = { code, name, a->site_name, yuan(cx, a->before, false), yuan(cx, a->debit, false), yuan(cx, a->credit, false), yuan(cx, a->after, false) };

	TRY(export_next(cx, m->s));
	return row(cx, m, false, cell, 7);
}

static int write_balance(struct cx *cx, struct make *m)
{
	static const struct figure_text h[] = { { SI("科目"), SI("Account") }, { SI("名称"), SI("Name") }, { SI("网点"), SI("Point") }, { SI("期初余额（元）"), SI("Before (yuan)") },
		{ SI("借方（元）"), SI("Debit (yuan)") }, { SI("贷方（元）"), SI("Credit (yuan)") }, { SI("期末余额（元）"), SI("After (yuan)") } };
	const bool en = m->in->en;
	struct books b;

	TRY(flow_books_balance(cx, &m->in->days, &b));
	TRY(heads(cx, m, h, COUNTOF(h)));
	for (int i = 0; i < b.n; i++)
		TRY(write_account(cx, m, &b.v[i], b.v[i].account, account_word(en, b.v[i].account)));
	return write_account(cx, m, &b.sum, S(""), en ? S("Sum") : S("合计"));
}

static int write_line(struct cx *cx, const struct books_line *l, void *arg)
{
	struct make *m = arg;
	const bool en = m->in->en, one = m->in->what == BW_LINES;
	int64_t fen = l->row.e.fen;
	str at = export_when(cx->arena, l->row.at);
	str cell[COLS] = { arena_fmt(cx->arena, "%lld", (long long)l->row.id), at, arena_fmt(cx->arena, "%.*s %.*s", STR_ARG(say(en, l->row.kind)), STR_ARG(say(en, l->what))),
	                   l->number, l->row.e.account, account_word(en, l->row.e.account), l->site_name, yuan(cx, fen > 0 ? fen : 0, true), yuan(cx, fen < 0 ? -fen : 0, true),
	                   l->by, one ? yuan(cx, l->balance, false) : S("") };

	TRY(export_next(cx, m->s));
	m->last = l->place;
	m->n++;
	return row(cx, m, false, cell, one ? 11 : 10);
}

static int lines_page(struct cx *cx, struct make *m)
{
	m->n = 0;
	return m->in->what == BW_LINES ? flow_books_lines(cx, m->in->account, &m->in->days, m->last, PAGE, write_line, m)
	                               : flow_books_journal(cx, &m->in->days, m->last, PAGE, write_line, m);
}

static int write_lines(struct cx *cx, struct make *m)
{
	static const struct figure_text h[] = { { SI("分录号"), SI("Posting") }, { SI("时间"), SI("Time") }, { SI("摘要"), SI("What") }, { SI("单据号"), SI("Receipt, claim") },
		{ SI("科目"), SI("Account") }, { SI("名称"), SI("Name") }, { SI("网点"), SI("Point") }, { SI("借方（元）"), SI("Debit (yuan)") },
		{ SI("贷方（元）"), SI("Credit (yuan)") }, { SI("经办"), SI("By") }, { SI("余额（元）"), SI("Balance (yuan)") } };
	struct arena own, *outer = cx->arena;
	int rc;

	TRY(heads(cx, m, h, m->in->what == BW_LINES ? 11 : 10));
	arena_init(&own, 16 << 20);
	cx->arena = &own;
	do {
		rc = lines_page(cx, m);
		arena_reset(&own);
	} while (rc == PAGE);
	cx->arena = outer;
	arena_done(&own);
	return MIN(rc, 0);
}

static int write_till(struct cx *cx, const struct till *t, void *arg)
{
	struct make *m = arg;
	const bool en = m->in->en, counted = t->state != TIS_OPEN;
	int64_t books = 0, there = 0;
	struct till_names names;
	str cell[COLS];
	int n = 0;

	TRY(flow_till_names(cx, t, &names));
	cell[n++] = day_str(cx, t->day);
	cell[n++] = names.site;
	cell[n++] = say(en, till_state_words[t->state]);
	for (int w = 0; w < PW_N; w++) {
		cell[n++] = yuan(cx, t->books[w], false);
		cell[n++] = counted ? yuan(cx, t->counted[w], false) : S("");
		books += t->books[w];
		there += t->counted[w];
	}
	cell[n++] = counted ? yuan(cx, there - books, false) : S("");
	cell[n++] = names.counted_by;
	cell[n++] = names.closed_by;
	cell[n++] = t->note;
	TRY(export_next(cx, m->s));
	return row(cx, m, false, cell, n);
}

static int write_tills(struct cx *cx, struct make *m)
{
	static const struct figure_text h[] = { { SI("日期"), SI("Day") }, { SI("网点"), SI("Point") }, { SI("状态"), SI("State") },
		{ SI("现金账面"), SI("Cash, books") }, { SI("现金清点"), SI("Cash, counted") }, { SI("微信账面"), SI("WeChat, books") }, { SI("微信清点"), SI("WeChat, counted") },
		{ SI("支付宝账面"), SI("Alipay, books") }, { SI("支付宝清点"), SI("Alipay, counted") }, { SI("银行卡账面"), SI("Card, books") },
		{ SI("银行卡清点"), SI("Card, counted") }, { SI("差额"), SI("Difference") }, { SI("清点人"), SI("Counted by") }, { SI("结清人"), SI("Closed by") },
		{ SI("差额说明"), SI("Why") } };
	struct arena own, *outer = cx->arena;

	TRY(heads(cx, m, h, COUNTOF(h)));
	arena_init(&own, 16 << 20);
	cx->arena = &own;
	int rc = flow_till_days(cx, m->in->days.from, m->in->days.to, false, write_till, m);
	cx->arena = outer;
	arena_done(&own);
	return MIN(rc, 0);
}

static int write(struct cx *cx, struct export_sheet *s)
{
	static const struct figure_text title[BW_N] = { { SI("雁阵 · 账簿：试算平衡表"), SI("Yanzhen books: trial balance") }, { SI("雁阵 · 账簿：科目明细"), SI("Yanzhen books: lines of an account") },
		{ SI("雁阵 · 账簿：分录簿"), SI("Yanzhen books: journal") }, { SI("雁阵 · 账簿：各点对账"), SI("Yanzhen books: tills") } },
		warning = { SI("借方为收入该科目的金额，贷方为付出的金额；金额单位为元。仅限下列目的，不得转交。"),
		            SI("Debit: what came to the account; credit: what left it; in yuan. Only for the purpose below; do not pass on.") };
	struct make m = { .in = s->job->arg, .s = s };

	TRY(export_mark(cx, s, &title[m.in->what], &warning));
	return m.in->what == BW_BALANCE ? write_balance(cx, &m) : m.in->what == BW_TILLS ? write_tills(cx, &m) : write_lines(cx, &m);
}

/* It stands in the filter and in the audit: what no account is called does not come in. */
static bool good_account(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' || s.p[i] == '_'))
			return false;
	return s.n > 0 && s.n <= BOOKS_ACCOUNT;
}

static int begin(struct cx *cx, struct export_job *j)
{
	const struct books_file *in = j->arg;
	char from[FLOW_DAY_TEXT], to[FLOW_DAY_TEXT];

	if (in->what == BW_LINES && !good_account(in->account))
		return FAIL_FIELD(cx, E_INVALID, "account", "choose an account");
	j->filter = arena_fmt(cx->arena, "books=%.*s&unit=%lld&from=%.*s&to=%.*s%s%.*s", STR_ARG(books_what_words[in->what]), (long long)cx->unit.v,
	                      STR_ARG(flow_day_text(in->days.from, from)), STR_ARG(flow_day_text(in->days.to, to)), in->what == BW_LINES ? "&account=" : "",
	                      STR_ARG(in->what == BW_LINES ? in->account : S("")));
	return 0;
}

int flow_books_file(struct cx *cx, const struct books_file *in, struct export_done *ret)
{
	struct books_file own = *in;
	struct export_job j = { .verb = "ledger.export", .refused = "ledger.export.refused", .sheet = "books", .form = in->form, .purpose = in->purpose,
	                        .reference = in->reference, .en = in->en, .begin = begin, .write = write, .arg = &own };

	if (in->days.to < in->days.from || in->days.to - in->days.from >= BOOKS_DAYS)
		return FAIL_FIELD(cx, E_INVALID, "to", "must be from the first day on, and at most %d days", BOOKS_DAYS);
	return export_run(cx, &j, ret);
}
