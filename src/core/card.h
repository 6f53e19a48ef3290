/* card — numbers of bank cards. */
#pragma once
#include "base/base.h"

/* 12 to 19 digits of which the last is the right check digit (Luhn, ISO/IEC 7812-1). */
bool card_number_valid(str s);
