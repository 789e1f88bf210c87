"""Personal data in a question is masked before anything else sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.gates import EMAIL, PHONE

# Wider than the gate for documents: in a question even a number that is no valid identity number is masked.
IDENTITY = re.compile(
    r"(?<![\d-])(?:(?:19|20)\d{2}|\d{2})[ -]?(?:0[1-9]|1[0-2])[ -]?(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[ ]?[-–+ ]?[ ]?"
    r"(?:\d{4}|\d{3}[A-Za-z]|[A-Z]{1,2}\d{2,3})(?![\dA-Za-z])(?![-./]\d)"
    r"|(?<![\d-])(?:(?:19|20)[ .])?\d{2}[ .](?:0[1-9]|1[0-2])[ .](?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[ .-]\d{2}[ ]?\d{2}(?!\d)"
)
"""With or without century, hyphen, plus sign or spaces; coordination and reserve numbers; not the start of a period
written as two dates."""


@dataclass(frozen=True)
class Masked:
    text: str
    kinds: tuple[str, ...]


def mask(question: str) -> Masked:
    """The question with identity numbers, e-mail addresses and telephone numbers replaced, and what was found."""
    kinds = []
    text = question
    for kind, pattern, word in (
        ("identity_number", IDENTITY, "[personnummer]"), ("email", EMAIL, "[e-post]"), ("telephone", PHONE, "[telefon]"),
    ):  # fmt: skip
        text, count = pattern.subn(word, text)
        if count:
            kinds.append(kind)
    return Masked(text, tuple(kinds))
