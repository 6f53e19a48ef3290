"""counter_load - registrations at a counter over HTTP, for the benchmark and for the tests of the whole program: a point with stock, forms that are
right, clerks who press the button. Persons and numbers are made up."""
import json
import multiprocessing
import os
import re
import socket
import threading
import time

PLATES_A_BATCH, TAGS_A_BATCH = 20000, 50000
TAG0 = 0xC0000000
WEIGHT = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PAPERS = ["id_card", "invoice", "conformity"]


def id_card(n):
    """A valid number of GB 11643: sequence and birthday from n (20 million different)."""
    head = f"430405{1940 + n // 1000 // 336 % 60:04}{n // 1000 // 28 % 12 + 1:02}{n // 1000 % 28 + 1:02}{n % 1000:03}"
    return head + "10X98765432"[sum(int(a) * b for a, b in zip(head, WEIGHT)) % 11]


def form(site, n, run=0):
    """The nth registration at this point; run sets its numbers apart from those of another run."""
    return {"requestId": f"load-{run:04}-{n:08}", "siteId": site, "bookingId": None, "kind": "standard", "use": "own", "ownerId": None,
            "owner": {"kind": "person", "idKind": "idcard", "name": "王小二", "idNo": id_card(n), "phone": f"139{n % 100000000:08}", "address": "蒸湘区华新街道1号"},
            "agent": None, "vehicleCode": f"1173220{n:08}", "frameNo": f"F{run:02}K{n * 7919 % 100000000:08}", "motorNo": f"M{run:02}T{n * 104729 % 100000000:08}", "brand": "爱玛",
            "model": "TDT-2", "colour": "红", "colour2": "", "boughtOn": time.strftime("%Y-%m-%d", time.gmtime(time.time() - 5 * 86400)), "priceFen": 289900,
            "endsOn": "", "papers": PAPERS, "photos": [], "tag": f"{TAG0 + n:X}", "enforcementTag": "", "ownerTag": "", "plate": "", "consent": True,
            "consentTrail": True, "heardAccepted": False, "heardNote": "", "overrides": []}


def stock(run, folder, n):
    """A point HY01 with n plates and tags in its cupboard, no photos asked for. run(args...) is the program's command line."""
    path = os.path.join(folder, "points.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("code,name,district,lat,lon,hours\nHY01,一号点,430405,26.89,112.57,1-7 00:00-24:00\n")
    run("site", "import", path)
    run("policy", "set", "photo.required", "")
    run("plate", "format", "add", "--district", "430405", "--prefix", "衡A", "--places", "7")
    for left in range(n, 0, -PLATES_A_BATCH):
        run("plate", "batch", "add", "1", "--count", str(min(left, PLATES_A_BATCH)), "--site", "HY01")
    for at in range(0, n, TAGS_A_BATCH):
        path = os.path.join(folder, "tags.csv")
        with open(path, "w", encoding="utf-8") as f:
            f.write("tag\n" + "".join(f"{TAG0 + i:X}\n" for i in range(at, min(n, at + TAGS_A_BATCH))))
        run("tag", "batch", "import", path, "--slot", "theft", "--site", "HY01")


def post(con, cookie, path, body):
    """(status, answer) on a connection that stays open."""
    con.request("POST", path, json.dumps(body).encode(), {"X-Yanzhen": "1", "Cookie": cookie, "Content-Type": "application/json"})
    r = con.getresponse()
    raw = r.read()
    return r.status, json.loads(raw) if raw else None


def _answer(s):
    """(status, body) of an answer with a length, read as it comes: http.client takes more time for it than the server's parser."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        more = s.recv(65536)
        if not more:
            raise ConnectionError("the server closed the connection")
        raw += more
    head, body = raw.split(b"\r\n\r\n", 1)
    left = int(re.search(rb"(?i)content-length: *(\d+)", head).group(1)) - len(body)
    while left > 0:
        more = s.recv(left)
        if not more:
            raise ConnectionError("the server closed the connection")
        body += more
        left -= len(more)
    return int(head[9:12]), body


def _client(port, cookie, site, run, first, step, until, out):
    s = socket.create_connection(("127.0.0.1", port), 60)
    head = (f"POST /api/v1/counter/issue HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Yanzhen: 1\r\nCookie: {cookie}\r\n"
            "Content-Type: application/json\r\nContent-Length: ").encode()
    n = first
    body = json.dumps(form(site, n, run)).encode()
    while time.monotonic() < until:
        t0 = time.monotonic()
        s.sendall(head + str(len(body)).encode() + b"\r\n\r\n" + body)
        n += step
        body = json.dumps(form(site, n, run)).encode()       # the next one while the server works
        status, answer = _answer(s)
        out.append((status, time.monotonic() - t0, None if status == 201 else json.loads(answer)))
    s.close()


def _process(port, cookie, site, run, firsts, step, seconds, queue):
    out, until = [], time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(port, cookie, site, run, f, step, until, out)) for f in firsts]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    queue.put(out)


def load(port, cookie, site, clients=20, seconds=10, run=0, start=0):
    """Registrations from so many clerks at once: {per_s, p50_ms, p99_ms, refused, why}."""
    queue, parts = multiprocessing.Queue(), 2
    begun = time.monotonic()
    procs = [multiprocessing.Process(target=_process, args=(port, cookie, site, run, [start + c for c in range(p, clients, parts)], clients, seconds, queue))
             for p in range(parts)]
    for p in procs:
        p.start()
    rows = [r for _ in procs for r in queue.get()]
    took = time.monotonic() - begun
    for p in procs:
        p.join()
    good = sorted(t for s, t, _ in rows if s == 201)
    bad = [(s, a) for s, _, a in rows if s != 201]
    return {"done": len(good), "per_s": len(good) / took, "p50_ms": 1000 * good[len(good) // 2] if good else 0,
            "p99_ms": 1000 * good[len(good) * 99 // 100] if good else 0, "refused": len(bad), "why": bad[:2]}
