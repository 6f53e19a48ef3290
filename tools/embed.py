#!/usr/bin/env python3
"""embed --out X.c --dep X.d --gz FOLDER [DIST] - the files of DIST as C: `const struct http_asset http_web_assets[]`, sorted by path.

Each file is taken in with .incbin, so that megabytes cost the compiler nothing. Beside it: content type, SHA-256 as ETag, and a
gzipped twin where it saves a tenth. Without DIST there is one page that says that the console is not built in.
Folders stand in the dependency file too: a new file is noticed, not only a changed one."""
import argparse
import gzip
import hashlib
import os
import sys

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".json": "application/json; charset=utf-8", ".geojson": "application/geo+json; charset=utf-8",
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp", ".gif": "image/gif",
    ".ico": "image/x-icon", ".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".txt": "text/plain; charset=utf-8",
    ".map": "application/json; charset=utf-8", ".webmanifest": "application/manifest+json", ".wasm": "application/wasm",
    ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".pbf": "application/x-protobuf",
}
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Yanzhen</title>
<body style="font:16px/1.5 sans-serif;max-width:40em;margin:4em auto">
<h1>Yanzhen 雁阵</h1>
<p>The server runs, but this program was built without its web console.</p>
<p>Build the console and the program again: <code>./run build</code> does both, or by hand:</p>
<pre>cd web && npm ci && npm run build
meson configure build -Dweb_dist=web/console/dist && ninja -C build</pre>
<p>本程序构建时未包含网页控制台。请运行 <code>./run build</code>。</p>
<p>API: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> · <a href="/healthz">/healthz</a></p>
</body></html>
"""
MAX_FILES = 2000


def c_string(text):
    out = []
    for b in text.encode("utf-8"):
        out.append(chr(b) if 32 <= b < 127 and b not in (34, 92) else "\\%03o" % b)
    return '"' + "".join(out) + '"'


def walk(dist):
    files, folders = [], []
    for folder, names, leaves in os.walk(dist):
        names.sort()
        folders.append(folder)
        for leaf in sorted(leaves):
            path = os.path.join(folder, leaf)
            if leaf.startswith(".") or os.path.islink(path):
                continue
            files.append(("/" + os.path.relpath(path, dist).replace(os.sep, "/"), path))
    return sorted(files), folders


def twin(data, folder, sha):
    """The gzipped twin's path, or None. Without name and time in it, so that two builds are the same."""
    packed = gzip.compress(data, 9, mtime=0)
    if len(packed) > len(data) * 0.9:
        return None, 0
    path = os.path.abspath(os.path.join(folder, sha[:32] + ".gz"))
    with open(path, "wb") as f:
        f.write(packed)
    return path, len(packed)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("--dep", required=True)
    p.add_argument("--gz", required=True)
    p.add_argument("dist", nargs="?")
    a = p.parse_args()
    os.makedirs(a.gz, exist_ok=True)
    folders = []
    if a.dist:
        files, folders = walk(a.dist)
        if not any(url == "/index.html" for url, _ in files):
            sys.exit(f"embed: no index.html in {a.dist}: build the web application first")
    else:
        page = os.path.join(a.gz, "index.html")
        with open(page, "w", encoding="utf-8") as f:
            f.write(PAGE)
        files = [("/index.html", page)]
    if len(files) > MAX_FILES:
        sys.exit(f"embed: {len(files)} files in {a.dist}; at most {MAX_FILES}")
    rows, bins = [], []
    for i, (url, path) in enumerate(files):
        kind = TYPES.get(os.path.splitext(path)[1].lower(), "application/octet-stream")
        with open(path, "rb") as f:
            data = f.read()
        sha = hashlib.sha256(data).hexdigest()
        gz, gz_n = twin(data, a.gz, sha)
        for suffix, source in ((f"{i}", os.path.abspath(path)),) + (((f"{i}z", gz),) if gz else ()):
            bins.append(f'\t".globl yz_web_{suffix}\\n" ".hidden yz_web_{suffix}\\n" "yz_web_{suffix}:\\n" ".incbin " {c_string(c_string(source))} "\\n"')
        fixed = "true" if url.startswith("/assets/") else "false"
        rows.append((f"extern const unsigned char yz_web_{i}[];" + (f"\nextern const unsigned char yz_web_{i}z[];" if gz else ""),
                     f'\t{{ {c_string(url)}, {c_string(kind)}, "\\"{sha[:32]}\\"", yz_web_{i}, {len(data)}, '
                     f'{f"yz_web_{i}z" if gz else "0"}, {gz_n}, {fixed} }},'))
    with open(a.out, "w", encoding="utf-8") as f:
        f.write('/* made by tools/embed.py; do not edit */\n#include "serve/http/http.h"\n\n__asm__(\n'
                '\t".pushsection .rodata,\\"a\\",@progbits\\n"\n' + "\n".join(bins) + '\n\t".byte 0\\n" ".popsection\\n");\n\n')
        f.write("\n".join(r[0] for r in rows) + "\n\nconst struct http_asset http_web_assets[] = {\n")
        f.write("\n".join(r[1] for r in rows) + f"\n}};\nconst size_t http_web_nassets = {len(rows)};\n")
    with open(a.dep, "w", encoding="utf-8") as f:
        inputs = [path for _, path in files if a.dist] + folders
        f.write(a.out + ": " + " ".join(os.path.abspath(x).replace(" ", "\\ ") for x in inputs) + "\n")


main()
