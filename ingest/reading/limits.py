"""A PDF is opened in a process of its own, with limits on its memory and time: whatever the file does there, the
caller gets sheets or one clear sentence."""

from __future__ import annotations

import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.errors import CorpusError
from ingest.reading.extract import Bookmark
from ingest.reading.model import Sheet
from ingest.reading.raster import Raster

LENGTHS = struct.Struct("!II")
SHEET = TypeAdapter(Sheet)
BOOKMARKS = TypeAdapter(tuple[Bookmark, ...])
RASTER = TypeAdapter(Raster)


@dataclass(frozen=True)
class Limits:
    """What one file may cost. The seconds of waiting are counted only while the caller waits for the process;
    `page_seconds` is the longest wait for one page. A process reads `files` files, then another takes its place."""

    memory: int = 1 << 30
    """Bytes of address space."""
    seconds: float = 300.0
    page_seconds: float = 30.0
    pages: int = 2000
    file: int = 256 << 20
    """Bytes of the file itself."""
    answer: int = 64 << 20
    """Bytes of one page's answer."""
    files: int = 200


USUAL = Limits()


class UnreadableFile(CorpusError):
    """A file that cannot be read. `code` is a key of `REASONS`."""

    def __init__(self, code: str, path: Path, detail: str = "") -> None:
        what, remedy = REASONS[code]
        super().__init__(what + (f" ({detail})" if detail else ""), where=path.name, remedy=remedy)
        self.code = code


AGAIN = "Open it in a PDF reader and print it to a new PDF, or ask for another copy."
REASONS: dict[str, tuple[str, str]] = {
    "missing": ("There is no such file, or it cannot be opened", "Check its path and its permissions."),
    "not_pdf": ("The file is not a PDF", "Check that it is the file you mean."),
    "damaged": ("The PDF is damaged and cannot be read", AGAIN),
    "encrypted": ("The PDF is encrypted and opens only with a password", "Save a copy without the password."),
    "size": ("The file is larger than the limit", "Split it, or save it with smaller pictures."),
    "bomb": ("The PDF unpacks or nests far beyond what a document needs and was not read", AGAIN),
    "pages": ("The PDF has more pages than the limit", "Split it, and add the part that is the agreement."),
    "time": ("Reading the PDF took longer than the limit", AGAIN),
    "memory": ("Reading the PDF needed more memory than the limit", AGAIN),
}


class Worker:
    """One process after the other, each for a number of files. A process that failed, or whose answer was not heard
    to its end, reads no further file. Closing ends the process."""

    def __init__(self, limits: Limits = USUAL) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def ask(self, task: str, path: Path, **options: Any) -> Iterator[tuple[dict[str, Any], bytes]]:
        """The parts of the answer as they come. Raises UnreadableFile."""
        process = self._ready()
        request = {"task": task, "path": str(path.absolute()), **options}
        whole = False
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            spent = 0.0
            while True:
                began = time.monotonic()
                head, body = self._frame(process, path, min(self.limits.page_seconds, self.limits.seconds - spent))
                spent += time.monotonic() - began
                match head.get("kind"):
                    case "part":
                        yield head, body
                    case "done":
                        whole = True
                        return
                    case "failed":
                        whole = head.get("code") != "memory"
                        code = str(head.get("code"))
                        detail = str(head.get("detail")) if code == "damaged" else ""
                        raise UnreadableFile(code if code in REASONS else "damaged", path, detail)
                    case _:
                        raise UnreadableFile("damaged", path)
        except BrokenPipeError:
            raise self._death(process, path) from None
        finally:
            if not whole:
                self.close()

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._files >= self.limits.files:
            self.close()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.reading.worker", str(self.limits.memory), str(int(self.limits.seconds))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
                # Numerical libraries set memory aside for each thread, and would have one for each core.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
            self._files = 0
        self._files += 1
        return self._process

    def _frame(self, process: subprocess.Popen[bytes], path: Path, seconds: float) -> tuple[dict[str, Any], bytes]:
        until = time.monotonic() + seconds
        head, body = LENGTHS.unpack(self._bytes(process, path, LENGTHS.size, until))
        if head + body > self.limits.answer:
            raise UnreadableFile("bomb", path)
        found = json.loads(self._bytes(process, path, head, until))
        return found, self._bytes(process, path, body, until)

    def _bytes(self, process: subprocess.Popen[bytes], path: Path, count: int, until: float) -> bytes:
        assert process.stdout is not None
        pieces = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while len(pieces) < count:
                if not selector.select(max(until - time.monotonic(), 0.0)):
                    raise UnreadableFile("time", path)
                piece = process.stdout.raw.read(count - len(pieces))  # type: ignore[attr-defined]
                if not piece:
                    raise self._death(process, path)
                pieces += piece
        return bytes(pieces)

    def _death(self, process: subprocess.Popen[bytes], path: Path) -> UnreadableFile:
        """Why the process ended without an answer: the kernel says it by the signal."""
        status = process.wait()
        if status == -signal.SIGXCPU:
            return UnreadableFile("time", path)
        # pdfium and Python's native parts abort where they get no memory, and the kernel kills where it has none.
        if status in (-signal.SIGABRT, -signal.SIGKILL):
            return UnreadableFile("memory", path)
        return UnreadableFile("damaged", path, "its reader crashed")


