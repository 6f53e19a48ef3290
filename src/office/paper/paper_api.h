/* paper_api — a document as the API shows it, without what it says; the counter's answers hold the ones they issued. */
#pragma once
#include "format/js/js.h"
#include "office/paper/paper.h"

struct paper_view { int64_t id; str number; int kind; int64_t bike, booking, site; str reason; utc_ms issued_at; int64_t actor, printed; };
extern const struct js_shape paper_view_shape;
void paper_view_of(const struct paper_row *p, struct paper_view *ret);
