/* fuzz_gbt20999 — a stream of a signal controller: every frame that is taken can be written again and is the same. */
#include <stdint.h>
#include <stdlib.h>

#include "format/gbt20999/gbt20999.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void again(const struct gbt_frame *f)
{
	static struct gbt_put it[255];
	static uint8_t out[GBT_MAX_FRAME], body[GBT_MAX_BODY];
	struct gbt_frame g;
	struct gbt_item i;
	uint32_t at = 0;
	size_t used;
	int k = 0;

	while (gbt_item(f, &at, &i) == 1) {
		ASSERT(i.value >= f->body && i.value + i.n <= f->body + f->n);
		if (i.n > sizeof it[k].value || k == 255)
			return;
		it[k] = (struct gbt_put){ i.cls, i.object, i.attr, i.element, i.n, { 0 } };
		memcpy(it[k].value, i.value, i.n);
		k++;
		ASSERT(strchr("GYRAFOU", gbt_light(i.n ? i.value[0] : 0)));
	}
	size_t len = gbt_build(f, it, k, out, sizeof out);
	if (len == 0)
		return;
	ASSERT(gbt_parse(out, len, body, &g, &used) == 1 && used == len);
	ASSERT(g.controller == f->controller && g.type == f->type && g.seq == f->seq && g.items == f->items);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t *body = malloc(GBT_MAX_BODY);
	struct gbt_frame f;
	size_t at = 0, used;

	ASSERT(body);
	for (;;) {
		int rc = gbt_parse(data + at, n - at, body, &f, &used);
		ASSERT(used <= n - at);
		at += used;
		if (rc == 1)
			again(&f);
		if (rc == 0)
			break;
		ASSERT(used > 0);
	}
	free(body);
	return 0;
}
