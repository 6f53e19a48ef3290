#!/usr/bin/env python3
"""lint ROOT - what the compiler does not say: banned calls, SQL outside .sql files, long functions and files, enum constants beyond
int, headers that do not stand alone, addresses of registries, machine paths, audit verbs without words, planted bugs whose place is gone. Prints TAP,
one line a rule."""
import importlib.util
import os
import re
import subprocess
import sys
import tempfile

ROOT = sys.argv[1] if len(sys.argv) > 1 else "."

# call -> folders (below src/ or sim/) that may use it
BANNED = {
    "strcpy": [], "strcat": [], "sprintf": [], "vsprintf": [], "gets": [], "strtok": [], "strncat": [], "alloca": [],
    "atoi": [], "atol": [], "atof": [], "strtol": [], "strtoul": [], "strtod": ["base/", "format/js/", "sim/"], "sscanf": [],
    "time": [], "localtime": [], "gmtime": [], "localtime_r": [], "gmtime_r": [], "ctime": [], "asctime": [],
    "rand": [], "srand": [], "random": [], "drand48": [], "system": [], "popen": [], "tmpnam": [], "mktemp": [],
    "strdup": [], "gettimeofday": [], "clock_gettime": ["platform/", "sim/"], "fsync": ["platform/"], "fdatasync": ["platform/"],
    "pwrite": ["platform/"], "rename": ["platform/"], "getenv": ["platform/", "sim/"], "exit": ["app/", "serve/cli/"],
}
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE TABLE|ALTER TABLE|DROP)\s+\w', re.I)
TESTS = ("_test.c", "_kit.h", "_testkit.h", "_testdb.h")
SOFT_FILE, HARD_FILE, HARD_FUNCTION = 800, 1200, 100


def files(*folders, ends=(".c", ".h")):
    for folder in folders:
        for d, _, names in os.walk(os.path.join(ROOT, folder)):
            if "node_modules" in d or "/dist" in d:
                continue
            for n in sorted(names):
                if n.endswith(ends):
                    yield os.path.join(d, n)


def strip(text):
    """Comments and string contents blanked, line structure kept."""
    out, i, n = [], 0, len(text)
    while i < n:
        two = text[i:i + 2]
        if two == "/*":
            j = text.find("*/", i + 2)
            j = n if j < 0 else j + 2
            out.append(re.sub(r"[^\n]", " ", text[i:j]))
            i = j
        elif two == "//":
            j = text.find("\n", i)
            j = n if j < 0 else j
            out.append(" " * (j - i))
            i = j
        elif text[i] in "\"'":
            q, j = text[i], i + 1
            while j < n and text[j] != q and text[j] != "\n":
                j += 2 if text[j] == "\\" else 1
            out.append(q + " " * (max(j - i - 1, 0)) + q)
            i = j + 1
        else:
            out.append(text[i])
            i += 1
    return "".join(out)


def functions(code):
    """(name, first line, lines) of each function body that begins with a brace in column 0."""
    lines, start = code.split("\n"), None
    for k, line in enumerate(lines):
        if line.startswith("{"):
            start = k
        elif line.startswith("}") and start is not None:
            head = " ".join(lines[max(0, start - 4):start])
            m = re.findall(r"(\w+)\s*\(", head)
            yield (m[-1] if m else "?"), start, k - start + 1
            start = None


def banned():
    for path in files("src", "sim"):
        if path.endswith(TESTS):
            continue
        rel = os.path.relpath(path, ROOT)
        rel = rel[4:] if rel.startswith("src/") else rel
        for k, line in enumerate(strip(open(path, encoding="utf-8").read()).split("\n"), 1):
            for m in re.finditer(r"(?<![\w.>])(\w+)\s*\(", line):
                allowed = BANNED.get(m.group(1))
                if allowed is not None and not any(rel.startswith(a) for a in allowed) and "->" + m.group(1) not in line:
                    yield f"{path}:{k}: {m.group(1)}() is banned here"


def sql():
    for path in files("src"):
        if path.endswith(TESTS):
            continue
        for k, line in enumerate(open(path, encoding="utf-8"), 1):
            if SQL.search(line):
                yield f"{path}:{k}: SQL text belongs into a .sql file"


def sizes():
    for path in files("src", "sim"):
        text = open(path, encoding="utf-8").read()
        n = text.count("\n")
        if n > HARD_FILE:
            yield f"{path}: {n} lines"
        for name, line, length in functions(strip(text)):
            if length > HARD_FUNCTION:
                yield f"{path}:{line}: {name} has {length} lines"


def enums():
    """From gcc 13 on one constant beyond int makes all constants of its enum unsigned or long, gcc 12 says nothing."""
    wide = re.compile(r"=\s*(0x[89a-fA-F][0-9a-fA-F]{7}|0x[0-9a-fA-F]{9,}|UINT32_MAX|U?INT64_MAX|UINT_MAX)\b")
    for path in files("src", "sim", "bench", "fuzz", "tests"):
        code = strip(open(path, encoding="utf-8").read())
        for m in re.finditer(r"\benum\b[\w\s]*\{([^}]*)\}", code):
            for w in wide.finditer(m.group(1)):
                line = code.count("\n", 0, m.start(1) + w.start()) + 1
                yield f"{path}:{line}: {w.group(1)} does not fit the int of an enum; #define it"


