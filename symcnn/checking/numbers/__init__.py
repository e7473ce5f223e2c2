"""Numbers as people write them: how far their digits go, how their authors round, and what equals what."""
