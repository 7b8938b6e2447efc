"""People: who has an account, and who is invited to one."""
