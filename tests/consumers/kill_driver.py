"""Run the ingest loop in child processes, kill them with SIGKILL, run on, and tell the outcome.

Started by test_kill.py as a process of its own: `kill_driver.py <folder> <points> <random>`.
It imports everything once and forks, so that many runs fit into a test. A child kills itself at
its n-th step (before and after every call to the store, the case book and the tables of the
commit), or is killed by the parent at a random moment. What came of it is written to
`<folder>/outcome.json`.
"""

import json
import os
import random
import re
import shutil
import signal
import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import select

from alerts.record import open_url
from alerts.sqlite import SqliteAlertStore
from alerts.store import AlertQuery
from cases.book import CaseBook
from cases.tables import case_alerts, case_staff, cases
from consumers.counts import Counts
from consumers.deadletters import DeadLetters
from consumers.files import FileRequest, FileSource
from consumers.judging import Judge
from consumers.ledger import Ledger
from consumers.loop import Loop
from consumers.progress import Progress
from consumers.windows import LiveWindows
from incidents.incident import Incident, Kind
from incidents.registry import Registry
from incidents.rules import WindowRequest
from matchers.finding import Act, Finding, Subject
from runtime.audit_key import load_audit
from runtime.clock import DrivenClock
from runtime.database import connect, metadata, reading
from runtime.keyfile import KeyFile
from runtime.sealing import LiveKeyring
from runtime.tables import audit_log

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
BATCH_SIZE = 7
LINES = 40


class CueScorer:
    """Finds what a post says of itself: `dox S-1 0.8 S-2 0.6`."""

    def find_all(self, post, events):
        pairs = re.findall(r"(S-\d+) (\d\.\d+)", post.text)
        subjects = tuple(Subject(staff_id, float(value)) for staff_id, value in pairs)
        score = max((subject.confidence for subject in subjects), default=0.0)
        return [Finding(score, (Act.NAMING,), subjects, model="stub")] * len(events)


def step_nowhere():
    """Do nothing between two calls."""


