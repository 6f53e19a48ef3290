/* config — the configuration file: "key = value" lines, # comments. Unknown keys refuse the start. */
#pragma once
#include "base/err.h"

struct config {
#define CONFIG_TEXT(n) char n[1001];
#define CONFIG_INT(n) int64_t n;
#define CONFIG_BOOL(n) bool n;
#define X(name, type, min, max, def, doc) CONFIG_##type(name)
#include "app/config_rows.h"
#undef X
#undef CONFIG_TEXT
#undef CONFIG_INT
#undef CONFIG_BOOL
};

void config_defaults(struct config *c);
/* Reads path over the defaults. E_CONFIG with file and line; E_NOTFOUND when there is no such file. Relative paths in the file are
 * taken from the folder the program runs in. */
MUST_USE int config_read(struct config *c, const char *path, struct err *e);
/* The same from text; name is what a refusal calls it. */
MUST_USE int config_text(struct config *c, const char *name, str text, struct err *e);
/* One "key = value". E_CONFIG. */
MUST_USE int config_set(struct config *c, str key, str value, struct err *e);
/* Every key with its value and meaning, as a file that config_read takes; the password in a URL is shown as ***. sample: what is as the program
 * has it anyway stands behind a '#', so that a file made from it says only what somebody decided. */
void config_print(const struct config *c, bool sample, void (*line)(void *arg, const char *text), void *arg);
/* "127.0.0.1:80" in two. False when there is no port. */
bool config_addr(const char *text, char ret_host[static 64], int *ret_port);
