/* out — the files that the simulator writes: made with their head line, and whole or an error. */
#pragma once
#include <stdio.h>

#include "base/err.h"

/* DIR/NAME, anew, with that head. NULL: it cannot be written (e says so). The caller's, until out_close. */
FILE *out_open(const char *dir, const char *name, const char *head, struct err *e);
/* E_IO or what the system says: not all of it was written. */
int out_close(FILE *f, const char *name, struct err *e);
