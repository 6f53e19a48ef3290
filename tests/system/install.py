#!/usr/bin/env python3
"""install - what an operator does on the first day: 'meson install' into an empty folder, the unit for systemd, the sample configuration, and every command of
"The first hour" in docs/operations.md, run as it stands there. The picture worker is run inside of the unit's own filter of system calls."""
import ctypes
import os
import re
import subprocess
import sys

import kit

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))


def run(*argv, **kw):
    return subprocess.run(argv, capture_output=True, text=True, timeout=200, **kw)


def installed(tap, d):
    """What 'meson install' puts into an empty folder; the program's path in it."""
    r = run("meson", "install", "-C", kit.BUILD, "--no-rebuild", "--destdir", d)
    tap.ok(r.returncode == 0, "meson install into an empty folder", r.stdout + r.stderr)
    there = {os.path.relpath(os.path.join(at, f), d) for at, _, names in os.walk(d) for f in names}
    ends = {e: next((t for t in sorted(there) if t.endswith(e)), "") for e in ("bin/yanzhen", "system/yanzhen.service", "sysusers.d/yanzhen.conf", "yanzhen.conf.sample",
                                                                              "docs/operations.md", "docs/zh/counter.md", "README.zh-CN.md", "holidays.csv")}
    tap.ok(all(ends.values()), "program, unit, user, sample and documents are there", f"{ends}\n{sorted(there)}")
    return {k: os.path.join(d, v) for k, v in ends.items()}


def unit(tap, d, files):
    with open(files["system/yanzhen.service"], encoding="utf-8") as f:
        text = f.read()
    start = re.search(r"^ExecStart=(\S+) --config (\S+) serve$", text, re.M)
    tap.ok(start and os.path.exists(d + start.group(1)), "the unit starts the program that was installed", text)
    doc = re.search(r"^Documentation=file:(\S+)$", text, re.M)
    tap.ok(doc and os.path.exists(d + doc.group(1)), "the unit names a document that is there", text)
    if run("systemd-analyze", "--version").returncode:
        tap.note("not run: there is no systemd-analyze here")
        return
    here = os.path.join(d, "yanzhen.service")
    with open(here, "w", encoding="utf-8") as f:
        f.write(text.replace(start.group(1), files["bin/yanzhen"]))
    r = run("systemd-analyze", "verify", "--man=no", here)
    tap.ok(r.returncode == 0 and "yanzhen.service" not in r.stderr, "systemd takes the unit without a word", r.stdout + r.stderr)
    r = run("systemd-analyze", "security", "--offline=yes", "--threshold=20", here)
    tap.ok(r.returncode == 0, "its exposure is below 2.0", r.stdout[-600:])


def sample(tap, d, files):
    """The sample, read back, is what the program has anyway but for the two places."""
    base = run(files["bin/yanzhen"], "config", "--print").stdout.splitlines()
    r = run(files["bin/yanzhen"], "--config", files["yanzhen.conf.sample"], "config", "--print")
    differ = [(a, b) for a, b in zip(base, r.stdout.splitlines()) if a != b]
    tap.ok(r.returncode == 0 and [b.split(" = ")[0] for _, b in differ] == ["data_dir", "key_file"], "the sample decides two places and nothing else", f"{r.stderr}{differ}")
    with open(files["yanzhen.conf.sample"], encoding="utf-8") as f:
        said = [line for line in f if line.strip() and not line.startswith("#")]
    tap.ok(len(said) == 2, "all other keys stand behind '#'", said)


