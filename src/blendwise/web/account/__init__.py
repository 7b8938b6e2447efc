"""One's own account: invitations, the demonstration's log-ins, what is kept about oneself."""
