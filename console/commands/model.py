"""`model`: fit the scoring model from labelled posts, and judge one on others."""

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from console.commands.options import AsJson
from console.labelled import Files, read_labelled
from console.render import report as shown
from console.scoring import load_model
from console.session import Session
from console.translation import N_
from matchers import evaluation, fitting
from matchers.matcher import Matcher
from runtime.errors import BadInputError, ConfigError

_STAGES = {
    "read": N_("Reading posts"),
    "features": N_("Looking for features"),
    "calibrate": N_("Calibrating"),
    "score": N_("Scoring"),
}
_Sets = Annotated[
    list[Path] | None,
    typer.Option("--set", metavar="FOLDER", help="Labelled set: posts.ndjson, truth.ndjson,"
                 " staff.csv and incident.toml in a folder; several allowed."),
]  # fmt: skip
_Posts = Annotated[Path | None, typer.Option(metavar="FILE", help="Posts, instead of --set.")]
_Truth = Annotated[Path | None, typer.Option(metavar="FILE", help="Answers, with --posts.")]
_List = Annotated[Path | None, typer.Option(metavar="FILE", help="Watchlist, with --posts.")]
_Incident = Annotated[Path | None, typer.Option(metavar="FILE", help="Incident, with --posts.")]
_Progress = Callable[[str, int, int], None]


def fit(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the model goes.")],
    folder: _Sets = None,
    posts: _Posts = None,
    truth: _Truth = None,
    watchlist: _List = None,
    incident: _Incident = None,
    as_json: AsJson = False,
) -> None:
    """Fit the scoring model to labelled posts; needs the extra `doxwacht[fit]`."""
    session = Session.of(context)
    if importlib.util.find_spec("sklearn") is None:
        raise ConfigError("Fitting needs scikit-learn. Install doxwacht[fit].")
    sets = [read_labelled(one) for one in _files(folder, (posts, truth, watchlist, incident))]
    try:
        with _progress(session) as progress:
            model = fitting.fit(sets, progress)
    except ValueError as exc:
        raise BadInputError(
            "Fitting needs at least 100 posts, doxing and other ones among them."
        ) from exc
    model.save(out)
    if as_json:
        session.emit({"model": model.version, "posts": sum(len(one.posts) for one in sets)})
    else:
        session.say("Model {version} was written to {path}.", version=model.version, path=out.name)


def report(  # noqa: PLR0913 - each is an option
    context: typer.Context,
    *,
    model: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The bundled one unless given.")
    ] = None,
    bar: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="SCORE", help="From here on it is an alert.")
    ] = 0.5,
    folder: _Sets = None,
    posts: _Posts = None,
    truth: _Truth = None,
    watchlist: _List = None,
    incident: _Incident = None,
    as_json: AsJson = False,
) -> None:
    """Judge a scoring model on labelled posts that it was not fitted to."""
    session = Session.of(context)
    weights = load_model(model)
    for where in _files(folder, (posts, truth, watchlist, incident)):
        labelled = read_labelled(where)
        with _progress(session) as progress:
            found = evaluation.evaluate(
                Matcher(labelled.directory, weights), labelled.posts, bar, progress
            )
        if as_json:
            session.emit(shown.document(found))
        else:
            session.show(*shown.parts(found, session.words))


def _files(folders: Sequence[Path] | None, four: Sequence[Path | None]) -> list[Files]:
    sets = [Files.in_folder(folder) for folder in folders or ()]
    given = [path for path in four if path is not None]
    if given and len(given) < len(four):
        raise BadInputError("The options --posts, --truth, --watchlist and --incident go together.")
    if given:
        sets.append(Files(*given))
    if not sets:
        raise BadInputError("Name labelled posts with --set, or with --posts and its files.")
    return sets


@contextmanager
def _progress(session: Session) -> Iterator[_Progress]:
    with session.progress() as bar:
        task = bar.add_task("", total=None)

        def show(stage: str, done: int, total: int) -> None:
            title = session.words(_STAGES.get(stage, stage))
            bar.update(task, description=title, completed=done, total=total)

        yield show
