/* log — see log.h. */
#include "platform/log.h"

#include <stdatomic.h>
#include <stdio.h>

#include "base/utc.h"
#include "platform/sys.h"

static atomic_int most = LOG_INFO;

void log_set_level(enum log_level lv)
{
	atomic_store(&most, (int)lv);
}

const char *log_q(char *buf, size_t n, str s)
{
	static const char hex[] = "0123456789abcdef";
	size_t w = 0;

	ASSERT(n >= 8);
	buf[w++] = '"';
	for (size_t i = 0; i < s.n && w + 6 < n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\') {
			buf[w++] = '\\';
			buf[w++] = (char)c;
		} else if (c < 32 || c == 127) {
			buf[w++] = '\\';
			buf[w++] = 'x';
			buf[w++] = hex[c >> 4];
			buf[w++] = hex[c & 15];
		} else {
			buf[w++] = (char)c;
		}
	}
	buf[w++] = '"';
	buf[w] = 0;
	return buf;
}

bool log_gate(struct log_gate *g, const char *event)
{
	int64_t second = sys.mono_ns() / 1000000000;

	if (second != g->second) {
		if (g->left_out)
			log_line(LOG_WARN, "log.left_out", "of=%s lines=%u", event, g->left_out);
		*g = (struct log_gate){ .second = second };
	}
	if (g->n == LOG_GATE_S) {
		g->left_out++;
		return false;
	}
	g->n++;
	return true;
}

void log_line(enum log_level lv, const char *event, const char *fmt, ...)
{
	static const char *const name[] = { "error", "warn", "info", "debug" };
	char line[1024], at[UTC_TEXT];
	va_list ap;

	if ((int)lv > atomic_load(&most))
		return;
	int n = snprintf(line, sizeof line, "t=%s level=%s event=%s ", utc_text(clock_utc(), at), name[lv], event);
	va_start(ap, fmt);
	int k = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	size_t len = MIN((size_t)n + (size_t)MAX(k, 0), sizeof line - 2);
	line[len] = '\n';
	fwrite(line, 1, len + 1, stderr);
}
