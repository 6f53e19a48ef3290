#!/usr/bin/env python3
"""S5 - every text that a write or a search takes, filled with what breaks careless programs: it is stored and shown back byte for byte, or refused
with an answer that names the field; never an error of the server's; one log line a request, and nothing of the text in the log. The interface's
own description says which texts there are; the bodies are those of s2_matrix.txt. YZ_S5=1 tries every text with every payload (else a sample)."""
import collections
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse

import kit
import people
import s2_matrix

ALL = os.environ.get("YZ_S5", "") == "1"
MARK = "zqxj"                           # in every payload: what must not be in the log
# name -> text, or bytes that are no text at all
BATTERY = {
    "sql quote": "' OR '1'='1' -- ", "sql stacked": "x'); DROP TABLE bike; --", "sql union": "' UNION SELECT p_name FROM owner --", "sql bind": "$1 ?1 :a @b", "like": "%_\\%",
    "script": "<script>alert(1)</script>", "img": "\"><img src=x onerror=alert(1)>", "template": "{{7*7}}${7*7}", "entity": "&lt;&#x3c;&amp;", "js url": "javascript:alert(1)//",
    "formula": "=cmd|' /C calc'!A0", "formula plus": "+1+1", "formula at": "@SUM(1)", "formula minus": "-2+3",
    "crlf": "a\r\nSet-Cookie: x=1\r\n\r\n<b>", "log line": "x\nt=2026-01-01T00:00:00Z level=info event=forged", "tab": "a\tb",
    "path": "../../../../etc/passwd", "path win": "..\\..\\boot.ini", "pct": "%2e%2e%2f%00%0a", "format": "%s%n%x%p", "shell": "$(id)`id`;id|id&",
    "rtl": "\u202egnp.\u202cexe", "zero width": "a\u200bb\ufeffc", "astral": "𠮷野家😀", "combining": "e\u0301\u0301\u0301", "line sep": "a\u2028b\u2029c", "bell": "a\x07\x1b[31mb", "del": "a\x7fb",
    "nul": "a\x00b", "lone surrogate": b"a\\ud800b", "overlong": b"a\xc0\xafb", "latin": b"a\xe9b", "cut": b"a\xe6\x96", "utf-16": b"a\xff\xfeb",
    "empty": "", "blank": "   ", "long": "长" * 3000, "very long": "A" * 70000, "json": "{\"a\":[1]}", "null word": "null", "digits": "1e999",
}


def more():
    """The families behind the chosen ones, to 200 and more: each opening with each ending, each bad character in each place, each broken encoding."""
    out = {}
    for i, a in enumerate(("'", '"', "`", "')", "';", "\\'", "%27", "’", "＇")):
        for k, b in enumerate((" OR 1=1--", " UNION SELECT NULL--", "; DELETE FROM owner;--", "||pg_sleep(9)--", "/**/AND/**/1=1#")):
            out[f"sql {i}.{k}"] = "1" + a + b
    for i, a in enumerate(("<svg/onload=alert(1)>", "<iframe srcdoc='<b>'>", "<a href=javascript:alert(1)>x</a>", "</textarea><b>", "</script><b>", "<!--", "]]>", "<math><mi//xlink:href=x>",
                           "<style>@import'x'</style>", "<base href=//x>", "<details open ontoggle=alert(1)>", "<xss onpointerenter=alert(1)>")):
        out[f"html {i}"], out[f"html {i} quoted"] = a, "x'\"" + a
    for i, a in enumerate("=+-@\t\r|;,\uff1d\uff0b\uff0d\uff20"):
        out[f"cell {i}"], out[f"cell {i} inside"] = a + 'HYPERLINK("http://x")', "a" + a + "1"
    for c in [*range(1, 32), 0x7f, 0x80, 0x85, 0x9f, 0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200e, 0x2028, 0x202a, 0x202e, 0x2060, 0x2066, 0x206f, 0x3164, 0xfe0f, 0xfeff, 0xfff9, 0xfffd, 0xfffe,
              0xffff, 0x1d173, 0xe0001, 0xe0100, 0x10ffff]:
        out[f"U+{c:04X}"] = f"a{chr(c)}b"
    for i, a in enumerate((b"\xc0\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf", b"\xf8\x88\x80\x80\xaf", b"\xed\xa0\x80\xed\xb0\x80", b"\xf4\x90\x80\x80", b"\xe9", b"\xf0\x9f\x98", b"\\udc00",
                           b"\\ud800\\ud800", b"\\u12", b"\\x41", b"\xfe", b"\x80")):
        out[f"bytes {i}"] = b"a" + a + b"b"
    for i, a in enumerate(("/etc/passwd", "..%c0%af..", "....//....//", "file:///etc/passwd", "C:\\boot.ini", "\\\\x\\y", "con.txt", "a\u202e/b", "http://169.254.169.254/", "gopher://x", "${jndi:ldap://x}", "#{7*7}",
                           "<%= 7*7 %>", "{{constructor}}", "$(sleep 9)", "& ping x &", "\n.\nMAIL FROM:<x>", "*)(uid=*))(|(uid=*", "' and count(/*)=1 and '1'='1", "true", "NaN", "-0", "0x1F", "1e309")):
        out[f"else {i}"] = a
    return out


