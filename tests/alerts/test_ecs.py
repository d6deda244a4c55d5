import copy
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from alerts import ecs
from alerts.record import make_alert
from matchers.finding import Act, Evidence, Finding, Subject
from matchers.post import Media, Post
from runtime.errors import BadInputError

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
DOCS = Path(__file__).parents[2] / "docs" / "alerts.md"


@pytest.fixture
def document(key, make_window):
    post = Post("p", "forum", NOON, "tekst", media=(Media("image", sha256="ab" * 32),))
    finding = Finding(
        score=0.8,
        acts=(Act.NAMING,),
        subjects=(Subject("MW1", 0.9),),
        evidence=(Evidence("full_name", "text", 0, 5, "tekst", "A full name."),),
        model="m-1",
    )
    made = make_alert(post, finding, make_window(exercise=True), key, NOON)
    return json.loads(json.dumps(made.to_document()))


def test_the_document_uses_the_names_of_the_common_schema(document):
    assert document["@timestamp"] == "2026-03-14T12:00:00Z"
    assert document["event"] == {
        "kind": "alert",
        "ingested": "2026-03-14T12:00:00Z",
        "risk_score": 0.8,
        "severity": 3,
        "reason": ["full_name"],
    }
    assert document["rule"] == {"version": "m-1"}
    assert document["labels"] == {"incident": "march", "window": "w-1", "exercise": True}
    assert document["related"] == {"user": ["MW1"], "hash": ["ab" * 32]}
    assert document["url"] == {"original": ""}
    assert document["message"] == "tekst"
    assert document["doxwacht"]["acts"] == ["naming"]
    assert document["doxwacht"]["grouping"] == "subject"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("message",), 5),
        (("message",), None),
        (("@timestamp",), "2026-03-14T12:00:00"),
        (("event", "kind"), "Jan Verzonnen"),
        (("event", "severity"), 5),
        (("event", "risk_score"), 1.5),
        (("doxwacht", "acts"), ["Jan Verzonnen"]),
        (("doxwacht", "extra"), "Jan Verzonnen"),
        (("extra",), "Jan Verzonnen"),
    ],
)
def test_what_is_not_a_document_of_this_version_is_refused(document, path, value):
    broken = copy.deepcopy(document)
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(BadInputError) as caught:
        ecs.parse(broken)
    assert "Verzonnen" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def paths(struct, prefix=""):
    for field in msgspec.structs.fields(struct):
        name = f"{prefix}{field.encode_name}"
        inner = field.type
        many = getattr(inner, "__args__", (None,))[0]
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            yield from paths(inner, f"{name}.")
        elif isinstance(many, type) and issubclass(many, msgspec.Struct):
            yield from paths(many, f"{name}[].")
        else:
            yield name


def test_the_documentation_lists_exactly_the_stored_fields():
    documented = re.findall(r"^\| `([^`]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(paths(ecs.Document))
