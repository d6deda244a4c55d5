"""Settings of monitoring: how long a window may be.

It refuses defaults for a legal basis: that is decided per window.
"""

from typing import Annotated

from pydantic import Field

from runtime.settings import Settings

Hours = Annotated[int, Field(ge=1, le=168)]


class IncidentSettings(Settings):
    """Maximum lengths of windows per kind of incident, and what an urgent one may do."""

    window_max_demonstration_h: Hours = Field(default=24, description="longest window, hours")
    window_max_riot_h: Hours = Field(default=24, description="longest window, hours")
    window_max_shooting_h: Hours = Field(default=72, description="longest window, hours")
    window_max_arrest_h: Hours = Field(default=48, description="longest window, hours")
    window_max_other_h: Hours = Field(default=24, description="longest window, hours")
    window_max_margin_h: int = Field(
        default=12, ge=0, le=168, description="longest lead and longest tail of a window, hours"
    )
    window_complete_within_min: int = Field(
        default=60,
        ge=5,
        le=60,
        description="how long an urgent window lives without its legal basis, minutes",
    )
