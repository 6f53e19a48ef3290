"""policy - who may do what, a second time: written from docs/permissions.md and docs/register.md, never from the program's code. S3 compares.

A new route is one line of RULES: LETTERS METHOD PATH RULE (letters as in s2_matrix.txt). Rules:
    free           the role decides
    there:KIND     404 when there is no such record
    area:KIND      404 when there is none, 403 when its unit lies outside of the asker's area
    others:KIND    as area, and 403 for who asked for it: another person decides
    mine:KIND      an owner's own, else 404 (like one that is not there)
    named:KIND     the role decides; a bike that the body names is an owner's own (else 404), or of the asker's area
    case           an open case: 409 when it is closed; the case's officer and those added to it, else 403; at most 20 bikes an officer and day
    figure, seizedstep, listing, proof and the like: at their functions
    helpers        who works on a case is said by its officer, or by a leader of his area; else 403
    asked:WHAT     a request to see a way: seen by who asked and who may decide it (a leader of the asker's area, or above), decided by the latter, withdrawn and used by the former
    known:KIND     as area, of what was seen; of what came up since nothing is said, and 404 where there is none (knownpart: 404 also where the part of it is not there)
    myown:KIND     as known, of a rider: another's is not there (404)
    device         a device's own token opens it, which no log-in gives: 401 to everybody
    loose          known to the tests of its room better than here: only 401 and the role are judged
    out            not asked at random: it would end the sessions, lock names, or is limited by rate"""

