#!/usr/bin/env python3
"""S7: pictures from outside, end to end: the real server, its real picture worker, a browser's requests. Whatever comes in, what is kept is a
picture drawn anew - no metadata, no second file, nothing behind its end - or a refusal; the worker is locked in while it works; the server
does not grow. What is kept lies sealed on the disk, leaves only behind its audit row and within its area, and is in backup, restore,
verify and key reseal."""
import hashlib
import http.client
import io
import json
import os
import random
import re
import struct
import sys
import threading
import time
import zipfile
import zlib

import kit

SETS = ["snapshot_s=60", "expect_tags=10000"]
MARK = b"GPS-26.894N-112.572E-SECRET"
MEDIA_MEM = 256 << 20


# ---- pictures ----

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(w, h, more=b"", paint=None, idat=None):
    if idat is None:
        row = bytes(x for i in range(w) for x in ((i * 7) & 255, 90, (i * 3) & 255)) if paint is None else paint * w
        idat = zlib.compress((b"\0" + row) * h)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) + more + chunk(b"IDAT", idat) + chunk(b"IEND", b"")


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def exif_gps():
    """EXIF with a GPS directory (26 53 38 N, 112 34 19 E) and a maker's text."""
    def entry(tag, kind, n, value):
        return struct.pack("<HHI4s", tag, kind, n, value)
    gps_at, text_at = 8 + 2 + 2 * 12 + 4, 8 + 2 + 2 * 12 + 4 + 2 + 4 * 12 + 4
    rats = struct.pack("<6I", 26, 1, 53, 1, 38, 1), struct.pack("<6I", 112, 1, 34, 1, 19, 1)
    rat_at = text_at + len(MARK) + 1
    ifd0 = struct.pack("<H", 2) + entry(0x010F, 2, len(MARK) + 1, struct.pack("<I", text_at)) + entry(0x8825, 4, 1, struct.pack("<I", gps_at)) + bytes(4)
    gps = struct.pack("<H", 4) + entry(1, 2, 2, b"N\0\0\0") + entry(2, 5, 3, struct.pack("<I", rat_at)) + entry(3, 2, 2, b"E\0\0\0") + \
        entry(4, 5, 3, struct.pack("<I", rat_at + 24)) + bytes(4)
    return segment(0xE1, b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + ifd0 + gps + MARK + b"\0" + rats[0] + rats[1])


def archive():
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        z.writestr("index.html", b"<script>alert(1)</script>" + MARK)
    return b.getvalue()


def parts(jpeg):
    """The markers of a JPEG in order, and what stands behind its end. Raises where it is none."""
    assert jpeg[:2] == b"\xff\xd8", "no start"
    at, seen = 2, []
    while True:
        assert jpeg[at] == 0xFF, f"no marker at {at}"
        m = jpeg[at + 1]
        seen.append(m)
        if m == 0xD9:
            return seen, jpeg[at + 2:]
        n = struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        at += 2 + n
        if m == 0xDA:
            while not (jpeg[at] == 0xFF and jpeg[at + 1] != 0 and not 0xD0 <= jpeg[at + 1] <= 0xD7):
                at += 1


def size_of(jpeg):
    at = 2
    while not 0xC0 <= jpeg[at + 1] <= 0xC2:
        at += 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
    return struct.unpack(">HH", jpeg[at + 5:at + 9])[::-1]


def fault(jpeg):
    """Why this is not a picture as the worker draws it; None where it is."""
    try:
        seen, behind = parts(jpeg)
    except (AssertionError, IndexError, struct.error) as e:
        return f"no whole JPEG: {e}"
    if behind:
        return f"{len(behind)} bytes behind its end"
    # JFIF's own 16 bytes, tables, frame, scan: no APP1..15, no comment
    if set(seen) - {0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9} or seen.count(0xE0) != 1 or struct.unpack(">H", jpeg[4:6])[0] != 16:
        return "segments " + " ".join(f"{m:02x}" for m in seen)
    bad = [m for m in (MARK, b"Exif", b"ICC_PROFILE", b"PK\x03\x04", b"<script", b"<svg", b"http://", b"<?php") if m in jpeg]
    return f"holds {bad}" if bad else None


