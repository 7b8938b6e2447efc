"""Hypothesis gives each example 200 ms; on a busy machine that is an assertion on time, which no test makes."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")
