from datetime import timedelta

from incidents.incident import Kind
from incidents.templates import TEMPLATES


def test_every_kind_has_a_template():
    assert set(TEMPLATES) == set(Kind)


def test_a_template_has_a_purpose_and_a_modest_lead():
    for template in TEMPLATES.values():
        assert template.purpose
        assert timedelta() <= template.lead <= timedelta(hours=12)
