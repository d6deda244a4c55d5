import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.evaluation import Rates, average_precision, calibrate, evaluate, rates_of
from matchers.event import Event
from matchers.finding import Act
from matchers.fitting import Labelled

PAIRS = [(0.9, True), (0.8, False), (0.6, True), (0.4, True), (0.1, False)]


def test_rates_at_a_bar():
    rates = rates_of(PAIRS, 0.5)
    assert rates.precision == pytest.approx(2 / 3)
    assert rates.recall == pytest.approx(2 / 3)
    assert rates.f1 == pytest.approx(2 / 3)
    assert rates.average_precision == pytest.approx((1 + 2 / 3 + 3 / 4) / 3)


def test_nothing_gives_zeros():
    assert rates_of([], 0.5) == Rates(0.0, 0.0, 0.0)
    assert Rates(0.0, 0.0, 0.0).f1 == 0.0
    assert calibrate([]) == ((), 0.0)


def test_equal_scores_are_one_step():
    assert average_precision([(0.5, True), (0.5, False)]) == 0.5
    assert average_precision([(0.5, False), (0.5, True)]) == 0.5


def test_a_calibrated_score_has_no_error():
    bins, error = calibrate([(0.25, True)] + [(0.25, False)] * 3 + [(1.0, True)])
    assert [(b.count, b.mean_score, b.share_doxing) for b in bins] == [
        (4, 0.25, 0.25),
        (1, 1.0, 1.0),
    ]
    assert error == 0.0


SCORED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40)


@given(SCORED, st.floats(0, 1))
def test_rates_lie_between_0_and_1(pairs, bar):
    rates = rates_of(pairs, bar)
    bins, error = calibrate(pairs)
    for value in (rates.precision, rates.recall, rates.average_precision, rates.f1, error):
        assert 0.0 <= value <= 1.0 + 1e-9
    assert sum(b.count for b in bins) == len(pairs)


@given(SCORED)
def test_order_does_not_matter(pairs):
    assert average_precision(pairs) == average_precision(pairs[::-1])


def test_a_report_counts_per_act_trick_and_class(matcher, make_post):
    dox = make_post("die smeris Wim van den Kuipersma woont Dorpsstraat 12 in Veldhoven")
    labelled = [
        Labelled(
            dox, Event(), doxing=True, act=Act.DISCLOSURE, staff_ids=frozenset({"S-01"}),
            kind="disclosure", trick="plain",
        ),
        Labelled(make_post("mooi weer"), Event(), doxing=False, kind="other"),
    ]  # fmt: skip
    told = []
    report = evaluate(matcher, labelled, progress=lambda *step: told.append(step))
    assert (report.posts, report.doxing, report.bar) == (2, 1, 0.5)
    assert report.recall_per_act == {"disclosure": (1, 1)}
    assert report.recall_per_trick == {"plain": (1, 1)}
    assert report.recall_per_lang == {"nl": (1, 1)}
    assert report.false_alarms_per_class == {"other": (0, 1)}
    assert report.right_subject == (1, 1)
    assert report.baseline == Rates(0.5, 1.0, 0.5)
    assert report.model == matcher.model.version
    assert told == [("score", 1, 2), ("score", 2, 2)]


def test_no_posts_make_an_empty_report(matcher):
    report = evaluate(matcher, [])
    assert report.posts == 0
    assert report.baseline == Rates(0.0, 0.0, 0.0)
