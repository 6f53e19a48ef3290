#!/usr/bin/env python3
"""An import over the API against the real program: uploaded by pieces, tried out, run beside a working counter, killed in the middle, gone on with, paused, taken
back. Each row of the file is done once (IJ3), none of its bytes is on the disk unsealed while it is kept (IJ1, S13), and the clerk does not wait long."""
import http.client
import os
import sqlite3
import statistics
import sys
import threading
import time

import canary_forms
import kit

ROWS = int(os.environ.get("YZ_ROWS", "26000"))
SLOW_MS = 1000          # what no write of a clerk may take beside an import, on any machine this runs on
PLANTED = ("鼂鼃鼄", "15512348765", "鼅鼆鼇植入路九号")


def table(rows):
    out = ["plate,tag,frame_no,motor_no,brand,owner_name,owner_phone,address"]
    for i in range(rows):
        name, phone, street = PLANTED if i == 77 else (f"王{i}", f"154{i:08}", f"解放路{i}号")
        out.append(f"衡K{i:05},{0x700000 + i:06X},LX{i:09}F,MT{i:08}K,雁牌,{name},{phone},{street}")
    out.append(f"衡K{rows:05},,LX999999999F,,雁牌,李没标签,15499999999,")
    return ("\n".join(out) + "\n").encode()


class Admin(kit.Api):
    def __init__(self, port, w):
        super().__init__(port, w, 20, "sysadmin")
        code, body, _ = self.call("POST", "/api/v1/step-up", {"code": w.accounts["sysadmin"][1].next()})
        if code != 204:
            raise RuntimeError(f"step-up: {code} {body}")

    def piece(self, job, at, data):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            c.request("POST", f"/api/v1/imports/{job}/pieces?at={at}", data, {"X-Yanzhen": "1", "Cookie": self.cookie, "Content-Type": "application/octet-stream"})
            r = c.getresponse()
            raw = r.read()
            return r.status, raw
        finally:
            c.close()

    def upload(self, data, name="bikes.csv"):
        j = self.post("/api/v1/imports", {"file": name, "bytes": len(data)})
        for at in range(0, len(data), j["piece"]):
            status, raw = self.piece(j["id"], at, data[at:at + j["piece"]])
            if status != 200:
                raise RuntimeError(f"piece at {at}: {status} {raw[:300]}")
        return j["id"]

    def job(self, n):
        return self.get(f"/api/v1/imports/{n}")

    def step(self, n, what):
        return self.post(f"/api/v1/imports/{n}/{what}", {} if what == "check" else None)

    def ends(self, n, timeout=240):
        return kit.until("the import's work ends", lambda: (lambda j: j if j["state"] not in ("checking", "running", "undoing") else None)(self.job(n)), timeout, 0.2)


class Clerk(threading.Thread):
    """Registers one bike after the other and keeps how long each took."""

    def __init__(self, api, first):
        super().__init__(daemon=True)
        self.api, self.n, self.stop, self.took, self.bad = api, first, False, [], []

    def run(self):
        while not self.stop:
            begun = time.monotonic()
            code, body, _ = self.api.call("POST", "/api/v1/bikes", {"plate": f"衡W{self.n:05}", "tag": f"{0x600000 + self.n:X}", "ownerName": f"柜台{self.n}", "ownerPhone": f"156{self.n:08}"})
            self.took.append((time.monotonic() - begun) * 1000)
            if code not in (200, 201):
                self.bad.append((code, body))
            self.n += 1
            time.sleep(0.03)


def rows(w, sql):
    con = sqlite3.connect(os.path.join(w.data, "yanzhen.db"))
    try:
        return con.execute(sql).fetchone()[0]
    finally:
        con.close()


def quick(took):
    took = sorted(took)
    return f"{len(took)} writes, median {statistics.median(took):.0f} ms, p99 {took[int(len(took) * 0.99)]:.0f} ms, longest {took[-1]:.0f} ms"


