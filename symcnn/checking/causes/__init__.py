"""Why a line is wrong: rules swapped, edits undone, terms and factors compared, the likeliest first."""
