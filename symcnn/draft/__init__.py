"""A system being drawn up: arrays as indexed expressions, leaves whose axes are still open, and what a layer is."""
