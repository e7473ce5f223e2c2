"""Networks that ship with the package, each a Markdown file named by what it is."""
