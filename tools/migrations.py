#!/usr/bin/env python3
"""migrations OUT.c NNNN_name.sql... - the numbered migrations as a C table, struct sql_migration sql_migrations[], and the tables they end
in, struct sql_table sql_tables[] (what 'db copy' goes by). SQLite gets a file's text with its CHECKs spelled out (lite()), PostgreSQL what is made of it.

The numbers run from 1 without a hole; the hash is SHA-256 of the file's bytes. A line "-- step: NAME ..." names functions that run after the SQL. The files are written in our restricted SQLite dialect; their
PostgreSQL text is made here with tools/pgsql.py, and what that does not know fails the build. A block

    -- pg:
    -- CREATE ...;
    -- end pg

(each line a comment for SQLite) replaces the PostgreSQL text of the one statement before it; an empty block leaves that statement out."""
import hashlib
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pgsql import CONSTRAINT_WORDS, T, TYPES, Unknown, group, op, rewrite, show, split, tokens, word

PG_BLOCK = re.compile(r"^[ \t]*--[ \t]*pg:[ \t]*\n(.*?)^[ \t]*--[ \t]*end pg[ \t]*$\n?", re.S | re.M)
NAME_MAX = 63


class Table:
    def __init__(self, name):
        self.name, self.cols, self.types, self.key, self.identity, self.fks, self.triggers, self.checks = name, [], [], [], None, [], {}, set()
        self.never = self.seeded = False