def first_hour(tap, place, files):
    """The blocks of the document, in one shell, in an empty folder."""
    with open(os.path.join(ROOT, "docs", "operations.md"), encoding="utf-8") as f:
        part = f.read().split("## The first hour\n")[1].split("\n## ")[0]
    lines = [x for block in re.findall(r"^```\n(.*?)^```$", part, re.M | re.S) for x in block.splitlines()]
    work, conf = os.path.join(place, "work"), os.path.join(place, "yanzhen.conf")
    os.makedirs(work)
    with open(conf, "w", encoding="utf-8") as f:
        f.write(f"data_dir = {place}/var/data\nkey_file = {place}/var/keyring\n")
    os.makedirs(os.path.join(place, "var"))
    script = [f"yz() {{ echo \"+ yz $*\"; '{files['bin/yanzhen']}' --config '{conf}' \"$@\"; }}"]
    script += [x.replace("/backup/", place + "/backup-").replace("/usr/local/share/doc/yanzhen/holidays.csv", files["holidays.csv"]) for x in lines if not x.startswith(("sudo ", "alias "))]
    r = run("bash", "-euo", "pipefail", "-c", "\n".join(script), cwd=work, stdin=subprocess.DEVNULL)
    asked = sum(x.startswith("yz ") for x in lines)
    done = r.stdout.count("+ yz ")
    tap.ok(r.returncode == 0 and done == asked > 15, f"the first hour: {done} of {asked} commands of docs/operations.md", r.stdout[-1500:] + r.stderr[-1500:])
    tap.ok("1 added" in r.stdout and "3 tags" in r.stdout and "200 plates" in r.stdout, "and they did what is said there", r.stdout[-2500:])


def filter_of(files):
    """The unit's SystemCallFilter as names of system calls; none where systemd cannot say what its groups are."""
    with open(files["system/yanzhen.service"], encoding="utf-8") as f:
        words = re.findall(r"^SystemCallFilter=(.*)$", f.read(), re.M)

    def names(word):
        if not word.startswith("@"):
            return {word}
        r = run("systemd-analyze", "syscall-filter", word)
        inside = [x.split("#")[0].strip() for x in r.stdout.splitlines()[1:]]
        return {y for x in inside if x for y in (names(x) if x.startswith("@") else {x})}
    if run("systemd-analyze", "--version").returncode:
        return set()
    allowed = {x for w in words[0].split() for x in names(w)} | names("@default")      # @default is always allowed
    return allowed - {x for w in words[1:] for x in names(w.lstrip("~"))}


def jail(allowed):
    """For the child: no new privileges, and only these calls."""
    libc, sec = ctypes.CDLL(None, use_errno=True), ctypes.CDLL("libseccomp.so.2")
    sec.seccomp_init.restype = ctypes.c_void_p
    EPERM_ACT, ALLOW = 0x00050000 | 1, 0x7fff0000
    ctx = ctypes.c_void_p(sec.seccomp_init(ctypes.c_uint32(EPERM_ACT)))
    for name in allowed:
        no = sec.seccomp_syscall_resolve_name(name.encode())
        if no >= 0:
            sec.seccomp_rule_add(ctx, ctypes.c_uint32(ALLOW), no, 0)
    if libc.prctl(38, 1, 0, 0, 0) or sec.seccomp_load(ctx):
        os._exit(99)


def pictures(tap, place):
    """The upload of a photo, whole, with the server and its worker inside of the unit's filter."""
    allowed = filter_of(place["files"])
    if not allowed:
        tap.note("not run: nobody here knows the groups of the unit's filter")
        return
    test = os.path.join(kit.BUILD, "src", "media_test")
    for what, more in (("with the unit's filter", set()), ("(a filter without 'seccomp' is seen)", {"seccomp"})):
        calls = allowed - more
        r = subprocess.run([test], capture_output=True, text=True, timeout=200, env={**os.environ, "CMOCKA_MESSAGE_OUTPUT": "TAP"},
                           preexec_fn=lambda c=calls: jail(c))
        tap.ok((r.returncode == 0) is (not more), f"the picture worker runs {what}", f"{r.returncode}\n" + "\n".join(x for x in r.stdout.splitlines() if not x.startswith("ok")) + r.stderr[-600:])


def main():
    tap = kit.Tap()
    with kit.tempfile.TemporaryDirectory(prefix="yanzhen-install-") as top:
        d, place = os.path.join(top, "dest"), os.path.join(top, "place")
        os.makedirs(place)
        files = installed(tap, d)
        if tap.bad:
            return tap.done()
        unit(tap, d, files)
        sample(tap, d, files)
        first_hour(tap, place, files)
        pictures(tap, {"files": files})
    return tap.done()


sys.exit(main())
