-- The auditor's lists: all rows of an account, and the rows of a time, newest first. audit_actor stays: it answers whether there was such a look just now.
CREATE INDEX audit_who ON audit (actor, id);
CREATE INDEX audit_at ON audit (at, id);
