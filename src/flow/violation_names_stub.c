/* Stand-in for office/violation until its branch is merged; goes then. */
#include "office/violation/violation.h"
__attribute__((weak)) const str violation_kind_names[VK_N] = { SI("red"), SI("wrongway"), SI("motorlane"), SI("passenger"), SI("load"), SI("not_yielding"), SI("other") };
__attribute__((weak)) const str violation_source_names[VS_N] = { SI("radio"), SI("camera"), SI("officer"), SI("import") };
__attribute__((weak)) const str violation_state_names[VI_N] = { SI("captured"), SI("screened"), SI("confirmed"), SI("dismissed"), SI("lapsed"), SI("notified"), SI("acknowledged"), SI("appealed"), SI("upheld"), SI("revoked") };
__attribute__((weak)) enum violation_kind violation_kind_of(str s) { int i = 0; while (i < VK_N && !str_eq(violation_kind_names[i], s)) i++; return (enum violation_kind)i; }
__attribute__((weak)) int violation_count_month(struct cx *cx, owner_id rider, int32_t month, int64_t *ret) { (void)cx; (void)rider; (void)month; *ret = -1; return 0; }
__attribute__((weak)) enum violation_state violation_state_of(str s) { int i = 0; while (i < VI_N && !str_eq(violation_state_names[i], s)) i++; return (enum violation_state)i; }
