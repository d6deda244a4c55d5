import string

import pytest

from runtime.errors import BadInputError
from watchlists.mistake import Mistake, WatchlistMistakesError
from watchlists.remedies import REMEDIES


def test_mistakes_are_ordered_by_line_and_column():
    mistakes = [
        Mistake(3, 2, "surname", "missing_surname"),
        Mistake(3, None, None, "empty_line"),
        Mistake(2, 14, "phones", "impossible_phone"),
    ]
    error = WatchlistMistakesError.listing(mistakes)
    assert [(m.line, m.column) for m in error.mistakes] == [(2, 14), (3, None), (3, 2)]
    assert isinstance(error, BadInputError)


def test_a_mistake_says_where_what_and_how_to_mend_it():
    text = str(Mistake(9, 14, "phones", "impossible_phone"))
    assert text.startswith("line 9, column 14 (phones): impossible_phone. This is no complete")


def test_facts_fill_the_remedy():
    mistake = Mistake(11, None, None, "wrong_cell_count", {"expected": 19, "found": 17})
    assert "has 19 cells, this line has 17" in mistake.remedy


@pytest.mark.parametrize(("code", "remedy"), REMEDIES.items())
def test_every_remedy_is_sentences_with_known_facts(code, remedy):
    names = {name for _, name, _, _ in string.Formatter().parse(remedy) if name}
    known = {"limit", "limit_mb", "expected", "found", "first_line", "byte", "encoding"}
    assert names <= known
    assert remedy.endswith(".")
    assert code == code.lower()
