#!/usr/bin/env python3
"""S9 - every way in wants password and code, whatever the configuration and the environment say; one session a person; the way from an
account without rights to its first right takes two administrators. Against the real program, over HTTP."""
import os
import re
import sqlite3
import sys

import kit
import totp

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def config_rows():
    text = open(os.path.join(ROOT, "src", "app", "config_rows.h"), encoding="utf-8").read()
    return re.findall(r'^X\((\w+),\s*(\w+),\s*([^,]+),\s*([^,]+),\s*(.*?),\s*"(.*)"\)$', text, re.M)


def body(w, name, **change):
    """The code of now: what is refused for another reason does not use it up."""
    password, codes = w.accounts[name]
    return {k: v for k, v in {"name": name, "password": password, "code": totp.code(codes.secret), **change}.items() if v is not None}


def refused(tap, w, api, what):
    """The matrix of what may be missing or wrong; each must be refused, and be refused alike."""
    answers = set()
    for change in ({"code": ""}, {"code": None}, {"code": "000000"}, {"code": "12345"}, {"password": "wrong wrong wrong"}, {"password": ""}, {"password": None}):
        code, reply, headers = api.call("POST", "/api/v1/login", body(w, "tester", **change))
        if code not in (400, 401) or "Set-Cookie" in headers:
            tap.ok(False, f"{what}: refused", (change, code, reply))
            return
        if code == 401:
            answers.add((code, reply["error"]["code"], reply["error"]["message"], reply["error"]["field"]))
        w.run("account", "unlock", "tester", ok=False)
    tap.ok(len(answers) == 1, f"{what}: seven ways without a factor are refused, the well formed ones alike", answers)


def no_setting(tap, w):
    rows = config_rows()
    words = re.compile(r"totp|mfa|otp|factor|passw|log-?in|session|stepup|step_up|idle|(^|_)lock|auth", re.I)
    hits = [r[0] for r in rows if words.search(r[0])]
    tap.ok(len(rows) > 15 and not hits, f"no configuration key is about the log-in ({len(rows)} keys)", hits)
    policies = [l.split()[0] for l in w.run("policy", "list").stdout.splitlines() if re.match(r"[a-z_]+\.[a-z_]+\s", l)]
    hits = [x for x in policies if words.search(x)]
    tap.ok(len(policies) > 30 and not hits, f"nor is any of {len(policies)} policies", hits or policies)
    # every switch turned, every number at its least, and an environment that asks for it
    sets = []
    for name, kind, least, _, _, _ in rows:
        if kind == "BOOL":
            sets.append(f"{name}=yes")
        elif kind == "INT" and name not in ("max_tags", "expect_tags", "journal_keep_mib", "max_stations", "journal_segment_mib", "trail_cache_mib", "trail_memtable_mib"):
            sets.append(f"{name}={least}")
    for name in ("YZ_NO_MFA", "YZ_MFA", "YZ_TOTP", "YZ_DISABLE_TOTP", "YZ_SKIP_TOTP", "YZ_DEV", "YZ_TEST", "YZ_DEMO", "NO_TOTP", "DEBUG"):
        os.environ[name] = "0" if name == "YZ_MFA" else "1"
    s = kit.Server(w, sets)
    refused(tap, w, kit.Api(s.http), f"{len(sets)} settings turned and an environment that asks for it")
    tap.ok("Strict-Transport-Security" in kit.Api(s.http).call("GET", "/api/v1/me")[2], "http_behind_proxy is among them, and reaches the answers")
    s.stop()


def no_second_factor(tap, w):
    """Whoever writes into the database takes the factor away, and has no way in by it."""
    con = sqlite3.connect(os.path.join(w.data, "yanzhen.db"))
    (was,) = con.execute("SELECT totp FROM account WHERE name = 'tester'").fetchone()
    con.execute("UPDATE account SET totp = '' WHERE name = 'tester'")
    con.commit()
    s = kit.Server(w)
    refused(tap, w, kit.Api(s.http), "an account whose second factor was taken out of the database")
    code, reply, headers = kit.Api(s.http).call("POST", "/api/v1/login", body(w, "tester"))
    tap.ok(code == 401 and "Set-Cookie" not in headers, "nor does its old code let it in", (code, reply))
    code, reply, headers = kit.Api(s.http).call("POST", "/api/v1/login", body(w, "tester", code=totp.code("")))
    tap.ok(code == 401 and "Set-Cookie" not in headers, "nor the code that belongs to no secret", (code, reply))
    s.stop()
    con.execute("UPDATE account SET totp = ? WHERE name = 'tester'", (was,))
    con.commit()
    con.close()


def one_session(tap, w, port):
    first = kit.Api(port, w)
    tap.ok(first.call("GET", "/api/v1/me")[0] == 200, "a session begins with both factors")
    used = w.login("tester")
    second = kit.Api(port)
    code, _, headers = second.call("POST", "/api/v1/login", used)
    second.cookie = headers["Set-Cookie"].split(";")[0] if code == 200 else None
    code, reply, _ = first.call("GET", "/api/v1/me")
    tap.ok(code == 401 and reply["error"]["field"] == "session.elsewhere", "a second log-in ends the first session and says so", (code, reply))
    tap.ok(second.call("GET", "/api/v1/me")[0] == 200, "the second one works")
    tap.ok(kit.Api(port).call("POST", "/api/v1/login", used)[0] == 401, "the same code again is refused")
    tap.ok(second.call("GET", "/api/v1/me")[0] == 200, "and ends nothing")


