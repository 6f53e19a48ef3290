/* flow_counter_rows — the counter's tables: problem codes, documents, and which of them a case needs. */
#include "flow_counter_int.h"
#include "office/policy/policy.h"

const str counter_level_names[CL_N] = { SI("block"), SI("warn"), SI("missing") };

const str counter_codes[CC_N] = {
#define X(n, code, level, say) SI(code),
	COUNTER_PROBLEMS(X)
#undef X
};

static const enum counter_level levels[CC_N] = {
#define X(n, code, level, say) level,
	COUNTER_PROBLEMS(X)
#undef X
};

enum counter_level counter_level_of(enum counter_code c)
{
	return levels[c];
}

const str counter_papers[] = {
	SI("id_card"), SI("unit_licence"), SI("agent_id_card"), SI("agent_letter"), SI("invoice"), SI("conformity"), SI("ccc"), SI("dealer_statement"),
	SI("origin_pledge"), SI("old_plate"), SI("old_certificate"), SI("court_paper"), SI("delivery_contract"), SI("other"),
	SI("transfer_contract"), SI("loss_statement"), SI("scrap_proof"),
};
const int counter_npapers = COUNTOF(counter_papers);

/* --- which documents --- */

enum { C_PERSON = 1, C_UNIT = 2, C_AGENT = 4, C_NEW = 8, C_OLD = 16, C_TEMPORARY = 32 };
static const struct { unsigned of; enum policy_text list; } cases[] = {
	{ C_PERSON, POT_PAPERS_PERSON }, { C_UNIT, POT_PAPERS_UNIT }, { C_AGENT, POT_PAPERS_AGENT },
	{ C_NEW, POT_PAPERS_NEW }, { C_OLD, POT_PAPERS_OLD }, { C_TEMPORARY, POT_PAPERS_TEMPORARY },
};

void counter_need(struct counter_needs *n, str list)
{
	while (list.n) {
		const char *end = memchr(list.p, ',', list.n);
		str w = { list.p, end ? (size_t)(end - list.p) : list.n };
		bool there = w.n == 0;
		for (int i = 0; i < n->n; i++)
			there |= str_eq(n->w[i], w);
		if (!there && n->n < COUNTER_NEEDS)
			n->w[n->n++] = w;
		size_t used = w.n + (end != NULL);
		list = (str){ list.p + used, list.n - used };
	}
}

static int needs_of(struct cx *cx, unsigned of, struct counter_needs *io)
{
	str list;

	for (size_t i = 0; i < COUNTOF(cases); i++) {
		if (!(cases[i].of & of))
			continue;
		TRY(policy_text(cx, cases[i].list, cx->now, &list));
		counter_need(io, list);
	}
	return 0;
}

int counter_needs_who(struct cx *cx, bool person, bool unit, bool agent, struct counter_needs *io)
{
	return needs_of(cx, (person ? C_PERSON : 0u) | (unit ? C_UNIT : 0u) | (agent ? C_AGENT : 0u), io);
}

int counter_needs(struct cx *cx, bool person, bool unit, bool agent, int kind, bool old, struct counter_needs *ret)
{
	ret->n = 0;
	TRY(counter_needs_who(cx, person, unit, agent, ret));
	return needs_of(cx, kind == BK_TEMPORARY ? C_TEMPORARY : old ? C_OLD : C_NEW, ret);
}
