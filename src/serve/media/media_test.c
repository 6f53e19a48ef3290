/* media_test — pictures of all kinds through the real worker (this program runs itself), and what the jail does to a child that tries more. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <jpeglib.h>
#include <png.h>

#include "platform/proc.h"
#include "serve/media/media.h"

/* --- pictures made here --- */

/* Left half red, right half blue, the top quarter of both green. */
static void paint(uint8_t *rgb, uint32_t w, uint32_t h)
{
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++) {
			uint8_t *p = rgb + ((size_t)y * w + x) * 3;
			p[0] = y >= h / 4 && x < w / 2 ? 230 : 10;
			p[1] = y < h / 4 ? 230 : 10;
			p[2] = y >= h / 4 && x >= w / 2 ? 230 : 10;
		}
}

static str make_png(uint32_t w, uint32_t h)
{
	png_image p = { .version = PNG_IMAGE_VERSION, .width = w, .height = h, .format = PNG_FORMAT_RGB };
	uint8_t *rgb = malloc((size_t)w * h * 3);
	png_alloc_size_t n = 0;

	assert_non_null(rgb);
	paint(rgb, w, h);
	assert_true(png_image_write_to_memory(&p, NULL, &n, 0, rgb, 0, NULL));
	char *out = malloc(n);
	assert_true(png_image_write_to_memory(&p, out, &n, 0, rgb, 0, NULL));
	free(rgb);
	return (str){ out, n };
}

static const char secret[] = "GPS-26.894N-112.572E";

static str make_jpeg(uint32_t w, uint32_t h, int turn)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr err;
	unsigned char *out = NULL;
	unsigned long n = 0;
	uint8_t *rgb = malloc((size_t)w * h * 3);
	uint8_t exif[64] = { 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (uint8_t)turn };

	assert_non_null(rgb);
	paint(rgb, w, h);
	memcpy(exif + 40, secret, sizeof secret);
	c.err = jpeg_std_error(&err);
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &out, &n);
	c.image_width = w;
	c.image_height = h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_start_compress(&c, TRUE);
	jpeg_write_marker(&c, JPEG_APP0 + 1, exif, sizeof exif);
	while (c.next_scanline < h) {
		JSAMPROW row = rgb + (size_t)c.next_scanline * w * 3;
		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	free(rgb);
	return (str){ (char *)out, n };
}

/* The colour at a place given in 1/100 of the sides: 'r', 'g' or 'b'. */
static char colour_at(const struct picture *p, int px, int py)
{
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr err;

	d.err = jpeg_std_error(&err);
	jpeg_create_decompress(&d);
	jpeg_mem_src(&d, (const unsigned char *)p->jpeg.p, p->jpeg.n);
	jpeg_read_header(&d, TRUE);
	d.out_color_space = JCS_RGB;
	jpeg_start_decompress(&d);
	assert_int_equal(d.output_width, p->width);
	assert_int_equal(d.output_height, p->height);
	uint8_t *row = malloc((size_t)d.output_width * 3), at[3] = { 0 };
	uint32_t want = (uint32_t)py * d.output_height / 100;
	while (d.output_scanline < d.output_height) {
		bool here = d.output_scanline == want;
		JSAMPROW r = row;
		jpeg_read_scanlines(&d, &r, 1);
		if (here)
			memcpy(at, row + (size_t)px * d.output_width / 100 * 3, 3);
	}
	jpeg_finish_decompress(&d);
	jpeg_destroy_decompress(&d);
	free(row);
	return at[0] > 150 ? 'r' : at[1] > 150 ? 'g' : at[2] > 150 ? 'b' : '?';
}

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static bool contains(str hay, const char *needle, size_t n)
{
	return memmem(hay.p, hay.n, needle, n) != NULL;
}

