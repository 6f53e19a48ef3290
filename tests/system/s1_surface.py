#!/usr/bin/env python3
"""S1: no open surface. In a network namespace of its own the server listens on exactly the configured ports; every route of its own
OpenAPI refuses who has not logged in; an unsafe configuration does not start."""
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys

import kit

OPEN = {("POST", "/api/v1/login"), ("POST", "/api/v1/owner/code"), ("POST", "/api/v1/owner/login"),
        ("GET", "/api/v1/sites/1/display"), ("GET", "/api/v1/public/verify/1"), ("GET", "/api/v1/public/exposures")}         # the only routes that answer without credentials (beside /healthz and static files)


def own_network():
    kit.own_namespace(kit.CLONE_NEWNET, "network", None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        req = struct.pack("16sh", b"lo", 0x41)                  # IFF_UP | IFF_RUNNING
        try:
            fcntl.ioctl(s, 0x8914, req)                         # SIOCSIFFLAGS
        except OSError as e:
            kit.not_run(f"loopback cannot be brought up: {e}")


def listening():
    """Everything in this namespace that others could reach: (protocol, address, port)."""
    out = set()
    for name in ("tcp", "tcp6", "udp", "udp6", "raw", "raw6"):
        try:
            lines = open(f"/proc/net/{name}", encoding="ascii").read().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            w = line.split()
            addr, port = w[1].split(":")
            if name.startswith("tcp") and w[3] != "0A":
                continue
            a = socket.inet_ntop(socket.AF_INET, struct.pack("=I", int(addr, 16))) if len(addr) == 8 else addr
            out.add((name, a, int(port, 16)))
    return out


def refuses(tap, w, name, want, *sets, data=None):
    r = w.run("serve", ok=False, sets=("http_listen=127.0.0.1:0", "station_tls_listen=127.0.0.1:0", "station_plain_listen=127.0.0.1:0",
                                       "journal_ballast_mib=0", *sets), data=data)
    tap.ok(r.returncode not in (0, 70) and r.returncode > 0 and want in r.stderr, f"does not start with {name}",
           f"exit {r.returncode}: {r.stdout}{r.stderr}")


def make_cert(w):
    key, cert = w.path("key.pem"), w.path("cert.pem")
    r = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", cert, "-days", "2",
                        "-subj", "/CN=localhost"], capture_output=True)
    return (cert, key) if r.returncode == 0 else (None, None)


def routes(tap, port):
    api = kit.Api(port)
    doc = json.loads(subprocess.run([kit.YANZHEN, "openapi"], capture_output=True, text=True, check=True).stdout)
    rows = [(m.upper(), p) for p, ms in doc["paths"].items() for m in ms if m in ("get", "post", "put", "delete", "patch")]
    base = next((s["url"] for s in doc.get("servers", [])), "").rstrip("/")
    wrong, asked = [], 0
    for method, path in rows:
        full = path if path.startswith("/api") or not base.startswith("/") else base + path
        full = "/".join("1" if x.startswith("{") else x for x in full.split("/"))
        if (method, full) in OPEN:
            continue
        for cookie in (None, "yz_session=" + "0" * 64, "yz_session="):
            code, body, _ = api.call(method, full, {} if method != "GET" else None, {"Cookie": cookie} if cookie else None)
            asked += 1
            if code != 401:
                wrong.append((method, full, code, str(body)[:80]))
    tap.ok(len(rows) > 20 and not wrong, f"every route without credentials gives 401 ({len(rows)} routes, {asked} requests)", wrong[:8])
    codes = {p: api.call("GET", p)[0] for p in ("/metrics", "/api/v1/openapi.json", "/api/v1/events", "/api/v1/no-such-thing", "/api", "/healthz", "/api/v1/../../etc/passwd",
                                                "/..%2f..%2fetc%2fpasswd", "/yanzhen.db", "/.git/config")}
    tap.ok(codes["/metrics"] == 401 and codes["/api/v1/openapi.json"] == 401 and codes["/api/v1/events"] == 401, "figures, description and events want credentials", codes)
    tap.ok(codes["/healthz"] == 200, "health answers", codes)
    # unknown paths outside the API may answer with the console's page, never with a file of the machine
    body = "".join(str(api.call("GET", p)[1]) for p in ("/..%2f..%2fetc%2fpasswd", "/yanzhen.db"))
    tap.ok("root:" not in body and "SQLite format" not in body and codes["/api/v1/no-such-thing"] in (401, 404), "no file of the machine, no unknown route", codes)
    code, body, _ = api.call("POST", "/api/v1/login", {"name": "sysadmin", "password": "sysadmin", "code": "000000"})
    tap.ok(code in (401, 429), "there is no default password", (code, body))


def main():
    own_network()
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        before = listening()
        s = kit.Server(w)
        want = {("tcp", "127.0.0.1", s.http), ("tcp", "127.0.0.1", s.tls), ("tcp", "127.0.0.1", s.plain)}
        tap.ok(listening() - before == want, "listens on the three configured ports and nothing else", f"{listening() - before} instead of {want}")
        routes(tap, s.http)
        refuses(tap, w, "a second server on the same data", "another yanzhen is running")
        s.stop()
        tap.ok(listening() == before, "after the stop nothing listens")
        s = kit.Server(w, ["station_plain_listen="])
        got = {x[2] for x in listening() - before}
        tap.ok(got == {s.http, s.tls}, "a port that is switched off is not open", got)
        s.stop()
        refuses(tap, w, "a plain station port on another address than loopback", "plain text", "station_plain_listen=0.0.0.0:0")
        refuses(tap, w, "an API without TLS on another address than loopback", "without TLS", "http_listen=0.0.0.0:0")
        cert, key = make_cert(w)
        if cert:
            os.chmod(key, 0o644)
            refuses(tap, w, "a key that others can read", "key", f"http_cert={cert}", f"http_key={key}")
            os.chmod(key, 0o600)
            s = kit.Server(w, [f"http_cert={cert}", f"http_key={key}"])
            tap.ok(s.http > 0, "the same key, readable by its owner only, is taken")
            s.stop()
        else:
            tap.note("not run: there is no openssl program to make a key with")
        refuses(tap, w, "an unknown key in the configuration", "no configuration key", "no_such_key=1")
        with open(w.path("twice.conf"), "w", encoding="utf-8") as f:
            f.write("heartbeat_s = 30\nheartbeat_s = 60\n")
        r = w.run("--config", w.path("twice.conf"), "config", "--print", ok=False)
        tap.ok(r.returncode == 78 and "line 2: heartbeat_s is there twice" in r.stderr, "a key that is set twice is refused", r.stderr)
        refuses(tap, w, "no database", "init", data=w.path("nothing"))
    return tap.done()


sys.exit(main())
