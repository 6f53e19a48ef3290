#!/usr/bin/env python3
"""S11: an answer with a trail or an unmasked field leaves only after its audit row is durable. Clients read without pause, each look
recognisable in the audit, while the server is killed again and again; every answer a client has got must have its row. (A disk that cannot
take the row: full_disk.py.) YZ_KILLS and YZ_SECONDS make it longer."""
import collections
import http.client
import json
import os
import re
import sys
import threading
import time

import kit
import people

KILLS = int(os.environ.get("YZ_KILLS", "12"))
SECONDS = float(os.environ.get("YZ_SECONDS", "40"))
SETS = ["snapshot_s=60", "expect_tags=10000", "http_workers=4"]
LOOKERS = 4


class Looker(threading.Thread):
    """Reads trails, passages and live views; keeps what was answered with 200, by what the audit row says of it."""

    def __init__(self, n, case, station, from_ms):
        super().__init__(daemon=True)
        self.n, self.case, self.station, self.base = n, case, station, from_ms
        self.port, self.cookie, self.stop = 0, None, False
        self.answered, self.other, self.k = [], collections.Counter(), 0

    def run(self):
        con = None
        while not self.stop:
            if not self.port:
                con = None
                time.sleep(0.002)
                continue
            self.k += 1
            since = self.base + self.n * 1000000 + self.k          # its mark in the audit: no two looks have the same
            verb = ("trail.read", "passages.read")[self.k % 2]
            path = f"/api/v1/thefts/{self.case}/trail?from={since}" if self.k % 2 == 0 else f"/api/v1/stations/{self.station}/passages?caseId={self.case}&from={since}"
            try:
                con = con or http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                con.request("GET", path, headers={"Cookie": self.cookie})
                r = con.getresponse()
                body = r.read()
            except OSError:
                con = None
                continue
            except http.client.HTTPException:
                con = None
                continue
            if r.status == 200 and json.loads(body):
                self.answered.append((verb, since))
            else:
                self.other[r.status] += 1


def rows(w):
    """(verb, from) of every look in the audit, and the rows of unmasking; and how many rows of each verb there are."""
    out = w.path("audit.jsonl")
    if os.path.exists(out):
        os.unlink(out)
    w.run("audit", "export", "--out", out)
    seen, n = set(), collections.Counter()
    with open(out, encoding="utf-8") as f:
        for line in f:
            r = json.loads(line)
            if isinstance(r, list):
                n[r[5]] += 1
                m = re.search(r'"from":(\d+)', r[9])
                m2 = re.search(r'"reference":"([^"]+)"', r[9])
                if m:
                    seen.add((r[5], int(m.group(1))))
                if m2:
                    seen.add((r[5], m2.group(1)))
    return seen, n


def step_up(api, world):
    code, body, _ = api.call("POST", "/api/v1/step-up", {"code": world.accounts["tester"][1].next()})
    if code not in (200, 204):
        raise RuntimeError(f"step-up: {code} {body}")


def unmasks(api, owner, n, got):
    """Looks at one field, each with a reference of its own."""
    for k in range(n):
        mark = f"REF-{len(got)}-{k}-{time.monotonic_ns()}"[:32]
        code, body, _ = api.call("POST", f"/api/v1/owners/{owner}/unmask", {"field": "phone", "purpose": "case", "reference": mark})
        if code != 200:
            raise RuntimeError(f"unmask: {code} {body}")
        got.append(("owner.unmask", mark))


