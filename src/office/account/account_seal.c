/* account_seal — the sealed column of this room (office/seal). */
#include "account_seal_sql.h"
#include "office/seal/seal.h"

SQL_STATEMENTS(account_seal)

static const struct seal_column sealed[] = { { "account.totp", &q_seal_totp, &q_put_totp, &q_count_totp, NULL, NULL, NULL, NULL } };
SEALED_COLUMNS(account, sealed)
