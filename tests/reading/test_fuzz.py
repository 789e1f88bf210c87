"""300 damaged PDFs; `make fuzz` reads 10,000."""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.reading import fuzz


def test_damaged_files_end_in_a_reading_or_a_sentence(tmp_path: Path) -> None:
    # In a process of its own: what a process held counts what it was forked from, and this one has had many tests.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        report = alone.submit(fuzz.run, 300, tmp_path).result()
    print(report, file=sys.stderr)
    assert report.ends.total() == 300
    # The fuzz means something only while many of its files get far into the reader, and many do not.
    assert report.ends["read text"] >= 50
    assert report.ends["damaged"] >= 50
    assert {"bomb", "encrypted", "time"} <= set(report.ends)


def test_the_same_seed_makes_the_same_files() -> None:
    # Encryption and PDF writers stamp the time and random keys into the seeds, so names are compared and not bytes.
    assert [name for name, _ in fuzz.cases(80, 3)] == [name for name, _ in fuzz.cases(80, 3)]
