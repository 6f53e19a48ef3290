#!/usr/bin/env python3
"""A certificate end to end: issued, fetched through the route of a real server, read back as text and as picture; its code asked about by
the public; the page behind it in a browser. No code and no name is in the log."""
import os
import re
import shutil
import subprocess
import sys
import urllib.parse

import kit

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
PLATES = ["衡A00001", "衡A00002", "衡A00003"]
OWNER = "欧阳㛃"


def tool(name):
    return shutil.which(name) is not None


def issue(w, kind, plate):
    return int(w.run("paper", "issue", kind, plate).stdout.split("\t")[0])


def fetch(port, cookie, path):
    c = kit.http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        c.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        r = c.getresponse()
        return r.status, r.read(), r.headers
    finally:
        c.close()


def outside(w, pdf, *argv):
    with open(w.path("p.pdf"), "wb") as f:
        f.write(pdf)
    return subprocess.run(argv, cwd=w.dir, capture_output=True, text=True, timeout=60).stdout


def code_of(w, pdf):
    outside(w, pdf, "pdftoppm", "-r", "150", "-png", "-singlefile", "p.pdf", "page")
    return subprocess.run(["zbarimg", "-q", "--raw", "page.png"], cwd=w.dir, capture_output=True, text=True, timeout=60).stdout.strip()


def grey(w):
    """The page as a picture, 150 points an inch: width, height, its bytes (0 is ink)."""
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-singlefile", "p.pdf", "grey"], cwd=w.dir, check=True, timeout=60)
    with open(w.path("grey.pgm"), "rb") as f:
        m = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data := f.read())
    return int(m.group(1)), int(m.group(2)), data[m.end():]


