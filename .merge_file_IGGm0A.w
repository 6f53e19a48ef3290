# S2 - who may do what on whose object: the expected answer of every route to every principal. Reviewed by hand, 
never printed by a program.
#
# To add a route: one line, 
GETs anywhere, 
writes in the order in which they should run (logging out stays last).
#     METHOD PATH | KIND | RULES | INPUT
#   PATH   as in docs/permissions.md without /api/v1; a word in the path is given: {event=withdraw}
#          '~' before the method: the route never answers 2xx here (say why); without it at least one cell must, 
which proves that INPUT is right
#   KIND   what {id} is: a kind of people.City.obj, 
empty where there is no {id}; '+kind': each allowed cell gets a new one (City.fresh)
#   RULES  WHO=CODE[,RELATION:CODE]... ; WHO are letters: o officer, 
e case officer, 
c clerk, 
k engineer, 
t traffic, 
j adjuster, 
i insurer,
#          l leader, 
m sysadmin, 
s secadmin, 
a auditor, 
w owner; BIZ = oecktjil, 
STAFF = BIZ + msa, 
ALL = everybody, 
logged in or not;
#          or @name for one principal (people.PRINCIPALS), 
which goes before letters.
#          CODE: ok (2xx), 
may (2xx, 
or 409 where the state decides), 
403 (refused by the record or the handler, 
not by the role), 
404, 
401, 
400, 
429.
#          Not named: 401 without a session, 
else 403 by the role. An {id} that is not there (relation none) is 404 for those who may.
#          Relations, 
as the asker sees them: own, 
other (area or person), 
case (of the own open case), 
fcase (a case of another area), 
former, 
none.
#   INPUT  '?query', 
or a JSON body, 
or '@png'. <n> a new number, 
<day> a day that can be booked, 
<kind.relation> an id as the asker sees it,
#          <aKIND> an id whoever asks, 
<idno> a new ID card number, 
<newphoto> a photo that was taken in.

# ---- one's own session ----
# (a name of nobody: 401 whoever is logged in)
~post /login | | ALL=401 | {"name": "nobody<n>", 
"password": "wrong wrong wrong", 
"code": "000000"}
~post /me/password | | STAFF=403 | {"oldPassword": "wrong wrong wrong", 
"password": "something new 1", 
"code": "000000"}
~post /step-up | | STAFF=403 | {"code": "000000"}
get /me | | STAFF=ok |
get /openapi.json | | STAFF=ok |
get /events | | STAFF=ok |

# ---- accounts, 
units, 
grants ----
get /accounts | | m=ok |
get /accounts/rights | | s=ok |
get /units | | STAFF=ok |
get /grants/asked | | m=ok |
get /grants | | s=ok |
post /accounts | | m=ok | {"name": "acc<n>", 
"display": "新人", 
"unit": <aunit>}
put /accounts/{id} | account | m=ok | {"display": "新名<n>"}
post /units | | m=ok | {"parent": <aunit>, 
"kind": "site", 
"code": "s<n>", 
"name": "点<n>"}
put /units/{id} | unit | m=ok | {"name": "所<n>"}
post /grants | | m=ok | {"account": <aaccount>, 
"op": "add", 
"role": "traffic", 
"reason": "新到岗位"}
post /grants/{id}/do/withdraw | +grant | m=ok |
# 409: only what was approved and asks for a second factor is collected
~post /grants/{id}/do/collect | +grant | m=may |
post /grants/{id}/do/{event=approve} | +grant | s=ok |
post /accounts/{id}/reset | account | s=ok |
post /accounts/{id}/do/{event=disable} | +account | s=ok |
post /units/{id}/close | +unit | m=ok |

