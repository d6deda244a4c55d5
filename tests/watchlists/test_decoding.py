import codecs

import pytest

from watchlists.decoding import UTF_8, WINDOWS_1252, decode, undecoded_byte
from watchlists.mistake import WatchlistMistakesError


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"Zwaantje", "Zwaantje", UTF_8),
        ("Zoë Ïsjaq".encode(), "Zoë Ïsjaq", UTF_8),
        (codecs.BOM_UTF8 + "Zoë".encode(), "Zoë", UTF_8),
        ("Zoë €5".encode("cp1252"), "Zoë €5", WINDOWS_1252),
        (b"", "", UTF_8),
        (codecs.BOM_UTF8, "", UTF_8),
    ],
)
def test_the_bytes_tell_the_encoding(data, text, encoding):
    assert decode(data) == (text, encoding)


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_without_meaning_in_windows_1252_is_kept_apart(byte):
    text, encoding = decode("Zoë Ünal ".encode("cp1252") + bytes([byte]))
    assert encoding == WINDOWS_1252
    assert undecoded_byte(text) == f"0x{byte:02x}"


def test_one_damaged_byte_does_not_make_utf_8_something_else():
    text, encoding = decode("Zoë Çelik Ünal ".encode() + b"\xff")
    assert encoding == UTF_8
    assert text.startswith("Zoë Çelik Ünal ")
    assert undecoded_byte(text) == "0xff"


def test_one_valid_letter_beside_one_damaged_byte_is_utf_8():
    assert decode("Zoë ".encode() + b"\x81") == ("Zoë \udc81", UTF_8)


def test_a_chance_letter_does_not_make_windows_1252_utf_8():
    text, encoding = decode("Zoë Çelik Ünal Özil Daniëls Â° Renée".encode("cp1252"))
    assert encoding == WINDOWS_1252
    assert text.endswith("Renée")


def test_a_mark_at_the_start_settles_it():
    text, encoding = decode(codecs.BOM_UTF8 + b"\xeb\xeb")
    assert encoding == UTF_8
    assert undecoded_byte(text) == "0xeb"


@pytest.mark.parametrize("encoding", ["utf-16"])
def test_utf_16_is_named_with_its_remedy(encoding):
    with pytest.raises(WatchlistMistakesError, match="CSV UTF-8"):
        decode("staff_id,surname".encode(encoding))


def test_whole_text_has_no_undecoded_byte():
    assert undecoded_byte("Zoë") is None
