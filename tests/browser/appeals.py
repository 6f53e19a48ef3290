#!/usr/bin/env python3
"""appeals YANZHEN [OUT] - a violation that an officer confirmed, from the notice on the phone through the appeal to its end: the capture and the confirmation go by
the API, then appeals.mjs plays the rider, the officer who confirmed and the one who decides in Chromium."""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

PHONE, NAME, PLATE = "15400007788", "沈申诉", "衡P07788"
ROLES = {"traffic1": "traffic", "traffic2": "traffic"}


def log_in(w, s, name):
    _, head, _ = people.Client(s.http, name).raw("POST", "/api/v1/login", kit.json.dumps(w.login(name)).encode())
    return people.Client(s.http, name, head["Set-Cookie"].split(";")[0])


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        for name, roles in ROLES.items():
            w.account(name, roles)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,owner_phone,brand\n{PLATE},5EC07788,{NAME},{PHONE},雅迪\n")
        w.run("import", w.path("one.csv"))
        w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
        s = kit.Server(w, ["expect_tags=10000"])
        one = log_in(w, s, "traffic1")
        v = one.post("/violations", {"kind": "red", "at": int(time.time() * 1000) - 100, "plate": PLATE, "place": "解放西路口", "camera": True, "key": "appeals-1"})
        v = one.post(f"/violations/{v['id']}/do/confirm", {"code": "2007", "ver": v["ver"]})
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_NUMBER": v["number"], "YZ_PHONE": PHONE,
               "YZ_MESSAGES": os.path.join(w.data, "messages")}
        return subprocess.run(["node", os.path.join(HERE, "appeals.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
