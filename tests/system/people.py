"""people - a small city for the tests of rights: two areas with their people, owners, and one object of each kind in each relation to each
of them; everything made through the program's own commands and API. And a client that keeps its connection.

Relations of an object to who asks: own (in the asker's area, or the asker's), other (another area's, or another person's), case (of the asker's open
theft case), fcase (of a case of the other area), former (an owner's bike of before), none (there is no such object)."""
import http.client
import json
import os
import re
import struct
import subprocess
import time
import zlib

import kit
import totp

NONE = 987654321
DAY_S = 86400
PHONE = {"owner": "13911110001", "neighbour": "13911110002", "former": "13911110003"}
# name -> (roles, area)
STAFF = {"clerk_a": ("clerk", "A"), "clerk_b": ("clerk", "B"), "officer_a": ("officer", "A"), "officer_a2": ("officer", "A"), "officer_b": ("officer", "B"),
         "case": ("case_officer", "A"), "traffic": ("traffic", "A"), "adjuster": ("adjuster", "A"), "insurer": ("insurer", "A"), "engineer": ("engineer", "A"),
         "leader": ("leader", "A")}
LETTER = {"clerk_a": "c", "clerk_b": "c", "officer_a": "o", "officer_a2": "o", "officer_b": "o", "case": "e", "traffic": "t", "adjuster": "j", "insurer": "i",
          "engineer": "k", "leader": "l", "sysadmin": "m", "secadmin": "s", "auditor": "a", "owner": "w", "neighbour": "w", "former": "w", "anonymous": "-", "station": "-"}
PRINCIPALS = list(LETTER)


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x40\x80\xc0" * 64 for _ in range(64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Client:
    """One principal's connection."""

    told = None         # a list: (method, path, status, does it give a cookie) of every request of every client

    def __init__(self, port, name, cookie=None, auth=None):
        self.name, self.port, self.con = name, port, None
        self.head = {"X-Yanzhen": "1"}
        if cookie:
            self.head["Cookie"] = cookie
        if auth:
            self.head["Authorization"] = auth

    def raw(self, method, path, data=None, kind="application/json", head=None):
        """(status, headers, bytes)"""
        h = {**self.head, **(head or {})}
        if data is not None:
            h["Content-Type"] = kind
        for again in (True, False):
            self.con = self.con or http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self.con.request(method, path, data, h)
                r = self.con.getresponse()
                if Client.told is not None:
                    Client.told.append((method, path.split("?")[0], r.status, "Set-Cookie" in r.headers))
                return r.status, r.headers, r.read() if "event-stream" not in (r.getheader("Content-Type") or "") else self.drop()
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self.drop()
                if not again:
                    raise
        return None

    def drop(self):
        if self.con:
            self.con.close()
        self.con = None
        return b""

    def call(self, method, path, body=None):
        """(status, decoded or text)"""
        status, headers, raw = self.raw(method, path, None if body is None else json.dumps(body).encode())
        text = raw.decode(errors="replace")
        return status, json.loads(text) if "json" in (headers.get("Content-Type") or "") and text else text

    def must(self, method, path, body=None):
        status, got = self.call(method, path, body)
        if status not in (200, 201, 204):
            raise RuntimeError(f"{self.name}: {method} {path} {body}: {status} {got}")
        return got

    def get(self, path):
        return self.must("GET", "/api/v1" + path)

    def post(self, path, body=None):
        return self.must("POST", "/api/v1" + path, body)

    def put(self, path, body=None):
        return self.must("PUT", "/api/v1" + path, body)


class Versions:
    """Whether each write by what was read is refused by a version that is not there. That the same goes through by its own (after) shows that nothing else was wrong with it."""

    NEVER = 99999
    BUT = ("/api/v1/sites", "/api/v1/counter/business/check")      # a new one has no version yet; what is only checked is not written

    def __init__(self):
        self.routes, self.tried = [], {}        # (method, pattern, path); path -> the answers

    def load(self):
        doc = json.loads(subprocess.run([kit.YANZHEN, "openapi"], capture_output=True, text=True, check=True).stdout)
        for path, methods in doc["paths"].items():
            for method, o in methods.items():
                body = o.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {}) if isinstance(o, dict) else {}
                body = doc["components"]["schemas"][body["$ref"].rsplit("/", 1)[1]] if "$ref" in body else body
                if "ver" in body.get("properties", {}) and path not in self.BUT:
                    self.routes.append((method.upper(), re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path))

    def before(self, c, method, path, body):
        """(route, what it answered); None where no version is taken."""
        if not self.routes:
            self.load()
        route = next((p for m, pattern, p in self.routes if m == method and pattern.match(path)), None) if isinstance(body, dict) else None
        if not route:
            return None
        status, got = Client.call(c, method, path, {**body, "ver": self.NEVER})
        return route, (status, got["error"]["field"] if isinstance(got, dict) and "error" in got else got)

    def after(self, stale, status):
        if stale and status // 100 == 2:
            self.tried.setdefault(stale[0], []).append(stale[1])

    def verdict(self, tap, least):
        bad = {p: bad for p, got in self.tried.items() for bad in [[g for g in got if g[0] != 409][:3]] if bad}
        tap.ok(len(self.tried) >= least and not bad, f"{sum(map(len, self.tried.values()))} writes of {len(self.tried)} routes are refused by a version that is not there", bad)


