"""Documents in the styles of many offices, printed by a browser: headings by number, type or capitals; lists, tables,
columns. What they say is known, since the tests wrote them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ingest.lines import squeeze
from ingest.reading import compose, pdf
from ingest.reading.model import Reading
from tests.reading import browser
from tests.reading.browser import Heading, Written

Extra = Callable[[random.Random, Written], None]
GRID = "tr{break-inside:avoid} td,th{padding:2pt 4pt;vertical-align:top;text-align:left} table{border-collapse:collapse;font-size:10pt}"
MARGINS = "p,.h,ol,ul{margin:0 0 8pt} .h{margin-top:12pt}"


@dataclass(frozen=True)
class Look:
    heading: Heading
    css: str
    extra: Extra = browser.lists
    depth: int = 2
    chapters: int = 7
    title: str = ""


BOLD = ".h{font-weight:bold;break-after:avoid}"
LOOKS = {
    "numbers alone": Look(browser.plain, MARGINS),
    "numbers alone, tight": Look(browser.stopped, "p,.h,ol,ul{margin:0 0 6pt}"),
    "bold, three deep, justified": Look(browser.tabbed, BOLD + "p{text-align:justify;hyphens:auto}", depth=3),
    "size alone": Look(
        browser.unnumbered, ".h1{font-size:18pt;margin:14pt 0 4pt}.h2{font-size:13pt}", title="Överenskommelse i länet"
    ),
    "capitals": Look(browser.capitals, ".h{margin:14pt 0 4pt}"),
    "paragraph signs": Look(browser.paragraph_sign, ".h{margin:12pt 0 2pt}p{margin:0 0 6pt}", depth=1, chapters=14),
    "bold paragraph signs": Look(browser.paragraph_sign, BOLD, depth=1, chapters=14),
    "ruled tables": Look(browser.plain, BOLD + GRID + "td,th{border:1px solid}", browser.tables),
    "bare tables": Look(browser.plain, BOLD + GRID + "td,th{padding:3pt 8pt}", browser.tables),
    "landscape": Look(browser.plain, BOLD + GRID + "td,th{border:1px solid}@page{size:A4 landscape}", browser.tables),
    "two columns": Look(
        browser.plain,
        BOLD + ".h1{column-span:all;font-size:15pt}body{columns:2;column-gap:8mm;font-size:10pt;hyphens:auto}",
    ),
    "three columns": Look(
        browser.plain,
        BOLD + "body{columns:3;column-gap:6mm;font-size:8pt;text-align:justify;hyphens:auto}",
        chapters=9,
    ),
    "colour and a wide pitch": Look(
        browser.tabbed, 'body{font:10.5pt/1.5 "DejaVu Sans"}.h{font-weight:bold;font-size:13pt;color:#1a5a96}'
    ),
    "spaced letters": Look(browser.plain, BOLD + ".h{letter-spacing:2pt;word-spacing:5pt}"),
    "underlined": Look(browser.plain, MARGINS + ".h1{font-size:12.5pt}.h2{text-decoration:underline}"),
}


@pytest.fixture(scope="module", params=LOOKS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Written, Reading]:
    look = LOOKS[request.param]
    written = browser.write(look.heading, look.depth, look.chapters, look.extra, seed=len(request.param))
    path = tmp_path_factory.mktemp("styles") / "printed.pdf"
    title = f'<div style="font-size:26pt">{look.title}</div>' if look.title else ""
    browser.print_pdf(title + "\n".join(written.body), look.css, path)
    return written, compose.read(pdf.sheets(path), pdf.bookmarks(path))


def test_every_heading_is_found_and_nothing_else_is_one(printed: tuple[Written, Reading]) -> None:
    written, reading = printed
    found = [(section.number, section.heading) for section in reading.sections if section.level]
    assert found == written.headings, Counter(found) - Counter(written.headings)


def test_texts_stand_under_their_headings(printed: tuple[Written, Reading]) -> None:
    written, reading = printed
    texts = [squeeze(section.text) for section in reading.sections if section.level]
    assert texts == [squeeze(text) for text in written.texts]


def test_printed_page_numbers_are_labels(printed: tuple[Written, Reading]) -> None:
    _, reading = printed
    assert [page.label for page in reading.pages] == [str(page.number) for page in reading.pages]