# ---- owners themselves; who sold a bike still sees the way it went while it was the own ----
post /owner/code | | ALL=ok | {"phone": "137<n8>"}
~post /owner/login | | ALL=401 | {"phone": "137<n8>", 
"code": "123456"}
get /owner/me | | w=ok |
get /owner/bikes | | w=ok |
get /owner/bikes/{id} | bike | w=ok,other:404,former:404 |
get /owner/bikes/{id}/trail | bike | w=ok,other:404 |
get /owner/bookings | | w=ok |
get /owner/bookings/{id} | obooking | w=ok,other:404 |
get /owner/sites | | w=ok |
get /owner/sites/{id}/slots | site | w=ok | ?day=<day>
post /owner/consent | | w=ok | {"given": true, 
"textVersion": "1"}
post /owner/bookings | | @former=ok w=may | {"siteId": <asite>, 
"day": "<day>", 
"slot": 630, 
"purpose": "register"}
post /owner/bookings/{id}/move | obooking | w=ok,other:404 | {"siteId": <asite>, 
"day": "<day>", 
"slot": 900}
post /owner/bookings/{id}/cancel | obooking | w=ok,other:404 |

# ---- the city ----
get /overview | | BIZ=ok |
get /map/bikes | | BIZ=ok | ?south=26&west=112&north=27&east=113&zoom=12
get /stations | | BIZ=ok |
get /stations/map | | BIZ=ok |
get /stations/pending | | k=ok |
get /stations/{id} | station | BIZ=ok |
get /stations/{id}/passages | station | e=ok @officer_a=ok @officer_b=ok @officer_a2=403,none:404 | ?caseId=<theft.case>
get /alarms | | BIZ=ok |
post /stations | | k=ok | {"name": "new-<n>", 
"kind": "roadside", 
"lat": 26.9, 
"lon": 112.6, 
"district": 430405}
post /stations/{id}/key | +station | k=ok |
post /stations/{id}/do/{event=quarantine} | +station | k=ok |
post /stations/pending/{name=unknown-000}/approve | | k=ok | {"kind": "roadside", 
"lat": 26.9, 
"lon": 112.6, 
"district": 430405}

# ---- owners in the register ----
post /owners/find | | oec=ok | {"by": "phone", 
"value": "13911110001"}
get /owners/{id} | owner | oec=ok |
get /owners/{id}/file | owner | oec=ok,other:403 |
get /owners/{id}/bikes | owner | oec=ok,other:403 |
get /owner-merges | | oec=ok |
post /owners | | c=ok | {"kind": "person", 
"idKind": "idcard", 
"name": "程新<n>", 
"idNo": "<idno>", 
"phone": "134<n8>"}
put /owners/{id} | owner | c=ok,other:403 | {"address": "衡阳市蒸湘区<n>号"}
post /owners/{id}/phones/{event=add} | +owner | c=ok,other:403 | {"phone": "133<n8>"}
post /owners/{id}/unmask | owner | oec=ok,other:403 | {"field": "name", 
"purpose": "check", 
"reference": "REF-<n>"}
post /owners/{id}/merges | +owner | oec=ok,other:403 | {"gone": <newowner>, 
"reason": "同一人"}
post /owner-merges/{id}/do/{event=refuse} | +merge | o=ok,other:403 |

# ---- bikes ----
get /bikes | | oec=ok | ?q=P0000
get /bikes/{id} | bike | oec=ok |
get /bikes/{id}/history | bike | oec=ok |
get /corrections | | oec=ok |
get /numbers | | oec=ok | ?q=P00001
get /numbers/overrides | | oec=ok |
get /numbers/overrides/{id} | override | oec=ok |
post /bikes | | c=ok | {"plate": "衡R<n5>", 
"tag": "6EC<n5>", 
"ownerName": "程新", 
"ownerPhone": "132<n8>"}
put /bikes/{id}/field | +bike | c=ok,other:403,fcase:403 | {"field": "brand", 
"value": "牌<n>"}
put /bikes/{id}/tag | +bike | c=ok,other:403,fcase:403 | {"tag": "7EC<n5>"}
post /bikes/{id}/corrections | +bike | oec=ok,other:403,fcase:403 | {"field": "colour", 
"value": "色<n>", 
"reason": "笔误"}
post /corrections/{id}/do/{event=approve} | +correction | o=ok,other:403 |
post /bikes/{id}/flags/{event=set} | +bike | o=ok,other:403,fcase:403 | {"flag": "impounded", 
"reason": "扣车"}
post /bikes/{id}/transfer | +bike | c=ok,other:403,fcase:403 | {"ownerId": <newowner>, 
"reason": "sold"}
post /bikes/{id}/do/{event=deregister} | +bike | oc=ok,other:403,fcase:403 | {"reason": "scrapped"}
post /numbers/paste | | oec=ok | {"text": "衡P00001"}
post /numbers/overrides | | oec=ok | {"kind": "frame", 
"number": "OVER<n8>", 
"reason": "铭牌重号"}
post /numbers/overrides/{id}/do/{event=refuse} | +override | o=ok,other:403 e=ok,other:403 c=403 | {"note": "不是同一辆"}

