/* ack — the one place from which acknowledgements leave (I1), that in HELLO_ACK among them: it waits until JR_HELLO is durable,
 * because frames of the station's last connection may still be on their way to the disk.
 *
 * A session keeps up to ACK_QUEUE points: "durable up to lsn means this set may be named". The frames of one turn of the
 * loop share a point, the next turn begins another; with the queue full only its last point moves on, so the first ones
 * always become durable and are sent. */
#include "serve/ingest/ingest_int.h"

static void unacked_link(struct session *s)
{
	struct ingest *g = s->g;

	if (s->in_unacked)
		return;
	s->in_unacked = true;
	s->un_prev = NULL;
	s->un_next = g->unacked;
	if (g->unacked)
		g->unacked->un_prev = s;
	g->unacked = s;
}

void ack_note(struct session *s, uint64_t lsn)
{
	bool fresh = s->n_ack == 0 || (s->turn != s->g->turn && s->n_ack < ACK_QUEUE);

	if (fresh)
		s->n_ack++;
	s->turn = s->g->turn;
	struct ack_point *p = &s->ack[s->n_ack - 1];
	p->lsn = lsn;
	p->bytes = s->bytes_in;
	p->set = s->st->epoch[0];
	unacked_link(s);
}

/* The only caller of sup_ack_put in the server. */
static void ack_send(struct session *s, const struct seqset *set)
{
	uint8_t frame[512];
	struct sup_buf b = { .p = frame, .cap = sizeof frame };
	struct sup_ack a = { .epoch = set->epoch, .cum_seq = set->cum, .credits = (uint32_t)s->credit };

	if (s->greet) {         /* the first thing a station hears, and an acknowledgement as well */
		session_welcome(s, set);
		return;
	}
	a.n = (uint8_t)MIN(set->n, (uint32_t)SUP_ACK_RANGES);
	for (uint32_t i = 0; i < a.n; i++) {
		a.range[i].first = set->r[i].first;
		a.range[i].last = set->r[i].last;
	}
	size_t n = sup_ack_put(&b, &a);
	ASSERT(n > 0);
	session_send(s, frame, n);
	s->last_ack = clock_mono();
	s->g->stats.acks++;
}

void ack_duplicate(struct session *s)
{
	if (s->n_ack == 0)
		ack_send(s, &s->st->epoch[0]);  /* nothing of it is waiting for the disk */
}

/* Points that are durable leave the queue; the newest of them is sent. True while points wait. */
static bool ack_one(struct session *s, uint64_t durable)
{
	uint32_t k = 0;

	while (k < s->n_ack && s->ack[k].lsn <= durable)
		k++;
	if (k == 0)
		return true;
	if (k < s->n_ack && mono_since_ms(s->last_ack) < ACK_MIN_MS && s->bytes_in - s->bytes_acked < s->credit / 2)
		return true;            /* more is on its way: gather */
	ack_send(s, &s->ack[k - 1].set);
	s->bytes_acked = s->ack[k - 1].bytes;
	s->n_ack -= k;
	memmove(s->ack, s->ack + k, s->n_ack * sizeof s->ack[0]);
	return s->n_ack > 0;
}

void ack_all(struct ingest *g)
{
	uint64_t durable = journal_durable_lsn(g->o.journal);

	for (struct session *s = g->unacked, *next; s; s = next) {
		next = s->un_next;
		if (!s->dead && s->st && ack_one(s, durable))
			continue;
		if (s->un_prev)
			s->un_prev->un_next = s->un_next;
		else
			g->unacked = s->un_next;
		if (s->un_next)
			s->un_next->un_prev = s->un_prev;
		s->in_unacked = false;
	}
}
