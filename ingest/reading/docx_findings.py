"""What of a DOCX was not read, or should not be there, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from ingest.reading.blocks import shorten
from ingest.reading.model import Finding


@dataclass
class Seen:
    """What came by on the way and was not read, or should not be there."""

    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    inserted: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    contents: int = 0
    notes: dict[str, str] = field(default_factory=dict)
    """The mark of each footnote by its id, in the order of the text."""
    endnotes: list[str] = field(default_factory=list)


def findings(seen: Seen, parts: Mapping[str, etree._Element]) -> Iterator[Finding]:
    for words in seen.hidden:
        yield Finding(
            "hidden_text", "refused", None, words,
            "This text is in the file but is not shown; it was left out. Have it taken out, or approve these words in document.toml.",
        )  # fmt: skip
    if seen.deleted or seen.inserted:
        changes = [f"{len(seen.inserted)} insertions read as text", f"{len(seen.deleted)} deletions left out"]
        first = shorten((seen.inserted or seen.deleted)[0])
        yield Finding(
            "tracked_changes", "refused", None,
            f"The file has tracked changes that nobody has accepted: {', '.join(changes)}; the first: {first}",
            "Accept or reject them in Word and save, or approve these words in document.toml.",
        )  # fmt: skip
    notes: list[tuple[str, str, str]] = []
    if seen.boxes:
        boxes = "; ".join(shorten(text, 60) for text in seen.boxes)
        notes.append(
            ("text_box", f"{len(seen.boxes)} text boxes were not read: {boxes}", "Move what matters into the text.")
        )
    if seen.struck:
        words = shorten(" ".join(seen.struck))
        notes.append(("struck_text", f"Struck-out text was read as text: {words}", "Check whether it still applies."))
    if seen.uncounted:
        words = shorten(seen.uncounted[0])
        notes.append(
            ("numbering", f"{len(seen.uncounted)} automatic numbers could not be computed and are left out; the first at: {words}",
             "Compare the numbers with the document as Word shows it.")
        )  # fmt: skip
    if seen.endnotes:
        notes.append(
            ("endnotes", f"{len(seen.endnotes)} endnotes stand at the end of the text, without their marks.",
             "Check that no endnote changes what its sentence says.")
        )  # fmt: skip
    if seen.contents:
        notes.append(
            ("contents", f"The contents list ({seen.contents} lines) was left out.", "Nothing needs to be done.")
        )
    comments = parts.get("comments")
    if comments is not None and len(comments):
        notes.append(("comments", f"{len(comments)} comments were not read.", "Nothing needs to be done."))
    for what, count in seen.left_out.items():
        notes.append(
            ("not_read", f"Not read: {what} ({count}).", "Look whether they say anything that the text does not.")
        )
    for code, text, remedy in notes:
        yield Finding(code, "note", None, text, remedy)
