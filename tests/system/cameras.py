#!/usr/bin/env python3
"""cameras YANZHEN - a junction's cameras over real HTTP: one that answers, and those that hang, drip, break off, lie about their length, send too much, no picture at all, or a way
elsewhere. What is kept is a picture drawn anew; what is not has its reason, in words; nobody waits for a camera that is broken, least of all the other jobs."""
import http.client
import http.server
import json
import os
import socketserver
import sqlite3
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import kit  # noqa: E402
import people  # noqa: E402

PNG = people.png()
SECRET = b"GPS-26.8941-112.5722"
MB = 1 << 20


class Cameras:
    """Each path is a camera; what it was asked is kept, with when."""

    def __init__(self):
        self.asked, self.lock, self.over = [], threading.Lock(), threading.Event()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.0"

            def log_message(self, *_):
                pass

            def do_GET(self):
                way, _, query = self.path.partition("?")
                with server.lock:
                    server.asked.append((way, query, time.monotonic()))
                try:
                    getattr(self, "way_" + way.strip("/").replace("-", "_"))()
                except (BrokenPipeError, ConnectionResetError):
                    pass

            def head(self, status=200, kind="image/png", length=None, **more):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if length is not None:
                    self.send_header("Content-Length", str(length))
                for k, v in more.items():
                    self.send_header(k, v)
                self.end_headers()

            def way_good(self):
                self.head(length=len(PNG) + len(SECRET))
                self.wfile.write(PNG + SECRET)

            def way_hang(self):
                server.over.wait(60)

            def way_drip(self):
                self.head(length=len(PNG))
                for byte in PNG:
                    self.wfile.write(bytes((byte,)))
                    self.wfile.flush()
                    if server.over.wait(0.5):
                        return

            def way_short(self):      # says more than it sends
                self.head(length=len(PNG) + 5000)
                self.wfile.write(PNG)

            def way_half(self):       # says less than it sends: the picture is cut
                self.head(length=40)
                self.wfile.write(PNG)

            def way_huge_said(self):
                self.head(length=900 * MB)
                for _ in range(200):
                    self.wfile.write(b"x" * MB)

            def way_huge_unsaid(self):
                self.head()
                for _ in range(200):
                    self.wfile.write(b"x" * MB)

            def way_html(self):
                page = b"<html>please log in</html>"
                self.head(kind="text/html", length=len(page))
                self.wfile.write(page)

            def way_empty(self):
                self.head(length=0)

            def way_elsewhere(self):
                self.head(302, Location="/good", length=0)

            def way_broken(self):
                self.head(500, length=len(PNG))
                self.wfile.write(PNG)

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        self.http = Server(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def of(self, way):
        with self.lock:
            return [x for x in self.asked if x[0] == "/" + way]

    def end(self):
        self.over.set()
        self.http.shutdown()


FAULTS = {"hang": "too_slow", "drip": "too_slow", "short": "not_picture", "half": "not_picture", "huge-said": "too_large", "huge-unsaid": "too_large",
          "html": "not_picture", "empty": "not_picture", "elsewhere": "refused", "broken": "refused"}


def login(s, w, name):
    _, head, _ = people.Client(s.http, name).raw("POST", "/api/v1/login", json.dumps(w.login(name)).encode())
    return people.Client(s.http, name, head["Set-Cookie"].split(";")[0])


def at_junction(db, arms):
    """A junction whose arms have a camera each."""
    antennas = [{"station": "st-000", "role": "stop", "arm": arm, "heading": 90, "camera": camera} for arm, camera in arms.items()]
    db.execute("INSERT INTO junction (id, name, unit_id, path, lat_e7, lon_e7, created_by, created_at) VALUES (1, '解放路口', 1, '/1/', 268940000, 1125720000, 1, 1)")
    db.execute("INSERT INTO junction_version (junction, version, state, geometry, created_by, created_at, published_by, published_at) VALUES (1, 1, 'published', ?, 1, 1, 2, 1)",
               (json.dumps({"arms": [], "groups": [], "antennas": antennas}),))
    db.commit()


def caught(db, n, arm):
    now = int(time.time() * 1000)
    return db.execute("INSERT INTO violation (number, kind, source, source_key, state, unit_id, path, junction, arm, place, at, day, month, confidence, review_due, captured_at) "
                      "VALUES (?, 'red', 'radio', ?, 'screened', 1, '/1/', 1, ?, '解放路口', ?, ?, 202611, 900, 99999, ?)",
                      (f"WFCAM-{n:04}", f"cam{n}", arm, now - 500, (now + 8 * 3_600_000) // 86_400_000, now)).lastrowid


def tried(tap, e, cams):
    """By hand, one after the other."""
    for way in ("good", *FAULTS):
        e.post("/violation-cameras", {"name": f"C-{way}", "url": f"http://198.51.100.7:{cams.port}/{way}?t={{at}}"})
    got = e.post("/violation-cameras/try", {"name": "C-good"})
    tap.ok(got["fault"] == "" and got["width"] == 64 and got["bytes"] == len(PNG) + len(SECRET), "a camera that answers gives a picture, and its measures are told", got)
    query = cams.of("good")[-1][1]
    tap.ok(abs(int(query.partition("=")[2]) - time.time() * 1000) < 60_000, "{at} became the instant", query)
    for way, why in FAULTS.items():
        begun = time.monotonic()
        got = e.post("/violation-cameras/try", {"name": f"C-{way}"})
        took = time.monotonic() - begun
        tap.ok(got["fault"] == why and (got["width"], got["bytes"], got["ms"]) == (0, 0, 0) and took < 6, f"{way}: no picture, and why in a word: {why}", (got, took))
    tap.ok(len(cams.of("good")) == 1, "nobody follows a camera elsewhere", cams.asked)
    e.post("/violation-cameras", {"name": "C-gone", "url": "http://198.51.100.7:9/x"})
    got = e.post("/violation-cameras/try", {"name": "C-gone"})
    tap.ok(got["fault"] == "not_reached", "an address where nobody is", got)
    own = [e.post("/violation-cameras", {"name": "C-own", "url": url}) and e.post("/violation-cameras/try", {"name": "C-own"}) for url in ("http://127.0.0.1:22/x", f"http://127.0.0.1:{cams.port}/good")]
    tap.ok([x["fault"] for x in own] == ["not_reached"] * 2 and own[0] == own[1], "of this server's own ports nothing is told, open or not", own)
    e.must("POST", "/api/v1/violation-cameras/drop", {"name": "C-own"})
    tap.ok(e.call("POST", "/api/v1/violation-cameras", {"name": "C-file", "url": "file:///etc/passwd"})[0] == 400, "a file is no camera")
    made = e.post("/violation-cameras", {"name": "C-secret", "url": f"http://admin:s3cr3t-a@198.51.100.7:{cams.port}/good?pwd=s3cr3t-b&t={{at}}"})
    tap.ok(made["url"] == f"http://198.51.100.7:{cams.port}/good?pwd=…&t={{at}}" and made["hasSecret"], "what is secret in an address is not shown", made)
    _, _, listed = e.raw("GET", "/api/v1/violation-cameras")
    tap.ok(b"s3cr3t" not in listed and b"admin" not in listed, "nor in the list", listed)
    tap.ok(e.call("POST", "/api/v1/violation-cameras", {"name": "C-secret", "url": made["url"]})[0] == 400, "and what is shown is not taken for the address")
    tap.ok(e.post("/violation-cameras/try", {"name": "C-secret"})["fault"] == "" and cams.of("good")[-1][1].startswith("pwd=s3cr3t-b&t="), "but it is asked with it", cams.of("good")[-1])
    row = {c["name"]: c for c in e.get("/violation-cameras")["items"]}
    tap.ok(row["C-good"]["fault"] == "" and row["C-html"]["fault"] != "" and row["C-html"]["askedAt"], "the list says how it went last", row)
    e.must("POST", "/api/v1/violation-cameras/drop", {"name": "C-gone"})
    tap.ok("C-gone" not in {c["name"] for c in e.get("/violation-cameras")["items"]}, "a camera can be dropped")


def pulled(tap, w, s, t, cams):
    """By the job, for what was just caught at the junction."""
    db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20)
    at_junction(db, {"N": "C-good", "S": "C-hang", "W": "C-html", "E": "C-push"})
    before = len(cams.of("hang"))
    ids = {arm: [caught(db, n * 10 + i, arm) for i in range(3)] for n, arm in enumerate("NSW")}
    db.commit()
    begun = time.monotonic()
    has = lambda i: t.get(f"/violations/{i}")["hasPicture"]
    kit.until("the good camera's pictures", lambda: all(has(i) for i in ids["N"]), 40)
    tap.ok(time.monotonic() - begun < 20, "the pictures of a good camera come though another hangs", time.monotonic() - begun)
    _, _, jpeg = t.raw("GET", f"/api/v1/violations/{ids['N'][0]}/picture")
    tap.ok(jpeg[:3] == b"\xff\xd8\xff" and SECRET not in jpeg, "what is kept is drawn anew, and nothing else of what came")
    tap.ok(not any(has(i) for i in ids["S"] + ids["W"]), "no picture of the others")
    kit.until("the hanging one was asked again", lambda: len(cams.of("hang")) >= before + 2, 40)
    times = [x[2] for x in cams.of("hang")[before:]]
    apart = [b - a for a, b in zip(times, times[1:])]
    tap.ok(min(apart) > 9, "a camera that hung rests before it is asked again, whatever was caught there", apart)
    tap.ok(t.get(f"/violations/{ids['S'][0]}")["actions"], "what has no picture can be reviewed")
    db.close()


class Pushing:
    """A camera that pushes: no session, no browser; its token alone."""

    def __init__(self, s, token):
        self.port, self.token = s.http, token

    def __call__(self, data, at="", path="/api/v1/camera/pictures", method="POST", kind="image/png"):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            c.request(method, path + (f"?at={at}" if at else ""), data, {"Authorization": f"Bearer {self.token}", **({"Content-Type": kind} if data else {})})
            r = c.getresponse()
            return r.status, r.read()
        finally:
            c.close()


def pushed(tap, w, s, e, t):
    """By cameras with tokens of their own, for what was just caught on their arm."""
    db = sqlite3.connect(os.path.join(w.data, "yanzhen.db"), timeout=20)
    mine = e.post("/violation-cameras/token", {"name": "C-push"})
    theirs = e.post("/violation-cameras/token", {"name": "C-other"})
    tap.ok(len(mine["token"]) == 64 and mine["token"] != theirs["token"], "a camera's token is made")
    _, _, listed = e.raw("GET", "/api/v1/violation-cameras")
    row = {c["name"]: c for c in json.loads(listed)["items"]}["C-push"]
    tap.ok(mine["token"].encode() not in listed and row["tokenAt"] and not row["pushedAt"] and row["url"] == "", "and shown once; the list has it as one that pushes", row)
    store = b"".join(open(os.path.join(w.data, n), "rb").read() for n in os.listdir(w.data) if n.startswith("yanzhen.db"))
    tap.ok(mine["token"].encode() not in store, "the store has its hash alone")
    near, far = caught(db, 900, "E"), caught(db, 901, "E")
    db.execute("UPDATE violation SET at = at - 1500 WHERE id = ?", (far,))
    db.commit()
    at = db.execute("SELECT at FROM violation WHERE id = ?", (near,)).fetchone()[0]
    cam, other, nobody = Pushing(s, mine["token"]), Pushing(s, theirs["token"]), Pushing(s, "0" * 64)
    has = lambda i: t.get(f"/violations/{i}")["hasPicture"]
    tap.ok(nobody(PNG, at)[0] == 401, "no token, no picture")
    status, why = other(PNG, at)
    tap.ok(status == 404 and b"nothing_caught" in why and not has(near), "another camera's token is not for this arm", (status, why))
    tap.ok(cam(PNG, at + 60_000)[0] == 404 and not has(near) and not has(far), "nor is another instant")
    tap.ok(cam(b"<html>", at, kind="image/png")[0] in (400, 413, 422) and not has(near), "nor what is no picture")
    status, said = cam(PNG + SECRET, at + 300)
    tap.ok(status == 204 and not said and has(near) and not has(far), "its picture is of the one that is nearest to its instant, and nothing is answered", (status, said))
    _, _, jpeg = t.raw("GET", f"/api/v1/violations/{near}/picture")
    tap.ok(jpeg[:3] == b"\xff\xd8\xff" and SECRET not in jpeg, "kept is what was drawn anew")
    tap.ok(cam(PNG, at)[0] == 204 and has(far), "the next one is of the next that has none")
    tap.ok(cam(PNG, at)[0] == 404, "and then of nothing: evidence is not exchanged")
    opened = [(m, p, cam(None, path="/api/v1" + p, method=m)[0]) for m, p in (("GET", "/violations"), ("GET", f"/violations/{near}"), ("GET", f"/violations/{near}/picture"), ("GET", "/violation-cameras"), ("GET", "/me"))]
    tap.ok(all(x[2] == 401 for x in opened), "its token opens nothing else", opened)
    cookie = people.Client(s.http, "camera", f"yz_session={mine['token']}")
    tap.ok(cookie.call("GET", "/api/v1/me")[0] == 401, "nor is it a session")
    detail = db.execute("SELECT detail FROM audit WHERE verb = 'violation.camera_push' ORDER BY id").fetchall()
    tap.ok(len(detail) == 2 and json.loads(detail[0][0])["camera"] == "C-push", "the audit says which camera it was", detail)
    row = {c["name"]: c for c in e.get("/violation-cameras")["items"]}
    tap.ok(row["C-push"]["pushedAt"] and not row["C-other"]["pushedAt"], "the list says when it pushed last", row["C-push"])
    again = e.post("/violation-cameras/token", {"name": "C-push"})
    tap.ok(cam(PNG, at)[0] == 401 and Pushing(s, again["token"])(PNG, at)[0] == 404, "a new token ends the one before")
    e.must("POST", "/api/v1/violation-cameras/token/drop", {"name": "C-push"})
    tap.ok(Pushing(s, again["token"])(PNG, at)[0] == 401, "revoked, it is good for nothing")
    db.close()


def main():
    tap = kit.Tap()
    cams = Cameras()
    try:
        with kit.World(kit.QUICK) as w:
            w.init(stations=1)
            w.account("engineer", "engineer")
            w.account("traffic1", "traffic")
            s = kit.Server(w, env={"LD_PRELOAD": kit.ELSEWHERE})
            e, t = login(s, w, "engineer"), login(s, w, "traffic1")
            tried(tap, e, cams)
            pulled(tap, w, s, t, cams)
            pushed(tap, w, s, e, t)
            tap.ok(s.p.poll() is None, "the server lives")
    finally:
        cams.end()
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
