#!/usr/bin/env python3
"""S3 - random requests of random principals on ids harvested from others' answers: each decision is what an independent policy (policy.py)
says; answers have only the fields that the interface names; a field or parameter that it does not name is refused. YZ_S3=1000000 makes it longer."""
import collections
import json
import os
import random
import re
import subprocess
import sys
import time

import kit
import people
import policy
import s2_matrix

N = int(os.environ.get("YZ_S3", "20000"))
CLOSED = ("not_filed", "recovered", "returned", "withdrawn", "unfounded")       # to looks: a found bike's way is nobody's any more
EXTRA = ("roles", "ownerId", "unit", "id", "state", "isAdmin", "actor", "stepUp", "__proto__", "createdAt")


class Schema:
    """Does an answer have what its schema names and nothing else? Enough of JSON Schema for the program's own document."""

    def __init__(self, doc):
        self.doc, self.named = doc, doc["components"]["schemas"]

    def of(self, method, path, status):
        got = self.doc["paths"][path][method.lower()]["responses"]
        content = (got.get(str(status)) or got["default"]).get("content", {})
        return content.get("application/json", {}).get("schema")

    def faults(self, s, v, at="$"):
        if "$ref" in s:
            s = self.named[s["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in s or "oneOf" in s:
            return min((self.faults(x, v, at) for x in s.get("anyOf") or s["oneOf"]), key=len)
        if isinstance(v, dict) and "properties" in s:
            props = s["properties"]
            out = [f"{at}.{k} is not named" for k in v if k not in props] + [f"{at}.{k} is missing" for k in s.get("required", []) if k not in v]
            return out + [f for k, x in v.items() if k in props for f in self.faults(props[k], x, f"{at}.{k}")]
        if isinstance(v, list) and "items" in s:
            return [f for i, x in enumerate(v[:20]) for f in self.faults(s["items"], x, f"{at}[{i}]")]
        if isinstance(v, (dict, list)):
            return [] if not s or s.get("type") in (None, "object", "array") else [f"{at} is a {type(v).__name__}"]
        types = s.get("type", [])
        types = types if isinstance(types, list) else [types]
        name = {bool: "boolean", int: "integer", float: "number", str: "string", type(None): "null"}[type(v)]
        return [] if not types or name in types or (name == "integer" and "number" in types) else [f"{at} is {name}, not {types}"]


# What s2_matrix.txt calls after its state or its asker, by what it is.
ALIAS = {"obooking": "booking", "otheft": "theft", "valued": "seized", "approved": "seized", "checked": "ritem", "given": "ritem", "stolen": "theft", "stolenbike": "bike"}
LETTER_OF = {role: people.LETTER[name] for name, (role, _) in people.STAFF.items()}


class World:
    """The policy's records, taken from answers."""

    def __init__(self, city):
        self.city, self.p = city, policy.Policy()
        self.area_of_unit = {city.unit["A"]: "A", city.unit["B"]: "B"}
        acc = city.account
        self.who = {}
        for name, letter in people.LETTER.items():
            if name in people.PHONE or letter == "-":
                continue
            self.who[name] = policy.Who(name, letter, acc[name], people.STAFF[name][1] if name in people.STAFF else "*")
        for name in ("anonymous", "station"):
            self.who[name] = policy.Who(name, "-")
        for name in people.PHONE:
            self.who[name] = policy.Who(name, "w", owner=city.c[name].get("/owner/me")["owner"])
        self.by_account = {w.account: w for w in self.who.values() if w.account}
        self._first()

    def _first(self):
        c, r = self.city.c, self.p.rec
        for i in range(1, self.city.n * 4):
            status, b = c["clerk_a"].call("GET", f"/api/v1/bikes/{i}")
            if status == 200:
                self.saw("clerk_b" if self.area_of_unit.get(b["unit"]) == "B" else "clerk_a", "Bike", b)
                if b["unit"] not in self.area_of_unit:         # imported: no clerk's
                    r["bike"][b["id"]]["by"] = 0
        sold, former = r["bike"][self.city.obj["bike"]["former"]], self.city.sold_owner
        sold["had"].add(former)
        r["owner"][former] = {"unit": "A"}
        for kind, path, who in (("Site", "/sites", "sysadmin"), ("AccessRequest", "/access/requests", "officer_a"), ("AccessRequest", "/access/requests", "officer_b"), ("Theft", "/thefts", "officer_a"), ("Alert", "/alerts", "officer_a"), ("Station", "/stations", "engineer"),
                                ("Account", "/accounts", "sysadmin"), ("Unit", "/units", "sysadmin"), ("Grant", "/grants/asked", "sysadmin"), ("OwnerMerge", "/owner-merges", "officer_a"),
                                ("Correction", "/corrections", "officer_a"), ("NumberOverride", "/numbers/overrides", "officer_a"), ("PlateFormat", "/plate-formats", "sysadmin"), ("PlanProduct", "/plan-products", "leader"),
                                *((kind, path, who) for kind, path in (("Seized", "/seized"), ("Den", "/dens"), ("Suspect", "/suspects"), ("ReturnDay", "/return-days")) for who in ("officer_a", "officer_b")),
                                ("Junction", "/junctions", "engineer"), *((kind, path, who) for kind, path in (("SpotDecision", "/spot/decisions"), ("Custody", "/custody")) for who in ("road_a", "road_b"))):
            for x in c[who].get(path)["items"]:
                self.saw(who, kind, x)
        for day in r["day"]:
            officer = "officer_a" if r["day"][day]["unit"] == "A" else "officer_b"
            for x in c[officer].get(f"/return-days/{day}/items")["items"]:
                self.saw(officer, "ReturnItem", x)
        for kind in ("violation", "room", "class", "owed", "appeal", "named", "notice", "exposure"):
            r[kind] = {i: {"unit": "A" if rel == "own" else "B"} for rel, i in self.city.obj[kind].items()}
        for kind in ("myv", "mycourse"):
            r[kind] = {i: {"owner": self.who["owner" if rel == "own" else "neighbour"].owner} for rel, i in self.city.obj[kind].items()}
        r["question"] = {i: {} for i in self.city.obj["question"].values()}
        r["paper"] = {i: {"unit": "A" if rel == "own" else "B"} for rel, i in self.city.obj["paper"].items()}
        for rel, i in self.city.obj["plan"].items():
            self.saw("clerk_a" if rel == "own" else "clerk_b", "Plan", c["clerk_a" if rel == "own" else "clerk_b"].get(f"/plans/{i}"))
        for site in self.city.obj["site"].values():
            clerk = "clerk_a" if r["site"][site]["unit"] == "A" else "clerk_b"
            for b in c[clerk].get(f"/sites/{site}/bookings?day={self.city.day}&limit=500")["items"]:
                self.saw(clerk, "Booking", b)
        for o in people.PHONE:
            for b in c[o].get("/owner/bookings")["items"]:
                self.saw(o, "OwnerBooking", b)

    def saw(self, name, kind, x):
        """An answer of this schema, to this principal."""
        r, who = self.p.rec, self.who.get(name)        # who decides on the road is of no letter
        if kind == "Bike":
            old = r["bike"].setdefault(x["id"], {"unit": self.area_of_unit.get(x["unit"], "*"), "had": set(), "by": who.account, "owner": 0, "tag": ""})
            old["had"].add(x["ownerId"])
            old["owner"] = x["ownerId"]
            if "*" not in x["tag"]:                # whole: of the own area
                old["tag"] = x["tag"] if x["life"] == "registered" else ""
            r["owner"].setdefault(x["ownerId"], {"unit": old["unit"]})
        elif kind == "Owner":
            r["owner"].setdefault(x["id"], {"unit": who.area})
        elif kind == "Site":
            r["site"][x["id"]] = {"unit": self.area_of_unit.get(x["unitId"], "*")}
            for p in r["plan"].values():               # a plan's area is its point's, as it is now
                p["unit"] = r["site"].get(p["site"], p)["unit"]
        elif kind in ("Booking", "OwnerBooking"):
            old = r["booking"].setdefault(x["id"], {"site": 0, "owner": 0})
            old["site"] = x["siteId"]
            old["owner"] = who.owner or old["owner"]
        elif kind == "Theft":
            old = r["theft"].setdefault(x["id"], {"helpers": set(), "bike": x["bike"]["id"]})
            old.update(unsure=False, area=self.by_account[x["officerId"]].area if x["officerId"] in self.by_account else "*", by=x["officerId"], open=x["state"] not in CLOSED and x["confirmed"], unit=self.area_of_unit.get(x["unitId"], "*"))
        elif kind == "OwnerCase":                  # unconfirmed: nobody reads its trail
            r["theft"].setdefault(x["id"], {"helpers": set(), "by": 0, "open": False, "unsure": True, "area": "*", "unit": r["bike"][x["bikeId"]]["unit"], "bike": x["bikeId"]})
        elif kind == "AccessRequest":
            r["access"][x["id"]] = {"by": x["askedBy"], "unit": self.by_account[x["askedBy"]].area, "state": x["state"]}
        elif kind == "Paper":
            r["paper"].setdefault(x["id"], {"unit": who.area})          # the clerk's who made it
        elif kind == "Plan":
            r["plan"][x["id"]] = {"unit": r["site"][x["siteId"]]["unit"], "by": x["soldBy"], "site": x["siteId"]}
        elif kind == "PlanProduct":
            r["product"][x["id"]] = {"by": x["askedBy"]}
        elif kind == "OwnerMerge":
            r["merge"][x["id"]] = {"keep": x["keep"], "gone": x["gone"], "by": x["askedBy"]}
        elif kind == "Correction":
            r["correction"][x["id"]] = {"bike": x["bikeId"], "by": x["askedBy"]}
        elif kind == "NumberOverride":
            r["override"][x["id"]] = {"unit": self.by_account[x["askedBy"]].area, "by": x["askedBy"], "open": x["state"] == "open" or x["state"] == "asked"}
        elif kind in ("Seized", "Den", "Suspect", "ReturnDay"):
            r[{"ReturnDay": "day"}.get(kind, kind.lower())][x["id"]] = {"unit": self.area_of_unit[x["unitId"]]}
            if kind == "Seized" and x["caseId"]:       # its steps move the case
                self.saw("officer_a", "Theft", self.city.c["officer_a"].get(f"/thefts/{x['caseId']}"))
        elif kind == "ReturnItem":
            r["ritem"][x["id"]] = {"unit": r["seized"][x["seizedId"]]["unit"]}
        elif kind in ("Alert", "Station", "Account", "Unit", "Grant", "PlateFormat"):
            r[{"PlateFormat": "format"}.get(kind, kind.lower())][x["id"]] = {}
        elif kind in ("Junction", "JunctionFull"):
            r["junction"][x["id"]] = {}
        elif kind in ("SpotDecision", "Custody"):
            r["spot" if kind == "SpotDecision" else "custody"][x["id"]] = {"unit": self.area_of_unit[x["unitId"]]}
        elif kind == "Violation" and x["unitId"] in self.area_of_unit:
            r["violation"][x["id"]] = {"unit": self.area_of_unit[x["unitId"]]}
        elif kind == "MyViolation":
            r["myv"][x["id"]] = {"owner": who.owner}
        elif kind == "Course" and x["id"]:             # of the own area
            r["class"].setdefault(x["id"], {"unit": who.area})
        elif kind in ("CourseRoom", "CourseDuty", "Appeal", "Exposure"):
            r[{"CourseRoom": "room", "CourseDuty": "owed"}.get(kind, kind.lower())].setdefault(x["id"], {"unit": who.area})
        elif kind in ("StationMade", "StationFull"):
            r["station"][x["id"]] = {}


class Random:
    def __init__(self, city, rng):
        self.city, self.rng, self.w = city, rng, World(city)
        doc = json.loads(subprocess.run([kit.YANZHEN, "openapi"], capture_output=True, text=True, check=True).stdout)
        self.schema, self.pool = Schema(doc), list(range(1, 40))
        self.ids = {}
        self.lines = [x for x in s2_matrix.lines() if self.w.p.rules.get(x.route, ("", "out"))[1] != "out"]
        self.got, self.said, self.wrong, self.shape, self.extra = collections.Counter(), collections.Counter(), [], [], 0

    def some(self, kind):
        at = self.w.p.rec.get(kind, {})
        if len(self.ids.get(kind, ())) != len(at):
            self.ids[kind] = list(at)
        return self.rng.choice(self.ids[kind]) if at and self.rng.random() < 0.9 else self.rng.choice(self.pool)

    def fill(self, text, who):
        def one(m):
            word, n = m.group(1), self.city.unique()
            fixed = {"n": n, "n5": f"{n:05}", "n8": f"{n:08}", "day": self.city.day, "idno": people.id_no(n), "ago": int(time.time() * 1000) - 60000, "just": int(time.time() * 1000) - 1000, "before": int(time.time() * 1000) - 86460000 - n, "nwindow": n % 50 + 1, "njunction": n % 3000 + 1000}
            if word == "newphoto":
                return f"{n:032x}"       # none that was taken in: those are drawn anew, which takes long
            kind = word.split(".")[0]
            kind = kind[3:] if kind.startswith("new") else kind
            return str(fixed[word]) if word in fixed else str(self.some(kind[1:] if word.startswith("a") and "." not in word and kind not in ALIAS else ALIAS.get(kind, kind)))
        return re.sub(r"<([\w.]+)>", one, text)

    def pick(self):
        rng = self.rng
        line = rng.choice(self.lines)
        letters = self.w.p.rules[line.route][0]
        names = [n for n, w in self.w.who.items() if w.letter in letters] if rng.random() < 0.6 else []
        who = self.w.who[rng.choice(names or list(self.w.who))]
        kind = ALIAS.get(line.kind, line.kind)
        at = self.some(kind) if line.kind else 0
        if rng.random() < 0.1:
            at = rng.choice((0, people.NONE, 2 ** 63 - 1))
        return line, who, at

    def one(self):
        line, who, at = self.pick()
        path = "/api/v1" + re.sub(r"\{\w+=([^}]*)\}", r"\1", line.path).replace("{id}", str(at))
        text, body, query = self.fill(line.input, who.name), None, {}
        if text.startswith("?"):
            path += text
            query = {k: int(v) if v.isdigit() else v for k, v in (x.split("=") for x in text[1:].split("&"))}
        elif text.startswith("{"):
            body = json.loads(text)
        want = self.w.p.decide(who, *line.route, at, body, query)
        if at == 0 and line.kind:
            want = {"401": "401/404"}.get(want, "404")              # no address of the API
        extra = self.rng.random() < 0.12 and text != "@png" and (line.method != "GET" or "?" not in path)
        if extra:
            self.extra += 1
            if line.method == "GET":
                path += "?" + self.rng.choice([e for e in EXTRA if not self.named(line, e)]) + "=1"
            else:
                body = {**(body or {}), self.rng.choice([e for e in EXTRA if e not in (body or {}) and not self.named(line, e)]): 1}
        data, kind = (people.png(), "image/png") if text == "@png" else (None if body is None else json.dumps(body).encode(), "application/json")
        status, _, raw = self.city.c[who.name].raw(line.method, path, data, kind)
        self.judge(line, who, at, path, body, want, extra, status, raw)

    def named(self, line, field):
        op = self.schema.doc["paths"][line.route[1]][line.method.lower()]
        ref = op.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        return field in [p["name"] for p in op.get("parameters", []) if p["in"] == "query"] or field in self.schema.named.get(ref.get("$ref", "/").rsplit("/", 1)[1], {}).get("properties", {})

    def judge(self, line, who, at, path, body, want, extra, status, raw):
        self.got[status] += 1
        self.said[want] += 1
        if extra and want not in ("401", "role", "401/404") and not (at == 0 and line.kind):
            good = status == 400
        else:
            ok = set()
            for w in want.split("/"):
                ok |= {"pass": {200, 201, 204, 400, 409}, "any": {200, 201, 204, 400, 403, 404, 409}, "role": {403}}.get(w, {int(w)} if w.isdigit() else set())
            good = status in ok
            good = good and not (status == 403 and (s2_matrix.BY_ROLE.encode() in raw) != (want == "role"))
        if not good and len(self.wrong) < 30:
            self.wrong.append(f"{line.method} {path} as {who.name} {body or ''}: {status}, the policy says {want}{' (an extra field)' if extra else ''}: {raw[:150].decode(errors='replace')}")
        elif not good:
            self.wrong.append("...")
        self.look(line, who, path, status, raw, body)

    def look(self, line, who, path, status, raw, body):
        """The answer's fields, and what it tells the policy's records."""
        s = self.schema.of(line.method, line.route[1], status)
        if not raw or (not s and status != 204) or line.route[1].endswith(("/events", "/openapi.json")):
            return
        try:
            got = json.loads(raw)
        except ValueError:
            self.shape.append(f"{line.route}: no JSON: {raw[:80]}")
            return
        self.shape += [f"{line.method} {line.path} ({status}): {f}" for f in self.schema.faults(s, got)]
        if status // 100 != 2:
            return
        ref = s.get("$ref") or s.get("properties", {}).get("items", {}).get("items", {}).get("$ref") or ""
        name = ref.rsplit("/", 1)[-1]
        for x in got["items"] if "items" in got and "$ref" not in s else [got]:
            if isinstance(x.get("id"), int):
                self.w.saw(who.name, name, x)
                if x["id"] > self.pool[-1]:
                    self.pool.append(x["id"])
        if name == "CaseHelper":
            self.w.p.rec["theft"][int(re.search(r"/thefts/(\d+)/", path).group(1))]["helpers"] = {x["account"] for x in got["items"]}
        if line.path.endswith("{event=approve}") and name == "Grant" and got["op"] == "add":
            whose = self.w.by_account.get(got["account"])          # or of somebody who asks for nothing here
            if whose:
                whose.letters.add(LETTER_OF[got["role"]])
        if line.route[1] == "/api/v1/owner/consent":
            who.consent = body["given"]
        if line.route[1] == "/api/v1/accounts" and line.method == "POST":
            self.w.saw(who.name, "Account", got["account"])
        if line.route[1].endswith("/corrections") and line.method == "POST":
            self.refresh("/corrections", "Correction")
        if line.route[1].endswith("/merges"):
            self.refresh("/owner-merges", "OwnerMerge")

    def refresh(self, path, kind):
        for x in self.city.c["officer_a"].get(path + "?limit=3")["items"]:
            self.w.saw("officer_a", kind, x)


def main():
    tap, rng = kit.Tap(), kit.seed()
    with kit.World(kit.QUICK) as w:
        city = people.City(w)
        city.step_up()
        run = Random(city, rng)
        routes = {(m.upper(), p) for p, ms in run.schema.doc["paths"].items() for m in ms if m in ("get", "post", "put", "delete", "patch")}
        tap.ok(routes == set(run.w.p.rules), f"the policy has a rule for each of {len(routes)} routes", sorted(routes ^ set(run.w.p.rules)))
        begun = fresh = time.monotonic()
        for _ in range(N):
            if time.monotonic() - fresh > 200:
                city.step_up()
                fresh = time.monotonic()
            run.one()
        took = time.monotonic() - begun
        tap.ok(not run.wrong, f"{N} random requests in {took:.0f} s are decided as the policy says ({dict(run.said)}; {dict(sorted(run.got.items()))})",
               f"{len(run.wrong)} wrong\n" + "\n".join(run.wrong[:30]))
        tap.ok(run.said["pass"] > N // 5 and run.said["403"] > N // 200 and run.said["404"] > N // 50 and run.got[201] + run.got[204] > N // 200, "and all kinds of decisions were among them", dict(run.said))
        tap.ok(not run.shape, "every answer has the fields that the interface names, and no other", "\n".join(sorted(set(run.shape))[:30]))
        tap.ok(run.extra > N // 30, f"{run.extra} requests with a field or parameter that is not named were refused, as far as the role let them come", run.extra)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
