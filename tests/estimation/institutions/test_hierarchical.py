"""Underlying shares with the doubt about the common pattern carried along."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.special import betaln, expit

from blendwise.estimation.institutions import empirical_bayes, hierarchical, institution_counts
from blendwise.estimation.proportions import jeffreys

GIANT = "ROC Midden Nederland"


@pytest.fixture(scope="module")
def rats(published, counts):
    facts = published("beta_binomial")["rats"]
    return hierarchical(counts(facts["hits"], facts["trials"]))


@pytest.fixture(scope="module")
def shrunken(table):
    return hierarchical(table)


class TestAgainstPublished:
    """Rat tumours, 71 groups: Bayesian Data Analysis, section 5.3."""

    def test_the_pattern(self, rats, published):
        facts, hyper = published("hierarchical")["rats"], rats.mixture.hyper
        assert hyper.weight @ hyper.a == pytest.approx(facts["expected_a"], abs=1e-3)
        assert hyper.weight @ hyper.b == pytest.approx(facts["expected_b"], abs=1e-3)
        assert rats.pattern_mean == pytest.approx(facts["expected_mean"], abs=1e-6)

    def test_the_institutions(self, rats, published):
        for hits, trials, mean, *sd in published("hierarchical")["rats"]["institutions"]:
            row = np.flatnonzero((rats.counts.hits == hits) & (rats.counts.trials == trials))[0]
            assert rats.mean[row] == pytest.approx(mean, abs=1e-6)
            if sd:
                assert rats.sd[row] == pytest.approx(sd[0], abs=1e-6)


class TestAgainstAnother:
    def test_a_mean_by_plain_integration(self, counts):
        """Four institutions, the posterior mean of the first by scipy's adaptive double integral."""
        hits, trials = np.array([0, 1, 3, 12]), np.array([40, 30, 60, 50])

        def density(size, mean):
            a, b = expit(mean) * np.exp(size), expit(-mean) * np.exp(size)
            likelihood = np.exp((betaln(a + hits, b + trials - hits) - betaln(a, b)).sum() + 40)
            return likelihood * a * b * (a + b) ** -2.5

        def first(size, mean):
            a, s = expit(mean) * np.exp(size), np.exp(size)
            return density(size, mean) * (a + hits[0]) / (s + trials[0])

        box = (-9.0, 4.0, -8.0, 30.0)
        top, all_ = (dblquad(f, *box, epsabs=1e-14, epsrel=1e-7)[0] for f in (first, density))
        assert hierarchical(counts(hits, trials)).mean[0] == pytest.approx(top / all_, abs=2e-6)

    def test_twice_as_many_nodes_change_nothing(self, table, shrunken):
        one, other = shrunken, hierarchical(table, nodes=(120, 160))
        for name in ("mean", "sd", "low", "high"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-8)

    def test_many_institutions_and_few_nodes_agree_with_many_nodes(self):
        rng = np.random.default_rng(3)
        trials = rng.integers(20, 60, 1200)
        hits = rng.binomial(trials, rng.beta(0.5, 20, 1200))
        many = institution_counts([str(i) for i in range(1200)], hits, trials)
        few, fine = hierarchical(many), hierarchical(many, nodes=(30, 30))
        assert few.mean == pytest.approx(fine.mean, abs=1e-6)
        assert few.high == pytest.approx(fine.high, abs=1e-5)


class TestTheReport:
    def test_the_giant_stands_by_itself(self, table, shrunken):
        found = shrunken
        row = table.row(GIANT)
        own = jeffreys(104, 244)
        assert found.outside[row] == 1.0
        assert [found.low[row], found.high[row]] == pytest.approx([float(own.low), float(own.high)])
        assert found.mean[row] == pytest.approx(104.5 / 245)
        assert GIANT in found.warning_sentences("nl")[0]

    def test_no_tick_is_not_a_share_of_zero(self, table, shrunken):
        """0 of 339: the underlying share is some 0.06 %, and could be 0.4 %."""
        found = shrunken
        row = table.row("no ticks 22")
        assert found.mean[row] == pytest.approx(0.000614, abs=2e-6)
        assert 0 < found.low[row] < found.high[row]
        assert found.high[row] == pytest.approx(0.00447, abs=2e-5)

    def test_empirical_bayes_is_the_formula(self, table):
        """(a + 31)/(a + b + 630) with the pattern of those within it."""
        found = empirical_bayes(table)
        expected = (0.2409365 + 31) / (0.2409365 + 27.7982194 + 630)
        assert found.mean[table.row("Koning Willem 1 College")] == pytest.approx(expected, abs=1e-7)

    def test_a_known_pattern_makes_narrower_intervals_where_something_was_ticked(self, table, shrunken):
        known, some = empirical_bayes(table), (table.hits > 1) & (shrunken.outside == 0)
        assert ((known.high - known.low) < (shrunken.high - shrunken.low))[some].all()


