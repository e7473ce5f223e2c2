"""The notations of pages, each brought to the one that the judge reads: one notation, one file."""
