/* alert_int — private: an alert's row as both files of the room read it. */
#pragma once
#include "office/alert/alert.h"
#include "store/sql/sql.h"

/* In the column order of every statement on alert; text in the arena. */
void alert_read(struct sql_row *r, struct arena *arena, struct alert *a);
enum alert_rule alert_rule_of(str s);
