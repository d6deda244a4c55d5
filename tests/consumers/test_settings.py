from datetime import timedelta

import pytest

from consumers.settings import ConsumerSettings
from runtime.errors import ConfigError


def test_the_defaults_are_those_of_the_contract():
    settings = ConsumerSettings.load({})
    assert settings.alert_bar == 0.5
    assert settings.dead_letter_lifetime == timedelta(hours=72)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DOXWACHT_BATCH_SIZE", "0"),
        ("DOXWACHT_ALERT_BAR", "1.5"),
        ("DOXWACHT_DEAD_LETTER_H", "73"),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(variable, value):
    with pytest.raises(ConfigError, match=variable):
        ConsumerSettings.load({variable: value})
