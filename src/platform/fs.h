/* fs — files written so that a crash leaves the old or the new content, never a mixture.
 *
 * All calls go through sys. Errors are E_IO, or E_FULL for ENOSPC and EDQUOT, or E_NOTFOUND for
 * ENOENT, with errno and the path in *e. */
#pragma once
#include "base/err.h"
#include "platform/sys.h"

/* The E_ code for an errno. */
int fs_err(int sys_errno);
/* Writes all n bytes at offset at; retries EINTR and short writes. */
MUST_USE int fs_pwrite_all(int fd, const void *p, size_t n, off_t at);
/* Reads up to n bytes at offset at, fewer only at the end of the file. Returns the count or E_IO. */
MUST_USE ssize_t fs_pread_all(int fd, void *p, size_t n, off_t at);
/* Replaces path: temporary file beside it, write, fsync, rename, fsync of the folder. mode as in open(2). */
MUST_USE int fs_replace(const char *path, const void *p, size_t n, unsigned mode, struct err *e);
/* Reads a whole file of at most max bytes into malloc'd memory, NUL-ended beyond *ret_n; caller frees.
 * E_TOOBIG past max. */
MUST_USE int fs_read(const char *path, size_t max, char **ret, size_t *ret_n, struct err *e);
/* As fs_read, of a file that holds secrets: E_CONFIG unless it is a regular file (no link) of this program's user with mode 0600 or 0400. */
MUST_USE int fs_read_secret(const char *path, size_t max, char **ret, size_t *ret_n, struct err *e);
/* Writes a new file of mode 0600 and syncs it and its folder; E_STATE when there is one. */
MUST_USE int fs_create(const char *path, const void *p, size_t n, struct err *e);
/* Appends to a file (made with mode 0600) and syncs it. */
MUST_USE int fs_append(const char *path, const void *p, size_t n, struct err *e);
/* Would path (which need not exist; its folder must) lie in dir or below, links followed? E_NOTFOUND when a folder is missing. */
MUST_USE int fs_inside(const char *dir, const char *path, bool *ret, struct err *e);
/* fsync of a folder, so that creations and renames in it last. */
MUST_USE int fs_dir_sync(const char *dir, struct err *e);
/* The same for the folder, every folder below it (8 deep, links not followed) and the one above it: what was copied into a new tree lasts. The
 * files themselves are the caller's. E_IO, E_NOTFOUND. */
MUST_USE int fs_tree_sync(const char *dir, struct err *e);
/* mkdir with mode 0700; an existing folder is fine. */
MUST_USE int fs_mkdir(const char *dir, struct err *e);
/* Free bytes an unprivileged writer may still use on the file system of path; -1 if unknown. */
int64_t fs_free_bytes(const char *path);

/* A file that is in memory alone, open for reading and writing; -1. name is for the kernel's lists only. */
int fs_memory(const char *name);

void fd_close(int *fd);   /* for CLEANUP; -1 is fine */
