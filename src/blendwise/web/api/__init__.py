"""The API: the same readings and actions, for programs, under `/api/v1/`; an operation's group per file."""
