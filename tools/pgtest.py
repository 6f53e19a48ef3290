#!/usr/bin/env python3
"""pgtest [--durable] CMD... - runs CMD against a PostgreSQL of its own that nobody else sees and that is thrown away afterwards.

YZ_TEST_PG is then a URL with %s for the name of a database. Where it is set already, CMD just runs. The cluster lives in a temporary
folder, listens on a Unix socket there and nowhere else, has data checksums and runs as an unprivileged user. Without --durable
it does not sync: for tests of what statements do, not of what survives. Exit 77 and "not run" where there is no PostgreSQL 15 or later."""
import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile

FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"]
SET = ["listen_addresses=''", "max_connections=200", "shared_buffers=64MB", "max_wal_size=512MB", "autovacuum_naptime=10min", "logging_collector=off",
       "log_min_messages=warning", "timezone=UTC"]


def bindir():
    found = []
    for path in glob.glob("/usr/lib/postgresql/*/bin/initdb") + glob.glob("/usr/pgsql-*/bin/initdb") + \
            ([shutil.which("initdb")] if shutil.which("initdb") else []):
        m = re.search(r"\(PostgreSQL\) (\d+)", subprocess.run([path, "--version"], capture_output=True, text=True).stdout)
        if m and int(m.group(1)) >= 15:
            found.append((int(m.group(1)), os.path.dirname(os.path.realpath(path))))
    want = os.environ.get("YZ_PG_VERSION")
    found = [f for f in found if not want or f[0] == int(want)]
    return max(found)[1] if found else None


def unprivileged():
    """subprocess arguments that leave root, which PostgreSQL refuses to run as."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            p = pwd.getpwnam(name)
            return {"user": p.pw_uid, "group": p.pw_gid, "extra_groups": []}
        except KeyError:
            pass
    return None


def quick():
    """Where a cluster that need not last lies: in memory, where there is room for it. Each test makes and removes a database, a thousand files."""
    try:
        v = os.statvfs("/dev/shm")
        return "/dev/shm" if os.access("/dev/shm", os.W_OK) and v.f_bavail * v.f_frsize >= 2 << 30 else "/tmp"
    except OSError:
        return "/tmp"


def reachable(path):
    """Whether another user can walk to this folder: a checkout in a home directory is closed to PostgreSQL's."""
    path = os.path.realpath(path)
    while path != "/":
        if not os.stat(path).st_mode & 0o001:
            return False
        path = os.path.dirname(path)
    return True


class Cluster:
    def __init__(self, durable=False, where="/tmp"):
        self.proc, self.dir, self.dirs = None, None, []
        self.bin, who = bindir(), unprivileged()
        if not self.bin or who is None:
            return
        try:
            self.start(who, durable, where)
        except BaseException:
            self.stop()
            raise

    def start(self, who, durable, where):
        self.dir = tempfile.mkdtemp(prefix="yz-pg-", dir="/tmp")       # the socket's path must be short
        if who and not reachable(where):
            where = "/var/tmp"                                         # a disk, as against a /tmp in memory
        home = tempfile.mkdtemp(prefix="yz-pg-", dir=where) if where != "/tmp" else self.dir
        self.dirs = [self.dir, home]
        for d in self.dirs if who else []:
            os.chown(d, who["user"], who["group"])
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": self.dir}
        data = os.path.join(home, "data")
        self.log = open(os.path.join(self.dir, "log"), "wb")
        made = subprocess.run([os.path.join(self.bin, "initdb"), "-D", data, "-U", "yz", "--auth=trust", "--data-checksums", "--encoding=UTF8",
                               "--no-sync", "--locale=C"], env=env, cwd=self.dir, stdout=self.log, stderr=self.log, **who)
        if made.returncode:
            raise RuntimeError("PostgreSQL's initdb failed:\n" + self.tail())
        args = [x for s in SET + ([] if durable else FAST) + [f"unix_socket_directories='{self.dir}'"] for x in ("-c", s)]
        self.proc = subprocess.Popen([os.path.join(self.bin, "postgres"), "-D", data, *[a.replace("'", "") for a in args]], env=env, cwd=self.dir,
                                     stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True, **who)
        self.url = f"postgresql://yz@/%s?host={self.dir}"
        for _ in range(600):
            r = subprocess.run([os.path.join(self.bin, "pg_isready"), "-q", "-h", self.dir], env=env)
            if r.returncode == 0:
                return
            if self.proc.poll() is not None:
                break
            try:
                self.proc.wait(0.1)
            except subprocess.TimeoutExpired:
                pass
        raise RuntimeError("PostgreSQL did not start:\n" + self.tail())

    def tail(self):
        with open(os.path.join(self.dir, "log"), encoding="utf-8", errors="replace") as f:
            return f.read()[-2000:]

    def stop(self):
        if self.proc and self.proc.poll() is None:
            self.proc.send_signal(signal.SIGQUIT)     # it is thrown away
            try:
                self.proc.wait(20)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
        for d in self.dirs:
            shutil.rmtree(d, ignore_errors=True)


def main():
    argv = sys.argv[1:]
    durable = argv[:1] == ["--durable"]
    argv = argv[durable:]
    if os.environ.get("YZ_TEST_PG"):
        os.execvp(argv[0], argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    c = Cluster(durable, "/tmp" if durable else quick())
    if not c.proc:
        print("# not run: there is no PostgreSQL 15 or later here")
        sys.exit(77)
    try:
        sys.exit(subprocess.run(argv, env={**os.environ, "YZ_TEST_PG": c.url}).returncode)
    finally:
        c.stop()


if __name__ == "__main__":
    main()
