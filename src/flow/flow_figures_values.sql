-- Every value of whole months that lie behind (flow_figures_values.c). $1 figure, $2 the first day of a month
-- name: values_put
INSERT INTO figure_values (fig, month, packed) VALUES ($1, $2, $3);
-- name: values_drop
DELETE FROM figure_values WHERE fig = $1 AND month = $2;
-- name: values_one
SELECT packed FROM figure_values WHERE fig = $1 AND month = $2;
-- [$2, $3) the first days of months, $4 source
-- name: values
SELECT month, packed FROM figure_values WHERE fig = $1 AND month >= $2 AND month < $3 AND month IN (SELECT q.month FROM figure_kept q WHERE q.src = $4);
-- name: values_units
SELECT id FROM unit WHERE substr(path, 1, length($1)) = $1 ORDER BY id;
