import pytest

from matchers.event import Event
from matchers.links import LINK_FEATURES, Link, event_words, link_staff
from matchers.study import study_post

NOWHERE = Event()


@pytest.fixture(scope="session")
def links(make_post, vocabulary, directory):
    def found(text, event=NOWHERE):
        study = study_post(make_post(text), vocabulary)
        return {
            directory.rows[link.row].staff_id: {
                name for name in LINK_FEATURES if link.get(name) and name != "bias"
            }
            for link in link_staff(study, event, directory)
        }

    return found


@pytest.mark.parametrize(
    ("text", "staff_id", "features"),
    [
        ("Wim van den Kuipersma", "S-01", {"own", "prefix_same", "capital", "rivals"}),
        ("Pim Kuipersma", "S-01", {"derived"}),
        ("Wim Kuiperma", "S-01", {"surname_edit"}),
        ("W.J. Kuipersma", "S-01", {"initials"}),
        ("agent Kuipersma", "S-01", {"surname_only", "titled"}),
        ("Wim K***", "S-01", {"masked"}),
        ("06-12345678", "S-01", {"phone", "identifier_rivals"}),
        ("wim.kuipersma@voorbeeld.example", "S-01", {"email"}),
        ("AB-123-C", "S-01", {"plate"}),
        ("@wimkuip_77", "S-01", {"handle"}),
        ("@wijkagent_zoe", "S-06", {"public_handle", "public"}),
        ("Dorpsstraat 12", "S-01", {"home_address"}),
        ("Dorpsstraat in Veldhoven", "S-01", {"street", "home_named"}),
        ("Wim Kuipersma, Dorpsstraat 12", "S-01", {"identifier_and_name"}),
        ("Zoë Zonderwijk, wijkagent", "S-06", {"role_named"}),
        ("Kuipersma van basisteam Veldhoven", "S-01", {"unit_named", "home_named"}),
    ],
)
def test_what_ties_a_post_to_somebody(links, text, staff_id, features):
    found = links(text)
    assert list(found) == [staff_id]
    assert features <= found[staff_id]


@pytest.mark.parametrize(
    "text",
    ["", "mooi weer", "Kees Jansen", "Henk Kuipersma", "06-87654321", "Wim", "Stationsplein 1"],
)
def test_who_cannot_be_meant_is_not_linked(links, text):
    assert links(text) == {}


def test_rivals_for_a_surname_are_told_apart_by_who_was_there(links):
    found = links("agent Jansen", Event(deployed_staff=frozenset({"S-03"})))
    assert set(found) == {"S-02", "S-03"}
    assert {"deployed", "only_deployed", "deployed_surname", "best_supported"} <= found["S-03"]
    assert not {"deployed", "only_deployed", "best_supported"} & found["S-02"]


def test_a_first_name_counts_for_who_was_there(links):
    assert links("Wim was het") == {}
    assert "given_only" in links("Wim was het", Event(deployed_staff=frozenset({"S-01"})))["S-01"]


def test_unknown_staff_at_an_incident_do_no_harm(links):
    assert links("agent Jansen", Event(deployed_staff=frozenset({"S-99"})))


def test_deployed_units_speak_for_their_members(links):
    event = Event(deployed_units=frozenset({"basisteam veldhoven"}))
    assert "unit_deployed" in links("agent Kuipersma", event)["S-01"]


def test_the_strongest_evidence_counts():
    link = Link(0)
    link.set("rivals", 2.0)
    link.set("rivals", 1.0)
    assert link.get("rivals") == 2.0
    assert len(link.vector) == len(LINK_FEATURES)


def test_words_of_an_incident_are_folded():
    event = Event(places=frozenset({"Den Haag"}), keywords=frozenset({"Boérenprotest"}))
    assert event_words(event) == {"den", "haag", "boerenprotest"}
