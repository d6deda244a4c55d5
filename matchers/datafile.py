"""The data files that come with the package: tables and the fitted model."""

import gzip
from importlib.resources import files


def read_data(name: str) -> bytes:
    """Return a data file of the package, unpacked when its name ends in `.gz`."""
    data = files("matchers").joinpath("data", name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data
