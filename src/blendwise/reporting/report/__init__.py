"""The report: one HTML file that an agency can send on, for paper, phone and desktop.

`contents.py` gathers the facts, in no language; `sections/` holds a file per section, which turns them into
headings, sentences, tables and charts (`blocks.py`); `page.py` makes the page of those. A new section is one
file in `sections/` and one line in its list; a new kind of block is one class and one template.
"""

from blendwise.reporting.report.call_sets import call_sets
from blendwise.reporting.report.own_words import OwnWords
from blendwise.reporting.report.writing import report_html, write_report

__all__ = ["OwnWords", "call_sets", "report_html", "write_report"]