# ---- points, 
appointments ----
get /sites | | STAFF=ok |
get /sites/{id} | site | STAFF=ok |
get /sites/{id}/hours | site | STAFF=ok |
get /sites/{id}/outside | site | m=ok | ?weekday=1&spans=540-600
get /sites/{id}/slots | site | STAFF=ok | ?day=<day>
get /sites/{id}/hears | site | c=ok,other:403 | ?tag=5EC00001
get /sites/{id}/bookings | site | oc=ok,other:403 | ?day=<day>
get /sites/{id}/display | site | ALL=ok |
get /sites/{id}/wait | site | BIZ=ok | ?day=<day>
get /bookings/{id} | booking | oc=ok,other:403 |
post /sites | | m=ok | {"code": "N<n>", 
"name": "点<n>", 
"district": 430405, 
"lat": 26.9, 
"lon": 112.6, 
"slotMin": 30, 
"quota": 4, 
"windows": 2}
put /sites/{id} | +site | m=ok | {"name": "点<n>", 
"district": 430405, 
"lat": 26.9, 
"lon": 112.6, 
"slotMin": 30, 
"quota": 4, 
"windows": 2}
put /sites/{id}/hours | +site | m=ok | {"weekday": 1, 
"spans": [{"from": 540, 
"to": 1020}]}
put /sites/{id}/day | +site | m=ok | {"day": "<day>", 
"closed": true, 
"reason": "搬迁"}
put /sites/{id}/stations | +site | m=ok | {"names": ["st-000"]}
post /bookings | | oc=ok | {"siteId": <site.own>, 
"day": "<day>", 
"slot": 600, 
"purpose": "register", 
"name": "程约", 
"phone": "131<n8>"}
post /bookings/{id}/move | +booking | oc=ok,other:403 | {"siteId": <site.own>, 
"day": "<day>", 
"slot": 660}
post /bookings/{id}/do/{event=check_in} | +booking | oc=ok,other:403 |
post /sites/{id}/walk-in | site | oc=ok,other:403 | {"purpose": "register", 
"name": "程走", 
"phone": "130<n8>"}
post /sites/{id}/call | site | oc=ok,other:403 | {"window": <nwindow>}

# ---- plates, 
tags, 
stock ----
get /plate-formats | | STAFF=ok |
get /stock | | oc=ok |
get /stock/transfers | | oc=ok |
get /stock/counts | | oc=ok |
get /stock/tags/silent | | oc=ok |
get /stock/tags/battery | | oc=ok |
post /plate-formats | | m=ok | {"district": 430405, 
"kind": "standard", 
"prefix": "衡F<n>", 
"alphabet": "0123456789", 
"places": 5}
post /stock/plates | | o=ok | {"formatId": <aformat>, 
"n": 2}
post /stock/tags | | o=ok | {"slot": "theft", 
"tags": ["8EC<n5>"]}
post /stock/transfers | | oc=ok | {"what": "plate", 
"sort": "standard", 
"toSiteId": <site.own>, 
"n": 1}
post /stock/transfers/{id}/do/{event=sign} | +transfer | oc=ok,other:403 |
post /stock/counts | | oc=may | {"what": "plate", 
"siteId": <site.own>, 
"counted": 0, 
"explanation": "差异说明"}
post /stock/plates/{id}/do/{event=lose} | plate | oc=may | {"note": "遗失"}
post /stock/tags/{id}/do/{event=lose} | tag | oc=may | {"note": "遗失"}
post /plate-formats/{id}/close | +format | m=ok |

