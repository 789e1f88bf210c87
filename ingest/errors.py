"""The errors that reach people. Each says what was wrong, where, and what to do now."""

from __future__ import annotations


class SamlotsError(Exception):
    """Something a person can mend. `str()` gives one clear message; commands print it and exit with 1."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        place = f" ({where})" if where else ""
        action = f" {remedy}" if remedy else ""
        super().__init__(f"{what}{place}.{action}" if not what.endswith((".", "!", "?")) else f"{what}{place}{action}")


class CorpusError(SamlotsError):
    """A document, its manifest or its text cannot be read as it stands."""


class QuoteError(CorpusError):
    """A quote does not stand in the section that it names."""


class IndexMissing(SamlotsError):
    """There is no usable index: none was made, it is half-written, foreign, or of another model."""


class IndexBusy(SamlotsError):
    """Another process is writing the index."""


class StorageError(SamlotsError):
    """The folder for Samlots' own data cannot be written: read-only, full, or not a folder."""
