"""A page per file."""
