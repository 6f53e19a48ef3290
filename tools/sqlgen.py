#!/usr/bin/env python3
"""sqlgen ROOM.sql OUT.h DEPFILE - statements of a room as C: static struct sql_stmt q_<name>, and a list for sql_register().
A block begins with "-- name: x"; an optional "-- pg:" line inside it begins the PostgreSQL text ("-- pg: none": only SQLite has it; nothing
before "-- pg:": only PostgreSQL has it). Without one tools/pgsql.py makes it, and what that does not know is an error.
A line "-- many" in a block whose statement is INSERT ... VALUES ($1, ...): two more forms of it, for sql_pipe. q_<name>_many (PostgreSQL) puts as many rows at
once as there are parameters for, q_<name>_rows (SQLite) takes them from sql_rows, the table of what waits in the connection. Statements of a file named ..._step.sql are for the steps of migrations only."""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import pgsql


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def squeeze(text):
    text = re.sub(r"--[^\n]*", "", text)
    return " ".join(text.split()).rstrip(";").rstrip()


def params(text):
    return sorted({int(n) for n in re.findall(r"\$(\d+)", text)})


PARAM_MAX = 64


def many_rows(text, n):
    """The statement with its VALUES repeated, each with parameters of its own; how many rows; and the statement that takes them from sql_rows."""
    m = re.search(r"VALUES \(([^()]*)\)", text)
    if not m or params(text[:m.start()] + text[m.end():]) or not n:
        return None, 0, None
    k = PARAM_MAX // n
    rows = ", ".join("(" + re.sub(r"\$(\d+)", lambda p, i=i: f"${int(p.group(1)) + i * n}", m.group(1)) + ")" for i in range(k))
    columns = re.sub(r"\$(\d+)", r"c\1", m.group(1))
    # WHERE true: or SQLite would take ON CONFLICT for a join's ON
    return text[:m.start()] + "VALUES " + rows + text[m.end():], k, f"{text[:m.start()]}SELECT {columns} FROM sql_rows WHERE true{text[m.end():]}"


def main():
    source, out, dep = sys.argv[1:4]
    room = os.path.basename(source)[:-len(".sql")]
    text = open(source, encoding="utf-8").read()
    rows, names = [], []
    for m in re.finditer(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", text, re.S | re.M):
        name, body = m.group(1), m.group(2)
        many = re.search(r"^-- many$", body, re.M)
        lite, mark, pg = body.partition("-- pg:")
        lite, none, pg = squeeze(lite), bool(re.match(r"\s*none\s*$", pg)), squeeze(pg)
        if not mark:
            try:
                pg = pgsql.statement(lite)
            except pgsql.Unknown as e:
                sys.exit(f"{source}: {name}: {e}")
        want = params(lite or pg)
        if (not lite and not pg) or (mark and not none and not pg):
            sys.exit(f"{source}: {name}: empty statement")
        if want != list(range(1, len(want) + 1)):
            sys.exit(f"{source}: {name}: parameters are not $1..$n")
        if lite and pg and not none and params(pg) != want:
            sys.exit(f"{source}: {name}: the PostgreSQL text has other parameters")
        if name in names:
            sys.exit(f"{source}: {name}: twice")
        names.append(name)
        other = '""' if none else c_string(pg) if pg != lite else "0"
        more, k = "0, 0", 0
        if many:
            text_many, k, text_rows = many_rows(lite, len(want))
            if not k or mark:
                sys.exit(f"{source}: {name}: not an INSERT ... VALUES that can have many rows")
            pg_many = pgsql.statement(text_many)
            rows.append(f'static const struct sql_stmt q_{name}_many = {{ "{room}.{name}", "",\n\t{c_string(pg_many)}, {len(want) * k}, true, 0, 0 }};')
            rows.append(f'static const struct sql_stmt q_{name}_rows = {{ "{room}.{name}", {c_string(text_rows)},\n\t"", 0, true, 0, 0 }};')
            names += [name + "_many", name + "_rows"]
            more = f"&q_{name}_many, &q_{name}_rows"
        rows.append(f'static const struct sql_stmt q_{name} = {{ "{room}.{name}", {c_string(lite)},\n\t'
                    f'{other}, {len(want)}, {"true" if room.endswith("_step") else "false"}, {more} }};')
    if not names:
        sys.exit(f"{source}: no '-- name:' block")
    with open(out, "w", encoding="utf-8") as f:
        f.write(f"/* made from {room}.sql by tools/sqlgen.py; do not edit */\n#pragma once\n#include \"store/sql/sql.h\"\n\n")
        f.write("\n".join(rows))
        f.write(f"\n\nstatic const struct sql_stmt *const {room}_stmts[] = {{ " + ", ".join("&q_" + n for n in names) + " };\n")
    with open(dep, "w", encoding="utf-8") as f:
        f.write(f"{out}: {source} {pgsql.__file__} {os.path.abspath(__file__)}\n")


main()
