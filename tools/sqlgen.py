#!/usr/bin/env python3
"""sqlgen ROOM.sql OUT.h - statements of a room as C: static struct sql_stmt q_<name>, and a list for sql_register().
A block begins with "-- name: x"; an optional "-- pg:" line inside it begins the PostgreSQL text.
Statements of a file named ..._step.sql are for the steps of migrations only."""
import os
import re
import sys


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def squeeze(text):
    text = re.sub(r"--[^\n]*", "", text)
    return " ".join(text.split()).rstrip(";").rstrip()


def main():
    source, out = sys.argv[1:3]
    room = os.path.basename(source)[:-len(".sql")]
    text = open(source, encoding="utf-8").read()
    rows, names = [], []
    for m in re.finditer(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", text, re.S | re.M):
        name, body = m.group(1), m.group(2)
        lite, _, pg = body.partition("-- pg:")
        lite, pg = squeeze(lite), squeeze(pg)
        params = sorted({int(n) for n in re.findall(r"\$(\d+)", lite)})
        if not lite:
            sys.exit(f"{source}: {name}: empty statement")
        if params != list(range(1, len(params) + 1)):
            sys.exit(f"{source}: {name}: parameters are not $1..$n")
        if name in names:
            sys.exit(f"{source}: {name}: twice")
        names.append(name)
        rows.append(f'static const struct sql_stmt q_{name} = {{ "{room}.{name}", {c_string(lite)},\n\t'
                    f'{c_string(pg) if pg else "0"}, {len(params)}, {"true" if room.endswith("_step") else "false"} }};')
    if not names:
        sys.exit(f"{source}: no '-- name:' block")
    with open(out, "w", encoding="utf-8") as f:
        f.write(f"/* made from {room}.sql by tools/sqlgen.py; do not edit */\n#pragma once\n#include \"store/sql/sql.h\"\n\n")
        f.write("\n".join(rows))
        f.write(f"\n\nstatic const struct sql_stmt *const {room}_stmts[] = {{ " + ", ".join("&q_" + n for n in names) + " };\n")


main()
