/* backup_int — what backup.c and backup_seal.c share. */
#pragma once
#include "app/config.h"
#include "store/daykeys/daykeys.h"

enum { PATHS = 2600 };

/* A file's bytes into a new file, synced. */
MUST_USE int backup_copy_file(const char *from, const char *to, struct err *e);
/* The engines' snapshot as far as SNAP_DAYS reach back, sealed under the key of the oldest day in it; none is fine. */
MUST_USE int backup_seal_snapshot(const struct config *cfg, struct daykeys *k, const char *dir, struct err *e);
/* The journal's segments, each sealed under the key of the oldest day that a sighting in it was of. */
MUST_USE int backup_seal_journal(const struct config *cfg, struct daykeys *k, const char *dir, struct err *e);
/* Is this file of a backup a sealed one (of a copy's path below the backup)? */
bool backup_is_sealed(const char *rel);
/* Does the backup hold any? */
bool backup_has_sealed(const char *dir);
