from matchers.post import Media


def test_texts_come_in_order_and_only_when_there_are_any(make_post):
    media = (
        Media("image", ocr_text="a", alt_text="b"),
        Media("video"),
        Media("image", alt_text="c"),
    )
    assert make_post("t", media=media).readable_parts() == (
        ("text", "t"), ("media[0].ocr_text", "a"), ("media[0].alt_text", "b"),
        ("media[2].alt_text", "c"),
    )  # fmt: skip
    assert make_post("t").readable_parts() == (("text", "t"),)


def test_nothing_personal_shows_in_a_repr(make_post):
    post = make_post(
        "geheim1", url="geheim2", author="geheim3", reply_to="geheim4", flag_reason="geheim5",
        media=(Media("image", url="geheim6", ocr_text="geheim7", alt_text="geheim8"),),
    )  # fmt: skip
    assert "geheim" not in repr(post)
