"""The public desk: open to everybody."""
