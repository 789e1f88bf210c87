"""`samlots batch`: many questions in one process, one line out per line in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.options import today
from ingest.errors import SamlotsError, StorageError
from ingest.files import reason, replacing


class BadLine(Exception):
    """A line of the input that cannot be answered; the message says what is wrong with it."""

    def __init__(self, message: str, id: Any = None) -> None:
        super().__init__(message)
        self.id = id


@dataclass(frozen=True)
class Request:
    id: Any
    turns: tuple[str, ...]
    as_of: date
    language: str | None


def batch(
    source: Annotated[
        Path, typer.Argument(metavar="IN.jsonl", help='Lines {"id", "turns": [..], "as_of"?, "language"?}.')
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Gets one answer per line, in the same order.")],
) -> None:
    """Answer a file of questions. A bad line gets an error in its place and makes the exit code 2."""
    if source.resolve() == target.resolve():
        raise typer.BadParameter("IN and OUT are the same file: choose another name for the answers.")
    from app.answering.compose import answer
    from app.desk import open_desk
    from ingest.settings import read_settings

    try:
        lines = source.read_bytes().splitlines()
    except OSError as error:
        raise SamlotsError(
            f"The questions cannot be read: {error.strerror}", where=str(source), remedy="Check the path."
        ) from None
    desk = open_desk(read_settings())
    bad = 0

    def answers() -> Iterator[str]:
        nonlocal bad
        for number, line in enumerate(lines, 1):
            try:
                request = read_line(line)
                result = answer(desk, request.turns, request.as_of, request.language)
                yield json.dumps(result.as_json() | {"id": request.id}, ensure_ascii=False)
            except BadLine as error:
                bad += 1
                yield json.dumps({"id": error.id, "line": number, "error": str(error)}, ensure_ascii=False)
            except SamlotsError as error:
                bad += 1
                yield json.dumps({"id": request.id, "line": number, "error": str(error)}, ensure_ascii=False)
            except Exception as error:  # one line must never cost the others; what it said is not repeated
                bad += 1
                message = f"the line could not be answered ({type(error).__name__})"
                yield json.dumps({"id": request.id, "line": number, "error": message}, ensure_ascii=False)

    write(target, answers(), len(lines))
    if bad:
        typer.echo(f"{bad} of {len(lines)} lines could not be read; see the errors in {target}.", err=True)
        raise typer.Exit(2)


def read_line(line: bytes) -> Request:
    """The request on one line. Raises BadLine."""
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
        half = re.search("[\ud800-\udfff]", json.dumps(data, ensure_ascii=False))
    except UnicodeDecodeError:
        raise BadLine("the line is not UTF-8") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine(f"the line is not JSON: {error}" if line.strip() else "the line is empty") from None
    if half:  # it could not be written into the answers, wherever it stands
        raise BadLine("the line holds half a character (a lone surrogate)")
    if not isinstance(data, dict):
        raise BadLine("the line is not a JSON object")
    id = data.get("id")
    turns = data.get("turns")
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise BadLine('"turns" must be a list of one or more texts', id)
    as_of = data.get("as_of")
    try:
        day = today() if as_of is None else date.fromisoformat(as_of)
    except (ValueError, TypeError):
        raise BadLine(f'"as_of" must be a date such as 2026-11-22, not {as_of!r}', id) from None
    language = data.get("language")
    if language not in (None, "sv", "en"):
        raise BadLine(f'"language" must be sv or en, not {language!r}', id)
    return Request(id, tuple(turns), day, language)


def _no_constant(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is not JSON", name, 0)


def write(target: Path, lines: Iterator[str], total: int) -> None:
    """Writes the lines beside `target` and puts them in its place when all are there. Raises StorageError."""
    from app.cli.progress import bar

    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as stream:  # a pipe or a terminal cannot be put in place afterwards
            stream.writelines(line + "\n" for line in lines)
        return
    target = target.resolve()
    try:
        with replacing(target) as file, bar("batch", total) as advance:
            for line in lines:
                file.write(line.encode() + b"\n")
                advance(1)
    except OSError as error:
        raise StorageError(
            f"The answers cannot be written: {reason(error)}",
            where=str(target),
            remedy="Choose a place that can be written.",
        ) from None
