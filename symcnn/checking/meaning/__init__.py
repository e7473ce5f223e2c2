"""What written mathematics stands for in a network: names, entries, operations, and their values in a world."""
