"""Every read that a page needs: a frozen dataclass each, without a request and without HTML."""