def seen(w, pdf, want):
    """What is wrong with the page as it is seen: each word has its ink where it stands, on the page, and no two lie on each other; the wanted texts are among the words."""
    html = outside(w, pdf, "pdftotext", "-bbox", "p.pdf", "-")
    width, height, dots = grey(w)
    k, words, bad = 150 / 72, [], []
    for m in re.finditer(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', html):
        x0, y0, x1, y1 = (float(v) * k for v in m.groups()[:4])
        word = m.group(5)
        words.append((x0, y0, x1, y1, word))
        if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
            bad.append(f"{word!r} is beyond the page")
            continue
        rows = [dots[y * width + int(x0):y * width + int(x1) + 1] for y in range(int(y0), int(y1))]
        n = sum(len(r) for r in rows)
        ink = sum(1 for r in rows for v in r if v < 208) / max(n, 1)
        least = 0.01 if len(word) == 1 and not word.isalnum() else 0.03
        if not least <= ink <= 0.6:
            bad.append(f"{word!r} has {ink:.0%} ink")
    for i, a in enumerate(words):
        for b in words[:i]:
            w_, h_ = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            if w_ > 0 and h_ > 0 and w_ * h_ > 0.35 * min((x[2] - x[0]) * (x[3] - x[1]) for x in (a, b)):
                bad.append(f"{a[4]!r} lies on {b[4]!r}")
    text = "".join(x[4] for x in words)
    return bad + [f"{x} is not there" for x in want if x not in text], len(words)


def documents(tap, w, s, api):
    """The certificates' codes, by plate."""
    codes = {}
    for plate in PLATES:
        n = issue(w, "certificate", plate)
        status, pdf, headers = fetch(s.http, api.cookie, f"/api/v1/papers/{n}/pdf")
        if status != 200 or not pdf.startswith(b"%PDF"):
            raise RuntimeError(f"pdf: {status} {pdf[:200]}")
        url = code_of(w, pdf)
        codes[plate] = url.partition("#")[2]
        if plate == PLATES[0]:
            text = outside(w, pdf, "pdftotext", "-raw", "p.pdf", "-").replace("\n", "").replace(" ", "")
            want = ["衡阳市公安局交通警察支队", "电动自行车登记证", plate, OWNER, "雅迪", "衡-"]
            tap.ok(all(x in text for x in want), "the certificate says issuer, plate, owner and number", text)
            bad, words = seen(w, pdf, want[1:])
            tap.ok(not bad and words > 15, f"drawn as a picture each of its {words} words has its ink in its place, none on another", bad[:10])
            tap.ok(url.startswith("https://ddc.example.cn/v/#") and len(codes[plate]) == 26, "its picture's code is the public address with the code behind the #", url)
            tap.ok(headers["Content-Type"] == "application/pdf" and "no-store" in headers["Cache-Control"], "it is a PDF that no cache keeps", headers)
            again = fetch(s.http, api.cookie, f"/api/v1/papers/{n}/pdf")[1]
            row = api.get(f"/api/v1/papers/{n}")
            tap.ok(again == pdf and row["printed"] == 2 and row["kind"] == "certificate", "fetched again it is the same bytes, and counted", row)
            items = api.get(f"/api/v1/papers?bike={row['bikeId']}")["items"]
            tap.ok([i["id"] for i in items] == [n], "the bike's documents are listed", items)
            tap.ok(fetch(s.http, None, f"/api/v1/papers/{n}/pdf")[0] == 401, "not without a session")
    return codes


def verdict(port, code):
    status, body, headers = fetch(port, None, "/api/v1/public/verify/" + urllib.parse.quote(code, safe=""))
    return status, body.decode(), headers["Content-Type"], headers["Cache-Control"], headers["Set-Cookie"]


def browser(tap, s, codes):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    built = fetch(s.http, None, "/v/")[1]
    if not program or not tool("node") or not os.path.exists(os.path.join(ROOT, "web", "node_modules", "playwright-core")) or b"/assets/v-" not in built:
        tap.note("the page in a browser: not run (needs chromium, node, web/node_modules and the built page)")
        return
    tap.ok(fetch(s.http, None, "/v/" + codes[PLATES[0]])[1] == built and fetch(s.http, None, "/")[1] != built, "the page is the same with the code in the path, and is not the console")
    env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_VALID": codes[PLATES[0]], "YZ_STOLEN": codes[PLATES[1]], "YZ_GONE": codes[PLATES[2]], "CHROMIUM": program}
    out = os.path.join(kit.BUILD, "screenshots")
    r = subprocess.run(["node", os.path.join(ROOT, "tests", "browser", "verify.mjs"), out], env=env, capture_output=True, text=True, timeout=600)
    for line in r.stdout.splitlines():
        tap.note(line)
    tap.ok(r.returncode == 0, "the page gives the three answers in a browser, at a phone's width", r.stdout + r.stderr)


def main():
    if not (tool("pdftotext") and tool("pdftoppm") and tool("zbarimg")):
        kit.not_run("poppler-utils and zbar-tools are not installed")
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        w.run("paper", "set", "public_url", "https://ddc.example.cn")
        s = kit.Server(w, ["log_level=debug"])
        api = kit.Api(s.http, w)
        bikes = {p: api.post("/api/v1/bikes", {"plate": p, "tag": f"AB{i:02}", "ownerName": OWNER, "ownerPhone": f"1390000000{i}", "brand": "雅迪"})["id"]
                 for i, p in enumerate(PLATES)}
        codes = documents(tap, w, s, api)
        now = int(kit.time.time() * 1000)
        api.post("/api/v1/thefts", {"bikeId": bikes[PLATES[1]], "lastSeenAt": now - 3600000, "missingAt": now - 600000, "watch": False, "severity": 2})
        api.post(f"/api/v1/bikes/{bikes[PLATES[2]]}/do/deregister", {"reason": "scrapped"})
        said = [verdict(s.http, codes[p]) for p in PLATES]
        tap.ok([x[1] for x in said] == ['{"state":"valid"}', '{"state":"stolen"}', '{"state":"invalid"}'], "the public hears valid, stolen, invalid", said)
        other = [verdict(s.http, c) for c in ("0" * 26, "x", "衡A00001", "../../bikes/1", codes[PLATES[0]][:-1])]
        tap.ok(all(x == said[2] for x in other) and said[0][2:] == said[2][2:], "what is no code is answered exactly as one that does not hold", other)
        tap.ok(all(x[0] == 200 and x[3] == "no-store" and x[4] is None for x in said), "nothing is kept, no session is begun", said)
        browser(tap, s, codes)
        for _ in range(40):
            last = verdict(s.http, "0" * 26)
        tap.ok(last[0] == 429, "who asks on and on is told to wait", last)
        log = s.tail(100000)
        s.stop()
        tap.ok(not any(c in log or c.lower() in log for c in codes.values()) and OWNER not in log, "no code and no name is in the log")
        rows = w.run("audit", "export", "--out", w.path("audit.txt")) and open(w.path("audit.txt"), encoding="utf-8").read()
        tap.ok(rows.count("paper.pdf") == 4 and not any(c in rows for c in codes.values()), "each PDF is in the audit, no code is", rows[-2000:])
    return tap.done()


sys.exit(main())
