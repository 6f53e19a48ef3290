-- Figures of ten years: indexes that have all that a figure asks, and sums of whole months that lie behind.

CREATE INDEX theft_figure ON theft (reported_at, unit, state, lock_kind, number, accepted_at, filed_at, located_at, recovered_at, solved_at, crime);
CREATE INDEX theft_figure_open ON theft (reported_at, unit, state, lock_kind, number) WHERE state NOT IN ('not_filed', 'returned', 'withdrawn', 'unfounded');
CREATE INDEX theft_event_watched ON theft_event (theft) WHERE to_state = 'watched';
CREATE INDEX alert_figure ON alert (opened_at, district, outcome, theft, state);
CREATE INDEX police_order_figure ON police_order (issued_at, unit, state, signed_at, level, theft);
CREATE INDEX plan_figure ON plan (sold_at, unit, site, state, product, price_fen, refund_fen);
CREATE INDEX plan_running ON plan (unit, site, product, ends_at, starts_at) WHERE state = 'live';
CREATE INDEX claim_figure ON claim (submitted_at, unit, state, amount_fen, paid_at, owed_day, closed_at, theft);
CREATE INDEX claim_owed ON claim (submitted_at, unit, state, owed_day, theft) WHERE owed_day IS NOT NULL AND paid_at IS NULL AND closed_at IS NULL AND state <> 'rejected';

-- What a figure says of one whole month (its first day, as month_start has them), by all that it may be divided by or narrowed to. word: a lock, a product.
CREATE TABLE figure_month (
	fig      TEXT NOT NULL,
	month    INTEGER NOT NULL,
	unit     INTEGER NOT NULL,
	site     INTEGER NOT NULL,
	district INTEGER NOT NULL,
	word     TEXT NOT NULL,
	num      INTEGER NOT NULL,
	den      INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	PRIMARY KEY (fig, month, unit, site, district, word)
) STRICT, WITHOUT ROWID;

-- The same by day, for whole trees of units (root: the one at the top; 0: without a unit), by nothing else: a division by day of years has a row a day to read.
CREATE TABLE figure_day (
	fig    TEXT NOT NULL,
	day    INTEGER NOT NULL,
	root   INTEGER NOT NULL,
	month  INTEGER NOT NULL,
	num    INTEGER NOT NULL,
	den    INTEGER NOT NULL,
	amount INTEGER NOT NULL,
	PRIMARY KEY (fig, day, root)
) STRICT, WITHOUT ROWID;

-- The months of which the above holds. Whoever changes anything that a figure asks about takes the month out, in the same transaction, by the triggers below; the
-- program counts it anew and puts it back. 31 days before a day there is one first of a month, or two: then both go.
CREATE TABLE figure_kept (
	src   TEXT NOT NULL CHECK (src IN ('case', 'alert', 'order', 'plan', 'claim')),
	month INTEGER NOT NULL,
	PRIMARY KEY (src, month)
) STRICT, WITHOUT ROWID;

