/* server — see server.h. */
#include "app/server.h"
#include "flow/api.h"
#include "app/backup.h"
#include "app/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utc.h"
#include "flow/flow_access.h"
#include "flow/flow_alert.h"
#include "flow/flow_booking.h"
#include "flow/flow_claim.h"
#include "flow/flow_exposure.h"
#include "flow/flow_notice.h"
#include "flow/flow_figures.h"
#include "flow/flow_guard.h"
#include "flow/flow_hold.h"
#include "flow/flow_course.h"
#include "flow/flow_film.h"
#include "flow/flow_market.h"
#include "flow/flow_photo.h"
#include "flow/flow_counter.h"
#include "flow/flow_export.h"
#include "flow/flow_import_job.h"
#include "flow/flow_violation.h"
#include "serve/media/camera.h"
#include "flow/flow_plan.h"
#include "flow/flow_spot.h"
#include "flow/flow_order.h"
#include "office/account/account_api.h"
#include "office/audit/audit.h"
#include "office/seal/seal.h"
#include "office/guard/guard.h"
#include "office/theft/theft.h"
#include "flow/flow_station.h"
#include "flow/flow_stock.h"
#include "flow/flow_theft.h"
#include "office/number/number.h"
#include "office/photo/photo.h"
#include "office/policy/policy.h"
#include "office/message/message.h"
#include "platform/fs.h"
#include "platform/log.h"
#include "platform/post.h"
#include "store/sql/sql.h"

enum { WATCH_LOAD = 100000, OUTBOX_KEEP_DAYS = 7, MESSAGE_KEEP_DAYS = 1, COUNTER_KEEP_DAYS = 30, CATCH_UP_MS = 600000, SLOW_WORKERS = 2, OTHER_CONNECTIONS = 7 /* strangers' two, the hub's two, the jobs' two, yz-crossing's */, PHOTO_RESERVE = 512 << 20 };

const char *server_path(const struct config *cfg, const char *name, char buf[static 1200])
{
	snprintf(buf, 1200, "%s/%s", cfg->data_dir, name);
	return buf;
}

int server_open_db(const struct config *cfg, bool read_only, struct err *e, struct sql **ret)
{
	char path[1200];
	struct sql_opts o = { .path = server_path(cfg, "yanzhen.db", path), .busy_ms = 5000, .read_only = read_only, .unproven = true };

	if (cfg->database[0]) {
		if (!sql_is_url(cfg->database))
			return ERR_FIELD(e, E_CONFIG, "database", "database must begin with postgresql://");
		o.path = cfg->database;
	}
	return sql_open(&o, e, ret);
}

int server_use_photos(const struct config *cfg, struct err *e)
{
	char dir[1200];

	return blob_use(server_path(cfg, "photos", dir), PHOTO_RESERVE, e);
}

/* ---- the registry into the ingest ---- */

struct load { struct ingest *g; uint64_t mark; struct err *e; };

static int load_key(struct cx *cx, str name, station_ix ix, bool quarantined, const uint8_t key[static STATION_KEY], void *arg)
{
	struct load *l = arg;
	char z[40];

	(void)cx;
	snprintf(z, sizeof z, "%.*s", STR_ARG(name));
	return ingest_station_reset(l->g, l->mark, z, ix.v, quarantined ? LINK_QUARANTINE : LINK_ACTIVE, key, l->e);
}

static int load_stations_with(struct ingest *g, struct sql *db, struct err *e)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = db };
	struct load l = { g, ingest_registry_mark(g), e };   /* before the rows are read */

	arena_init(&a, 16 << 20);
	int rc = station_keys(&cx, load_key, &l);
	arena_done(&a);
	if (rc < 0)
		ERR(e, rc, "the stations' keys cannot be read: %s", cx.err.msg);
	return MIN(rc, 0);
}

static int load_stations(void *arg, struct ingest *g, struct err *e)
{
	struct server *s = arg;

	return load_stations_with(g, s->alert_db, e);
}

/* ---- hits ---- */

