/* blob_int — what the two files of the room share. */
#pragma once
#include "store/blob/blob.h"

enum { BLOB_DIR = 1200, BLOB_PATH = BLOB_DIR + 300 };
/* The folder in use, or empty. */
const char *blob_dir(void);
/* A plain file whose last change is more than age_s seconds ago, by the machine's clock. */
bool blob_older(const char *path, int64_t age_s);
