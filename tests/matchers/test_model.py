import gzip

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.finding import Act
from matchers.links import LINK_FEATURES, Link
from matchers.model import Model, Weights, share_chances, sigmoid, wording_scale

WEIGHTS = Weights(-1.0, {"linked": 2.0}, {"w:wie": 0.5})
MODEL = Model("1.test", WEIGHTS, {"naming": WEIGHTS}, [1.0] * len(LINK_FEATURES), (2.0, 0.5))


def test_a_saved_model_is_read_back_and_saved_to_the_same_bytes(tmp_path):
    one, other = tmp_path / "one.json.gz", tmp_path / "other.json.gz"
    MODEL.save(one)
    again = Model.load(one)
    again.save(other)
    assert again == MODEL
    assert one.read_bytes() == other.read_bytes()


def test_a_model_may_be_unpacked(tmp_path):
    MODEL.save(tmp_path / "model.json.gz")
    plain = tmp_path / "model.json"
    plain.write_bytes(gzip.decompress((tmp_path / "model.json.gz").read_bytes()))
    assert Model.load(plain) == MODEL


@pytest.mark.parametrize("data", [b"", b"no json", b"{}", b'{"version": 1}'])
def test_a_file_that_is_no_model_is_refused(tmp_path, data):
    path = tmp_path / "model.json"
    path.write_bytes(data)
    with pytest.raises(ValueError, match="not a model file"):
        Model.load(path)


def test_a_model_for_other_features_is_refused(tmp_path):
    msgspec.structs.replace(MODEL, link=[1.0]).save(tmp_path / "model")
    with pytest.raises(ValueError, match="fit it anew"):
        Model.load(tmp_path / "model")


def test_the_bundled_model_is_read(model):
    assert model.version
    assert set(model.acts) <= {act.value for act in Act}
    assert model.gate


def test_the_margin_adds_up_what_has_a_weight():
    assert WEIGHTS.margin({}, set()) == -1.0
    assert WEIGHTS.margin({"linked": 0.5, "unknown": 9.0}, set()) == 0.0
    assert WEIGHTS.margin({}, {"w:wie", "w:x"}) == -1.0 + 0.5 * wording_scale(2)


def test_long_posts_do_not_outshout_short_ones():
    assert wording_scale(1) == wording_scale(16) == 2.0
    assert wording_scale(400) < wording_scale(100) < wording_scale(16)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_probability_lies_between_0_and_1(margin):
    assert 0.0 <= sigmoid(margin) <= 1.0


@given(st.dictionaries(st.sampled_from(["linked", "x"]), st.floats(-1e9, 1e9)), st.sets(st.text()))
def test_scores_lie_between_0_and_1(dense, wording):
    assert 0.0 <= MODEL.probability(dense, wording) <= 1.0
    assert all(0.0 <= p <= 1.0 for p in MODEL.act_probabilities(dense, wording).values())


def test_more_evidence_gives_a_higher_score():
    assert MODEL.probability({"linked": 1.0}, set()) > MODEL.probability({}, set())


@given(st.lists(st.tuples(st.sets(st.integers(0, 3)), st.floats(0, 1)), max_size=8))
def test_rivals_for_one_name_share_at_most_1(people):
    links = [Link(row, groups=groups) for row, (groups, _) in enumerate(people)]
    shared = share_chances(links, [chance for _, chance in people])
    assert all(0.0 <= value <= 1.0 for value in shared)
    for group in range(4):
        alone = [v for v, link in zip(shared, links, strict=True) if link.groups == {group}]
        assert sum(alone) <= 1.0 + 1e-9


def test_a_link_without_evidence_is_even():
    assert MODEL.chances([Link(0)]) == [0.5]
