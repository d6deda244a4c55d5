import msgspec
import pytest

from matchers.directory import Directory, build_directory, surname_keys
from matchers.identifiers import canonical_address
from matchers.staff import StaffEntry

KEY = b"k" * 32


def test_a_loaded_directory_equals_the_dumped_one(directory):
    again = Directory.load(directory.dump())
    assert again.dump() == directory.dump()
    assert again.rows == directory.rows
    assert again.surnames == directory.surnames
    assert again.holders("phone", "+31612345678") == [0]


def test_bytes_of_another_format_are_refused(directory):
    other = msgspec.msgpack.decode(directory.dump())
    other[0] = 99
    with pytest.raises(ValueError, match="compile it anew"):
        Directory.load(msgspec.msgpack.encode(other))


def test_bytes_that_are_no_directory_are_refused():
    with pytest.raises(ValueError, match=r"."):
        Directory.load(b"\x93\x01\x02")


def test_ids_are_found(directory, staff):
    assert len(directory) == len(staff)
    assert directory.has("S-01")
    assert not directory.has("S-99")
    assert directory.index_of("S-02") == 1
    assert directory.index_of("S-99") is None


@pytest.mark.parametrize(
    ("kind", "value", "rows"),
    [
        ("phone", "+31612345678", [0]),
        ("phone", "+31612345679", []),
        ("email", "wim.kuipersma@voorbeeld.example", [0]),
        ("mail_name", "wimkuipersma", [0]),
        ("plate", "AB123C", [0]),
        ("handle", "wimkuip77", [0]),
        ("public_handle", "wijkagentzoe", [5]),
        ("handle", "wijkagentzoe", []),
        ("postcode_number", "1234ab 12", [0]),
        ("street_number", "dorpsstraat 12", [0]),
        ("street_number", "dorpsstraat 13", []),
        ("street_number_place", "dorpsstraat 12 veldhoven", [0]),
        ("street_place", "kerkstraat zeist", [5]),
        ("relative", "marjolein", [0]),
    ],
)
def test_identifiers_are_found_by_their_canonical_form(directory, kind, value, rows):
    assert directory.holders(kind, value) == rows


def test_the_dump_holds_tokens_and_no_identifier(directory, staff):
    dump = directory.dump().lower()
    for entry in staff:
        values = [*entry.phones, *entry.emails, *entry.plates, *entry.handles]
        values += [*entry.public_handles, *entry.addresses, *entry.relatives]
        for raw in entry.addresses:
            address = canonical_address(raw)
            values += [address.street, address.postcode]
        values += [value for raw in values for value in (raw.lstrip("@"), raw.replace("-", ""))]
        for value in values:
            assert value.lower().encode() not in dump
    assert b"612345678" not in dump
    assert b"marjolein" not in dump


def test_another_key_gives_other_tokens(staff):
    one, other = (build_directory(staff, key * 32) for key in (b"a", b"b"))
    assert one.token("phone", "+31612345678") != other.token("phone", "+31612345678")
    assert one.holders("phone", "+31612345678") == other.holders("phone", "+31612345678")


def test_kinds_never_meet_in_one_token(directory):
    assert directory.token("phone", "x") != directory.token("plate", "x")
    assert directory.token("a", "b\0c") != directory.token("a\0b", "d")


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ("kuipersma", True), ("kuiperma", True), ("kuipersmaa", True), ("kuipersna", True),
        ("kuipesrma", True), ("kuipers", False), ("kuper", False),
    ],
)  # fmt: skip
def test_surnames_within_one_edit(directory, seen, found):
    assert ("kuipersma" in directory.near_surnames(seen)) is found


def test_short_surnames_have_no_near_spelling(directory):
    assert directory.near_surnames("boen") == []


@pytest.mark.parametrize(("seen", "found"), [("dykhuys", True), ("dekhuis", False)])
def test_surnames_that_sound_alike(directory, seen, found):
    assert ("dykhuis" in directory.alike_surnames(seen)) is found


@pytest.mark.parametrize(
    ("surname", "keys"),
    [
        ("Jansen", ("jansen",)),
        ("Jansen-de Boer", ("jansendeboer", "jansen", "boer")),
        ("Hoekstra Vlieland", ("hoekstravlieland", "hoekstra", "vlieland")),
        ("Dijk", ("dyk",)),
        ("O", ()),
    ],
)
def test_double_surnames_are_found_by_each_part(surname, keys):
    assert surname_keys(surname) == keys


def test_call_names_come_from_official_names(directory):
    wim = directory.rows[0]
    assert wim.given == ("willem", "johannes", "wim")
    assert "willy" in wim.derived or "pim" in wim.derived
    assert wim.initials == "wj"


def test_an_empty_list_is_a_directory():
    empty = build_directory([], KEY)
    assert len(empty) == 0
    assert Directory.load(empty.dump()).dump() == empty.dump()


def test_odd_cells_do_no_harm():
    entry = StaffEntry(
        "x", "-", ("", "?"), phones=("??",), emails=("@",), plates=("",), handles=("@",),
        addresses=("nergens",), relatives=("",), aliases=("  ",),
    )  # fmt: skip
    assert len(Directory.load(build_directory([entry], KEY).dump())) == 1


def test_nothing_of_the_list_shows_in_a_repr(directory, staff):
    shown = " ".join(map(repr, (directory, directory._dump, *directory.rows, *staff)))
    for word in ("uipersma", "Wim", "wim", "1234", "eldhoven", "dorps", "kkkk"):
        assert word not in shown
    assert "S-01" in shown
