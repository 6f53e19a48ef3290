#!/usr/bin/env python3
"""spot YANZHEN [OUT] - an officer on the road with a phone: looks, decisions without a line, and the bike's way out of the yard; a clerk who takes a fine that is late. A server of its own,
one bike, one fine, and spot.mjs, which plays the officers and the clerk in Chromium."""
import os
import sqlite3
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

PLATE, TAG, NAME, PHONE = "衡P06666", "5EC06666", "骑车人", "15400006666"
ROLES = {"road": "traffic", "relief": "traffic", "yard": "traffic", "till": "clerk"}
LATE_DAYS = 16


def code_of(w, pdf):
    """What the picture on a certificate says."""
    with open(w.path("p.pdf"), "wb") as f:
        f.write(pdf)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", "p.pdf", "p"], cwd=w.dir, check=True, timeout=60)
    return subprocess.run(["zbarimg", "-q", "--raw", "p.png"], cwd=w.dir, capture_output=True, text=True, timeout=60).stdout.strip()


def late_fine(w, c):
    """The number of a fine of 20 yuan that was to be paid 16 days ago: 3 % a day. The program's turn comes every five minutes: written as it does it."""
    now = int(time.time() * 1000)
    d = c.post("/spot/decisions", {"clientId": "late-fine-00000001", "outcome": "fine", "noPlate": True, "code": "2007", "name": "迟缴人", "idNo": people.id_no(1985), "age": 41, "place": "解放路口",
                                   "at": now - 600_000, "told": True, "signed": True, "fineFen": 2000})
    db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20)
    db.execute("UPDATE spot_decision SET due_day = ?, state = 'overdue', ver = ver + 1 WHERE id = ?", ((now + 8 * 3600_000) // 86_400_000 - LATE_DAYS, d["id"]))
    db.commit()
    db.close()
    return d["number"]


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        owner = people.id_no(1990)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,id_no,owner_phone,brand,colour,frame_no\n{PLATE},{TAG},{NAME},{owner},{PHONE},雅迪,白,LYB6666X0001\n")
        w.run("import", w.path("one.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-2 * 86400)})
        w.run("paper", "set", "public_url", "https://jdc.example.cn/")
        number = w.run("paper", "issue", "certificate", PLATE).stdout.split("\t")[0]
        s = kit.Server(w, ["expect_tags=10000"])
        m = people.Client(s.http, "sysadmin")
        _, head, _ = m.raw("POST", "/api/v1/login", kit.json.dumps(w.login("sysadmin")).encode())
        m = people.Client(s.http, "sysadmin", head["Set-Cookie"].split(";")[0])
        m.post("/units", {"parent": m.get("/units")["items"][0]["id"], "kind": "branch", "code": "uT", "name": "珠晖交警大队"})
        for name, roles in ROLES.items():
            w.account(name, roles, "--unit", "uT")
        for i, name in enumerate(("一号上牌点", "二号上牌点"), 1):
            m.post("/sites", {"code": f"HY0{i}", "name": name, "district": 430405, "lat": 26.9, "lon": 112.6, "slotMin": 30, "quota": 50, "windows": 4})
        _, head, _ = people.Client(s.http, "yard").raw("POST", "/api/v1/login", kit.json.dumps(w.login("yard")).encode())
        fine = late_fine(w, people.Client(s.http, "yard", head["Set-Cookie"].split(";")[0]))
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        w.account("desk", "officer")
        _, head, _ = people.Client(s.http, "desk").raw("POST", "/api/v1/login", kit.json.dumps(w.login("desk")).encode())
        says = code_of(w, people.Client(s.http, "desk", head["Set-Cookie"].split(";")[0]).raw("GET", f"/api/v1/papers/{number}/pdf")[2])
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PLATE": PLATE, "YZ_SAYS": says, "YZ_NAME": NAME, "YZ_ID": owner, "YZ_FINE": fine}
        return subprocess.run(["node", os.path.join(HERE, "spot.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
