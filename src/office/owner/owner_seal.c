/* owner_seal — the sealed columns of this room, for the work on all of them (office/seal). */
#include "office/owner/owner.h"
#include "office/seal/seal.h"
#include "owner_seal_sql.h"

SQL_STATEMENTS(owner_seal)

static const struct seal_column sealed[] = {
	{ "owner.p_name", &q_seal_name, &q_put_name, &q_count_name, "owner.x_name", &q_index_name, &q_reindex_name, pii_norm_name },
	{ "owner.p_id_no", &q_seal_id_no, &q_put_id_no, &q_count_id_no, "owner.x_id_no", &q_index_id_no, &q_reindex_id_no, pii_norm_id },
	{ "owner.p_address", &q_seal_address, &q_put_address, &q_count_address, NULL, NULL, NULL, NULL },
	{ "owner_phone.p_phone", &q_seal_phone, &q_put_phone, &q_count_phone, "owner_phone.x_phone", &q_index_phone, &q_reindex_phone, pii_norm_phone },
	{ "owner_agent.p_name", &q_seal_agent_name, &q_put_agent_name, &q_count_agent_name, "owner_agent.x_name", &q_index_agent_name, &q_reindex_agent_name, pii_norm_name },
	{ "owner_agent.p_id_no", &q_seal_agent_id_no, &q_put_agent_id_no, &q_count_agent_id_no, "owner_agent.x_id_no", &q_index_agent_id_no, &q_reindex_agent_id_no, pii_norm_id },
	{ "owner_agent.p_phone", &q_seal_agent_phone, &q_put_agent_phone, &q_count_agent_phone, "owner_agent.x_phone", &q_index_agent_phone, &q_reindex_agent_phone, pii_norm_phone },
};
SEALED_COLUMNS(owner, sealed)
