#!/usr/bin/env python3
"""every_route PROGRAM STAMP - a part of the build: each route of the program has its line in s2_matrix.txt (S2) and its rule in policy.py (S3), and
nothing else has one. A route without them ends the build, not only a test."""
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True      # the build leaves nothing in the tree
import policy                       # noqa: E402
import s2_matrix                    # noqa: E402


def main(program, stamp):
    doc = json.loads(subprocess.run([program, "openapi"], capture_output=True, text=True, check=True).stdout)
    routes = {(m.upper(), p) for p, ms in doc["paths"].items() for m in ms if m in ("get", "post", "put", "delete", "patch")}
    bad = []
    for where, known in (("tests/system/s2_matrix.txt", {x.route for x in s2_matrix.lines()}), ("tests/system/policy.py", set(policy.Policy().rules))):
        bad += [f"{m} {p}: a route without a line in {where}" for m, p in sorted(routes - known)]
        bad += [f"{m} {p}: a line in {where} without a route" for m, p in sorted(known - routes)]
    if bad or len(routes) < 100:
        sys.exit("\n".join(bad or [f"only {len(routes)} routes?"]))
    with open(stamp, "w", encoding="ascii") as f:
        f.write(f"{len(routes)} routes\n")


main(os.path.abspath(sys.argv[1]), sys.argv[2])
