#!/usr/bin/env python3
"""audit_verify COPY [--anchors FILE] - checks a copy of the audit (yanzhen audit export --out COPY) without the program that wrote it.

Written from docs/audit.md alone, for an auditor who trusts neither the server nor its makers; standard library only. Exit 0: sound;
65: not, and the first bad row is named; 64: usage."""
import argparse
import hashlib
import json
import sys


def net(text):
    """A text as a netstring: its length in bytes of UTF-8, a colon, the text, a comma."""
    return f"{len(text) if text.isascii() else len(text.encode('utf-8', 'surrogateescape'))}:{text},"


def canonical(row):
    """The bytes of docs/audit.md: netstrings, whole numbers in decimal."""
    i, a, c, r, q, k = map(str, (row[0], row[1], row[2], row[3], row[4], row[8]))
    text = (f"15:yanzhen audit 1,{len(i)}:{i},{len(a)}:{a},{len(c)}:{c},{len(r)}:{r},{len(q)}:{q},"
            f"{net(row[5])}{net(row[6])}{net(row[7])}{len(k)}:{k},{net(row[9])}")
    return text.encode("utf-8", "surrogateescape")


class Bad(Exception):
    def __init__(self, row, why):
        super().__init__(f"audit row {row}: {why}")
        self.row = row


def read_anchors(path):
    out = []
    with open(path, encoding="ascii") as f:
        for k, line in enumerate(f, 1):
            w = line.split()
            if not w or line.startswith("#"):
                continue
            if len(w) != 4 or w[0] != "yz-anchor-1" or len(w[2]) != 64:
                sys.exit(f"{path}: line {k} is no anchor")
            out.append((int(w[1]), bytes.fromhex(w[2])))
    return sorted(out)


def verify(lines, anchors=()):
    """(rows, last id); Bad names the first row that is not as it was written."""
    before, last, rows, todo, head = b"\0" * 32, 0, 0, list(anchors), None
    todo.reverse()
    decode, sha = json.JSONDecoder().decode, hashlib.sha256
    for line in lines:
        if line.startswith("{"):
            head = json.loads(line)
            continue
        if head:
            raise Bad(last + 1, "rows stand behind the end")
        row = decode(line)
        ident, stored = row[0], sha(before + canonical(row)).digest()
        if ident <= last or stored.hex() != row[10]:
            raise Bad(ident, f"it does not follow row {last}")
        while todo and todo[-1][0] <= ident:
            at, want = todo.pop()
            if at < ident:
                raise Bad(at, "it was anchored outside, and is missing")
            if want != stored:
                raise Bad(ident, "it was anchored outside with another hash")
        before, last, rows = stored, ident, rows + 1
    if todo:
        raise Bad(last + 1, f"row {todo[-1][0]} was anchored outside, but the copy ends at row {last}")
    if not head or head["head"] != last or bytes.fromhex(head["hash"]) != before:
        raise Bad(min(last, head["head"] if head else last) + 1, f"the recorded end is not row {last}")
    return rows, last


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("copy")
    ap.add_argument("--anchors")
    args = ap.parse_args()
    anchors = read_anchors(args.anchors) if args.anchors else []
    try:
        with open(args.copy, encoding="utf-8", errors="surrogateescape") as f:
            rows, last = verify(f, anchors)
    except Bad as e:
        print(f"audit_verify: {e}", file=sys.stderr)
        return 65
    print(f"sound: {rows} rows, the last is {last}" + (f"; {len(anchors)} anchors agree" if anchors else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
