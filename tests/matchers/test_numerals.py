import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.numerals import number_of


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("nul", 0), ("zes", 6), ("twaalf", 12), ("twintig", 20), ("eenentwintig", 21),
        ("tweeentwintig", 22), ("achtenzeventig", 78), ("honderd", 100), ("honderdtwaalf", 112),
        ("tweehonderd", 200), ("twaalfhonderd", 1200), ("driehonderdvijfenveertig", 345),
        ("negenennegentighonderdnegenennegentig", 9999), ("twelve", 12), ("zero", 0),
    ],
)  # fmt: skip
def test_numbers_in_words(word, number):
    assert number_of(word) == number


@pytest.mark.parametrize(
    "word", ["", "zesde", "eenheid", "honderdduizend", "tienkamp", "negenoog", "honderden1", "enen"]
)
def test_words_that_are_no_number(word):
    assert number_of(word) is None


@given(st.text("abcdehinorvwxyz", max_size=60))
def test_a_number_lies_within_its_range(word):
    number = number_of(word)
    assert number is None or 0 <= number <= 9999


def test_nesting_without_end_is_no_number():
    assert number_of("honderd" * 5000) is None
