"""What every alert store does, whatever it is made of; a new backend adds a parameter."""

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.kinds import AlertKind, Grouping
from alerts.record import Alert, AlertMedia, derive_alert_id, make_alert
from alerts.sqlite import SqliteAlertStore
from alerts.store import AlertQuery
from incidents.secrets import WindowKey
from incidents.window import State, Window
from matchers.finding import Act, Finding, Level, Subject
from matchers.post import Post
from runtime.database import connect, metadata
from runtime.errors import BadInputError, NotFoundError, StoreUnavailableError

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def alert(post_id="p", window_id="w-1", minute=0, **changes):
    made = Alert(
        alert_id=derive_alert_id(window_id, "forum", post_id),
        created_at=NOON + timedelta(minutes=minute),
        ingested_at=NOON + timedelta(hours=1),
        kind=AlertKind.ALERT,
        score=0.75,
        level=Level.HIGH,
        incident_id="march",
        window_id=window_id,
        exercise=False,
        grouping=Grouping.SUBJECT,
        platform="forum",
        post_ref="r",
        message="die agent woont in Zeist",
        acts=(Act.DISCLOSURE,),
        subjects=(Subject("MW1", 0.9),),
    )
    return replace(made, **changes)


@contextmanager
def sqlite_store(folder):
    path = Path(folder) / "alerts.sqlite"
    engine = connect(f"sqlite:///{path}")
    metadata.create_all(engine)

    def break_down():
        engine.dispose()
        for leftover in path.parent.glob("alerts.sqlite*"):
            leftover.unlink()
        path.mkdir()

    yield SqliteAlertStore(engine), break_down
    engine.dispose()
    shutil.rmtree(path, ignore_errors=True)


BACKENDS = {"sqlite": sqlite_store}


@pytest.fixture(params=BACKENDS)
def backend(request, tmp_path):
    with BACKENDS[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def store(backend):
    return backend[0]


def ids(page):
    return [found.alert_id for found in page.alerts]


def found(store, **wanted):
    return sorted(ids(store.search(AlertQuery(**wanted))))


def id_of(post_id, window_id="w-1"):
    return derive_alert_id(window_id, "forum", post_id)


def test_a_redelivered_post_changes_nothing(store):
    assert store.put([alert()]).created == 1
    assert store.put([alert()]).created == 0
    assert store.health().alerts == 1


def test_a_repeat_is_answered_with_what_is_stored(store):
    first = alert(url_sealed="first nonce")
    store.put([first])
    again = alert(url_sealed="second nonce", ingested_at=NOON + timedelta(hours=9))
    assert store.put([again]).stored == (first,)
    assert store.get(first.alert_id) == first


def test_put_answers_in_the_order_given(store):
    old, new, other = alert("old"), alert("new"), alert("other")
    store.put([old])
    result = store.put([new, old, other])
    assert result.created == 2
    assert result.stored == (new, old, other)


def test_a_repeat_within_a_batch_counts_once_and_the_first_stays(store):
    first, second = alert(url_sealed="1"), alert(url_sealed="2")
    result = store.put([first, second])
    assert result.created == 1
    assert result.stored == (first, first)
    assert store.get(first.alert_id) == first


def test_nothing_put_is_nothing_done(store):
    result = store.put([])
    assert (result.created, result.stored) == (0, ())


def test_a_large_batch_is_stored_as_a_whole(store):
    many = [alert(f"p{number}") for number in range(1300)]
    assert store.put(many).created == 1300
    assert store.put(many).stored == tuple(many)


def test_the_same_post_in_two_windows_is_two_alerts(store):
    post = Post("p-1", "forum", NOON, "wie kent deze agent")
    finding = Finding(score=0.8, acts=(Act.SOLICITATION,), sought=("riot_police",))
    windows = [
        Window(
            window_id=window_id,
            incident_id="march",
            state=State.OPEN,
            starts_at=NOON,
            ends_at=NOON + timedelta(hours=1),
            opened_at=NOON,
            purpose="protection",
            legal_basis="invented",
            authorised_by="u-1",
        )
        for window_id in ("w-1", "w-2")
    ]
    keys = [WindowKey(bytes([number]) * 32) for number in range(2)]
    made = [make_alert(post, finding, w, k, NOON) for w, k in zip(windows, keys, strict=True)]
    assert store.put(made).created == 2
    assert [store.get(one.alert_id) for one in made] == made
    assert made[0].group_hash != made[1].group_hash


def test_a_full_alert_comes_back_as_it_went_in(store):
    full = alert(
        message="Ünïcode 👮 \u200d \n regel 2",
        media=(AlertMedia("image", "ab" * 32, "ocr", "alt", "sealed"),),
        candidates=("MW1", "MW2"),
        categories=("home_address",),
    )
    store.put([full])
    assert store.get(full.alert_id) == full
    assert store.search(AlertQuery()).alerts == (full,)


def test_an_unknown_id_is_not_found(store):
    with pytest.raises(NotFoundError):
        store.get("nobody")


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("café", True),
        ("CAFE", True),
        ("agente", True),
        ("één", True),
        ("een", True),
        ("kerkstr*", True),
        ("kerkstr", False),
        ("kerkstraat 412", True),
        ("412 kerkstraat", True),
        ('"kerkstraat 412"', True),
        ('"412 kerkstraat"', False),
        ("#zeist", True),
        ("zeist utrecht", False),
        ("screenshottekst", True),
        ("kerkstraat screenshot*", True),
        ("brug beschrijv*", True),
        ("smoel NOT café", False),
        ('" OR 1', False),
        ("!!!", False),
        ("   ", True),
    ],
)
def test_full_text_folds_capitals_and_diacritics(store, typed, hits):
    store.put(
        [
            alert(
                message="Die agenté van één Café woont Kerkstraat 412 in #Zeist",
                media=(AlertMedia("image", "", "SCREENSHOTTEKST", "brug, beschrijving"),),
            ),
        ]
    )
    assert bool(store.search(AlertQuery(text=typed)).alerts) is hits


