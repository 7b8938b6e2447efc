"""Estimates as people read them: a module per command, each with its text, its table and its chart.

`compare`, `funnel`, `bounds`, `audit`, `correct` and `recapture` make an `Answer` each (`answer.py`): sentences
that the results themselves say, and a row per result. `charts` draws them. Import them by name: they need the
extra `statistics`, and charts the extra `report` too.
"""
