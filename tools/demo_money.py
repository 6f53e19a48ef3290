"""demo_money - plans, claims and their books in the demo city, made through the API as clerks, officers and adjusters would, in the months that lie behind: the
server lives through two days of them on a clock of its own (tests/system/clockshift.c), before the city's bikes are there. Then, today, claims, sales, a refund and
an accident in work. Repeatable; of people and bikes that cannot be anybody's (154 is given to no operator)."""
import http.client
import json
import os
import random
import time
import urllib.parse

import totp

DAY = 86400
IDLE_S = 5                      # a connection that was not used so long is opened anew
SOLD, STOLEN = 95, 70          # days ago: plans are sold; bikes are missed. Today what was not found is claimed
BIKES, POINTS, STOLEN_BIKES = 36, 3, 15
SURNAMES, GIVEN = "程许邓冯曾彭萧蔡", ("小雁", "大江", "明岳", "知衡", "云石", "青禾")
WAYS = ("cash", "wechat", "alipay", "card")
PAPERS = ("id_card", "theft_receipt", "unsolved_proof")
REGISTER = "money.csv"


def shifted(lib, ago):
    return {**os.environ, "LD_PRELOAD": lib, "YZ_CLOCK_SHIFT_S": str(-ago * DAY)}


def date(ago):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - ago * DAY + 8 * 3600))


def id_no(n):
    """An ID card's number with a right check character, of a place that does not exist."""
    text = f"43990019900101{n + 800:03}"
    return text + "10X98765432"[sum(int(c) * w for c, w in zip(text, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11]


def register(path, rng):
    """The bikes of these stories as an import file; they ride nowhere, and no station hears them."""
    head = "plate,tag,brand,colour,bought_on,price,owner_name,id_kind,id_no,owner_phone,site,registered_on"
    rows = [head]
    for k in range(BIKES):
        age = SOLD + (60 if k % 3 else 1500)              # new enough for 1,200 yuan, or old: 500
        rows.append(f"衡（电动）示{k:04},2C0F{k:04X},雁牌,{rng.choice(('红', '白', '黑', '银'))},{date(age)},3000,{rng.choice(SURNAMES)}{rng.choice(GIVEN)},身份证,{id_no(k)},154{10**7 + k:08},"
                    f"site-{k % POINTS + 1:02},{date(SOLD + 2)}")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(rows) + "\n")


class Person:
    """A session of one account, on a day that may be past."""
    last = 0.0

    def __init__(self, base, account, ago):
        self.ago, self.secret, self.confirmed = ago, account[2], False
        self.c = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=60)
        self.head = {"X-Yanzhen": "1"}
        # a code counts once: the one before the present is taken, so that whoever logs in next has his
        r = self.coded("/login", -1, {"name": account[0], "password": account[1]})
        self.head["Cookie"] = r.getheader("Set-Cookie").split(";")[0]

    def now(self):
        return int((time.time() - self.ago * DAY) * 1000)

    def call(self, method, path, body=None, kind="application/json"):
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        if time.monotonic() - self.last > IDLE_S:      # the server may have closed it by now
            self.c.close()
        self.c.request(method, "/api/v1" + path, data, {**self.head, **({"Content-Type": kind} if data is not None else {})})
        r = self.c.getresponse()
        raw, self.last = r.read(), time.monotonic()
        if r.status >= 300:
            raise RuntimeError(f"{method} {path}: {r.status} {raw[:300]!r}")
        return (json.loads(raw) if (r.getheader("Content-Type") or "").startswith("application/json") else raw), r

    def get(self, path):
        return self.call("GET", path)[0]

    def post(self, path, body=None, kind="application/json"):
        return self.call("POST", path, body, kind)[0]

    def coded(self, path, first, body):
        """With the code of a step beside the present one, or the next where that is over or used."""
        for k in range(first, 2):
            try:
                return self.call("POST", path, {**body, "code": totp.code(self.secret, totp.step(self.now() / 1000) + k)})[1]
            except RuntimeError as e:
                if k == 1:
                    raise e

    def fresh(self):
        """Within the five minutes of a fresh code."""
        if not self.confirmed:
            self.coded("/step-up", 0, {})
        self.confirmed = True


