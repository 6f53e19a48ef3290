#!/usr/bin/env python3
"""review YANZHEN [OUT] - a violation from the queue of its review to its revocation: what the junction and a camera caught, and two that count already, come by the API;
then review.mjs plays the officer who confirms, the owner, and the officer who decides in Chromium. The third that counts makes a course and a proposal of publication.
Another owner has no phone: his notice is carried on paper."""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402
from violations import as_radio, picture  # noqa: E402

PHONE, NAME, PLATE = "15400007788", "沈申诉", "衡P07788"
ROLES = {"traffic1": "traffic", "traffic2": "traffic"}
PLACE = "解放西路口"
QUIET, CARRIED = "衡P07789", "先锋路口"       # the bike of who has no phone, and where it was seen


def log_in(w, s, name):
    _, head, _ = people.Client(s.http, name).raw("POST", "/api/v1/login", kit.json.dumps(w.login(name)).encode())
    return people.Client(s.http, name, head["Set-Cookie"].split(";")[0])


def caught(w, one, two):
    """What waits in the queue: the junction's record with its picture, and a camera's without one. Two of another day count already."""
    now = int(time.time() * 1000)
    report = lambda c, key, at, camera, place, plate=PLATE: c.post("/violations", {"kind": "red", "at": at, "plate": plate, "place": place, "camera": camera, "key": key})
    confirm = lambda v: two.post(f"/violations/{v['id']}/do/confirm", {"code": "2007", "ver": v["ver"]})
    for i in range(2):
        confirm(report(two, f"before-{i}", now - 3000 - i, True, "蒸湘北路口"))
    carried = report(two, "carried", now - 4000, True, CARRIED, QUIET)
    confirm(carried)
    radio, camera = report(one, "radio-1", now - 1000, False, PLACE), report(one, "camera-1", now - 2000, True, "华新大道口")
    as_radio(w, [radio])
    code, _, body = one.raw("POST", f"/api/v1/violations/{radio['id']}/picture", picture(), "image/png")
    if code != 201:
        raise RuntimeError(f"picture: {code} {body}")
    return radio, camera, carried


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=4)
        for name, roles in ROLES.items():
            w.account(name, roles)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,owner_phone,brand\n{PLATE},5EC07788,{NAME},{PHONE},雅迪\n{QUIET},5EC07789,周无机,,雅迪\n")
        # the bike is older than what was caught: a violation of before it was registered is nobody's
        w.run("import", w.path("one.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-2 * 86400)})
        w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
        w.run("policy", "set", "traffic.exposure_at", "3")
        w.run("policy", "set", "message.from_h", "0")      # the story is played at night too
        w.run("policy", "set", "message.until_h", "24")
        s = kit.Server(w, ["expect_tags=10000"])
        radio, camera, carried = caught(w, log_in(w, s, "traffic1"), log_in(w, s, "traffic2"))
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_NUMBER": radio["number"], "YZ_CAMERA": camera["number"], "YZ_CARRIED": f"{carried['number']} {QUIET} {CARRIED}",
               "YZ_PHONE": PHONE, "YZ_MESSAGES": os.path.join(w.data, "messages")}
        return subprocess.run(["node", os.path.join(HERE, "review.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
