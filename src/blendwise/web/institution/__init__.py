"""The institution desk: its own rows, and the anonymous rest of the sector."""
