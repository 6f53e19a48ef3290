/* ports — the real rooms behind the dispatcher; alone in this file, so that a test with its own ports does not link them. */
#include "office/audit/audit.h"
#include "office/violation/violation.h"
#include "serve/http/http.h"

static int begin(struct cx *cx, bool write)
{
	return sql_begin(cx, write);
}

const struct http_ports http_ports_real = {
	.session = account_session, .camera = violation_camera_session, .audit = audit_add, .begin = begin, .commit = sql_commit, .rollback = sql_rollback,
	.db_close = sql_close, .outbox_after = outbox_after, .outbox_last = outbox_last,
};
