import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.fulltext import match_expression


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("kerkstraat", '"kerkstraat"'),
        ("kerk* zeist", '"kerk" * AND "zeist"'),
        ('"kerkstraat 12" zeist', '"kerkstraat 12" AND "zeist"'),
        ('"kerkstraat 1"*', '"kerkstraat 1" *'),
        ("06-1234", '"06-1234"'),
        ("NOT a OR b", '"NOT" AND "a" AND "OR" AND "b"'),
        ("message:x", '"message:x"'),
        ('half "open', '"half" AND "open"'),
        ("!!! ***", ""),
        ('""', ""),
        ("", ""),
    ],
)
def test_words_are_quoted_and_joined(typed, expression):
    assert match_expression(typed) == expression


@pytest.fixture(scope="module")
def index():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    yield connection
    connection.close()


@given(typed=st.text(st.characters(exclude_categories=["Cs"])) | st.text('"* ()^:-+ANDORNT\0'))
def test_nothing_that_is_typed_is_a_syntax_error(index, typed):
    expression = match_expression(typed)
    if expression:
        index.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchall()
