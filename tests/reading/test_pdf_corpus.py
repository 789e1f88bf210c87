"""The corpus rendered to PDF and read back: the same sections, texts, notes, pages and quotes as the text's own."""

from __future__ import annotations

import re
import tomllib
import unicodedata

import pytest

from ingest.document import Document
from ingest.library import read_library
from ingest.lines import squeeze as squeezed
from ingest.reading import compose, pdf
from ingest.reading.model import Reading
from ingest.settings import ROOT
from tests.reading.render import Rendered, Style, items, own_text, render

CORPUS = ROOT / "corpus"
LIBRARY = read_library(CORPUS)
STYLES = {
    "one": Style(header="Region Dalarna och kommunerna", footer="{page} (32)"),
    "two": Style(columns=2, size=9.5, sizes=(14.0, 12.0, 10.5, 9.5), footer="Sida {page}", hyphenate=True),
    "three": Style(
        columns=3, size=8.5, sizes=(13.0, 11.0, 9.5, 8.5), header="Överenskommelse", footer="{page}", hyphenate=True
    ),
    "words": Style(drawn="words", size=11.0, header="Samverkan för barns hälsa", footer="{page}(38)", hyphenate=True),
}


def squeeze(text: str) -> str:
    """Without white space and hyphens, which line breaks add and take, and in Unicode's composed form."""
    return squeezed(unicodedata.normalize("NFC", text))


@pytest.fixture(scope="module", params=[(name, style) for name in LIBRARY.documents for style in STYLES], ids="-".join)
def read_back(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Document, Rendered, Reading]:
    name, style = request.param
    document = LIBRARY.documents[name]
    path = tmp_path_factory.mktemp("pdf") / f"{name}-{style}.pdf"
    rendered = render(document, path, STYLES[style])
    return document, rendered, compose.read(pdf.sheets(path), pdf.bookmarks(path))


def test_sections_are_the_texts_own(read_back: tuple[Document, Rendered, Reading]) -> None:
    document, rendered, reading = read_back
    expected = [(s.number, squeeze(s.heading), rendered.pages[s.index]) for s in document.sections if s.level]
    assert [(s.number, squeeze(s.heading), s.page) for s in reading.sections if s.level] == expected


def test_labels_are_the_printed_page_numbers(read_back: tuple[Document, Rendered, Reading]) -> None:
    _, rendered, reading = read_back
    if rendered.count > 1:
        assert [page.label for page in reading.pages] == [str(n + 1) for n in range(rendered.count)]


def test_texts_are_the_texts_own(read_back: tuple[Document, Rendered, Reading]) -> None:
    document, _, reading = read_back
    own = {s.index: own_text(document, s)[0] for s in document.sections}
    expected = [squeeze(own[s.index]) for s in document.sections if s.level or own[s.index].strip()]
    assert [squeeze(s.text) for s in reading.sections] == expected


def test_notes_are_the_texts_own(read_back: tuple[Document, Rendered, Reading]) -> None:
    document, rendered, reading = read_back
    _, notes = items(document)
    assert [(note.mark, note.page) for note in reading.notes] == rendered.notes
    assert {note.mark: squeeze(note.text) for note in reading.notes} == {m: squeeze(t) for m, t in notes.items()}


def test_every_quote_stands_in_its_section(read_back: tuple[Document, Rendered, Reading]) -> None:
    document, _, reading = read_back
    rules = tomllib.loads((CORPUS / document.id / "rules.toml").read_text())
    at = 0
    labels: dict[str, str] = {}
    for section in document.sections:
        if section.level or own_text(document, section)[0].strip():
            read = reading.sections[at]
            notes = "".join(squeeze(note.text) for note in reading.notes if note.section == at)
            for label in {section.label, *(" > ".join(section.path[i:]) for i in range(len(section.path)))}:
                labels[label] = labels.get(label, "") + squeeze(read.heading + read.text) + notes
            at += 1
    sources = [entry for rule in rules.get("rule", []) for entry in (rule["source"], *rule.get("also", []))]
    assert sources or not rules.get("rule")
    for source in sources:
        assert squeeze(re.sub(r"\s*\[…\]\s*", "", source["quote"])) in labels[source["section"]], source["quote"]