class City:
    """w: a kit.World, initialised here; self.c: name -> Client; self.obj: kind -> {relation of A's people: id}."""

    def __init__(self, w, sets=()):
        self.w, self.c, self.n, self.secrets = w, {}, 0, {}
        with open(__file__, "rb") as f:
            kit.as_made_before(w, ("people", f.read()), self._begin)
        self.server = kit.Server(w, ["expect_tags=10000", "snapshot_s=60", "http_workers=4", *sets])
        self.port = self.server.http
        self._staff()
        self._register()
        self._owners()
        self._points()
        self._stock()
        self._cases()
        self._papers()
        self._requests()
        self._plans()
        self._recovery()
        self._spot()
        self._traffic()

    @staticmethod
    def _begin(w):
        """What is there before anybody works: the same for all tests of a run."""
        w.init(stations=2)
        with open(w.path("none.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name\n衡Z00002,5ECFFFF2,赵导入\n")
        w.run("import", w.path("none.csv"))
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write("plate,tag,owner_name\n衡Z00001,,赵导入\n")
        w.run("import", w.path("one.csv"))
        for name, value in (("owner.trail_delay_min", 0), ("traffic.course_at", 1), ("traffic.exposure_at", 1), ("traffic.exposure_notice_days", 0)):
            w.run("policy", "set", name, str(value))
        s = kit.Server(w, ["expect_tags=10000", "http_workers=4"])
        m = kit.Api(s.http, w, name="sysadmin")
        root = m.get("/api/v1/units")["items"][0]["id"]
        for area in "AB":
            m.post("/api/v1/units", {"parent": root, "kind": "branch", "code": "u" + area, "name": "分局" + area})
        s.stop()
        for name, (roles, area) in STAFF.items():
            w.account(name, roles, "--unit", "u" + area)

    def unique(self):
        self.n += 1
        return self.n

    # ---- people ----

    def _login(self, name):
        status, headers, raw = Client(self.port, name).raw("POST", "/api/v1/login", json.dumps(self.w.login(name)).encode())
        if status != 200:
            raise RuntimeError(f"login {name}: {status} {raw}")
        return Client(self.port, name, headers["Set-Cookie"].split(";")[0])

    def _staff(self):
        m = self.c["sysadmin"] = self._login("sysadmin")
        self.unit = {u["code"][1:]: u["id"] for u in m.get("/units")["items"] if u["code"] in ("uA", "uB")}
        for name in STAFF:
            self.c[name] = self._login(name)
        for name in ("secadmin", "auditor"):
            self.c[name] = self._login(name)
        self.c["anonymous"] = Client(self.port, "anonymous")
        with open(self.w.path("keys.txt"), encoding="utf-8") as f:
            name, key = f.readline().replace(",", " ").replace("\t", " ").split()[:2]
        self.c["station"] = Client(self.port, "station", "yz_session=" + key[:64], "Bearer " + key)
        self.account = {a["name"]: a["id"] for a in m.get("/accounts?limit=100")["items"]}

    def step_up(self, names=None):
        for name in names or (*STAFF, "sysadmin", "secadmin", "auditor"):
            self.c[name].post("/step-up", {"code": self.w.accounts[name][1].next()})

    def code_of(self, phone):
        """The code that was sent to a phone, from the message's file."""
        folder = os.path.join(self.w.data, "messages")

        def find():
            for f in sorted(os.listdir(folder), reverse=True) if os.path.isdir(folder) else []:
                text = open(os.path.join(folder, f), encoding="utf-8").read()
                m = re.search(r"验证码 (\d{6})", text)
                if phone in text and m:
                    return m.group(1)
            return None
        return kit.until("the code was sent to " + phone, find)

    def log_in(self, name, phone, asked=False):
        """An owner's session."""
        anon = self.c["anonymous"]
        if not asked:
            anon.post("/owner/code", {"phone": phone})
        status, headers, raw = anon.raw("POST", "/api/v1/owner/login", json.dumps({"phone": phone, "code": self.code_of(phone)}).encode())
        if status not in (200, 204):
            raise RuntimeError(f"owner login: {status} {raw}")
        return Client(self.port, name, headers["Set-Cookie"].split(";")[0])

    def _owners(self):
        for phone in PHONE.values():
            self.c["anonymous"].post("/owner/code", {"phone": phone})
        for name, phone in PHONE.items():
            self.c[name] = self.log_in(name, phone, asked=True)
            self.c[name].post("/owner/consent", {"given": True, "textVersion": "1"})

    # ---- objects ----

    def bike(self, clerk, owner_name, phone):
        n = self.unique()
        b = self.c[clerk].post("/bikes", {"plate": f"衡P{n:05}", "tag": f"5EC{n:05X}", "ownerName": owner_name, "ownerPhone": phone, "brand": "雅迪"})
        self.secrets[("bike", b["id"])] = [b["plate"], b["tag"], owner_name, phone]
        self.secrets[("owner", b["ownerId"])] = [owner_name, phone]
        return b

    NAMES = {"owner": "沈秘甲", "neighbour": "沈秘乙", "former": "沈秘丙"}

    def _register(self):
        names = self.NAMES
        own, case, sold = (self.bike("clerk_a", names[x], PHONE[x]) for x in ("owner", "owner", "former"))
        other, fcase = (self.bike("clerk_b", names["neighbour"], PHONE["neighbour"]) for _ in range(2))
        self.sold_owner = sold["ownerId"]
        self.c["clerk_a"].post(f"/bikes/{sold['id']}/transfer", {"ownerId": own["ownerId"], "reason": "sold"})
        self.bikes = {"own": own, "other": other, "case": case, "fcase": fcase, "former": sold}
        self.obj = {"bike": {k: b["id"] for k, b in self.bikes.items()}, "owner": {"own": own["ownerId"], "other": other["ownerId"]}}
        self.secrets[("bike", sold["id"])] += [names["former"], PHONE["former"]]

    def _points(self):
        m = self.c["sysadmin"]
        self.obj["site"], self.obj["import"] = {}, {"own": self.c["sysadmin"].get("/imports")["items"][0]["id"]}
        for area, rel in (("A", "own"), ("B", "other")):
            s = m.post("/sites", {"code": "P" + area, "name": "上牌点" + area, "district": 430405, "lat": 26.9, "lon": 112.6, "slotMin": 30, "quota": 500, "windows": 20,
                                  "unitId": self.unit[area]})
            self.obj["site"][rel] = s["id"]
            for day in range(1, 9):
                m.put(f"/sites/{s['id']}/hours", {"weekday": day, "spans": [{"from": 0, "to": 1440}]})
        self.day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600 + 3 * 86400))
        self.obj["booking"] = {rel: self.booking(clerk, rel) for clerk, rel in (("clerk_a", "own"), ("clerk_b", "other"))}
        self.obj["obooking"] = {rel: self.c[o].post("/owner/bookings", {"siteId": self.obj["site"]["own"], "day": self.day, "slot": 600, "purpose": "change"})["id"]
                                for o, rel in (("owner", "own"), ("neighbour", "other"))}

    def booking(self, clerk, rel):
        n = self.unique()
        b = self.c[clerk].post("/bookings", {"siteId": self.obj["site"][rel], "day": self.day, "slot": 540, "purpose": "register", "name": f"秦密{n}", "phone": f"136{n:08}"})
        self.secrets[("booking", b["id"])] = [b["number"], f"秦密{n}", f"136{n:08}"]
        return b["id"]

    def _stock(self):
        m, a, b = self.c["sysadmin"], self.c["officer_a"], self.c["officer_b"]
        fmt = m.post("/plate-formats", {"district": 430405, "kind": "standard", "prefix": "衡Q", "alphabet": "0123456789", "places": 5})
        self.obj["format"] = {"own": fmt["id"]}
        a.post("/stock/plates", {"formatId": fmt["id"], "n": 200})
        a.post("/stock/tags", {"slot": "theft", "tags": [f"7A6{n:05X}" for n in range(40)]})
        self.obj["transfer"], self.obj["count"] = {}, {}
        for who, rel in ((a, "own"), (b, "other")):
            self.obj["transfer"][rel] = who.post("/stock/transfers", {"what": "plate", "sort": "standard", "toSiteId": self.obj["site"][rel], "n": 10})["id"]
        self.obj["plate"], self.obj["tag"] = {"own": 150}, {"own": 20}

    def _cases(self):
        now = int(time.time() * 1000)
        self.obj["theft"], self.obj["alert"] = {}, {}
        for who, rel in (("officer_a", "case"), ("officer_b", "fcase")):
            t = self.c[who].post("/thefts", {"bikeId": self.obj["bike"][rel], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": True, "severity": 2,
                                            "place": "雁峰区密巷7号", "note": "线索密语", "reporterName": "秦密线人", "reporterPhone": "13622220000"})
            self.obj["theft"][rel] = t["id"]
            self.secrets[("theft", t["id"])] = [t["number"], t["bike"]["plate"], "雁峰区密巷7号", "线索密语", "秦密线人", "13622220000"]
        m = self.c["sysadmin"]
        for st in self.c["engineer"].get("/stations?limit=500")["items"]:
            m.post("/duty", {"unitId": self.unit["A"], "station": st["name"]})
        fleet = kit.Fleet(2, kit.random.Random(5), rows=2)
        tags = [int(self.bikes[r]["tag"], 16) for r in ("case", "fcase")]
        for st in fleet.st:
            st.tag_of = lambda seq, i: tags[i % 2]
        fleet.to(self.server.plain)
        fleet.start()
        police = self.c["officer_a"]
        kit.until("both are told of", lambda: len(police.get("/alerts")["items"]) >= 2)
        pending = kit.Fleet(1, kit.random.Random(6), prefix="unknown-")
        pending.to(self.server.plain)
        pending.start()
        kit.until("an unknown station waits", lambda: self.c["engineer"].get("/stations/pending")["items"])
        fleet.stop()
        pending.stop()
        for a in police.get("/alerts")["items"]:
            rel = "case" if a["caseId"] == self.obj["theft"]["case"] else "fcase"
            self.obj["alert"][rel] = a["id"]
            self.secrets[("alert", a["id"])] = [a["plate"]]
        self.obj["otheft"] = {"own": self.obj["theft"]["case"], "other": self.obj["theft"]["fcase"]}
        self.obj["junction"] = {"own": self.fresh("junction", "engineer", "own")}
        self.obj["station"] = {"own": police.get("/stations?limit=2")["items"][0]["id"]}
        self._orders()

    def _orders(self):
        """A has an order and asked B for help; B has one of its own."""
        a, m, alert = self.c["officer_a"], self.c["sysadmin"], self.obj["alert"]
        kit.until("each alert has an order", lambda: all(a.call("GET", f"/api/v1/alerts/{i}/order")[0] == 200 for i in alert.values()))
        own, other = (a.get(f"/alerts/{alert[r]}/order")["id"] for r in ("case", "fcase"))
        a.post(f"/orders/{other}/do/revoke", {"note": "由乙区处置"})
        fresh = a.post(f"/alerts/{alert['fcase']}/order", {"unitId": self.unit["B"]})["id"]
        a.post(f"/orders/{own}/ask", {"unitId": self.unit["B"], "note": "请协助"})
        self.obj["order"] = {"own": own, "other": fresh}
        self.obj["assist"] = {"own": a.get(f"/orders/{own}")["assists"][0]["id"]}
        self.obj["duty"] = {"own": m.get("/duty")["items"][0]["id"]}
        self.obj["shift"] = {"own": self.shift()}

    def shift(self):
        """Hours of duty in a district that is nobody's."""
        return self.c["sysadmin"].post("/duty/shifts", {"unitId": self.unit["A"], "district": 430482 + self.unique() % 500, "fromDay": self.day, "weekdays": 127,
                                                        "fromMin": 1200, "toMin": 480})["id"]

    def photo(self, who):
        """A new photo that is attached to nothing yet: only who took it in may attach it."""
        return json.loads(self.c[who if LETTER[who] in "coe" else "clerk_a"].raw("POST", "/api/v1/photos", png(), "image/png")[2])["photo"]

    def _papers(self):
        self.obj["paper"] = {}
        for rel in ("own", "other"):
            n = int(self.w.run("paper", "issue", "certificate", self.bikes[rel]["plate"]).stdout.split("\t")[0])
            self.obj["paper"][rel] = n
            self.secrets[("paper", n)] = [self.bikes[rel]["plate"]]
        for rel, b in self.bikes.items():
            clerk = "clerk_b" if rel in ("other", "fcase") else "clerk_a"
            self.c[clerk].put(f"/bikes/{b['id']}/photos/front", {"photo": self.photo(clerk)})

    def _requests(self):
        """What somebody asked for and another decides: one asked by A's clerk, one by B's."""
        self.obj["correction"], self.obj["merge"], self.obj["override"] = {}, {}, {}
        for clerk, rel in (("clerk_a", "own"), ("clerk_b", "other")):
            self.obj["correction"][rel] = self.correction(clerk, rel)
            self.obj["override"][rel] = self.c[clerk].post("/numbers/overrides", {"kind": "frame", "number": f"FRAME{self.unique():06}", "reason": "铭牌重号",
                                                                                  "photos": [{"slot": "front", "photo": self.photo(clerk)}]})["id"]
            self.obj["merge"][rel] = self.merge(clerk, rel)
        self.obj["access"] = {"own": self.access("officer_a", "own"), "other": self.access("officer_b", "other")}
        self.obj["finding"] = {"own": NONE - 1}          # there is none yet
        m = self.c["sysadmin"]
        self.obj["grant"] = {"own": self.grant(), "other": self.grant()}
        self.obj["account"] = {"own": self.new_account()[0]}
        self.obj["unit"] = {"own": m.post("/units", {"parent": self.unit["A"], "kind": "precinct", "code": "ux", "name": "所X"})["id"]}
        self.obj[""] = {"none": 0}

    def _plans(self):
        self.obj["plan"] = {rel: self.plan(clerk, rel, self.obj["bike"][rel]) for clerk, rel in (("clerk_a", "own"), ("clerk_b", "other"))}
        self.obj["product"] = {"own": self.product("leader")}

    def plan(self, clerk, at, bike):
        made = self.c[clerk].post("/plans", {"requestId": f"city-{self.unique():08}", "siteId": self.obj["site"][at], "bikeId": bike, "product": "theft", "priceFen": 12000,
                                             "way": "cash"})
        return made["id"]

    def product(self, who):
        return self.c[who].post("/plan-products", {"product": "theft", "fromDay": self.day, "priceFen": 12500, "years": 3, "refund": True, "basis": "合同"})["id"]

    def _recovery(self):
        """What each area has seized and gives back. Who approves is of neither, for nobody approves what he matched himself."""
        self.c["tester"] = self._login("tester")
        for kind in ("den", "suspect", "seized", "day", "ritem", "given"):
            self.obj[kind] = {rel: self.found(kind, officer, rel) for officer, rel in (("officer_a", "own"), ("officer_b", "other"))}
        self.obj["valued"] = self.obj["approved"] = self.obj["seized"]
        self.obj["checked"] = self.obj["ritem"]
        self.obj["claim"] = {"own": self.claim()}

    def _spot(self):
        """Decisions on the spot and bikes in the yard of each area; their officers are of no letter of the matrix, for who decided does not cancel."""
        for area in "AB":
            self.w.account(f"road_{area.lower()}", "traffic", "--unit", "u" + area)
            self.c[f"road_{area.lower()}"] = self._login(f"road_{area.lower()}")
        for kind in ("spot", "custody"):
            self.obj[kind] = {rel: self.spot(kind, road) for road, rel in (("road_a", "own"), ("road_b", "other"))}

    def spot(self, kind, road):
        n = self.unique()
        body = {"clientId": f"phone-{n:012}-s2", "outcome": "fine", "noPlate": True, "code": "2007", "name": f"秦路{n}", "idNo": f"PASS{n:08}", "age": 30, "fineFen": 2000,
                "place": f"密路口{n}", "at": int(time.time() * 1000) - 60000, "told": True, "signed": True}
        if kind == "custody":
            body |= {"refused": True, "impound": True, "yard": f"密场{n}"}
        made = self.c[road].post("/spot/decisions", body)
        self.secrets[kind, made["custodyId" if kind == "custody" else "id"]] = [made["number"], body["place"]]
        return made["custodyId" if kind == "custody" else "id"]

    # ---- violations and what follows: each area's officer on the road caught and confirmed them, so that the traffic officer of the matrix may decide ----

    def _traffic(self):
        for kind in ("violation", "myv", "appeal", "named", "exposure", "owed", "mycourse", "room", "class", "notice"):
            self.obj[kind] = {}
        for road, rel, rider in (("road_a", "own", "owner"), ("road_b", "other", "neighbour")):
            plate, o = self.bikes[rel]["plate"], self.obj
            o["violation"][rel], o["myv"][rel] = self.caught(road, plate, pictured=True), self.confirmed(road, plate, pictured=True)
            self.c[rider].post(f"/owner/violations/{o['myv'][rel]}/seen")
            o["appeal"][rel], o["named"][rel] = self.appealed(road, rel), self.named(road, rel)
            for kind, path in (("exposure", "/exposures"), ("owed", "/course-duties")):
                o[kind][rel] = self.c[road].get(path)["items"][-1]["id"]
            o["mycourse"][rel] = o["owed"][rel]
            o["room"][rel] = self.room(road)
            o["class"][rel] = self.course(road)
            o["notice"][rel] = self.unserved(road)
        self.publish()
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "db", "course", "questions.csv"), "rb") as f:
            self.c["road_a"].raw("POST", "/api/v1/course-questions/import", f.readline() + f.readline(), "text/csv")
        self.obj["question"] = {"own": self.c["road_a"].get("/course-questions")["items"][0]["id"]}

    def publish(self):
        """Somebody of A is on the list that everybody sees."""
        x = self.owing("road_a", "exposure")
        for who, event in (("road_a", "notify"), ("leader", "approve"), ("traffic", "approve"), ("road_a", "publish")):
            self.c[who].post(f"/exposures/{x}/do/{event}", {})

    def caught(self, road, plate, pictured=False):
        n, c = self.unique(), self.c[road]
        v = c.post("/violations", {"kind": "red", "at": int(time.time() * 1000), "plate": plate, "place": f"密口{n}", "key": f"s2-{n}"})
        self.secrets["violation", v["id"]] = self.secrets["myv", v["id"]] = [v["number"], plate, f"密口{n}"]
        if pictured:
            c.raw("POST", f"/api/v1/violations/{v['id']}/picture", png(), "image/png")
        return v["id"]

    def confirmed(self, road, plate, pictured=False):
        v = self.caught(road, plate, pictured)
        self.c[road].post(f"/violations/{v}/do/confirm", {"code": "2007"})
        return v

    def _rider(self, rel):
        return self.c["owner" if rel == "own" else "neighbour"]

    def appealed(self, road, rel):
        v = self.confirmed(road, self.bikes[rel]["plate"])
        self._rider(rel).post(f"/owner/violations/{v}/appeal", {"text": f"密诉{v}当时是绿灯"})
        a = next(x["id"] for x in self._all(road, "/appeals") if x["violationId"] == v)
        self.secrets["appeal", a] = [*self.secrets["violation", v], f"密诉{v}"]
        return a

    def named(self, road, rel):
        v = self.confirmed(road, self.bikes[rel]["plate"])
        self._rider(rel).post(f"/owner/violations/{v}/rider", {"name": f"秦密指{v}", "phone": f"134{v:08}"})
        n = max(x["id"] for x in self.c[road].get("/named-riders")["items"])
        self.secrets["named", n] = [*self.secrets["violation", v], f"秦密指{v}", f"134{v:08}"]
        return n

    def _all(self, who, path):
        out, after = [], None
        while True:
            page = self.c[who].get(f"{path}?limit=500" + (f"&after={after}" if after else ""))
            out, after = out + page["items"], page["next"]
            if not after:
                return out

    def owing(self, road, kind):
        """A new rider whose first violation makes a course owed and a publication proposed."""
        b = self.bike("clerk_b" if road == "road_b" else "clerk_a", f"秦新{self.unique()}", f"135{self.unique():08}")
        self.confirmed(road, b["plate"])
        return max(x["id"] for x in self._all(road, "/exposures" if kind == "exposure" else "/course-duties"))

    def room(self, road):
        return self.c[road].post("/course-rooms", {"name": f"密室{self.unique()}", "address": "解放路一号", "seats": 20})["id"]

    def course(self, road):
        return self.c[road].post("/courses/plan", {"roomId": self.room(road), "fromDay": int(time.time() // DAY_S) + 3, "fromMin": 540, "count": 1, "weekdays": 127})["items"][0]["id"]

    def unserved(self, road):
        """The owner of what was imported has no telephone."""
        self.confirmed(road, "衡Z00002")
        return max(x["id"] for x in self.c[road].get("/notices")["items"])

    def stolen(self, who="owner"):
        """(bike, case): registered first and missed then, so that it has an owner of that day who may claim."""
        b = self.bike("clerk_a", self.NAMES.get(who, "沈秘甲"), PHONE.get(who, PHONE["owner"]))
        now = int(time.time() * 1000)
        return b["id"], self.c["officer_a"].post("/thefts", {"bikeId": b["id"], "lastSeenAt": now, "missingAt": now})["id"]

    def claim(self):
        return self.c["adjuster"].post("/claims", {"theftId": self.stolen()[1]})["id"]

    def found(self, kind, officer, at):
        """A den, a suspect, a return day; or a bike that is seized and so far: valued, approved, ritem (on the day's list), checked (its receiver too), given."""
        c, n = self.c[officer], self.unique()
        if kind in ("den", "suspect", "day"):
            path, body = {"den": ("/dens", {"kind": "shop", "place": f"密铺{n}号"}),
                          "suspect": ("/suspects", {"name": f"秦密嫌{n}", "idNo": id_no(n), "phone": f"135{n:08}"}),
                          "day": ("/return-days", {"day": int(time.time() // DAY_S) + 7, "place": f"密广场{n}号"})}[kind]
            made = c.post(path, body)["id"]
            self.secrets[kind, made] = [x for x in body.values() if isinstance(x, str) and x != "shop"]
            return made
        s = c.post("/seized", {"kind": "bike", "foundAt": int(time.time() * 1000) - 60000, "place": f"密库{n}号", "frameNo": f"FOUND{n:08}"})
        self.secrets["seized", s["id"]] = [s["number"], s["place"], s["frameNo"]]
        return s["id"] if kind == "seized" else self._far(kind, officer, at, s["id"])

    def _far(self, kind, officer, at, item):
        c = self.c[officer]
        for step, body in (("match", {"bikeId": self.fresh("bike", officer, "own")}), ("prove", {"papers": "购车发票"}), ("value", {"valueFen": 180000})):
            c.post(f"/seized/{item}/do/{step}", body)
        if kind == "valued":
            return item
        self.c["tester"].post(f"/seized/{item}/do/approve", {})
        if kind == "approved":
            return item
        row = c.post(f"/return-days/{self.obj['day'][at]}/items", {"seizedId": item})["id"]
        if kind != "ritem":
            c.post(f"/return-items/{row}/check-in", {"receiver": "agent", "name": "秦密代", "idNo": id_no(self.unique()), "letter": "委托1号"})
        if kind == "given":
            c.post(f"/return-items/{row}/give", {"voucher": self.photo(officer), "person": self.photo(officer), "signed": True})
        return row

    def correction(self, clerk, rel):
        c, n = self.c[clerk], self.unique()
        c.post(f"/bikes/{self.obj['bike'][rel]}/corrections", {"field": "model", "value": f"M{n}", "reason": "笔误"}) if n % 2 else \
            c.post(f"/bikes/{self.obj['bike'][rel]}/corrections", {"field": "colour", "value": f"C{n}", "reason": "笔误"})
        return max(x["id"] for x in c.get("/corrections?limit=500")["items"])

    def merge(self, clerk, rel):
        extra = self.bike(clerk, "秦重复", f"135{self.unique():08}")
        self.c[clerk].post(f"/owners/{self.obj['owner'][rel]}/merges", {"gone": extra["ownerId"], "reason": "同一人"})
        return max(x["id"] for x in self.c[clerk].get("/owner-merges?limit=500")["items"])

    def access(self, officer, rel, bike=None):
        """A request to see the way of a bike without a case."""
        now = int(time.time() * 1000)
        q = self.c[officer].post("/access/requests", {"purpose": "accident", "reference": f"交字{self.unique()}号", "reason": "密由核查", "bikeId": bike or self.obj["bike"][rel],
                                                      "fromAt": now - 86400000 - self.unique(), "toAt": now - 60000})
        self.secrets[("access", q["id"])] = [q["plate"], "密由核查"]
        return q["id"]

    def new_account(self):
        made = self.c["sysadmin"].post("/accounts", {"name": f"new{self.unique()}", "display": "新人", "unit": self.unit["A"]})
        return made["account"]["id"], made

    def grant(self):
        return self.c["sysadmin"].post("/grants", {"account": self.new_account()[0], "op": "add", "role": "leader", "reason": "新到岗位"})["id"]

    # ---- relative to who asks ----

    AREA_B = {"own": "other", "other": "own", "case": "fcase", "fcase": "case"}

    def relations(self, kind, who):
        """{relation: id} as seen by this principal."""
        at = self.obj[kind]
        if kind == "":
            return {"none": 0}
        swap = who in ("clerk_b", "officer_b") or who == "neighbour"
        out = {self.AREA_B.get(r, r) if swap else r: i for r, i in at.items() if r != "former"}
        if who in ("owner", "neighbour", "former"):
            out = self._of_owner(kind, who, at)
        if swap and "own" not in out and "other" in out and set(at) == {"own"}:
            out = {"own": at["own"]}
        out["none"] = NONE
        return out

    @staticmethod
    def _of_owner(kind, who, at):
        if kind == "bike":
            mine = {"owner": ("own", "case", "former"), "neighbour": ("other", "fcase"), "former": ()}[who]
            out = {"own": at[mine[0]], "case": at[mine[1]]} if mine else {"former": at["former"]}
            out["other"] = at["fcase" if who != "neighbour" else "own"]
            return out
        if kind in ("obooking", "otheft", "myv", "mycourse"):
            return {"own": at["own" if who != "neighbour" else "other"], "other": at["other" if who == "owner" else "own"]} if who != "former" else {"other": at["own"]}
        return dict(list(at.items())[:2])

    def fresh_plate(self, clerk):
        return self.bike(clerk, f"秦新{self.unique()}", f"135{self.unique():08}")["plate"]

    def fresh(self, kind, who, rel):
        """A new object of the kind, in that relation to who: its id."""
        away = (who in ("clerk_b", "officer_b", "neighbour")) != (rel in ("other", "fcase"))
        clerk, officer, at = ("clerk_b", "officer_b", "other") if away else ("clerk_a", "officer_a", "own")
        m = self.c["sysadmin"]
        if kind in ("bike", "owner"):
            b = self.bike(clerk, f"秦新{self.unique()}", f"135{self.unique():08}")
            return b["id" if kind == "bike" else "ownerId"]
        if kind == "theft":
            now = int(time.time() * 1000)
            bike = self.fresh("bike", who, rel)
            return self.c[officer].post("/thefts", {"bikeId": bike, "lastSeenAt": now - 60000, "missingAt": now - 60000})["id"]
        if kind in ("den", "suspect", "seized", "day", "valued", "approved", "ritem", "checked"):
            return self.found(kind, officer, at)
        road = "road_b" if away else "road_a"
        if kind in ("spot", "custody"):
            return self.spot(kind, road)
        if kind == "violation":
            return self.caught(road, self.fresh_plate(clerk))
        if kind == "myv":
            return self.confirmed(road, self.bikes[at]["plate"])
        if kind in ("appeal", "named"):
            return self.appealed(road, at) if kind == "appeal" else self.named(road, at)
        if kind in ("exposure", "owed"):
            return self.owing(road, kind)
        if kind in ("room", "class", "notice"):
            return {"room": self.room, "class": self.course, "notice": self.unserved}[kind](road)
        if kind in ("stolen", "stolenbike"):
            return self.stolen(who)[kind == "stolen"]
        if kind == "claim":
            return self.claim()
        if kind == "access":
            return self.access(officer, at, self.fresh("bike", who, rel))
        if kind == "correction":
            bike = self.fresh("bike", who, rel)
            self.c[clerk].post(f"/bikes/{bike}/corrections", {"field": "colour", "value": "红", "reason": "笔误"})
            return self.c[clerk].get("/corrections?limit=1")["items"][0]["id"]
        if kind == "merge":
            return self.merge(clerk, at)
        if kind == "override":
            return self.c[clerk].post("/numbers/overrides", {"kind": "frame", "number": f"FRAME{self.unique():06}", "reason": "铭牌重号"})["id"]
        if kind == "booking":
            return self.booking(clerk, at)
        if kind == "plan":
            return self.plan(clerk, at, self.fresh("bike", who, rel))
        if kind == "product":
            return self.product("leader" if who != "leader" else "adjuster")
        if kind == "transfer":            # offered by the officer who does not ask
            by = {"officer_a": "officer_a2"}.get(officer if who != "officer_a2" else "officer_a2", officer)
            by = "officer_a" if who == "officer_a2" else by if who != "officer_b" else "officer_a"
            return self.c[by].post("/stock/transfers", {"what": "plate", "sort": "standard", "toSiteId": self.obj["site"][at], "n": 1})["id"]
        if kind == "grant":
            return self.grant()
        if kind == "duty":
            return m.post("/duty", {"unitId": self.unit["A"], "district": 430482 + self.unique() % 500})["id"]
        if kind == "shift":
            return self.shift()
        if kind == "account":
            return self.new_account()[0]
        n = self.unique()
        if kind == "unit":
            return m.post("/units", {"parent": self.unit["A"], "kind": "precinct", "code": f"f{n}", "name": f"所{n}"})["id"]
        if kind == "junction":
            e = self.c["engineer"]
            self.junctions = getattr(self, "junctions", 0) + 1      # numbers of theirs end at 4,096
            j = e.post("/junctions", {"id": self.junctions, "name": f"路口{n}", "lat": 26.9, "lon": 112.6})
            arms = [{"arm": a, "heading": h, "stopLat": 26.9 + dy, "stopLon": 112.6 + dx} for a, h, dy, dx in (("N", 180, 2e-4, -5e-5), ("S", 0, -2e-4, 5e-5))]
            e.call("PUT", f"/api/v1/junctions/{j['id']}/draft", {"ver": j["ver"], "geometry": {"arms": arms, "groups": [{"group": "N:T"}], "antennas": []}})
            return j["id"]
        if kind == "station":
            made = self.c["engineer"].post("/stations", {"name": f"fr-{n}", "kind": "roadside", "lat": 26.9, "lon": 112.6, "district": 430405})
            return made["station"]["id"] if "station" in made else made["id"]
        if kind == "site":
            return m.post("/sites", {"code": f"F{n}", "name": f"点{n}", "district": 430405, "lat": 26.9, "lon": 112.6, "slotMin": 30, "quota": 4, "windows": 2})["id"]
        if kind == "format":
            return m.post("/plate-formats", {"district": 430405, "kind": "standard", "prefix": f"衡Z{n}", "alphabet": "0123456789", "places": 5})["id"]
        raise RuntimeError("no way to make a new " + kind)


def id_no(n):
    """A sound number of nobody: area 430405, born 1990-01-01, sequence by n."""
    digits = f"430405{19500101 + n // 1000 % 60 * 10000}{n % 1000:03}"
    check = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(digits)) % 11
    return digits + "10X98765432"[check]
