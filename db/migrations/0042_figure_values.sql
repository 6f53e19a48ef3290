-- Medians of ten years: every value of whole months that lie behind, packed (src/flow/flow_figures_values.c). figure_kept says of which months it holds, as of the sums.
CREATE TABLE figure_values (
	fig    TEXT NOT NULL,
	month  INTEGER NOT NULL,
	packed BLOB NOT NULL,
	PRIMARY KEY (fig, month)
) STRICT;

-- What was kept before has no values: it is counted anew.
DELETE FROM figure_kept WHERE src IN ('case', 'claim');
