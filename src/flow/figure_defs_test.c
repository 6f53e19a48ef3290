/* figure_defs_test — docs/figures.md against the table it describes. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "flow/flow_figures_junction.h"
#include "platform/fs.h"

/* docs/figures.md holds every definition, word by word, in both languages. */
static void the_document_says_what_the_table_says(void **state)
{
	const char *source = getenv("YZ_SOURCE");
	struct err e = { 0 };
	char path[600], *text;
	size_t n;

	(void)state;
	snprintf(path, sizeof path, "%s/docs/figures.md", source ? source : ".");
	if (fs_read(path, 1 << 20, &text, &n, &e) < 0)
		fail_msg("%s", e.msg);
	for (int i = 0; i < FIG_N; i++) {
		const struct figure_def *d = &figure_defs[i];
		const str must[] = { d->title.zh, d->title.en, d->num.zh, d->num.en, d->den.zh, d->den.en, d->cut.zh, d->cut.en };
		char head[100];
		snprintf(head, sizeof head, "\n## `%.*s` ", STR_ARG(d->id));
		const char *at = strstr(text, head), *next = at ? strstr(at + 1, "\n## ") : NULL;
		if (!at)
			fail_msg("docs/figures.md has no section %s", head + 1);
		size_t len = next ? (size_t)(next - at) : strlen(at);
		for (size_t k = 0; k < COUNTOF(must); k++)
			if (must[k].n && !memmem(at, len, must[k].p, must[k].n))
				fail_msg("docs/figures.md, %.*s: does not say: %.*s", STR_ARG(d->id), STR_ARG(must[k]));
	}
	for (int i = 0; i < FJW_N; i++)
		if (!strstr(text, flow_junction_words[i].zh.p) || !strstr(text, flow_junction_words[i].en.p))
			fail_msg("docs/figures.md does not say what %.*s of the junctions is", STR_ARG(flow_junction_word_names[i]));
	free(text);
}

/* Nobody's work is ranked: the statements of the figures name no account, and no figure is divided by one. */
static void no_figure_is_divided_by_a_person(void **state)
{
	static const char *const files[] = { "flow_figures.sql", "flow_figures_facts.sql", "flow_figures_junction.sql" };
	static const char *const persons[] = { "officer", "account", "actor", "_by", "_name", "sold_by", "owner" };
	const char *source = getenv("YZ_SOURCE");
	char path[600], *text;
	struct err e = { 0 };
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNTOF(files); i++) {
		snprintf(path, sizeof path, "%s/src/flow/%s", source ? source : ".", files[i]);
		if (fs_read(path, 1 << 20, &text, &n, &e) < 0)
			fail_msg("%s", e.msg);
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			for (size_t k = 0; k < COUNTOF(persons); k++)
				if (strncmp(line, "--", 2) && strstr(line, persons[k]))
					fail_msg("%s asks for a person (%s): %s", files[i], persons[k], line);
		free(text);
	}
	for (int d = 0; d < FD_N; d++)
		for (size_t k = 0; k < COUNTOF(persons); k++)
			assert_null(memmem(figure_dim_names[d].p, figure_dim_names[d].n, persons[k], strlen(persons[k])));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_document_says_what_the_table_says), cmocka_unit_test(no_figure_is_divided_by_a_person) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
