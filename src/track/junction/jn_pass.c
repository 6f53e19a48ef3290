/* jn_pass — rows to passages, passages to beacons. */
#include "track/junction/jn_int.h"

static void mark_alive(struct junc *j, int ant, utc_ms t)
{
	int64_t m = (t - j->seg0) / MINUTE_MS;

	if (m >= 0 && m < 1024)
		j->alive[ant][m / 64] |= UINT64_C(1) << (m % 64);
}

/* Whether an antenna heard anything in this minute: what a dead one does not hear says nothing. */
bool jn_alive(const struct junc *j, int ant, utc_ms t)
{
	int64_t m = (t - j->seg0) / MINUTE_MS;

	return m >= 0 && m < 1024 && j->alive[ant][m / 64] >> (m % 64) & 1;
}

/* Rows stand by tag and corrected time. A silence ends a passage. */
void jn_passages(struct jn *e, struct junc *j)
{
	utc_ms last = 0;

	j->npass = 0;
	memset(j->alive, 0, sizeof j->alive);
	for (uint32_t i = 0; i < j->n; i++) {
		utc_ms t = jn_time(j, &j->row[i]);
		mark_alive(j, j->row[i].ant, t);
		if (i == 0 || j->row[i].tag != j->row[i - 1].tag || t - last > e->o.silence_ms) {
			j->pass = jn_grown(j->pass, &j->pass_cap, j->npass + 1, sizeof *j->pass);
			j->pass[j->npass++] = (struct passage){ i, i, j->row[i].tag };
		}
		j->pass[j->npass - 1].to = i + 1;
		last = t;
	}
}

/* At most MAX_BEACONS: of a longer stay evenly fewer, its ends whole. */
int jn_beacons(const struct junc *j, const struct passage *p, struct beacon *ret)
{
	int n = 0;
	uint32_t no = 0, total = p->to - p->from, thin = total > 6 * MAX_BEACONS ? total / (4 * MAX_BEACONS) : 1;

	for (uint32_t i = p->from; i < p->to; i++) {
		const struct jrow *r = &j->row[i];
		utc_ms t = jn_time(j, r);
		if (!j->clock[r->ant].known)
			continue;
		if (n > 0 && t - ret[n - 1].t <= BEACON_MS && !(ret[n - 1].heard >> r->ant & 1)) {
			ret[n - 1].heard |= UINT64_C(1) << r->ant;
			ret[n - 1].rssi[r->ant] = r->rssi;
			continue;
		}
		if (n == MAX_BEACONS || (thin > 1 && no++ % thin != 0 && i > p->from + MAX_BEACONS && i + MAX_BEACONS < p->to))
			continue;
		ret[n].t = t;
		ret[n].heard = UINT64_C(1) << r->ant;
		ret[n].rssi[r->ant] = r->rssi;
		n++;
	}
	return n;
}
