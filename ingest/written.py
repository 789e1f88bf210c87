"""`document.toml` as text: a manifest written out, with comments for the person who confirms it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

from ingest.manifest import Manifest, Model, Text

PLAIN = (
    "id", "title", "title_note", "short", "kind", "county", "municipality", "parties", "diary_number", "owner", "address",
    "about", "proposal", "succeeds",
)  # fmt: skip
"""The keys before the first table, in the order in which people read them."""


def render(manifest: Manifest, comments: Mapping[str, str], headings: tuple[str, ...]) -> str:
    """The manifest as TOML. `comments` are written above the key or table that they are about, and those about a key
    that is empty alone; `headings` behind each heading of the outline."""
    lines = list(_comment(comments.get("", "")))
    for name in PLAIN:
        lines += _comment(comments.get(name, ""))
        value = getattr(manifest, name)
        if value or name in ("id", "title", "county"):
            lines.append(f"{name} = {_value(value)}")
    for name in ("validity", "scope", "hierarchy", "provenance", "source", "reading"):
        table = _table(name, getattr(manifest, name))
        lines += ["", *_comment(comments[name]), *table[1:]] if name in comments else table
    lines += ["", *_comment(comments.get("outline", "")), "[outline]", *_outline(manifest, headings)]
    for approval in manifest.approved:
        lines += ["", "[[approved]]", *_pairs(approval)]
    # A file's name, or words from the command line, may have bytes that are no text.
    return ("\n".join(lines) + "\n").encode("utf-8", "replace").decode()


def one_line(words: str) -> str:
    """The words as a comment of TOML may hold them: on one line, without control characters and half letters."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", words).encode("utf-8", "replace").decode().split())


def _comment(text: str) -> list[str]:
    return [f"# {one_line(line)}" for line in text.split("\n") if line.strip()]


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple() | list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case dict():
            return "{ " + ", ".join(f"{_value(str(key))} = {_value(item)}" for key, item in value.items()) + " }"
        case Text():
            return f"{{ sv = {_value(value.sv)}, en = {_value(value.en)} }}"
        case _:
            return str(value)


def _named(model: Model) -> Iterator[tuple[str, object, bool]]:
    """The fields as the file names them, and whether they are as they would be unsaid."""
    for name, definition in type(model).model_fields.items():
        value = getattr(model, name)
        yield definition.alias or name, value, not definition.is_required() and value == definition.default


def _pairs(model: Model) -> list[str]:
    return [
        f"{name} = {_value(value)}"
        for name, value, unsaid in _named(model)
        if not unsaid and value is not None and (not isinstance(value, Model) or isinstance(value, Text))
        and name != "boxes"
    ]  # fmt: skip


def _table(name: str, value: object) -> list[str]:
    """A table with the tables in it, nothing for an empty one."""
    if isinstance(value, dict):
        if any(isinstance(item, dict) for item in value.values()):
            return [line for key, item in value.items() for line in _table(f"{name}.{key}", item)]
        return ["", f"[{name}]", *(f"{key} = {_value(item)}" for key, item in value.items())] if value else []
    if not isinstance(value, Model):
        return []
    lines = ["", f"[{name}]", *_pairs(value)]
    for inner, item, _ in _named(value):
        if isinstance(item, Model) and not isinstance(item, Text):
            lines += _table(f"{name}.{inner}", item)
        elif inner == "boxes" and isinstance(item, tuple):
            lines += [line for box in item for line in ("", f"[[{name}.boxes]]", *_pairs(box))]
    return lines


def _outline(manifest: Manifest, notes: tuple[str, ...]) -> list[str]:
    entries = manifest.outline.headings
    if not entries:
        return ["headings = []"]
    rows = [f"  {_value(entry)}," + (f"  # {note}" if note else "") for entry, note in zip(entries, notes, strict=True)]
    contents = [f"contents = {_value(manifest.outline.contents)}"] if manifest.outline.contents else []
    return [*contents, "headings = [", *rows, "]"]
