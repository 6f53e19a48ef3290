"""demo_bookings - today's and tomorrow's appointments of the demo's points, made through the API as a clerk would, most but the new registrations for a bike: repeatable, of people that
cannot be anybody (154 is given to no operator)."""
import datetime
import http.client
import json
import random
import urllib.parse

import totp

SURNAMES, GIVEN = "程许邓冯曾彭萧蔡", ("小雁", "大江", "明岳", "知衡", "云石", "青禾")
PURPOSES = ("register", "register", "register", "register", "transfer", "replace", "change", "deregister")
A_DAY = 5                      # appointments of a point and day
HERE = datetime.timezone(datetime.timedelta(hours=8))


class Clerk:
    def __init__(self, base, name, password, secret):
        self.c = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)
        self.head = {"X-Yanzhen": "1"}
        _, r = self.call("POST", "/login", {"name": name, "password": password, "code": totp.code(secret)})
        self.head["Cookie"] = r.getheader("Set-Cookie").split(";")[0]

    def call(self, method, path, body=None):
        head = {**self.head, **({"Content-Type": "application/json"} if body is not None else {})}
        self.c.request(method, "/api/v1" + path, None if body is None else json.dumps(body).encode(), head)
        r = self.c.getresponse()
        raw = r.read()
        if r.status == 409:
            return None, r
        if r.status >= 300:
            raise RuntimeError(f"{method} {path}: {r.status} {raw[:200]!r}")
        return json.loads(raw) if raw else None, r


def bikes_of(clerk, rng):
    """Some bikes of the register, found as a clerk finds them: {point: their ids}. Each is taken for one visit."""
    found = {}
    for part in rng.sample(range(10_000), 60):
        for b in clerk.call("GET", f"/bikes?q={part:04}")[0]["items"]:
            if b["life"] == "registered" and not b["openCaseId"]:
                found.setdefault(b["site"], {})[b["id"]] = True
    return {site: sorted(ids) for site, ids in found.items()}


def book(clerk, rng, site, day, after, bikes):
    """Some appointments on slots that are still to come and free, each but a new registration for a bike of that point while there are; how many."""
    free = [s["slot"] for s in clerk.call("GET", f"/sites/{site}/slots?day={day}")[0]["slots"] if s["slot"] > after and s["taken"] < s["quota"]]
    made = 0
    for slot in sorted(rng.sample(free, min(A_DAY, len(free)))):
        person = {"name": rng.choice(SURNAMES) + rng.choice(GIVEN), "phone": f"154{rng.randrange(10**8):08}"}
        purpose = rng.choice(PURPOSES)
        bike = {"bikeId": bikes[site].pop()} if purpose != "register" and bikes.get(site) else {}
        made += clerk.call("POST", "/bookings", {"siteId": site, "day": str(day), "slot": slot, "purpose": purpose, **bike, **person})[0] is not None
    return made


def fill(base, account, seed=1):
    """(appointments of today, of tomorrow). account: name, password, secret."""
    clerk, rng, now = Clerk(base, *account), random.Random(seed), datetime.datetime.now(HERE)
    made, bikes = [0, 0], bikes_of(clerk, rng)
    sites = [s["id"] for s in clerk.call("GET", "/sites?limit=500")[0]["items"] if s["open"]]
    for k in (0, 1):
        day = now.date() + datetime.timedelta(days=k)
        for site in sites:
            made[k] += book(clerk, rng, site, day, now.hour * 60 + now.minute if k == 0 else -1, bikes)
    clerk.call("POST", "/logout")
    return made
