/* flow_paper_int — shared by flow_paper*.c. */
#pragma once
#include "flow/flow_paper.h"
#include "office/bike/bike.h"
#include "office/owner/owner.h"
#include "office/site/site.h"

/* The value of a key of the opened content; empty where there is none. Borrowed from content. */
str flow_paper_fact(str content, const char *key);