def two_for_a_right(tap, w, port):
    sysadmin, secadmin = kit.Api(port, w, name="sysadmin"), kit.Api(port, w, name="secadmin")
    code, made, _ = sysadmin.call("POST", "/api/v1/accounts", {"name": "wang", "display": "王警官", "unit": 1})
    tap.ok(code == 201 and made["account"]["roles"] == [] and len(made["password"]) >= 20, "a system administrator makes an account without rights", (code, made))
    w.accounts["wang"] = (made["password"], totp.Login(re.search("secret=([A-Z2-7]+)", made["otpauth"]).group(1)))
    account = made["account"]["id"]
    tap.ok(sysadmin.call("POST", "/api/v1/accounts", {"name": "li", "display": "x", "unit": 1, "roles": ["officer"]})[0] == 400, "and cannot give it any")
    wang = kit.Api(port, w, name="wang")
    code, reply, _ = wang.call("GET", "/api/v1/overview")
    tap.ok(code == 403 and wang.call("GET", "/api/v1/me")[0] == 200, "without a role and with a one-time password: only oneself", (code, reply))
    old, codes = w.accounts["wang"]
    code, reply, _ = wang.call("POST", "/api/v1/me/password", {"oldPassword": old, "password": "my own long one", "code": "000000"})
    tap.ok(code == 403, "one's own password wants a code", (code, reply))
    code, reply, _ = wang.call("POST", "/api/v1/me/password", {"oldPassword": old, "password": "my own long one", "code": codes.next()})
    tap.ok(code == 204 and not wang.get("/api/v1/me")["account"]["mustChange"], "and is changed with it", (code, reply))
    wish = {"account": account, "op": "add", "role": "officer", "reason": "新到派出所"}
    tap.ok(secadmin.call("POST", "/api/v1/grants", wish)[0] == 403, "a security administrator does not ask")
    code, grant, _ = sysadmin.call("POST", "/api/v1/grants", wish)
    tap.ok(code == 201 and grant["state"] == "open", "a system administrator asks", (code, grant))
    path = f"/api/v1/grants/{grant['id']}/do/approve"
    tap.ok(sysadmin.call("POST", path)[0] == 403 and wang.call("POST", path)[0] == 403, "and does not decide, nor does the person")
    code, reply, _ = secadmin.call("POST", path)
    tap.ok(code == 403 and reply["error"]["code"] == "STEPUP", "a security administrator decides, with a fresh code only", (code, reply))
    tap.ok(secadmin.call("POST", "/api/v1/step-up", {"code": "000000"})[0] == 403, "a wrong code does not count")
    code, reply, _ = secadmin.call("POST", "/api/v1/step-up", {"code": w.accounts["secadmin"][1].next()})
    tap.ok(code == 204, "a right one does", (code, reply))
    code, reply, _ = secadmin.call("POST", path)
    tap.ok(code == 200 and reply["state"] == "approved", "the grant is approved", (code, reply))
    tap.ok(wang.call("GET", "/api/v1/overview")[0] == 200, "and counts with the next request")
    code, reply, _ = secadmin.call("POST", f"/api/v1/accounts/{account}/reset")
    tap.ok(code == 200 and reply["password"] and reply["otpauth"] is None and wang.call("GET", "/api/v1/me")[0] == 401,
           "a reset gives one factor of two and ends the session", (code, reply))


def owners(tap, w, port):
    api = kit.Api(port)
    answers = []
    for phone in ("13800000001", "13900000002"):
        code, reply, headers = api.call("POST", "/api/v1/owner/code", {"phone": phone})
        answers.append((code, reply, sorted(k for k in headers if k not in ("Date", "X-Request-Id"))))
    tap.ok(answers[0] == answers[1] and answers[0][0] == 204, "a code is answered alike whoever has the phone", answers)
    tap.ok(api.call("POST", "/api/v1/owner/login", {"phone": "13900000002", "code": "123456"})[0] == 401, "no owner, no session")
    tap.ok(api.call("GET", "/api/v1/owner/me")[0] == 401, "owners' pages want a session")
    tap.ok(kit.Api(port, w, name="auditor").call("GET", "/api/v1/owner/me")[0] == 403, "and not one of staff")


def main():
    tap = kit.Tap()
    with kit.World(kit.QUICK) as w:
        w.init()
        out = w.run("account", "list").stdout
        tap.ok(all(f"\t{n}\t{n}\t{n}\t" in out for n in ("sysadmin", "secadmin", "auditor")), "init makes the three administrators", out)
        r = w.run("account", "add", "both", "--roles", "secadmin,auditor", ok=False)
        tap.ok(r.returncode != 0, "two of them in one account are refused on the machine too", r.stdout)
        s = kit.Server(w)
        refused(tap, w, kit.Api(s.http), "as configured")
        one_session(tap, w, s.http)
        two_for_a_right(tap, w, s.http)
        owners(tap, w, s.http)
        kit.Api(s.http).call("POST", "/api/v1/login", {"name": "nobody-here", "password": "whatever it is", "code": "123456"})
        rows = kit.Api(s.http, w, name="auditor").get("/api/v1/audit?verb=account.login.fail")["items"]
        tap.ok(any(r["subject"] for r in rows) and any(not r["subject"] for r in rows),
               "refused log-ins stand in the audit, of known names and of unknown ones", rows[:3])
        s.stop()
        no_setting(tap, w)
        no_second_factor(tap, w)
    return tap.done()


sys.exit(main())
