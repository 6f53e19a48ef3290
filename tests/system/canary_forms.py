"""canary_forms - the shapes in which a planted value may lie in a file, and the search for them."""
import base64
import os


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


def search(needles, *places):
    """(file, planted value) of what is found; and how many bytes were read."""
    found, size = [], 0
    for path in files(*places):
        with open(path, "rb") as f:
            data = f.read()
        size += len(data)
        found += [(os.path.basename(path), value) for value, shapes in needles.items() if any(x in data for x in shapes)]
    return found, size
