import re
from pathlib import Path

import pytest

import watchlists
from watchlists.remedies import REMEDIES

DOCS = Path(__file__).parents[2] / "docs" / "watchlist.md"
CODE_ROW = re.compile(r"^\| `([a-z_]+)` \|", re.MULTILINE)


def test_the_documentation_lists_every_code_and_no_other():
    table = DOCS.read_text(encoding="utf-8").partition("## Mistakes")[2]
    assert sorted(CODE_ROW.findall(table)) == sorted(REMEDIES)


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_every_code_is_used_somewhere(code):
    sources = Path(watchlists.__file__).parent.glob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in sources if path.name != "remedies.py"]
    made = code.startswith("missing_") and 'f"missing_{column}"' in "".join(texts)
    assert made or any(f'"{code}"' in text for text in texts)
