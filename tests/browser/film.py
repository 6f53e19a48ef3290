#!/usr/bin/env python3
"""film YANZHEN [OUT] - the film of the course: sent in parts over the routes (again, out of order, another file than was said), asked for in parts as players and as nobody
sane does, by many at once; then film.mjs: an officer sends one from the page, a rider's phone plays it. YZ_NO_BROWSER=1: without the browser."""
import hashlib
import os
import random
import re
import socket
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)
import people  # noqa: E402
from claims import Days, shifted  # noqa: E402
from course import RIDERS, Tap, rider  # noqa: E402

PHONE, NAME, PLATE, TAG = RIDERS["a"]

PART, SIZE = 1 << 20, (5 << 20) + 12345
BROWSER = not os.environ.get("YZ_NO_BROWSER")


def city_minute(d):
    return (d.now() // 60000 + 8 * 60) % 1440


def film(seed):
    return b"\0\0\0\x18ftypisom" + random.Random(seed).randbytes(SIZE - 12)


def send(t, data, sha, name="警示片"):
    up = t.post("/course-film/uploads", {"bytes": len(data)})
    at = 0
    while at < len(data):
        code, _, raw = t.raw("POST", f"/api/v1/course-film/uploads/{up['upload']}/part?offset={at}", data[at:at + PART], "application/octet-stream")
        if code != 200:
            raise RuntimeError(f"part at {at}: {code} {raw[:200]}")
        at = kit.json.loads(raw)["offset"]
    return t.call("POST", f"/api/v1/course-film/uploads/{up['upload']}/end", {"bytes": len(data), "sha256": sha, "name": name, "seconds": 20})


def error(raw):
    return kit.json.loads(raw)["error"]["field"]


def refused_from_the_head(t, up, n):
    with socket.create_connection(("127.0.0.1", t.port), 10) as c:
        c.sendall((f"POST /api/v1/course-film/uploads/{up}/part?offset=0 HTTP/1.1\r\nHost: x\r\nCookie: {t.head['Cookie']}\r\nX-Yanzhen: 1\r\n"
                   f"Content-Type: application/octet-stream\r\nContent-Length: {n}\r\n\r\n").encode())
        return c.recv(100).startswith(b"HTTP/1.1 413")


def uploads(tap, t, own):
    data = film(1)
    part = lambda up, at, bytes_, kind="application/octet-stream": t.raw("POST", f"/api/v1/course-film/uploads/{up}/part?offset={at}", bytes_, kind)
    up = t.post("/course-film/uploads", {"bytes": len(data)})["upload"]
    tap.ok(error(part(up, 0, b"<html><script>alert(1)</script>")[2]) == "film", "a page is no film")
    tap.ok(part(up, 0, data[:PART])[0] == 200 and error(part(up, 0, data[:PART])[2]) == "offset", "a part that was taken is not taken twice")
    tap.ok(error(part(up, 2 * PART, data[2 * PART:3 * PART])[2]) == "offset", "none is left out")
    tap.ok(t.get(f"/course-film/uploads/{up}")["offset"] == PART, "it is told where it goes on")
    tap.ok(refused_from_the_head(t, up, (8 << 20) + 1), "a part has a size: refused before its bytes come")
    tap.ok(part(up, PART, b"x", "application/json")[0] == 400, "and a kind")
    tap.ok(part("../../../../etc/passwd", 0, data[:100])[0] in (400, 404) and part("0" * 32, 0, data[:100])[0] == 404, "no other name is an upload's")
    code, got = t.call("POST", f"/api/v1/course-film/uploads/{up}/end", {"bytes": len(data), "name": "x", "seconds": 20})
    tap.ok(code == 409 and got["error"]["field"] == "offset", "what is not all there is no film")
    tap.ok(t.call("POST", "/api/v1/course-film/uploads", {"bytes": 1 << 40})[0] == 413, "a film has a size")
    tap.ok(own.call("POST", "/api/v1/course-film/uploads", {"bytes": 100})[0] == 403, "a rider sends none")
    tap.ok(send(t, film(2), "0" * 64)[0] == 400, "another file than was said is refused")
    code, got = send(t, data, hashlib.sha256(data).hexdigest())
    tap.ok(code == 200 and got["sha256"] == hashlib.sha256(data).hexdigest(), "the film is kept under its hash")
    many = [t.call("POST", "/api/v1/course-film/uploads", {"bytes": 100})[0] for _ in range(10)]
    tap.ok(429 in many, f"uploads at a time are bounded ({many})")
    return data, got["address"]


def parts(tap, own, data, at):
    n = len(data)
    ask = lambda **head: own.raw("GET", at, head={k.replace("_", "-"): v for k, v in head.items()})
    code, head, raw = ask()
    tag = head["ETag"]
    tap.ok(code == 200 and raw == data and head["Accept-Ranges"] == "bytes" and head["Content-Type"] == "video/mp4", "the whole")
    good = {"bytes=0-": (0, n), "bytes=100-199": (100, 200), f"bytes={n - 1}-": (n - 1, n), "bytes=-1000": (n - 1000, n), f"bytes=-{n * 9}": (0, n), f"bytes=5-{n * 9}": (5, n)}
    bad = []
    for text, (a, b) in good.items():
        code, head, raw = ask(Range=text)
        if code != 206 or raw != data[a:b] or head["Content-Range"] != f"bytes {a}-{b - 1}/{n}" or int(head["Content-Length"]) != b - a:
            bad.append((text, code, head["Content-Range"]))
    tap.ok(not bad, "parts: open, closed, from the end, beyond it", ) or print(f"# {bad}")
    none = [f"bytes={n}-", "bytes=-0", "bytes=99999999999999999999999-", f"bytes={n}-{n + 5}"]
    got = [(x, *ask(Range=x)[:2]) for x in none]
    tap.ok(all(code == 416 and head["Content-Range"] == f"bytes */{n}" for _, code, head in got), "416 where nothing of it is there")
    odd = ["bytes=9-3", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-0," * 500 + "1-1", "bytes=0-0, 2-2", "bytes=+0-9", "bytes=0x0-9", "seconds=0-9", "bytes=--9", "bytes=1-2-3", "bytes=0-9;x"]
    got = [(x[:30], ask(Range=x)) for x in odd]
    tap.ok(all(r[0] == 200 and len(r[2]) == n for _, r in got), "what is no range, or many, is answered whole") or print([(x, r[0]) for x, r in got if r[0] != 200])
    tap.ok(ask(Range="bytes=0-9", If_Range=tag)[0] == 206 and ask(Range="bytes=0-9", If_Range='"other"')[0] == 200 and ask(Range="bytes=0-9", If_Range="W/" + tag)[0] == 200, "If-Range: only the very tag")
    tap.ok(ask(If_None_Match=tag)[0] == 304 and ask(If_None_Match=tag, Range="bytes=0-9")[0] == 304, "If-None-Match")
    code, head, raw = own.raw("HEAD", at)
    tap.ok(code == 200 and int(head["Content-Length"]) == n and head["ETag"] == tag and raw == b"", "HEAD")
    nobody = people.Client(own.port, "nobody")
    tap.ok(nobody.raw("GET", at)[0] == 401 and nobody.raw("HEAD", at)[0] == 401, "nobody without a session")
    for name in ("..%2f..%2f..%2fetc%2fpasswd", "%00", "0" * 31, "0" * 32, at.rsplit("/", 1)[1].upper(), at.rsplit("/", 1)[1] + ".part"):
        code = own.raw("GET", at.rsplit("/", 1)[0] + "/" + name)[0]
        if code not in (400, 404):
            tap.ok(False, f"{name}: {code}")
    tap.ok(own.raw("POST", at, b"x")[0] == 405, "it is only read")


def at_once(tap, own, data, at):
    """Twelve players, each jumping about; some leave in the middle."""
    wrong = []

    def player(seed):
        rng = random.Random(seed)
        c = people.Client(own.port, "player", own.head["Cookie"])
        for _ in range(40):
            a = rng.randrange(len(data))
            b = min(len(data), a + rng.randrange(1, 300000))
            code, head, raw = c.raw("GET", at, head={"Range": f"bytes={a}-{b - 1}"})
            if code != 206 or raw != data[a:b]:
                wrong.append((code, a, b))
            if rng.random() < 0.2:
                c.con.request("GET", at, None, {**c.head, "Range": "bytes=0-"})
                c.con.sock.recv(100)
                c.drop()
    threads = [threading.Thread(target=player, args=(i,)) for i in range(12)]
    for th in threads:
        th.start()
    for th in threads:
        th.join()
    tap.ok(not wrong, "twelve players at once have the right bytes") or print(f"# {wrong[:5]}")


def story(w, s):
    with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
        password, codes = w.accounts["tom"]
        f.write(f"tom:{password}:{codes.secret}\n")
    env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts"), "YZ_PHONE": PHONE, "YZ_MESSAGES": os.path.join(w.data, "messages")}
    return subprocess.run(["node", os.path.join(HERE, "film.mjs"), *sys.argv[2:3]], env=env, timeout=600, check=False).returncode


def main():
    tap = Tap()
    with kit.World(kit.QUICK) as w:
        w.init(stations=1)
        w.account("tom", "traffic")
        with open(w.path("one.csv"), "w", encoding="utf-8") as f:
            f.write(f"plate,tag,owner_name,owner_phone,brand,bought_on,price\n{PLATE},{TAG},{NAME},{PHONE},雅迪,2026-01-02,3000\n")
        w.run("import", w.path("one.csv"), env=shifted(5))
        w.run("site", "notices", os.path.join(HERE, "..", "..", "db", "calendar", "holidays.csv"))
        d = Days(w, 0)
        t = d.log_in("tom")
        for i in range(3):
            v = t.post("/violations", {"kind": "red", "at": d.now() - (i + 1) * 60000, "plate": PLATE, "place": "解放西路口", "key": f"s{i}"})
            t.post(f"/violations/{v['id']}/do/confirm", {"ver": v["ver"], "code": "2007"})
        room = t.post("/course-rooms", {"name": "一号教室", "address": "解放路 1 号", "seats": 60})
        day = (d.now() // 1000 + 8 * 3600) // 86400
        course = t.post("/courses/plan", {"roomId": room["id"], "fromDay": day + 1, "fromMin": min(city_minute(d), 1300), "minutes": 110, "count": 1, "weekdays": 127})["items"][0]
        own = rider(w, d.server, PHONE)
        duty = own.get("/owner/courses")["items"][0]["id"]
        own.post(f"/owner/courses/{duty}/book", {"courseId": course["id"]})
        data, at = uploads(tap, t, own)
        mine = own.get(f"/owner/courses/{duty}")
        tap.ok(mine["filmAddress"] == at, "the rider is told where it is")
        parts(tap, own, data, at)
        at_once(tap, own, data, at)
        got = t.raw("GET", at.replace("/owner/course-film/", "/course-film/file/"), head={"Range": "bytes=0-11"})
        tap.ok(got[0] == 206 and got[2] == data[:12], "an officer may look at it, too")
        files = [f for f in os.listdir(os.path.join(w.data, "photos", "long")) if re.fullmatch(r"[0-9a-f]{32}", f)]
        tap.ok(files == [at.rsplit("/", 1)[1]], "one file lies there")
        w.run("backup", w.path("copy"))
        with open(os.path.join(w.path("copy"), "photos", "long", files[0]), "rb") as f:
            tap.ok(f.read() == data, "and in a backup")
        for f in os.listdir(os.path.join(w.data, "photos", "long")):      # what the bound above left
            if f.endswith(".part"):
                os.unlink(os.path.join(w.data, "photos", "long", f))
        if BROWSER:
            tap.ok(story(w, d.server) == 0, "sent from the page, played on the phone")
        d.server.stop()
    print(f"1..{tap.n}")
    return 1 if tap.bad else 0


if __name__ == "__main__":
    sys.exit(main())
