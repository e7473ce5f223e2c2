"""Source to hand in: a system as plain Python with NumPy, in array code or in nested loops, sizes numbers or letters."""
