"""Imports: the same pages for the agency, which sees all, and for an institution, which sees its own."""