-- A case: its own month, those of the cases of the same crime, and those of its alerts, which are its unit's.
CREATE TRIGGER figure_case_new AFTER INSERT ON theft BEGIN
	DELETE FROM figure_kept WHERE src = 'case' AND month <= (NEW.reported_at + 28800000) / 86400000 AND month > (NEW.reported_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime = NEW.crime AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
END;
-- pg:
-- CREATE FUNCTION figure_case_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'case' AND month <= (NEW.reported_at + 28800000) / 86400000 AND month > (NEW.reported_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime = NEW.crime AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_case_new AFTER INSERT ON theft FOR EACH ROW EXECUTE FUNCTION figure_case_new();
-- end pg
CREATE TRIGGER figure_case_gone AFTER DELETE ON theft BEGIN
	DELETE FROM figure_kept WHERE src = 'case' AND month <= (OLD.reported_at + 28800000) / 86400000 AND month > (OLD.reported_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime = OLD.crime AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
END;
-- pg:
-- CREATE FUNCTION figure_case_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'case' AND month <= (OLD.reported_at + 28800000) / 86400000 AND month > (OLD.reported_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime = OLD.crime AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_case_gone AFTER DELETE ON theft FOR EACH ROW EXECUTE FUNCTION figure_case_gone();
-- end pg
CREATE TRIGGER figure_case_change AFTER UPDATE OF number, reported_at, unit, state, lock_kind, accepted_at, filed_at, located_at, recovered_at, solved_at, crime ON theft BEGIN
	DELETE FROM figure_kept WHERE src = 'case' AND month <= (OLD.reported_at + 28800000) / 86400000 AND month > (OLD.reported_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'case' AND month <= (NEW.reported_at + 28800000) / 86400000 AND month > (NEW.reported_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime IN (OLD.crime, NEW.crime) AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
	DELETE FROM figure_kept WHERE src = 'alert' AND EXISTS (SELECT 1 FROM alert a WHERE a.theft = NEW.id AND NEW.unit <> OLD.unit AND figure_kept.month <= (a.opened_at + 28800000) / 86400000 AND figure_kept.month > (a.opened_at + 28800000) / 86400000 - 31);
END;
-- pg:
-- CREATE FUNCTION figure_case_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'case' AND month <= (OLD.reported_at + 28800000) / 86400000 AND month > (OLD.reported_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'case' AND month <= (NEW.reported_at + 28800000) / 86400000 AND month > (NEW.reported_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.crime > 0 AND t.crime IN (OLD.crime, NEW.crime) AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
-- DELETE FROM figure_kept WHERE src = 'alert' AND EXISTS (SELECT 1 FROM alert a WHERE a.theft = NEW.id AND NEW.unit <> OLD.unit AND figure_kept.month <= (a.opened_at + 28800000) / 86400000 AND figure_kept.month > (a.opened_at + 28800000) / 86400000 - 31);
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_case_change AFTER UPDATE OF number, reported_at, unit, state, lock_kind, accepted_at, filed_at, located_at, recovered_at, solved_at, crime ON theft FOR EACH ROW EXECUTE FUNCTION figure_case_change();
-- end pg
CREATE TRIGGER figure_case_watched AFTER INSERT ON theft_event WHEN NEW.to_state = 'watched' BEGIN
	DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.id = NEW.theft AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
END;
-- pg:
-- CREATE FUNCTION figure_case_watched() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'case' AND EXISTS (SELECT 1 FROM theft t WHERE t.id = NEW.theft AND figure_kept.month <= (t.reported_at + 28800000) / 86400000 AND figure_kept.month > (t.reported_at + 28800000) / 86400000 - 31);
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_case_watched AFTER INSERT ON theft_event FOR EACH ROW WHEN (NEW.to_state = 'watched') EXECUTE FUNCTION figure_case_watched();
-- end pg
CREATE TRIGGER figure_alert_new AFTER INSERT ON alert BEGIN
	DELETE FROM figure_kept WHERE src = 'alert' AND month <= (NEW.opened_at + 28800000) / 86400000 AND month > (NEW.opened_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_alert_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'alert' AND month <= (NEW.opened_at + 28800000) / 86400000 AND month > (NEW.opened_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_alert_new AFTER INSERT ON alert FOR EACH ROW EXECUTE FUNCTION figure_alert_new();
-- end pg
CREATE TRIGGER figure_alert_gone AFTER DELETE ON alert BEGIN
	DELETE FROM figure_kept WHERE src = 'alert' AND month <= (OLD.opened_at + 28800000) / 86400000 AND month > (OLD.opened_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_alert_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'alert' AND month <= (OLD.opened_at + 28800000) / 86400000 AND month > (OLD.opened_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_alert_gone AFTER DELETE ON alert FOR EACH ROW EXECUTE FUNCTION figure_alert_gone();
-- end pg
CREATE TRIGGER figure_alert_change AFTER UPDATE OF opened_at, district, outcome, theft ON alert BEGIN
	DELETE FROM figure_kept WHERE src = 'alert' AND month <= (OLD.opened_at + 28800000) / 86400000 AND month > (OLD.opened_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'alert' AND month <= (NEW.opened_at + 28800000) / 86400000 AND month > (NEW.opened_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_alert_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'alert' AND month <= (OLD.opened_at + 28800000) / 86400000 AND month > (OLD.opened_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'alert' AND month <= (NEW.opened_at + 28800000) / 86400000 AND month > (NEW.opened_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_alert_change AFTER UPDATE OF opened_at, district, outcome, theft ON alert FOR EACH ROW EXECUTE FUNCTION figure_alert_change();
-- end pg
CREATE TRIGGER figure_order_new AFTER INSERT ON police_order BEGIN
	DELETE FROM figure_kept WHERE src = 'order' AND month <= (NEW.issued_at + 28800000) / 86400000 AND month > (NEW.issued_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_order_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'order' AND month <= (NEW.issued_at + 28800000) / 86400000 AND month > (NEW.issued_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_order_new AFTER INSERT ON police_order FOR EACH ROW EXECUTE FUNCTION figure_order_new();
-- end pg
CREATE TRIGGER figure_order_gone AFTER DELETE ON police_order BEGIN
	DELETE FROM figure_kept WHERE src = 'order' AND month <= (OLD.issued_at + 28800000) / 86400000 AND month > (OLD.issued_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_order_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'order' AND month <= (OLD.issued_at + 28800000) / 86400000 AND month > (OLD.issued_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_order_gone AFTER DELETE ON police_order FOR EACH ROW EXECUTE FUNCTION figure_order_gone();
-- end pg
CREATE TRIGGER figure_order_change AFTER UPDATE OF issued_at, unit, signed_at, level, theft ON police_order BEGIN
	DELETE FROM figure_kept WHERE src = 'order' AND month <= (OLD.issued_at + 28800000) / 86400000 AND month > (OLD.issued_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'order' AND month <= (NEW.issued_at + 28800000) / 86400000 AND month > (NEW.issued_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_order_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'order' AND month <= (OLD.issued_at + 28800000) / 86400000 AND month > (OLD.issued_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'order' AND month <= (NEW.issued_at + 28800000) / 86400000 AND month > (NEW.issued_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_order_change AFTER UPDATE OF issued_at, unit, signed_at, level, theft ON police_order FOR EACH ROW EXECUTE FUNCTION figure_order_change();
-- end pg
CREATE TRIGGER figure_plan_new AFTER INSERT ON plan BEGIN
	DELETE FROM figure_kept WHERE src = 'plan' AND month <= (NEW.sold_at + 28800000) / 86400000 AND month > (NEW.sold_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_plan_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'plan' AND month <= (NEW.sold_at + 28800000) / 86400000 AND month > (NEW.sold_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_plan_new AFTER INSERT ON plan FOR EACH ROW EXECUTE FUNCTION figure_plan_new();
-- end pg
CREATE TRIGGER figure_plan_gone AFTER DELETE ON plan BEGIN
	DELETE FROM figure_kept WHERE src = 'plan' AND month <= (OLD.sold_at + 28800000) / 86400000 AND month > (OLD.sold_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_plan_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'plan' AND month <= (OLD.sold_at + 28800000) / 86400000 AND month > (OLD.sold_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_plan_gone AFTER DELETE ON plan FOR EACH ROW EXECUTE FUNCTION figure_plan_gone();
-- end pg
CREATE TRIGGER figure_plan_change AFTER UPDATE OF sold_at, unit, site, state, product, price_fen, refund_fen ON plan BEGIN
	DELETE FROM figure_kept WHERE src = 'plan' AND month <= (OLD.sold_at + 28800000) / 86400000 AND month > (OLD.sold_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'plan' AND month <= (NEW.sold_at + 28800000) / 86400000 AND month > (NEW.sold_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_plan_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'plan' AND month <= (OLD.sold_at + 28800000) / 86400000 AND month > (OLD.sold_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'plan' AND month <= (NEW.sold_at + 28800000) / 86400000 AND month > (NEW.sold_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_plan_change AFTER UPDATE OF sold_at, unit, site, state, product, price_fen, refund_fen ON plan FOR EACH ROW EXECUTE FUNCTION figure_plan_change();
-- end pg
CREATE TRIGGER figure_claim_new AFTER INSERT ON claim BEGIN
	DELETE FROM figure_kept WHERE src = 'claim' AND month <= (NEW.submitted_at + 28800000) / 86400000 AND month > (NEW.submitted_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_claim_new() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'claim' AND month <= (NEW.submitted_at + 28800000) / 86400000 AND month > (NEW.submitted_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_claim_new AFTER INSERT ON claim FOR EACH ROW EXECUTE FUNCTION figure_claim_new();
-- end pg
CREATE TRIGGER figure_claim_gone AFTER DELETE ON claim BEGIN
	DELETE FROM figure_kept WHERE src = 'claim' AND month <= (OLD.submitted_at + 28800000) / 86400000 AND month > (OLD.submitted_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_claim_gone() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'claim' AND month <= (OLD.submitted_at + 28800000) / 86400000 AND month > (OLD.submitted_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_claim_gone AFTER DELETE ON claim FOR EACH ROW EXECUTE FUNCTION figure_claim_gone();
-- end pg
CREATE TRIGGER figure_claim_change AFTER UPDATE OF submitted_at, unit, state, amount_fen, paid_at, theft ON claim BEGIN
	DELETE FROM figure_kept WHERE src = 'claim' AND month <= (OLD.submitted_at + 28800000) / 86400000 AND month > (OLD.submitted_at + 28800000) / 86400000 - 31;
	DELETE FROM figure_kept WHERE src = 'claim' AND month <= (NEW.submitted_at + 28800000) / 86400000 AND month > (NEW.submitted_at + 28800000) / 86400000 - 31;
END;
-- pg:
-- CREATE FUNCTION figure_claim_change() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'claim' AND month <= (OLD.submitted_at + 28800000) / 86400000 AND month > (OLD.submitted_at + 28800000) / 86400000 - 31;
-- DELETE FROM figure_kept WHERE src = 'claim' AND month <= (NEW.submitted_at + 28800000) / 86400000 AND month > (NEW.submitted_at + 28800000) / 86400000 - 31;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_claim_change AFTER UPDATE OF submitted_at, unit, state, amount_fen, paid_at, theft ON claim FOR EACH ROW EXECUTE FUNCTION figure_claim_change();
-- end pg
-- Plans are of their point's district.
CREATE TRIGGER figure_plan_place AFTER UPDATE OF district ON site BEGIN
	DELETE FROM figure_kept WHERE src = 'plan' AND NEW.district <> OLD.district;
END;
-- pg:
-- CREATE FUNCTION figure_plan_place() RETURNS trigger LANGUAGE plpgsql AS $yz$
-- BEGIN
-- DELETE FROM figure_kept WHERE src = 'plan' AND NEW.district <> OLD.district;
-- RETURN NULL;
-- END $yz$;
-- CREATE TRIGGER figure_plan_place AFTER UPDATE OF district ON site FOR EACH ROW EXECUTE FUNCTION figure_plan_place();
-- end pg