def headers():
    pq = subprocess.run(["pkg-config", "--cflags", "libpq"], capture_output=True, text=True).stdout.split()
    with tempfile.TemporaryDirectory() as tmp:
        src = os.path.join(tmp, "one.c")
        inc = ["-I" + os.path.join(ROOT, "src"), "-I" + ROOT]
        for path in files("src", "sim", ends=(".h",)):
            if path.endswith(("err_codes.h", "config_rows.h", "_rows.h", "_tbl.h", "_kit.h", "_opts.h")):
                continue
            base = "src" if "/src/" in path or path.startswith(("src/", "./src/")) else "."
            with open(src, "w") as f:
                f.write(f'#include "{os.path.relpath(path, os.path.join(ROOT, base))}"\ntypedef int not_empty;\n')
            r = subprocess.run(["cc", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function", "-fsyntax-only", *inc, *pq,
                                "-I" + os.path.dirname(path), src], capture_output=True, text=True)
            if r.returncode and "_sql.h" not in r.stderr:
                yield f"{path} does not compile alone: {r.stderr.splitlines()[0] if r.stderr else '?'}"


def paths():
    out = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True).stdout.split("\n")
    here = os.path.dirname(os.path.abspath(ROOT))
    places = [re.escape(p) + "/" for p in (here, os.path.expanduser("~")) if len(p) > 2 and p != "/tmp"]
    bad = re.compile("|".join([*places, r"https?://(registry|deb|pypi|files)\.[a-z]"]))
    for rel in out:
        path = os.path.join(ROOT, rel)
        if not rel or not os.path.isfile(path):
            continue
        try:
            text = open(path, encoding="utf-8").read()
        except UnicodeDecodeError:
            continue
        for k, line in enumerate(text.split("\n"), 1):
            if bad.search(line):
                yield f"{rel}:{k}: a path or host of one machine: {line.strip()[:80]}"


def leftovers():
    for path in files("src", "sim", "web/console/src", ends=(".c", ".h", ".ts", ".vue")):
        for k, line in enumerate(open(path, encoding="utf-8"), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b", line):
                yield f"{path}:{k}: {line.strip()[:80]}"


def verbs():
    """What an auditor reads: each verb of the audit (last in a route's row before its summary, or given to audit_add) has a word in both languages."""
    found = set()
    for path in files("src", ends=(".c",)):
        if not path.endswith(TESTS):
            text = open(path, encoding="utf-8").read()
            found |= set(re.findall(r'audit_add\(cx, "([a-z_.]+)"', text))
            found |= set(re.findall(r', "([a-z_]+\.[a-z_]+)",\s*"', text)) if path.endswith("_api.c") else set()
    for language in ("zh", "en"):
        words = open(os.path.join(ROOT, "web/console/src/i18n", language + ".ts"), encoding="utf-8").read()
        for v in sorted(found):
            if not re.search(r"\b%s: ?['\"]" % v.replace(".", "_"), words):
                yield f"web/console/src/i18n/{language}.ts: audit.verbs has no word for {v}"
    if len(found) < 85:
        yield f"only {len(found)} verbs found: the rule no longer reads the routes"


def twice():
    for path in files("src", "sim", ends=(".c", ".h")):
        for k, line in enumerate(open(path, encoding="utf-8"), 1):
            if re.search(r"\bMIN\(0, [a-z_]+\(|\bM(IN|AX)\([a-z_]+\([^;]*\), 0\)", line):
                yield f"{path}:{k}: the call is made twice, as_done() makes it once: {line.strip()[:80]}"


def planted():
    """tests/mutants/rows.py: a text that is not in its file exactly once plants nothing, and the run that would tell takes an hour."""
    spec = importlib.util.spec_from_file_location("rows", os.path.join(ROOT, "tests/mutants/rows.py"))
    rows = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rows)
    texts, names = {}, set()
    for r in rows.ROWS:
        path = os.path.join(ROOT, r.file)
        if r.file not in texts:
            texts[r.file] = open(path, encoding="utf-8").read() if os.path.isfile(path) else ""
        n = texts[r.file].count(r.old)
        if n != 1 or r.old == r.new:
            yield f"tests/mutants/rows.py: '{r.name}': its text is {n} times in {r.file}" + (", and the wrong one is the same" if r.old == r.new else "")
        if r.name in names:
            yield f"tests/mutants/rows.py: '{r.name}' is the name of two rows"
        names.add(r.name)
    if len(names) < 500:
        yield f"only {len(names)} planted bugs: the rule no longer reads the catalogue"


def main():
    rules = [("no banned call", banned), ("no SQL text in C", sql), ("functions <= 100 lines, files <= 1,200", sizes),
             ("enum constants fit an int", enums),
             ("each header compiles alone", headers), ("no machine path, no registry host", paths), ("nothing left to do in the code", leftovers),
             ("each verb of the audit has its words in the console", verbs), ("no call is made twice by MIN or MAX", twice),
             ("the text of each planted bug is in its file exactly once", planted)]
    print(f"1..{len(rules)}")
    failed = 0
    for n, (name, rule) in enumerate(rules, 1):
        found = list(rule())
        for line in found[:40]:
            print("# " + line)
        print(("not ok" if found else "ok") + f" {n} - {name}")
        failed += bool(found)
    sys.exit(1 if failed else 0)


main()
