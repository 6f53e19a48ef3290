#!/usr/bin/env python3
"""translate - what tools/pgsql.py and tools/migrations.py make of our SQLite dialect, and that it means the same.

Without --live: statement by statement against what is expected, and what must be refused. With --live (a PostgreSQL in YZ_TEST_PG): migrations with
everything the dialect has run on Python's SQLite and on PostgreSQL; rows, refusals and the next numbers must be alike."""
import os
import shutil
import sqlite3
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import migrations
import pgsql

ALIKE = [
    ("SELECT a FROM t WHERE instr(lower(b), $1) > 0", "SELECT a FROM t WHERE strpos(lower(b), $1) > 0"),
    ("SELECT min(a, b), min(a), max(max(a, 1), b) FROM t", "SELECT least(a, b), min(a), greatest(greatest(a, 1), b) FROM t"),
    ("SELECT ifnull(a, 0) FROM t", "SELECT coalesce(a, 0) FROM t"),
    ("SELECT iif(a > 1, 'x', b) FROM t", "SELECT (CASE WHEN (a > 1) THEN ('x') ELSE (b) END) FROM t"),
    ("SELECT 1 WHERE a GLOB '[0-9]*-?.x'", "SELECT 1 WHERE a ~ '^[0-9].*-.\\.x$'"),
    ("SELECT 1 WHERE a NOT GLOB 'a*'", "SELECT 1 WHERE a !~ '^a.*$'"),
    ("SELECT 1 FROM t WHERE path LIKE $1 || '%' AND b = 2", "SELECT 1 FROM t WHERE path ILIKE $1 || '%' ESCAPE '' AND b = 2"),
    ("SELECT 1 WHERE a LIKE 'x!%' ESCAPE '!'", "SELECT 1 WHERE a ILIKE 'x!%' ESCAPE '!'"),
    ("SELECT 1 WHERE a IS $1 AND b IS NOT $2 AND c IS NULL AND d IS NOT NULL",
     "SELECT 1 WHERE a IS NOT DISTINCT FROM $1 AND b IS DISTINCT FROM $2 AND c IS NULL AND d IS NOT NULL"),
    ("SELECT count(*) FROM (SELECT 1 FROM t)", "SELECT count(*) FROM (SELECT 1 FROM t) AS sub_4"),
    ("SELECT count(*) FROM (SELECT 1 FROM t) AS x", "SELECT count(*) FROM (SELECT 1 FROM t) AS x"),
    ("SELECT CAST(a AS INTEGER), x'00ff' FROM t", "SELECT CAST(a AS BIGINT), '\\x00ff'::bytea FROM t"),
    ("SELECT window FROM booking WHERE +site = 1", "SELECT \"window\" FROM booking WHERE site = 1"),
    ("SELECT 'a; -- instr(' FROM t", "SELECT 'a; -- instr(' FROM t"),
    ("SELECT group_concat(DISTINCT a) FROM t", "SELECT string_agg(DISTINCT (a)::text, ',') FROM t"),
    ("WITH x (a) AS (SELECT 1) SELECT a FROM x", "WITH x (a) AS (SELECT 1) SELECT a FROM x"),
    ("INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) WHERE b IS NULL DO UPDATE SET a = excluded.a RETURNING id",
     "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) WHERE b IS NULL DO UPDATE SET a = excluded.a RETURNING id"),
]
REFUSED = ["INSERT OR REPLACE INTO t (a) VALUES (1)", "SELECT strftime('%Y', a) FROM t", "SELECT rowid FROM t", "SELECT nonsense(a) FROM t",
           "SELECT a COLLATE NOCASE FROM t", "SELECT 1 WHERE a GLOB b", "PRAGMA x", "SELECT randomblob(8)", "SELECT a FROM t WHERE a MATCH 'x'",
           "SELECT (1", "SELECT json_extract(a, '$.b') FROM t"]
