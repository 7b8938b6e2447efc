"""Every write. An action takes `by=`, runs in one transaction, and leaves its audit event in it."""