class Returned:
    """A suspect, and a bike that was given back with its photos: looks that leave no mark of their own are counted."""

    def __init__(self, w, api, bike):
        w.account("leader", "leader")
        leader = kit.Api(api.port, w, name="leader")
        self.n = collections.Counter()
        self.suspect = api.post("/api/v1/suspects", {"name": "甲乙", "idNo": people.id_no(7), "phone": "13911118888"})["id"]
        item = api.post("/api/v1/seized", {"kind": "bike", "foundAt": int(time.time() * 1000), "place": "桥洞"})["id"]
        for who, step, body in ((api, "match", {"bikeId": bike}), (api, "prove", {"papers": "发票"}), (api, "value", {"valueFen": 100}), (leader, "approve", {})):
            who.post(f"/api/v1/seized/{item}/do/{step}", body)
        day = api.post("/api/v1/return-days", {"day": 30000, "place": "广场"})["id"]
        self.row = api.post(f"/api/v1/return-days/{day}/items", {"seizedId": item})["id"]
        api.post(f"/api/v1/return-items/{self.row}/check-in", {"receiver": "agent", "name": "丙丁", "idNo": people.id_no(8), "letter": "1"})
        voucher, person = (self.photo(api) for _ in range(2))
        api.post(f"/api/v1/return-items/{self.row}/give", {"voucher": voucher, "person": person, "signed": True})

    @staticmethod
    def photo(api):
        client = people.Client(api.port, "tester", api.cookie)
        status, _, raw = client.raw("POST", "/api/v1/photos", people.png(), "image/png")
        if status != 201:
            raise RuntimeError(f"photo: {status} {raw}")
        return json.loads(raw)["photo"]

    def looks(self, api):
        client = people.Client(api.port, "tester", api.cookie)
        for verb, method, path, body in (("recovery.unmask", "POST", f"suspects/{self.suspect}/unmask", b'{"field":"phone","reference":"REF-1"}'),
                                         ("recovery.photo_read", "GET", f"return-items/{self.row}/photos/person", None)):
            status, _, raw = client.raw(method, "/api/v1/" + path, body)
            if status != 200 or not raw:
                raise RuntimeError(f"{path}: {status} {raw[:200]}")
            self.n[verb] += 1
        client.drop()


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World(kit.QUICK) as w:
        w.init(stations=2)
        s = kit.Server(w, SETS)
        api = kit.Api(s.http, w)
        bike = kit.imported_bike(w, api, "衡S1101", "51101")
        now = int(time.time() * 1000)
        case = api.post("/api/v1/thefts", {"bikeId": bike["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2})
        station = api.get("/api/v1/stations?limit=1")["items"][0]["id"]
        lookers = [Looker(n, case["id"], station, now - 3600000 - 20 * 3600000) for n in range(LOOKERS)]
        shown = []
        owner = api.get("/api/v1/bikes/%d" % bike["id"]).get("ownerId", 1)
        step_up(api, w)                                           # holds for five minutes, over restarts too
        returned = Returned(w, api, kit.imported_bike(w, api, "衡S1102", "51102")["id"])
        for x in lookers:
            x.cookie, x.port = api.cookie, s.http
            x.start()
        begun, kills = time.monotonic(), 0
        while kills < KILLS and time.monotonic() - begun < SECONDS:
            before = sum(len(x.answered) for x in lookers)
            kit.until("looks are answered", lambda: sum(len(x.answered) for x in lookers) >= before + 20, 20, 0.005)
            unmasks(api, owner, 3, shown)
            returned.looks(api)
            time.sleep(rng.random() * 0.2)                        # when it dies: any moment
            s.kill()                                              # while they wait for answers
            for x in lookers:
                x.port = 0
            kills += 1
            s = kit.Server(w, SETS)
            api.port = s.http
            for x in lookers:
                x.port = s.http
        kit.until("looks are answered", lambda: sum(len(x.answered) for x in lookers) >= 100, 20, 0.005)
        for x in lookers:
            x.stop = True
        for x in lookers:
            x.join(15)
        s.kill()
        answered = [a for x in lookers for a in x.answered] + shown
        seen, n = rows(w)
        missing = [a for a in answered if a not in seen]
        tap.ok(not missing, f"{len(answered)} answers ({len(shown)} of them unmasked fields) over {kills} kills: each has its row (S11: missing = 0)", missing[:5])
        tap.ok(len(returned.n) == 2 and not {v: (k, n[v]) for v, k in returned.n.items() if n[v] < k}, f"{sum(returned.n.values())} suspects unmasked and photos of returns: each has its row",
               (returned.n, n))
        tap.ok(kills >= min(KILLS, 5) and len(answered) >= 500, "enough to mean something", (kills, len(answered), [dict(x.other) for x in lookers]))
        r = w.run("audit", "verify", ok=False)
        tap.ok(r.returncode == 0, "the chain is sound after the kills", r.stdout + r.stderr)
    return tap.done()


sys.exit(main())
