#!/usr/bin/env python3
"""The owners' pages in a real browser, at a phone's width, on a real server: the log-in with the code of the message, the own bikes, consent and
way, an appointment made, moved and cancelled (tests/browser/owner.mjs)."""
import http.client
import os
import shutil
import subprocess
import sys
import time

import kit
import people

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PHONE, NAME = "13911110077", "沈页"


def ready(port):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program or not shutil.which("node") or not os.path.exists(os.path.join(ROOT, "web", "node_modules", "playwright-core")):
        return None
    return program if b"/assets/m-" in people.Client(port, "anonymous").raw("GET", "/m/")[2] else None


def heard(city, bikes):
    """The bikes pass two stations that stand at known places."""
    fleet = kit.Fleet(2, kit.random.Random(11), rows=len(bikes))
    tags = [int(b["tag"], 16) for b in bikes]
    for st in fleet.st:
        st.tag_of = lambda seq, i: tags[i % len(tags)]
    fleet.to(city.server.plain)
    fleet.start()
    owner = city.c["page"]
    kit.until("the way has stops", lambda: owner.get(f"/owner/bikes/{bikes[0]['id']}/trail")["stops"])
    fleet.stop()


def strangers(tap, city):
    """A visit names a bike of one's own; another's is refused like one that is not there, and nothing of it is told."""
    owner, mine, theirs = city.c["owner"], city.bikes["own"], city.bikes["other"]
    visit = {"siteId": city.obj["site"]["own"], "day": city.day, "slot": 660, "purpose": "replace"}
    said = []
    for bike in (theirs["id"], people.NONE):
        status, got = owner.call("POST", "/api/v1/owner/bookings", {**visit, "bikeId": bike})
        said.append((status, got["error"]["code"], got["error"]["message"], got["error"].get("field")))
    tap.ok(said[0] == said[1] and said[0][0] == 404, "another owner's bike and none: the same refusal, word for word", said)
    status, got = owner.call("POST", "/api/v1/owner/bookings", {**visit, "purpose": "register", "bikeId": mine["id"]})
    tap.ok((status, got["error"]["field"]) == (400, "bikeId"), "a new registration is for no bike", got)
    made = owner.post("/owner/bookings", {**visit, "bikeId": mine["id"]})
    tap.ok((made["bikeId"], made["plate"]) == (mine["id"], mine["plate"]), "the own one is taken, and shown", made)
    seen = {who: city.c[who].get(f"/bookings/{made['id']}") for who in ("clerk_a", "officer_a")}
    tap.ok({(b["bikeId"], b["plate"]) for b in seen.values()} == {(mine["id"], mine["plate"])}, "the desk of its area sees which", seen)
    moved = owner.post(f"/owner/bookings/{made['id']}/move", {"siteId": city.obj["site"]["other"], "day": city.day, "slot": 690})
    away = city.c["clerk_b"].get(f"/bookings/{made['id']}")
    tap.ok(moved["bikeId"] == mine["id"] and away["bikeId"] is None and "*" in away["plate"] and away["plate"] != mine["plate"], "one of another area sees a masked plate", away)
    owner.post(f"/owner/bookings/{made['id']}/cancel")


def browser(tap, city, program, good, stolen):
    env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{city.port}", "YZ_PHONE": PHONE, "YZ_MESSAGES": os.path.join(city.w.data, "messages"), "CHROMIUM": program,
           "YZ_GOOD": good["plate"], "YZ_STOLEN": stolen["plate"], "YZ_STRANGER": city.bikes["other"]["plate"], "YZ_DAY": city.day}
    out = os.path.join(kit.BUILD, "screenshots")
    r = subprocess.run(["node", os.path.join(ROOT, "tests", "browser", "owner.mjs"), out], env=env, capture_output=True, text=True, timeout=600)
    for line in r.stdout.splitlines():
        tap.note(line)
    tap.ok(r.returncode == 0, "an owner does it all on a phone", r.stdout[-3000:] + r.stderr[-2000:])
    rows = city.c["clerk_b"].get(f"/sites/{city.obj['site']['other']}/bookings?day={city.day}")["items"]
    rows = [(b["state"], b["slot"]) for b in rows if b["slot"] != 540]
    tap.ok(rows == [("cancelled", 690), ("cancelled", 870)], "what was booked, moved and cancelled stands so in the register", rows)


