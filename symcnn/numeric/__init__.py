"""Numbers: exact evaluation, written-out sums, and programs in NumPy, each read off a system."""
