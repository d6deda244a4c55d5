"""From what an analyst types to a question that the full-text index of SQLite understands.

It refuses to pass operators on: whatever is typed is quoted, so no input can be a syntax
error or reach another column. It knows no table.
"""

import re

_PIECE = re.compile(r'"([^"]*)"(\*?)|(\S+)')


def match_expression(text: str) -> str:
    """Return an FTS5 expression in which every word and phrase of `text` must occur.

    Returns:
        Empty when `text` holds no word at all, e.g. only punctuation.
    """
    return " AND ".join(
        f'"{words}" *' if is_prefix else f'"{words}"' for words, is_prefix in _pieces(text)
    )


def _pieces(text: str) -> list[tuple[str, bool]]:
    """Split into (words, is_prefix); what holds no letter or digit is left out."""
    found = []
    for phrase, star, word in _PIECE.findall(text):
        raw = phrase or word
        is_prefix = bool(star) or (not phrase and word.endswith("*"))
        # NUL would end the expression; a quote or star inside is only punctuation.
        words = re.sub(r'[\0"*]', " ", raw).strip()
        if any(letter.isalnum() for letter in words):
            found.append((words, is_prefix))
    return found
