"""Papers: a page or two as PDF, tagged for screen readers (PDF/UA-1), laid out by Typst."""

from blendwise.reporting.paper.paper import Facts, List, Paper, Part, Poster, Text, paper_pdf, poster_pdf

__all__ = ["Facts", "List", "Paper", "Part", "Poster", "Text", "paper_pdf", "poster_pdf"]
