"""That something goes on, shown on the error stream so that output stays clean."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar, and a function to call with how much was done. Nothing is shown during the first two seconds."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    started = time.monotonic()
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = progress.add_task(what, total=total)
    shown = False

    def advance(done: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > 2:
            progress.start()
            shown = True
        progress.advance(task, done)

    try:
        yield advance
    finally:
        if shown:
            progress.stop()


@contextlib.contextmanager
def busy(what: str) -> Iterator[None]:
    """For what cannot be counted, where a person looks: scanned pages take seconds each."""
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield
