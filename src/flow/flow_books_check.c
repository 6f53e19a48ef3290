/* flow_books_check — the proof of all books (BK4): what stands in the ledger against itself, and against the plans, claims, accidents, fines and tills. */
#include "flow/flow_books.h"
#include "flow_books_check_sql.h"
#include "store/sql/sql.h"

SQL_STATEMENTS(flow_books_check)

const char *const books_fault_text[BF_N] = {
	[BF_SUM] = "the sum of all lines is not zero", [BF_POSTING] = "postings that are not zero, or lack a line", [BF_LINES] = "lines without a posting",
	[BF_SALE] = "sales without their posting", [BF_CANCEL] = "cancelled sales and their counter-entries do not agree",
	[BF_REFUND] = "refunds that are owed and their postings do not agree", [BF_REPAY] = "refunds paid back and their postings do not agree",
	[BF_CLAIM] = "claims paid and their postings do not agree", [BF_ACCIDENT] = "accidents paid and their postings do not agree",
	[BF_FINE] = "fines paid and their postings do not agree", [BF_FINE_BACK] = "fines cancelled after they were paid and their counter-entries do not agree",
	[BF_RECEIPT] = "fiscal receipts that stand for two payments", [BF_NUMBER] = "days whose numbers of decisions, custody receipts or notices have a gap",
	[BF_CUSTODY] = "bikes taken into custody without a decision that allows it", [BF_RECORD] = "postings for a plan, claim, accident or fine that is not there", [BF_TILL] = "closed tills that say something else than the books",
};

static const struct sql_stmt *const proofs[BF_N] = {
	[BF_SUM] = &q_bad_sum, [BF_POSTING] = &q_bad_posting, [BF_LINES] = &q_bad_lines, [BF_SALE] = &q_bad_sale, [BF_CANCEL] = &q_bad_cancel, [BF_REFUND] = &q_bad_refund,
	[BF_REPAY] = &q_bad_repay, [BF_CLAIM] = &q_bad_claim, [BF_ACCIDENT] = &q_bad_accident, [BF_FINE] = &q_bad_fine, [BF_FINE_BACK] = &q_bad_fine_back,
	[BF_RECEIPT] = &q_bad_receipt, [BF_NUMBER] = &q_bad_number, [BF_CUSTODY] = &q_bad_custody, [BF_RECORD] = &q_bad_record, [BF_TILL] = &q_bad_till,
};

struct one { struct arena *arena; int64_t n; str text; };

static void read_one(struct sql_row *r, void *ret)
{
	struct one *o = ret;

	o->n = sql_i64(r);
	o->text = sql_str_a(r, o->arena);
}

static void read_size(struct sql_row *r, void *ret)
{
	struct books_faults *f = ret;

	f->postings = sql_i64(r);
	f->lines = sql_i64(r);
	f->plans = sql_i64(r);
	f->tills = sql_i64(r);
	f->fines = sql_i64(r);
}

int flow_books_check(struct cx *cx, struct books_faults *ret)
{
	TRY(sql_one(cx, &q_size, read_size, ret, BIND_NONE));
	for (int i = 0; i < BF_N; i++) {
		struct one o = { cx->arena, 0, S("") };
		TRY(sql_one(cx, proofs[i], read_one, &o, BIND_NONE));
		ret->v[i].n = o.n;
		ret->v[i].one = o.n ? o.text : S("");
	}
	return 0;
}
