#!/usr/bin/env python3
"""check_rooms SRC ROOMS.TXT - fail when an #include climbs, stays on its own floor in another room, or opens a
private header (*_int.h, *_sm.h, *_sql.h) of another room."""
import fnmatch
import os
import re
import sys


def main():
    src, spec = sys.argv[1:3]
    floor, suffix, bad, edges = {}, [], [], 0
    for line in open(spec, encoding="utf-8"):
        words = line.split("#")[0].split()
        for room in words[1:]:
            if "*" in room:
                suffix.append((room, int(words[0])))
            else:
                floor[room] = int(words[0])

    def room_of(path):
        folder = os.path.dirname(path)
        while folder and folder not in floor:
            folder = os.path.dirname(folder)
        return folder or None

    def place(path):
        room = room_of(path)
        for pattern, f in suffix:
            if fnmatch.fnmatch(os.path.basename(path), pattern):
                return room, f
        return room, floor.get(room)

    for folder, _, files in os.walk(src):
        for name in sorted(files):
            if not name.endswith((".c", ".h")):
                continue
            path = os.path.relpath(os.path.join(folder, name), src)
            room, here = place(path)
            if here is None:
                bad.append(f"{path}: its room is not in {spec}")
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                for number, line in enumerate(f, 1):
                    m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
                    if not m:
                        continue
                    edges += 1
                    target = m.group(1)
                    other, there = place(target)
                    if "/" not in target or target.endswith("_sql.h"):
                        if "/" in target and other != room:
                            bad.append(f"{path}:{number}: {target} is private to {other}")
                        continue
                    if other != room and (there is None or there >= here):
                        bad.append(f"{path}:{number}: {room} (floor {here}) may not include {target} (floor {there})")
                    if other != room and target.endswith(("_int.h", "_sm.h")) and not name.endswith("_test.c"):
                        bad.append(f"{path}:{number}: {target} is private to {other}")
    for line in bad:
        print(line)
    if edges == 0:
        print("no include was seen: wrong folder?")
    sys.exit(1 if bad or edges == 0 else 0)


main()
