import pytest

from matchers.sought import sought_officer
from matchers.study import study_post


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("wie kent deze hondengeleider", ("dog_handler",)),
        ("wie is die ME'er met dat schild", ("riot_police",)),
        ("who is the shooter", ("shooter",)),
        ("naam van die motoragent die schoot?", ("motorcyclist", "shooter")),
        ("die stille in burger", ("plain_clothes",)),
        ("die agente te paard", ("mounted", "woman")),
        ("wie kent hem", ("officer",)),
        ("", ("officer",)),
    ],
)
def test_whom_a_question_asks_for(make_post, vocabulary, text, sought):
    assert sought_officer(study_post(make_post(text), vocabulary)) == sought


@pytest.mark.parametrize("text", ["wie kent deze man", "who shut the door", "een stilleven"])
def test_words_that_only_look_alike(make_post, vocabulary, text):
    found = sought_officer(study_post(make_post(text), vocabulary))
    assert not {"shooter", "dog_handler"} & set(found)
