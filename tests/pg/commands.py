#!/usr/bin/env python3
"""commands - the program on PostgreSQL from the command line: init, the role without DDL, copy both ways, backup, restore, verify; and that no
password of a URL is shown. A PostgreSQL must be in YZ_TEST_PG."""
import os
import shutil
import subprocess
import sys
import tempfile

YANZHEN = sys.argv[1]
BASE = os.environ.get("YZ_TEST_PG", "")
ROLE = f"yz_run_{os.getpid()}"
n = bad = 0


def ok(good, what, why=""):
    global n, bad
    n += 1
    bad += not good
    print(f"{'ok' if good else 'not ok'} {n} - {what}" + ("" if good else "\n# " + str(why).replace("\n", "\n# ")), flush=True)


def url(name, user="yz"):
    return BASE.replace("%s", f"cmd_{os.getpid()}_{name}" if name else "postgres").replace("yz@", user + "@")


def psql(where, text):
    r = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", where, "-c", text], capture_output=True, text=True)
    return r.returncode, (r.stdout + r.stderr).strip()


def y(*argv, stdin=""):
    if argv[0] == "--data":     # one register, whichever place it is in: one key file
        argv = (*argv[:2], "--set", f"key_file={os.path.dirname(argv[1])}/keyring", *argv[2:])
    r = subprocess.run([YANZHEN, *argv], input=stdin, capture_output=True, text=True)
    return r.returncode, r.stdout + r.stderr


def roles(d):
    own, run = ["--data", d + "/pg", "--set", "database=" + url("a")], ["--data", d + "/pg", "--set", "database=" + url("a", ROLE)]
    psql(url("a"), f"REVOKE CREATE ON SCHEMA public FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE}; "
                   f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO {ROLE}")
    code, out = y(*run, "account", "list")
    ok(code != 0 and "init" in out, "an empty database asks for init", out)
    code, out = y(*run, "init")
    ok(code != 0, "the running role cannot make the schema", out)
    code, out = y(*own, "init")
    ok(code == 0 and "sysadmin" in out, "the owner's role makes it", out)
    code, out = y(*own, "init")
    ok(code != 0 and "in use already" in out, "init touches no register that is there", out)
    code, out = y(*run, "account", "add", "bob", "--roles", "clerk")
    ok(code == 0, "the running role works in it", out)
    for what in ("TRUNCATE audit", "DROP TABLE audit", "ALTER TABLE audit DISABLE TRIGGER ALL", "DELETE FROM audit", "UPDATE audit SET actor = 1"):
        code, out = psql(url("a", ROLE), what)
        ok(code != 0, f"the running role: no {what}", out)
    ok(psql(url("a"), "TRUNCATE audit")[0] != 0, "not even the owner truncates the audit without changing the schema")
    code, out = y(*run, "verify")
    ok(code == 0 and "database  sound" in out, "the running role verifies", out)
    return own, run


def move(d, run):
    os.makedirs(d + "/pg/journal", exist_ok=True)
    code, out = y(*run, "backup", d + "/backup")
    ok(code == 0, "the running role makes a backup", out)
    code, out = y("--data", d + "/lite", "restore", d + "/backup")
    ok(code == 0 and "bob" in y("--data", d + "/lite", "account", "list")[1], "it is restored into SQLite", out)
    ok(y("--data", d + "/lite", "verify")[0] == 0, "and is sound there")
    code, out = y("--data", d + "/pg2", "--set", "database=" + url("b"), "restore", d + "/backup")
    ok(code == 0 and "bob" in y("--data", d + "/pg2", "--set", "database=" + url("b"), "account", "list")[1], "and into PostgreSQL", out)
    ok(not os.path.exists(d + "/pg2/yanzhen.db"), "which leaves no second register beside it")
    code, out = y("db", "copy", "--from", d + "/lite", "--to", url("b"))
    ok(code != 0 and "not empty" in out, "a copy into a register that is there is refused", out)
    code, out = y("db", "copy", "--from", d + "/lite", "--to", url("c"))
    ok(code == 0 and "read back and compared" in out, "a copy from SQLite into PostgreSQL", out)
    code, out = y("db", "copy", "--from", url("c"), "--to", d + "/lite2")
    ok(code == 0, "and back", out)
    a, b = (y("--data", d + x, "account", "list")[1] for x in ("/lite", "/lite2"))
    ok(a == b and "bob" in a, "the accounts are the same", a + b)
    code, out = y("--data", d + "/lite2", "account", "add", "eve", "--roles", "clerk")
    ok(code == 0, "and the next number is free", out)


def secrets(d):
    for where in ("postgresql://u:geheim@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/x?password=geheim", "postgresql://u:geheim@[bad/x"):
        outs = [y("--data", d + "/s", "--set", "database=" + where, *c)[1] for c in (["account", "list"], ["init"], ["serve"], ["config", "--print"])]
        outs.append(y("db", "copy", "--from", d + "/lite", "--to", where)[1])
        ok(all("geheim" not in o for o in outs) and all(outs), "no password is shown: " + where.replace("geheim", "..."), "".join(outs)[-600:])


def main():
    if not BASE or not shutil.which("psql"):
        print("# not run: there is no PostgreSQL here")
        sys.exit(77)
    d = tempfile.mkdtemp(prefix="yz-cmd-")
    psql(url(""), f"CREATE ROLE {ROLE} LOGIN")
    for name in "abc":
        psql(url(""), f"CREATE DATABASE cmd_{os.getpid()}_{name} TEMPLATE template0")
    try:
        own, run = roles(d)
        move(d, run)
        secrets(d)
    finally:
        for name in "abc":
            psql(url(""), f"DROP DATABASE cmd_{os.getpid()}_{name} WITH (FORCE)")
        psql(url(""), f"DROP ROLE {ROLE}")
        shutil.rmtree(d, ignore_errors=True)
    print(f"1..{n}")
    sys.exit(1 if bad else 0)


main()
