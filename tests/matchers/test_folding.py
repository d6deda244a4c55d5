import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.folding import FOREIGN, PICTURE, fold, fold_with_offsets

TEXTS = st.text(st.characters(codec="utf-8"), max_size=80)


@pytest.mark.parametrize(
    ("received", "folded"),
    [
        ("Kuipersma", "kuipersma"),
        ("KÜIPÉRSMÅ", "kuipersma"),
        ("Kuіpеrsmа", "kuipersma"),  # Cyrillic
        ("Ｋｕｉｐｅｒｓｍａ", "kuipersma"),
        ("𝐊𝐮𝐢𝐩𝐞𝐫𝐬𝐦𝐚", "kuipersma"),
        ("Kui\u200bper\u2060sma", "kuipersma"),
        ("\u202eKuipersma\u202c", "kuipersma"),
        ("K\u0336u\u0336i\u0336persma", "kuipersma"),
        ("Dĳkhuis", "dijkhuis"),
        ("straße", "strasse"),
        ("０６-１２", "06-12"),
        ("d’r ‘t", "d'r 't"),
        ("kuip€rsma", "kuip€rsma"),
    ],
)
def test_disguises_that_cost_nothing_fold_away(received, folded):
    assert fold(received) == folded


@pytest.mark.parametrize(
    ("received", "folded"),
    [("Kuipersmo", "kuipersmo"), ("ku1persma", "ku1persma"), ("k u i", "k u i")],
)
def test_what_needs_words_is_left_alone(received, folded):
    assert fold(received) == folded


def test_pictures_and_foreign_letters_only_separate():
    assert fold("a🐷b") == f"a{PICTURE}b"
    assert fold("a漢b") == f"a{FOREIGN}b"


@pytest.mark.parametrize("mark", ["\t", "\r", "\x00", "\x1f", "\x0b"])
def test_control_characters_fold_alike_with_and_without_diacritics(mark):
    assert fold(f"e{mark}x") == fold(f"é{mark}x")


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_every_folded_character_knows_where_it_came_from(text):
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert all(0 <= offset < len(text) for offset in offsets)
    assert list(offsets) == sorted(offsets)
    assert folded == "".join(fold(text[i]) for i in dict.fromkeys(offsets))
