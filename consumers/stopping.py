"""A graceful stop: a signal asks for it, the batch in hand is finished, then work ends.

It refuses to interrupt anything: whoever works looks at the flag between two batches.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SLICE_S = 0.1


class StopFlag:
    """Set once, by a signal or by hand.

    No lock is involved, so that a signal handler can set it at any moment.
    """

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Ask for a stop."""
        self._is_set = True

    @property
    def is_set(self) -> bool:
        """Return whether somebody has asked for a stop."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Sleep for `seconds` unless a stop is asked for; return whether it is."""
        until = time.monotonic() + seconds
        while not self._is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE_S))
        return self._is_set

    @contextmanager
    def on_signals(self, *signals: signal.Signals) -> Iterator["StopFlag"]:
        """Set the flag on SIGTERM and SIGINT (or `signals`) while inside; main thread only.

        A second signal of the kind acts as it did before, so that an impatient user is heard.
        """
        wanted = signals or (signal.SIGTERM, signal.SIGINT)
        before = {number: signal.getsignal(number) for number in wanted}

        def handle(number: int, frame: FrameType | None) -> None:
            del frame
            self.set()
            signal.signal(number, before[signal.Signals(number)])

        for number in wanted:
            signal.signal(number, handle)
        try:
            yield self
        finally:
            for number in wanted:
                signal.signal(number, before[number])