class Schema:
    """What the migrations so far have made; gives each statement's PostgreSQL text."""

    def __init__(self):
        self.tables, self.index = {}, {}

    def table(self, name):
        if name not in self.tables:
            raise Unknown(f"there is no table {name}")
        return self.tables[name]

    # ---- one statement ----
    def statement(self, text):
        items = tokens(text)
        head = [t.low for t in items[:3]]
        if head[0] == "create" and "table" in head:
            return self.create_table(items)
        if head[0] == "create" and "index" in head:
            return self.create_index(items)
        if head[0] == "create" and "trigger" in head:
            return self.create_trigger(items, text)
        if head[0] == "drop":
            return self.drop(items)
        if head[0] == "alter":
            return self.alter(items)
        if head[0] == "insert":
            return self.insert(items)
        if head[0] in ("update", "delete"):
            return [show(rewrite(items))]
        raise Unknown(f"a migration cannot have {' '.join(head)}")

    # ---- tables ----
    def constraint_name(self, table, base):
        name = base[:NAME_MAX]
        while len(name.encode()) > NAME_MAX:
            name = name[:-1]
        if name in table.checks:
            raise Unknown(f"{table.name}: two constraints are alike: {name}; name them")
        table.checks.add(name)
        return '"' + name.replace('"', '""') + '"'

    def check(self, table, name, expr):
        return f"CONSTRAINT {self.constraint_name(table, name or show(expr))} CHECK ({show(rewrite(expr))})"

    def reference(self, table, cols, items, i):
        """REFERENCES t (c) ON DELETE x ...: items from i on; returns (the next index)."""
        ref = items[i + 1].text
        i += 2
        refcols = []
        if i < len(items) and items[i].kind == "group":
            refcols = [show(p) for p in split(items[i].items)]
            i += 1
        act = ""
        while i < len(items) and items[i].is_("on", "deferrable", "initially"):
            if items[i].is_("on"):
                n = 4 if items[i + 2].is_("set", "no") else 3
                act += " " + " ".join(t.text.upper() for t in items[i:i + n])
                i += n
            else:
                i += 1 if items[i].is_("deferrable") else 2
        name = self.constraint_name(table, f"{table.name}_{'_'.join(cols)}_fkey")
        table.fks.append({"name": name, "cols": cols, "ref": ref, "refcols": refcols, "act": act, "off": False})
        return i

    def fk_text(self, fk):
        to = f" ({', '.join(fk['refcols'])})" if fk["refcols"] else ""
        return (f"CONSTRAINT {fk['name']} FOREIGN KEY ({', '.join(quoted(c) for c in fk['cols'])}) REFERENCES {fk['ref']}{to}{fk['act']} "
                "DEFERRABLE INITIALLY IMMEDIATE")

    def column(self, table, items, rowid):
        """One column's PostgreSQL text."""
        name, kind = items[0].text, items[1].low if len(items) > 1 else ""
        if kind not in TYPES:
            raise Unknown(f"{table.name}.{name}: type {kind}")
        out, i, called = [], 2, None
        pk = auto = ref = False
        while i < len(items):
            t, nxt = items[i], items[i + 1] if i + 1 < len(items) else None
            if t.is_("constraint"):
                called = nxt.text
                i += 2
            elif t.is_("primary"):
                pk = True
                i += 2
            elif t.is_("autoincrement"):
                auto = True
                i += 1
            elif t.is_("not") and nxt.is_("null"):
                out.append("NOT NULL")
                i += 2
            elif t.is_("unique", "null"):
                out.append(t.text.upper())
                i += 1
            elif t.is_("check"):
                out.append(self.check(table, called, nxt.items))
                called = None
                i += 2
            elif t.is_("default"):
                n = 2 if nxt.is_("-", "+") else 1
                out.append("DEFAULT " + show(rewrite(items[i + 1:i + 1 + n])))
                i += 1 + n
            elif t.is_("references"):
                ref = True
                i = self.reference(table, [name], items, i)
            else:
                raise Unknown(f"{table.name}.{name}: {show(items[i:])}")
        kind = TYPES[kind]
        if pk:
            table.key = [name]
            if kind == "BIGINT" and rowid and not ref:
                table.identity, table.never = name, auto
                out.insert(0, "GENERATED BY DEFAULT AS IDENTITY")
            out.append("PRIMARY KEY")
        elif auto:
            raise Unknown(f"{table.name}.{name}: AUTOINCREMENT without PRIMARY KEY")
        table.cols.append(name)
        table.types.append(kind)
        return " ".join([quoted(name), kind + (' COLLATE "C"' if kind == "TEXT" else ""), *out])

    def table_constraint(self, table, items):
        called = None
        if items[0].is_("constraint"):
            called, items = items[1].text, items[2:]
        if items[0].is_("check"):
            return self.check(table, called, items[1].items)
        if items[0].is_("primary"):
            table.key = [show(p) for p in split(items[2].items)]
            return "PRIMARY KEY (" + ", ".join(quoted(c) for c in table.key) + ")"
        if items[0].is_("unique"):
            return show(rewrite(items))
        if items[0].is_("foreign"):
            self.reference(table, [show(p) for p in split(items[2].items)], items, 3)
            return None
        raise Unknown(f"{table.name}: {show(items)}")

    def create_table(self, items):
        if items[2].is_("if") or items[1].is_("temp", "temporary"):
            raise Unknown("CREATE TABLE: neither IF NOT EXISTS nor TEMP")
        name, body, tail = items[2].text, items[3], [t.low for t in items[4:]]
        if body.kind != "group":
            raise Unknown(f"{name}: CREATE TABLE AS")
        if name in self.tables:
            raise Unknown(f"{name} exists")
        table = Table(name)
        lines = []
        for part in split(body.items):
            one = self.table_constraint(table, part) if part[0].is_(*CONSTRAINT_WORDS) else self.column(table, part, "rowid" not in tail)
            if one:
                lines.append(one)
        self.tables[name] = table
        lines += [self.fk_text(fk) for fk in table.fks]
        return [f"CREATE TABLE {name} (\n  " + ",\n  ".join(lines) + "\n)", *self.rejoin(name)]

    def rejoin(self, name):
        """Foreign keys that pointed to a table of this name before it was dropped."""
        out = []
        for t in self.tables.values():
            for fk in t.fks:
                if fk["off"] and fk["ref"] == name:
                    fk["off"] = False
                    out.append(f"ALTER TABLE {t.name} ADD {self.fk_text(fk)}")
        return out

    def insert(self, items):
        name = items[2].text
        table = self.table(name)
        cols = [show(p) for p in split(items[3].items)] if items[3].kind == "group" else list(table.cols)
        sources = [t.text for a, t in zip(items, items[1:]) if a.is_("from", "join")]
        # values of its own, rows that it makes itself (WITH), or those of a table that was filled so
        if not sources or any(i.is_("with") for i in items) or any(self.tables[n].seeded for n in sources if n in self.tables):
            table.seeded = True
        out = [show(rewrite(items))]
        if table.identity and table.identity in cols:
            out.append(sequence_text(table))
        return out

    def drop(self, items):
        what, name = items[1].low, items[-1].text
        if what == "index":
            self.index.pop(name, None)
            return [f"DROP INDEX {name}"]
        if what == "trigger":
            for t in self.tables.values():
                if name in t.triggers:
                    return self.drop_trigger(t, name)
            raise Unknown(f"there is no trigger {name}")
        if what != "table":
            raise Unknown(f"DROP {what}")
        table, out = self.table(name), []
        for t in self.tables.values():
            for fk in t.fks:
                if t is not table and fk["ref"] == name and not fk["off"]:
                    fk["off"] = True
                    out.append(f"ALTER TABLE {t.name} DROP CONSTRAINT {fk['name']}")
        for trigger in list(table.triggers):
            out += self.drop_trigger(table, trigger)
        del self.tables[name]
        return [*out, f"DROP TABLE {name}"]

    def drop_trigger(self, table, name):
        names = table.triggers.pop(name)
        return [f"DROP TRIGGER {n} ON {table.name}" for n in names] + [f"DROP FUNCTION {name}()"]

    def alter(self, items):
        table, verb = self.table(items[2].text), [t.low for t in items[3:5]]
        if verb == ["rename", "to"]:
            new = items[5].text
            del self.tables[table.name]
            old, table.name = table.name, new
            self.tables[new] = table
            for t in self.tables.values():
                for fk in t.fks:
                    if fk["ref"] == old and not fk["off"]:
                        fk["ref"] = new
            return [f"ALTER TABLE {old} RENAME TO {new}", *self.rejoin(new)]
        rest = items[5:] if items[4].is_("column") else items[4:]
        if verb[0] == "add":
            had = len(table.fks)
            text = self.column(table, rest, True)
            out = [f"ALTER TABLE {table.name} ADD COLUMN {text}"]
            return out + [f"ALTER TABLE {table.name} ADD {self.fk_text(fk)}" for fk in table.fks[had:]]
        if verb[0] == "drop":
            i = table.cols.index(rest[0].text)
            del table.cols[i], table.types[i]
            return [f"ALTER TABLE {table.name} DROP COLUMN {quoted(rest[0].text)}"]
        if verb[0] == "rename":
            old, new = rest[0].text, rest[2].text
            table.cols[table.cols.index(old)] = new
            table.key = [new if k == old else k for k in table.key]
            table.identity = new if table.identity == old else table.identity
            for fk in table.fks:
                fk["cols"] = [new if c == old else c for c in fk["cols"]]
            return [f"ALTER TABLE {table.name} RENAME COLUMN {quoted(old)} TO {quoted(new)}"]
        raise Unknown("ALTER TABLE " + show(items[2:]))

    def create_index(self, items):
        i = [t.low for t in items].index("on")
        name, table, cols, rest = items[i - 1].text, items[i + 1].text, items[i + 2], items[i + 3:]
        self.table(table)
        parts = []
        for part in split(cols.items):
            desc = part[-1].is_("desc", "asc")
            expr = rewrite(part[:-1] if desc else part)
            text = show(expr) if len(expr) == 1 or (len(expr) == 2 and expr[1].kind == "group") else "(" + show(expr) + ")"
            parts.append(text + (" " + part[-1].text.upper() if desc else ""))
        unique = "UNIQUE " if items[1].is_("unique") else ""
        where = " " + show(rewrite(rest)).lstrip() if rest else ""
        self.index[name] = table
        return [f"CREATE {unique}INDEX {name} ON {table} ({', '.join(parts)}){where}"]

    # ---- triggers ----
    def create_trigger(self, items, text):
        low = [t.low for t in items]
        begin, end = low.index("begin"), len(items) - 1
        if low[end] != "end":
            raise Unknown("CREATE TRIGGER without END")
        on = low.index("on")
        name, when_at, table = items[2].text, low.index("when") if "when" in low[:begin] else None, self.table(items[on + 1].text)
        event = [t.text for t in items[3:on]]
        timing, what = event[0].upper(), event[1].lower()
        if timing not in ("BEFORE", "AFTER"):
            raise Unknown(f"{name}: {timing}")
        lines = [self.trigger_line(name, part) for part in split(items[begin + 1:end], ";")]
        if when_at:
            lines = [f"IF {show(rewrite(items[when_at + 1:begin])).strip()} THEN", *lines, "END IF;"]
        back = "OLD" if what == "delete" else "NEW"
        of = " OF " + show(items[6:on]).strip() if "of" in low[:on] else ""
        out = [f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $yz$\nBEGIN\n" + "\n".join(lines) + f"\nRETURN {back};\nEND $yz$",
               f"CREATE TRIGGER {name} {timing} {what.upper()}{of} ON {table.name} FOR EACH ROW EXECUTE FUNCTION {name}()"]
        table.triggers[name] = [name]
        if what == "delete" and timing == "BEFORE" and not when_at and all(line.startswith("RAISE") for line in lines):
            # SQLite has no TRUNCATE; what may not be deleted may not be truncated either
            out.append(f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table.name} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
            table.triggers[name].append(name + "_all")
        return out

    def trigger_line(self, name, items):
        if items[0].is_("update", "insert", "delete"):
            return show(rewrite(items)).strip() + ";"
        if not items[0].is_("select"):
            raise Unknown(f"{name}: {show(items)}")
        raised = lambda call: (f"RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = {show(split(call.items)[1]).strip()};")
        if items[1].is_("raise"):
            rest = items[3:]
            if not rest:
                return raised(items[2])
            if rest[0].is_("where"):
                return f"IF {show(rewrite(rest[1:])).strip()} THEN {raised(items[2])} END IF;"
            if rest[0].is_("from"):
                return f"IF EXISTS (SELECT 1 {show(rewrite(rest)).strip()}) THEN {raised(items[2])} END IF;"
        if items[1].is_("case") and items[2].is_("when") and items[-1].is_("end"):
            then = [t.low for t in items].index("then")
            if items[then + 1].is_("raise") and then + 4 == len(items):
                return f"IF {show(rewrite(items[3:then])).strip()} THEN {raised(items[then + 2])} END IF;"
        raise Unknown(f"{name}: {show(items)}")


