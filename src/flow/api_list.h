/* api_list — for the rooms' *_api.c: pages of {"items":[...],"next":cursor|null}. The cursor is the id of the last item; it is given
 * only when one more item was there, which is asked for and not shown. */
#pragma once
#include "format/js/js.h"

enum { PAGE_DEFAULT = 100, PAGE_MAX = 500 };
struct page { struct js *js; int limit, n; int64_t last; bool more; };
#define PAGE_QUERY { "after", JT_I64, 0, 0, INT64_MAX, "the next of the page before" }, \
                   { "limit", JT_I64, 0, 1, PAGE_MAX, "items a page; 100 if not given" }

static inline void page_begin(struct page *p, struct js *js, bool has_limit, int64_t limit)
{
	*p = (struct page){ .js = js, .limit = has_limit ? (int)limit : PAGE_DEFAULT };
	js_obj(js, NULL);
	js_arr(js, "items");
}

/* True when the item is to be written. */
static inline bool page_item(struct page *p, int64_t id)
{
	if (p->n == p->limit) {
		p->more = true;
		return false;
	}
	p->n++;
	p->last = id;
	return true;
}

static inline void page_end(struct page *p)
{
	js_end_arr(p->js);
	if (p->more)
		js_i64(p->js, "next", p->last);
	else
		js_null(p->js, "next");
	js_end_obj(p->js);
}