class Suicide:
    """Counts steps and kills its own process at one of them."""

    def __init__(self, die_at):
        self.die_at = die_at
        self.steps = 0

    def __call__(self):
        self.steps += 1
        if self.steps == self.die_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Any object, with a step before and after each call to it."""

    def __init__(self, inner, step):
        self._inner = inner
        self._step = step

    def __getattr__(self, name):
        method = getattr(self._inner, name)

        def call(*args, **kwargs):
            self._step()
            result = method(*args, **kwargs)
            self._step()
            return result

        return call


@dataclass(frozen=True)
class Setting:
    """The rooms of one run, over the database in a folder."""

    engine: object
    registry: Registry
    store: SqliteAlertStore
    book: CaseBook
    ledger: Ledger
    posts: Path

    @classmethod
    def open(cls, folder, posts, step=step_nowhere):
        clock = DrivenClock(NOW)
        engine = connect(f"sqlite:///{folder}/doxwacht.db")
        metadata.create_all(engine)
        key_file = KeyFile(folder / "watchlist.key")
        key_file.create()
        keyring = LiveKeyring(key_file)
        audit = load_audit(engine, keyring, clock)
        ledger = Ledger(
            engine,
            Mortal(Progress(engine, clock), step),
            Mortal(Counts(engine, clock), step),
            Mortal(DeadLetters(engine, clock, keyring), step),
            Mortal(audit, step),
        )
        registry = Registry(engine, clock, audit, keyring)
        store = Mortal(SqliteAlertStore(engine), step)
        book = Mortal(CaseBook(engine, clock, audit), step)
        return cls(engine, registry, store, book, ledger, posts)

    def run(self):
        request = FileRequest(str(self.posts), batch_size=BATCH_SIZE)
        source = FileSource(request, self.ledger.progress, DrivenClock(NOW))
        judge = Judge(LiveWindows(self.registry), CueScorer)
        return Loop(source, judge, self.store, self.book, self.ledger).run()


def write_posts(path):
    chance = random.Random(7)
    lines = [line_of(number, chance) for number in range(LINES)]
    path.write_bytes(b"\n".join([*lines, lines[3], lines[4], b""]))


def line_of(number, chance):
    if number % 9 == 5:
        return b"geen json %d" % number
    staff = chance.sample(["S-1", "S-2", "S-3", "S-4"], 2)
    text = f"dox {staff[0]} {chance.choice(['0.3', '0.55', '0.8', '0.95'])}"
    if number % 4 == 0:
        text += f" {staff[1]} 0.7"
    made = NOW - timedelta(seconds=number, hours=5 if number % 6 == 1 else 0)
    post = {
        "id": f"p{number}",
        "platform": "pixelplein",
        "url": f"https://pixelplein.example/p{number}",
        "author": f"a{number % 3}",
        "text": text,
        "created_at": made.isoformat(),
    }
    return json.dumps(post).encode()


def prepare(folder, posts):
    """Make a database with two open windows, the starting point of every run."""
    folder.mkdir()
    setting = Setting.open(folder, posts)
    for name in ("mars", "rellen"):
        day = timedelta(hours=12)
        incident = Incident(name, Kind.RIOT, name, NOW - day, NOW + day)
        setting.registry.add_incident(incident, "tester")
        hours = timedelta(hours=2)
        request = WindowRequest(name, NOW - hours, NOW + hours, "oefening", "verzonnen", "hovj-1")
        setting.registry.open_window(request, "tester")
    setting.engine.dispose()


def run_child(folder, posts, die_at=None, kill_after_s=None):
    """Run the loop in a child; return whether it came to its end."""
    child = os.fork()
    if child == 0:
        setting = Setting.open(folder, posts, Suicide(die_at))
        is_complete = setting.run().is_complete
        os._exit(0 if is_complete else 3)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return False
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"the child failed: {status}")
    return True


def outcome_of(folder, posts):
    """Return all that a run leaves behind, without what is drawn at random."""
    setting = Setting.open(folder, posts)
    windows = setting.registry.open_windows()
    keys = {opened.window.window_id: opened.key for opened in windows}
    names = {opened.window.window_id: opened.incident.incident_id for opened in windows}
    alerts = setting.store.search(AlertQuery(limit=1000)).alerts
    found = {
        "alerts": sorted(alert_in_words(alert, keys[alert.window_id]) for alert in alerts),
        "counts": [
            (names.get(row.window_id, ""), row.outcome, row.count)
            for row in setting.ledger.counts.rows()
        ],
        "letters": sorted(
            (item.letter_id, item.raw.decode()) for item in setting.ledger.letters.open_all()
        ),
        "places": [repr(place) for place in setting.ledger.progress.places()],
        "audited": setting.ledger.audit.verify(setting.engine).entries,
    }
    with reading(setting.engine) as connection:
        for table in (cases, case_alerts, case_staff):
            rows = connection.execute(select(table)).all()
            found[table.name] = sorted(map(repr, rows))
        found["actions"] = sorted(connection.scalars(select(audit_log.c.action)))
    setting.engine.dispose()
    return found


def alert_in_words(alert, key):
    plain = replace(alert, url_sealed="")
    return repr((plain.to_document(), plain.alert_id, open_url(alert, key)))


def copy_of(template, name):
    folder = template.parent / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
    return folder


def count_steps(folder, posts):
    counter = Suicide(None)
    setting = Setting.open(folder, posts, counter)
    setting.run()
    setting.engine.dispose()
    return counter.steps


def killed_at_points(template, posts, points):
    for die_at in points:
        folder = copy_of(template, "point")
        is_complete = run_child(folder, posts, die_at)
        run_child(folder, posts)
        yield {"kill": f"step {die_at}", "killed": int(not is_complete)} | {
            "outcome": outcome_of(folder, posts)
        }


def killed_at_random(template, posts, times, longest_s):
    chance = random.Random(20260314)
    for number in range(times):
        folder = copy_of(template, "random")
        killed = 0
        while not run_child(folder, posts, kill_after_s=chance.uniform(0, longest_s)):
            killed += 1
        yield {"kill": f"random {number}", "killed": killed} | {
            "outcome": outcome_of(folder, posts)
        }


def spread(count, steps):
    """Return `count` step numbers over all `steps`, both ends included."""
    return sorted({1 + round(index * (steps - 1) / (count - 1)) for index in range(count)})


def main():
    base, points, randoms = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    posts, template = base / "posts.ndjson", base / "template"
    write_posts(posts)
    prepare(template, posts)
    steps = count_steps(copy_of(template, "counted"), posts)
    folder = copy_of(template, "whole")
    began = time.monotonic()
    run_child(folder, posts)
    lasted = time.monotonic() - began
    trials = [
        *killed_at_points(template, posts, spread(points, steps)),
        *killed_at_random(template, posts, randoms, 1.2 * lasted),
    ]
    outcome = {"whole": outcome_of(folder, posts), "steps": steps, "trials": trials}
    (base / "outcome.json").write_text(json.dumps(outcome), "utf-8")


if __name__ == "__main__":
    main()
