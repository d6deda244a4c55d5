"""Wiring: from settings to an engine to the rooms, each made once and only when asked for.

It refuses to decide anything; commands ask the rooms it hands out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from sqlalchemy import Engine

from alerts.sqlite import SqliteAlertStore
from alerts.store import AlertStore
from cases.book import CaseBook
from console.settings import ConsoleSettings
from consumers.counts import Counts
from consumers.deadletters import DeadLetters
from consumers.formats import ndjson
from consumers.judging import Judge
from consumers.ledger import Ledger
from consumers.loop import Loop, Report
from consumers.progress import Progress
from consumers.scoring import LiveMatcher
from consumers.settings import ConsumerSettings
from consumers.source import Source
from consumers.stopping import StopFlag
from consumers.windows import LiveWindows
from incidents.registry import Registry
from incidents.rules import Limits
from incidents.settings import IncidentSettings
from matchers.model import Model
from matchers.people import People
from matchers.post import Post
from runtime import logging
from runtime.audit import Audit, Entry
from runtime.audit_key import load_audit
from runtime.clock import Clock, SystemClock
from runtime.database import check_migrated, connect, writing
from runtime.errors import ConfigError
from runtime.sealing import Keyring, load_keyring
from runtime.settings import RuntimeSettings, check_environment
from watchlists.live import LiveDirectory
from watchlists.versions import Versions

SETTINGS = (RuntimeSettings, IncidentSettings, ConsumerSettings, ConsoleSettings)
"""The settings classes of all rooms."""

_QUIET = {"DOXWACHT_LOG_LEVEL": "warning"}
"""Between a person's own lines only warnings belong, unless the environment asks for more."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a loop takes in.

    Attributes:
        exercise: whether the posts are invented.
        on_report: told how it goes, after every batch.
    """

    source: Source
    exercise: bool = False
    decode: Callable[[bytes], Post] = ndjson.decode
    stop: StopFlag = field(default_factory=StopFlag)
    on_report: Callable[[Report], None] = lambda _: None


@dataclass
class Process:
    """The rooms of one home, on one clock."""

    runtime: RuntimeSettings
    incident_settings: IncidentSettings = field(default_factory=IncidentSettings)
    consumer_settings: ConsumerSettings = field(default_factory=ConsumerSettings)
    console_settings: ConsoleSettings = field(default_factory=ConsoleSettings)
    clock: Clock = field(default_factory=SystemClock)

    @classmethod
    def load(cls, environ: Mapping[str, str], clock: Clock | None = None) -> Self:
        """Read all settings and set up logging; nothing is opened yet.

        Raises:
            ConfigError: lists every setting that cannot be used.
        """
        check_environment(SETTINGS, environ)
        process = cls(
            RuntimeSettings.load(_QUIET | dict(environ)),
            IncidentSettings.load(environ),
            ConsumerSettings.load(environ),
            ConsoleSettings.load(environ),
            clock or SystemClock(),
        )
        logging.configure(process.runtime)
        return process

    @property
    def user(self) -> str:
        """The user id of whoever is at the keyboard."""
        return self.console_settings.user

    @cached_property
    def raw_engine(self) -> Engine:
        """The database, whatever state its tables are in."""
        return connect(self.runtime.database_url)

    @cached_property
    def engine(self) -> Engine:
        """The database, prepared for this version.

        Raises:
            ConfigError: `doxwacht init` was not run.
        """
        check_migrated(self.raw_engine)
        return self.raw_engine

    @cached_property
    def keyring(self) -> Keyring:
        """What everything is sealed under."""
        return load_keyring(self.runtime)

    @cached_property
    def audit(self) -> Audit:
        """The audit log; its times are real ones, whatever clock an exercise drives."""
        return load_audit(self.engine, self.keyring)

    @cached_property
    def registry(self) -> Registry:
        """Incidents and windows."""
        limits = Limits.from_settings(self.incident_settings)
        return Registry(self.engine, self.clock, self.audit, self.keyring, limits)

    @cached_property
    def versions(self) -> Versions:
        """The watchlist and its earlier versions."""
        return Versions(self.engine, self.clock, self.audit, self.keyring)

    @cached_property
    def scorer(self) -> LiveMatcher:
        """The matcher of the active watchlist."""
        return LiveMatcher(LiveDirectory(self.versions), self.model, self._people())

    def _people(self) -> People:
        """Return the name model; one that the user names is tried at once."""
        people = People(self.consumer_settings.spacy_model)
        if self.consumer_settings.spacy_model is not None:
            try:
                people.find("Jan")
            except ValueError as exc:
                raise ConfigError(
                    "DOXWACHT_SPACY_MODEL names no folder with a spaCy pipeline that finds names. "
                    "Name one, or leave the variable out."
                ) from exc
        return people

    @cached_property
    def store(self) -> AlertStore:
        """What the machine found."""
        return SqliteAlertStore(self.engine)

    @cached_property
    def cases(self) -> CaseBook:
        """What people decide."""
        return CaseBook(self.engine, self.clock, self.audit)

    @cached_property
    def progress(self) -> Progress:
        """How far each source was read."""
        return Progress(self.engine, self.clock)

    @cached_property
    def counts(self) -> Counts:
        """How many posts came to what."""
        return Counts(self.engine, self.clock)

    @cached_property
    def letters(self) -> DeadLetters:
        """Messages that could not be read."""
        lifetime = self.consumer_settings.dead_letter_lifetime
        return DeadLetters(self.engine, self.clock, self.keyring, lifetime)

    @cached_property
    def ledger(self) -> Ledger:
        """The one commit of a batch."""
        return Ledger(self.engine, self.progress, self.counts, self.letters, self.audit)

    @cached_property
    def model(self) -> Model:
        """The scoring model that came with the program."""
        return Model.load()

    def loop(self, feed: Feed) -> Loop:
        """Return a loop that takes a source in."""
        windows = LiveWindows(self.registry, exercise=feed.exercise)
        bar = self.consumer_settings.alert_bar
        return Loop(
            feed.source,
            Judge(windows, self.scorer.current, bar, feed.decode),
            self.store,
            self.cases,
            self.ledger,
            stop=feed.stop,
            on_report=feed.on_report,
        )

    def record(
        self, action: str, kind: str, subject_id: str, reason_code: str = "", digest: str = ""
    ) -> None:
        """Write that this user read or did something into the audit log."""
        with writing(self.engine) as connection:
            entry = Entry(self.user, action, kind, subject_id, reason_code, digest)
            self.audit.append(connection, entry)

    def close(self) -> None:
        """Let go of the database."""
        if "raw_engine" in vars(self):
            self.raw_engine.dispose()
