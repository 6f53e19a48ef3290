/* flow_counter_int — what the counter's files share. */
#pragma once
#include "flow/flow_counter.h"
#include "office/number/number.h"
#include "office/owner/owner.h"
#include "office/plate/plate.h"
#include "office/tag/tag.h"

/* One check on its way through the form. */
struct counter_look {
	const struct counter_form *f;
	struct site site;
	struct counter_verdict *out;
	bool person, unit, agent;           /* who comes */
};

/* One more problem; what does not fit is dropped, which a form of this size cannot reach. */
struct counter_problem *counter_add(struct counter_look *l, enum counter_code c, const char *field);
/* As counter_add, with the bike that is in the way and its flags. */
MUST_USE int counter_add_bike(struct cx *cx, struct counter_look *l, enum counter_code c, const char *field, str number, bike_id bike);

MUST_USE int counter_check_owner(struct cx *cx, struct counter_look *l);       /* counter_owner.c */
MUST_USE int counter_check_papers(struct cx *cx, struct counter_look *l);
MUST_USE int counter_check_numbers(struct cx *cx, struct counter_look *l);     /* counter_number.c */
MUST_USE int counter_check_tags(struct cx *cx, struct counter_look *l, const struct counter_ears *e);
MUST_USE int counter_check_plate(struct cx *cx, struct counter_look *l);

/* The plate this desk would give: the named one, or the lowest of the clerk's own, then of the cupboard. E_NOTFOUND. */
MUST_USE int counter_plate(struct cx *cx, const struct counter_form *f, struct plate_piece *ret);
/* Its folded text, empty where it stands for none. */
str counter_number(struct cx *cx, str text);
/* The form's document as it is stored. */
void counter_owner_of(const struct counter_form *f, struct owner_new *ret);
/* Documents this registration needs, as the policies say: words, a|b one of them. */
enum { COUNTER_NEEDS = 24 };
struct counter_needs { str w[COUNTER_NEEDS]; int n; };
MUST_USE int counter_needs(struct cx *cx, bool person, bool unit, bool agent, int kind, bool old, struct counter_needs *ret);