ROWS = st.lists(
    st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=7
).filter(lambda rows: any(0 < k < n for k, n in rows))


def of(rows):
    hits, trials = zip(*rows, strict=True)
    return institution_counts([str(i) for i in range(len(rows))], hits, trials)


class TestProperties:
    @settings(max_examples=12, deadline=None)
    @given(ROWS)
    def test_an_interval_has_width_and_holds_the_mean_of_a_one_topped_rate(self, rows):
        found = hierarchical(of(rows))
        assert (found.low < found.high).all()
        assert ((found.low >= 0) & (found.high <= 1)).all()
        assert ((found.mean > 0) & (found.mean < 1)).all()
        assert (found.mean < found.high).all()

    @settings(max_examples=8, deadline=None)
    @given(ROWS, st.randoms())
    def test_the_order_of_rows_does_not_matter(self, rows, random):
        order = random.sample(range(len(rows)), len(rows))
        mixed, straight = hierarchical(of([rows[i] for i in order])), hierarchical(of(rows))
        assert mixed.mean == pytest.approx(straight.mean[order], rel=1e-12)
        assert mixed.high == pytest.approx(straight.high[order], rel=1e-12)

    @settings(max_examples=8, deadline=None)
    @given(ROWS)
    def test_a_higher_level_is_never_narrower(self, rows):
        found = hierarchical(of(rows))
        narrow, wide = found.limits(0.8), found.limits(0.99)
        assert (wide.low <= narrow.low).all()
        assert (wide.high >= narrow.high).all()

    @settings(max_examples=8, deadline=None)
    @given(ROWS)
    def test_ticks_and_their_absence_mirror(self, rows):
        found, mirror = (of(r) for r in (rows, [(n - k, n) for k, n in rows]))
        one, other = hierarchical(found, threshold=1e-300), hierarchical(mirror, threshold=1e-300)
        assert one.mean == pytest.approx(1 - other.mean, abs=1e-7)

    def test_of_equal_sizes_more_ticks_is_more(self, counts):
        found = hierarchical(counts([0, 1, 2, 5, 9], [60] * 5))
        assert (np.diff(found.mean) > 0).all()
        assert (np.diff(found.low) > 0).all()


class TestEdges:
    @pytest.mark.parametrize("hits", [[0, 0, 0], [40, 30, 60], [0, 30, 0]])
    def test_without_both_hits_and_misses_it_says_so_in_words(self, counts, hits):
        found = hierarchical(counts(hits, [40, 30, 60]))
        assert np.isnan(found.mean).all()
        assert np.isnan(found.high).all()
        assert "logit_normal" in found.warning_sentences("en")[0]
        assert found.about("1", "nl").endswith("Het onderliggende aandeel is niet te berekenen.")
        assert found.sentence("en").startswith("Undefined")

    def test_no_difference_beyond_chance_still_has_an_interval_with_a_width(self, counts):
        even = counts([5, 5, 5, 5], [50, 50, 50, 50])
        assert (hierarchical(even).low < 0.1).all()
        assert (hierarchical(even).high > 0.1).all()
        assert np.isnan(empirical_bayes(even).high).all()
        assert "spread" in empirical_bayes(even).warning_sentences("en")[0]

    def test_no_trials_is_undefined(self, counts):
        found = hierarchical(counts([0, 1, 3, 0], [40, 30, 60, 0]))
        assert np.isnan(found.mean[3])
        assert found.as_columns()["mean"][3] is None
        assert found.about("4", "en") == "At 4 there is nothing to take a share of."

    def test_fewer_than_twenty_trials_get_no_percentage(self, counts):
        found = hierarchical(counts([2, 1, 3], [15, 30, 60]))
        assert found.about("1", "en").startswith("1: registered 2 of the 15; underlying")


class TestCoverage:
    def test_the_intervals_hold_the_true_rates(self):
        """25 tables of 40 institutions from one pattern: 1,000 intervals of 90 %."""
        rng, held = np.random.default_rng(11), []
        for _ in range(25):
            rates, trials = rng.beta(1.2, 60, 40), rng.integers(40, 500, 40)
            table = institution_counts([str(i) for i in range(40)], rng.binomial(trials, rates), trials)
            found = hierarchical(table, level=0.9)
            held += ((found.low <= rates) & (rates <= found.high)).tolist()
        assert np.mean(held) == pytest.approx(0.9, abs=0.03)
