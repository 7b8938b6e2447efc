"""tablecheck."""
