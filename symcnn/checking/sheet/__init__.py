"""Whole documents: lines taken in order, what one line means for the next, pages of several topics."""
