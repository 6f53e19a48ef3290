/* account_api — what app/ sets before the daemon starts. */
#pragma once

/* Shown by /me; the program's version. */
extern const char *account_api_version;
