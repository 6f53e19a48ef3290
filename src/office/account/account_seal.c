/* account_seal — the sealed columns of this room (office/seal). */
#include "account_seal_sql.h"
#include "office/seal/seal.h"

SQL_STATEMENTS(account_seal)

static const struct seal_column sealed[] = {
	{ "account.totp", &q_seal_totp, &q_put_totp, &q_count_totp, NULL, NULL, NULL, NULL },
	{ "owner_login.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, "owner_login.x_phone", &q_index_phone, &q_reindex_phone, pii_norm_phone },
};
SEALED_COLUMNS(account, sealed)
