/* post — see post.h. */
#include "platform/post.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "platform/fs.h"

enum { TOKEN_BYTES = 4096, TIMEOUT_MS = 10000 };

static void start(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		BUG("libcurl does not start");
}

static size_t drop(char *p, size_t size, size_t n, void *arg)
{
	(void)p;
	(void)arg;
	return size * n;
}

static int token_header(const char *path, char ret[static TOKEN_BYTES + 64], struct err *e)
{
	char *text;
	size_t n;

	ret[0] = 0;
	if (!path || !path[0])
		return 0;
	TRY(fs_read_secret(path, TOKEN_BYTES, &text, &n, e));
	snprintf(ret, TOKEN_BYTES + 64, "Authorization: Bearer %.*s", (int)strcspn(text, "\r\n"), text);
	explicit_bzero(text, n);
	free(text);
	return 0;
}

static int perform(CURL *c, struct err *e)
{
	long status = 0;
	CURLcode rc = curl_easy_perform(c);

	if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
		return ERR(e, E_INVALID, "the receiver's address is not an http or https address");
	if (rc != CURLE_OK)
		return ERR(e, E_IO, "the receiver cannot be reached: %s", curl_easy_strerror(rc));
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300 ? 0 : ERR(e, E_IO, "the receiver answers with status %ld", status);
}

int post_text(const struct post *p, str body, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char auth[TOKEN_BYTES + 64], type[128];

	pthread_once(&once, start);
	TRY(token_header(p->token_file, auth, e));
	snprintf(type, sizeof type, "Content-Type: %s", p->type);
	CURL *c = curl_easy_init();
	struct curl_slist *heads = curl_slist_append(NULL, type);
	heads = curl_slist_append(heads, "Expect:");
	if (auth[0])
		heads = curl_slist_append(heads, auth);
	if (!c || !heads)
		BUG("out of memory");
	curl_easy_setopt(c, CURLOPT_URL, p->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)(p->timeout_ms > 0 ? p->timeout_ms : TIMEOUT_MS));
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, heads);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.n ? body.p : "");
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, drop);
	int rc = perform(c, e);
	curl_slist_free_all(heads);
	curl_easy_cleanup(c);
	explicit_bzero(auth, sizeof auth);
	return rc;
}