static void only_pixels_come_out(void **state)
{
	static const char zip[] = "PK\3\4<script>alert(1)</script>";
	struct err e = { 0 };
	struct picture p;
	str in = make_jpeg(640, 480, 1);
	char *both = malloc(in.n + sizeof zip);

	(void)state;
	memcpy(both, in.p, in.n);
	memcpy(both + in.n, zip, sizeof zip);
	assert_true(contains((str){ both, in.n + sizeof zip }, secret, strlen(secret)));
	if (media_reencode(&arena, (str){ both, in.n + sizeof zip }, &e, &p) < 0)
		fail_msg("%s", e.msg);
	assert_false(contains(p.jpeg, secret, strlen(secret)));
	assert_false(contains(p.jpeg, "PK\3\4", 4));
	assert_false(contains(p.jpeg, "<script>", 8));
	assert_false(contains(p.jpeg, "Exif", 4));
	assert_int_equal(p.width, 640);
	assert_int_equal(colour_at(&p, 25, 60), 'r');
	assert_int_equal(colour_at(&p, 75, 60), 'b');
	assert_int_equal(colour_at(&p, 50, 10), 'g');
	free(both);
	free((char *)in.p);
}

static void a_refusal_says_what_to_bring(void **state)
{
	struct err e = { 0 };
	struct picture p;

	(void)state;
	assert_int_equal(media_reencode(&arena, S("these are no pixels"), &e, &p), E_INVALID);
	assert_string_equal(e.msg, "not a picture this program can read (JPEG or PNG, at most 25 million pixels)");
}