static int take_hit(void *arg, const struct watch_hit *h, const struct fix *at)
{
	struct server *s = arg;
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->alert_db };

	arena_init(&a, 1 << 20);
	int rc = flow_alert_hit(&cx, h, at);
	sql_rollback(&cx);
	if (rc < 0)
		log_line(LOG_ERROR, "alert.store", "code=%s why=%s", err_name(rc), LOG_Q(str_of(cx.err.msg)));
	arena_done(&a);
	return rc;
}

static void on_durable(void *arg, uint64_t lsn)
{
	struct server *s = arg;

	ingest_on_durable(&s->hook, lsn);
	pthread_mutex_lock(&s->told);
	if (s->part)
		partition_wake(s->part);
	if (s->crossing)
		crossing_wake(s->crossing);
	pthread_mutex_unlock(&s->told);
}

/* While the partition is not up yet, or catches up on what was there before the start, stations are served without a hold. */
static uint64_t behind(void *arg)
{
	struct server *s = arg;

	return s->part ? partition_behind(s->part) : 0;
}

static uint32_t segment_head(void *arg, uint8_t *buf, uint32_t cap)
{
	struct server *s = arg;

	return ingest_segment_head(&s->hook, buf, cap);
}

static void on_outbox(void *arg)
{
	struct server *s = arg;

	pthread_mutex_lock(&s->told);
	if (s->http)
		http_notify(s->http);
	pthread_mutex_unlock(&s->told);
}

/* ---- jobs ---- */

static int job_places(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_station_reconcile(cx);
}

static int job_watch(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_watch_reconcile(cx);
}

static int job_health(struct cx *cx, void *arg)
{
	struct server *s = arg;

	/* stations are given one heartbeat to come back before their silence means anything */
	return mono_since_ms(s->begun) < 1000 * s->cfg.heartbeat_s ? 0 : flow_station_health(cx);
}

/* Days past retention go, after what cases need of them is held. */
static int job_days(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_hold_work(cx);
}

static int job_holds(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_hold_release(cx);
}

static int job_trim(struct cx *cx, void *arg)
{
	(void)arg;
	TRY(sql_begin(cx, true));
	TRY(outbox_trim(cx, cx->now - (utc_ms)OUTBOX_KEEP_DAYS * DAY_MS));
	TRY(counter_trim(cx, cx->now - (utc_ms)COUNTER_KEEP_DAYS * DAY_MS));
	TRY(access_trim(cx, day_of(cx->now) - 1));
	TRY(message_trim(cx, cx->now - (utc_ms)MESSAGE_KEEP_DAYS * DAY_MS));
	return sql_commit(cx);
}

static void no_dot(void *arg, const struct map_dot *d)
{
	(void)arg;
	(void)d;
}

/* Keeps "tags heard in ten minutes" true while nobody looks at the map. */
static int job_heard(struct cx *cx, void *arg)
{
	struct server *s = arg;
	struct geo none = { 0, 0 };
	uint32_t heard;
	utc_ms at;

	(void)cx;
	return partition_map(s->part, none, none, no_dot, NULL, &heard, &at);
}

/* Once after the start: the stations' list is what the engines hold after catching up. */
static int job_watch_list(struct cx *cx, void *arg)
{
	struct server *s = arg;

	(void)cx;
	if (s->watch_loaded || !partition_caught_up(s->part, s->start_lsn, 1000))
		return 0;
	struct watch_change *c = calloc(WATCH_LOAD, sizeof *c);
	if (!c)
		BUG("out of memory");
	uint32_t version, n = partition_watch_list(s->part, c, WATCH_LOAD, &version);
	uint64_t *tags = calloc(n + 1, sizeof *tags);
	if (!tags)
		BUG("out of memory");
	for (uint32_t i = 0; i < n; i++)
		tags[i] = c[i].tag;
	ingest_watch_load(s->ingest, version, tags, n);
	free(tags);
	free(c);
	s->watch_loaded = true;
	return 0;
}

static int job_keys(struct cx *cx, void *arg)
{
	struct server *s = arg;

	/* what the command line changed while the server runs */
	return load_stations_with(s->ingest, cx->db, &cx->err);
}

