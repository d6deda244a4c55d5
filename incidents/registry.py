"""The registry: the truth about incidents and windows, in SQL.

Each change and its audit entry are one transaction; a change made on an outdated view is a
conflict. It refuses to know posts and staff, and it needs no scheduler: a window's times say
whether it is open. See docs/adr/0001-registry-is-the-truth.md.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from incidents import opening, rules, store
from incidents.incident import Incident
from incidents.rules import Completion, Ending, Extension, Limits, UrgentRequest, WindowRequest
from incidents.secrets import WindowKey, new_secret
from incidents.settings import IncidentSettings
from incidents.store import Decision, StoredWindow
from incidents.window import State, Window
from runtime.audit import Audit, Entry
from runtime.clock import Clock
from runtime.database import reading, writing
from runtime.errors import ConflictError
from runtime.sealing import Keyring

_SECRET = "window_secret"  # noqa: S105 - the purpose it is sealed for


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window with all that judging a post in it takes."""

    window: Window
    incident: Incident
    key: WindowKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registry:
    """Keeps incidents and windows.

    Attributes:
        keyring: seals the secret of every window.
        limits: how long windows may be.
    """

    engine: Engine = field(repr=False)
    clock: Clock
    audit: Audit = field(repr=False)
    keyring: Keyring
    limits: Limits = field(default_factory=lambda: Limits.from_settings(IncidentSettings()))

    def add_incident(self, incident: Incident, actor: str) -> None:
        """Add an incident; adding the very same once more changes nothing.

        Raises:
            BadInputError: its id cannot be used.
            ConflictError: another incident has this id.
        """
        opening.check_incident(incident)
        with self._changing() as (connection, _):
            present = store.find_incident(connection, incident.incident_id)
            if present is None:
                self._insert_incident(connection, incident, actor)
            elif present != incident:
                raise ConflictError(
                    f"There is another incident {incident.incident_id}."
                    " Choose another id, or update that one."
                )

    def update_incident(self, incident: Incident, actor: str) -> None:
        """Replace what is known of an incident; its windows keep their times.

        Raises:
            BadInputError: it cannot be used.
            NotFoundError: there is no such incident.
        """
        opening.check_incident(incident)
        with self._changing() as (connection, _):
            store.update_incident(connection, incident)
            subject = ("incident", incident.incident_id)
            self._record(connection, actor, "incident_updated", subject, _digest(incident))

    def get_incident(self, incident_id: str) -> Incident:
        """Return an incident.

        Raises:
            NotFoundError: there is no such incident.
        """
        with reading(self.engine) as connection:
            return store.get_incident(connection, incident_id)

    def list_incidents(self) -> tuple[Incident, ...]:
        """Return all incidents, the latest start first."""
        with reading(self.engine) as connection:
            return store.list_incidents(connection)

    def open_window(self, request: WindowRequest, actor: str) -> Window:
        """Open a window now, or plan it when its lead begins later.

        Raises:
            NotFoundError: there is no such incident.
            RefusedError: lists every rule the request breaks.
        """
        with self._changing() as (connection, now):
            incident = store.get_incident(connection, request.incident_id)
            rules.check_opening(request, incident.kind, self.limits, now)
            window = opening.window_for(request, now)
            return self._insert_window(connection, window, actor, f"window_{window.state}")

    def open_urgent(self, request: UrgentRequest, actor: str) -> Window:
        """Open a window at once from four fields; the rest is completed within the hour.

        The incident is made along with it. Not completed in time, the window closes by
        itself.

        Raises:
            RefusedError: lists every rule the request breaks.
        """
        rules.check_urgent(request, self.limits)
        with self._changing() as (connection, now):
            incident = opening.urgent_incident(request, self.limits, now)
            window = opening.urgent_window(incident, self.limits, now, exercise=request.exercise)
            self._insert_incident(connection, incident, actor)
            return self._insert_window(connection, window, actor, "window_open_urgent")

    def complete(self, completion: Completion, actor: str) -> Window:
        """Give an urgent window the purpose and legal basis it lacked.

        Raises:
            ConflictError: it was changed since `seen_revision`.
            RefusedError: it has closed, lacks nothing, or would still lack something.
        """
        with self._changing() as (connection, now):
            window = _as_seen(connection, completion)
            rules.check_completion(window, completion, now)
            fresh = replace(
                window,
                purpose=completion.purpose.strip(),
                legal_basis=completion.legal_basis.strip(),
                complete_by=None,
            )
            return self._update(connection, fresh, actor, "window_completed")

    def extend(self, extension: Extension, actor: str) -> Window:
        """Move the end of a window to later, as a new decision.

        Raises:
            ConflictError: it was changed since `seen_revision`.
            RefusedError: lists every rule the extension breaks.
        """
        with self._changing() as (connection, now):
            window = _as_seen(connection, extension)
            kind = store.get_incident(connection, window.incident_id).kind
            earlier = store.list_decisions(connection, window.window_id)
            authorisers = [decision.authorised_by for decision in earlier]
            rules.check_extension(window, extension, authorisers, self.limits.longest[kind], now)
            store.insert_decision(connection, opening.next_decision(extension, len(earlier), now))
            fresh = replace(window, ends_at=extension.ends_at, extensions=window.extensions + 1)
            reason = extension.reason_code
            return self._update(connection, fresh, actor, "window_extended", reason)

    def close(self, ending: Ending, actor: str) -> Window:
        """Close an open window now.

        Raises:
            ConflictError: it was changed since `seen_revision`.
            RefusedError: it is not open.
        """
        with self._changing() as (connection, now):
            window = _as_seen(connection, ending)
            rules.check_closing(window, now)
            fresh = replace(window, state=State.CLOSED, closed_at=now)
            return self._update(connection, fresh, actor, "window_closed", ending.reason_code)

    def cancel(self, ending: Ending, actor: str) -> Window:
        """Cancel a window that has not opened yet.

        Raises:
            ConflictError: it was changed since `seen_revision`.
            RefusedError: it is or was open.
        """
        with self._changing() as (connection, now):
            window = _as_seen(connection, ending)
            rules.check_cancelling(window, now)
            fresh = replace(window, state=State.CANCELLED)
            return self._update(connection, fresh, actor, "window_cancelled", ending.reason_code)

    def settle(self, actor: str) -> tuple[Window, ...]:
        """Record the windows that have closed by themselves, so that the log shows it too.

        They were closed before: this is book-keeping and may run late or never.
        """
        with self._changing() as (connection, now):
            ended = [
                stored.window.at(now)
                for stored in store.list_windows(connection)
                if stored.window.state in {State.PLANNED, State.OPEN}
                and stored.window.closes_at <= now
            ]
            return tuple(
                self._update(connection, window, actor, "window_closed", _why_closed(window))
                for window in ended
            )

    def purge_window(self, window_id: str, actor: str) -> Window:
        """Destroy the key of a window that has ended: its seals and tokens die with it.

        Purging once more changes nothing.

        Raises:
            NotFoundError: there is no such window.
            RefusedError: it has not ended.
        """
        with self._changing() as (connection, now):
            stored = store.get_window(connection, window_id)
            rules.check_purging(stored.window, now)
            if stored.sealed_secret is None:
                return stored.window.at(now)
            store.replace_secret(connection, window_id, None)
            return self._update(connection, stored.window.at(now), actor, "window_purged")

    def get_window(self, window_id: str) -> Window:
        """Return a window with its state at this moment.

        Raises:
            NotFoundError: there is no such window.
        """
        with reading(self.engine) as connection:
            return store.get_window(connection, window_id).window.at(self.clock.now())

    def get_key(self, window_id: str) -> WindowKey | None:
        """Return the key of a window, open or not; None once it was purged.

        Raises:
            NotFoundError: there is no such window.
        """
        with reading(self.engine) as connection:
            return self._key(store.get_window(connection, window_id))

    def list_windows(self, incident_id: str | None = None) -> tuple[Window, ...]:
        """Return the windows of one incident or of all, the latest start first."""
        now = self.clock.now()
        with reading(self.engine) as connection:
            found = [one.window.at(now) for one in store.list_windows(connection, incident_id)]
        return tuple(sorted(found, key=lambda window: window.starts_at, reverse=True))

    def list_decisions(self, window_id: str) -> tuple[Decision, ...]:
        """Return who decided on a window, the opening first."""
        with reading(self.engine) as connection:
            return store.list_decisions(connection, window_id)

    def open_windows(self, now: datetime | None = None) -> tuple[OpenWindow, ...]:
        """Return the windows that are open at `now`; the clock's now when None."""
        moment = now or self.clock.now()
        watched = self.watched_windows(moment)
        return tuple(one for one in watched if one.window.is_open_at(moment))

    def watched_windows(self, since: datetime) -> tuple[OpenWindow, ...]:
        """Return the windows open at or after `since`, planned ones among them.

        They may be kept until `revision_mark` changes: `Window.admits` then needs the time
        only. A reader that lags takes a `since` in the past, to keep what arrived in time.
        """
        with reading(self.engine) as connection:
            found = store.windows_closing_after(connection, since)
            incidents = {
                incident_id: store.get_incident(connection, incident_id)
                for incident_id in {one.window.incident_id for one in found}
            }
        return tuple(self._opened(found, incidents))

    def revision_mark(self) -> int:
        """Return a number that changes whenever an incident or a window was changed.

        Time passing does not change it.
        """
        with reading(self.engine) as connection:
            return store.revision_sum(connection)

    def reseal(self, keyring: Keyring, actor: str) -> int:
        """Seal the secrets of all windows anew under the primary key; return how many.

        Args:
            keyring: holds the present primary and the keys the secrets are sealed under.
            actor: who asked for it.
        """
        with self._changing() as (connection, _):
            kept = [one for one in store.list_windows(connection) if one.sealed_secret is not None]
            for one in kept:
                self._reseal_one(connection, one, keyring)
            subject = ("keyring", keyring.primary_id())
            self._record(connection, actor, "windows_resealed", subject)
            return len(kept)

    @contextmanager
    def _changing(self) -> Iterator[tuple[Connection, datetime]]:
        """Open a write transaction; the moment is taken once the database is ours."""
        with writing(self.engine) as connection:
            yield connection, self.clock.now()

    def _insert_incident(self, connection: Connection, incident: Incident, actor: str) -> None:
        store.insert_incident(connection, incident)
        subject = ("incident", incident.incident_id)
        self._record(connection, actor, "incident_added", subject, _digest(incident))

    def _insert_window(
        self, connection: Connection, window: Window, actor: str, action: str
    ) -> Window:
        sealed = self.keyring.seal(_SECRET, new_secret(), window.window_id.encode())
        store.insert_window(connection, window, sealed)
        store.insert_decision(connection, opening.first_decision(window, self.clock.now()))
        self._record(connection, actor, action, ("window", window.window_id), _digest(window))
        return window

    def _update(
        self, connection: Connection, window: Window, actor: str, action: str, reason: str = ""
    ) -> Window:
        fresh = store.update_window(connection, window)
        entry = Entry(actor, action, "window", fresh.window_id, reason, _digest(fresh))
        self.audit.append(connection, entry)
        return fresh.at(self.clock.now())

    def _record(
        self,
        connection: Connection,
        actor: str,
        action: str,
        subject: tuple[str, str],
        digest: str = "",
    ) -> None:
        self.audit.append(connection, Entry(actor, action, *subject, detail_digest=digest))

    def _reseal_one(self, connection: Connection, one: StoredWindow, keyring: Keyring) -> None:
        window_id = one.window.window_id
        secret = keyring.open(_SECRET, one.sealed_secret or b"", window_id.encode())
        store.replace_secret(
            connection, window_id, keyring.seal(_SECRET, secret, window_id.encode())
        )

    def _opened(
        self, found: Iterable[StoredWindow], incidents: dict[str, Incident]
    ) -> Iterator[OpenWindow]:
        now = self.clock.now()
        for one in found:
            key = self._key(one)
            if key is not None and one.window.state is not State.CANCELLED:
                yield OpenWindow(one.window.at(now), incidents[one.window.incident_id], key)

    def _key(self, one: StoredWindow) -> WindowKey | None:
        if one.sealed_secret is None:
            return None
        secret = self.keyring.open(_SECRET, one.sealed_secret, one.window.window_id.encode())
        return WindowKey(secret)


def _as_seen(connection: Connection, change: Completion | Extension | Ending) -> Window:
    window = store.get_window(connection, change.window_id).window
    if window.revision != change.seen_revision:
        raise ConflictError("The window was changed meanwhile. Reload it and decide again.")
    return window


def _why_closed(window: Window) -> str:
    return "ended" if window.is_complete or window.closes_at != window.complete_by else "incomplete"


def _digest(record: Incident | Window) -> str:
    return hashlib.blake2b(store.document_of(record), digest_size=32).hexdigest()
