#!/usr/bin/env python3
"""S8b - who is there and who is not is answered alike: same status, same headers, same body but for its request number, and the time tells nothing
(Welch's t of the two groups). Asked in turn, present and absent side by side in random order, so that whatever else the machine does falls on both.
Before t is taken the slowest tenth of each group is left out (a busy machine's waits have heavy tails that would hide a difference as well as
feign one). Noise crosses the bound now and then, a leak always: only a t beyond 4.5 with the same sign in each of three rounds is one.
YZ_S8B=10 asks ten times as often."""
import json
import math
import os
import statistics
import sys
import time
import http.client

import kit
import people

TIMES = int(os.environ.get("YZ_S8B", "1"))
BOUND, ROUNDS = 4.5, 3


def welch(a, b):
    a, b = (sorted(x)[:len(x) - len(x) // 10] for x in (a, b))
    v = statistics.variance(a) / len(a) + statistics.variance(b) / len(b)
    return (statistics.mean(a) - statistics.mean(b)) / math.sqrt(v) if v else 0.0


def shape(status, headers, raw):
    """All of an answer but its request number and the date."""
    text = raw.decode()
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = text
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body["error"]["request"] = 0
    heads = tuple(sorted((k.lower(), v if k.lower() not in ("date", "x-request-id", "content-length") else "") for k, v in headers.items()))
    return status, heads, json.dumps(body, sort_keys=True)


class From:
    """Connections from other addresses of this machine: limits by address are not what is measured."""

    def __init__(self, port, head=None):
        self.port, self.head, self.n, self.con = port, head or {}, 0, None

    def ask(self, method, path, body):
        if self.n % 40 == 0:
            if self.con:
                self.con.close()
            at = f"127.9.{self.n // 40 // 250}.{self.n // 40 % 250 + 1}"
            self.con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(at, 0))
            self.con.connect()
        self.n += 1
        data = None if body is None else json.dumps(body).encode()
        heads = {"X-Yanzhen": "1", **self.head, **({"Content-Type": "application/json"} if data else {})}
        begun = time.perf_counter_ns()
        self.con.request(method, path, data, heads)
        r = self.con.getresponse()
        raw = r.read()
        return time.perf_counter_ns() - begun, shape(r.status, r.headers, raw)


def compare(tap, rng, what, asker, pairs, make, want):
    """make(present, k) -> (method, path, body). Rounds until one is within the bound."""
    ts, shapes = [], (set(), set())
    for r in range(ROUNDS):
        took = ([], [])
        for k in range(pairs):
            for present in rng.sample((0, 1), 2):
                t, s = asker.ask(*make(present, r * pairs + k))
                took[present].append(t / 1e6)
                shapes[present].add(s)
        ts.append(welch(took[1], took[0]))
        if abs(ts[-1]) < BOUND:
            break
    statuses = {s[0] for x in shapes for s in x}
    tap.ok(shapes[0] == shapes[1] and len(shapes[0]) == 1 and statuses == {want}, f"{what}: answered alike ({sorted(statuses)})", f"present: {shapes[1]}\nabsent: {shapes[0]}")
    leak = len(ts) == ROUNDS and all(abs(t) >= BOUND for t in ts) and len({t > 0 for t in ts}) == 1
    tap.ok(not leak, f"{what}: the time tells nothing ({pairs} pairs, t = {', '.join(f'{t:+.1f}' for t in ts)}, median {statistics.median(took[0] + took[1]):.1f} ms)", f"t in each of {ROUNDS} rounds beyond {BOUND}: {ts}")


def main():
    tap, rng = kit.Tap(), kit.seed()
    pairs = 120 * TIMES
    with kit.World(kit.QUICK) as w:
        city = people.City(w)
        many = pairs * ROUNDS
        for k in range(0, many, 3):                      # owners of B with a phone each; five codes an hour are theirs
            city.bike("clerk_b", f"万{chr(0x4e00 + k % 500)}外", f"188{k:08}")
        phone = lambda present, k: f"188{k // 3 * 3:08}" if present else f"189{k // 3 * 3:08}"      # noqa: E731
        anon = From(city.port)
        compare(tap, rng, "a code for a phone", anon, pairs, lambda p, k: ("POST", "/api/v1/owner/code", {"phone": phone(p, k)}), 204)
        compare(tap, rng, "an owner's log-in with a wrong code", anon, pairs, lambda p, k: ("POST", "/api/v1/owner/login", {"phone": phone(p, k), "code": "000000"}), 401)
        names = []

        def staff(k):
            while len(names) <= k:
                names.append(f"staff{len(names)}")
                w.account(names[-1], "leader", "--unit", "uA")
            return names[k]
        # four failures of a name, then another: at the fifth it is locked, known or not
        compare(tap, rng, "a log-in of staff with a wrong password", anon, 24 * TIMES,
                lambda p, k: ("POST", "/api/v1/login", {"name": staff(k // 4) if p else f"nobody{k // 4}", "password": "wrong wrong wrong", "code": "000000"}), 401)
        clerk = From(city.port, city.c["clerk_a"].head)
        compare(tap, rng, "an owner of another area by name", clerk, pairs,
                lambda p, k: ("POST", "/api/v1/owners/find", {"by": "name", "value": f"万{chr(0x4e00 + k // 3 * 3 % 500)}外" if p else f"万{chr(0x6e00 + k // 3 * 3 % 500)}外"}), 200)
        owner = From(city.port, city.c["former"].head)
        other, booking = city.obj["bike"]["other"], city.obj["obooking"]["other"]
        compare(tap, rng, "another owner's bike", owner, pairs, lambda p, k: ("GET", f"/api/v1/owner/bikes/{other if p else people.NONE}", None), 404)
        compare(tap, rng, "the way of another owner's bike", owner, pairs, lambda p, k: ("GET", f"/api/v1/owner/bikes/{other if p else people.NONE}/trail", None), 404)
        compare(tap, rng, "another owner's appointment", owner, pairs, lambda p, k: ("GET", f"/api/v1/owner/bookings/{booking if p else people.NONE}", None), 404)
        visit = {"siteId": city.obj["site"]["own"], "day": city.day, "slot": 900, "purpose": "change"}
        compare(tap, rng, "a visit for another owner's bike", owner, pairs, lambda p, k: ("POST", "/api/v1/owner/bookings", {**visit, "bikeId": other if p else people.NONE}), 404)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
