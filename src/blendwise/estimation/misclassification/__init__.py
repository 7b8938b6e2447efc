"""What is true if ticks are missing, or wrong, at a rate that is assumed and not measured here.

Sensitivity is the share of truly blended mobilities that were ticked; specificity the share of the others
that were not. Use this as a "what if". It is an estimate only when both rates come from this same register;
a sample of checks (`blendwise.estimation.audit`) does better with the same work.

At a rate of 1.65 % specificity decides everything: three wrong ticks per thousand mobilities are a fifth of
all ticks. Every function warns when specificity is not known well enough for its answer, and refuses when
all ticks could be wrong; `despite_specificity=True` gives the figure all the same, with the warning.
"""

from blendwise.estimation.misclassification.bayes import Belief, bayes, from_checks, strip
from blendwise.estimation.misclassification.blaker import blaker
from blendwise.estimation.misclassification.lang_reiczigel import lang_reiczigel
from blendwise.estimation.misclassification.rogan_gladen import rogan_gladen, what_if

__all__ = ["Belief", "bayes", "blaker", "from_checks", "lang_reiczigel", "rogan_gladen", "strip", "what_if"]
