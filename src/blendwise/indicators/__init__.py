"""What is measured: one definition per figure, as an Ibis expression, with unit, population and sentence."""

from blendwise.indicators.against_rules import RuleMisfits, against_rules
from blendwise.indicators.change import (
    CHANGES,
    CallChange,
    SnapshotChange,
    between_calls,
    between_snapshots,
    changed_mobilities,
    same_institutions,
)
from blendwise.indicators.concentration import effective_number, gini, herfindahl, top_share
from blendwise.indicators.coverage import Coverage, coverage
from blendwise.indicators.figure import FEWEST_FOR_A_PERCENTAGE, Figure, say_of, value_in_words
from blendwise.indicators.figures import Figures
from blendwise.indicators.gap import Gap, gap, gap_of
from blendwise.indicators.grouping import figures
from blendwise.indicators.influence import Influence, influences
from blendwise.indicators.pledged import expectation_by_mix, pledged
from blendwise.indicators.population import Population, institution_key
from blendwise.indicators.possible import Possible, possible
from blendwise.indicators.query import Query
from blendwise.indicators.registered import registered

__all__ = [
    "CHANGES",
    "FEWEST_FOR_A_PERCENTAGE",
    "CallChange",
    "Coverage",
    "Figure",
    "Figures",
    "Gap",
    "Influence",
    "Population",
    "Possible",
    "Query",
    "RuleMisfits",
    "SnapshotChange",
    "against_rules",
    "between_calls",
    "between_snapshots",
    "changed_mobilities",
    "coverage",
    "effective_number",
    "expectation_by_mix",
    "figures",
    "gap",
    "gap_of",
    "gini",
    "herfindahl",
    "influences",
    "institution_key",
    "pledged",
    "possible",
    "registered",
    "same_institutions",
    "say_of",
    "top_share",
    "value_in_words",
]
