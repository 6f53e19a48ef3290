"""canary_forms - the shapes in which a planted value may lie in a file, and the search for them."""
import base64
import os
import subprocess


def forms(value):
    raw = value.encode()
    out = {raw, value.encode("utf-16-le"), value.encode("utf-16-be"), raw.hex().encode(), raw.hex().upper().encode()}
    for shift in range(3):
        core = base64.b64encode(b"\0" * shift + raw)[(shift * 8 + 5) // 6:(shift + len(raw)) * 8 // 6]
        out |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return out


def files(*places):
    for place in places:
        if os.path.isfile(place):
            yield place
        for at, _, names in os.walk(place):
            for f in names:
                yield os.path.join(at, f)


def holding(paths, shapes):
    """Those of the files that hold one of the shapes: one look at each byte for all of them (grep), but for shapes of more than one line."""
    if not paths:
        return set()
    lines = b"\n".join(x for x in shapes if b"\n" not in x)
    r = subprocess.run(["grep", "-laF", "-f", "-", "--", *paths], input=lines, capture_output=True, env={"LC_ALL": "C", "PATH": os.environ["PATH"]}, check=False)
    if r.returncode > 1:
        raise RuntimeError("grep: " + r.stderr.decode(errors="replace"))
    return set(os.fsdecode(r.stdout).splitlines())


def search(needles, *places):
    """(file, planted value) of what is found; and how many bytes were looked at."""
    paths = list(files(*places))
    found, size = [], 0
    held = holding(paths, {x for shapes in needles.values() for x in shapes})
    several = {v: [x for x in shapes if b"\n" in x] for v, shapes in needles.items()}
    several = {v: shapes for v, shapes in several.items() if shapes}
    for path in paths:
        size += os.path.getsize(path)
        look = needles if path in held else several
        if look:
            with open(path, "rb") as f:
                data = f.read()
            found += [(os.path.basename(path), value) for value, shapes in look.items() if any(x in data for x in shapes)]
    return found, size
