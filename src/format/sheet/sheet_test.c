/* sheet_test — tables looked at from outside: Python's csv, zip and XML readers say what is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/sheet/sheet.h"
#include "platform/sys.h"

/* What people and attackers write into a register; a spreadsheet may run none of it. */
static const str battery[] = {
	SI("=1+1"), SI("+1"), SI("-1"), SI("@SUM(A1)"), SI("\t=1+1"), SI("\r=1+1"), SI("\n=1+1"), SI("=cmd|' /C calc'!A0"), SI("=HYPERLINK(\"http://a\",\"b\")"),
	SI("＝1+1"), SI("＋1"), SI("－1"), SI("＠A1"), SI("'=1"), SI("007"), SI("1e5"), SI("2026-11-25"), SI("_x0041_"), SI("_x005F_x0041_"), SI("a,b"), SI("a;b"),
	SI("he said \"no\""), SI("two\nlines"), SI("two\r\nlines"), SI(" before"), SI("after "), SI(""), SI("https://example.org/"), SI("{=A1}"), SI("\"=1+1\""),
	SI("<b>&amp;</b>"), SI("TRUE"), SI("衡（电动）阳58"), SI("张**"), SI("138****5678"), SI("𠮷田"), SI("mailto:a@example.org"), SI("#REF!"), SI("4304**********1234"),
};

struct room { char dir[64], file[96]; };

static int setup(void **state)
{
	static struct room r;

	snprintf(r.dir, sizeof r.dir, "/tmp/yz-sheet-XXXXXX");
	assert_non_null(mkdtemp(r.dir));
	snprintf(r.file, sizeof r.file, "%s/t", r.dir);
	*state = &r;
	return 0;
}