def quoted(name):
    return show(rewrite([T("word", name)]))


def sequence_text(table):
    """The next id is one above the highest there is; an empty table begins at 1."""
    i = table.identity
    return (f"SELECT setval(pg_get_serial_sequence('{table.name}', '{i}'), greatest(coalesce(max({i}), 1), 1), count(*) > 0) FROM {table.name}")


# ---- files ----
def statements(text):
    """(statement, override or None) of a file: split at ; outside strings, comments and a trigger's BEGIN ... END."""
    blocks = []

    def hide(m):
        body = "\n".join(re.sub(r"^[ \t]*--[ \t]?", "", line) for line in m.group(1).splitlines())
        blocks.append(body)
        return f"\x01{len(blocks) - 1}\x01\n"

    out, cur, depth, at = [], "", 0, 0
    text = PG_BLOCK.sub(hide, text)
    piece = re.compile(r"\x01(\d+)\x01|--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|\b(?:BEGIN|CASE|END)\b|;|[^'\";\x01-]", re.I)
    while at < len(text):
        m = piece.match(text, at)
        s = m.group() if m else text[at]
        at += len(s)
        up = s.upper()
        if m and m.group(1) is not None:
            if cur.strip() or not out:
                sys.exit("'-- pg:' must follow a whole statement")
            out[-1] = (out[-1][0], blocks[int(m.group(1))])
            continue
        if s.startswith("--"):
            continue
        if up in ("BEGIN", "CASE"):
            depth += 1
        elif up == "END":
            depth -= 1
        if s == ";" and depth == 0:
            if cur.strip():
                out.append((cur.strip(), None))
            cur = ""
        else:
            cur += s
    if cur.strip():
        sys.exit("the last statement has no ;")
    return out