BATTERY.update(more())
# What an answer does not show as it was taken, and why that is right. One line a text.
NOT_SHOWN = {
    "masked: a suspect, a receiver": ["POST /suspects name", "POST /suspects idNo", "POST /suspects phone", "POST /return-items/{id}/check-in name", "POST /return-items/{id}/check-in idNo"],
    "masked: personal": ["POST /bikes ownerName", "POST /bikes ownerPhone", "POST /owners name", "POST /owners idNo", "POST /owners phone", "POST /owners address", "PUT /owners/{id} name",
                         "PUT /owners/{id} idNo", "PUT /owners/{id} address", "POST /owners/{id}/phones/{event=add} phone", "POST /bookings name", "POST /bookings phone",
                         "POST /sites/{id}/walk-in name", "POST /sites/{id}/walk-in phone", "POST /owners/find value"],
    "brought to its one form": ["POST /bikes plate", "POST /bikes tag", "PUT /bikes/{id}/tag tag", "POST /thefts plate", "POST /access/requests plate", "POST /numbers/overrides number", "POST /numbers/paste text",
                                "POST /plate-formats prefix", "POST /plate-formats forbidden", "POST /violations plate"],
    "not kept: the code of a point stays": ["PUT /sites/{id} code"],
    "a coded word, in the bike's history": ["POST /bikes/{id}/do/{event=deregister} reason", "POST /bikes/{id}/transfer reason"],
    "asked by, where no theftId is given": ["POST /claims/check caseNumber", "POST /claims caseNumber"],
    "kept as a key only": ["POST /plans requestId", "POST /owner/bikes/{id}/accident requestId"],
    "masked: who told of a theft": ["POST /thefts reporterName", "POST /thefts reporterPhone"],
    "only with a decision on filing": ["POST /thefts/{id}/do/{event=withdraw} docNo", "POST /thefts/{id}/do/{event=accept} docNo"],
    "only with a refusal": ["POST /claims/{id}/do/{event=withdraw} code"],
    "only with prove": ["POST /seized/{id}/do/{event=" + e + "} papers" for e in ("match", "hold", "approve", "send_back")],
    "within a sentence of the history": ["POST /seized/{id}/correct reason"],
    "in the audit": ["POST /owners/{id}/unmask reference", "POST /suspects/{id}/unmask reference", "POST /thefts/{id}/unmask reference"],
    "on paper only: no page shows it yet": ["POST /bikes/{id}/flags/{event=set} reason", "POST /stock/plates note", "POST /stock/tags note", "POST /stock/plates/{id}/do/{event=lose} note",
                                            "POST /stock/tags/{id}/do/{event=lose} note"],
    "the verdict is told, not the form": ["POST /counter/check " + f for f in (
        "requestId", "vehicleCode", "frameNo", "motorNo", "brand", "model", "colour", "colour2", "boughtOn", "endsOn", "tag", "enforcementTag", "ownerTag", "plate", "heardNote", "papers")] + ["POST /counter/business/check " + f for f in (
        "requestId", "reason", "phone", "address", "vehicleCode", "frameNo", "motorNo", "brand", "model", "colour", "colour2", "tag", "enforcementTag", "ownerTag", "plate", "heardNote",
        "papers")],
    "on the notice": ["POST /counter/refuse " + f for f in ("requestId", "note", "name", "numbers", "missing")],
    "brought to its one form, too": ["PUT /bikes/{id}/plate plate"],
    "a log-in name: there is such an account or not": ["POST /thefts/{id}/helpers/{event=add} name", "POST /thefts/{id}/helpers/{event=remove} name", "POST /thefts/{id}/assign officer"],
    "the sender's own key": ["POST /orders/{id}/do/{event=sign} key", "POST /alerts/{id}/order key"],
    "one of two ways to name the unit": ["POST /duty unitCode"],
    "what an officer looked up, and his own device's names": ["POST /spot/lookup q", "POST /spot/lookup clientId", "POST /spot/lookup place", "POST /violations key",
                                                                           "POST /course-duties/find by", "POST /course-duties/find value", "POST /course-duties/find plate", "POST /violation-cameras/try name"],
    "whom a decision is for: masked in every answer, and on its paper": [f"POST /spot/decisions {f}" for f in ("name", "idNo", "phone")],
    "as an officer read it: the answer has the bike that it is": ["POST /spot/decisions plate", "POST /spot/decisions tag"],
    "what another outcome than this one wants": [f"POST /spot/decisions {f}" for f in ("note", "yard", "slot", "marks", "wayRef", "receipt")],
    "only with dismiss and revoke": ["POST /violations/{id}/do/{event=confirm} ground"],
    "masked: who rode instead": ["POST /owner/violations/{id}/rider name", "POST /owner/violations/{id}/rider phone"],
    "compared, not kept": ["POST /owner/courses/{id}/attend code"],
    "only with withdraw": ["POST /exposures/{id}/do/{event=notify} note"],
    "kept with the notice": ["POST /notices/{id}/served note"],
    "names of stations": ["PUT /sites/{id}/stations names"],
}
HIDDEN = {x for v in NOT_SHOWN.values() for x in v}
# A text that is judged under another's name.
ALSO = {"reason": ("flag", "missing"), "ownerName": ("name",), "ownerPhone": ("phone",), "first": ("prefix",),
        "intersections": ("",), "stations": ("",), "way": ("paid",), "value": ("place",)}     # a file: the message names line and column; a correction names the field it corrects