RULES = """
- POST /login out
oecktjilmsa POST /logout out
oecktjilmsa GET /me free
oecktjilmsa POST /me/password out
oecktjilmsa POST /step-up out
m GET /accounts free
m POST /accounts free
m PUT /accounts/{id} there:account
oecktjilmsa GET /units free
m POST /units free
m PUT /units/{id} there:unit
m POST /units/{id}/close there:unit
m GET /grants/asked free
m POST /grants grant
m POST /grants/{id}/do/withdraw there:grant
m POST /grants/{id}/do/collect there:grant
s GET /accounts/rights free
s POST /accounts/{id}/reset out
s POST /accounts/{id}/do/{event} out
s GET /grants free
s POST /grants/{id}/do/{event} there:grant
- POST /owner/code out
- POST /owner/login out
w POST /owner/logout out
w GET /owner/me free
w GET /owner/bikes free
w GET /owner/bikes/{id} mine:bike
w GET /owner/bikes/{id}/trail mine:trail
w GET /owner/bikes/{id}/thefts mine:bike
w POST /owner/bikes/{id}/theft mine:bike
w POST /owner/thefts/{id}/withdraw ownreport
w GET /owner/bikes/{id}/guard mine:bike
w POST /owner/bikes/{id}/arm mine:bike
w POST /owner/bikes/{id}/disarm mine:bike
w GET /owner/bikes/{id}/offer mine:bike
w POST /owner/bikes/{id}/offer mine:bike
w POST /owner/bikes/{id}/offer/withdraw mine:bike
t GET /violations free
t GET /violations/due free
t POST /violations loose
t POST /violations/import loose
t GET /violations/imports free
t POST /violations/imports/undo loose
t GET /violations/{id} known:violation
t GET /violations/{id}/events known:violation
t POST /violations/{id}/do/{event} known:violation
t POST /violations/{id}/picture known:violation
t GET /violations/{id}/picture knownpart:violation
t GET /violations/{id}/file known:violation
tl GET /violation-codes free
l POST /violation-codes loose
tl GET /violation-grounds free
k GET /violation-cameras free
k POST /violation-cameras loose
k POST /violation-cameras/try loose
k POST /violation-cameras/drop loose
k POST /violation-cameras/token free
k POST /violation-cameras/token/drop loose
- POST /camera/pictures device
t GET /course-rooms free
t POST /course-rooms loose
t POST /course-rooms/{id}/close known:room
t GET /courses free
t POST /courses/plan loose
t GET /courses/{id} known:class
t POST /courses/{id}/cancel known:class
t GET /courses/{id}/roll known:class
t GET /courses/{id}/code known:class
t POST /courses/{id}/tick loose
t GET /courses/{id}/list known:class
t GET /courses/lists loose
t GET /course-duties free
t POST /course-duties/find free
t POST /course-duties/invite loose
t GET /course-duties/{id} known:owed
t GET /course-duties/{id}/events known:owed
t POST /course-duties/{id}/do/{event} known:owed
tl GET /course-figures free
t GET /course-questions free
t POST /course-questions/import loose
t POST /course-questions/{id}/retire loose
t GET /course-duties/{id}/exams known:owed
t POST /course-duties/{id}/exam known:owed
t GET /course-duties/{id}/exam/{name} knownpart:owed
t POST /course-duties/{id}/exam/enter known:owed
t GET /course-duties/{id}/certificate knownpart:owed
t GET /course-film free
t POST /course-film loose
t POST /course-film/uploads out
t GET /course-film/uploads/{name} loose
t POST /course-film/uploads/{name}/part loose
t POST /course-film/uploads/{name}/end loose
tl GET /course-film/file/{name} loose
w GET /owner/course-film/{name} loose
w GET /owner/courses free
w GET /owner/courses/{id} myown:mycourse
w GET /owner/courses/{id}/classes myown:mycourse
w POST /owner/courses/{id}/book myownpart:mycourse
w POST /owner/courses/{id}/cancel myown:mycourse
w POST /owner/courses/{id}/attend myown:mycourse
w POST /owner/courses/{id}/film myownpart:mycourse
w POST /owner/courses/{id}/exam myown:mycourse
w GET /owner/courses/{id}/exam myown:mycourse
w POST /owner/courses/{id}/exam/answer myown:mycourse
w POST /owner/courses/{id}/exam/end myown:mycourse
w GET /owner/courses/{id}/certificate myownpart:mycourse
w GET /owner/violations free
w GET /owner/violation-count free
w GET /owner/violations/{id} myown:myv
w GET /owner/violations/{id}/picture myownpart:myv
w POST /owner/violations/{id}/seen myown:myv
w POST /owner/violations/{id}/acknowledge myown:myv
w POST /owner/violations/{id}/appeal myown:myv
w POST /owner/violations/{id}/photos myown:myv
w POST /owner/violations/{id}/rider myown:myv
w POST /owner/violations/{id}/rider/withdraw myownpart:myv
w GET /owner/asked-riders free
w POST /owner/asked-riders/{id} loose
w GET /owner/exposures free
t GET /appeals free
t GET /appeals/{id} known:appeal
t POST /appeals/{id}/decision known:appeal
t GET /appeals/{id}/photos/{name} knownpart:appeal
t GET /named-riders free
t POST /named-riders/{id}/decision known:named
t GET /notices free
t POST /notices/{id}/served known:notice
tl GET /exposures free
tl GET /exposures/{id} known:exposure
tl POST /exposures/{id}/do/{event} exposing:exposure
- GET /public/exposures free
w GET /owner/market free
w POST /owner/market/{id}/ask loose
w POST /owner/guard-alerts/{id}/mine loose
w POST /owner/guard-alerts/{id}/report loose
w POST /owner/consent free
w GET /owner/bookings free
w GET /owner/bookings/{id} mine:booking
w POST /owner/bookings named:bike
w POST /owner/bookings/{id}/move mine:booking
w POST /owner/bookings/{id}/cancel mine:booking
w GET /owner/papers free
w GET /owner/sites free
w GET /owner/sites/{id}/slots there:site
oecktjl GET /overview free
oecktjl GET /map/bikes free
oecktjl GET /stations free
oecktjl GET /stations/map free
k GET /stations/pending free
oecktjl GET /stations/{id} there:station
oe GET /stations/{id}/passages passages
oecktjl GET /junctions free
oecktjl GET /junctions/{id} there:junction
oecktjl GET /junctions/{id}/versions/{name} loose
oecktjl GET /junctions/{id}/signals there:junction
k POST /junctions free
k PUT /junctions/{id} there:junction
k PUT /junctions/{id}/draft there:junction
k POST /junctions/{id}/do/{event} loose
k POST /junctions/import free
k PUT /junctions/{id}/source there:junction
k POST /junctions/{id}/signals loose
k POST /junctions/signals loose
k POST /stations free
k POST /stations/{id}/do/{event} there:station
k POST /stations/{id}/key there:station
k POST /stations/pending/{name}/approve loose
oecktjl GET /alarms free
oec POST /owners/find free
c POST /owners free
oec GET /owners/{id} there:owner
oec GET /owners/{id}/file area:owner
oec GET /owners/{id}/bikes area:owner
c PUT /owners/{id} area:owner
c POST /owners/{id}/phones/{event} area:owner
oec POST /owners/{id}/unmask area:owner
oec POST /owners/{id}/merges area:owner
oec GET /owner-merges free
o POST /owner-merges/{id}/do/{event} others:merge
oec GET /bikes free
oec GET /bikes/{id} there:bike
c POST /bikes free
c PUT /bikes/{id}/tag area:bike
c PUT /bikes/{id}/plate area:bike
c PUT /bikes/{id}/field edit
oec POST /bikes/{id}/corrections area:bike
oec GET /corrections free
o POST /corrections/{id}/do/{event} others:correction
c POST /bikes/{id}/transfer area:bike
oc POST /bikes/{id}/do/{event} area:bike
o POST /bikes/{id}/flags/{event} area:bike
oec GET /bikes/{id}/history there:bike
oec GET /numbers free
oec POST /numbers/paste free
oec GET /numbers/overrides free
oec GET /numbers/overrides/{id} there:override
oe GET /numbers/overrides/{id}/photos/{name} pictured
oec POST /numbers/overrides free
oec POST /numbers/overrides/{id}/do/{event} override
oecktjilmsa GET /sites free
oecktjilmsa GET /sites/{id} there:site
oecktjilmsa GET /sites/{id}/hours there:site
m GET /sites/{id}/outside there:site
oecktjilmsa GET /sites/{id}/slots there:site
c GET /sites/{id}/hears ear:site
m POST /sites free
m PUT /sites/{id} there:site
m PUT /sites/{id}/hours there:site
m PUT /sites/{id}/day there:site
m PUT /sites/{id}/stations there:site
l GET /policies free
l GET /policies/history free
l GET /policies/dry free
l GET /policies/changes free
l POST /policies/changes loose
l POST /policies/changes/{id}/do/{event} loose
m GET /holidays/{id} free
m PUT /holidays/{id} free
m GET /holidays/{id}/outside free
oc GET /sites/{id}/bookings area:site
oc GET /bookings/{id} area:booking
oc POST /bookings named:bike
oc POST /bookings/{id}/move area:booking
oc POST /bookings/{id}/do/{event} area:booking
oc POST /sites/{id}/walk-in area:site
oc POST /sites/{id}/call call
- GET /sites/{id}/display there:site
oecktjl GET /sites/{id}/wait there:site
oecktjilmsa GET /plate-formats free
m POST /plate-formats free
m POST /plate-formats/{id}/close there:format
o POST /stock/plates free
o POST /stock/tags free
oc GET /stock free
oc GET /stock/transfers free
oc POST /stock/transfers free
oc POST /stock/transfers/{id}/do/{event} loose
oc GET /stock/counts free
oc POST /stock/counts count
oc POST /stock/plates/{id}/do/{event} loose
oc POST /stock/tags/{id}/do/{event} loose
oc GET /stock/tags/silent free
oc GET /stock/tags/battery free
c GET /counter/desk desk
c POST /counter/check count
c POST /counter/issue count
c POST /counter/refuse count
c POST /counter/business/check count
c POST /counter/business count
cj GET /bikes/{id}/plans there:bike
c POST /plans count
cj GET /plans/{id} area:plan
c GET /plans/{id}/pdf area:plan
c POST /plans/{id}/cancel seller
c POST /plans/{id}/repay repay
cj GET /sites/{id}/plans area:site
w GET /my/plans free
cjl GET /plan-products free
jl POST /plan-products free
jl POST /plan-products/{id}/do/{event} product
cjl GET /sites/{id}/till area:site
c POST /sites/{id}/till area:site
cj POST /sites/{id}/till/close closing
jl GET /tills free
jl GET /tills/file free
jl GET /books free
jl GET /books/lines free
jl GET /books/entries free
jl POST /books/file limited
a GET /audit/books free
a GET /audit/books/lines free
a GET /audit/books/entries free
a GET /audit/books/tills free
a POST /audit/books/file limited
oecjit POST /photos free
oec GET /bikes/{id}/photos there:bike
oec GET /bikes/{id}/photos/{name} photo
c PUT /bikes/{id}/photos/{name} photo
oc GET /papers papers
oc GET /papers/{id} area:paper
oc GET /papers/{id}/pdf area:paper
- GET /public/verify/{code} out
oecljt GET /figures free
oecljt GET /figures/{name} figure
oecljt GET /figures/{name}/rows figure
lt GET /figures/junctions free
lt GET /figures/junction-change nojunction
oe GET /exports free
oe GET /exports/count free
oe POST /exports limited
oel GET /exports/asks free
oe POST /exports/asks free
oel POST /exports/asks/{id}/do/{event} loose
m GET /imports free
m GET /imports/columns free
m POST /imports free
m GET /imports/{id} loose
m GET /imports/{id}/reasons loose
m GET /imports/{id}/errors loose
m GET /imports/{id}/left loose
m GET /imports/{id}/errors/file loose
m POST /imports/{id}/pieces loose
m POST /imports/{id}/check loose
m POST /imports/{id}/stop loose
m POST /imports/{id}/discard loose
m POST /imports/{id}/do/{event} loose
oe GET /thefts free
oe POST /thefts free
oe GET /thefts/{id} there:theft
oe POST /thefts/{id}/do/{event} moved
oe POST /thefts/{id}/crime loose
oe POST /thefts/{id}/assign loose
oe POST /thefts/{id}/unmask loose
oel GET /thefts/counts free
oe GET /thefts/{id}/events there:theft
oe GET /thefts/{id}/photos there:theft
oe GET /thefts/{id}/photos/{name} loose
w POST /owner/thefts/{id}/photos loose
oe GET /thefts/{id}/live case
oe GET /thefts/{id}/trail case
ji GET /claims free
jc POST /claims/check loose
j POST /claims loose
ji GET /claims/{id} loose
j POST /claims/{id}/card loose
j POST /claims/{id}/papers loose
j GET /claims/{id}/papers/{name} loose
w POST /my/claims/{id}/papers/{name} loose
w POST /owner/news free
j POST /claims/{id}/do/{event} loose
j GET /claims/batches free
j POST /claims/batches loose
j GET /claims/batches/{id} loose
j POST /claims/batches/{id}/do/{event} loose
j POST /claims/batches/{id}/file loose
j POST /claims/results loose
j GET /claims/rates free
j POST /claims/rates loose
j POST /claims/rates/{id}/do/{event} loose
w POST /my/claims/check loose
w GET /my/claims free
w GET /my/claims/{id} loose
w POST /my/claims loose
w POST /my/claims/{id}/card loose
w POST /my/claims/{id}/do/{event} loose
ji GET /accidents free
ji POST /accidents loose
ji GET /accidents/figures free
ji GET /accidents/surveyors free
ji POST /accidents/bank-file loose
ji POST /accidents/results loose
ji GET /accidents/{id} loose
ji POST /accidents/{id}/assign loose
ji POST /accidents/{id}/finding loose
ji POST /accidents/{id}/parties loose
ji POST /accidents/{id}/card loose
ji POST /accidents/{id}/items loose
ji POST /accidents/{id}/photos loose
ji GET /accidents/{id}/photos/{name} loose
ji POST /accidents/{id}/assess loose
ji POST /accidents/{id}/agree loose
ji POST /accidents/{id}/pay loose
ji POST /accidents/{id}/bank loose
ji POST /accidents/{id}/unmask loose
ji POST /accidents/{id}/do/{event} loose
w POST /owner/bikes/{id}/accident loose
w GET /owner/bikes/{id}/accidents loose
w GET /owner/accidents/{id} loose
w POST /owner/accidents/{id}/do/{event} loose
oel GET /thefts/{id}/helpers there:theft
oel POST /thefts/{id}/helpers/{event} helpers
oel GET /access/desk free
oel GET /access/requests free
oe POST /access/requests free
oel GET /access/requests/{id} asked:see
oel POST /access/requests/{id}/decide/{event} asked:decide
oe POST /access/requests/{id}/withdraw asked:withdraw
oe GET /access/requests/{id}/trail asked:look
l GET /access/findings free
l POST /access/findings/{id}/close loose
l GET /access/sample free
l POST /access/sample/{id}/review there:finding
a GET /audit/findings free
a POST /audit/findings/{id}/close loose
a GET /audit/sample free
a POST /audit/sample/{id}/review there:finding
oe GET /thefts/{id}/next case
oe GET /thefts/{id}/dark case
oe GET /thefts/{id}/companions case
oe POST /thefts/{id}/passed loose
oe GET /thefts/{id}/evidence case
et GET /analysis/clones free
k GET /analysis/misplaced free
oe GET /alerts free
oe GET /alerts/{id} there:alert
oe POST /alerts/{id}/ack there:alert
oe POST /alerts/{id}/shelve there:alert
oe POST /alerts/{id}/unshelve there:alert
oe POST /alerts/{id}/false there:alert
oe GET /alerts/{id}/around there:alert
oe GET /guard-alerts free
oe POST /guard-alerts/{id}/take loose
oel GET /guard-alerts/figures free
oe GET /alerts/floods free
oe POST /alerts/floods/{id}/ack loose
oel GET /alerts/precision free
oe GET /alerts/{id}/order loose
oe POST /alerts/{id}/order loose
t GET /spot/rules free
t POST /spot/lookup free
tcl GET /spot/decisions free
t POST /spot/decisions loose
tcl GET /spot/decisions/{id} area:spot
tl GET /spot/decisions/{id}/events area:spot
tc POST /spot/decisions/{id}/pay area:spot
t POST /spot/decisions/{id}/cancel loose
t GET /spot/decisions/{id}/paper area:spot
tl GET /custody free
t GET /custody/notice loose
tl GET /custody/{id} area:custody
tl GET /custody/{id}/events area:custody
t POST /custody/{id}/release loose
t POST /custody/{id}/move area:custody
tl POST /custody/{id}/do/{event} loose
t GET /custody/{id}/paper area:custody
t GET /custody/{id}/photo loose
oel GET /seized free
oe POST /seized links
oel GET /seized/{id} area:seized
oe GET /seized/{id}/candidates area:seized
oel GET /seized/{id}/events area:seized
oel POST /seized/{id}/do/{event} seizedstep
oe POST /seized/{id}/correct area:seized
oe GET /dens free
oe POST /dens free
oe POST /dens/{id} area:den
oe GET /suspects free
oe POST /suspects links
oe POST /suspects/{id} area:suspect
oe POST /suspects/{id}/unmask area:suspect
oe GET /return-days free
oe POST /return-days free
oe GET /return-days/{id} area:day
oe POST /return-days/{id}/close area:day
oe GET /return-days/{id}/items area:day
oe POST /return-days/{id}/items listing
oe POST /return-items/{id}/call area:ritem
oe POST /return-items/{id}/check-in area:ritem
oe POST /return-items/{id}/give proof
oe POST /return-items/{id}/no-show area:ritem
oe POST /return-items/{id}/off area:ritem
oe GET /return-items/{id}/photos/{name} proof
oe GET /orders free
oe GET /orders/{id} loose
oe GET /orders/{id}/events loose
oe GET /orders/{id}/photos loose
oe GET /orders/{id}/photos/{name} loose
oe POST /orders/{id}/photos loose
oe POST /orders/{id}/do/{event} loose
oe POST /orders/{id}/ask loose
oe POST /assists/{id}/do/{event} loose
m GET /duty free
oel GET /duty/board free
m POST /duty loose
m POST /duty/{id}/drop loose
m GET /duty/shifts free
m GET /duty/now free
oel GET /duty/board/shifts free
oel GET /duty/board/now free
m POST /duty/shifts loose
m POST /duty/shifts/{id} loose
m POST /duty/shifts/{id}/do/{event} loose
oe GET /watchlist free
oe POST /watchlist/hits free
a GET /audit free
a GET /audit/chain free
a GET /audit/verbs free
a GET /audit/accounts free
oecktjilmsa GET /events free
oecktjilmsa GET /openapi.json free
"""


