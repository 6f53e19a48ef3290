-- Where a junction lies, for the rider's map and the words of a notice.
-- name: junction_place
SELECT name, lat_e7, lon_e7 FROM junction WHERE id = $1;