# ---- the counter ----
get /counter/desk | | c=ok | ?site=<site.own>
post /counter/check | | c=ok | {"siteId": <site.own>}
# 409: a form with nothing in it; counter.py registers
~post /counter/issue | | c=may | {"requestId": "req-<n8>", 
"siteId": <site.own>, 
"kind": "standard", 
"use": "own"}
post /counter/refuse | | c=ok | {"requestId": "ref-<n8>", 
"siteId": <site.own>, 
"reason": "modified"}
put /bikes/{id}/plate | +bike | c=ok,other:403,fcase:403 | {"plate": "衡S<n5>"}

# ---- photos, 
papers ----
get /bikes/{id}/photos | bike | oec=ok |
get /bikes/{id}/photos/{name=front} | bike | oec=ok,other:403,fcase:403 |
get /papers | | oc=ok | ?bike=<bike.own>
get /papers/{id} | paper | oc=ok,other:403 |
get /papers/{id}/pdf | paper | oc=ok,other:403 |
get /public/verify/{code=ABCDEFGHJKMNPQRSTVWXYZ2345} | | ALL=ok |
post /photos | | c=ok | @png
put /bikes/{id}/photos/{name=front} | bike | c=ok,other:403,fcase:403 | {"photo": "<newphoto>"}

# ---- figures, 
exports ----
get /figures | | oecl=ok |
get /figures/{name=registered} | | oecl=ok | ?by=district
get /figures/{name=registered}/rows | | oecl=ok | ?by=district
get /exports | | oe=ok |
get /exports/count | | oe=ok |
post /exports | | oe=ok | {"columns": ["plate", 
"ownerName"], 
"form": "csv", 
"purpose": "report", 
"reference": "S2-<n>"}

# ---- imports: the one that is there came by the command line, 
so it has no file; imports.py has the way of an upload ----
get /imports | | m=ok |
get /imports/columns | | m=ok |
get /imports/{id} | import | m=ok |
get /imports/{id}/reasons | import | m=ok |
get /imports/{id}/errors | import | m=ok |
get /imports/{id}/left | import | m=ok |
~get /imports/{id}/errors/file | import | m=403 |
post /imports | | m=ok | {"file": "s2-<n>.csv", 
"bytes": 10}
~post /imports/{id}/pieces | import | m=400 | ?at=0
~post /imports/{id}/check | import | m=409 | {}
~post /imports/{id}/stop | import | m=409 |
~post /imports/{id}/discard | import | m=409 |
post /imports/{id}/do/{event=undo} | import | m=ok |

# ---- theft cases, 
trails, 
alerts ----
get /thefts | | oe=ok |
get /thefts/{id} | theft | oe=ok |
get /thefts/{id}/events | theft | oe=ok |
get /thefts/{id}/live | theft | e=ok @officer_a=ok,fcase:403 @officer_b=ok,fcase:403 @officer_a2=403,none:404 |
get /thefts/{id}/trail | theft | e=ok @officer_a=ok,fcase:403 @officer_b=ok,fcase:403 @officer_a2=403,none:404 |
get /alerts | | oe=ok |
get /alerts/{id} | alert | oe=ok |
post /thefts | | oe=ok | {"bikeId": <newbike>, 
"lastSeenAt": <ago>, 
"missingAt": <ago>}
post /thefts/{id}/do/{event=withdraw} | +theft | oe=ok | {"note": "撤回"}
post /alerts/{id}/ack | alert | oe=may |

# ---- the audit ----
get /audit | | a=ok |
get /audit/chain | | a=ok |

# ---- the end of the sessions; owners have none any more at the second line ----
post /owner/logout | | w=ok |
post /logout | | STAFF=ok w=401 |
