import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from matchers.staff import StaffEntry
from runtime.audit import entries as audit_entries
from runtime.database import reading, writing
from runtime.errors import (
    BadInputError,
    ConflictError,
    NotFoundError,
    RefusedError,
    TamperedError,
)
from runtime.sealing import key_id_of
from watchlists.tables import watchlist_version as table
from watchlists.version import State
from watchlists.versions import Versions


@pytest.fixture
def imported(versions, staff):
    """Import a list of n staff by two people."""

    def make(count=3, surname="Kwelder"):
        return versions.import_list(staff(count, surname), "u-1", "u-2", "lijst.csv").version

    return make


def logged(engine, version):
    with reading(engine) as connection:
        found = audit_entries(connection, "watchlist", str(version))
    return [(one.entry.actor, one.entry.action) for one in reversed(found)]


def test_an_imported_list_is_active_and_comes_back_whole(versions, staff, clock):
    version = versions.import_list(staff(3), "u-1", "u-2", "lijst.csv")
    assert (version.version, version.state, version.staff_count) == (1, State.ACTIVE, 3)
    assert version.confirmed_at == clock.now()
    assert versions.active() == version
    assert versions.get(1) == version
    assert versions.entries(1, "u-3") == staff(3)
    number, directory = versions.load_directory()
    assert number == 1
    assert len(directory) == 3
    assert directory.has("T-002")


def test_every_column_comes_back(versions, entries):
    versions.import_list(entries, "u-1", "u-2", "a.csv")
    assert versions.entries(1, "u-1") == entries


def test_a_proposed_list_does_nothing_until_somebody_else_confirms(versions, staff):
    proposed = versions.propose(staff(2), "u-1", "lijst.csv")
    assert proposed.state is State.PROPOSED
    with pytest.raises(NotFoundError, match="watchlist import"):
        versions.load_directory()
    confirmed = versions.confirm(proposed.version, "u-2")
    assert confirmed.state is State.ACTIVE
    assert len(versions.load_directory()[1]) == 2


@pytest.mark.parametrize("second", ["u-1", "U-1", " u-1 ", "", "  "])
def test_a_second_person_is_somebody_else(versions, staff, second):
    proposed = versions.propose(staff(2), "u-1", "lijst.csv").version
    with pytest.raises(RefusedError):
        versions.confirm(proposed, second)
    with pytest.raises(RefusedError):
        versions.import_list(staff(2), "u-1", second, "lijst.csv")
    assert versions.get(proposed).state is State.PROPOSED
    assert len(versions.list_versions()) == 1


def test_a_list_is_confirmed_once(versions, imported):
    with pytest.raises(ConflictError, match="no longer proposed"):
        versions.confirm(imported(), "u-3")


def test_a_list_compared_with_an_outdated_one_is_not_confirmed(versions, staff, imported):
    imported()
    proposed = versions.propose(staff(2), "u-1", "lijst.csv").version
    imported()
    with pytest.raises(ConflictError, match="propose it again"):
        versions.confirm(proposed, "u-2")
    assert versions.active().version == 3


def test_a_new_list_replaces_the_old_one_as_a_whole(versions, imported):
    imported(3)
    imported(1)
    assert [(v.version, v.state) for v in versions.list_versions()] == [
        (2, State.ACTIVE),
        (1, State.SUPERSEDED),
    ]
    assert not versions.load_directory()[1].has("T-003")


def test_an_empty_list_or_a_repeated_id_is_refused(versions):
    with pytest.raises(BadInputError, match="protect nobody"):
        versions.import_list((), "u-1", "u-2", "lijst.csv")
    twice = (StaffEntry("T-1", "Vliet"), StaffEntry("T-1", "Kwelder"))
    with pytest.raises(BadInputError, match="twice"):
        versions.import_list(twice, "u-1", "u-2", "lijst.csv")
    assert versions.list_versions() == ()


def test_an_import_whose_audit_entry_fails_changes_nothing(versions, staff, imported):
    imported(3)
    with pytest.raises(BadInputError):  # an actor with a space cannot be logged
        versions.import_list(staff(1), "u-1", "two words", "lijst.csv")
    assert versions.active().version == 1
    assert len(versions.list_versions()) == 1


def test_rollback_makes_an_earlier_list_active_again(versions, imported):
    imported(3)
    imported(1)
    assert versions.rollback(1, "u-1", "u-2").state is State.ACTIVE
    number, directory = versions.load_directory()
    assert (number, len(directory)) == (1, 3)
    assert versions.get(2).state is State.SUPERSEDED
    assert imported(2) == 3


def test_rollback_needs_two_people_and_an_earlier_list(versions, staff, imported):
    imported()
    proposed = versions.propose(staff(1), "u-1", "lijst.csv").version
    with pytest.raises(RefusedError):
        versions.rollback(1, "u-1", "u-1")
    for version in (1, proposed):
        with pytest.raises(ConflictError, match="not superseded"):
            versions.rollback(version, "u-1", "u-2")
    with pytest.raises(NotFoundError):
        versions.rollback(9, "u-1", "u-2")


