"""Run a loop with a progress bar and a graceful stop; what it does is decided elsewhere."""

from dataclasses import replace

from rich.progress import Progress, TaskID

from console.process import Feed, Process
from console.session import Session
from consumers.loop import Report, Summary
from consumers.stopping import StopFlag


def take_in(session: Session, process: Process, feed: Feed) -> Summary:
    """Take a source in until it ends or Ctrl-C is pressed.

    Raises:
        BadInputError: the source cannot be read on; what came before is committed.
    """
    with session.progress() as progress, StopFlag().on_signals() as stop:
        task = progress.add_task(session.words("Taking posts in"), total=None)

        def on_report(report: Report) -> None:
            _advance(progress, task, report)
            feed.on_report(report)

        return process.loop(replace(feed, stop=stop, on_report=on_report)).run()


def _advance(progress: Progress, task: TaskID, report: Report) -> None:
    progress.update(task, completed=report.extent.done, total=report.extent.total)
