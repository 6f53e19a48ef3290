#!/usr/bin/env python3
"""imports YANZHEN [OUT] - a server of its own, and imports.mjs against it in Chromium."""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "system"))
import kit  # noqa: E402  (it reads the program's path from the arguments)


def main():
    with kit.World(kit.QUICK) as w:
        w.init()
        s = kit.Server(w, ["expect_tags=10000"])
        with open(w.path("accounts"), "w", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as f:
            password, codes = w.accounts["sysadmin"]
            f.write(f"sysadmin:{password}:{codes.secret}\n")
        env = {**os.environ, "BASE_URL": f"http://127.0.0.1:{s.http}", "YZ_ACCOUNTS": w.path("accounts")}
        return subprocess.run(["node", os.path.join(HERE, "imports.mjs"), *sys.argv[2:3]], env=env, timeout=1200).returncode


if __name__ == "__main__":
    sys.exit(main())
