| method | path | public | owner | officer | case_officer | clerk | traffic | adjuster | insurer | engineer | leader | sysadmin | secadmin | auditor | scope | fresh code | audit | what |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| post | `/api/v1/login` | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | account.login | Begin a session with password and code; ends the person's other session; five failures lock the name for a quarter of an hour |
| post | `/api/v1/logout` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  | account.logout | End the session |
| get | `/api/v1/me` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | The account of this session, 
the version and the city |
| post | `/api/v1/me/password` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  | account.password | Change one's own password, 
with the old one and a fresh code |
| post | `/api/v1/step-up` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  | account.stepup | Confirm the session with a fresh code, 
for five minutes |
| get | `/api/v1/accounts` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | Accounts |
| post | `/api/v1/accounts` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | account.add | Make an account without rights; answers its one-time password and second factor once |
| put | `/api/v1/accounts/{id}` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | account.rename | Change the name shown |
| get | `/api/v1/units` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | The tree of organisations, 
parents first |
| post | `/api/v1/units` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | unit.add | Add a unit |
| put | `/api/v1/units/{id}` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | unit.rename | Rename a unit |
| post | `/api/v1/units/{id}/close` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | unit.close | Close a unit that nothing and nobody belongs to |
| get | `/api/v1/grants/asked` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | What was asked for, 
newest first |
| post | `/api/v1/grants` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | grant.ask | Ask for a role more or less, 
another unit, 
or a new second factor for an account |
| post | `/api/v1/grants/{id}/do/withdraw` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | grant.withdraw | Take one's own request back |
| post | `/api/v1/grants/{id}/do/collect` |  |  |  |  |  |  |  |  |  |  | x |  |  |  | yes | grant.collect | Make the second factor that was approved; answers it once |
| get | `/api/v1/accounts/rights` |  |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | Accounts with their rights and locks |
| post | `/api/v1/accounts/{id}/reset` |  |  |  |  |  |  |  |  |  |  |  | x |  |  | yes | account.reset | Set a one-time password; the second factor stays |
| post | `/api/v1/accounts/{id}/do/{event}` |  |  |  |  |  |  |  |  |  |  |  | x |  |  | yes | account.step | disable, 
enable or unlock an account |
| get | `/api/v1/grants` |  |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | What is asked for and what was decided, 
newest first |
| post | `/api/v1/grants/{id}/do/{event}` |  |  |  |  |  |  |  |  |  |  |  | x |  |  | yes | grant.decide | approve or refuse; not by who asked, 
not by whom it is for |
| post | `/api/v1/owner/code` | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | owner.code | Ask for a one-time code by message; answered alike whether the phone is known or not |
| post | `/api/v1/owner/login` | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | owner.login | Begin an owner's session with phone and code; the code counts once, 
for five minutes and five tries |
| post | `/api/v1/owner/logout` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | owner.logout | End the session |
| get | `/api/v1/owner/me` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | The owner of this session |
| get | `/api/v1/owner/bikes` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | The own bikes, 
at most 100 |
| get | `/api/v1/owner/bikes/{id}` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | One bike of one's own |
| get | `/api/v1/owner/bikes/{id}/trail` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | owner_trail.read | The own bike's way while it was one's own; late and coarse unless a theft case is open; needs the consent; audited |
| post | `/api/v1/owner/consent` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | owner.consent | Agree to the look at the own bike's way, 
or take that back |
| get | `/api/v1/owner/bookings` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | The own appointments, 
newest first |
| get | `/api/v1/owner/bookings/{id}` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | One appointment of one's own |
| post | `/api/v1/owner/bookings` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | booking.add | Book an appointment for oneself |
| post | `/api/v1/owner/bookings/{id}/move` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | booking.move | Move one's own appointment |
| post | `/api/v1/owner/bookings/{id}/cancel` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  | booking.step | Cancel one's own appointment |
| get | `/api/v1/overview` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | The city at a glance |
| get | `/api/v1/map/bikes` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | Bikes in view: density or single ones, 
without identity |
| get | `/api/v1/stations` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | Stations |
| get | `/api/v1/stations/map` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | All stations for the map, 
compact |
| get | `/api/v1/stations/pending` |  |  |  |  |  |  |  |  | x |  |  |  |  |  |  |  | Unknown stations that tried to connect |
| get | `/api/v1/stations/{id}` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | One station with its health |
| get | `/api/v1/stations/{id}/passages` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | passages.read | Passages of a case's bike at a station, 
others as a count; audited |
| post | `/api/v1/stations` |  |  |  |  |  |  |  |  | x |  |  |  |  |  |  | station.add | Register a station; its key is shown once |
| post | `/api/v1/stations/{id}/do/{event}` |  |  |  |  |  |  |  |  | x |  |  |  |  |  |  | station.step | quarantine, 
release or withdraw a station |
| post | `/api/v1/stations/{id}/key` |  |  |  |  |  |  |  |  | x |  |  |  |  |  |  | station.key | A new key for a station; the old one ends |
| post | `/api/v1/stations/pending/{name}/approve` |  |  |  |  |  |  |  |  | x |  |  |  |  |  |  | station.approve | Register a waiting station; its key is shown once |
| get | `/api/v1/alarms` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | Health alarms of stations, 
newest first |
| post | `/api/v1/owners/find` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  | owner.find | Owners by a whole name, 
document number or phone |
| post | `/api/v1/owners` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | owner.add | Register an owner |
| get | `/api/v1/owners/{id}` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | One owner, 
masked |
| get | `/api/v1/owners/{id}/file` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  |  | Phones, 
agents, 
consents and merges of an owner of the own area, 
masked |
| get | `/api/v1/owners/{id}/bikes` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  |  | The bikes of an owner of the own area, 
each with the time it was the owner's |
| put | `/api/v1/owners/{id}` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | owner.change | Change an owner's name, 
document or address |
| post | `/api/v1/owners/{id}/phones/{event}` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | owner.phone | add or end a phone |
| post | `/api/v1/owners/{id}/unmask` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record | yes | owner.unmask | One field of one owner in the clear, 
with a reason |
| post | `/api/v1/owners/{id}/merges` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  | owner.merge | Ask that another row becomes part of this one |
| get | `/api/v1/owner-merges` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Merges, 
newest first |
| post | `/api/v1/owner-merges/{id}/do/{event}` |  |  | x |  |  |  |  |  |  |  |  |  |  | by record |  | owner_merge.step | approve or refuse a merge that somebody else asked for |
| get | `/api/v1/bikes` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Find bikes by plate or tag |
| get | `/api/v1/bikes/{id}` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | One bike |
| post | `/api/v1/bikes` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | bike.add | Register a bike |
| put | `/api/v1/bikes/{id}/tag` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | bike.retag | Replace a bike's tag: the stock's pieces follow |
| put | `/api/v1/bikes/{id}/plate` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | bike.replate | Replace a bike's plate: the stock's pieces follow |
| put | `/api/v1/bikes/{id}/field` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | bike.edit | Change one field within the clerk's days after the registration |
| post | `/api/v1/bikes/{id}/corrections` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  | bike.correction | Ask for the correction of a field; another person decides |
| get | `/api/v1/corrections` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Corrections, 
newest first |
| post | `/api/v1/corrections/{id}/do/{event}` |  |  | x |  |  |  |  |  |  |  |  |  |  | by record |  | correction.step | approve or refuse a correction that somebody else asked for |
| post | `/api/v1/bikes/{id}/transfer` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | bike.transfer | The bike becomes another owner's; refused with the flags that stand in the way |
| post | `/api/v1/bikes/{id}/do/{event}` |  |  | x |  | x |  |  |  |  |  |  |  |  | by record |  | bike.step | deregister or restore a bike |
| post | `/api/v1/bikes/{id}/flags/{event}` |  |  | x |  |  |  |  |  |  |  |  |  |  | by record |  | bike.flag | set or end a flag |
| get | `/api/v1/bikes/{id}/history` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | What was done with a bike, 
in order |
| get | `/api/v1/numbers` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Find bikes by any number as written: exact, 
containing, 
near |
| post | `/api/v1/numbers/paste` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  | number.paste | Look up a pasted list, 
a row a line; audited |
| get | `/api/v1/numbers/overrides` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Requests to let a second bike carry a number |
| get | `/api/v1/numbers/overrides/{id}` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | One such request, 
with the bikes in the register that have the number or a look-alike |
| post | `/api/v1/numbers/overrides` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  | number.override | Ask that a second bike may carry a number |
| post | `/api/v1/numbers/overrides/{id}/do/{event}` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  | number.override_step | grant, 
refuse or withdraw such a request; another person decides |
| get | `/api/v1/sites` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | Plating points |
| get | `/api/v1/sites/{id}` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | One plating point |
| get | `/api/v1/sites/{id}/slots` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | A point's day: open or why not, 
and what is free |
| get | `/api/v1/sites/{id}/hours` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | A point's week, 
closed days, 
quotas and the holidays, 
as they are set |
| get | `/api/v1/sites/{id}/outside` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | Appointments that a change of the hours would leave outside of them, 
without making it |
| get | `/api/v1/owner/sites` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | Plating points, 
for owners |
| get | `/api/v1/owner/sites/{id}/slots` |  | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  | A point's day and what is free, 
for owners |
| get | `/api/v1/sites/{id}/hears` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  |  | Do the point's own stations hear this tag |
| post | `/api/v1/sites` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | site.add | A new plating point |
| put | `/api/v1/sites/{id}` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | site.edit | Change a plating point |
| put | `/api/v1/sites/{id}/hours` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | site.hours | The hours of a weekday |
| put | `/api/v1/sites/{id}/day` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | site.day | A closed day, 
or a quota for a day |
| put | `/api/v1/sites/{id}/stations` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | site.stations | The base stations that stand at a point |
| get | `/api/v1/sites/{id}/bookings` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Bookings of a point's day, 
names masked |
| get | `/api/v1/bookings/{id}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | One booking |
| post | `/api/v1/bookings` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | booking.add | Book an appointment |
| post | `/api/v1/bookings/{id}/move` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | booking.move | Move an appointment |
| post | `/api/v1/bookings/{id}/do/{event}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | booking.step | check_in, 
back, 
done, 
no_show or cancel |
| post | `/api/v1/sites/{id}/walk-in` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | booking.walk_in | Somebody without an appointment takes a number |
| post | `/api/v1/sites/{id}/call` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | booking.call | Call the next to a window |
| get | `/api/v1/sites/{id}/display` | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  | The point's screen: numbers and windows, 
no names |
| get | `/api/v1/sites/{id}/wait` |  |  | x | x | x | x | x | x | x | x |  |  |  |  |  |  | How long people waited on a day |
| get | `/api/v1/plate-formats` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | Formats and sequences of plate numbers |
| post | `/api/v1/plate-formats` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | plate.format | A new format of plate numbers |
| post | `/api/v1/plate-formats/{id}/close` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | plate.format_close | No more plates of this format |
| post | `/api/v1/stock/plates` |  |  | x |  |  |  |  |  |  |  |  |  |  |  |  | plate.receive | Plates delivered to the depot: the next numbers of a format |
| post | `/api/v1/stock/tags` |  |  | x |  |  |  |  |  |  |  |  |  |  |  |  | tag.receive | Tags delivered to the depot |
| get | `/api/v1/stock` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | What lies where |
| get | `/api/v1/stock/transfers` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Transfers of plates and tags |
| post | `/api/v1/stock/transfers` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | stock.offer | Offer pieces to another place or person |
| post | `/api/v1/stock/transfers/{id}/do/{event}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | stock.transfer | sign, 
refuse or withdraw; another person than the offerer signs |
| get | `/api/v1/stock/counts` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Daily counts |
| post | `/api/v1/stock/counts` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | stock.count | The day's count of a place |
| post | `/api/v1/stock/plates/{id}/do/{event}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | plate.step | retire or lose a plate that is not on a bike |
| post | `/api/v1/stock/tags/{id}/do/{event}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | tag.step | retire or lose a tag that is not on a bike |
| get | `/api/v1/stock/tags/silent` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Tags not heard for days although their usual station was listening |
| get | `/api/v1/stock/tags/battery` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Tags that say their battery is low |
| get | `/api/v1/counter/desk` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  |  | The head of the counter's page: queue, 
stock, 
lists |
| post | `/api/v1/counter/check` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | counter.check | Everything that stands against this registration |
| post | `/api/v1/counter/issue` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | counter.issue | Register: owner, 
bike, 
plate, 
tags, 
papers, 
all or nothing |
| post | `/api/v1/counter/refuse` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | counter.refuse | A notice of what is missing, 
or a refusal with its reason |
| post | `/api/v1/photos` |  |  |  |  | x |  |  |  |  |  |  |  |  |  |  | photo.upload | Take in a photo for a bike; it is drawn anew, 
and vanishes after a day unless it is attached |
| get | `/api/v1/bikes/{id}/photos` |  |  | x | x | x |  |  |  |  |  |  |  |  |  |  |  | Which photos a bike has |
| get | `/api/v1/bikes/{id}/photos/{name}` |  |  | x | x | x |  |  |  |  |  |  |  |  | by record |  | bike.photo_read | One photo of a bike, 
by its slot; own area; audited. Photos of papers (id_front, 
id_back, 
form) want a fresh code |
| put | `/api/v1/bikes/{id}/photos/{name}` |  |  |  |  | x |  |  |  |  |  |  |  |  | by record |  | bike.photo | An uploaded photo becomes the one of this slot; the older one is kept |
| get | `/api/v1/papers` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | Documents that were issued for a bike of the own area |
| get | `/api/v1/papers/{id}` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  |  | One issued document |
| get | `/api/v1/papers/{id}/pdf` |  |  | x |  | x |  |  |  |  |  |  |  |  |  |  | paper.pdf | The document as PDF, 
counted and audited |
| get | `/api/v1/public/verify/{code}` | x |  |  |  |  |  |  |  |  |  |  |  |  |  |  |  | Does the certificate with this code hold; nothing else is told |
| get | `/api/v1/figures` |  |  | x | x | x |  |  |  |  | x |  |  |  |  |  |  | What each figure is: numerator, 
denominator, 
cut-off |
| get | `/api/v1/figures/{name}` |  |  | x | x | x |  |  |  |  | x |  |  |  |  |  |  | A figure of the own area, 
divided |
| get | `/api/v1/figures/{name}/rows` |  |  | x | x | x |  |  |  |  | x |  |  |  |  |  |  | What lies behind a figure or one of its rows |
| get | `/api/v1/exports` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | What one has exported, 
newest first |
| get | `/api/v1/exports/count` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | How many bikes an export would have, 
and what is left of today's limit |
| post | `/api/v1/exports` |  |  | x | x |  |  |  |  |  |  |  |  |  |  | yes | bike.export | Bikes of the own area by filter, 
owners masked, 
as CSV or XLSX |
| get | `/api/v1/imports` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | Imports, 
newest first, 
also those of the command line that have ended |
| get | `/api/v1/imports/columns` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | The columns a file may have |
| post | `/api/v1/imports` |  |  |  |  |  |  |  |  |  |  | x |  |  |  | yes | import_job.new | Begin an import: the file's name and size; its bytes follow in pieces. Nothing is written to the register before a dry run |
| get | `/api/v1/imports/{id}` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | One import, 
with how far it is |
| post | `/api/v1/imports/{id}/pieces` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | import_job.uploaded | The file's next 2 MiB, 
sealed and synced when answered; one that is there already is passed over |
| post | `/api/v1/imports/{id}/check` |  |  |  |  |  |  |  |  |  |  | x |  |  |  | yes | import_job.check | Dry run: what the file would do, 
and nothing is written to the register. One import is at work at a time |
| post | `/api/v1/imports/{id}/do/{event}` |  |  |  |  |  |  |  |  |  |  | x |  |  |  | yes | import_job.do | apply (after a dry run), 
resume (what was stopped or broken off), 
undo (what a run made, 
but for what was touched since) |
| post | `/api/v1/imports/{id}/stop` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | import_job.stop | End what is at work after its batch; it can be resumed |
| post | `/api/v1/imports/{id}/discard` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  | import_job.discard | Remove the uploaded file; what a run made stays |
| get | `/api/v1/imports/{id}/reasons` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | Why rows are refused or doubtful, 
by how often |
| get | `/api/v1/imports/{id}/errors` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | The bad rows in the file's order: line, 
column, 
reason, 
never the row; of a dry run the first 100,000 |
| get | `/api/v1/imports/{id}/errors/file` |  |  |  |  |  |  |  |  |  |  | x |  |  |  | yes | import_job.errors | The bad rows as CSV, 
each as it stands in the file: personal data, 
for the account that uploaded it only |
| get | `/api/v1/imports/{id}/left` |  |  |  |  |  |  |  |  |  |  | x |  |  |  |  |  | What an undo left, 
because somebody has touched it since |
| get | `/api/v1/thefts` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | Theft cases, 
newest first |
| post | `/api/v1/thefts` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | theft.report | Take a theft report |
| get | `/api/v1/thefts/{id}` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | One case |
| post | `/api/v1/thefts/{id}/do/{event}` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | theft.step | watch, 
recover, 
withdraw or reopen a case |
| get | `/api/v1/thefts/{id}/events` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | What happened to a case, 
in order |
| get | `/api/v1/thefts/{id}/live` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | live.read | Where the bike is heard now; needs the open case; audited |
| get | `/api/v1/thefts/{id}/trail` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | trail.read | The bike's trail within the case's window, 
with gaps; needs the open case; audited |
| get | `/api/v1/alerts` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | Alerts, 
newest first |
| get | `/api/v1/alerts/{id}` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  |  | One alert |
| post | `/api/v1/alerts/{id}/ack` |  |  | x | x |  |  |  |  |  |  |  |  |  |  |  | alert.ack | Acknowledge an alert |
| get | `/api/v1/audit` |  |  |  |  |  |  |  |  |  |  |  |  | x |  |  | audit.read | Who looked at or changed what, 
newest first |
| get | `/api/v1/audit/chain` |  |  |  |  |  |  |  |  |  |  |  |  | x |  |  |  | The end of the audit's chain, 
and where it was told |
| get | `/api/v1/events` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | Server-sent events: alert, 
theft, 
station, 
system; resumes by Last-Event-ID |
| get | `/api/v1/openapi.json` |  |  | x | x | x | x | x | x | x | x | x | x | x |  |  |  | This interface as an OpenAPI 3.1 document |
