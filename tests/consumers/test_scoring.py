"""The real matcher and the real watchlist in the loop."""

import pytest

from consumers.scoring import LiveMatcher
from matchers.model import Model
from matchers.staff import StaffEntry
from runtime.errors import NotFoundError
from watchlists.live import LiveDirectory
from watchlists.versions import Versions

DOX = (
    "Deze smeris heet Roelof Quakkelstein en woont Veenpluis 912 in Zeist, bel hem op 06-12345678."
    " Ga vanavond met z'n allen bij hem langs en laat hem voelen wat hij gedaan heeft!"
)
ROELOF = StaffEntry(
    "S-1",
    "Quakkelstein",
    ("Roelof",),
    "Roelof",
    phones=("06-12345678",),
    addresses=("Veenpluis 912, 3702 KD Zeist",),
)
OTHER = StaffEntry("S-2", "Bramentuin", ("Aukje",), "Aukje")


@pytest.fixture
def versions(world, keyring):
    return Versions(world.engine, world.clock, world.audit, keyring)


@pytest.fixture
def matcher(versions):
    return LiveMatcher(LiveDirectory(versions, check_every_s=0.0), Model.load(None))


def import_list(versions, *entries):
    versions.import_list(entries, "beheer-1", "beheer-2", "staff.csv")


def test_the_matcher_stays_while_the_list_does(versions, matcher):
    import_list(versions, OTHER)
    first = matcher.current()
    assert matcher.current() is first
    import_list(versions, OTHER, ROELOF)
    assert matcher.current() is not first


def test_a_new_watchlist_is_picked_up_during_ingest(world, versions, matcher, line, tmp_path):
    world.open_window()
    import_list(versions, OTHER)
    path = tmp_path / "posts.ndjson"
    path.write_bytes(b"".join(line(number, text=DOX) + b"\n" for number in range(3)))
    reports = []

    def confirm_another(report):
        reports.append(report)
        if len(reports) == 1:
            import_list(versions, OTHER, ROELOF)

    world.ingest(path, batch_size=1, current_scorer=matcher.current, on_report=confirm_another)
    latest_published_first = [alert.staff_ids for alert in world.alerts()]
    assert latest_published_first[-2:] == [("S-1",), ("S-1",)]
    assert latest_published_first[:-2] in ([], [()])


def test_without_a_watchlist_a_post_in_a_window_ends_the_loop(world, matcher, line, tmp_path):
    path = tmp_path / "posts.ndjson"
    path.write_bytes(line(1, text=DOX) + b"\n")
    world.ingest(path, label="no window", current_scorer=matcher.current)
    world.open_window()
    with pytest.raises(NotFoundError):
        world.ingest(path, current_scorer=matcher.current)
    assert world.alerts() == ()
