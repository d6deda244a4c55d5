"""What every file that is handed out must keep to, whatever room it belongs to."""

import ast
import gzip
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FORBIDDEN = {
    "the address of a package index": re.compile(
        rb"https?://[^\s\"']+/simple\b|//(?:files\.)?(?:pypi|pythonhosted)\.org"
        rb"|--(?:extra-)?index-url\b|--find-lin[k]s\b|PIP_(?:EXTRA_)?INDEX_URL"
    ),
    "a folder of the machine it was made on": re.compile(
        rb"(?<![\w.~-])/(?:wor[k]|root|home/\w+)/"
    ),
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.fixture(scope="module")
def tracked():
    """Return the files under version control."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs a checkout and git")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def contents(path):
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def complaints(path):
    data = contents(path)
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(data)]


def unhashed(lock):
    """Return the requirements of a lock file that do not say what they must be."""
    lines = lock.replace("\\\n", " ").splitlines()
    wanted = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return [line for line in wanted if "--hash=sha256:" not in line or "==" not in line]


def test_no_file_names_a_package_index_or_a_folder_of_somebodys_machine(tracked):
    found = {str(path.relative_to(ROOT)): complaints(path) for path in tracked}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "--index" + "-url https://mirror.example/",
        "url = https://mirror.example/sim" + "ple/",
        "see /wor" + "k/main/README.md",
        "open('/root" + "/.netrc')",
    ],
)
def test_the_search_would_find_one(tmp_path, text):
    (tmp_path / "plain").write_text(text, "utf-8")
    (tmp_path / "packed.gz").write_bytes(gzip.compress(text.encode()))
    assert complaints(tmp_path / "plain")
    assert complaints(tmp_path / "packed.gz")


def test_every_lock_has_a_version_and_hashes_for_everything(tracked):
    locks = [path for path in tracked if path.parent == ROOT / "requirements"]
    assert {lock.name for lock in locks} >= {"core.txt", "dev.txt", "uv.txt"}
    for lock in locks:
        assert unhashed(lock.read_text("utf-8")) == [], lock.name


def test_a_lock_without_hashes_would_be_noticed():
    good = "# why\nruff==1 \\\n    --hash=sha256:0a \\\n    --hash=sha256:0b\n    # via doxwacht\n"
    assert unhashed(good) == []
    assert unhashed(good + "mypy==2\n") == ["mypy==2"]
    assert unhashed("--extra" + "-index-url x\n")


def test_every_package_is_known_to_every_tool():
    tool = PROJECT["tool"]
    assert tool["mypy"]["packages"] == tool["importlinter"]["root_packages"] == PACKAGES


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_typed(package):
    assert (ROOT / package / "py.typed").is_file()


def test_every_init_is_one_docstring(tracked):
    inits = [path for path in tracked if path.name == "__init__.py"]
    assert {path.parent.name for path in inits} >= set(PACKAGES)
    for path in inits:
        body = ast.parse(path.read_text("utf-8")).body
        assert len(body) == 1, path
        assert isinstance(body[0].value.value, str), path
        assert path.relative_to(ROOT).parts[0] in PACKAGES, path
