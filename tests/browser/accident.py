#!/usr/bin/env python3
"""accident YANZHEN [OUT] - what an owner does on the phone besides a theft: the bike is armed and moves, and it was the owner; then an accident under a liability
plan, from the report to the money. The plan is sold two days before on a clock of its own (tests/system/clockshift.c); accident.mjs plays the owner, an officer
and two of the insurer's people in Chromium."""
import os
import subprocess
import sys
import time
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402
from claims import Days, shifted  # noqa: E402

SOLD = 2                        # days ago
PHONE, NAME, PLATE = "13911110066", "沈撞", "衡P06666"
INSURERS = ("ins1", "ins2")
TAG = "5EC06666"
MOVING = 4                      # docs/station-protocol.md


def chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def picture(path):
    rows = b"".join(b"\0" + bytes(x for i in range(320) for x in (i & 255, y & 255, 120)) for y in range(240))
    with open(path, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", (320).to_bytes(4, "big") + (240).to_bytes(4, "big") + b"\x08\x02\0\0\0") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    return path


class Ear:
    """A station that hears the tag when it is told to."""

    def __init__(self, server, station):
        self.fleet = kit.Fleet(1, kit.random.Random(station))
        self.fleet.sending = False
        self.st = self.fleet.st[0]
        self.st.name = station
        self.fleet.to(server.plain)
        self.fleet.start()

    def hear(self, status=0):
        self.st.queue.append(lambda seq: kit.batch(seq, [int(TAG, 16)], self.st.boot, status=status))


def prepare(w):
    """The insurer, its two people, a bike and its plan."""
    w.init(stations=3)
    w.account("clerk", "clerk")
    w.account("chief", "officer,case_officer")
    w.run("policy", "set", "guard.quiet_s", "10")
    with open(w.path("one.csv"), "w", encoding="utf-8") as f:
        f.write(f"plate,tag,owner_name,owner_phone,brand,bought_on,price\n{PLATE},{TAG},{NAME},{PHONE},雅迪,2026-01-02,3000\n")
    w.run("import", w.path("one.csv"), env=shifted(SOLD + 1))
    d = Days(w, SOLD)
    admin = d.log_in("sysadmin")
    admin.post("/units", {"kind": "insurer", "code": "pa", "name": "平安财险"})
    unit = next(u["id"] for u in admin.get("/units")["items"] if u["code"] == "pa")
    w.run("policy", "set", "liability.insurer", str(unit))
    for name in INSURERS:
        w.account(name, "insurer", "--unit", "pa")
    site = admin.post("/sites", {"code": "HY01", "name": "一号上牌点", "district": 430405, "lat": 26.9, "lon": 112.6, "slotMin": 30, "quota": 50, "windows": 4})["id"]
    clerk = d.log_in("clerk")
    bike = clerk.get(f"/bikes?q={TAG}")["items"][0]
    clerk.post("/plans", {"requestId": "accident-story-1", "siteId": site, "bikeId": bike["id"], "product": "liability", "priceFen": 14500, "way": "cash"})
    d.server.stop()


def main():
    with kit.World(kit.QUICK) as w:
        prepare(w)
        s = Days(w, 0).server
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in (*INSURERS, "chief"):
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PLATE": PLATE, "YZ_PHONE": PHONE,
               "YZ_MESSAGES": os.path.join(w.data, "messages"), "YZ_PICTURE": picture(w.path("scene.png")), "YZ_ARMED": w.path("armed")}
        home, away = Ear(s, "st-000"), Ear(s, "st-002")
        home.hear()
        kit.until("the bike is heard where it stands", lambda: home.st.acked, timeout=120)
        story = subprocess.Popen(["node", os.path.join(HERE, "accident.mjs"), *sys.argv[2:3]], env=env)
        w.procs.append(story)
        kit.until("the bike is armed", lambda: os.path.exists(w.path("armed")) or story.poll() is not None, timeout=300)
        while story.poll() is None:          # what moves is heard again and again; guard.quiet_s after the arming it counts
            away.hear(MOVING)
            try:
                story.wait(2)
            except subprocess.TimeoutExpired:
                pass
        for ear in (home, away):
            ear.fleet.stop()
        return story.returncode


if __name__ == "__main__":
    sys.exit(main())
