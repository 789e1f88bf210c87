"""`document.toml`, typed. Unknown keys are refused, so that a misspelt hint is an error and not a silence."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import CorpusError

Kind = Literal["agreement", "decision", "plan", "description", "report", "minutes", "assessment"]
Role = Literal["text", "contents", "links", "template", "history"]

# DOMAIN.md, "Rank": lower is weightier.
RANK: dict[Kind, int] = {
    "agreement": 0, "decision": 1, "plan": 2, "description": 3, "report": 4, "minutes": 4, "assessment": 5,
}  # fmt: skip


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Text(Model):
    """A text in the two languages of the interface."""

    sv: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.sv


class Renewal(Model):
    """A clause that prolongs the document on conditions which the corpus cannot know."""

    until: date
    section: str
    quote: str
    condition: Text


class Validity(Model):
    """The document's own words about when it applies. `to` is the last day."""

    from_: date = Field(alias="from")
    to: date
    section: str
    quote: str
    renewal: Renewal | None = None

    def standing(self, day: date) -> Literal["early", "in_force", "extended", "expired"]:
        """How the document stands on a day, by its own words alone: `extended` rests on the renewal's condition."""
        if day < self.from_:
            return "early"
        if day <= self.to:
            return "in_force"
        return "extended" if self.renewal and day <= self.renewal.until else "expired"

    @model_validator(mode="after")
    def _in_order(self) -> Validity:
        if self.from_ > self.to:
            raise ValueError("from is after to")
        if self.renewal and self.renewal.until <= self.to:
            raise ValueError("renewal.until is not after to")
        return self


class Provenance(Model):
    """Where the source was cut from. `lines` are 1-based, inclusive, of the received file."""

    received: str
    received_sha256: str
    lines: tuple[tuple[int, int], ...] = ()
    note: str = ""
    withheld: str = ""
    witness: str = ""
    witness_received: str = ""
    witness_sha256: str = ""
    witness_note: str = ""


class ReadText(Model):
    """The text of a source that is no plain text, as it was read once and for all: sections, quotes and offsets are
    those of this file. `reader` says what read it; `pages` how many pages its form feeds part, 0 where it has none."""

    file: str
    sha256: str
    reader: str
    pages: int = 0


class Source(Model):
    file: str
    sha256: str
    reading: ReadText | None = None

    @property
    def text_file(self) -> str:
        """The file that holds the text."""
        return self.reading.file if self.reading else self.file


class Box(Model):
    """A pull-out box or a misplaced block: its first and last line as printed, and its heading if it has one."""

    from_: str = Field(alias="from")
    to: str
    heading: str = ""


class Reading(Model):
    """Hints for reading the source. Patterns are regular expressions on whole, stripped lines.

    `header`: lines of a running header, removed only where all of them stand together. `page_mark`: the header's
    line whose first group is the page number of the text after it. `notes`: how many footnotes each series has.
    `marks`: where a footnote mark cannot be told from other figures, its surroundings with a bar at the mark.
    `join`: words that carry a hyphen in the middle of a line.
    """

    spacing: Literal["single", "double"] = "single"
    furniture: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    page_mark: str = ""
    notes: tuple[int, ...] = ()
    note_separator: bool = False
    note_aliases: dict[str, int] = {}
    marks: dict[str, str] = {}
    boxes: tuple[Box, ...] = ()
    join: tuple[str, ...] = ()
    keep_hyphen: tuple[str, ...] = ()


class Heading(Model):
    level: int
    text: str
    role: Role | None = None
    kind: Kind | None = None


class Outline(Model):
    """Every heading as printed, in order: `[level, "text", role, kind]`; role and kind are inherited downwards."""

    headings: tuple[tuple[int, str] | tuple[int, str, Role] | tuple[int, str, Role, Kind], ...]
    contents: str = ""

    def entries(self) -> list[Heading]:
        return [
            Heading(level=h[0], text=h[1], role=h[2] if len(h) > 2 else None, kind=h[3] if len(h) > 3 else None)
            for h in self.headings
        ]


class Approval(Model):
    """A place where a person has looked at what looked like personal data and approved it."""

    text: str
    by: str
    why: str


class Manifest(Model):
    id: str
    title: str
    short: Text
    kind: Kind
    county: str
    municipality: str = ""
    parties: tuple[str, ...] = ()
    diary_number: str = ""
    owner: str = ""
    address: str = ""
    title_note: str = ""
    about: Text | None = None
    proposal: bool = False
    """Whether the papers show it only as proposed, not as decided."""
    validity: Validity | None = None
    succeeds: tuple[str, ...] = ()
    """Documents that this one replaces from its own first day."""
    scope: dict[str, tuple[str, ...]] = {}
    hierarchy: dict[str, dict[str, str]] = {}
    provenance: Provenance
    source: Source
    reading: Reading = Reading()
    outline: Outline
    approved: tuple[Approval, ...] = ()

    @property
    def rank(self) -> int:
        return RANK[self.kind]


def read_toml(path: Path) -> dict[str, object]:
    """The file's tables. Raises CorpusError with the line for anything that is not TOML or not UTF-8."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CorpusError("The file is missing", where=str(path), remedy="Put it back or remove its folder.") from None
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"The file is not UTF-8 at byte {error.start}", where=str(path), remedy="Save it as UTF-8."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"Not valid TOML: {error}", where=str(path), remedy="Mend that line.") from None
    except OSError as error:
        raise CorpusError(f"The file cannot be read: {error.strerror}", where=str(path)) from None


def explain(error: ValidationError) -> str:
    """A validation error as words: which field, what is wrong with it."""
    parts = []
    for item in error.errors():
        field = ".".join(str(p) for p in item["loc"]) or "the file"
        message = "unknown key" if item["type"] == "extra_forbidden" else re.sub(r"\.$", "", item["msg"])
        parts.append(f"{field}: {message}")
    return "; ".join(dict.fromkeys(parts))


def read_manifest(path: Path) -> Manifest:
    """The typed manifest at `path`. Raises CorpusError that names the file and the field."""
    try:
        manifest = Manifest.model_validate(read_toml(path))
    except ValidationError as error:
        raise CorpusError(explain(error), where=str(path), remedy="Mend the field.") from None
    if manifest.id != path.parent.name:
        raise CorpusError(
            f"The id {manifest.id!r} is not the folder's name {path.parent.name!r}",
            where=str(path),
            remedy="Give both the same name.",
        )
    return manifest
