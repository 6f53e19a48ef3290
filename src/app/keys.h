/* keys — the key file of the personal data as the program's commands and the server open it, and the steps of migrations. */
#pragma once
#include "app/config.h"
#include "store/daykeys/daykeys.h"
#include "store/vault/vault.h"

/* The configured path, or DATA_DIR.keyring beside the data directory. */
const char *keys_path(const struct config *cfg, char buf[static 1200]);
/* E_CONFIG: field_cipher. The paths are buf's and cfg's. */
MUST_USE int keys_opts(const struct config *cfg, char buf[static 1200], struct vault_keyring_opts *ret, struct err *e);
/* Opens the key file and makes it the program's; once, later calls do nothing. E_CONFIG with what to mend. */
MUST_USE int keys_open(const struct config *cfg, struct err *e);
/* The same, from the file as it is now: after a command has changed it. */
MUST_USE int keys_reopen(const struct config *cfg, struct err *e);
/* Makes the file where there is none, and says so. The data directory must exist. */
MUST_USE int keys_make(const struct config *cfg, struct err *e);
/* The configured file of day keys, or DATA_DIR.trackkeys beside the data directory. */
const char *keys_tracks_path(const struct config *cfg, char buf[static 1200]);
/* Opens it; make: an empty one where there is none. The caller holds the data directory and closes it. E_CONFIG, E_NOTFOUND. */
MUST_USE int keys_tracks(const struct config *cfg, bool make, struct err *e, struct daykeys **ret);
/* Registers the steps of the migrations; before sql_upgrade. */
void keys_steps(void);