static int job_messages(struct cx *cx, void *arg)
{
	struct server *s = arg;
	char dir[1200];
	struct gateway_opts o = { .dir = server_path(&s->cfg, "messages", dir), .url = s->cfg.message_url };

	return as_done(gateway_send_due(cx, &o));
}

static int job_backup(struct cx *cx, void *arg)
{
	struct server *s = arg;

	return backup_serve(&s->cfg, s->part, s->track_keys, &cx->err);
}

/* The city's engine figures go through the journal, so that a replay knows them. */
static int job_policy(struct cx *cx, void *arg)
{
	struct server *s = arg;
	int64_t gap, quiet, live;
	uint64_t end;

	TRY(policy_i64(cx, POL_VISIT_GAP_S, cx->now, &gap));
	TRY(policy_i64(cx, POL_WATCH_QUIET_S, cx->now, &quiet));
	TRY(policy_i64(cx, POL_WATCH_LIVE_S, cx->now, &live));
	struct engine_policy p = { .gap_ms = (int32_t)gap * 1000, .quiet_ms = (int32_t)quiet * 1000, .live_ms = (int32_t)live * 1000 };
	TRY(flow_guard_policy(cx, &p.guard));
	if (memcmp(&p, &s->policy, sizeof p) == 0)
		return 0;
	TRY(ingest_append(s->ingest, JR_POLICY, 0, &p, sizeof p, &end, &cx->err));
	s->policy = p;
	return 0;
}

static int job_anchor(struct cx *cx, void *arg)
{
	(void)arg;
	return audit_anchor_tick(cx);
}

/* A key that 'yanzhen key rotate' has added is used from now on. */
static int job_keyring(struct cx *cx, void *arg)
{
	(void)arg;
	return vault_keyring_refresh(&cx->err);
}

static int job_numbers(struct cx *cx, void *arg)
{
	struct server *s = arg;

	return number_index_follow(cx, s->numbers);
}

static int job_tags(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_tag_health(cx);
}

static int job_no_shows(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_no_shows(cx);
}

static int job_plans(struct cx *cx, void *arg)
{
	(void)arg;
	return as_done(flow_plan_tick(cx));
}

/* Fines that are late, bikes in the yard, captures of what was decided on the spot. */
static int job_spot(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_spot_tick(cx);
}

/* Alerts become orders, unsigned orders go up; what was put aside comes back. */
static int job_orders(struct cx *cx, void *arg)
{
	(void)arg;
	int care = flow_alert_care(cx);
	TRY(flow_order_work(cx));
	return care;
}

/* Nights begin and end; the engines hear of it. */
static int job_guards(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_guard_work(cx);
}

/* Papers whose time is over, no-shows, riders who have not booked; files that are no film any more. */
static int job_courses(struct cx *cx, void *arg)
{
	(void)arg;
	int n = flow_course_work(cx);
	TRY(n);
	int gone = flow_film_old(cx);
	return gone < 0 ? gone : n + gone;
}

/* Offers whose days are over. */
static int job_market(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_market_work(cx);
}

static int job_photos(struct cx *cx, void *arg)
{
	struct server *s = arg;

	return photo_sweep(cx, s->photo_shard++);
}

/* What is past its time, a turn an hour. */
static int job_old_photos(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_photo_old(cx);
}

/* Claims whose bikes the net hears are held. */
static int job_claims(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_claim_watch(cx);
}

/* Who looked at whose way, and what an auditor should know of it; told within a minute of the look. */
static int job_looks(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_access_watch(cx);
}

static int job_looks_told(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_access_tell(cx);
}

static int job_looks_drawn(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_access_draw(cx);
}

/* What nobody reviewed in time lapses; what is about to is told. */
static int job_violations(struct cx *cx, void *arg)
{
	(void)arg;
	TRY(sql_begin(cx, true));
	TRY(flow_violation_due(cx));
	TRY(flow_violation_remind(cx));
	TRY(flow_appeal_remind(cx));
	return sql_commit(cx);
}

/* Pictures of what was just caught, from the cameras of the junctions. */
static int job_cameras(struct cx *cx, void *arg)
{
	(void)arg;
	return camera_pull_due(cx);
}

