"""The letters that count samples: ``1/m`` of a mean."""

COUNTS = frozenset("mnNMB")
