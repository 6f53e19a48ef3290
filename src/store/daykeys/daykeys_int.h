/* daykeys_int — what the files of this room share. */
#pragma once
#include "platform/thread.h"
#include "store/daykeys/daykeys.h"

enum { DAY_KEY = 32 };

struct daykey { int32_t day; uint8_t key[DAY_KEY]; };

struct daykeys {
	char file[1200];
	pthread_mutex_t m;                 /* all below */
	struct daykey *key;                /* ascending by day; sodium's memory */
	size_t n;
	int32_t limit;
	uint64_t changes;                  /* grows with every shredding: a daycrypt looks its keys up again */
	struct evp_cipher_st *cipher;      /* AES-256 without a mode; what fetching it costs is paid once */
	struct daycrypt *idle;
	uint8_t salt[5];
	uint64_t nonces;                   /* handed out in runs, one run a daycrypt */
};

/* Copies the day's key; false: none. m is held. */
bool daykeys_find(const struct daykeys *k, int32_t day, uint8_t ret[static DAY_KEY]);
void daycrypt_free_all(struct daykeys *k);
/* D6: no idle daycrypt keeps what a key was that is gone. m is held. */
void daycrypt_forget_idle(struct daykeys *k);
/* For tests: how many of the idle ones have this day's cipher. */
size_t daycrypt_ready(struct daykeys *k, int32_t day);