# Shown on another page.
LOOK = {
    "POST /bikes/{id}/corrections reason": ("officer_a", "/corrections?limit=1"), "POST /bikes/{id}/corrections value": ("officer_a", "/corrections?limit=1"),
    "POST /owners/{id}/merges reason": ("officer_a", "/owner-merges?limit=1"), "POST /thefts/{id}/do/{event=withdraw} note": ("officer_a", "/thefts/{id}/events"),
    "POST /thefts/{id}/assign note": ("officer_a", "/thefts/{id}/events"), "POST /thefts/{id}/do/{event=accept} note": ("officer_a", "/thefts/{id}/events"),
    "POST /seized/{id}/do/{event=match} note": ("officer_a", "/seized/{id}/events"), "POST /seized/{id}/do/{event=approve} note": ("officer_a", "/seized/{id}/events"),
    "POST /orders/{id}/do/{event=sign} note": ("officer_a", "/orders/{id}/events"), "POST /stock/counts explanation": ("officer_a", "/stock/counts?limit=1"), "PUT /sites/{id}/day reason": ("officer_a", "/sites/{id}/slots?day=<day>"),
}


def texts(doc, op):
    """Names of the body's fields that take free text."""
    ref = op.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")
    shape = doc["components"]["schemas"].get(ref.rsplit("/", 1)[-1], {})
    out = []
    for name, s in shape.get("properties", {}).items():
        types = s.get("type", [])
        types = types if isinstance(types, list) else [types]
        if "string" in types and "enum" not in s:
            out.append((name, s))
        elif "array" in types and s.get("items", {}).get("type") == "string":
            out.append((name, s))
    return out


