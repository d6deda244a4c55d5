import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.comparison import Fit, compare_given, compare_initials
from matchers.names import Mention, _Around, find_mentions
from matchers.reading import read_text

FULL = (
    "Wim van den Kuipersma", "Willem van den Kuipersma", "Willem Johannes van den Kuipersma",
    "Wim Kuipersma", "wim kuipersma", "WIM KUIPERSMA", "Wim vd Kuipersma", "Wim v.d. Kuipersma",
    "Wim vandenKuipersma", "wimvandenkuipersma", "Wim van der Kuipersma", "Wim-Kuipersma",
    "Kuipersma, Wim van den", "kuipersma wim", "Wim Kuipesrma", "Wim Kuiperma",
    "Wim Kuiperssma", "Wim Küipersma", "w1m ku1p3rsm4", "W!m Kuiper$ma", "Wіm Kuіpеrsma",
    "Ｗｉｍ　Ｋｕｉｐｅｒｓｍａ", "W\u200bim Kui\u200dpersma", "W i m  K u i p e r s m a",
    "W.i.m. K.u.i.p.e.r.s.m.a", "W🐷i🐷m K🐷u🐷i🐷p🐷e🐷r🐷s🐷m🐷a", "Wim Kui🐷persma",
    "Wim Kuip🐷ers🐷ma", "wim_kuipersma", "wim.van.den.kuipersma", "amsrepiuK miW",
    "miW amsrepiuK", "Wim\nKuipersma", "Wim\nvan den\nKuipersma", "Pim Kuipersma",
)  # fmt: skip


@pytest.mark.parametrize("text", FULL)
def test_a_full_name_in_every_spelling(people, text):
    assert people(text) == [("full", text, {"S-01"})]


@pytest.mark.parametrize("text", ["#WimKuipersma", "@wimkuipersma", "#wimvandenkuipersma"])
def test_a_full_name_in_a_tag(people, text):
    assert people(text) == [("full", text[1:], {"S-01"})]


@pytest.mark.parametrize(
    ("text", "kind", "piece", "staff"),
    [
        ("W.J. van den Kuipersma", "initial", "W.J. van den Kuipersma", {"S-01"}),
        ("W. v. d. Kuipersma", "initial", "W. v. d. Kuipersma", {"S-01"}),
        ("Kuipersma W.J.", "initial", "Kuipersma W.J", {"S-01"}),
        ("A. Jansen", "initial", "A. Jansen", {"S-02"}),
        ("Wim van den K.", "masked", "Wim van den K", {"S-01"}),
        ("Wim v.d. K***", "masked", "Wim v.d. K***", {"S-01"}),
        ("Wim Ku*persma", "masked", "Wim Ku*persma", {"S-01"}),
        ("agent K*persma", "masked", "K*persma", {"S-01"}),
        ("Sanne de B.", "masked", "Sanne de B", {"S-05"}),
        ("W*m Kuipersma", "surname", "Kuipersma", {"S-01"}),
        ("Brigadier Kuipersma", "surname", "Kuipersma", {"S-01"}),
        ("agent de Boer", "surname", "de Boer", {"S-05"}),
        ("Jansen", "surname", "Jansen", {"S-02", "S-03"}),
        ("Anna Jansen", "full", "Anna Jansen", {"S-02"}),
        ("Anneke Jansen", "full", "Anneke Jansen", {"S-02"}),
        ("Piet Jansen", "full", "Piet Jansen", {"S-03"}),
        ("Tim Dykhuis", "full", "Tim Dykhuis", {"S-04"}),
        ("Tim Dĳkhuis", "full", "Tim Dĳkhuis", {"S-04"}),
        ("Tim Dijkhuys", "full", "Tim Dijkhuys", {"S-04"}),
        ("Zoe Zonderwyk", "full", "Zoe Zonderwyk", {"S-06"}),
        ("Sanne Boer", "full", "Sanne Boer", {"S-05"}),
        ("Mo Hoekstra", "full", "Mo Hoekstra", {"S-07"}),
        ("Mohammed Hoekstra-Vlieland", "full", "Mohammed Hoekstra-Vlieland", {"S-07"}),
        ("Mohamed Vlieland", "full", "Mohamed Vlieland", {"S-07"}),
        ("Henk Kuipersma", "stranger", "Henk Kuipersma", set()),
        ("Kees Jansen", "stranger", "Kees Jansen", set()),
        ("Jan Verhoeven", "stranger", "Jan Verhoeven", set()),
        ("Kees van der Molen", "stranger", "Kees van der Molen", set()),
        ("Wim", "given", "Wim", {"S-01"}),
    ],
)
def test_whom_a_name_can_mean(people, text, kind, piece, staff):
    assert people(text) == [(kind, piece, staff)]


