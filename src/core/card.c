/* card — see card.h. */
#include "core/card.h"

bool card_number_valid(str s)
{
	int sum = 0;

	for (size_t i = 0; i < s.n; i++) {
		int d = s.p[s.n - 1 - i] - '0';
		if (d < 0 || d > 9)
			return false;
		d = i % 2 ? d * 2 : d;
		sum += d > 9 ? d - 9 : d;
	}
	return s.n >= 12 && s.n <= 19 && sum % 10 == 0;
}