def strings(v):
    if isinstance(v, str):
        yield v
    for x in v.values() if isinstance(v, dict) else v if isinstance(v, list) else ():
        yield from strings(x)


class Battery:
    def __init__(self, city, rng):
        self.city, self.rng = city, rng
        self.n, self.wrong, self.taken, self.shown, self.refused = 0, [], 0, 0, collections.Counter()

    def who_for(self, line):
        names = [n for n in people.PRINCIPALS if line.expected(n, "own")[0] in ("ok", "may")] or [n for n in people.PRINCIPALS if line.expected(n, "own")[0] in ("400", "401", "403", "404", "409") and
                 (n in line.rules or people.LETTER[n] in line.rules)]
        return names[0] if "leader" not in names else "leader"

    def body(self, line, who, field, payload, is_list):
        """The line's own body with one text replaced; bytes go in as they are."""
        base = json.loads(s2_matrix.fill(self.city, (line.input or "{}").replace("<newphoto>", "0" * 32), who, "own"))     # forty may wait, no more
        if field == "idNo" and line.path.startswith("/owners"):
            base.setdefault("idKind", "idcard")
        base[field] = ["@@"] if is_list else "@@"
        raw = json.dumps(base, ensure_ascii=False)
        value = payload if isinstance(payload, bytes) else json.dumps(payload, ensure_ascii=True if "\x00" in payload else False)[1:-1].encode("utf-8", "surrogatepass")
        return raw.encode().replace(b"@@", value)

    def fault(self, line, at, field, payload, status, raw):
        """What is wrong with an answer, or None."""
        text = raw.decode(errors="replace")
        if status >= 500:
            return "an error of the server's"
        if status // 100 == 2:
            self.taken += 1
            if isinstance(payload, bytes) or "\x00" in payload:
                return "took what is no text"
            if not text:
                return None
            if text[:1] == "\ufeff":       # an export: its cells are read by flow_export_test and sheet_test
                self.shown += 1
                return None
            back = list(strings(json.loads(text)))
            if payload and payload in back:
                self.shown += 1
                return None
            what = f"{line.method} {line.path} {field}"
            if what in LOOK:
                who, page = LOOK[what]
                back = list(strings(self.city.c[who].get(page.replace("{id}", str(at)).replace("<day>", self.city.day))))
                self.shown += payload in back
                text = str(back)
            return None if what in HIDDEN or not payload.strip() or payload in back else f"took it and does not show it: {text[:200]}"
        self.refused[status] += 1
        if status in (401, 403, 404, 409, 413, 429):
            return None
        e = json.loads(text)["error"]
        named = e["field"].split("[")[0].split(".")[0]
        if isinstance(payload, bytes) or "\x00" in payload or len(payload) > 60000:
            return None if named in (field, "body", "") else f"names {named!r}"
        return None if named == field or named in ALSO.get(field, ()) else f"refuses without naming the field ({e})"

    def one(self, line, who, at, field, is_list, name, payload):
        path = "/api/v1" + re.sub(r"\{\w+=([^}]*)\}", r"\1", line.path).replace("{id}", str(at))
        status, _, raw = self.city.c[who].raw(line.method, path, self.body(line, who, field, payload, is_list))
        self.n += 1
        why = self.fault(line, at, field, payload, status, raw)
        if why:
            self.wrong.append(f"{line.method} {line.path} {field} = {name}: {status} {why}")

    def chosen(self):
        items = [(k, v if isinstance(v, bytes) else v + MARK if v.strip() else v) for k, v in BATTERY.items()]
        return items if ALL else self.rng.sample(items, 14)

    def route(self, line, fields):
        who = self.who_for(line)
        for field, s in fields:
            for name, payload in self.chosen():
                ids = self.city.relations(line.kind, who)
                at = self.city.fresh(line.kind, who, "own") if line.new else next(iter(ids.values()))
                self.one(line, who, at, field, "items" in s, name, payload)

    def searches(self, doc):
        """Texts in addresses: parameters, and words in the path."""
        for route, ms in doc["paths"].items():
            for p in ms.get("get", {}).get("parameters", []):
                if p["in"] == "query" and p["schema"].get("type") == "string":
                    self.search(route, p["name"], ms["get"]["x-roles"] if "x-roles" in ms["get"] else [])

    def search(self, route, name, roles):
        who = next((n for n, (r, _) in people.STAFF.items() if r in roles), next((n for n in ("sysadmin", "secadmin", "auditor", "owner") if n in roles), "anonymous"))
        ids = {"sites": self.city.obj["site"]["own"], "holidays": 2031}
        path = route.replace("{id}", str(ids.get(route.split("/")[-2] if route.split("/")[-1] == "{id}" else route.split("/")[3], 1)))
        for kind, payload in self.chosen():
            raw = payload if isinstance(payload, bytes) else payload.encode("utf-8", "surrogatepass")
            status, _, got = self.city.c[who].raw("GET", path + "?" + name + "=" + urllib.parse.quote_from_bytes(raw, safe="")[:3000])
            self.n += 1
            if status >= 500 or (status == 400 and json.loads(got)["error"]["field"] not in (name, "path", "day", "tag", "q", "by", "junction", "from", "to", "number", "")):
                self.wrong.append(f"GET {path}?{name} = {kind}: {status} {got[:160]}")


