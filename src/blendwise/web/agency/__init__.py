"""The agency desk: everything of its own country."""
