"""Letters, whole-number quantities built of them, names in normal form, and what is known of each."""
