/* media_int — what the server and its picture worker say to each other: magic, width, height (32 bit little-endian each), the JPEG. */
#pragma once
#include "base/base.h"

enum { MEDIA_MAGIC = 0x315a5950, MEDIA_HEAD = 12, MEDIA_NO_JAIL = 78, MEDIA_BAD = 65 };
