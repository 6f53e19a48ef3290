#!/usr/bin/env python3
"""migrations OUT.c NNNN_name.sql... - the numbered migrations as a C table, struct sql_migration sql_migrations[].
The numbers run from 1 without a hole; the hash is SHA-256 of the file's bytes. A line "-- step: NAME ..." names functions that run after the SQL."""
import hashlib
import os
import re
import sys


def c_lines(text):
    for line in text.splitlines():
        line = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
        yield f'\t"{line}\\n"'


def main():
    out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
    rows = []
    for i, path in enumerate(files, 1):
        m = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", os.path.basename(path))
        if not m or int(m.group(1)) != i:
            sys.exit(f"{path}: expected a name like {i:04d}_subject.sql")
        data = open(path, "rb").read()
        text = data.decode("utf-8")
        if re.search(r"^\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|VACUUM)\b[^\n]*;\s*$", text, re.M | re.I) and "TRIGGER" not in text:
            sys.exit(f"{path}: a migration runs inside one transaction made for it")
        steps = " ".join(w for line in re.findall(r"^-- step:(.*)$", text, re.M) for w in line.split())
        rows.append(f'\t{{ {i}, "{m.group(2)}",\n' + "\n".join(c_lines(text)) +
                    f',\n\t  "{hashlib.sha256(data).hexdigest()}", ' + (f'"{steps}"' if steps else "0") + " },\n")
    with open(out, "w", encoding="utf-8") as f:
        f.write("/* made from db/migrations by tools/migrations.py; do not edit */\n#include \"store/sql/sql.h\"\n\n")
        f.write("const struct sql_migration sql_migrations[] = {\n" + "".join(rows) + "};\n")
        f.write("const size_t sql_nmigrations = COUNTOF(sql_migrations);\n")


main()