def photos(tap, city):
    """A picture goes with an own report: drawn anew, seen by officers only, no more than policy says; and the owner is told of the case by message."""
    other, officer = city.c["neighbour"], city.c["officer_a"]
    bike = city.bike("clerk_a", "沈照", "13911110078")
    owner = city.log_in("photos", "13911110078")
    now = int(time.time() * 1000)
    case = owner.post(f"/owner/bikes/{bike['id']}/theft", {"lastSeenAt": now, "missingAt": now, "place": "桥头"})["id"]
    at = f"/api/v1/owner/thefts/{case}/photos"
    glued = people.png() + b"GLUED-TO-THE-END"
    sent = [owner.raw("POST", at, body, "image/png")[0] for body in (b"no picture at all", glued, glued, glued, glued)]
    tap.ok(sent == [400, 201, 201, 201, 409], "three pictures are taken with a report, no more, and nothing else", sent)
    tap.ok(other.raw("POST", at, glued, "image/png")[0] == 404 and owner.raw("GET", f"/api/v1/thefts/{case}/photos")[0] == 403, "another's report is like none, and owners do not look at cases")
    shown = officer.get(f"/thefts/{case}/photos")["items"]
    status, head, got = officer.raw("GET", f"/api/v1/thefts/{case}/photos/{shown[0]['photo']}")
    tap.ok(len(shown) == 3 and status == 200 and got[:2] == b"\xff\xd8" and b"GLUED" not in got, "an officer sees them, as pictures of our own making", (status, len(shown), got[:8]))
    tap.ok(owner.get("/owner/me")["news"] is True and owner.raw("POST", "/api/v1/owner/news", b'{"wanted": false}')[0] == 204 and owner.get("/owner/me")["news"] is False, "an owner chooses whether to be told by message")


LARGE = str((12 << 20) + 1)


class Sender:
    """Pictures to one address, by whoever is asked."""

    def __init__(self, city, at):
        self.city, self.at = city, at

    def __call__(self, who, body=None, kind="image/png", at=None):
        return self.city.c[who].raw("POST", "/api/v1" + (at or self.at), people.png() + b"GLUED-TO-THE-END" if body is None else body, kind)[0]

    def bad(self, who):
        """No picture, a picture of a kind that is not taken, one that is too large (told from its head alone)."""
        con = http.client.HTTPConnection("127.0.0.1", self.city.port, timeout=10)
        con.request("POST", "/api/v1" + self.at, None, {**self.city.c[who].head, "Content-Type": "image/png", "Content-Length": LARGE})
        large = con.getresponse().status
        con.close()
        return [self(who, b"no picture at all"), self(who, kind="image/gif"), large]


def drawn(city, who, path):
    """What comes back is a picture of our own making."""
    status, _, got = city.c[who].raw("GET", "/api/v1" + path)
    return (status, got[:2] == b"\xff\xd8", b"GLUED" in got)


def claim_papers(tap, city):
    bike, _ = city.stolen()
    claim = city.c["owner"].post("/my/claims", {"bikeId": bike})["id"]
    send = Sender(city, f"/my/claims/{claim}/papers/id_card")
    tap.ok(send.bad("owner") == [400, 400, 413], "papers of a claim: no picture, another kind, too large", send.bad("owner"))
    sent = [send("neighbour"), send("former"), send("adjuster"), send("owner", at=f"/my/claims/{claim}/papers/passport"), send("owner", at="/my/claims/99999999/papers/id_card")]
    tap.ok(sent == [404, 404, 403, 400, 404], "another's claim is like none, a paper that is not asked for is refused", sent)
    sent = [send("owner"), send("owner")]
    have = [p["kind"] for p in city.c["owner"].get(f"/my/claims/{claim}")["papers"] if p["kind"] == "id_card"]
    tap.ok(sent == [201, 201] and len(have) == 1, "the own one is taken, and the second takes the place of the first", (sent, have))
    path = f"/claims/{claim}/papers/id_card"
    before = drawn(city, "adjuster", path)[0]
    city.step_up(["adjuster"])
    tap.ok(before == 403 and drawn(city, "adjuster", path) == (200, True, False), "an adjuster sees it with a fresh code, drawn anew", (before, drawn(city, "adjuster", path)))


def order_photos(tap, city):
    order = city.obj["order"]["other"]
    send = Sender(city, f"/orders/{order}/photos")
    early = send("officer_b")
    city.c["officer_b"].post(f"/orders/{order}/do/sign", {})
    tap.ok(early == 409 and send.bad("officer_b") == [400, 400, 413], "photos of an order: not before it is signed for, no picture, another kind, too large", (early, send.bad("officer_b")))
    sent = [send("officer_a2"), send("clerk_a"), send("owner"), send("officer_b", at="/orders/99999999/photos"), send("officer_b"), send("officer_b")]
    shown = city.c["officer_b"].get(f"/orders/{order}/photos")["items"]
    tap.ok(sent == [403, 403, 403, 404, 201, 201] and len(shown) == 2, "its own unit's are kept, each of them, another's are not", (sent, shown))
    tap.ok(drawn(city, "officer_b", f"/orders/{order}/photos/{shown[0]['photo']}") == (200, True, False), "drawn anew", shown)