REFUSED_DDL = ["CREATE TABLE t (a DATETIME) STRICT", "CREATE TABLE t (a TEXT COLLATE NOCASE) STRICT", "CREATE VIEW v AS SELECT 1",
               "CREATE TABLE t (a INTEGER GENERATED ALWAYS AS (1) VIRTUAL) STRICT", "DROP TABLE nothing", "ALTER TABLE nothing ADD COLUMN a TEXT",
               "CREATE TABLE t AS SELECT 1", "CREATE TRIGGER x INSTEAD OF UPDATE ON t BEGIN SELECT 1; END"]

# everything at once: rebuilds of a table that others point to, and that points to itself
FILES = ["""
CREATE TABLE a (
	id   INTEGER PRIMARY KEY AUTOINCREMENT,
	code TEXT NOT NULL UNIQUE CHECK (code GLOB '[A-Z]*'),
	up   INTEGER REFERENCES a (id),
	n    INTEGER NOT NULL DEFAULT -1 CHECK (n BETWEEN -1 AND 9 OR (n & ~96) = 0),
	CHECK ((up IS NULL) = (code = 'ROOT'))
) STRICT;
CREATE TABLE b (a INTEGER NOT NULL REFERENCES a (id) ON DELETE CASCADE, k TEXT NOT NULL, r REAL, x BLOB DEFAULT x'0a', PRIMARY KEY (a, k)) STRICT, WITHOUT ROWID;
CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX a_n ON a (n) WHERE n > 0;
CREATE INDEX b_lower ON b (lower(k), a DESC);
CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'never; changed'); END;
CREATE TRIGGER log_no_delete BEFORE DELETE ON log WHEN OLD.id < 100 BEGIN SELECT RAISE(ABORT, 'never removed'); END;
CREATE TRIGGER a_tells AFTER UPDATE OF code ON a BEGIN INSERT INTO log (what) VALUES (OLD.code || '>' || NEW.code); END;
CREATE TRIGGER a_up BEFORE INSERT ON a WHEN NEW.up IS NOT NULL BEGIN SELECT RAISE(ABORT, 'no such parent') WHERE NOT EXISTS (SELECT 1 FROM a WHERE id = NEW.up); END;
INSERT INTO a (id, code, up, n) VALUES (7, 'ROOT', NULL, 3), (9, 'B', 7, 0);
INSERT INTO b (a, k, r) VALUES (9, 'k;--', 1.5);
""", """
-- a comment; with 'quotes
ALTER TABLE b ADD COLUMN note TEXT NOT NULL DEFAULT '' CHECK (length(note) < 5);
CREATE TABLE a_new (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	code   TEXT NOT NULL UNIQUE,
	up     INTEGER REFERENCES a (id),
	window TEXT NOT NULL DEFAULT 'w'
) STRICT;
INSERT INTO a_new (id, code, up) SELECT id, iif(code = 'B', 'BB', code), up FROM a ORDER BY id;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
CREATE INDEX a_window ON a (window);
""", """
DROP TRIGGER log_no_update;
ALTER TABLE a RENAME COLUMN window TO win;
UPDATE a SET win = upper(win);
CREATE TABLE c (id INTEGER PRIMARY KEY, one INTEGER NOT NULL REFERENCES a (id), made TEXT NOT NULL DEFAULT (lower('X'))) STRICT;
-- pg:
-- CREATE TABLE c (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, one BIGINT NOT NULL REFERENCES a (id), made TEXT NOT NULL DEFAULT 'x');
-- end pg
DROP INDEX a_window;
"""]
# (statement in SQLite's words; the outcome is compared: the rows, or that it is refused)
ASK = ["SELECT id, code, up, win FROM a ORDER BY id", "SELECT a, k, r, hex(x), note FROM b ORDER BY a, k",
       "INSERT INTO a (code, up) VALUES ('new', 7) RETURNING id", "INSERT INTO a (code, up) VALUES ('bad', 99)", "INSERT INTO b (a, k) VALUES (99, 'x')",
       "INSERT INTO b (a, k, note) VALUES (9, 'y', 'long text')", "INSERT INTO log (what) VALUES ('x') RETURNING id", "UPDATE log SET what = 'y' RETURNING id",
       "DELETE FROM log", "INSERT INTO c (one) VALUES (9) RETURNING id, made", "INSERT INTO c (one) VALUES (98)", "DELETE FROM a WHERE id = 7",
       "SELECT count(*) FROM c", "SELECT code FROM a WHERE code > 'B' ORDER BY code", "INSERT INTO a (code, up) VALUES ('new', 7)"]


