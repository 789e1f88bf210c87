"""`make fuzz`: thousands of damaged PDFs through the limits. Whatever a file does, the caller gets sheets or one
sentence, in time, and no process grows over its memory."""

from __future__ import annotations

import io
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import limits
from ingest.reading.limits import Limits, UnreadableFile, Worker
from tests.reading import hostile
from tests.reading.pages import BODY, image, text

LIMITS = Limits(memory=512 << 20, seconds=4.0, page_seconds=2.0, pages=500)
GRACE = 3.0
"""Seconds over the limit for the caller's own part: starting a process, and ending one."""

Mutation = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True)
class Report:
    """How the files ended (their pages read, or a code of `limits.REASONS`), the slowest, and the greatest memory of
    any process in bytes."""

    ends: Counter[str]
    slowest: float
    slowest_name: str
    memory: int

    def __str__(self) -> str:
        ends = ", ".join(f"{code} {count}" for code, count in self.ends.most_common())
        return (
            f"{self.ends.total()} files: {ends}; slowest {self.slowest:.1f} s ({self.slowest_name}); "
            f"greatest process {self.memory >> 20} MB"
        )


def seeds() -> list[bytes]:
    """Sound files of several kinds, to be damaged."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=0, invariant=1)
    for number in range(3):
        canvas.bookmarkPage(str(number))
        canvas.addOutlineEntry(f"{number + 1} Ansvar", str(number), level=min(number, 1))
        text(canvas, *BODY)
        canvas.drawImage(image(200), 300, 300, 50, 50)
        canvas.showPage()
    canvas.save()
    plain = file.getvalue()
    packed = io.BytesIO()
    canvas = Canvas(packed, pagesize=A4, pageCompression=1, invariant=1)
    canvas.beginForm("form")
    text(canvas, *BODY, y=400)
    canvas.endForm()
    text(canvas, *BODY)
    canvas.doForm("form")
    canvas.showPage()
    canvas.save()
    return [plain, packed.getvalue(), _encrypted(plain, ""), _encrypted(plain, "hemligt"), hostile.build({})]


def _encrypted(data: bytes, password: str) -> bytes:
    writer, out = PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    writer.encrypt(password, "ägare", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 3, 10, 50))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def cut(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.choice((1, 20, 500)) :]


def repeat(rng: random.Random, data: bytes) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start : start + rng.choice((1, 50, 1000))] * rng.choice((2, 20)) + data[start:]


def swap_objects(rng: random.Random, data: bytes) -> bytes:
    found = list(re.finditer(rb"\d+ 0 obj.*?endobj", data, re.DOTALL))
    if len(found) < 2:
        return flip(rng, data)
    first, second = sorted(rng.sample(found, 2), key=lambda match: match.start())
    return data[: first.start()] + second[0] + data[first.end() : second.start()] + first[0] + data[second.end() :]


def redirect(rng: random.Random, data: bytes) -> bytes:
    """References that lead elsewhere: loops, and objects of another kind."""
    return re.sub(rb"\d+ 0 R", lambda m: b"%d 0 R" % rng.randrange(30) if rng.random() < 0.2 else m[0], data)


def huge_numbers(rng: random.Random, data: bytes) -> bytes:
    huge = (b"99999999999999", b"-1", b"1e38", b"0", b"2147483648", b"9" * 400, b"-0.0000001", b"NaN")
    return re.sub(rb"(?<=[\s\[])\d+(?=[\s\]/>])", lambda m: rng.choice(huge) if rng.random() < 0.02 else m[0], data)


def break_table(rng: random.Random, data: bytes) -> bytes:
    wrong = b"startxref\n%d\n" % rng.choice((0, 1, len(data), len(data) * 2, 10**12, rng.randrange(len(data))))
    return re.sub(rb"startxref\s+\d+\s", lambda m: wrong, data)


def rename(rng: random.Random, data: bytes) -> bytes:
    names = (
        b"/Kids",
        b"/Type",
        b"/Length",
        b"/Contents",
        b"/Font",
        b"/Filter",
        b"/Parent",
        b"/Count",
        b"/Root",
        b"/Size",
    )
    return data.replace(rng.choice(names), rng.choice(names), rng.choice((1, -1)))


MUTATIONS: tuple[Mutation, ...] = (
    flip, truncate, cut, repeat, swap_objects, redirect, huge_numbers, break_table, rename
)  # fmt: skip


def cases(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """So many files with their names: each hostile file once, then damaged ones, the same for the same seed."""
    rng = random.Random(seed)
    bad, good = hostile.files(), seeds()
    small = [data for name, data in bad.items() if len(data) < 20_000 and name != "forms doubling"]  # that one is slow
    yield from list(bad.items())[:count]
    for number in range(count - len(bad)):
        data, names = rng.choice(good if rng.random() < 0.8 else small), []
        for _ in range(rng.choice((1, 1, 2, 4))):
            mutation = rng.choice(MUTATIONS)
            names.append(mutation.__name__)
            data = mutation(rng, data) or b"%PDF-1.4"
        yield f"{number} {'+'.join(names)}", data


def run(count: int, folder: Path, seed: int = 0, limit: Limits = LIMITS) -> Report:
    """Reads the files one by one in recycled processes: text, bookmarks, and the drawn pages. Raises AssertionError
    naming the file that took too long or grew too large; anything else that is raised is a defect of the limits."""
    ends: Counter[str] = Counter()
    slowest, slowest_name = 0.0, ""
    path = folder / "file.pdf"
    with Worker(limit) as worker:
        for name, data in cases(count, seed):
            path.write_bytes(data)
            for task in (_text, _drawn):
                started = time.monotonic()
                try:
                    ends[f"read {task(path, worker)}"] += task is _text
                except UnreadableFile as error:
                    ends[error.code] += task is _text
                took = time.monotonic() - started
                if took > slowest:
                    slowest, slowest_name = took, name
                assert took <= 3 * limit.seconds + GRACE, f"{name}: {took:.1f} s"
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    assert memory <= limit.memory, f"a process held {memory >> 20} MB"
    return Report(+ends, slowest, slowest_name, memory)


def _text(path: Path, worker: Worker) -> str:
    limits.check(path)
    copy = limits.unlocked(path, worker)
    if copy is not None:
        path.write_bytes(copy)
    limits.bookmarks(path, worker)
    return "text" if sum(len(sheet.runs) for sheet in limits.sheets(path, worker)) else "nothing"


def _drawn(path: Path, worker: Worker) -> str:
    return f"{sum(1 for _ in limits.inks(path, worker))} pages"


def main() -> None:
    """`python -m tests.reading.fuzz [COUNT [SEED]]`"""
    count, seed = (int(sys.argv[1]) if len(sys.argv) > 1 else 10_000), (int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    with tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        print(run(count, Path(folder), seed))
        print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
