"""Stories: one event told by many, in one language or several."""

from pipelines.stories.joining import join_story, recall, remember

__all__ = ["join_story", "recall", "remember"]