class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def ok(self, good, what, why=""):
        self.n += 1
        self.bad += not good
        print(f"{'ok' if good else 'not ok'} {self.n} - {what}" + (f"\n# {why}" if why and not good else ""))

    def end(self):
        print(f"1..{self.n}")
        sys.exit(1 if self.bad else 0)


def words(t):
    for lite, want in ALIKE:
        try:
            got = pgsql.statement(lite)
        except pgsql.Unknown as e:
            got = f"refused: {e}"
        t.ok(got == want, lite.replace("#", ""), f"got  {got}\n# want {want}")
    for bad in REFUSED + REFUSED_DDL:
        try:
            got = migrations.Schema().statement(bad) if bad in REFUSED_DDL else pgsql.statement(bad)
        except pgsql.Unknown:
            got = None
        t.ok(got is None, "refused: " + bad, f"got {got}")


def translated():
    schema, out = migrations.Schema(), []
    for text in FILES:
        for one, override in migrations.statements(text):
            made = schema.statement(one)
            out += made if override is None else [s for s, _ in migrations.statements(override)]
    return out, schema


class Pg:
    """psql, one connection, one statement after the other; a statement's rows or None when it is refused."""

    def __init__(self):
        self.psql = shutil.which("psql")
        name = f"translate_{os.getpid()}"
        base = os.environ["YZ_TEST_PG"]
        self.base, self.url, self.name = base.replace("%s", "postgres"), base.replace("%s", name), name
        self.run(self.base, f"CREATE DATABASE {name} TEMPLATE template0")

    def run(self, url, text):
        r = subprocess.run([self.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url], input=text + ";\n", capture_output=True, text=True)
        self.why = r.stderr.strip()
        return None if r.returncode else [line.split("|") for line in r.stdout.splitlines()]

    def ask(self, text):
        return self.run(self.url, text)

    def end(self):
        self.run(self.base, f"DROP DATABASE {self.name} WITH (FORCE)")


def lite_ask(c, text):
    try:
        rows = [["" if v is None else str(v) for v in r] for r in c.execute(text).fetchall()]
        c.commit()
        return rows
    except sqlite3.Error:
        c.rollback()
        return None


def live(t):
    lite = sqlite3.connect(":memory:")
    for text in FILES:
        lite.executescript("PRAGMA foreign_keys = OFF; BEGIN;" + text + "COMMIT;")
    lite.execute("PRAGMA foreign_keys = ON")
    pg = Pg()
    try:
        statements, schema = translated()
        for s in statements:
            done = pg.ask(s)
            t.ok(done is not None, "runs: " + " ".join(s.split())[:60].replace("#", ""), pg.why)
        for s in ASK:
            a, b = lite_ask(lite, s), pg.ask(pgsql.statement(s))
            t.ok(a == b, "alike: " + s, f"SQLite {a}\n# PostgreSQL {b} {pg.why}")
        t.ok([x.name for x in migrations.order(schema.tables)].index("b") > [x.name for x in migrations.order(schema.tables)].index("a"),
             "tables come after those they refer to")
    finally:
        pg.end()


def main():
    t = Tap()
    if "--live" not in sys.argv:
        words(t)
    elif not os.environ.get("YZ_TEST_PG") or not shutil.which("psql"):
        print("# not run: there is no PostgreSQL here")
        sys.exit(77)
    else:
        live(t)
    t.end()


main()