/* Whole months of the figures that are not kept any more; after an upgrade all of them, within the hour. */
static int job_figures(struct cx *cx, void *arg)
{
	(void)arg;
	return as_done(flow_figures_keep_job(cx, 24));
}

/* What became of notices on their way: a violation whose notice went out is notified. */
static int job_notices(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_notice_arrived(cx);
}

/* Publications whose days are over; what the public sees goes by the day, not by this. */
static int job_exposures(struct cx *cx, void *arg)
{
	(void)arg;
	return flow_exposure_expire(cx);
}

static const struct job jobs[] = {
	{ "numbers",    2000,    job_numbers },
	{ "policy",     60000,   job_policy },
	{ "places",     3000,    job_places },
	{ "watch-list", 2000,    job_watch_list },
	{ "junctions",  3000,    junctions_tell },
	{ "plans-told", 400,     junctions_plans },
	{ "controllers", 5000,   junctions_links },
	{ "watch",      2000,    job_watch },
	{ "health",     5000,    job_health },
	{ "heard",      10000,   job_heard },
	{ "keys",       5000,    job_keys },
	{ "messages",   1000,    job_messages },
	{ "tags",       5000,    job_tags },
	{ "no-shows",   60000,   job_no_shows },
	{ "plans",      60000,   job_plans },
	{ "spot",       300000,  job_spot },
	{ "claims",     60000,   job_claims },
	{ "orders",     1000,    job_orders },
	{ "violations", 60000,   job_violations },
	{ "cameras",    2000,    job_cameras },
	{ "figures",    60000,   job_figures },
	{ "guards",     2000,    job_guards },
	{ "market",     60000,   job_market },
	{ "notices",    5000,    job_notices },
	{ "exposures",  60000,   job_exposures },
	{ "courses",    20000,   job_courses },
	{ "photos",     60000,   job_photos },
	{ "old-photos", 3600000, job_old_photos },
	{ "backup",     1000,    job_backup },
	{ "days",       2000,    job_days },
	{ "holds",      3600000, job_holds },
	{ "trim",       3600000, job_trim },
	{ "looks",      30000,   job_looks },
	{ "looks-told", 60000,   job_looks_told },
	{ "looks-drawn", 3600000, job_looks_drawn },
	{ "anchor",     60000,   job_anchor },
	{ "keyring",    60000,   job_keyring },
};

/* A whole import takes hours at worst: a thread of its own. */
static int job_import(struct cx *cx, void *arg)
{
	(void)arg;
	return import_job_work(cx);
}

static const struct job import_jobs[] = { { "import", 300, job_import } };

/* ---- start and stop ---- */

static int check_db(struct server *s, struct err *e)
{
	TRY(server_open_db(&s->cfg, false, e, &s->alert_db));
	int v = sql_version(s->alert_db, sql_migrations, sql_nmigrations, e);
	TRY(v);
	if (v < (int)sql_nmigrations)
		return ERR(e, E_CONFIG, v == 0 ? "there is no database in %s yet: run 'yanzhen init'" :
		           "the database in %s is older than this program: run 'yanzhen db upgrade'",
		           s->cfg.database[0] ? "PostgreSQL" : s->cfg.data_dir);
	return sql_scrub(s->alert_db, e);
}

/* The key file, and that it is the one of this data. */
static int check_keys(struct server *s, struct err *e)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->alert_db };

	TRY(keys_open(&s->cfg, e));
	if (vault_index_pending())
		return ERR(e, E_STATE, "a change of the index key was broken off: run 'yanzhen key reseal --index'");
	arena_init(&a, 1 << 20);
	int rc = seal_check(&cx);
	arena_done(&a);
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

static int post_anchor(void *arg, str line, struct err *e)
{
	const struct config *cfg = arg;
	struct post p = { cfg->audit_anchor_url, "text/plain; charset=utf-8", cfg->audit_anchor_token_file, 0 };

	return post_text(&p, line, e);
}

static void open_receivers(struct server *s)
{
	struct audit_receiver r = { .file = s->cfg.audit_anchor_file[0] ? s->cfg.audit_anchor_file : NULL,
	                            .post = s->cfg.audit_anchor_url[0] ? post_anchor : NULL, .arg = &s->cfg };

	audit_receiver(&r);
}

