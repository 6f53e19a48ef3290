-- name: years
SELECT year FROM holiday_year WHERE year BETWEEN $1 AND $2;
-- name: days
SELECT day, CASE WHEN kind = 'off' THEN 1 ELSE 0 END FROM holiday WHERE day BETWEEN $1 AND $2;