@pytest.mark.parametrize(
    "text",
    [
        "X. Jansen", "de boer op het land protesteert", "Boer zoekt vrouw", "Boeren protesteren",
        "Kuipersmaat", "J*n", "wil", "een kuiper maakt vaten", "", "12 a.b.c", "***", "K.",
        "kuiperma", "jan komt morgen", "Will The Police", "jan verder",
    ],
)  # fmt: skip
def test_what_is_no_name_of_anybody_listed(people, text):
    assert people(text) == []


def test_a_name_in_capitals_is_no_proof_where_everything_is(people):
    assert people("BOER ZOEKT VROUW") == []


def test_titles_are_seen(read, vocabulary):
    titled = [m.titled for m in find_mentions(read("agent Kuipersma en Anna Jansen"), vocabulary)]
    assert titled == [True, False]


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("Wim van den Kuipersma", Fit("own", "exact", "same")),
        ("Wim vd Kuipersma", Fit("own", "exact", "same")),
        ("Wim Kuipersma", Fit("own", "exact", "absent")),
        ("Wim ter Kuipersma", Fit("own", "exact", "other")),
        ("Pim Kuipersma", Fit("derived", "exact", "absent")),
        ("Wim Kuiperma", Fit("own", "edit", "absent")),
        ("W.J. Kuipersma", Fit("initials", "exact", "absent")),
        ("W. Kuipersma", Fit("initial", "exact", "absent")),
        ("Kuipersma", Fit("absent", "exact", "absent")),
    ],
)
def test_how_well_each_part_fits(read, vocabulary, text, fit):
    (mention,) = find_mentions(read(text), vocabulary)
    assert mention.fits == {0: fit}


@pytest.mark.parametrize(
    ("seen", "initials", "relation"),
    [
        (("wim",), "", "own"), (("willem",), "", "own"), (("pim",), "", "derived"),
        (("willen",), "", "near"), (("wille",), "", "near"), (("henk",), "", "conflict"),
        ((), "", "absent"), ((), "w", "initial"), (("henk", "wim"), "", "own"),
    ],
)  # fmt: skip
def test_given_names_compared(seen, initials, relation):
    assert compare_given(seen, initials, ("willem", "wim"), ("pim",)) == relation


def test_an_unknown_given_name_cannot_conflict():
    assert compare_given(("wim",), "", (), ()) == "absent"
    assert compare_given(("chris",), "", ("christiaan",), ()) in ("derived", "short")


@pytest.mark.parametrize(
    ("seen", "relation"),
    [("wj", "initials"), ("w", "initial"), ("wp", "conflict"), ("j", "conflict"), ("p", "initial")],
)
def test_initials_compared(seen, relation):
    assert compare_initials(seen, "wj", ("willem", "pim")) == relation


def test_initials_of_somebody_without_any():
    assert compare_initials("w", "", ()) == "absent"


def test_no_name_shows_in_a_repr(read, vocabulary):
    mentions = find_mentions(read("Kees Jansen en Wim Kuipersma"), vocabulary)
    shown = repr((mentions, _Around(0, 0, ("wim",), "w", "vanden")))
    for word in ("ansen", "ees", "wim", "vanden", "uipersma"):
        assert word not in shown


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=100))
def test_mentions_lie_inside_the_reading_in_order(vocabulary, text):
    reading = read_text("text", text, vocabulary)
    mentions = find_mentions(reading, vocabulary)
    assert mentions == sorted(mentions, key=lambda mention: mention.at)
    assert all(
        isinstance(m, Mention) and 0 <= m.at < m.until <= len(reading.text) for m in mentions
    )
