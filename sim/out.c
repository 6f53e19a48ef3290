/* out — see out.h. */
#include "out.h"

#include <errno.h>
#include <stdbool.h>

#include "platform/fs.h"

FILE *out_open(const char *dir, const char *name, const char *head, struct err *e)
{
	char path[1024];
	FILE *f = NULL;

	if ((size_t)snprintf(path, sizeof path, "%s/%s", dir, name) < sizeof path)
		f = fopen(path, "wb");
	if (!f) {
		ERR_SYS(e, fs_err(errno), errno, "%s/%s: cannot write", dir, name);
		return NULL;
	}
	fputs(head, f);
	return f;
}

int out_close(FILE *f, const char *name, struct err *e)
{
	bool bad = ferror(f) != 0;

	return fclose(f) != 0 || bad ? ERR_SYS(e, fs_err(errno), errno, "%s: not written completely", name) : 0;
}
