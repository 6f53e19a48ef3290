#!/usr/bin/env python3
"""audit_verify COPY [--anchors FILE] - checks a copy of the audit (yanzhen audit export --out COPY) without the program that wrote it.

Written from docs/audit.md alone, for an auditor who trusts neither the server nor its makers; standard library only. Exit 0: sound;
65: not, and the first bad row is named; 64: usage."""
import argparse
import concurrent.futures
import hashlib
import json
import os
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
        super().__init__(row, why)
        self.row, self.why = row, why

    def __str__(self):
        return f"audit row {self.row}: {self.why}"


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


class Chain:
    """The rows of one part of a copy, from the row behind (last, before) on."""

    def __init__(self, before, last, anchors):
        self.before, self.last, self.rows, self.head = before, last, 0, None
        self.todo = [a for a in reversed(anchors) if a[0] > last]

    def take(self, lines):
        """Bad names the first row that is not as it was written."""
        decode, sha = json.JSONDecoder().decode, hashlib.sha256
        for line in lines:
            if line.startswith("{"):
                self.head = json.loads(line)
                continue
            if self.head:
                raise Bad(self.last + 1, "rows stand behind the end")
            try:
                row = decode(line)
                ident, stored = row[0], sha(self.before + canonical(row)).digest()
            except (ValueError, LookupError, TypeError, AttributeError):
                raise Bad(self.last + 1, "it cannot be read") from None
            if ident <= self.last or stored.hex() != row[10]:
                raise Bad(ident, f"it does not follow row {self.last}")
            self.anchored(ident, stored)
            self.before, self.last, self.rows = stored, ident, self.rows + 1

    def anchored(self, ident, stored):
        while self.todo and self.todo[-1][0] <= ident:
            at, want = self.todo.pop()
            if at < ident:
                raise Bad(at, "it was anchored outside, and is missing")
            if want != stored:
                raise Bad(ident, "it was anchored outside with another hash")

    def end(self):
        if self.todo:
            raise Bad(self.last + 1, f"row {self.todo[-1][0]} was anchored outside, but the copy ends at row {self.last}")
        if not self.head or self.head["head"] != self.last or bytes.fromhex(self.head["hash"]) != self.before:
            raise Bad(min(self.last, self.head["head"] if self.head else self.last) + 1, f"the recorded end is not row {self.last}")


def texts(f, end):
    """The lines that begin before byte end."""
    at = f.tell()
    for line in f:
        if at >= end:
            return
        at += len(line)
        yield line.decode("utf-8", "surrogateescape")


def part(job):
    """A part of the file: what it begins behind is the line before it, which the part before it has checked."""
    path, start, end, behind, anchors = job
    try:
        with open(path, "rb") as f:
            before, last = b"\0" * 32, 0
            if start:
                f.seek(behind)
                row = json.loads(next(texts(f, start)))
                before, last = (bytes.fromhex(row[10]), row[0]) if isinstance(row, list) else (bytes.fromhex(row["hash"]), row["head"])
            chain = Chain(before, last, anchors)
            chain.take(texts(f, end))
        return chain, None
    except Bad as e:
        return None, (e.row, e.why)
    except (ValueError, LookupError, TypeError):
        return None, (0, "it cannot be read")       # the line before: the part before has named it


def parts(path, n):
    """(start, end, where the line before starts) of n parts of about one size."""
    size, out, at, behind = os.path.getsize(path), [], 0, 0
    with open(path, "rb") as f:
        for k in range(1, n + 1):
            end, line = size, at
            if k < n:
                f.seek(max(at, size * k // n))
                f.readline()
                line = f.tell()
                f.readline()
                end = f.tell()
            if at < end:
                out.append((at, end, behind))
                at, behind = end, line
    return out


def verify(path, anchors=(), n=1):
    """(rows, last id); Bad names the first row that is not as it was written. n processes share the work."""
    jobs = [(path, *p, anchors) for p in parts(path, n)] or [(path, 0, 0, 0, anchors)]
    rows, ended = 0, None
    with concurrent.futures.ProcessPoolExecutor(len(jobs)) as pool:
        for chain, bad in pool.map(part, jobs):
            if bad or (ended and chain.rows):
                raise Bad(*(bad or (ended.last + 1, "rows stand behind the end")))
            rows, last = rows + chain.rows, chain
            ended = chain if chain.head else ended
    last.end()
    return rows, last.last


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("copy")
    ap.add_argument("--anchors")
    args = ap.parse_args()
    anchors = read_anchors(args.anchors) if args.anchors else []
    try:
        rows, last = verify(args.copy, anchors, os.cpu_count() or 1)
    except Bad as e:
        print(f"audit_verify: {e}", file=sys.stderr)
        return 65
    print(f"sound: {rows} rows, the last is {last}" + (f"; {len(anchors)} anchors agree" if anchors else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
