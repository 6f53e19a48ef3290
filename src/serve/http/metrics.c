/* metrics — the room's own figures, as numbers and as Prometheus text. */
#include "serve/http/http_int.h"

void http_stats(struct http *h, struct http_stats *ret)
{
	struct http_stats s = {
		.requests = h->requests, .saturated = h->saturated, .late_closed = h->late_closed, .bad_framing = h->bad_framing,
		.sse_events = h->sse_events, .sse_dropped = h->sse_dropped, .sse_refused = h->sse_refused,
		.handle_us_total = h->handle_us_total, .handle_us_max = h->handle_us_max,
	};

	for (size_t i = 0; i < COUNTOF(s.status); i++)
		s.status[i] = h->status[i];
	pthread_mutex_lock(&h->m);
	s.connections = h->nconns;
	pthread_mutex_unlock(&h->m);
	pthread_mutex_lock(&h->hub.m);
	s.sse_clients = h->hub.n;
	pthread_mutex_unlock(&h->hub.m);
	for (int i = 0; i < LANES; i++) {
		pthread_mutex_lock(&h->lanes[i].m);
		s.queued += h->lanes[i].queued;
		s.running += h->lanes[i].running;
		pthread_mutex_unlock(&h->lanes[i].m);
	}
	*ret = s;
}

static void one(FILE *out, const char *name, const char *kind, const char *help, double v)
{
	fprintf(out, "# HELP yanzhen_http_%s %s\n# TYPE yanzhen_http_%s %s\nyanzhen_http_%s %.17g\n", name, help, name, kind, name, v);
}

void metrics_write(struct http *h, FILE *out)
{
	struct http_stats s;

	http_stats(h, &s);
	fputs("# HELP yanzhen_http_replies_total Answers by class of status.\n# TYPE yanzhen_http_replies_total counter\n", out);
	for (int i = 2; i < 6; i++)
		fprintf(out, "yanzhen_http_replies_total{class=\"%dxx\"} %llu\n", i, (unsigned long long)s.status[i]);
	one(out, "handle_seconds_total", "counter", "Time from the headers of requests to their answers.", (double)s.handle_us_total / 1e6);
	one(out, "handle_seconds_max", "gauge", "The longest of them since the start.", (double)s.handle_us_max / 1e6);
	one(out, "saturated_total", "counter", "Requests refused because every worker was busy and the queue full.", (double)s.saturated);
	one(out, "late_connections_total", "counter", "Connections cut because a request or an answer took too long.", (double)s.late_closed);
	one(out, "bad_framing_total", "counter", "Requests whose end was in doubt; each ended its connection.", (double)s.bad_framing);
	one(out, "connections", "gauge", "Open connections.", s.connections);
	one(out, "queued", "gauge", "Requests waiting for a worker.", s.queued);
	one(out, "running", "gauge", "Requests in a worker.", s.running);
	one(out, "event_streams", "gauge", "Open event streams.", s.sse_clients);
	one(out, "events_sent_total", "counter", "Events given to streams.", (double)s.sse_events);
	one(out, "event_streams_dropped_total", "counter", "Streams ended because the client did not keep up.", (double)s.sse_dropped);
	one(out, "event_streams_refused_total", "counter", "Streams refused because too many were open.", (double)s.sse_refused);
	if (h->o.metrics)
		h->o.metrics(h->o.arg, out);
}
