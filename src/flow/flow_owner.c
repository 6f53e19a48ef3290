/* flow_owner — see flow_owner.h. */
#include "flow/flow_owner.h"

#include "office/account/account.h"
#include "office/message/message.h"

int flow_owner_code(struct cx *cx, str phone, str peer)
{
	char code[7];
	bool known;

	TRY(owner_code_make(cx, phone, peer, code, &known));
	str text = arena_fmt(cx->arena, "【雁阵】验证码 %s，5 分钟内有效。不是您本人操作请忽略。", code);
	return message_put(cx, S("owner_code"), phone, text, cx->now + 5 * MINUTE_MS, !known);
}
