import os
import signal
import time

from consumers.stopping import StopFlag


def test_waiting_ends_after_its_time():
    assert not StopFlag().wait(0.01)


def test_waiting_ends_at_once_when_set():
    stop = StopFlag()
    stop.set()
    began = time.monotonic()
    assert stop.wait(60)
    assert time.monotonic() - began < 1


def test_a_signal_sets_it_and_handlers_are_put_back():
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    with StopFlag().on_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)
    assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


def test_a_second_signal_acts_as_before():
    with StopFlag().on_signals(signal.SIGINT):
        before = signal.getsignal(signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        assert signal.getsignal(signal.SIGINT) is not before