def kind_ones(jpeg):
    """Pictures with more in them than a picture: taken, and only the picture is kept."""
    head, body = jpeg[:2], jpeg[2:]
    text = chunk(b"tEXt", b"Comment\0" + MARK) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + MARK + b"</x>") + chunk(b"eXIf", exif_gps()[10:])
    return {
        "EXIF with GPS": head + exif_gps() + body,
        "comment with a script": head + segment(0xFE, b"<script>" + MARK) + body,
        "ICC, XMP, IPTC": head + segment(0xE2, b"ICC_PROFILE\0\1\1" + MARK * 40) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + MARK) +
        segment(0xED, b"Photoshop 3.0\0" + MARK) + body,
        "a zip behind it": jpeg + archive(),
        "a page behind it": jpeg + b"<html><script>alert(1)</script>" + MARK,
        "a second picture behind it": jpeg + head + exif_gps() + body,
        "a zip in a comment": head + segment(0xFE, archive()) + body,
        "PHP in a comment": head + segment(0xFE, b"<?php system($_GET[0]); " + MARK) + body,
        "60 application segments": head + segment(0xE5, MARK * 100) * 60 + body,
        "PNG with texts, XMP, EXIF": png(640, 480, text),
        "PNG with a zip behind it": png(640, 480) + archive(),
        "PNG with unknown chunks": png(640, 480, chunk(b"teSt", MARK) * 20),
    }


