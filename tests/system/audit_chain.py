#!/usr/bin/env python3
"""S10: the audit's chain by two implementations. Rows whose chain this test computes are put into a real database; the program verifies
them, and tools/audit_verify.py verifies the program's copy; both name the same first bad row for every kind of tampering. Anchors arrive in
a file and at an append-only receiver, are repeated after it was away, and find a cut end. YZ_S10=1000000: as many rows (the aim is 10 s; fewer rows are
given their share of it, and a second to start; processor time, for other tests run beside)."""
import hashlib
import http.server
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading

import kit

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "audit_verify.py")
sys.path.insert(0, os.path.dirname(TOOL))
import audit_verify                                                   # noqa: E402


def grow(db, rows):
    """Rows by the page's words, straight into the file."""
    con = sqlite3.connect(db)
    last, before = con.execute("SELECT id, hash FROM audit_head").fetchone()
    out = []
    for i in range(last + 1, last + 1 + rows):
        row = (i, 1795000000000 + i * 997, i % 900, 2 << i % 4, i * 7919, ("trail.read", "bike.add", "owner.unmask")[i % 3], "theft",
               hashlib.md5(b"%d" % (i % 5000)).hexdigest()[:16], i % 4000, '{"from":%d,"to":%d}' % (i * 1000, i * 1000 + 86400000))
        before = hashlib.sha256(before + audit_verify.canonical(row)).digest()
        out.append((*row[:8], row[8] or None, row[9], before))
        if len(out) == 10000:
            con.executemany("INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?,?,?)", out)
            out = []
    con.executemany("INSERT INTO audit VALUES (?,?,?,?,?,?,?,?,?,?,?)", out)
    con.execute("UPDATE audit_head SET id = ?, hash = ?", (last + rows, before))
    con.commit()
    con.close()
    return last + rows


def both(w, copy, anchors=None):
    """(row the program names, row the second verifier names); 0: sound."""
    more = ["--anchors", anchors] if anchors else []
    named = []
    if os.path.exists(copy):
        os.unlink(copy)
    r = w.run("audit", "verify", *more, ok=False)
    named.append(0 if r.returncode == 0 else int(r.stderr.split("audit row ")[1].split(":")[0]) if "audit row " in r.stderr else r.stderr)
    dump(os.path.join(w.data, "yanzhen.db"), copy)
    r = subprocess.run([sys.executable, TOOL, copy, *more], capture_output=True, text=True, timeout=120)
    named.append(0 if r.returncode == 0 else int(r.stderr.split("audit row ")[1].split(":")[0]) if r.returncode == 65 else r.stderr)
    return tuple(named)


def dump(db, copy):
    """The copy that the program would write, without the row its own export leaves."""
    import json
    con = sqlite3.connect(db)
    with open(copy, "w", encoding="utf-8") as f:
        for r in con.execute("SELECT id, at, actor, roles, request, verb, kind, subject, coalesce(theft, 0), detail, lower(hex(hash)) FROM audit ORDER BY id"):
            f.write(json.dumps(list(r), separators=(",", ":"), ensure_ascii=False) + "\n")
        ident, h = con.execute("SELECT id, lower(hex(hash)) FROM audit_head").fetchone()
        f.write(json.dumps({"head": ident, "hash": h}) + "\n")
    con.close()


def first_bad(copy, n):
    try:
        audit_verify.verify(copy, n=n)
        return 0
    except audit_verify.Bad as e:
        return e.row