def exact(tap, city):
    """Personal texts are masked everywhere; unmasked they are what was written, byte for byte."""
    c, wrong, n = city.c["clerk_a"], [], 0
    for name, payload in BATTERY.items():
        if isinstance(payload, bytes) or not payload.strip() or len(payload.encode()) > 200 or "\x00" in payload:
            continue
        n += 1
        status, got = c.call("POST", "/api/v1/owners", {"kind": "person", "idKind": "idcard", "name": "甲", "idNo": people.id_no(city.unique()), "phone": "13911119999", "address": payload})
        if status == 400 and got["error"]["field"] == "address":
            continue
        if status != 201:
            wrong.append((name, status, got))
            continue
        back = c.post(f"/owners/{got['id']}/unmask", {"field": "address", "purpose": "check", "reference": f"S5-{n}00"})["value"]
        if back != payload or payload in str(got):
            wrong.append((name, payload, back, got))
    tap.ok(n > 20 and not wrong, f"{n} addresses: masked in the answer, and the same bytes when unmasked", wrong[:5])


def pictures(tap, city):
    """The texts of a request's photos lie one level deeper, and one is a word of an address."""
    c, officer, wrong, n = city.c["clerk_a"], city.c["officer_a"], [], 0
    photo = city.photo("clerk_a")
    for name, payload in BATTERY.items():
        raw = payload if isinstance(payload, bytes) else json.dumps(payload)[1:-1].encode("utf-8", "surrogatepass")
        for item in (b'{"slot":"@@","photo":"%s"}' % photo.encode(), b'{"slot":"front","photo":"@@"}'):
            n += 1
            body = b'{"kind":"frame","number":"PIC%d","reason":"S5 photos","photos":[%s]}' % (city.unique(), item.replace(b"@@", raw))
            status, _, got = c.raw("POST", "/api/v1/numbers/overrides", body)
            text = not isinstance(payload, bytes) and "\x00" not in payload and len(raw) < 60000          # else the body as a whole is at fault
            if status not in (400, 404, 413) or (text and not json.loads(got)["error"]["field"].startswith("photos")):
                wrong.append((name, item, status, got[:200]))
        n += 1
        word = payload if isinstance(payload, bytes) else payload.encode("utf-8", "surrogatepass")
        status, _, got = officer.raw("GET", f"/api/v1/numbers/overrides/{city.obj['override']['own']}/photos/" + urllib.parse.quote_from_bytes(word, safe="")[:3000])
        if status not in (400, 404):
            wrong.append((name, "address", status, got[:200]))
    status, got = c.call("POST", "/api/v1/numbers/overrides", {"kind": "frame", "number": f"PIC{city.unique()}", "reason": "S5 photos", "photos": [{"slot": "front", "photo": photo}]})
    tap.ok(status == 201 and not wrong, f"{n} photos that are none: refused, and the one that is one is still free", (status, got, wrong[:6]))
    return n