def hostile(jpeg):
    """Everything else that comes: a refusal, or a sound picture; most can only be a refusal (the second value)."""
    rng = random.Random(7)
    zeros = zlib.compressobj(9)
    bomb = zeros.compress(bytes(1 << 20)) + b"".join(zeros.compress(bytes(1 << 20)) for _ in range(99)) + zeros.flush()
    small = png(64, 48)
    v = {
        "text named .jpg": (b"this is no picture at all, but it is named front.jpg\n" * 40, True),
        "empty": (b" ", True),
        "GIF with a script": (b"GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;<script>alert(1)</script>", True),
        "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', True),
        "HTML": (b"<!DOCTYPE html><script>alert(1)</script>", True),
        "zip": (archive(), True), "PDF": (b"%PDF-1.4\n" + bytes(300), True), "ELF": (b"\x7fELF" + bytes(300), True),
        "WebP": (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), True), "TIFF": (b"II*\0\x08\0\0\0" + bytes(100), True), "BMP": (b"BM" + bytes(200), True),
        "script": (b"#!/bin/sh\ncat /etc/passwd\n", True), "HEIC": (b"\0\0\0\x18ftypheic" + bytes(60), True),
        "PNG of 50,000 x 50,000": (png(50000, 50000, idat=zlib.compress(bytes(1 << 16))), True),
        "PNG of 5,001 x 5,000": (png(5001, 5000, paint=b"\0\0\0"), True),
        "PNG whose data say more than its head": (png(64, 48, idat=bomb), False),
        "PNG with 100 MB in a text": (png(64, 48, chunk(b"zTXt", b"c\0\0" + bomb)), False),
        "PNG with 100 MB as a profile": (png(64, 48, chunk(b"iCCP", b"p\0\0" + bomb)), False),
        "PNG without data": (small[:33] + chunk(b"IEND", b""), True), "PNG with a wrong sum": (small[:-20] + b"\0" + small[-19:], True),
        "PNG of 0 x 0": (png(0, 0, idat=zlib.compress(b"")), True), "PNG of 65,000 x 1": (png(65000, 1, idat=zlib.compress(b"")), True),
        "JPEG of a start alone": (b"\xff\xd8\xff\xd9", True), "JPEG of 65,500 x 65,500": (re.sub(rb"(\xff\xc0\0\x11\x08)....", lambda m: m.group(1) + b"\xff\xdc\xff\xdc", jpeg, count=1, flags=re.S), True),
        "JPEG whose segment is longer than it": (b"\xff\xd8\xff\xe1\xff\xffExif", True), "JPEG without tables": (jpeg[:2] + jpeg[jpeg.index(b"\xff\xc0"):], True),
        "JPEG of starts": (b"\xff\xd8" * 20000, True), "JPEG scans without end": (jpeg[:-2] + jpeg[jpeg.index(b"\xff\xda"):-2] * 60, True),
    }
    for k in range(1, 8):
        v[f"JPEG cut at {k}/8"] = (jpeg[:len(jpeg) * k // 8], True)
        v[f"PNG cut at {k}/8"] = (small[:len(small) * k // 8], True)
    for k in range(16):
        b = bytearray(jpeg if k % 2 else small)
        for _ in range(4):
            b[rng.randrange(len(b))] ^= 1 << rng.randrange(8)
        v[f"flipped bits {k}"] = (bytes(b), False)
    return v


# ---- requests ----

class Clerk(kit.Api):
    def bytes(self, method, path, data=None, kind=None):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        head = {"X-Yanzhen": "1", "Cookie": self.cookie, **({"Content-Type": kind} if kind else {})}
        try:
            c.request(method, path, data, head)
            r = c.getresponse()
            return r.status, r.read(), r.headers
        finally:
            c.close()

    def upload(self, data, kind=None):
        code, body, _ = self.bytes("POST", "/api/v1/photos", data, kind or ("image/png" if data[:4] == b"\x89PNG" else "image/jpeg"))
        return code, json.loads(body)

    def attach(self, bike, slot, data):
        """The picture in the slot, and the answer's bytes and headers; raises where it is refused."""
        code, p = self.upload(data)
        if code != 201:
            raise RuntimeError(f"upload: {code} {p}")
        code, body, _ = self.call("PUT", f"/api/v1/bikes/{bike}/photos/{slot}", {"photo": p["photo"]})
        if code != 200:
            raise RuntimeError(f"attach: {code} {body}")
        return p

    def look(self, bike, slot):
        return self.bytes("GET", f"/api/v1/bikes/{bike}/photos/{slot}")


class Watcher(threading.Thread):
    """Looks at the server's picture workers while they work."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.stop, self.seen, self.free, self.most, self.server = pid, False, {}, [], 0, 0

    def child(self, pid):
        def read(name):
            with open(f"/proc/{pid}/{name}", encoding="utf-8", errors="replace") as f:
                return f.read()
        if "media-worker" not in read("cmdline"):
            return
        status, limits = read("status"), read("limits")
        if "Seccomp:\t2" not in status:
            return                                            # has not locked itself in yet: it reads nothing before
        def limit(what):
            return re.search(rf"{what}\s+(\w+)", limits).group(1)
        facts = {"files": limit("Max open files"), "written": limit("Max file size"), "cpu": limit("Max cpu time"), "core": limit("Max core file size"),
                 "privileges": re.search(r"NoNewPrivs:\t(\d)", status).group(1), "threads": re.search(r"Threads:\t(\d+)", status).group(1)}
        self.most = max(self.most, 1024 * int(re.search(r"VmRSS:\s+(\d+)", status).group(1)))
        self.seen[pid] = facts
        space = limit("Max address space")                    # what it had at its start (a few hundred libraries' pages), and MEDIA_MEM more
        if space == "unlimited" or int(space) > 2 * MEDIA_MEM:
            self.free.append((pid, space))

    def run(self):
        turn, parents, pids = 0, [], []
        while not self.stop:
            if turn % 50 == 0:
                # a thread that answers requests is a worker's parent; all threads last as long as the server
                parents = [t for t in os.listdir(f"/proc/{self.pid}/task") if name_of(self.pid, t).startswith("http-")]
            try:
                pids = []
                for t in parents:
                    with open(f"/proc/{self.pid}/task/{t}/children", encoding="ascii") as f:
                        pids += f.read().split()
            except OSError:
                parents = []
            if turn % 10 == 0:
                self.server = max(self.server, rss(self.pid))
            turn += 1
            for p in set(pids):
                try:
                    self.child(p)
                except (OSError, AttributeError):
                    pass                                      # it ended while we looked
            time.sleep(0.003)


def name_of(pid, thread):
    try:
        with open(f"/proc/{pid}/task/{thread}/comm", encoding="ascii") as f:
            return f.read()
    except OSError:
        return ""


def rss(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as f:
        return 1024 * int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1))


def files_of(folder):
    return sorted(os.path.join(d, f) for d, _, fs in os.walk(folder) for f in fs)


def audited(w, verb):
    out = w.path("audit.jsonl")
    if os.path.exists(out):
        os.unlink(out)
    w.run("audit", "export", "--out", out)
    with open(out, encoding="utf-8") as f:
        return sum(1 for line in f if isinstance(r := json.loads(line), list) and r[5] == verb)


# ---- the parts ----

def pictures(tap, api, bike):
    """The first picture, and those with more in them. Returns the JPEG that the worker drew, and the number of looks."""
    code, p = api.upload(png(640, 480))
    tap.ok(code == 201 and (p["width"], p["height"]) == (640, 480) and re.fullmatch("[0-9a-f]{32}", p["photo"]), "a PNG is taken in", (code, p))
    code, body, _ = api.call("PUT", f"/api/v1/bikes/{bike}/photos/front", {"photo": p["photo"]})
    tap.ok(code == 200 and body["slot"] == "front" and body["photo"] == p["photo"], "and becomes the bike's", (code, body))
    code, jpeg, head = api.look(bike, "front")
    tap.ok(code == 200 and not fault(jpeg) and len(jpeg) == p["bytes"] and size_of(jpeg) == (640, 480), "what comes back is a JPEG and nothing else", fault(jpeg))
    tap.ok(head["Content-Type"] == "image/jpeg" and head["Cache-Control"] == "no-store" and head["X-Content-Type-Options"] == "nosniff" and
           "default-src 'none'" in head["Content-Security-Policy"], "with a head that lets nothing run and nobody keep it", dict(head))
    bad, looks = [], 1
    for name, data in kind_ones(jpeg).items():
        api.attach(bike, "tag_place", data)
        code, out, _ = api.look(bike, "tag_place")
        looks += 1
        why = fault(out) if code == 200 else f"{code}"
        if why or size_of(out) != (640, 480):
            bad.append((name, why, size_of(out)))
    tap.ok(not bad, "EXIF with GPS, comments, profiles, glued archives: only the picture is kept", bad)
    api.attach(bike, "tag_place", jpeg + archive())
    first = hashlib.sha256(api.look(bike, "tag_place")[1]).hexdigest()
    api.attach(bike, "tag_place", jpeg + archive())
    tap.ok(hashlib.sha256(api.look(bike, "tag_place")[1]).hexdigest() == first, "the same bytes in give the same bytes out")
    return jpeg, looks + 2


def refusals(tap, api, bike, jpeg, s):
    watcher = Watcher(s.p.pid)
    watcher.start()
    before, bad, taken, files = rss(s.p.pid), [], [], hostile(jpeg)
    for name, (data, must) in files.items():
        begun = time.monotonic()
        code, body = api.upload(data)
        took = time.monotonic() - begun
        if code == 201:
            taken.append((name, body["photo"]))
        if code not in ((400, 413) if must else (201, 400)) or took > 9:
            bad.append((name, code, body, round(took, 1)))
    tap.ok(not bad, f"{len(files)} hostile files: refused, or drawn anew ({len(taken)})", bad)
    bad = []
    for name, photo in taken:
        api.call("PUT", f"/api/v1/bikes/{bike}/photos/tag_place", {"photo": photo})
        code, out, _ = api.look(bike, "tag_place")
        if code != 200 or fault(out):
            bad.append((name, code, fault(out)))
    tap.ok(not bad, "what was drawn anew is sound", bad)
    # the largest that is let in: a quarter of the worker's memory in pixels
    for _ in range(4):
        code, p = api.upload(png(5000, 5000, paint=b"\x10\x80\x40"))
    tap.ok(code == 201 and max(p["width"], p["height"]) <= 1920, "25 million pixels are taken in, and made smaller", (code, p))
    c = http.client.HTTPConnection("127.0.0.1", s.http, timeout=10)      # told from the head alone
    c.request("POST", "/api/v1/photos", None, {"X-Yanzhen": "1", "Cookie": api.cookie, "Content-Type": "image/jpeg", "Content-Length": str((12 << 20) + 1)})
    code = c.getresponse().status
    c.close()
    tap.ok(code == 413, "more than 12 MiB is refused before it is sent", code)
    tap.ok(api.upload(jpeg, "image/gif")[0] == 400 and api.upload(jpeg, "text/html")[0] == 400, "and so is any other kind of content")
    watcher.stop = True
    watcher.join()
    facts = [dict(t) for t in {tuple(sorted(f.items())) for f in watcher.seen.values()}]
    want = {"files": "3", "written": "0", "cpu": "2", "core": "0", "privileges": "1", "threads": "1"}
    tap.ok(len(watcher.seen) >= 4 and facts == [want] and not watcher.free, f"{len(watcher.seen)} workers seen at work: all locked in", (facts, watcher.free))
    tap.ok(0 < watcher.most <= MEDIA_MEM, f"and none beyond its memory ({watcher.most >> 20} MiB at most)", watcher.most)
    grown = watcher.server - before
    tap.ok(s.p.poll() is None and grown < 160 << 20, f"the server stands and has not grown out of bounds ({grown >> 20} MiB)", s.tail())
    return len(taken)


def rights(tap, w, api, s, bike, looks):
    tap.ok(kit.Api(s.http).call("GET", f"/api/v1/bikes/{bike}/photos/front")[0] == 401, "without a session: 401")
    with open(w.path("units.csv"), "w", encoding="utf-8") as f:
        f.write("code,kind,name,parent\nX9,bureau,other,\nX9-1,branch,elsewhere,X9\n")
    w.run("unit", "import", w.path("units.csv"))
    w.account("stranger", "clerk", "--unit", "X9-1")
    w.account("engineer", "engineer")
    other, engineer = Clerk(s.http, w, name="stranger"), Clerk(s.http, w, name="engineer")
    code, body, _ = other.look(bike, "front")
    tap.ok(code == 403 and b"\xff\xd8" not in body, "a clerk of another area: 403", (code, body[:200]))
    tap.ok(engineer.look(bike, "front")[0] == 403 and engineer.upload(png(8, 8))[0] == 403, "an engineer: 403")
    code, p = other.upload(png(8, 8))
    code2, _, _ = api.call("PUT", f"/api/v1/bikes/{bike}/photos/invoice", {"photo": p["photo"]})
    tap.ok(code == 201 and code2 == 404, "another's upload cannot be attached", (code, code2))
    api.attach(bike, "id_front", png(64, 48))
    code, body, _ = api.look(bike, "id_front")
    tap.ok(code == 403 and b"STEPUP" in body, "an identity card wants a fresh code", (code, body))
    n = audited(w, "bike.photo_read")
    tap.ok(n == looks, f"{looks} looks, {n} audit rows; none for a refused one")


def on_the_disk(tap, w, jpeg):
    files = files_of(os.path.join(w.data, "photos"))
    needle, found = jpeg[len(jpeg) // 2:len(jpeg) // 2 + 24], []
    for path in files_of(w.data):
        with open(path, "rb") as f:
            data = f.read()
        if needle in data or MARK in data or ("photos" in path and not data.startswith(b"v1.a.")):
            found.append(path)
    tap.ok(len(files) > 10 and not found, f"{len(files)} photos lie on the disk, none in the clear", found)
    modes = {oct(os.stat(p).st_mode & 0o777) for p in files}
    tap.ok(modes == {"0o600"}, "readable by the server's user only", modes)


def full(tap, w, s):
    w.account("hoarder", "clerk")
    api, codes = Clerk(s.http, w, name="hoarder"), []
    while len(codes) < 60 and (not codes or codes[-1] == 201):
        code, body = api.upload(png(8, 8))
        codes.append(code)
    tap.ok(codes.count(201) == 40 and codes[-1] == 409 and "vanish" in body["error"]["message"], "forty may wait, the next is told why not", (len(codes), body))


def kept(tap, w, api, s, bike, jpeg):
    """Backup, restore, another key, a restart, and damage."""
    dest, new = w.path("backup"), w.path("restored")
    r = w.run("backup", dest, ok=False)
    here, there = files_of(os.path.join(w.data, "photos")), files_of(os.path.join(dest, "photos"))
    tap.ok(r.returncode == 0 and len(there) == len(here) > 0, f"a backup of the running server has its {len(here)} photos", r.stdout + r.stderr)
    again = w.path("backup2")
    r = w.run("backup", again, "--like", dest, ok=False)
    both = [(p, p.replace(dest, again, 1)) for p in there]
    tap.ok(r.returncode == 0 and all(os.path.samefile(a, b) for a, b in both), "a second one like the first links them", r.stdout + r.stderr)
    w.run("restore", dest, data=new, sets=[f"track_key_file={w.data}.trackkeys"])
    r = w.run("verify", data=new, sets=[f"key_file={w.data}.keyring"], ok=False)
    tap.ok(r.returncode == 0 and re.search(r"photos +sound: [1-9]", r.stdout), "restored: every photo opens", r.stdout + r.stderr)
    kid = re.search(r"key (\w{8}) added", w.run("key", "rotate").stdout).group(1)
    w.run("key", "reseal")
    rows = [x.split("\t") for x in w.run("key", "list").stdout.splitlines() if x.startswith("photo.file")]
    tap.ok(len(rows) == 1 and rows[0][1] == kid, "sealed again: all photos are under the new key", rows)
    heads = {open(p, "rb").read(13) for p in files_of(os.path.join(w.data, "photos"))}
    tap.ok(heads == {b"v1.a." + kid.encode()}, "and so are their files", heads)
    tap.ok(api.look(bike, "front")[1] == jpeg, "the running server reads them")
    third = w.path("backup3")
    r = w.run("backup", third, "--like", dest, ok=False)
    alike = [p for p in files_of(os.path.join(third, "photos")) if os.path.exists(p.replace(third, dest, 1)) and os.path.samefile(p, p.replace(third, dest, 1))]
    heads = {open(p, "rb").read(13) for p in files_of(os.path.join(third, "photos"))}
    tap.ok(r.returncode == 0 and not alike and heads == {b"v1.a." + kid.encode()}, "a backup like one from before has the new seals", (r.stderr, heads, alike[:2]))
    s.stop()
    moved = w.path("moved")
    w.run("db", "copy", "--from", w.data, "--to", moved)
    r = w.run("verify", data=moved, sets=[f"key_file={w.data}.keyring"], ok=False)
    tap.ok(r.returncode == 0 and len(files_of(os.path.join(moved, "photos"))) == len(here) and re.search(r"photos +sound: [1-9]", r.stdout),
           "db copy takes the photos along", r.stdout + r.stderr)
    s = kit.Server(w, [*SETS, f"key_file={w.data}.keyring"], data=new)
    api.port = s.http
    code, out, _ = api.look(bike, "front")
    tap.ok(code == 200 and out == jpeg, "the restored server gives the same bytes", code)
    code, items, _ = api.call("GET", f"/api/v1/bikes/{bike}/photos")
    name = next(p["photo"] for p in items["items"] if p["slot"] == "front")
    path = os.path.join(new, "photos", name[:2], name)
    with open(path, "r+b") as f:
        f.seek(100)
        b = f.read(1)
        f.seek(100)
        f.write(bytes([b[0] ^ 1]))
    code, out, _ = api.look(bike, "front")
    tap.ok(code == 500 and b"\xff\xd8" not in out, "a flipped bit: no picture is shown", code)
    r = w.run("verify", data=new, sets=[f"key_file={w.data}.keyring"], ok=False)
    tap.ok(r.returncode == 65 and name in r.stderr, "and verify names the file", r.stdout + r.stderr)
    s.stop()


def main():
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        s = kit.Server(w, SETS)
        api = Clerk(s.http, w)
        bike = api.post("/api/v1/bikes", {"plate": "衡S7007", "tag": "57007", "ownerName": "测试", "ownerPhone": "13000000000"})["id"]
        jpeg, looks = pictures(tap, api, bike)
        looks += refusals(tap, api, bike, jpeg, s)
        rights(tap, w, api, s, bike, looks)
        full(tap, w, s)
        on_the_disk(tap, w, jpeg)
        kept(tap, w, api, s, bike, jpeg)
    return tap.done()


sys.exit(main())