static int open_journal(struct server *s, struct err *e)
{
	char dir[1200];
	struct journal_opts o = { .dir = server_path(&s->cfg, "journal", dir), .on_durable = on_durable, .segment_head = segment_head,
		.segment_bytes = (uint64_t)s->cfg.journal_segment_mib << 20, .ballast_bytes = (uint32_t)s->cfg.journal_ballast_mib << 20,
		.arg = s };

	return journal_open(&o, e, &s->journal);
}

static int split_addr(const char *text, char host[static 64], int *ret_port, struct err *e)
{
	*ret_port = -1;
	if (!text[0])
		return 0;
	return config_addr(text, host, ret_port) ? 0 : ERR(e, E_CONFIG, "'%s' is not ADDRESS:PORT", text);
}

/* First of all: whoever dials while the rest is done waits in the ports' queue, and is not refused and sent into its back-off. */
static int open_ports(struct server *s, struct err *e)
{
	char plain[64] = "", tls[64] = "";
	struct ingest_opts o = { .plain_addr = plain, .tls_addr = tls, .plain_anywhere = s->cfg.plain_text_over_the_network_i_know_what_i_do };

	TRY(split_addr(s->cfg.station_plain_listen, plain, &o.plain_port, e));
	TRY(split_addr(s->cfg.station_tls_listen, tls, &o.tls_port, e));
	return ingest_listen(&o, &s->ports, e);
}

static int open_ingest(struct server *s, struct err *e)
{
	size_t n;
	struct ingest_opts o = { .journal = s->journal, .ports = &s->ports, .max_sessions = (uint32_t)s->cfg.max_stations,
		.heartbeat_s = (uint16_t)s->cfg.heartbeat_s, .hook = &s->hook, .load = load_stations, .hold = true,
		.clock_speed = (int32_t)s->cfg.clock_speed_for_benchmarks, .behind = behind, .arg = s };

	if (s->cfg.station_config_file[0])
		TRY(fs_read(s->cfg.station_config_file, 4096, &s->station_config, &n, e));
	o.config_text = s->station_config ? s->station_config : "";
	return ingest_start(&o, e, &s->ingest);
}

static int tell_again(struct cx *cx)
{
	TRY(sql_begin(cx, true));
	TRY(station_unplace_all(cx));
	TRY(theft_watch_again(cx));
	TRY(guard_again(cx));
	TRY(junction_untell_all(cx));
	return sql_commit(cx);
}

/* An empty journal beside a database: the engines are told everything again. Where hits have been taken already their positions
 * would come a second time and be taken for known, so a lost journal is not passed over in silence. */
static int new_journal(struct cx *cx, uint64_t hit_lsn, struct err *e)
{
	if (hit_lsn)
		return ERR(e, E_STATE, "the journal is empty, but alerts were made from it up to position %llu: it was lost or moved away; "
		           "put it back or restore a backup", (unsigned long long)hit_lsn);
	return tell_again(cx);
}

static int open_position(struct server *s, struct err *e)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->alert_db };
	char snap[1200];

	arena_init(&a, 1 << 20);
	int rc = flow_alert_position(&cx, &s->hit_lsn, &s->hit_n);
	if (rc >= 0 && s->start_lsn <= JOURNAL_FIRST_LSN)
		rc = new_journal(&cx, s->hit_lsn, e);
	/* restored, and its keys gone: what the engines were told before the journal begins is told again */
	if (rc >= 0 && s->start_lsn > JOURNAL_FIRST_LSN && journal_first_lsn(s->journal) > JOURNAL_FIRST_LSN &&
	    access(server_path(&s->cfg, "engine.snap", snap), F_OK) < 0)
		rc = tell_again(&cx);
	arena_done(&a);
	return rc < 0 ? ERR(e, rc, "%s", cx.err.msg) : 0;
}

/* The engines learn where the stations stand before the first station is let in, so that every alert has a place. When that cannot be
 * now (a full disk) the job repeats it. */
