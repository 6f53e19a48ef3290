/* spares — the database connections of the threads to come, made on a thread of its own while the journal is read: reading the schema is most of an open.
 * Its first one prepares every statement of the program: a broken one is a failed start. */
#include "app/server.h"

#include "store/sql/sql.h"

static bool wanted(struct spares *p)
{
	pthread_mutex_lock(&p->m);
	bool yes = p->want > 0 && !p->stop;
	p->want -= yes;
	pthread_mutex_unlock(&p->m);
	return yes;
}

static int make(struct server *s)
{
	struct spares *p = &s->spares;
	bool proven = false;

	while (!proven || wanted(p)) {
		struct sql *db;
		TRY(server_open_db(&s->cfg, false, &p->e, &db));
		int rc = proven ? 0 : sql_prove(db, &p->e);
		if (rc < 0) {
			sql_close(db);
			return rc;
		}
		proven = true;
		pthread_mutex_lock(&p->m);
		p->db[p->n++] = db;
		pthread_mutex_unlock(&p->m);
	}
	return 0;
}

static void spares_main(void *arg)
{
	struct server *s = arg;

	s->spares.rc = make(s);
}

void spares_open(struct server *s, unsigned n)
{
	ASSERT(n >= 1);
	s->spares.want = MIN(n, (unsigned)SPARES_MAX) - 1;      /* beside the first */
	thread_start(&s->spares.th, "yz-spares", spares_main, s);
}

int spares_take(struct server *s, struct err *e, struct sql **ret)
{
	struct spares *p = &s->spares;

	pthread_mutex_lock(&p->m);
	struct sql *db = p->n ? p->db[--p->n] : NULL;
	if (!db && p->want)
		p->want--;              /* one less for the other thread */
	pthread_mutex_unlock(&p->m);
	*ret = db;
	return db ? 0 : server_open_db(&s->cfg, false, e, ret);
}

int spares_close(struct server *s, bool stop, struct err *e)
{
	struct spares *p = &s->spares;

	pthread_mutex_lock(&p->m);
	p->stop |= stop;
	pthread_mutex_unlock(&p->m);
	thread_join(&p->th);
	while (p->n)
		sql_close(p->db[--p->n]);
	if (p->rc < 0 && e)
		*e = p->e;
	return p->rc;
}