def log_of(tap, w, city, sent):
    """One line a request, and nothing of what was sent."""
    city.server.log.flush()
    with open(w.path("server.log"), "rb") as f:
        lines = f.read().split(b"\n")[:-1]
    bad = [x[:200] for x in lines if not re.match(rb"t=\d{4}-\d\d-\d\dT[\d:.]+\S* level=(error|warn|info|debug) event=[a-z_.]+( |$)", x)]
    told = [x[:200] for x in lines if MARK.encode() in x.lower() or b"DROP TABLE" in x or b"alert(1)" in x or b"forged" in x]
    requests = [int(m.group(1)) for m in (re.search(rb"event=http\.request request=(\d+) ", x) for x in lines) if m]
    tap.ok(not bad, f"{len(lines)} log lines, each of them whole", bad[:5])
    tap.ok(not told, "nothing of what was sent is in the log", told[:5])
    tap.ok(len(requests) == len(set(requests)) and len(requests) >= sent, f"one line a request ({len(requests)} requests, {sent} of them with payloads)", (len(requests), len(set(requests))))


def main():
    tap, rng = kit.Tap(), kit.seed()
    doc = json.loads(subprocess.run([kit.YANZHEN, "openapi"], capture_output=True, text=True, check=True).stdout)
    with kit.World(kit.QUICK) as w:
        city = people.City(w, ["log_level=debug"])
        city.step_up()
        b, begun, fields = Battery(city, rng), time.monotonic(), 0
        table = [x for x in s2_matrix.lines() if x.method != "GET" and "logout" not in x.path]
        # a line of refusals only stands beside one of its route that takes something
        takes = {id(x) for x in table if any(x.expected(n, "own")[0] in ("ok", "may") for n in people.PRINCIPALS)}
        taken = {x.route for x in table if id(x) in takes}
        table = [x for x in table if id(x) in takes or x.route not in taken]
        late = [x for x in table if "/me/password" in x.path or "/step-up" in x.path or "login" in x.path]      # they lock a name
        for line in [x for x in table if x not in late] + late:
            found = texts(doc, doc["paths"][line.route[1]][line.method.lower()]) if line.input != "@png" else []
            fields += len(found)
            b.route(line, found)
        b.searches(doc)
        took = time.monotonic() - begun
        tap.ok(len(BATTERY) >= 200, f"{len(BATTERY)} payloads (S5: 200)", len(BATTERY))
        tap.ok(fields > 60 and not b.wrong, f"{b.n} requests on {fields} texts of bodies and all of addresses in {took:.0f} s: {b.taken} taken ({b.shown} shown back exactly at once), "
               f"refused {dict(b.refused)}", f"{len(b.wrong)} wrong\n" + "\n".join(b.wrong[:38]))
        exact(tap, city)
        pictures(tap, city)
        status, got = city.c["officer_a"].call("GET", "/api/v1/overview")
        tap.ok(status == 200, "and the server is well", got)
        log_of(tap, w, city, b.n)
        code, _ = city.server.stop()
        tap.ok(code == 0, "it stops as it should", code)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
