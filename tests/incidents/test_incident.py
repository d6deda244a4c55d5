from incidents.incident import INCIDENT_ID, Kind


def test_the_kinds_are_those_of_the_incident_file():
    assert list(Kind) == ["demonstration", "riot", "shooting", "arrest", "other"]


def test_deployed_staff_and_authoriser_are_not_shown(incident):
    assert "s-1" not in repr(incident)
    assert "authorised_by" not in repr(incident)


def test_an_id_is_safe_in_file_names_and_topics():
    assert INCIDENT_ID.fullmatch("dev-2026-03-14.demo_1")
    for bad in ("", "../etc", "a b", ".a", "a/b", "é", "x" * 65, "a\n"):
        assert not INCIDENT_ID.fullmatch(bad), bad
