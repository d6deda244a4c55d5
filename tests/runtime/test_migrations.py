import importlib
import pkgutil

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from runtime.database import connect, metadata, migrate, reading

ROOMS = ["runtime", "incidents", "watchlists", "alerts", "cases", "consumers"]


@pytest.fixture
def migrated(url):
    for room in ROOMS:
        package = importlib.import_module(room)
        if any(module.name == "tables" for module in pkgutil.iter_modules(package.__path__)):
            importlib.import_module(f"{room}.tables")
    engine = connect(url)
    migrate(engine)
    yield engine
    engine.dispose()


def is_virtual(name):
    """Full-text tables are made by a migration alone; SQLAlchemy cannot describe them."""
    return "fts" in name or "fulltext" in name


def test_the_migrations_make_the_tables_the_rooms_declare(migrated):
    with reading(migrated) as connection:
        options = {
            "compare_type": True,
            "include_name": lambda name, kind, _: kind != "table" or not is_virtual(name),
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def constraints(inspector, table):
    """Return the names that autogeneration does not compare."""
    named = [inspector.get_pk_constraint(table)]
    named += inspector.get_foreign_keys(table)
    named += inspector.get_check_constraints(table)
    return sorted(str(constraint["name"]) for constraint in named)


def test_constraints_carry_the_same_names_either_way(migrated, tmp_path):
    declared = connect(f"sqlite:///{tmp_path / 'declared.sqlite'}")
    metadata.create_all(declared)
    made, wanted = sa.inspect(migrated), sa.inspect(declared)
    for table in metadata.tables:
        assert constraints(made, table) == constraints(wanted, table), table
    declared.dispose()
