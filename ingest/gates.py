"""Gates before the index: personal data is refused unless a person has approved the place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Document
from ingest.errors import CorpusError

IDENTITY = re.compile(
    r"(?<![\d/-])(?:(?:19|20)\d{2}|\d{2})(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+ ]?\d{4}(?!\d)"
)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w")
"""64 is the most that may stand before the @ (RFC 5321, 4.5.3.1.1); without it a long word costs its length squared."""
PHONE = re.compile(
    r"(?<![\d/-])(?:\+46[ -]?\(?0?\)?[ -]?[1-9]\d{0,2}|0[1-9]\d{0,2})[ -/]{1,3}\d{2,3}(?:[ -]?\d{2,3}){1,3}(?!\d)"
)


@dataclass(frozen=True)
class Finding:
    """Something a gate found: what kind, which words, and where in the source."""

    code: str
    text: str
    line: int


def personal_data(source: str) -> Iterator[Finding]:
    """Identity numbers (with a valid check digit), e-mail addresses and telephone numbers in `source`."""
    for code, pattern in (("identity_number", IDENTITY), ("email", EMAIL), ("telephone", PHONE)):
        for match in pattern.finditer(source):
            if code == "identity_number" and not valid_identity(match.group()):
                continue
            yield Finding(code, match.group(), source.count("\n", 0, match.start()) + 1)


def valid_identity(text: str) -> bool:
    """Whether the digits are a Swedish identity or coordination number by date and check digit."""
    from personnummer import personnummer

    return bool(personnummer.valid(re.sub(r"\s", "", text)))


def check(document: Document) -> None:
    """Raises CorpusError at the first personal data that nobody has approved in document.toml."""
    approved = {approval.text for approval in document.manifest.approved}
    for finding in personal_data(document.source):
        if finding.text not in approved:
            raise CorpusError(
                f"The source holds what looks like personal data ({finding.code.replace('_', ' ')})",
                where=f"{document.id}, line {finding.line} of {document.manifest.source.text_file}",
                remedy="Have the place taken out of the received file, or approve it under [[approved]] in document.toml.",
            )