static void png_in_jpeg_out_and_large_ones_shrink(void **state)
{
	struct err e = { 0 };
	struct picture p;
	str in = make_png(4000, 3000);

	(void)state;
	if (media_reencode(&arena, in, &e, &p) < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(p.width, MEDIA_SIDE);
	assert_int_equal(p.height, MEDIA_SIDE * 3 / 4);
	assert_int_equal(colour_at(&p, 25, 60), 'r');
	free((char *)in.p);
	in = make_jpeg(4000, 3000, 1);
	assert_int_equal(media_reencode(&arena, in, &e, &p), 0);
	assert_true(p.width <= MEDIA_SIDE && p.width >= MEDIA_SIDE / 2);
	free((char *)in.p);
}

static void turned_upright_by_its_orientation(void **state)
{
	/* where the green edge of the upright picture is, by orientation, and the colour a third in from the left below or beside it */
	static const struct { int turn; bool swap; int gx, gy, rx, ry; } rows[] = {
		{ 1, false, 50, 10, 25, 60 }, { 2, false, 50, 10, 75, 60 }, { 3, false, 50, 90, 75, 40 }, { 4, false, 50, 90, 25, 40 },
		{ 5, true, 10, 50, 60, 25 },  { 6, true, 90, 50, 40, 25 },  { 7, true, 90, 50, 40, 75 },  { 8, true, 10, 50, 60, 75 },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct err e = { 0 };
		struct picture p;
		str in = make_jpeg(320, 200, rows[i].turn);
		if (media_reencode(&arena, in, &e, &p) < 0)
			fail_msg("%s", e.msg);
		assert_int_equal(p.width, rows[i].swap ? 200 : 320);
		assert_int_equal(colour_at(&p, rows[i].gx, rows[i].gy), 'g');
		assert_int_equal(colour_at(&p, rows[i].rx, rows[i].ry), 'r');
		free((char *)in.p);
	}
}

static void refused(str in)
{
	struct err e = { 0 };
	struct picture p;
	int rc = media_reencode(&arena, in, &e, &p);

	assert_true(rc == E_INVALID || rc == E_TOOBIG || rc == E_BUSY);
	assert_true(e.msg[0] != 0);
}

/* S7: hostile files are refused, none hangs, none breaks the next. */
static void any_bytes_give_a_picture_or_a_refusal(void **state)
{
	static const char *const texts[] = {
		"", "GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;<script>", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
		"%PDF-1.4", "PK\3\4", "BM______________________", "RIFF____WEBPVP8 ", "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n", "#!/bin/sh\n",
		"II*\0\x08\0\0\0", "<!DOCTYPE html><html>", "GIF87a", "\xff\xd8\xff\xe1\xff\xff" "Exif", "\0\0\0\x0cjP  ", "JFIF",
	};
	struct err e = { 0 };
	struct picture p;

	(void)state;
	for (size_t i = 0; i < COUNTOF(texts); i++)
		refused((str){ texts[i], strlen(texts[i]) });

	/* 50,000 x 50,000 pixels in a head that is right */
	uint8_t bomb[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50, 8, 2, 0, 0, 0,
	                   0x4c, 0x5d, 0x3c, 0x3a, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };
	refused((str){ (char *)bomb, sizeof bomb });

	str jpeg = make_jpeg(200, 200, 1), png = make_png(200, 200);
	for (int i = 1; i < 16; i++) {
		refused((str){ jpeg.p, jpeg.n * (size_t)i / 16 });
		refused((str){ png.p, png.n * (size_t)i / 16 });
	}
	uint64_t r = 1;
	for (int i = 0; i < 24; i++) {
		str src = i % 2 ? jpeg : png;
		char *copy = malloc(src.n);
		memcpy(copy, src.p, src.n);
		for (int k = 0; k < 4; k++) {
			r = hash_u64(r + 1);
			copy[r % src.n] ^= (char)(1 << (r >> 60 & 7));
		}
		int rc = media_reencode(&arena, (str){ copy, src.n }, &e, &p);   /* either is right, in bounded time */
		assert_true(rc == 0 || rc == E_INVALID || rc == E_BUSY);
		free(copy);
	}
	static char big[MEDIA_IN_MAX + 1];
	assert_int_equal(media_reencode(&arena, (str){ big, sizeof big }, &e, &p), E_TOOBIG);
	assert_int_equal(media_reencode(&arena, jpeg, &e, &p), 0);
	free((char *)jpeg.p);
	free((char *)png.p);
}

/* --- the jail --- */

/* S12: by the numbers themselves, so that no wrapper of the library stands between. Each of them is the end of the process. */
static const struct { const char *what; long no, a, b, c, d, e; } calls[] = {
	{ "openat", SYS_openat, AT_FDCWD, (long)"/etc/shadow", O_RDONLY }, { "openat2", SYS_openat2, AT_FDCWD, (long)"/etc/shadow", 0, 0 },
	{ "readlink", SYS_readlinkat, AT_FDCWD, (long)"/proc/self/exe", 0, 0 }, { "getdents", SYS_getdents64, 0 }, { "unlink", SYS_unlinkat, AT_FDCWD, (long)"x", 0 },
	{ "rename", SYS_renameat2, AT_FDCWD, (long)"x", AT_FDCWD, (long)"y" }, { "mkdir", SYS_mkdirat, AT_FDCWD, (long)"x", 0700 }, { "chdir", SYS_chdir, (long)"/" },
	{ "unix socket", SYS_socket, AF_UNIX, SOCK_STREAM }, { "socketpair", SYS_socketpair, AF_UNIX, SOCK_STREAM }, { "connect", SYS_connect, 1 }, { "sendmsg", SYS_sendmsg, 1 },
	{ "sendto", SYS_sendto, 1 }, { "clone", SYS_clone, SIGCHLD }, { "clone3", SYS_clone3 }, { "execveat", SYS_execveat, AT_FDCWD, (long)"/bin/true" },
	{ "ptrace", SYS_ptrace, 0 }, { "other's memory", SYS_process_vm_readv, 1 }, { "tgkill", SYS_tgkill, 1, 1, 0 }, { "pidfd", SYS_pidfd_open, 1 },
	{ "mount", SYS_mount, (long)"none", (long)"/tmp", (long)"tmpfs" }, { "unshare", SYS_unshare, 0x10000000 }, { "setns", SYS_setns, 0 }, { "bpf", SYS_bpf, 0 },
	{ "io_uring", SYS_io_uring_setup, 1 }, { "perf", SYS_perf_event_open }, { "userfaultfd", SYS_userfaultfd, 0 }, { "keyctl", SYS_keyctl, 0 }, { "memfd", SYS_memfd_create, (long)"x", 0 },
	{ "program in memory", SYS_mmap, 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1 }, { "file as memory", SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE, 0 },
	{ "mprotect", SYS_mprotect, 0, 0, PROT_EXEC }, { "ioctl", SYS_ioctl, 1, 0x5401 }, { "prctl", SYS_prctl, PR_SET_DUMPABLE, 1 }, { "limits", SYS_prlimit64, 0, 0 },
	{ "seccomp", SYS_seccomp, 0 }, { "setuid", SYS_setuid, 0 }, { "dup", SYS_dup, 1 }, { "pipe", SYS_pipe2 }, { "shm", SYS_shmget, 0, 4096, 0600 }, { "timer", SYS_timer_create, 0 },
};

static int try_something(const char *what)
{
	struct err e = { 0 };

	if (jail_enter(64 << 20, 1, &e) < 0)
		return 99;
	for (size_t i = 0; i < COUNTOF(calls); i++)
		if (strcmp(what, calls[i].what) == 0)
			return syscall(calls[i].no, calls[i].a, calls[i].b, calls[i].c, calls[i].d, calls[i].e, 0l) < 0 ? 3 : 1;
	if (strcmp(what, "open") == 0)
		return open("/etc/passwd", O_RDONLY) >= 0 ? 1 : 2;
	if (strcmp(what, "socket") == 0)
		return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 1 : 2;
	if (strcmp(what, "fork") == 0)
		return fork() >= 0 ? 1 : 2;
	if (strcmp(what, "exec") == 0)
		return execl("/bin/true", "true", (char *)NULL);
	if (strcmp(what, "kill") == 0)
		return kill(getppid(), 0) == 0 ? 1 : 2;
	if (strcmp(what, "memory") == 0)
		return malloc(256 << 20) ? 1 : 42;
	if (strcmp(what, "time") == 0)
		for (volatile uint64_t i = 0;; i++)
			;
	return 41;
}

static void the_child_can_do_nothing_else(void **state)
{
	static const struct { const char *what; int code; } rows[] = {
		{ "open", 128 + SIGSYS }, { "socket", 128 + SIGSYS }, { "fork", 128 + SIGSYS }, { "exec", 128 + SIGSYS }, { "kill", 128 + SIGSYS },
		{ "memory", 42 }, { "nothing", 41 },
	};

	(void)state;
	for (size_t i = 0; i < COUNTOF(rows); i++) {
		struct proc_opts o = { "/proc/self/exe", rows[i].what, 1024, 5000 };
		struct err e = { 0 };
		char *out;
		size_t n;
		int code;
		assert_int_equal(proc_run(&o, S(""), &out, &n, &code, &e), E_INVALID);
		if (code != rows[i].code)
			fail_msg("%s: code %d, expected %d", rows[i].what, code, rows[i].code);
	}
}

static void each_other_call_ends_the_child(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNTOF(calls); i++) {
		struct proc_opts o = { "/proc/self/exe", calls[i].what, 1024, 5000 };
		struct err e = { 0 };
		char *out;
		size_t n;
		int code;
		assert_int_equal(proc_run(&o, S(""), &out, &n, &code, &e), E_INVALID);
		if (code != 128 + SIGSYS)
			fail_msg("%s: code %d, not killed", calls[i].what, code);
	}
}

