"""Institutions side by side: who differs beyond chance, by how much, and in what order, never without doubt.

Begin with `institution_counts`. Then, by question:

- who stands out? `funnel`, `outside_pattern`, and for a list `flags_against_pattern`;
- what is each one's underlying share? `hierarchical`, drawn by `caterpillar`;
- in what order? `ranking`, or without a common pattern `rank_sets`. No function returns a place alone.

The others are for comparison and for whoever asks for them by name.
"""

from blendwise.estimation.institutions.beta_binomial import (
    BetaBinomialFit,
    Pattern,
    fit_beta_binomial,
    pattern_by_moments,
)
from blendwise.estimation.institutions.caterpillar import Caterpillar, caterpillar, registered_caterpillar
from blendwise.estimation.institutions.counts import InstitutionCounts, institution_counts
from blendwise.estimation.institutions.funnel import Funnel, exact_funnel, funnel
from blendwise.estimation.institutions.hierarchical import hierarchical
from blendwise.estimation.institutions.logit_normal import logit_normal
from blendwise.estimation.institutions.multiple_testing import (
    Flags,
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    flags_against_one_rate,
    flags_against_pattern,
    hochberg,
    holm,
    hommel,
)
from blendwise.estimation.institutions.normal_funnel import additive_funnel, multiplicative_funnel
from blendwise.estimation.institutions.outside_pattern import OutsidePattern, outside_pattern
from blendwise.estimation.institutions.overdispersion import ARCSINE, LOGIT, RAW
from blendwise.estimation.institutions.rank_sets import (
    RankSets,
    marginal_places,
    rank_sets,
    simultaneous_places,
)
from blendwise.estimation.institutions.ranks import Ranking, ranking
from blendwise.estimation.institutions.shrinkage import BetaRates, ShrunkenRates, empirical_bayes

__all__ = [
    "ARCSINE",
    "LOGIT",
    "RAW",
    "BetaBinomialFit",
    "BetaRates",
    "Caterpillar",
    "Flags",
    "Funnel",
    "InstitutionCounts",
    "OutsidePattern",
    "Pattern",
    "RankSets",
    "Ranking",
    "ShrunkenRates",
    "additive_funnel",
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "caterpillar",
    "empirical_bayes",
    "exact_funnel",
    "fit_beta_binomial",
    "flags_against_one_rate",
    "flags_against_pattern",
    "funnel",
    "hierarchical",
    "hochberg",
    "holm",
    "hommel",
    "institution_counts",
    "logit_normal",
    "marginal_places",
    "multiplicative_funnel",
    "outside_pattern",
    "pattern_by_moments",
    "rank_sets",
    "ranking",
    "registered_caterpillar",
    "simultaneous_places",
]
