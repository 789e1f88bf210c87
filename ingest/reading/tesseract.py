"""The OCR program tesseract, called as a program: pixels in, its output out, with a limit on its time."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

from ingest.errors import CorpusError, SamlotsError
from ingest.reading.raster import POINTS, Raster

SWEDISH, ENGLISH = "swe", "eng"
"""Debian's tesseract-ocr brings English with it."""
SECONDS = 120.0
"""For one page; a dense A4 page takes two to six."""
PACKAGES = "Install the packages tesseract-ocr and tesseract-ocr-swe (on Debian: apt-get install)."


class PageNotRead(CorpusError):
    """The OCR program gave up on a page, or took too long."""


def check() -> None:
    """Raises SamlotsError, naming the packages, where tesseract or one of its languages is not installed."""
    if shutil.which("tesseract") is None:
        raise SamlotsError("The program that reads scanned pages, tesseract, is not installed", remedy=PACKAGES)
    known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, timeout=SECONDS, check=False)
    languages = known.stdout.decode("utf-8", "replace").split()
    for code, name in ((SWEDISH, "Swedish"), (ENGLISH, "English")):
        if code not in languages:
            raise SamlotsError(f"The program that reads scanned pages, tesseract, has no {name}", remedy=PACKAGES)


def is_installed() -> bool:
    """Whether scans can be read here."""
    try:
        check()
    except SamlotsError:
        return False
    return True


def run(raster: Raster, options: Sequence[str]) -> bytes:
    """What tesseract prints for the page. Raises PageNotRead."""
    image = b"P5 %d %d 255\n" % (raster.width, raster.height) + raster.pixels
    dpi = str(round(raster.scale * POINTS))
    try:
        return subprocess.run(
            ["tesseract", "stdin", "stdout", "--dpi", dpi, *options],
            input=image,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        ).stdout
    except subprocess.TimeoutExpired:
        raise PageNotRead(f"Page {raster.number}: tesseract took longer than {SECONDS:.0f} seconds") from None
    except (subprocess.CalledProcessError, BrokenPipeError) as error:
        status = getattr(error, "returncode", "unknown")
        raise PageNotRead(f"Page {raster.number}: tesseract could not read it (status {status})") from None