class Receiver:
    """Appends what it is sent; knows no other word. 503 while away."""

    def __init__(self):
        self.lines, self.heads, self.away, me = [], [], True, self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                me.heads.append(self.headers.get("Authorization"))
                if not me.away:
                    me.lines.append(body)
                self.send_response(503 if me.away else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/anchors"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()


def tampering(tap, w, rng):
    db, copy = os.path.join(w.data, "yanzhen.db"), w.path("copy.jsonl")
    keep = w.path("keep.db")
    shutil.copy(db, keep)
    last = sqlite3.connect(db).execute("SELECT id FROM audit_head").fetchone()[0]
    k = rng.randrange(100, last - 100)
    kinds = {
        "an edited detail": (f"UPDATE audit SET detail = '{{}}' WHERE id = {k}", k),
        "an edited hash": (f"UPDATE audit SET hash = zeroblob(32) WHERE id = {k}", k),
        "a removed row": (f"DELETE FROM audit WHERE id = {k}", k + 1),
        "exchanged rows": (f"UPDATE audit SET id = -1 WHERE id = {k}; UPDATE audit SET id = {k} WHERE id = {k + 9}; UPDATE audit SET id = {k + 9} WHERE id = -1", k),
        "a cut end": (f"DELETE FROM audit WHERE id > {k}", k + 1),
    }
    for name, (sql, want) in kinds.items():
        con = sqlite3.connect(db)
        con.executescript("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;" + sql)
        con.close()
        got = both(w, copy)
        tap.ok(got == (want, want), f"{name}: both name row {want}", got)
        shared = [first_bad(copy, n) for n in (1, 2, 3, 16)]
        tap.ok(shared == [want] * 4, f"{name}: shared by 1, 2, 3 or 16 processes the row is the same", shared)
        for end in ("", "-wal", "-shm"):
            if os.path.exists(db + end):
                os.unlink(db + end)
        shutil.copy(keep, db)


def anchored(tap, w):
    rx = Receiver()
    token, file = w.path("token"), w.path("anchors.txt")
    with open(os.open(token, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as f:
        f.write("a-bearer-token\n")
    sets = [f"audit_anchor_file={file}", f"audit_anchor_url={rx.url}", f"audit_anchor_token_file={token}"]
    old = w.path("yesterday")
    shutil.copytree(w.data, old)
    s = kit.Server(w, sets)
    kit.until("the receiver was asked", lambda: rx.heads)
    api = kit.Api(s.http, w, name="auditor")
    chain = kit.until("the failure shows", lambda: (lambda c: c if c["fault"] else None)(api.get("/api/v1/audit/chain")))
    tap.ok(chain["pendingUrl"] == 1 and chain["pendingFile"] == 0 and chain["toUrl"] and chain["anchorId"], "an anchor waits for the receiver that is away", chain)
    tap.ok(rx.heads[0] == "Bearer a-bearer-token", "the bearer token goes along", rx.heads[0])
    s.stop()
    rx.away = False
    s = kit.Server(w, sets)                   # the first tick comes with the start
    kit.until("anchors arrive", lambda: len(rx.lines) >= 2)
    api = kit.Api(s.http, w, name="auditor")
    chain = kit.until("nothing is pending", lambda: (lambda c: c if not c["pendingUrl"] else None)(api.get("/api/v1/audit/chain")))
    tap.ok(chain["urlAt"] and chain["fileAt"] and not chain["fault"], "what waited was told when the receiver came back", chain)
    tap.ok("a-bearer-token" not in s.tail(200), "the token is in no log line")
    s.stop()
    with open(file, encoding="ascii") as f:
        tap.ok(f.read() == "".join(rx.lines), "file and address were told the same")
    tap.ok(both(w, w.path("c1"), file) == (0, 0), "the chain agrees with its anchors")
    now = w.data
    w.data = old
    shutil.copy(now + ".keyring", old + ".keyring")
    last = int(rx.lines[0].split()[1])
    got, plain = both(w, w.path("c2"), file), both(w, w.path("c3"))
    w.data = now
    tap.ok(plain == (0, 0), "an old copy of the whole data directory is sound by itself")
    tap.ok(got[0] == got[1] and 0 < got[0] <= int(rx.lines[-1].split()[1]), f"with anchors (rows {last} ...) it is found", got)


def used():
    """Processor seconds of the programs that have ended."""
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return r.ru_utime + r.ru_stime


def main():
    tap, rng = kit.Tap(), kit.seed()
    rows = int(os.environ.get("YZ_S10", "20000"))
    bound = 1 + 10 * rows / 1000000
    with kit.World(kit.QUICK) as w:
        w.init()
        if rows <= 20000:
            grow(os.path.join(w.data, "yanzhen.db"), 2000)          # what is changed by hand is looked at many times
            tampering(tap, w, rng)
            anchored(tap, w)
        all_rows = grow(os.path.join(w.data, "yanzhen.db"), rows)
        begun = used()
        r = w.run("audit", "verify", ok=False)
        took = used() - begun
        tap.ok(r.returncode == 0 and f"{all_rows} rows" in r.stdout and took < bound, f"the program verifies {rows} rows of another's chain: {took:.2f} s of {bound:.1f}",
               r.stdout + r.stderr)
        w.run("audit", "export", "--out", w.path("all.jsonl"))
        begun = used()
        r = subprocess.run([sys.executable, TOOL, w.path("all.jsonl")], capture_output=True, text=True, timeout=300)
        cores = os.cpu_count() or 1             # it shares the work among them
        took = (used() - begun) / cores
        tap.ok(r.returncode == 0 and took < bound, f"the second verifier reads the program's copy: {took:.2f} s of {bound:.1f} on each of {cores} cores", r.stdout + r.stderr)
    return tap.done()


sys.exit(main())
