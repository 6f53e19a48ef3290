/* keys — see keys.h. */
#include "app/keys.h"

#include "flow/flow_bike.h"
#include "flow/flow_person.h"

#include <stdio.h>
#include <unistd.h>

#include "office/audit/audit.h"
#include "office/bike/bike.h"
#include "office/station/station.h"
#include "platform/sys.h"
#include "store/sql/sql.h"

static struct vault_keyring *open_one;

/* The configured path, or a name beside the data directory. */
static const char *beside(const struct config *cfg, const char *set, const char *ending, char buf[static 1200])
{
	size_t n = strlen(cfg->data_dir);

	while (n > 1 && cfg->data_dir[n - 1] == '/')
		n--;
	if (set[0])
		snprintf(buf, 1200, "%s", set);
	else
		snprintf(buf, 1200, "%.*s.%s", (int)n, cfg->data_dir, ending);
	return buf;
}

const char *keys_path(const struct config *cfg, char buf[static 1200]) { return beside(cfg, cfg->key_file, "keyring", buf); }
const char *keys_tracks_path(const struct config *cfg, char buf[static 1200]) { return beside(cfg, cfg->track_key_file, "trackkeys", buf); }

int keys_tracks(const struct config *cfg, bool make, struct err *e, struct daykeys **ret)
{
	char path[1200];

	return daykeys_open(keys_tracks_path(cfg, path), cfg->data_dir, make, e, ret);
}

int keys_opts(const struct config *cfg, char buf[static 1200], struct vault_keyring_opts *ret, struct err *e)
{
	bool aes = strcmp(cfg->field_cipher, "aes-256-gcm") == 0;

	if (!aes && strcmp(cfg->field_cipher, "sm4-ctr-hmac-sm3") != 0)
		return ERR_FIELD(e, E_CONFIG, "field_cipher", "field_cipher is aes-256-gcm or sm4-ctr-hmac-sm3");
	*ret = (struct vault_keyring_opts){ keys_path(cfg, buf), cfg->data_dir, aes ? VAULT_AES : VAULT_SM };
	return 0;
}

int keys_reopen(const struct config *cfg, struct err *e)
{
	struct vault_keyring_opts o;
	struct vault_keyring *k = NULL;
	char path[1200];
	struct err why = { 0 };

	TRY(keys_opts(cfg, path, &o, e));
	int rc = vault_keyring_load(&o, &why, &k);
	if (rc == E_NOTFOUND && access(path, F_OK) < 0)
		return ERR(e, E_CONFIG, "the key file %s is missing. Without it no personal data of this register can be read: put back the copy you keep "
		           "(a new register gets its file from 'yanzhen init')", path);
	if (rc < 0)
		return ERR(e, rc, "%s", why.msg);
	vault_keyring_use(k);
	vault_keyring_free(open_one);
	open_one = k;
	return 0;
}

int keys_open(const struct config *cfg, struct err *e)
{
	return open_one ? 0 : keys_reopen(cfg, e);
}

int keys_make(const struct config *cfg, struct err *e)
{
	struct vault_keyring_opts o;
	char path[1200];

	TRY(keys_opts(cfg, path, &o, e));
	if (access(path, F_OK) == 0) {
		printf("key file %s used\n", path);
		return 0;
	}
	TRY(vault_file_make(&o, clock_utc(), e));
	printf("key file %s made. KEEP A COPY of it, apart from the backups of the data:\n"
	       "without it every name, ID number and phone is lost; with it and a backup anybody can read them.\n", path);
	return 0;
}

void keys_steps(void)
{
	sql_step("bike_seal", bike_step_seal);
	sql_step("station_seal", station_step_seal);
	sql_step("audit_chain", audit_step_chain);
	sql_step("bike_owners", flow_step_owners);
	sql_step("owner_logins", flow_step_logins);
	sql_step("number_fill", flow_step_numbers);
}