static void place_stations(struct server *s)
{
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->alert_db, .track = &s->port };
	mono begun = clock_mono();

	arena_init(&a, 16 << 20);
	int n = flow_station_reconcile(&cx);
	arena_done(&a);
	if (n < 0)
		log_line(LOG_WARN, "server.places", "code=%s why=%s", err_name(n), LOG_Q(str_of(cx.err.msg)));
	else if (n)
		log_line(LOG_INFO, "server.places", "told=%d ms=%lld", n, (long long)mono_since_ms(begun));
}

static int open_partition(struct server *s, struct err *e)
{
	struct partition_opts o = { .journal = s->journal, .dir = s->cfg.data_dir, .keep_days = (int32_t)s->cfg.trail_keep_days,
		.cache_bytes = (uint32_t)s->cfg.trail_cache_mib << 20, .memtable_bytes = (uint32_t)s->cfg.trail_memtable_mib << 20,
		.expect_tags = (uint32_t)s->cfg.expect_tags, .max_tags = (uint32_t)s->cfg.max_tags, .snapshot_s = (int32_t)s->cfg.snapshot_s,
		.journal_keep_bytes = (uint64_t)s->cfg.journal_keep_mib << 20, .journal_keep_days = (int32_t)s->cfg.journal_keep_days, .days_told = true, .on_hit = take_hit,
		.hit_lsn = s->hit_lsn, .hit_n = s->hit_n, .arg = s };
	struct partition *part = NULL;

	TRY(keys_tracks(&s->cfg, true, e, &s->track_keys));
	o.keys = s->track_keys;
	int rc = partition_start(&o, e, &part);
	pthread_mutex_lock(&s->told);
	s->part = part;
	pthread_mutex_unlock(&s->told);
	if (rc >= 0)
		s->foresee = foresee_start(part);
	return rc;
}

static int db_open(void *arg, struct err *e, struct sql **ret)
{
	struct server *s = arg;

	return spares_take(s, e, ret);
}

static int open_http(struct server *s, struct err *e)
{
	char host[64];
	int port;

	if (!config_addr(s->cfg.http_listen, host, &port))
		return ERR(e, E_CONFIG, "http_listen: '%s' is not ADDRESS:PORT", s->cfg.http_listen);
	struct http_opts o = { .listen = host, .port = (uint16_t)port, .version = YZ_VERSION, .routes = api_routes,
		.nroutes = api_nroutes, .assets = http_web_assets, .nassets = http_web_nassets, .track = &s->port,
		.ports = &http_ports_real, .db_open = db_open, .db_arg = s, .metrics = server_metrics, .health = server_health, .arg = s,
		.cert_file = s->cfg.http_cert[0] ? s->cfg.http_cert : NULL, .key_file = s->cfg.http_key[0] ? s->cfg.http_key : NULL,
		.proxied = s->cfg.http_behind_proxy,
		.metrics_token_file = s->cfg.metrics_token_file[0] ? s->cfg.metrics_token_file : NULL,
		.limits = { .workers = (unsigned)s->cfg.http_workers, .slow_workers = SLOW_WORKERS } };
	return http_start(&o, e, &s->http);
}

static int open_jobs(struct server *s, struct err *e)
{
	struct jobs_opts o = { .jobs = jobs, .n = COUNTOF(jobs), .track = &s->port, .arg = s };

	TRY(spares_take(s, e, &o.db));
	s->jobs = jobs_start(&o);
	struct jobs_opts one = { .jobs = import_jobs, .n = COUNTOF(import_jobs), .track = &s->port, .arg = s };
	TRY(spares_take(s, e, &one.db));
	s->imports = jobs_start(&one);
	return 0;
}

/* An import that was at work when the program ended is shown as broken off from the first request on. */
static int open_imports(struct server *s, struct err *e)
{
	char dir[1200];
	struct arena a;
	struct cx cx = { .now = clock_utc(), .roles = ROLE_SYSTEM, .arena = &a, .db = s->alert_db };

	TRY(import_job_dir(server_path(&s->cfg, "imports", dir), e));
	import_job_close(false);
	arena_init(&a, 16 << 20);
	int rc = import_job_start(&cx);
	arena_done(&a);
	return rc < 0 ? ERR(e, rc, "the imports: %s", cx.err.msg) : 0;
}

