from datetime import timedelta

from consumers.formats.ndjson import decode
from consumers.windows import LiveWindows, event_of
from incidents.incident import Incident, Kind
from matchers.event import Event


class Counting:
    def __init__(self, registry):
        self._registry = registry
        self.reads = 0

    def watched_windows(self, since):
        self.reads += 1
        return self._registry.watched_windows(since)

    def revision_mark(self):
        return self._registry.revision_mark()


def test_windows_are_read_again_only_after_a_change(world):
    registry = Counting(world.registry)
    windows = LiveWindows(registry)
    now = world.clock.now()
    for _ in range(3):
        windows.refresh(now)
    assert registry.reads == 1
    world.open_window()
    windows.refresh(now)
    assert registry.reads == 2
    windows.refresh(now + timedelta(hours=1))
    assert registry.reads == 2
    windows.refresh(now - timedelta(hours=1))
    assert registry.reads == 3


def test_a_planned_window_opens_without_being_read_again(world, line):
    windows = LiveWindows(world.registry)
    now = world.clock.now()
    starts_at = now + timedelta(hours=1)
    world.open_window(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    windows.refresh(now)
    post = decode(line(-3700))
    assert windows.admitting(post, now) == []
    assert not windows.is_any_open(now)
    assert len(windows.admitting(post, starts_at)) == 1
    assert windows.is_any_open(starts_at)


def test_a_lagging_reader_keeps_what_arrived_in_time(world, line):
    world.open_window()
    arrived_at = world.clock.now()
    world.clock.advance(timedelta(hours=5))
    windows = LiveWindows(world.registry)
    windows.refresh(arrived_at)
    assert len(windows.admitting(decode(line(1)), arrived_at)) == 1
    assert windows.admitting(decode(line(1)), world.clock.now()) == []


def test_a_matcher_learns_places_keywords_and_who_is_deployed(world):
    now = world.clock.now()
    window = world.open_window()
    incident = Incident(
        "mars", Kind.RIOT, "t", now, now + timedelta(hours=1), ("plein",), ("rel",), ("ME",), ("S",)
    )
    world.registry.update_incident(incident, "tester")
    (opened,) = world.registry.open_windows()
    assert opened.window.window_id == window.window_id
    assert event_of(opened) == Event(*map(frozenset, (("plein",), ("rel",), ("ME",), ("S",))))
