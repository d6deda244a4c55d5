import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.render.highlight import AGAINST, MASKED, harmless, highlighted, masked
from console.translation import speak
from console.vocabulary import EVIDENCE_KINDS
from matchers.finding import Evidence
from matchers.reasons import REASONS

WORDS = speak("nl")
TEXT = "Jan van den Eikenhorst, Dennenlaan 912, bel 06-12345601"


def evidence(kind, part, text=TEXT):
    start = text.index(part)
    return Evidence(kind, "text", start, start + len(part), part, REASONS[kind])


LEAKS = [
    evidence("full_name", "Jan van den Eikenhorst"),
    evidence("home_address", "Dennenlaan 912"),
    evidence("staff_phone", "06-12345601"),
]


def test_what_leaked_is_masked_by_its_kind_and_names_are_not():
    assert masked(TEXT, LEAKS, WORDS) == "Jan van den Eikenhorst, [adres], bel [telefoon]"


def test_revealed_it_is_the_text_itself():
    assert highlighted(TEXT, LEAKS, WORDS, reveal=True).plain == TEXT


def test_each_sort_of_evidence_looks_different():
    styles = {str(span.style) for span in highlighted(TEXT, LEAKS, WORDS, reveal=True).spans}
    assert len(styles) >= 2


def test_overlapping_leaks_are_masked_once():
    both = [evidence("home_address", "Dennenlaan 912"), evidence("street", "Dennenlaan")]
    assert "912" not in masked(TEXT, both, WORDS)
    assert "Dennenlaan" not in masked(TEXT, both, WORDS)


def test_a_disguise_that_covers_everything_hides_nothing():
    whole = Evidence("hidden_spelling", "text", 0, len(TEXT), TEXT, REASONS["hidden_spelling"])
    assert masked(TEXT, [whole], WORDS) == TEXT


def test_every_leak_has_a_word_to_stand_in_its_place():
    assert set(EVIDENCE_KINDS) >= MASKED
    assert set(REASONS) >= MASKED | AGAINST | set(EVIDENCE_KINDS)


@pytest.mark.parametrize(
    "hostile",
    ["\x1b[2J\x1b[1;1H", "\x07", "\u202etxet", "\u200b", "\x9b31m", "\r", "\ud800", "\u2066"],
)
def test_a_post_cannot_speak_to_the_terminal(hostile):
    shown = harmless(f"a{hostile}b")
    assert len(shown) == len(hostile) + 2
    assert all(char.isprintable() or char == "\n" for char in shown)


@given(st.text())
def test_a_harmless_text_keeps_its_length(text):
    assert len(harmless(text)) == len(text)


UNBRACKETED = st.text(st.characters(exclude_characters="[]"), min_size=1, max_size=60)


@given(UNBRACKETED, st.data())
def test_any_spans_show_the_text_or_mask_exactly_the_leak(text, data):
    found = []
    for _ in range(data.draw(st.integers(0, 6))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        kind = data.draw(st.sampled_from(sorted(REASONS)))
        found.append(Evidence(kind, "text", start, end, text[start:end], "x"))
    assert highlighted(text, found, WORDS, reveal=True).plain == harmless(text)
    leaks = {i for one in found if one.kind in MASKED for i in range(one.start, one.end)}
    kept = "".join(char for i, char in enumerate(harmless(text)) if i not in leaks)
    shown = masked(text, found, WORDS)
    for label in set(map(WORDS, EVIDENCE_KINDS.values())):
        shown = shown.replace(f"[{label}]", "")
    assert shown == kept