static int open_all(struct server *s, struct err *e)
{
	char tmp[1200];

	TRY(gateway_check(&(struct gateway_opts){ .url = s->cfg.message_url }, e));
	TRY(data_lock(&s->cfg, &s->lock, e));
	TRY(open_ports(s, e));
	backup_clean(&s->cfg);
	TRY(check_db(s, e));
	spares_open(s, (unsigned)s->cfg.http_workers + SLOW_WORKERS + OTHER_CONNECTIONS);
	TRY(check_keys(s, e));
	TRY(server_use_photos(&s->cfg, e));
	TRY(flow_export_dir(server_path(&s->cfg, "tmp", tmp), e));
	TRY(open_imports(s, e));
	open_receivers(s);
	account_api_version = YZ_VERSION;
	TRY(open_journal(s, e));
	s->start_lsn = journal_durable_lsn(s->journal);
	TRY(open_position(s, e));
	port_init(s);
	junctions_port(s);
	TRY(open_ingest(s, e));
	place_stations(s);
	ingest_admit(s->ingest);
	TRY(open_partition(s, e));
	TRY(junctions_open(s, e));
	outbox_on_commit(on_outbox, s);
	s->numbers = number_index_new();     /* filled by the job; until then searches say so */
	number_index_use(s->numbers);
	TRY(open_http(s, e));
	TRY(open_jobs(s, e));
	return spares_close(s, false, e);
}

int server_start(const struct config *cfg, struct err *e, struct server **ret)
{
	struct server *s = calloc(1, sizeof *s);

	if (!s)
		BUG("out of memory");
	s->cfg = *cfg;
	s->lock = -1;
	s->ports = (struct ingest_ports){ -1, -1 };
	pthread_mutex_init(&s->told, NULL);
	pthread_mutex_init(&s->spares.m, NULL);
	if (cfg->clock_speed_for_benchmarks != 1) {
		sys_speed_up(cfg->clock_speed_for_benchmarks);
		log_line(LOG_WARN, "server.clock", "FOR_BENCHMARKS_ONLY times_too_fast=%lld every_stored_time_is_wrong=yes",
		         (long long)cfg->clock_speed_for_benchmarks);
	}
	s->begun = clock_mono();
	int rc = open_all(s, e);
	if (rc < 0) {
		server_stop(s);
		return rc;
	}
	log_line(LOG_INFO, "server.up", "http=%u stations_tls=%d stations_plain=%d ms=%lld", http_port(s->http),
	         ingest_tls_port(s->ingest), ingest_plain_port(s->ingest), (long long)mono_since_ms(s->begun));
	*ret = s;
	return 0;
}

void server_stop(struct server *s)
{
	if (!s)
		return;
	struct http *http = s->http;

	import_job_close(true);          /* a run ends after its batch, and is resumed when somebody says so */
	spares_close(s, true, NULL);
	jobs_stop(s->imports);
	jobs_stop(s->jobs);
	pthread_mutex_lock(&s->told);   /* alerts are still taken, and told to nobody */
	s->http = NULL;
	pthread_mutex_unlock(&s->told);
	http_stop(http);
	junctions_stop_signals(s);
	ingest_ports_close(&s->ports);
	ingest_stop(s->ingest);
	junctions_stop(s);
	struct partition *part = s->part;
	pthread_mutex_lock(&s->told);   /* the journal's thread lives longer */
	s->part = NULL;
	pthread_mutex_unlock(&s->told);
	foresee_stop(s->foresee);
	partition_stop(part);
	daykeys_close(s->track_keys);
	s->track_keys = NULL;
	outbox_on_commit(NULL, NULL);
	audit_receiver(&(struct audit_receiver){ 0 });
	number_index_use(NULL);
	number_index_free(s->numbers);
	(void)!blob_use(NULL, 0, NULL);
	journal_close(s->journal);
	sql_close(s->alert_db);
	free(s->station_config);
	fd_close(&s->lock);
	pthread_mutex_destroy(&s->told);
	pthread_mutex_destroy(&s->spares.m);
	free(s);
}