CHECK = re.compile(r"\bCHECK \((?:[^()']|'[^']*'|\((?:[^()']|'[^']*'|\([^()]*\))*\))*\)")
WORD = r"(?:'[^']*'|-?\d+)"
AMONG = re.compile(rf"\b(\w+)( NOT)? IN \(({WORD}(?:,\s*{WORD}){{2,}})\)")


def lite(text):
    """The SQLite text: in a CHECK, IN with three words or more becomes a row of comparisons. SQLite would make a table of the words for every row that is
    written, a third of the time of a short row."""
    def words(m):
        said, joined = ("<>", " AND ") if m.group(2) else ("=", " OR ")
        return "(" + joined.join(f"{m.group(1)} {said} {w}" for w in re.findall(WORD, m.group(3))) + ")"
    return CHECK.sub(lambda c: AMONG.sub(words, c.group()), text)


def c_string(text, indent="\t"):
    esc = lambda s: s.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
    lines = text.split("\n")
    return "\n".join(f'{indent}"{esc(line)}{chr(92) + "n" if i + 1 < len(lines) else ""}"' for i, line in enumerate(lines))


def order(tables):
    """Tables, each after those it refers to (a circle is broken: their keys are checked at the commit)."""
    out, todo = [], dict(sorted(tables.items()))
    while todo:
        ready = [n for n, t in todo.items() if all(fk["ref"] == n or fk["ref"] not in todo for fk in t.fks)] or [next(iter(todo))]
        for n in ready:
            out.append(todo.pop(n))
    return out