def test_every_filter_holds(store):
    store.put(
        [
            alert("a", minute=0, score=0.95, level=Level.CRITICAL),
            alert("b", minute=1, incident_id="riot", acts=(Act.NAMING, Act.INCITEMENT)),
            alert("c", minute=2, subjects=(), candidates=("MW2", "MW3"), acts=()),
            alert("d", "w-2", minute=3, score=0.5, level=Level.MEDIUM),
        ]
    )
    a, b, c, d = id_of("a"), id_of("b"), id_of("c"), id_of("d", "w-2")
    assert found(store) == sorted([a, b, c, d])
    assert found(store, incident_id="riot") == [b]
    assert found(store, window_id="w-2") == [d]
    assert found(store, staff_id="MW1") == sorted([a, b, d])
    assert found(store, staff_id="MW3") == [c]
    assert found(store, act=Act.INCITEMENT) == [b]
    assert found(store, min_score=0.75) == sorted([a, b, c])
    assert found(store, level=Level.MEDIUM) == [d]
    assert found(store, since=NOON + timedelta(minutes=1), until=NOON + timedelta(minutes=3)) == (
        sorted([b, c])
    )
    assert found(store, staff_id="MW1", act=Act.DISCLOSURE, level=Level.CRITICAL) == [a]
    assert found(store, staff_id="MW1", incident_id="other") == []


def test_exercises_and_reality_never_stand_on_one_page(store):
    store.put([alert("real"), alert("drill", "w-x", exercise=True)])
    assert found(store) == [id_of("real")]
    assert found(store, exercise=True) == [id_of("drill", "w-x")]
    assert found(store, window_id="w-x") == []
    assert store.count_by_level(AlertQuery(exercise=True))[Level.HIGH] == 1


def test_counts_name_every_level(store):
    store.put([alert("a"), alert("b"), alert("c", score=0.91, level=Level.CRITICAL)])
    assert store.count_by_level(AlertQuery(limit=1)) == {
        Level.NONE: 0,
        Level.LOW: 0,
        Level.MEDIUM: 0,
        Level.HIGH: 2,
        Level.CRITICAL: 1,
    }
    assert store.count_by_level(AlertQuery(text="utrecht"))[Level.HIGH] == 0


def test_the_latest_publication_comes_first(store):
    store.put([alert("a", minute=1), alert("b", minute=3), alert("c", minute=2)])
    assert ids(store.search(AlertQuery())) == [id_of("b"), id_of("c"), id_of("a")]


@given(minutes=st.lists(st.integers(0, 3), max_size=12), limit=st.integers(1, 5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_show_everything_once(store, minutes, limit):
    window_id = f"w-{minutes}"
    store.put([alert(f"p{n}", window_id, minute) for n, minute in enumerate(minutes)])
    seen, after = [], None
    while True:
        page = store.search(AlertQuery(window_id=window_id, limit=limit, after=after))
        assert len(page.alerts) <= limit
        seen += page.alerts
        after = page.after
        if after is None:
            break
    assert len({one.alert_id for one in seen}) == len(seen) == len(minutes)
    assert [one.created_at for one in seen] == sorted((o.created_at for o in seen), reverse=True)


def test_a_later_arrival_does_not_shift_a_page(store):
    store.put([alert(f"p{minute}", minute=minute) for minute in range(4)])
    page = store.search(AlertQuery(limit=2))
    store.put([alert("newer", minute=9)])
    rest = store.search(AlertQuery(limit=2, after=page.after))
    assert ids(page) + ids(rest) == [id_of(f"p{minute}") for minute in (3, 2, 1, 0)]


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_an_impossible_limit_is_refused(store, limit):
    with pytest.raises(BadInputError):
        store.search(AlertQuery(limit=limit))


@pytest.mark.parametrize("after", ["", "x", "2026-03-14|a", "2026-03-14T12:00:00+00:00", "1|2"])
def test_what_is_no_cursor_is_refused(store, after):
    with pytest.raises(BadInputError):
        store.search(AlertQuery(after=after))


def test_purging_a_window_leaves_the_others(store):
    store.put([alert("a"), alert("b"), alert("c", "w-2")])
    assert store.purge("w-1") == 2
    assert store.purge("w-1") == 0
    assert found(store) == [id_of("c", "w-2")]
    assert found(store, text="zeist") == [id_of("c", "w-2")]
    with pytest.raises(NotFoundError):
        store.get(id_of("a"))


def test_what_was_purged_can_be_put_again(store):
    store.put([alert()])
    store.purge("w-1")
    assert store.put([alert()]).created == 1
    assert found(store, text="zeist") == [id_of("p")]


def test_a_store_that_is_down_says_so(backend):
    store, break_down = backend
    break_down()
    attempts = [
        lambda: store.put([alert()]),
        lambda: store.get("x"),
        lambda: store.search(AlertQuery()),
        lambda: store.count_by_level(AlertQuery()),
        lambda: store.purge("w-1"),
        store.health,
    ]
    for attempt in attempts:
        with pytest.raises(StoreUnavailableError) as caught:
            attempt()
        assert caught.value.retryable
        assert "Zeist" not in str(caught.value)