static int files_in(const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static int teardown(void **state)
{
	struct room *r = *state;

	unlink(r->file);
	assert_int_equal(files_in(r->dir), 0);      /* nothing is left behind */
	rmdir(r->dir);
	return 0;
}

static void write_table(const struct room *r, enum sheet_form form, int times)
{
	static const str head[] = { SI("序号"), SI("内容") };
	struct err e = { 0 };
	struct sheet *s;
	struct stat st;

	if (sheet_open(r->file, form, r->dir, "登记册", 1795424400000, &e, &s) < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(stat(r->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(sheet_row(s, true, head, 2, &e), 0);
	for (int t = 0; t < times; t++)
		for (size_t i = 0; i < COUNTOF(battery); i++) {
			char no[16];
			snprintf(no, sizeof no, "%zu", i + 1);
			str row[] = { str_of(no), battery[i] };
			if (sheet_row(s, false, row, 2, &e) < 0)
				fail_msg("row %zu: %s", i, e.msg);
		}
	if (sheet_end(s, &e) < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(stat(r->file, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

/* Each cell as hexadecimal, a line a row; the reader refuses (prints BAD) what is no text. */
static const char read_csv[] =
	"import csv,io,sys\n"
	"b=open(sys.argv[1],'rb').read()\n"
	"assert b[:3]==b'\\xef\\xbb\\xbf','BAD no BOM'\n"
	"assert b.endswith(b'\\r\\n'),'BAD last line'\n"
	"for row in csv.reader(io.StringIO(b[3:].decode('utf-8'),newline=''),strict=True):\n"
	"  for c in row:\n"
	"    assert not c or c[0] not in '=+-@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20','BAD formula '+repr(c)\n"
	"  print(' '.join(c.encode().hex() or '-' for c in row))\n";
static const char read_xlsx[] =
	"import re,sys,zipfile\n"
	"import xml.etree.ElementTree as T\n"
	"z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None,'BAD zip'\n"
	"sheets=[n for n in z.namelist() if n.startswith('xl/worksheets/')]\n"
	"assert sheets==['xl/worksheets/sheet1.xml'],'BAD '+str(sheets)\n"
	"assert 'xl/sharedStrings.xml' not in z.namelist() and not any('externalLink' in n or 'vba' in n.lower() for n in z.namelist()),'BAD parts'\n"
	"root=T.fromstring(z.read(sheets[0])); q='{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n"
	"assert not list(root.iter(q+'f')) and not list(root.iter(q+'hyperlink')) and not list(root.iter(q+'v')),'BAD formula, link or value'\n"
	"for row in root.iter(q+'row'):\n"
	"  cells=[]\n"
	"  for c in row.iter(q+'c'):\n"
	"    assert c.get('t') in ('inlineStr','s') or (c.get('t') is None and len(c)==0),'BAD type '+str(c.get('t'))\n"
	"    t=''.join(x.text or '' for x in c.iter(q+'t'))\n"
	"    cells.append(re.sub('_x([0-9A-Fa-f]{4})_',lambda m:chr(int(m[1],16)),t))\n"
	"  print(' '.join(c.encode().hex() or '-' for c in cells))\n";

static char *outside(const char *program, const char *file)
{
	static char buf[1 << 20];
	char script[96], line[256];

	snprintf(script, sizeof script, "%s.py", file);
	FILE *f = fopen(script, "w");
	assert_non_null(f);
	fputs(program, f);
	fclose(f);
	snprintf(line, sizeof line, "python3 %s %s 2>&1", script, file);
	f = popen(line, "r");
	assert_non_null(f);
	size_t n = fread(buf, 1, sizeof buf - 1, f);
	buf[n] = 0;
	int rc = pclose(f);
	unlink(script);
	if (rc != 0 || strstr(buf, "BAD"))
		fail_msg("%s", buf);
	return buf;
}

static void put_hex(char *buf, size_t cap, const char *before, str s)
{
	size_t n = (size_t)snprintf(buf, cap, "%s", before);

	for (size_t i = 0; i < s.n; i++)
		n += (size_t)snprintf(buf + n, cap - n, "%02x", (unsigned char)s.p[i]);
	assert_true(n < cap);
}

/* Row by row what was written; in CSV with an apostrophe before what would be a formula. */
static void same_as_battery(char *text, enum sheet_form form)
{
	char *line = strtok(text, "\n");

	for (size_t i = 0; i < COUNTOF(battery); i++) {
		char want[400], quoted[400];
		line = strtok(NULL, "\n");
		assert_non_null(line);
		char *cell = strchr(line, ' ');
		assert_non_null(cell);
		put_hex(want, sizeof want, battery[i].n ? "" : "-", battery[i]);
		put_hex(quoted, sizeof quoted, "27", battery[i]);
		bool first_ok = battery[i].n == 0 || !strstr("3d 2b 2d 40 09 0d 0a ef", (char[]){ want[0], want[1], 0 });
		const char *must = form == SHEET_XLSX || first_ok ? want : quoted;
		if (strcmp(cell + 1, must) != 0)
			fail_msg("%.*s: read %s, written %s", STR_ARG(battery[i]), cell + 1, must);
	}
	assert_null(strtok(NULL, "\n"));
}

static void a_csv_comes_back_and_no_cell_is_a_formula(void **state)
{
	struct room *r = *state;

	write_table(r, SHEET_CSV, 1);
	same_as_battery(outside(read_csv, r->file), SHEET_CSV);
}

static void an_xlsx_comes_back_and_every_cell_is_text(void **state)
{
	struct room *r = *state;

	write_table(r, SHEET_XLSX, 1);
	same_as_battery(outside(read_xlsx, r->file), SHEET_XLSX);
}

#ifndef __SANITIZE_ADDRESS__     /* there, freed memory is kept aside */
static int64_t rss_kib(void)
{
	int64_t pages = 0, all;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &all, &pages), 2);
	fclose(f);
	return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* 60,000 rows leave the memory where it was. */
static void memory_does_not_grow_with_the_rows(void **state)
{
	struct room *r = *state;


	for (int form = 0; form < SHEET_N; form++) {
		write_table(r, (enum sheet_form)form, 2);
		unlink(r->file);
		int64_t before = rss_kib();
		write_table(r, (enum sheet_form)form, 60000 / (int)COUNTOF(battery));
		unlink(r->file);
		if (rss_kib() - before > 4096)
			fail_msg("%.*s: %ld KiB more", STR_ARG(sheet_form_names[form]), (long)(rss_kib() - before));
	}
}

#endif

static void what_no_sheet_can_hold_is_refused(void **state)
{
	static char longest[SHEET_CELL + 1];
	struct room *r = *state;
	struct sheet *s, *second;

	memset(longest, 'a', sizeof longest);
	const str bad[] = { SI("\xff"), SI("a\x01"), SI("a\x1f"), SI("\x7f"), SI("a\xef\xbf\xbf"), { longest, sizeof longest } };
	for (int form = 0; form < SHEET_N; form++) {
		struct err e = { 0 };
		assert_int_equal(sheet_open(r->file, (enum sheet_form)form, r->dir, "a", 1, &e, &s), 0);
		assert_int_equal(sheet_open(r->file, (enum sheet_form)form, r->dir, "a", 1, &e, &second), E_STATE);
		for (size_t i = 0; i < COUNTOF(bad); i++) {
			e = (struct err){ 0 };
			assert_int_equal(sheet_row(s, false, &bad[i], 1, &e), E_INVALID);
		}
		assert_int_equal(sheet_row(s, false, &(str){ longest, SHEET_CELL }, 1, &e), 0);
		sheet_drop(s);
		assert_int_equal(access(r->file, F_OK), -1);
	}
}

static ssize_t no_space(int fd, const void *p, size_t n, off_t at)
{
	(void)fd, (void)p, (void)n, (void)at;
	errno = ENOSPC;
	return -1;
}

static void a_full_disk_is_told_and_leaves_nothing(void **state)
{
	struct room *r = *state;
	struct err e = { 0 };
	struct sheet *s;
	str row[] = { { "x", 1 } };

	assert_int_equal(sheet_open("/tmp/no/such/folder/t", SHEET_CSV, r->dir, "a", 1, &e, &s), E_NOTFOUND);
	assert_int_equal(sheet_open(r->file, SHEET_XLSX, r->dir, "a[1]", 1, &e, &s), E_INVALID);
	assert_int_equal(access(r->file, F_OK), -1);
	assert_int_equal(sheet_open(r->file, SHEET_CSV, r->dir, "a", 1, &e, &s), 0);
	for (int i = 0; i < 10; i++)
		assert_int_equal(sheet_row(s, false, row, 1, &e), 0);
	/* the seam says "no space left" */
	struct sys_ops was = sys;
	sys.pwrite = no_space;
	assert_int_equal(sheet_end(s, &e), E_FULL);
	sys = was;
	assert_int_equal(access(r->file, F_OK), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
		T(a_csv_comes_back_and_no_cell_is_a_formula), T(an_xlsx_comes_back_and_every_cell_is_text),
#ifndef __SANITIZE_ADDRESS__
		T(memory_does_not_grow_with_the_rows),
#endif
		T(what_no_sheet_can_hold_is_refused), T(a_full_disk_is_told_and_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