def accident_photos(tap, city):
    w, me, ins, clerk = city.w, city.c["owner"], city.c["insurer"], city.c["clerk_a"]
    bike, theirs = city.bike("clerk_a", city.NAMES["owner"], people.PHONE["owner"])["id"], city.obj["bike"]["other"]
    at = {}
    for who, of, area in (("neighbour", theirs, "B"), ("owner", bike, "A")):
        w.run("policy", "set", "liability.insurer", str(city.unit[area]))
        told = {"requestId": "uploads-" + who, "happenedAt": int(time.time() * 1000), "place": "路口", "what": "相撞", "injured": False}
        at[area] = city.c[who].post(f"/owner/bikes/{of}/accident", told)["id"]
    send, path = Sender(city, "/photos"), f"/api/v1/accidents/{at['A']}/photos"
    tap.ok(send.bad("insurer") == [400, 400, 413], "photos of an accident: no picture, another kind, too large", send.bad("insurer"))
    taken = [people.json.loads(city.c[who].raw("POST", "/api/v1/photos", people.png() + b"GLUED-TO-THE-END", "image/png")[2])["photo"] for who in ("insurer", "clerk_a")]
    give = [(ins, "scene", taken[1]), (ins, "party", taken[0]), (me, "scene", taken[0]), (ins, "scene", taken[0]), (ins, "scene", taken[0])]
    sent = [who.call("POST", path, {"kind": kind, "photo": photo})[0] for who, kind, photo in give]
    tap.ok(sent == [404, 400, 403, 200, 404], "the own upload is the accident's, once; another's never", sent)
    look = f"/accidents/{at['A']}/photos/{ins.get('/accidents/%d' % at['A'])['photos'][0]['id']}"
    foreign = ins.call("POST", f"/api/v1/accidents/{at['B']}/photos", {"kind": "scene", "photo": taken[0]})[0], ins.call("GET", f"/api/v1/accidents/{at['B']}/photos/1")[0]
    tap.ok(foreign == (404, 404) and drawn(city, "owner", look)[0] == 403 and drawn(city, "insurer", look) == (200, True, False),
           "another insurer's accident is like none; the own one's is drawn anew", (foreign, drawn(city, "insurer", look)))
    sell = "POST", f"/api/v1/bikes/{bike}/transfer", {"ownerId": city.obj["owner"]["other"], "reason": "sold"}
    status, said = clerk.call(*sell)
    tap.ok(status == 409 and "accident_open" in str(said), "meanwhile the bike changes no hands", (status, said))
    me.post(f"/owner/accidents/{at['A']}/do/withdraw", {"note": ""})
    tap.ok(clerk.call(*sell)[0] == 200, "and does when it is over")


def main():
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        city = people.City(w)
        good = city.bike("clerk_a", NAME, PHONE)
        stolen = city.bike("clerk_a", NAME, PHONE)
        now = int(time.time() * 1000)
        case = city.c["officer_a"].post("/thefts", {"bikeId": stolen["id"], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": False, "severity": 2})["id"]
        city.c["officer_a"].post(f"/thefts/{case}/do/accept", {"filing": "plain"})
        owner = city.c["page"] = city.log_in("page", PHONE)
        me = owner.get("/owner/me")
        tap.ok(me["name"] == "沈**" and me["trailConsent"] is False and me["trailConsentAt"] is None, "the own name is masked, nothing is agreed to yet", me)
        owner.post("/owner/consent", {"given": True, "textVersion": me["consentVersion"]})
        heard(city, [good, stolen])
        owner.post("/owner/consent", {"given": False, "textVersion": me["consentVersion"]})
        after = owner.get("/owner/me")
        tap.ok(after["trailConsent"] is False and after["trailConsentAt"] is not None, "taken back, it says since when", after)
        strangers(tap, city)
        program = ready(city.port)
        if program:
            browser(tap, city, program, good, stolen)
        else:
            tap.note("the pages in a browser: not run (needs chromium, node, web/node_modules and the built pages)")
        photos(tap, city)
        claim_papers(tap, city)
        order_photos(tap, city)
        accident_photos(tap, city)
        log = city.server.tail(100000)
        city.server.stop()
        tap.ok(PHONE not in log and NAME not in log and good["plate"] not in log, "no phone, name or plate is in the log")
    return tap.done()


sys.exit(main())
