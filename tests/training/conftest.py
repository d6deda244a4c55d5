"""Load the generator scripts by path: they are no package and lie on no import path."""

import random
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[2]
IN_ORDER = (
    "nametables",
    "marked",
    "nametricks",
    "numbertricks",
    "tricks",
    "staffmaker",
    "slots",
    "meaning",
    "chatter",
    "generate",
)


def load(name, folder):
    spec = spec_from_file_location(name, folder / f"{name}.py")
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scripts():
    """Give every script under its own name, and forget them afterwards."""
    before = dict(sys.modules)
    loaded = {name: load(name, ROOT / "training") for name in IN_ORDER}
    loaded |= {"stream": load("stream", ROOT / "benchmarks")}
    yield SimpleNamespace(**loaded)
    for name in loaded:
        sys.modules.pop(name)
        if name in before:
            sys.modules[name] = before[name]


@pytest.fixture
def chance():
    return random.Random(4)


@pytest.fixture(scope="session")
def staff(scripts):
    return scripts.staffmaker.make_staff(3000, 11)


@pytest.fixture(scope="session")
def world(scripts):
    return scripts.generate.make_world(5)


@pytest.fixture(scope="session")
def texts(scripts):
    """Give every fifth training text: enough to meet each class and slot."""
    return scripts.generate.read_texts(ROOT / "training" / "texts")[::5]


@pytest.fixture(scope="session")
def made(scripts, world, texts):
    return list(scripts.generate.make_posts(texts, world, 5, 3))