NONE = 987654321                # people.NONE and above: there is none
NAMED = {"siteId": "site", "toSiteId": "site", "account": "account", "gone": "owner", "bikeId": "bike", "ownerId": "owner", "formatId": "format", "unit": "unit", "parent": "unit", "caseId": "theft", "denId": "den",
         "suspectId": "suspect", "seizedId": "seized"}


class Who:
    """A principal as the policy knows it: letter, account and area ("A", "B", "*" the whole city), or the owner's id."""

    def __init__(self, name, letter, account=0, area="", owner=0):
        self.name, self.letter, self.account, self.area, self.owner = name, letter, account, area, owner
        self.consent, self.letters = True, {letter}         # a grant adds to them


class Policy:
    """The records as far as rights depend on them: kind -> id -> what of it matters."""

    def __init__(self):
        self.rules = {}
        for line in RULES.strip().splitlines():
            letters, method, path, rule = line.split()
            self.rules[method, "/api/v1" + path] = (letters, rule)
        self.rec = {k: {} for k in ("bike", "owner", "site", "booking", "theft", "alert", "station", "account", "unit", "grant", "merge", "correction", "override", "format", "paper", "plan", "product", "access", "finding", "seized", "den", "suspect", "day", "ritem", "junction", "spot", "custody", "violation", "room", "class", "owed", "appeal", "named", "notice", "exposure", "myv", "mycourse", "question")}
        self.looked = {}            # account -> the bikes looked at; a run is within a day or two

    def covers(self, who, unit):
        return unit in ("", "*", who.area) or who.area == "*"

    def unit_of(self, kind, r):
        """Where a record lies; of a booking its point, of a request what it is about."""
        if kind == "booking":
            return [self.rec["site"].get(r["site"], {"unit": "*"})["unit"]]
        if kind == "correction":
            return [self.rec["bike"][r["bike"]]["unit"]]
        if kind == "merge":
            return [self.rec["owner"][r[k]]["unit"] for k in ("keep", "gone")]
        return [r["unit"]]

    def decide(self, who, method, path, at, body, query):
        """"401", "role" (403), "403", "404", "409", "pass" (what the record's state says: 2xx, 400 or 409) or "any"."""
        letters, rule = self.rules[method, path]
        if letters != "-":
            if who.letter == "-":
                return "401"
            if not who.letters & set(letters):
                return "role"
        rule, _, kind = rule.partition(":")
        first = getattr(self, "on_" + rule)(who, kind, at, body or {}, query)
        # a record that the body names has to be there
        gone = [k for k, kind in NAMED.items() if k in (body or {}) and body[k] not in self.rec[kind]]
        return first + "/404" if gone and "pass" in first else first

    def on_free(self, who, kind, at, body, query):
        return "pass"

    def on_device(self, who, kind, at, body, query):
        return "401"

    def on_loose(self, who, kind, at, body, query):
        return "any"

    def on_there(self, who, kind, at, body, query):
        return "pass" if at in self.rec[kind] else "404"

    def on_area(self, who, kind, at, body, query):
        r = self.rec[kind].get(at)
        if not r:
            return "404"
        return "pass" if all(self.covers(who, u) for u in self.unit_of(kind, r)) else "403"

    def on_known(self, who, kind, at, body, query):
        r = self.rec[kind].get(at)
        if not r:
            return "404" if at >= NONE else "any"
        return "pass" if self.covers(who, r["unit"]) else "403"

    def on_knownpart(self, who, kind, at, body, query):
        first = self.on_known(who, kind, at, body, query)
        return "pass/404" if first == "pass" else first

    def on_exposing(self, who, kind, at, body, query):
        """A leader tells nobody."""
        first = self.on_known(who, kind, at, body, query)
        return "pass/403" if first == "pass" and who.letters & set("l") else first

    def on_myown(self, who, kind, at, body, query):
        r = self.rec[kind].get(at)
        if not r:
            return "404" if at >= NONE else "any"
        return "pass" if r["owner"] == who.owner else "404"

    def on_myownpart(self, who, kind, at, body, query):
        first = self.on_myown(who, kind, at, body, query)
        return "pass/404" if first == "pass" else first

    def on_ear(self, who, kind, at, body, query):
        """Where a tag that is on a bike is heard is a way: with a case only."""
        first = self.on_area(who, kind, at, body, query)
        return "403" if first == "pass" and any(b["tag"] == query["tag"] for b in self.rec["bike"].values()) else first

    def on_others(self, who, kind, at, body, query):
        r, first = self.rec[kind].get(at), self.on_area(who, kind, at, body, query)
        return "403" if first == "pass" and r["by"] == who.account else first

    def on_override(self, who, kind, at, body, query):
        first = self.on_others(who, "override", at, body, query)
        if first == "pass" and who.letter == "c":
            return "409/403"            # a clerk asks and does not judge
        return first + "/409" if first == "403" and not self.rec["override"][at]["open"] else first

    def on_edit(self, who, kind, at, body, query):
        """The clerk who registered it, within some days; everybody else asks for a correction."""
        first = self.on_area(who, "bike", at, body, query)
        return "403/409" if first == "pass" and self.rec["bike"][at]["by"] != who.account else first

    def on_mine(self, who, kind, at, body, query):
        if kind == "booking":
            r = self.rec["booking"].get(at)
            return "pass" if r and r["owner"] == who.owner else "404"
        r = self.rec["bike"].get(at)
        if kind == "bike":
            return "pass" if r and r["owner"] == who.owner else "404"
        if not r or who.owner not in r["had"]:
            return "404"
        return "pass" if who.consent else "403"

    def on_named(self, who, kind, at, body, query):
        if "bikeId" not in body:
            return "pass"
        return self.on_mine(who, kind, body["bikeId"], body, query) if who.letter == "w" else self.on_area(who, kind, body["bikeId"], body, query)

    def on_call(self, who, kind, at, body, query):
        """404 also when nobody waits."""
        first = self.on_area(who, "site", at, body, query)
        return "pass/404" if first == "pass" else first

    def on_photo(self, who, kind, at, body, query):
        """404 also where the slot is empty, or where the photo given was not taken in."""
        first = self.on_area(who, "bike", at, body, query)
        return "pass/404" if first == "pass" else first

    def on_pictured(self, who, kind, at, body, query):
        """404 also where no picture went with the request, or it is kept no longer."""
        first = self.on_others(who, "override", at, body, query)
        return "pass/404" if first == "pass" else first

    def on_figure(self, who, kind, at, body, query):
        """The one that S3 asks for is not an adjuster's, nor the traffic police's."""
        return "pass" if who.letters & set("oecl") else "403"

    def on_nojunction(self, who, kind, at, body, query):
        """S3 asks for one that is not there."""
        return "404"

    def on_seizedstep(self, who, kind, at, body, query):
        """A leader approves and sends back; who matched, proved or valued does not approve."""
        first = self.on_area(who, "seized", at, body, query)
        return "pass/403" if first == "pass" and ("bikeId" not in body or not who.letters & set("oe")) else first

    def on_links(self, who, kind, at, body, query):
        """The den and the suspect it names are of the own area."""
        named = [(k, body[i]) for k, i in (("den", "denId"), ("suspect", "suspectId")) if i in body]
        far = [r for r in (self.rec[k].get(i) for k, i in named) if r and not self.covers(who, r["unit"])]
        there = all(i in self.rec[k] for k, i in named) and ("caseId" not in body or body["caseId"] in self.rec["theft"])
        return "pass" if not far else "403" if there else "403/404"

    def on_listing(self, who, kind, at, body, query):
        """On the own day, what is one's own."""
        first = self.on_area(who, "day", at, body, query)
        r = self.rec["seized"].get(body["seizedId"])
        return "403" if first == "pass" and r and not self.covers(who, r["unit"]) else first

    def on_proof(self, who, kind, at, body, query):
        """404 also where there is no such photo."""
        first = self.on_area(who, "ritem", at, body, query)
        return "pass/404" if first == "pass" else first

    def on_papers(self, who, kind, at, body, query):
        return self.on_area(who, "bike", query["bike"], body, query)

    def on_limited(self, who, kind, at, body, query):
        """403 also when the day's exports are used up."""
        return "pass/403"

    def on_desk(self, who, kind, at, body, query):
        return self.on_area(who, "site", int(query["site"]), body, query)

    def on_grant(self, who, kind, at, body, query):
        return "403" if body["account"] == who.account else "pass"

    def on_count(self, who, kind, at, body, query):
        return self.on_area(who, "site", body["siteId"], body, query)

    def on_seller(self, who, kind, at, body, query):
        """Only who sold a plan cancels it."""
        first = self.on_area(who, "plan", at, body, query)
        return "403/409" if first == "pass" and self.rec["plan"][at]["by"] != who.account else first

    def on_repay(self, who, kind, at, body, query):
        first = self.on_area(who, "site", body["siteId"], body, query)
        return "404/409" if first == "pass" and at not in self.rec["plan"] else first

    def on_product(self, who, kind, at, body, query):
        """Another person releases what one asked for."""
        r = self.rec["product"].get(at)
        return "404" if not r else "403/409" if r["by"] == who.account else "pass"

    def on_closing(self, who, kind, at, body, query):
        """403 also for who counted."""
        first = self.on_area(who, "site", at, body, query)
        return "pass/403" if first == "pass" else first

    def on_case(self, who, kind, at, body, query):
        r = self.rec["theft"].get(at)
        if not r:
            return "404"
        if not r["open"]:
            return "409"
        if r["by"] != who.account and who.account not in r["helpers"]:
            return "403"
        seen = self.looked.setdefault(who.account, set())
        seen.add(r["bike"])
        return "pass" if len(seen) <= 20 else "pass/403"

    def on_helpers(self, who, kind, at, body, query):
        r = self.rec["theft"].get(at)
        if not r:
            return "404"
        if r["area"] == "*" and "l" in who.letters:      # nobody's yet, or an officer that was not seen
            return "pass/403"
        leads = "l" in who.letters and self.covers(who, r["area"])       # of the officer
        return "pass" if r["by"] == who.account or leads else "403"

    def on_asked(self, who, kind, at, body, query):
        r = self.rec["access"].get(at)
        if not r:
            return "404"
        mine = r["by"] == who.account
        decides = not mine and "l" in who.letters and self.covers(who, r["unit"])
        return {"see": "pass" if mine or decides else "404", "decide": "pass" if decides else "403", "withdraw": "pass" if mine else "403",
                "look": ("pass/403" if r["state"] == "approved" else "pass") if mine else "404"}[kind]

    def on_moved(self, who, kind, at, body, query):
        """A case's step: officers of its duty unit's area, its own officer, case officers."""
        r = self.rec["theft"].get(at)
        if not r:
            return "404"
        if r["unsure"] or r["unit"] == "*":             # its duty unit was not seen yet
            return "pass/403"
        return "pass" if who.letter == "e" or r["by"] == who.account or self.covers(who, r["unit"]) else "403"

    def on_ownreport(self, who, kind, at, body, query):
        r = self.rec["theft"].get(at)
        return "pass/404" if r and self.rec["bike"].get(r["bike"], {}).get("owner") == who.owner else "404"

    def on_passages(self, who, kind, at, body, query):
        return "404" if at not in self.rec["station"] else self.on_case(who, kind, query["caseId"], body, query)
