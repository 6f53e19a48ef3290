/* vault_testkit — for tests only: whoever includes it has a keyring of its own, made for the run and gone with it. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/vault/vault.h"

__attribute__((constructor)) static void vault_testkit_open(void)
{
	char dir[64] = "/tmp/yz-keys-XXXXXX", path[96];
	struct vault_keyring_opts o = { .key_file = path };
	struct vault_keyring *k = NULL;
	struct err e = { 0 };

	if (!mkdtemp(dir))
		abort();
	snprintf(path, sizeof path, "%s/keyring", dir);
	if (vault_file_make(&o, 1795424400000, &e) < 0 || vault_keyring_load(&o, &e, &k) < 0) {
		fprintf(stderr, "vault_testkit: %s\n", e.msg);
		abort();
	}
	unlink(path);
	rmdir(dir);
	vault_keyring_free(vault_keyring_use(k));
}

__attribute__((destructor)) static void vault_testkit_close(void)
{
	vault_keyring_free(vault_keyring_use(NULL));
}
