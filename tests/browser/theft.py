#!/usr/bin/env python3
"""theft YANZHEN [OUT] - a stolen bike from the report to its owner's hands: a server of its own, two stations that hear the tag every second, and
theft.mjs, which plays the officers and the leader in Chromium."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402

PLATE, TAG, NAME, PHONE = "衡P07777", "5EC07777", "沈还", "13911110099"
OTHER = "衡P07778"                                     # taken by the same people
ROLES = {"officer": "officer", "chief": "officer,case_officer", "leader": "leader"}


def main():
    with kit.World(kit.QUICK) as w:
        w.init(stations=2)
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,id_no,owner_phone,brand,colour,frame_no\n{PLATE},{TAG},{NAME},{people.id_no(1988)},{PHONE},雅迪,白,LYB7777X0001\n"
                    f"{OTHER},5EC07778,{NAME},{people.id_no(1988)},{PHONE},爱玛,黑,LYB7778X0001\n")
        w.run("import", w.path("one.csv"), env={"LD_PRELOAD": kit.CLOCKSHIFT, "YZ_CLOCK_SHIFT_S": str(-2 * 86400)})       # it was there before it was stolen
        s = kit.Server(w, ["expect_tags=10000"])
        m = people.Client(s.http, "sysadmin")
        _, head, _ = m.raw("POST", "/api/v1/login", kit.json.dumps(w.login("sysadmin")).encode())
        m = people.Client(s.http, "sysadmin", head["Set-Cookie"].split(";")[0])
        unit = m.post("/units", {"parent": m.get("/units")["items"][0]["id"], "kind": "branch", "code": "uA", "name": "珠晖分局"})["id"]
        for station in ("st-000", "st-001"):
            m.post("/duty", {"unitId": unit, "station": station})
        for name, roles in ROLES.items():
            w.account(name, roles, "--unit", "uA")
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            for name in ROLES:
                password, codes = w.accounts[name]
                f.write(f"{name}:{password}:{codes.secret}\n")
        fleet = kit.Fleet(2, kit.random.Random(7))
        fleet.sending = False
        fleet.to(s.plain)
        fleet.start()
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PLATE": PLATE, "YZ_OTHER": OTHER, "YZ_TAG": TAG, "YZ_NAME": NAME, "YZ_ID": people.id_no(1988)}
        story = subprocess.Popen(["node", os.path.join(HERE, "theft.mjs"), *sys.argv[2:3]], env=env)
        w.procs.append(story)
        while story.poll() is None:
            for st in fleet.st:
                if st.live:
                    st.queue.append(lambda seq, st=st: kit.batch(seq, [int(TAG, 16)], st.boot))
            try:
                story.wait(1)
            except subprocess.TimeoutExpired:
                pass
        fleet.stop()
        return story.returncode


if __name__ == "__main__":
    sys.exit(main())
