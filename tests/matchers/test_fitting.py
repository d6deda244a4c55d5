import pytest

from matchers.event import Event
from matchers.finding import Act
from matchers.fitting import Labelled, LabelledSet, fit
from matchers.links import LINK_FEATURES
from matchers.matcher import Matcher
from matchers.model import Model
from matchers.vocabulary import Vocabulary

pytest.importorskip("sklearn", reason="fitting needs the extra doxwacht[fit]")

DOXING = (
    ("{who} woont {where}, ga langs", Act.DISCLOSURE),
    ("adres van smeris {who}: {where}", Act.DISCLOSURE),
    ("die agent {who} vind je op {where}", Act.DISCLOSURE),
    ("dit is de agent die schoot: {who}", Act.NAMING),
    ("onthoud deze smeris: {who}", Act.NAMING),
    ("wie kent deze smeris? adres in dm", Act.SOLICITATION),
)
HARMLESS = (
    "mooi weer vandaag op {where}",
    "bedankt {who} voor de koffie",
    "volgens de politie is het rustig",
    "{who} speelt zondag gelijk",
    "stop met doxen, dit is strafbaar",
    "verzamelen op {where} om drie uur",
)
PEOPLE = (("Wim Kuipersma", "S-01"), ("Tim Dijkhuis", "S-04"), ("Zoë Zonderwijk", "S-06"))
PLACES = ("Dorpsstraat 12", "Kerkstraat 45", "Lange Veldweg 5", "Stationsplein 1")
NOWHERE = Event()


def _posts(make_post):
    for number in range(10):
        name, staff_id = PEOPLE[number % 3]
        for text, act in DOXING:
            post = make_post(f"{text} {'!' * number}".format(who=name, where=PLACES[number % 4]))
            meant = frozenset({staff_id} if "{who}" in text else ())
            yield Labelled(
                post, NOWHERE, doxing=True, act=act, staff_ids=meant, group=f"{text} {number % 3}"
            )
        for text in HARMLESS:
            post = make_post(text.format(who=name, where=PLACES[3]))
            yield Labelled(post, NOWHERE, doxing=False, group=f"{text} {number % 3}", kind="other")


@pytest.fixture(scope="module")
def labelled(make_post, directory):
    return LabelledSet(tuple(_posts(make_post)), directory)


@pytest.fixture(scope="module")
def fitted(labelled):
    return fit([labelled])


def test_it_learns_what_it_was_shown(fitted, labelled):
    matcher = Matcher(labelled.directory, fitted)
    scores = [(item.doxing, matcher.find(item.post, NOWHERE).score) for item in labelled.posts]
    doxing = [score for truth, score in scores if truth]
    harmless = [score for truth, score in scores if not truth]
    assert sum(doxing) / len(doxing) > sum(harmless) / len(harmless) + 0.3
    assert set(fitted.acts) == {"disclosure", "naming", "solicitation"}


def test_the_same_posts_give_the_same_model(fitted, labelled):
    again = fit([labelled])
    assert again == fitted
    assert again.version == fitted.version
    assert fitted.version.startswith("1.")


def test_other_posts_give_another_version(fitted, labelled):
    posts = labelled.posts[6:]
    assert fit([LabelledSet(posts, labelled.directory)]).version != fitted.version


def test_a_fitted_model_survives_saving(fitted, labelled, tmp_path):
    fitted.save(tmp_path / "model.json.gz")
    loaded = Model.load(tmp_path / "model.json.gz")
    assert loaded == fitted
    one, other = (Matcher(labelled.directory, model) for model in (fitted, loaded))
    for item in labelled.posts[::7]:
        assert one.find(item.post, NOWHERE) == other.find(item.post, NOWHERE)


def test_no_name_or_number_of_the_posts_is_learnt(fitted):
    names = [*fitted.post.wording, *fitted.gate]
    for word in ("kuipersma", "dykhuis", "dijkhuis", "dorpsstraat"):
        assert not any(word in name for name in fitted.post.wording)
    assert "w:<person>" in names
    assert len(fitted.link) == len(LINK_FEATURES)


def test_progress_is_told(labelled):
    told = []
    fit([labelled], lambda *step: told.append(step))
    assert {stage for stage, _, _ in told} >= {"read", "weigh", "calibrate"}
    assert all(0 < done <= total for _, done, total in told)


def test_too_few_posts_or_one_answer_are_refused(labelled):
    few = LabelledSet(labelled.posts[:99], labelled.directory)
    same = LabelledSet([i for i in labelled.posts if i.doxing] * 2, labelled.directory)
    for one in (few, same):
        with pytest.raises(ValueError, match="at least 100 posts"):
            fit([one])


def test_fitting_leaves_the_directory_as_it_was(labelled, directory):
    assert labelled.directory is directory
    assert Vocabulary(directory).directory.dump() == directory.dump()


def test_no_post_shows_in_a_repr(labelled):
    assert "uipersma" not in repr(labelled.posts[:5])


def test_a_bar_is_finite_even_where_everything_passes_outright(make_post, directory, tmp_path):
    posts = [
        Labelled(
            make_post(f"smeris Wim Kuipersma woont Dorpsstraat 12 {'!' * number}"),
            NOWHERE,
            doxing=True,
            act=Act.DISCLOSURE,
            staff_ids=frozenset({"S-01"}),
            group=str(number),
        )
        for number in range(60)
    ]
    posts += [
        Labelled(
            make_post(f"mooi weer, {name} {number}"), NOWHERE, doxing=False, group=f"h{number}"
        )
        for number, name in enumerate(["Anna Jansen", "Piet"] * 30)
    ]
    model = fit([LabelledSet(posts, directory)])
    model.save(tmp_path / "model")
    assert Model.load(tmp_path / "model").gate_bar < float("inf")
