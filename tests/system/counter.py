#!/usr/bin/env python3
"""Registrations at the counter while the server is killed again and again: each request that was sent is sent again until it is answered, and in
the end each is one bike, whole: owner, plate, tag, numbers, papers, request id. What a kill in the middle leaves is nothing. YZ_KILLS makes it longer."""
import http.client
import os
import sqlite3
import sys
import threading
import time

import kit
import counter_load

KILLS = int(os.environ.get("YZ_KILLS", "5"))
CLERKS, STOCK = 6, 4000

WHOLE = """SELECT count(*) FROM bike b WHERE
  (SELECT count(*) FROM ownership o WHERE o.bike = b.id AND o.until IS NULL) = 1
  AND (SELECT count(*) FROM plate p WHERE p.bike = b.id AND p.state = 'bound' AND p.text = b.plate) = 1
  AND (SELECT count(*) FROM tag t WHERE t.bike = b.id AND t.state = 'bound' AND t.tag = b.tag) = 1
  AND (SELECT count(*) FROM number_entry n WHERE n.bike = b.id AND n.live = 1) = 5
  AND (SELECT count(*) FROM paper d WHERE d.bike = b.id) = 2
  AND (SELECT count(*) FROM counter_request r WHERE r.bike = b.id) = 1"""
COUNTS = {"bike": "bike", "owner": "owner", "plate": "plate WHERE state = 'bound'", "tag": "tag WHERE state = 'bound'", "request": "counter_request",
          "paper": "paper", "audit": "audit WHERE verb = 'counter.issue'"}


class Clerk(threading.Thread):
    """Registers one after the other; what was sent is sent again until it is answered."""

    def __init__(self, first, world):
        super().__init__(daemon=True)
        self.n, self.world, self.stop, self.answers, self.bad = first, world, False, {}, []

    def run(self):
        con = None
        while not self.stop or self.n in self.world["open"]:
            self.world["open"].add(self.n)
            try:
                con = con or http.client.HTTPConnection("127.0.0.1", self.world["port"], timeout=20)
                status, answer = counter_load.post(con, self.world["cookie"], "/api/v1/counter/issue", counter_load.form(1, self.n))
            except (OSError, http.client.HTTPException, ValueError):
                con = None
                time.sleep(0.01)             # the port is tried again, nothing is waited for by it
                continue
            if status in (200, 201):
                self.answers[self.n] = answer
            elif status != 401:
                self.bad.append((self.n, status, answer))
            if status != 401:
                self.world["open"].discard(self.n)
                self.n += CLERKS


def main():
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        counter_load.stock(w.run, w.dir, STOCK)
        world = {"port": 0, "cookie": "", "open": set()}
        clerks = [Clerk(i, world) for i in range(CLERKS)]
        for k in range(KILLS + 1):
            s = kit.Server(w)
            world["cookie"] = kit.Api(s.http, w).cookie if k == 0 else world["cookie"]
            world["port"] = s.http
            if k == 0:
                for c in clerks:
                    c.start()
            before = sum(len(c.answers) for c in clerks)
            kit.until("registrations go on", lambda: sum(len(c.answers) for c in clerks) >= before + 15 or any(c.bad for c in clerks), 60)
            if k < KILLS:
                s.kill()
        for c in clerks:
            c.stop = True
        for c in clerks:
            c.join(60)
        answers = {n: a for c in clerks for n, a in c.answers.items()}
        bad = [b for c in clerks for b in c.bad]
        tap.ok(not bad, f"{len(answers)} registrations through {KILLS} kills, none refused", bad[:3])
        api = kit.Api(s.http, w)
        cookie = api.cookie
        con = http.client.HTTPConnection("127.0.0.1", s.http, timeout=20)
        same = 0
        for n, a in list(answers.items())[:60]:
            status, b = counter_load.post(con, cookie, "/api/v1/counter/issue", counter_load.form(1, n))
            same += status == 200 and b["again"] and b["bikeId"] == a["bikeId"] and b["plate"] == a["plate"] and [p["id"] for p in b["papers"]] == [p["id"] for p in a["papers"]]
        tap.ok(same == min(60, len(answers)), "each one asked again is answered the same", f"{same} of {min(60, len(answers))}")
        f = counter_load.form(1, next(iter(answers)))
        f["colour"] = "蓝"
        status, b = counter_load.post(con, cookie, "/api/v1/counter/issue", f)
        tap.ok(status == 409 and b["error"]["field"] == "requestId", "another form under the same id is refused", b)
        found = api.get(f"/api/v1/numbers?q={counter_load.form(1, next(iter(answers)))['frameNo']}")
        tap.ok([h["bikeId"] for h in found["items"] if h["tier"] == "exact"] == [answers[next(iter(answers))]["bikeId"]], "its frame number is found", found)
        bike = next(iter(answers.values()))["bikeId"]
        w.run("policy", "set", "register.direct", "0")
        past = [("POST", "/api/v1/bikes", {"plate": "衡Q12345", "tag": "5AFE1", "ownerName": "赵", "ownerPhone": "13900000000"}), ("PUT", f"/api/v1/bikes/{bike}/tag", {"tag": "5AFE2"}),
                ("PUT", f"/api/v1/bikes/{bike}/plate", {"plate": "衡Q12346"}), ("POST", f"/api/v1/bikes/{bike}/transfer", {"ownerId": 1, "reason": "sold"})]
        codes = [api.call(*x)[0] for x in past]
        tap.ok(codes == [403] * 4, "without its policy nothing goes past the counter", codes)
        s.stop()
        db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"))
        n = {k: db.execute(f"SELECT count(*) FROM {v}").fetchone()[0] for k, v in COUNTS.items()}
        whole = db.execute(WHOLE).fetchone()[0]
        db.close()
        want = len(answers)
        tap.ok(n == {**{k: want for k in COUNTS}, "paper": 2 * want}, "as many bikes, owners, plates, tags, papers and audit rows as answers", f"{want} answers, {n}")
        tap.ok(whole == want, "each bike is whole", f"{whole} of {want}")
    return tap.done()


sys.exit(main())
