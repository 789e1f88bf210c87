"""The limits: whatever a file does in its process, the caller gets sheets or one clear sentence, in time."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import limits
from ingest.reading.file import read
from ingest.reading.limits import REASONS, Limits, UnreadableFile, Worker
from tests.reading import hostile
from tests.reading.aes import aes_256
from tests.reading.pages import BODY, pdf, text

SMALL = Limits(memory=512 << 20, seconds=60.0, page_seconds=30.0, pages=500)
QUICK = replace(SMALL, seconds=6.0, page_seconds=3.0)


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(SMALL) as found:
        yield found


def nothing(canvas: Canvas) -> None:
    """The ordinary text alone."""


def encrypted(path: Path, password: str) -> Path:
    writer = PdfWriter(clone_from=io.BytesIO(pdf(path, nothing).read_bytes()))
    writer.encrypt(password, "ägare", algorithm="RC4-128")
    writer.write(path)
    return path


def refusal(path: Path, worker: Worker) -> UnreadableFile:
    def opened() -> None:
        limits.check(path)
        limits.unlocked(path, worker)
        list(limits.sheets(path, worker))

    with pytest.raises(UnreadableFile) as caught:
        opened()
    return caught.value


def processes() -> set[psutil.Process]:
    return {child for child in psutil.Process().children() if "ingest.reading.worker" in child.cmdline()}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("flate bomb", "bomb"),
        ("flate bomb twice", "bomb"),
        ("many flate bombs", "bomb"),
        ("run length bomb", "bomb"),
        ("predictor", "bomb"),
        ("cmap of everything", "bomb"),
        ("forms doubling", "time"),
        ("a million strings", "time"),
        ("a hundred thousand pages", "pages"),
        ("pages in themselves", "damaged"),
        ("deep array in the contents", "damaged"),
        ("only a header", "damaged"),
        ("unknown encryption", "encrypted"),
    ],
)
def test_a_hostile_file_is_named_in_one_sentence_within_its_limits(
    tmp_path: Path, worker: Worker, name: str, code: str
) -> None:
    path = tmp_path / "avtal.pdf"
    path.write_bytes(hostile.files()[name])
    if code == "time":
        started = time.monotonic()
        with Worker(QUICK) as quick:
            error = refusal(path, quick)
        assert time.monotonic() - started < QUICK.seconds + 3
    else:
        error = refusal(path, worker)
    assert error.code == code
    what, remedy = REASONS[code]
    assert str(error).startswith(what)
    assert str(error).endswith(remedy)
    assert "avtal.pdf" in str(error)
    assert "Traceback" not in str(error)


def test_a_truncated_file_is_damaged_and_an_empty_or_missing_or_other_one_is_no_pdf(
    tmp_path: Path, worker: Worker
) -> None:
    whole = pdf(tmp_path / "whole.pdf", nothing).read_bytes()
    for name, data, code in (
        ("cut.pdf", whole[: len(whole) // 3], "damaged"),
        ("empty.pdf", b"", "not_pdf"),
        ("text.pdf", "Överenskommelse".encode(), "not_pdf"),
    ):
        (tmp_path / name).write_bytes(data)
        assert refusal(tmp_path / name, worker).code == code
    assert refusal(tmp_path / "missing.pdf", worker).code == "missing"
    assert refusal(tmp_path, worker).code == "missing"


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = pdf(tmp_path / "page.pdf", nothing)
    with pytest.raises(UnreadableFile) as caught:
        read(path, limit=Limits(file=path.stat().st_size - 1))
    assert caught.value.code == "size"
    assert read(path, limit=Limits(file=path.stat().st_size)).pages


def test_a_page_of_countless_strings_is_refused(tmp_path: Path, worker: Worker) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(hostile.build({4: hostile.stream(b"BT /F1 9 Tf 72 720 Td " + b"(o)Tj " * 51_000 + b"ET")}))
    assert refusal(path, worker).code == "bomb"


def test_more_memory_than_the_limit_is_named(tmp_path: Path) -> None:
    """A page of a great many words, which fits the usual limit and not this one."""
    path = tmp_path / "page.pdf"
    path.write_bytes(hostile.build({4: hostile.stream(b"BT /F1 9 Tf 72 720 Td " + b"(ord)Tj " * 40_000 + b"ET")}))
    with Worker(Limits(memory=80 << 20, seconds=60, page_seconds=60)) as narrow:
        assert refusal(path, narrow).code == "memory"
    with Worker() as usual:
        assert len(next(iter(limits.sheets(path, usual))).runs) == 40_000


def test_the_empty_password_opens_and_any_other_is_asked_for(tmp_path: Path, worker: Worker) -> None:
    found = read(encrypted(tmp_path / "open.pdf", ""))
    assert BODY[0] in found.pages[0].text
    assert refusal(encrypted(tmp_path / "closed.pdf", "hemligt"), worker).code == "encrypted"


def test_new_encryption_with_an_empty_password_opens_too(tmp_path: Path, worker: Worker) -> None:
    path = tmp_path / "aes.pdf"
    path.write_bytes(aes_256(""))
    assert "Regionen och kommunerna" in read(path).pages[0].text
    path.write_bytes(aes_256("hemligt"))
    assert refusal(path, worker).code == "encrypted"


def test_a_worker_reads_on_after_every_kind_of_failure(tmp_path: Path, worker: Worker) -> None:
    good, bad = pdf(tmp_path / "good.pdf", nothing), tmp_path / "bad.pdf"
    for name in ("flate bomb", "form in itself", "pages in themselves", "deep array in the contents"):
        bad.write_bytes(hostile.files()[name])
        for task in (limits.sheets, limits.inks):
            with suppress(UnreadableFile):
                list(task(bad, worker))
        assert len(list(limits.sheets(good, worker))) == 1


def test_processes_are_recycled_and_none_is_left(tmp_path: Path) -> None:
    path = pdf(tmp_path / "page.pdf", nothing)
    seen: list[int] = []
    before = processes()
    with Worker(Limits(files=2)) as worker:
        for _ in range(5):
            list(limits.sheets(path, worker))
            seen += [child.pid for child in processes() - before]
    assert len(seen) == 5
    assert len(set(seen)) == 3
    assert processes() <= before


def test_an_answer_not_heard_to_its_end_does_not_reach_the_next_file(tmp_path: Path, worker: Worker) -> None:
    long = pdf(tmp_path / "long.pdf", *[nothing] * 5)
    short = pdf(tmp_path / "short.pdf", lambda canvas: text(canvas, "En annan fil", y=300))
    assert next(limits.sheets(long, worker)).number == 1
    (sheet,) = limits.sheets(short, worker)
    assert sheet.runs[-1].text == "En annan fil"


def test_memory_does_not_grow_with_the_number_of_pages(tmp_path: Path) -> None:
    """Every page has its own contents, so that nothing is shared."""

    def peak(pages: int) -> int:
        path = pdf(
            tmp_path / f"{pages}.pdf",
            *[
                lambda canvas, n=n: text(canvas, *(f"Sida {n} rad {row}" for row in range(45)), y=690)
                for n in range(pages)
            ],
        )
        highest, before = 0, processes()
        with Worker() as worker:
            for count, _ in enumerate(limits.sheets(path, worker)):
                if count % 10 == 9:
                    (child,) = processes() - before
                    highest = max(highest, child.memory_info().rss)
        return highest

    few, many = peak(20), peak(160)
    assert many - few < 8 << 20, f"{few >> 20} MB for 20 pages, {many >> 20} MB for 160"


def test_the_process_can_write_no_file(tmp_path: Path) -> None:
    before = processes()
    with Worker() as worker:
        list(limits.sheets(pdf(tmp_path / "page.pdf", nothing), worker))
        (child,) = processes() - before
        assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
        assert child.rlimit(psutil.RLIMIT_AS) == (worker.limits.memory, worker.limits.memory)
        assert 0 < child.rlimit(psutil.RLIMIT_CPU)[0] <= worker.limits.seconds + 60
