#!/usr/bin/env python3
"""claims YANZHEN [OUT] - a theft that nobody solves, from the plan's sale to the money: the server lives through the months on a clock of its own
(tests/system/clockshift.c), then claims.mjs plays the officer, the owner and the adjusters in Chromium."""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

DAY = 86400
SOLD, STOLEN = 95, 70           # days ago
PHONE, NAME = "13911110088", "沈赔"
ROLES = {"clerk": "clerk", "officer": "officer,case_officer", "adjuster": "adjuster", "adjuster2": "adjuster", "leader": "leader"}


def shifted(days):
    return {"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-days * DAY)} if days else {}


class Days:
    """The server, so many days ago."""

    def __init__(self, w, ago):
        self.w, self.shift = w, -ago * DAY
        self.server = kit.Server(w, ["expect_tags=10000"], env=shifted(ago))

    def now(self):
        return int((time.time() + self.shift) * 1000)

    def log_in(self, name):
        real = kit.totp.time
        kit.totp.time = type("shifted", (), {"time": lambda _=None: time.time() + self.shift, "sleep": time.sleep})
        self.w.accounts[name][1].last = 0
        try:
            _, head, _ = people.Client(self.server.http, name).raw("POST", "/api/v1/login", kit.json.dumps(self.w.login(name)).encode())
        finally:
            kit.totp.time = real
        return people.Client(self.server.http, name, head["Set-Cookie"].split(";")[0])


def prepare(w):
    """Sold, then stolen; nobody heard it since."""
    w.init(stations=1)
    for name, roles in ROLES.items():
        w.account(name, roles)
    bought = time.strftime("%Y-%m-%d", time.gmtime(time.time() - (SOLD + 100) * DAY))
    with open(w.path("one.csv"), "w", encoding="utf-8") as f:
        f.write(f"plate,tag,owner_name,owner_phone,brand,bought_on,price\n衡P08888,5EC08888,{NAME},{PHONE},雅迪,{bought},3000\n")
    w.run("import", w.path("one.csv"), env=shifted(SOLD + 1))
    w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
    d = Days(w, SOLD)
    site = d.log_in("sysadmin").post("/sites", {"code": "HY01", "name": "一号上牌点", "district": 430405, "lat": 26.9, "lon": 112.6, "slotMin": 30, "quota": 50, "windows": 4})["id"]
    clerk = d.log_in("clerk")
    bike = clerk.get("/bikes?q=5EC08888")["items"][0]
    clerk.post("/plans", {"requestId": "claims-story-1", "siteId": site, "bikeId": bike["id"], "product": "theft", "priceFen": 12000, "way": "cash"})
    d.server.stop()
    d = Days(w, STOLEN)
    case = d.log_in("officer").post("/thefts", {"bikeId": bike["id"], "lastSeenAt": d.now() - 3 * 3600000, "missingAt": d.now() - 3600000, "watch": True, "severity": 2,
                                               "place": "财富广场北门车棚", "locked": "yes", "lockKind": "u_lock"})
    d.server.stop()
    return case


def main():
    with kit.World(kit.QUICK) as w:
        case = prepare(w)
        s = Days(w, 0).server
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_CASE": str(case["id"]), "YZ_PLATE": case["bike"]["plate"],
               "YZ_PHONE": PHONE, "YZ_MESSAGES": os.path.join(w.data, "messages")}
        return subprocess.run(["node", os.path.join(HERE, "claims.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
