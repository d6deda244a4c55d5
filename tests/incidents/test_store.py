from dataclasses import replace

import pytest

from incidents import store
from runtime.database import reading, writing
from runtime.errors import ConflictError


def test_a_change_that_was_overtaken_is_a_conflict(registry, request_now, engine):
    window = registry.open_window(request_now, "u-1")
    with writing(engine) as connection:
        fresh = store.update_window(connection, replace(window, purpose="Another."))
    assert fresh.revision == window.revision + 1
    with pytest.raises(ConflictError, match="Reload"), writing(engine) as connection:
        store.update_window(connection, replace(window, purpose="A third."))
    with reading(engine) as connection:
        assert store.get_window(connection, window.window_id).window.purpose == "Another."


def test_equal_records_have_equal_documents(incident):
    assert store.document_of(incident) == store.document_of(replace(incident))
    assert store.document_of(incident) != store.document_of(replace(incident, title="Other"))


def test_a_sealed_secret_is_not_shown(registry, request_now, engine):
    window = registry.open_window(request_now, "u-1")
    with reading(engine) as connection:
        stored = store.get_window(connection, window.window_id)
    assert stored.sealed_secret is not None
    assert "sealed_secret" not in repr(stored)