def check(path: Path, limits: Limits = USUAL) -> None:
    """Raises UnreadableFile for what is no PDF by its first bytes or too large, before any process is asked."""
    try:
        with path.open("rb") as file:
            start, size = file.read(1024), os.fstat(file.fileno()).st_size
    except OSError:
        raise UnreadableFile("missing", path) from None
    if b"%PDF-" not in start:
        raise UnreadableFile("not_pdf", path)
    if size > limits.file:
        raise UnreadableFile("size", path)


def sheets(path: Path, worker: Worker) -> Iterator[Sheet]:
    """The pages as drawn, one by one. Raises UnreadableFile."""
    for _, body in worker.ask("sheets", path, pages=worker.limits.pages):
        yield _checked(SHEET, body, path)


def bookmarks(path: Path, worker: Worker) -> tuple[Bookmark, ...]:
    """The file's own outline. Raises UnreadableFile."""
    found: tuple[Bookmark, ...] = ()
    for _, body in worker.ask("bookmarks", path):
        found = _checked(BOOKMARKS, body, path)
    return found


def inks(path: Path, worker: Worker) -> Iterator[Raster]:
    """What the text of each page has drawn, as `raster.inks`. Raises UnreadableFile."""
    return _rasters(worker.ask("inks", path), path)


def raster(path: Path, number: int, worker: Worker) -> Raster:
    """The page of this number as pixels, as `raster.page`. Raises UnreadableFile."""
    for found in list(_rasters(worker.ask("page", path, number=number), path)):
        return found
    raise UnreadableFile("damaged", path)


def unlocked(path: Path, worker: Worker) -> bytes | None:
    """The file's bytes without their encryption, None where it needs no unlocking. Raises UnreadableFile for one that
    opens only with a password."""
    if b"/Encrypt" not in path.read_bytes():
        return None
    return next((body for _, body in list(worker.ask("unlocked", path))), None)


def _rasters(parts: Iterator[tuple[dict[str, Any], bytes]], path: Path) -> Iterator[Raster]:
    for head, body in parts:
        found = {n: head.get(n) for n in ("number", "width", "height", "scale")}
        try:
            checked: Raster = RASTER.validate_python({**found, "pixels": body})
        except ValidationError:
            raise UnreadableFile("damaged", path) from None
        if checked.width * checked.height != len(body):
            raise UnreadableFile("damaged", path)
        yield checked


def _checked(adapter: TypeAdapter[Any], body: bytes, path: Path) -> Any:
    """The answer as typed: the process has read a hostile file, so what it says is checked like the file."""
    try:
        return adapter.validate_json(body)
    except ValidationError:
        raise UnreadableFile("damaged", path) from None
