import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert
from cases.grouping import case_id_of, keys_of
from matchers.finding import Level, Subject

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
ALERT = Alert(
    alert_id="a1",
    created_at=NOON,
    ingested_at=NOON,
    kind=AlertKind.ALERT,
    score=0.8,
    level=Level.HIGH,
    incident_id="march",
    window_id="w-1",
    exercise=False,
    grouping=Grouping.SUBJECT,
    platform="forum",
    post_ref="r",
    message="tekst",
    subjects=(Subject("MW1", 0.9), Subject("MW2", 0.5), Subject("MW3", 0.49)),
)
CANDIDATES = replace(ALERT, grouping=Grouping.CANDIDATES, subjects=(), candidates=("MW2", "MW1"))
CLUSTER = replace(ALERT, grouping=Grouping.SOLICITATION, subjects=(), group_hash="h")


def digests(alert):
    return [key.digest for key in keys_of(alert)]


def test_each_confident_subject_has_a_case():
    assert [key.staff_ids for key in keys_of(ALERT)] == [("MW1",), ("MW2",)]


def test_candidates_share_a_case_whatever_their_order():
    assert [key.staff_ids for key in keys_of(CANDIDATES)] == [("MW1", "MW2")]
    assert digests(CANDIDATES) == digests(replace(CANDIDATES, candidates=("MW1", "MW2", "MW1")))


def test_a_cluster_names_nobody_on_the_list():
    weak = replace(CLUSTER, subjects=(Subject("MW1", 0.2),))
    assert [key.staff_ids for key in keys_of(weak)] == [()]


def test_a_report_is_about_whom_it_names_and_needs_no_window():
    report = replace(CLUSTER, grouping=Grouping.REPORT, window_id="", candidates=("MW9",))
    (key,) = keys_of(report)
    assert (key.window_id, key.staff_ids) == ("", ("MW9",))


@pytest.mark.parametrize(
    "other",
    [
        replace(CLUSTER, window_id="w-2"),
        replace(CLUSTER, exercise=True),
        replace(CLUSTER, grouping=Grouping.STRANGER),
        replace(CLUSTER, grouping=Grouping.REPORT),
        replace(CLUSTER, group_hash="i"),
        replace(CANDIDATES, candidates=("h",)),
    ],
)
def test_what_differs_has_another_case(other):
    assert digests(other) != digests(CLUSTER)


def test_one_candidate_is_not_a_subject():
    lone = replace(CANDIDATES, candidates=("MW1",))
    assert digests(lone)[0] not in digests(ALERT)


def test_the_name_of_a_case_is_short_and_never_changes():
    case_id = case_id_of(digests(CLUSTER)[0])
    assert re.fullmatch(r"Z-[A-Z2-7]{8}", case_id)
    assert case_id == "Z-2N3ABCVA"
