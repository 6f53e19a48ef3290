/* backup — a copy of the data directory that a restore can start from, with a list of its files and their sums.
 *
 * Order: engine snapshot, database, trail, journal, photos. Each later part reaches at least as far as the one before it, so the restored
 * server applies the journal from the snapshot on and loses nothing the backup saw; every photo that a row of the database names is there
 * (those that wait to be used may be gone meanwhile).
 * Snapshot and journal are sealed, each file under the key of the oldest day it holds a sighting of (backup_seal.c); the trail is anyway. So a day's sightings are unreadable in
 * every backup when its key is destroyed. The day keys are in none.
 * A running server makes the copy itself: the command leaves backup.request in the data directory and waits for the answer. The photos and the
 * list the command does then: files that never change are copied without the server's help, and its jobs do not wait for 100 GB. */
#pragma once
#include "app/config.h"

struct partition;
struct daykeys;

/* Everything but photos and list. dir must not exist. part NULL: no server is running, the trail is opened here. */
MUST_USE int backup_make(const struct config *cfg, struct partition *part, struct daykeys *keys, const char *dir, struct err *e);
/* The photos, and the list that makes it a finished backup. older: another finished backup on the same disk, whose photos are linked where
 * they are the same (a second name for one file); NULL: every one is copied. */
MUST_USE int backup_finish(const struct config *cfg, const char *dir, const char *older, struct err *e);
/* Copies what to's folder of photos lacks of from's; both are data directories. older as above. Count. */
MUST_USE int backup_copy_photos(const char *from, const char *to, const char *older, struct err *e);
/* Checks every file of a backup against its list. Files checked, or E_CORRUPT naming the file. */
MUST_USE int backup_check(const char *dir, struct err *e);
/* What a restore could not bring back, because its day keys are gone: the first so many segments, the snapshot. first_lsn: where the journal begins. */
struct restored { int segments_gone; bool snapshot_gone; uint64_t first_lsn; };
/* Needs the day keys that the backup was made with, as they are now: a file whose day was destroyed is left out, and the rest starts without it. without_tracks: no keys
 * are asked for, and trail, journal and snapshot are left out. E_STATE: data_dir is there; E_CONFIG: no day keys, or others'; E_CORRUPT. */
MUST_USE int backup_restore(const struct config *cfg, const char *dir, bool without_tracks, struct restored *ret, struct err *e);
MUST_USE int backup_unseal(const struct config *cfg, struct daykeys *k, const char *dir, struct restored *ret, struct err *e);
/* Removes what a backup that was killed left in the data directory. The caller holds that. */
void backup_clean(const struct config *cfg);
/* Answers a waiting request, if there is one. Called by a job of the server. */
MUST_USE int backup_serve(const struct config *cfg, struct partition *part, struct daykeys *keys, struct err *e);
/* Leaves a request and waits for the answer. */
MUST_USE int backup_ask(const struct config *cfg, const char *dir, struct err *e);
/* Holds the data directory for this process; E_STATE when another one has it. The descriptor is kept until exit or close. */
MUST_USE int data_lock(const struct config *cfg, int *ret_fd, struct err *e);