def run(tap, w):
    data, imported = table(ROWS), "SELECT count(*) FROM bike WHERE state = 'live' AND plate LIKE '衡K%'"
    s = kit.Server(w, ["expect_tags=100000"])
    a = Admin(s.http, w)
    code, body, _ = a.call("POST", "/api/v1/imports", {"file": "big.csv", "bytes": 300 << 20})
    tap.ok(code == 413 and "256 MiB" in body["error"]["message"], "a file of 300 MiB is 413 and says what can be done", (code, body))
    n = a.upload(data)
    code, body, _ = a.call("POST", f"/api/v1/imports/{n}/do/apply")
    tap.ok(code == 409, "nothing is written before a dry run", (code, body))
    a.step(n, "check")
    j = a.ends(n)
    tap.ok(j["state"] == "checked" and (j["added"], j["refused"], j["rows"]) == (ROWS, 1, ROWS + 1) and rows(w, imported) == 0, "the dry run tells and writes nothing", j)
    why = a.get(f"/api/v1/imports/{n}/reasons")["items"]
    tap.ok([(r["code"], r["n"], r["refused"]) for r in why] == [("tag_missing", 1, True)], "and why", why)
    clerk = Clerk(kit.Api(s.http, w), 0)
    idle = Clerk(kit.Api(s.http, None), 0)
    idle.api.cookie, idle.n = clerk.api.cookie, 50000
    idle.start()
    time.sleep(3)
    idle.stop = True
    idle.join()
    begun = time.monotonic()
    a.step(n, "do/apply")
    clerk.start()
    kit.until("a third is done", lambda: a.job(n)["rows"] > ROWS // 3, 120)
    took = time.monotonic() - begun
    rate = a.job(n)["rows"] / took
    clerk.stop = True
    clerk.join()
    tap.note(f"beside the import ({rate:.0f} rows/s): {quick(clerk.took)}; without it: {quick(idle.took)}")
    tap.ok(not clerk.bad and len(clerk.took) > 5 and max(clerk.took) < SLOW_MS, f"a clerk registers beside it, the longest write {max(clerk.took):.0f} ms", clerk.bad[:3])
    s.kill()
    needles = {v: canary_forms.forms(v) for v in PLANTED}
    found, size = canary_forms.search(needles, w.data, w.path("server.log"))
    sealed = sum(len(f) for _, _, f in os.walk(os.path.join(w.data, "imports")))
    tap.ok(not found and sealed == -(-len(data) // (2 << 20)), f"after kill -9: the file lies in {sealed} pieces, no planted value in {size >> 10} KiB", found[:5])
    s = kit.Server(w, ["expect_tags=100000"])
    a = Admin(s.http, w)
    j = a.job(n)
    before = rows(w, imported)
    tap.ok((j["state"], j["why"]) == ("stopped", "restart") and 0 < before < ROWS and j["rows"] >= before, f"it is shown as broken off, after {before} bikes", j)
    a.step(n, "do/resume")
    j = a.ends(n)
    twice = rows(w, "SELECT count(*) FROM (SELECT plate FROM bike WHERE state = 'live' GROUP BY plate HAVING count(*) > 1)")
    tap.ok(j["state"] == "done" and (j["added"], j["refused"]) == (ROWS, 1) and rows(w, imported) == ROWS and twice == 0, "resumed: each row is done once", j)
    code, text, head = a.call("GET", f"/api/v1/imports/{n}/errors/file")
    tap.ok(code == 200 and "没有防盗标签号" in text and "李没标签" in text and "no-store" in head["Cache-Control"], "the error file has the row", (code, text[:200]))
    a.step(n, "do/undo")
    kit.until("some are taken back", lambda: a.job(n)["part"] > 1 or a.job(n)["state"] != "undoing", 60, 0.02)
    code, _, _ = a.call("POST", f"/api/v1/imports/{n}/stop")
    j = a.ends(n)
    tap.ok(code == 200 and (j["state"], j["why"]) == ("undo_stopped", "stopped") and 0 < rows(w, imported) < ROWS, "an undo is paused", (code, j))
    a.step(n, "do/undo")
    j = a.ends(n)
    tap.ok(j["state"] == "undone" and j["backBikes"] == ROWS and rows(w, imported) == 0, "and goes on to its end: all is taken back", j)
    a.step(n, "discard")
    tap.ok(not os.listdir(os.path.join(w.data, "imports")), "the uploaded file is gone at once", os.listdir(os.path.join(w.data, "imports")))
    tap.ok(s.stop()[0] == 0, "the server ends well")
    verbs = rows(w, "SELECT group_concat(DISTINCT verb) FROM audit WHERE verb LIKE 'import%'")
    want = {"import_job." + v for v in ("new", "uploaded", "check", "do", "end", "errors", "stop", "discard")} | {"import.start", "import.done", "import.undo", "import.undone"}
    tap.ok(want <= set(verbs.split(",")), "every step is in the audit", want - set(verbs.split(",")))


def main():
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        run(tap, w)
    return tap.done()


sys.exit(main())
