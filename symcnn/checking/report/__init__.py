"""What is said of a document: the verdict of each claim, its causes, and the forms in which they are shown."""
