/* fuzz_config — the configuration file: any text is taken or refused with a line number, what was taken is within its bounds and, printed,
 * reads back to the same settings. */
#include <stdint.h>
#include <stdlib.h>

#include "app/config.h"

static char page[1 << 16];
static size_t used;

static void add_line(void *arg, const char *text)
{
	size_t n = strlen(text);

	(void)arg;
	ASSERT(used + n + 1 < sizeof page);
	memcpy(page + used, text, n);
	page[used + n] = '\n';
	used += n + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct config c, again;
	struct err e = { 0 }, none = { 0 };
	char host[64], *z = malloc(n + 1);
	int port = -1;

	ASSERT(z);
	if (n)
		memcpy(z, data, n);
	z[n] = 0;
	config_defaults(&c);
	int rc = config_text(&c, "test.conf", (str){ z, n }, &e);
	ASSERT(rc == 0 || (rc == E_CONFIG && strstr(e.msg, "test.conf, line ")));
	for (int sample = 0; rc == 0 && sample < 2; sample++) {     /* a sample leaves out only what is as the program has it */
		used = 0;
		config_print(&c, sample, add_line, NULL);
		config_defaults(&again);
		ASSERT(config_text(&again, "again", (str){ page, used }, &none) == 0);
#define SAME_TEXT(f) ASSERT(strcmp(c.f, again.f) == 0);
#define SAME_INT(f) ASSERT(c.f == again.f);
#define SAME_BOOL(f) ASSERT(c.f == again.f);
#define X(name, type, min, max, def, doc) SAME_##type(name)
#include "app/config_rows.h"
#undef X
	}
	if (config_addr(z, host, &port))
		ASSERT(port >= 0 && port <= 65535 && host[0] && strlen(host) < sizeof host);
	free(z);
	return 0;
}