class Money:
    """rng decides the same every time. accounts: name -> (name, password, secret). days(): (so many days ago, what is done on the server of that day)."""

    def __init__(self, accounts, seed=1):
        self.accounts, self.rng, self.n = accounts, random.Random(seed), 0
        self.bikes, self.cases, self.sites, self.claims = [], [], [], {}

    def person(self, base, name, ago):
        return Person(base, self.accounts[name], ago)

    def sell(self, clerk, bike, product, way, site=None):
        self.n += 1
        site = site or self.sites[bike["k"] % POINTS]
        return clerk.post("/plans", {"requestId": f"demo-money-{self.n:06}", "siteId": site, "bikeId": bike["id"], "product": product, "priceFen": 12000 if product == "theft" else 14500,
                                     "way": way, "wayRef": "" if way == "cash" else f"42{self.n:08}"})

    def count_and_close(self, clerk, other, day, sites, lack=0):
        for site in sites:
            x = clerk.get(f"/sites/{site}/till?day={day}")
            x = clerk.post(f"/sites/{site}/till", {"day": day, "cashFen": x["cashBooksFen"] - lack, "wechatFen": x["wechatBooksFen"], "alipayFen": x["alipayBooksFen"],
                                                   "cardFen": x["cardBooksFen"], "note": "少收一元，已由收款人补足" if lack else "", "ver": x["ver"]})
            if other:
                other.post(f"/sites/{site}/till/close", {"day": day, "ver": x["ver"]})
            lack = 0

    # --- the days ---

    def sales(self, base, ago):
        clerk, boss = self.person(base, "front", ago), self.person(base, "demo", ago)
        self.sites = [s["id"] for s in clerk.get(f"/sites?limit={POINTS}")["items"]]
        self.bikes = [{"k": k, **clerk.get(f"/bikes?q=2C0F{k:04X}")["items"][0]} for k in range(BIKES)]
        for b in self.bikes[:24]:
            self.sell(clerk, b, "theft", WAYS[b["k"] % 4])
        for b in self.bikes[18:24]:
            self.sell(clerk, b, "liability", WAYS[b["k"] % 3])
        self.count_and_close(clerk, boss, date(ago), self.sites, lack=100)

    def thefts(self, base, ago):
        officer, clerk = self.person(base, "robot", ago), self.person(base, "front", ago)
        for b in self.bikes[:STOLEN_BIKES]:
            c = officer.post("/thefts", {"bikeId": b["id"], "lastSeenAt": officer.now() - 5 * 3600000, "missingAt": officer.now() - 2 * 3600000, "place": "雁城广场东侧停车棚", "locked": "yes",
                                         "lockKind": "u_lock"})
            for event in ("accept", "file"):
                officer.post(f"/thefts/{c['id']}/do/{event}", {"filing": "plain"} if event == "accept" else {})
            self.cases.append(c["id"])
        for b in self.bikes[24:30]:
            self.sell(clerk, b, "theft", WAYS[b["k"] % 4])
        self.count_and_close(clerk, None, date(ago), self.sites[:1])      # counted, and not closed

    def claim(self, adjuster, i, papers=True, submit=True):
        c = adjuster.post("/claims", {"theftId": self.cases[i]})
        adjuster.post(f"/claims/{c['id']}/card", {"card": card(i)})
        for p in PAPERS if papers else ():
            adjuster.post(f"/claims/{c['id']}/papers", {"kind": p})
        return self.step(adjuster, c["id"], "submit") if submit else c

    def step(self, who, at, event, **more):
        return who.post(f"/claims/{at}/do/{event}", more)

    def approved(self, first, second, i):
        c = self.claim(first, i)
        return self.step(second, c["id"], "approve") if c["state"] == "in_review" else c

    def batch(self, maker, other, claims):
        b = maker.post("/claims/batches", {"claims": [c["id"] for c in claims]})
        other.fresh()
        return other.post(f"/claims/batches/{b['id']}/do/release", {"ver": b["ver"]})

    def claimed(self, base, ago):
        """What was not found in sixty days; and the desk's own day."""
        self.today(base, ago)
        officer = self.person(base, "robot", ago)
        a, b = (self.person(base, n, ago) for n in ("adjuster", "adjuster2"))
        for at in self.cases:
            officer.post(f"/thefts/{at}/do/give_up", {})
        paid = [self.approved(a, b, i) for i in range(4)]
        done = self.batch(b, a, paid)
        rows = ["batch,no,amount_fen,status,bank_ref,reason"] + [f"{done['number']},{p['no']},{p['fen']},paid,BK{p['no'][-6:]},"
                                                                 for p in a.get(f"/claims/batches/{done['id']}")["payments"]]
        a.post("/claims/results", ("\n".join(rows) + "\n").encode(), "text/csv")
        self.step(a, paid[1]["id"], "close")
        for c, event in ((paid[2], "repay"), (paid[3], "forfeit")):
            self.step(a, c["id"], "found")
            self.step(a, c["id"], event)
        self.batch(b, a, [self.approved(a, b, 4)])                                  # sent to the bank, no word yet
        self.approved(a, b, 5)
        self.claim(a, 6)                                                            # somebody must look at it
        self.claim(a, 7, papers=False)
        self.claim(a, 8, submit=False)
        refused = [self.claim(a, i) for i in (9, 12)]
        for c in refused:
            self.step(b, c["id"], "reject", code="number_doubt", note="号码照片看不清，请补充")
        self.step(a, refused[1]["id"], "appeal", note="补交照片")
        self.claim(a, 12 + 1)
        officer.post(f"/thefts/{self.cases[13]}/do/recover", {"note": "群众在小区车棚发现"})
        self.step(a, self.claim(a, 10, submit=False)["id"], "withdraw", note="车主自行找回")

    def today(self, base, ago):
        """Sales, a refund paid back, an accident a surveyor looks at."""
        clerk, other = self.person(base, "front", ago), self.person(base, "insurer", ago)
        for x in self.bikes[30:36]:
            self.sell(clerk, x, "theft" if x["k"] % 2 else "liability", WAYS[x["k"] % 4])
        gone = self.bikes[17]
        clerk.post("/counter/business", {"requestId": "demo-scrapped-1", "siteId": self.sites[0], "business": "deregister", "bikeId": gone["id"], "reason": "scrapped",
                                         "ver": clerk.get(f"/bikes/{gone['id']}")["ver"], "holder": {"idKind": "idcard", "idNo": id_no(gone["k"])}, "papers": ["id_card", "loss_statement"]})
        plan = next(p for p in clerk.get(f"/bikes/{gone['id']}/plans")["plans"] if p["state"] == "refund_due")
        clerk.post(f"/plans/{plan['id']}/repay", {"siteId": self.sites[0], "way": "cash"})
        x = other.post("/accidents", {"requestId": "demo-accident-1", "plate": self.bikes[20]["plate"], "happenedAt": other.now() - 40 * 60000, "place": "解放路与船山路口",
                                      "what": "右转时与一辆电动自行车刮擦，对方车尾受损", "injured": False, "policeCalled": True})
        x = other.post(f"/accidents/{x['id']}/assign", {"surveyorId": other.get("/accidents/surveyors")["items"][0]["id"], "ver": x["ver"]})
        other.post(f"/accidents/{x['id']}/do/arrive", {"ver": x["ver"]})

    def days(self):
        return [(SOLD, self.sales), (STOLEN, self.thefts), (0, self.claimed)]


def card(n):
    """A bank card's number with a right check digit, of no bank."""
    text = f"999999{n:012}"
    total = 0
    for i, c in enumerate(reversed(text)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return text + str(-total % 10)
