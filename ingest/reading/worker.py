"""The process that opens a file that may be hostile: limits first, then one request after the other.

Requests are lines of JSON on standard input, answers are frames on what was standard output: two lengths, a head of
JSON and a body. The process sends no object to be unpickled and can write no file."""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import struct
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from ingest.reading import extract, raster
from ingest.reading.model import Sheet

LENGTHS = struct.Struct("!II")
SHEET = TypeAdapter(Sheet)
BOOKMARKS = TypeAdapter(tuple[extract.Bookmark, ...])
Frame = tuple[dict[str, Any], bytes]

RUNS = 50_000
"""Of one page: a newspaper's page drawn letter by letter has half as many."""
PASSWORD = 4  # FPDF_ERR_PASSWORD of fpdfview.h


class Refused(Exception):
    """The file is well-formed but beyond a limit, or closed. `args[0]` is the code of `limits.REASONS`."""


def sheets(path: Path, pages: int) -> Iterator[Frame]:
    for sheet in extract.sheets(path):
        if sheet.number > pages:
            raise Refused("pages")
        if len(sheet.runs) > RUNS:
            raise Refused("bomb")
        yield {}, SHEET.dump_json(sheet)


def bookmarks(path: Path) -> Iterator[Frame]:
    yield {}, BOOKMARKS.dump_json(extract.bookmarks(path))


def inks(path: Path) -> Iterator[Frame]:
    for found in raster.inks(path):
        yield found.head(), found.pixels


def page(path: Path, number: int) -> Iterator[Frame]:
    found = raster.page(path, number)
    yield found.head(), found.pixels


def unlocked(path: Path) -> Iterator[Frame]:
    """The file without its encryption, where the empty password opens it: pdfium knows every kind of encryption,
    pypdf by itself only the old ones. Nothing for a file that pdfium takes for damaged: pypdf mends more of those."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == PASSWORD:
            raise Refused("encrypted") from None
        return
    copy = io.BytesIO()
    document.save(copy, flags=pypdfium2.raw.FPDF_REMOVE_SECURITY)
    yield {}, copy.getvalue()


TASKS: dict[str, Callable[..., Iterator[Frame]]] = {
    "sheets": sheets,
    "bookmarks": bookmarks,
    "inks": inks,
    "page": page,
    "unlocked": unlocked,
}


def failure(error: Exception) -> str:
    """Which of the few things that can be wrong with a file an exception stands for."""
    from pypdf import errors

    from ingest.errors import CorpusError

    match error:
        case Refused():
            return str(error)
        case MemoryError():
            return "memory"
        case errors.LimitReachedError():
            return "bomb"
        case CorpusError() | errors.FileNotDecryptedError() | errors.WrongPasswordError() | errors.DependencyError():
            return "encrypted"
        case _:
            return "damaged"


def answer(out: BinaryIO, request: dict[str, Any]) -> bool:
    """Sends the frames of one request. Returns whether the process is fit for another."""

    def send(kind: str, head: dict[str, Any], body: bytes = b"") -> None:
        packed = json.dumps({"kind": kind, **head}).encode()
        out.write(LENGTHS.pack(len(packed), len(body)) + packed)
        out.write(body)
        out.flush()

    try:
        for head, body in TASKS[request.pop("task")](Path(request.pop("path")), **request):
            send("part", head, body)
    # A hostile file may raise anything from anywhere, and whatever it was has to reach the caller as a word.
    except Exception as error:
        send("failed", {"code": failure(error), "detail": type(error).__name__})
        return not isinstance(error, MemoryError)
    send("done", {})
    return True


def main() -> None:
    """`worker MEMORY CPU`: bytes of address space, and seconds of processor time for each request."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    out = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for line in sys.stdin.buffer:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
        if not answer(out, json.loads(line)):
            return


if __name__ == "__main__":
    main()
