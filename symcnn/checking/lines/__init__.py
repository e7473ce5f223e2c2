"""What one line of a document can be: a claim, a definition, given numbers, a step of descent, a size, an error."""