static void a_child_that_does_not_end_is_ended(void **state)
{
	struct proc_opts o = { "/proc/self/exe", "time", 1024, 30000 };
	struct err e = { 0 };
	char *out;
	size_t n;
	int code;

	(void)state;
	assert_int_equal(proc_run(&o, S(""), &out, &n, &code, &e), E_INVALID);   /* by the limit of its processor time */
	assert_true(code == 128 + SIGXCPU || code == 128 + SIGKILL);
	o = (struct proc_opts){ "/bin/cat", NULL, 10, 5000 };
	e = (struct err){ 0 };
	assert_int_equal(proc_run(&o, S("more than ten bytes"), &out, &n, &code, &e), E_TOOBIG);
	o.max_out = 100;
	e = (struct err){ 0 };
	assert_int_equal(proc_run(&o, S("more than ten bytes"), &out, &n, &code, &e), 0);
	assert_true(str_eq((str){ out, n }, S("more than ten bytes")));
	free(out);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_pixels_come_out), cmocka_unit_test(a_refusal_says_what_to_bring), cmocka_unit_test(png_in_jpeg_out_and_large_ones_shrink),
		cmocka_unit_test(turned_upright_by_its_orientation), cmocka_unit_test(any_bytes_give_a_picture_or_a_refusal),
		cmocka_unit_test(the_child_can_do_nothing_else), cmocka_unit_test(each_other_call_ends_the_child),
		cmocka_unit_test(a_child_that_does_not_end_is_ended),
	};

	if (argc > 1)
		return strcmp(argv[1], "media-worker") == 0 ? media_worker() : try_something(argv[1]);
	return cmocka_run_group_tests(tests, setup, teardown);
}