def test_what_was_withdrawn_or_erased_is_gone(versions, staff, engine, imported):
    imported()
    imported()
    proposed = versions.propose(staff(1), "u-1", "lijst.csv").version
    versions.withdraw(proposed, "u-1")
    versions.erase(1, "u-3")
    assert versions.get(proposed).state is State.WITHDRAWN
    assert versions.get(1).state is State.ERASED
    assert versions.get(1).source_name == ""
    for version in (1, proposed):
        with pytest.raises(NotFoundError, match="erased"):
            versions.entries(version, "u-1")
        with pytest.raises(ConflictError):
            versions.rollback(version, "u-1", "u-2")
    with reading(engine) as connection:
        blobs = connection.execute(
            select(table.c.sealed_records, table.c.sealed_directory).where(table.c.version == 1)
        ).one()
    assert tuple(blobs) == (None, None)


def test_the_active_list_cannot_be_erased(versions, imported):
    with pytest.raises(ConflictError):
        versions.erase(imported(), "u-1")


def test_a_number_is_never_used_again(versions, staff):
    first = versions.propose(staff(1), "u-1", "lijst.csv").version
    versions.withdraw(first, "u-1")
    assert versions.propose(staff(1), "u-1", "lijst.csv").version == first + 1


def test_every_decision_and_every_read_is_logged(versions, engine, audit, imported):
    imported()
    imported()
    versions.rollback(1, "u-3", "u-4")
    versions.entries(1, "u-5")
    versions.erase(2, "u-6")
    assert logged(engine, 1) == [
        ("u-1", "watchlist_proposed"),
        ("u-2", "watchlist_confirmed"),
        ("u-3", "watchlist_rolled_back"),
        ("u-4", "watchlist_confirmed"),
        ("u-5", "watchlist_read"),
    ]
    assert logged(engine, 2)[-1] == ("u-6", "watchlist_erased")
    assert audit.verify(engine).entries == 8


def test_versions_are_compared_by_id_and_column(versions, imported):
    imported(3)
    imported(2)
    imported(2, "Vliet")
    assert versions.compare(1, 2).removed == ("T-003",)
    assert versions.compare(0, 2).added == ("T-001", "T-002")
    assert {change.columns for change in versions.compare(2, 3).changed} == {("surname",)}


def test_bytes_of_one_version_do_not_pass_for_another(versions, engine, imported):
    imported(3)
    imported(1)
    with writing(engine) as connection:
        other = connection.execute(
            select(table.c.sealed_records, table.c.sealed_directory).where(table.c.version == 1)
        ).one()
        connection.execute(
            update(table)
            .where(table.c.version == 2)
            .values(sealed_records=other[0], sealed_directory=other[1])
        )
    with pytest.raises(TamperedError):
        versions.load_directory()
    with pytest.raises(TamperedError):
        versions.entries(2, "u-1")


@pytest.mark.parametrize("column", ["sealed_records", "sealed_directory"])
@pytest.mark.parametrize("at", [0, 5, 15, 40, -1])
def test_a_changed_byte_is_noticed(versions, engine, imported, column, at):
    imported(3)
    with writing(engine) as connection:
        blob = bytearray(connection.scalar(select(table.c[column])))
        blob[at] ^= 1
        connection.execute(update(table).values({column: bytes(blob)}))
    reads = {
        "sealed_directory": versions.load_directory,
        "sealed_records": lambda: versions.entries(1, "u-1"),
    }
    with pytest.raises(TamperedError):
        reads[column]()


def test_a_directory_of_an_older_program_is_compiled_anew(versions, engine, imported):
    imported(3)
    with writing(engine) as connection:
        old = versions.keyring.seal("watchlist_directory", b"an older format", b"version 1")
        connection.execute(update(table).values(sealed_directory=old))
    number, directory = versions.load_directory()
    assert (number, len(directory)) == (1, 3)


def test_after_a_rotation_everything_is_sealed_under_the_new_key(
    versions, engine, key_file, imported, staff
):
    imported(3)
    imported(2)
    token_before = versions.load_directory()[1].token("phone", "+31612345678")
    key_file.rotate()
    assert len(versions.load_directory()[1]) == 2  # a retired key still opens
    assert versions.reseal("u-9") == 2
    assert versions.reseal("u-9") == 0
    key_file.drop_retired()
    assert versions.entries(1, "u-1") == staff(3)
    assert versions.active().source_name == "lijst.csv"
    assert versions.load_directory()[1].token("phone", "+31612345678") != token_before
    with reading(engine) as connection:
        blobs = connection.execute(
            select(table.c.sealed_records, table.c.sealed_directory, table.c.sealed_source)
        ).all()
    keys = {key_id_of(blob) for row in blobs for blob in row}
    assert keys == {versions.keyring.primary_id()}


def test_a_list_that_was_not_resealed_is_lost_with_its_key(versions, key_file, imported):
    imported()
    key_file.rotate()
    key_file.drop_retired()
    with pytest.raises(TamperedError):
        versions.load_directory()


def test_an_interrupted_reseal_goes_on_with_the_rest(versions, key_file, imported, monkeypatch):
    imported()
    imported()
    key_file.rotate()
    resealed = []

    def only_one(self, number):
        if resealed:
            raise KeyboardInterrupt
        resealed.append(number)
        return reseal_one(self, number)

    reseal_one = Versions._reseal_one
    monkeypatch.setattr(Versions, "_reseal_one", only_one)
    with pytest.raises(KeyboardInterrupt):
        versions.reseal("u-9")
    monkeypatch.undo()
    assert versions.reseal("u-9") == 1


def test_only_one_list_is_active_whatever_the_program_does(engine, imported):
    imported()
    imported()
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(update(table).values(state=State.ACTIVE))