def table_row(i, t):
    names = ", ".join(quoted(c) for c in t.cols)
    kinds = "".join({"BIGINT": "i", "TEXT": "t", "BYTEA": "b", "DOUBLE PRECISION": "f"}[k] for k in t.types)
    params = ", ".join(f"${k + 1}" for k in range(len(t.cols)))
    by = ", ".join(quoted(c) for c in t.key or t.cols)
    q = lambda s: '"' + s.replace("\\", "\\\\").replace('"', '\\"') + '"'
    stmt = lambda name, text, n=0: f"{{ {q('copy.' + name + ' ' + t.name)}, {q(text)}, 0, {n}, true }}"
    counted = t.cols.index(t.identity) if t.identity else -1
    return (f"\t{{ {q(t.name)}, {q(kinds)}, {q(f'COPY {t.name} ({names}) FROM STDIN (FORMAT binary)')},\n"
            f"\t  {q(f'ALTER TABLE {t.name} DISABLE TRIGGER USER')}, {q(f'ALTER TABLE {t.name} ENABLE TRIGGER USER')},\n"
            f"\t  {q(t.identity) if t.identity else 'NULL'}, {counted}, {str(t.never).lower()}, {str(t.seeded).lower()},\n"
            f"\t  {stmt('select', f'SELECT {names} FROM {t.name} ORDER BY {by}')},\n"
            f"\t  {stmt('insert', f'INSERT INTO {t.name} ({names}) VALUES ({params})', len(t.cols))},\n"
            f"\t  {stmt('clear', f'DELETE FROM {t.name}')}, {stmt('count', f'SELECT count(*) FROM {t.name}')} }},\n")


REGISTER = """
__attribute__((constructor)) static void register_tables(void)
{
	for (size_t i = 0; i < COUNTOF(sql_tables); i++) {
		const struct sql_stmt *const list[] = { &sql_tables[i].select, &sql_tables[i].insert, &sql_tables[i].clear, &sql_tables[i].count };
		sql_register(list, COUNTOF(list));
	}
}
"""


def main():
    out, files = sys.argv[1], sorted(sys.argv[2:], key=os.path.basename)
    rows, lists, schema = [], [], Schema()
    for i, path in enumerate(files, 1):
        m = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", os.path.basename(path))
        if not m or int(m.group(1)) != i:
            sys.exit(f"{path}: expected a name like {i:04d}_subject.sql")
        data = open(path, "rb").read()
        text = data.decode("utf-8")
        if re.search(r"^\s*(BEGIN|COMMIT|ROLLBACK|PRAGMA|VACUUM)\b[^\n]*;\s*$", text, re.M | re.I) and "TRIGGER" not in text:
            sys.exit(f"{path}: a migration runs inside one transaction made for it")
        steps = " ".join(w for line in re.findall(r"^-- step:(.*)$", text, re.M) for w in line.split())
        pg = []
        for one, override in statements(text):
            try:
                made = schema.statement(one)      # also under an override: the tables are kept track of
            except Unknown as e:
                if override is None:
                    sys.exit(f"{path}: {e}\n  in: {' '.join(one.split())[:200]}")
                made = []
            pg += made if override is None else [s for s, _ in statements(override)]
        lists.append(f"static const char *const pg_{i}[] = {{\n" + "".join(c_string(s) + ",\n" for s in pg) + "\tNULL\n};\n")
        rows.append(f'\t{{ {i}, "{m.group(2)}",\n{c_string(lite(text))},\n\t  "{hashlib.sha256(data).hexdigest()}", ' + (f'"{steps}"' if steps else "0") + f", pg_{i} }},\n")
    with open(out, "w", encoding="utf-8") as f:
        f.write("/* made from db/migrations by tools/migrations.py; do not edit */\n#include \"store/sql/sql_int.h\"\n\n")
        f.write("\n".join(lists))
        f.write("\nconst struct sql_migration sql_migrations[] = {\n" + "".join(rows) + "};\n")
        f.write("const size_t sql_nmigrations = COUNTOF(sql_migrations);\n\n")
        f.write("const struct sql_table sql_tables[] = {\n" + "".join(table_row(i, t) for i, t in enumerate(order(schema.tables))) + "};\n")
        f.write("const size_t sql_ntables = COUNTOF(sql_tables);\n" + REGISTER)


if __name__ == "__main__":
    main()
