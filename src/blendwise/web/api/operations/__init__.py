"""A file per group of operations; each holds a `router`."""
