"""What was read, written out and composed again by the corpus's own outline: the same sections, pages and notes."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from ingest.adding import build
from ingest.document import Document
from ingest.drafting import Request
from ingest.errors import CorpusError
from ingest.library import Library
from ingest.lines import squeeze
from ingest.outline import read_document
from ingest.quotes import locate, resolve
from ingest.reading.any import read
from ingest.reading.model import Page, Reading, ReadNote, ReadSection
from ingest.reading.transcript import of_reading
from tests.conftest import CORPUS
from tests.reading.paper import paper
from tests.reading.word import agreement


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "municipalities.csv").write_bytes((CORPUS / "municipalities.csv").read_bytes())
    return tmp_path / "corpus"


def made(path: Path, corpus: Path) -> tuple[Document, tuple[str, ...]]:
    built = build(Request(path, corpus, "nytt", "dalarna", (), "Test", date(2026, 11, 22)), corpus)
    return built.document, built.doubts


def test_a_pdf_keeps_its_pages_numbers_and_notes(corpus: Path) -> None:
    document, doubts = made(paper(corpus / "a.pdf"), corpus)
    assert doubts == ()
    assert [(s.number, s.heading, s.page) for s in document.sections] == [
        (None, "Överenskommelse om tandvård för placerade barn", 1), ("1", "Inledning", 1), ("1.1", "Giltighet", 1),
        ("2", "Tandvård", 2), ("2.1", "Undersökning", 2), ("2.2", "Tandreglering", 2), ("3", "Tvister", 3),
    ]  # fmt: skip
    assert document.clean[document.sections[1].start :].startswith("1. Inledning\n")
    note = document.sections[4].notes[0]
    assert document.clean[note.start : note.end] == "1 Anmälan görs på en blankett."
    assert document.clean[: note.anchor].endswith("anmält placeringen.")
    assert document.page_at(note.start) == 2
    across = "tar över ansvaret från den tidigare kliniken utan att barnet behöver ställa sig i kö på nytt."
    quote = locate(document, resolve(document, "2.2", "test"), across, "test")
    assert document.page_at(quote.start) == 2
    assert document.page_at(quote.end - 1) == 3
    assert document.page_at(len(document.clean.rstrip()) - 1) == 3


def test_a_word_file_has_no_pages_and_keeps_its_notes(corpus: Path) -> None:
    document, doubts = made(agreement(corpus / "a.docx"), corpus)
    assert doubts == ()
    assert {section.page for section in document.sections} == {None}
    assert [len(section.notes) for section in document.sections] == [0, 0, 0, 0, 0, 1, 1, 0]
    text = document.text(resolve(document, "2.1", "test"))
    assert "för barnet. Kommunen betalar" in text
    assert "[^" not in document.clean
    row = locate(document, resolve(document, "2.2", "test"), "Glasögon   Regionen", "test")
    assert row.text == "Glasögon Regionen"


def test_a_text_as_read_that_was_edited_is_refused(corpus: Path) -> None:
    made(agreement(corpus / "a.docx"), corpus)
    path = corpus / "nytt" / "reading.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("tre veckor", "fem veckor"), encoding="utf-8")
    with pytest.raises(CorpusError, match="The text as read is not the file that document.toml describes"):
        read_document(corpus / "nytt")


def reading(pages: list[str], sections: list[tuple[str, str, int]], notes: list[tuple[str, str, int]]) -> Reading:
    return Reading(
        tuple(Page(number, None, text, 1.0, "text") for number, text in enumerate(pages, 1)),
        tuple(ReadSection(None, head, 1, page, None, "type", text) for head, text, page in sections),
        tuple(ReadNote(mark, text, page, None) for mark, text, page in notes),
        (),
    )


def test_a_mark_is_told_from_the_figures_beside_it() -> None:
    one = reading(
        ["Ålder\nBarn som fyllt 1224 år och 1 dag.1\n1 Se bilagan.\n24 Se lagen."],
        [("Ålder", "Barn som fyllt 12 år och 1 dag.", 1)],
        [("1", "Se bilagan.", 1), ("24", "Se lagen.", 1)],
    )
    transcript = of_reading(one, paged=True)
    assert "fyllt 12 år och 1 dag.[^1]\n" in transcript.text
    assert transcript.notes == (1,)
    assert [note.mark for note in transcript.loose] == ["24"]  # 24 does not follow on 1: it is written as text
    assert "\n24 Se lagen." in transcript.text


def test_a_mark_is_told_from_the_number_of_the_heading_after_it() -> None:
    sections = (
        ReadSection(None, "Ansvar", 1, 1, None, "type", "Kommunen betalar."),
        ReadSection("1.1", "Tider", 2, 1, None, "type", "Snart."),
    )
    one = Reading((Page(1, None, "Ansvar\nKommunen betalar.1\n1.1 Tider\nSnart.\n1 Se lagen.", 1.0, "text"),), sections, (ReadNote("1", "Se lagen.", 1, None),), ())  # fmt: skip
    assert "Kommunen betalar.[^1]\n" in of_reading(one, paged=True).text


def test_notes_numbered_anew_on_each_page_are_series() -> None:
    one = reading(
        ["Ansvar\nEtt1 och två2.\n1 A.\n2 B.", "Tider\nTre1.\n1 C."],
        [("Ansvar", "Ett och två.", 1), ("Tider", "Tre.", 2)],
        [("1", "A.", 1), ("2", "B.", 1), ("1", "C.", 2)],
    )
    assert of_reading(one, paged=True).notes == (2, 1)


def test_a_line_that_reads_like_a_heading_is_not_taken_for_it(corpus: Path) -> None:
    path = corpus / "a.html"
    path.write_text(
        "<html><body><h1>Ansvar</h1><p>Regionen ansvarar för vården i länet.</p><p>Tider</p>"
        "<h1>Tider</h1><p>Mötet hålls snart efter placeringen.</p></body></html>",
        encoding="utf-8",
    )
    document, doubts = made(path, corpus)
    assert [(s.heading, document.text(s).split("\n")[-1]) for s in document.sections[1:]] == [
        ("Ansvar", "Tider"), ("Tider", "Mötet hålls snart efter placeringen."),
    ]  # fmt: skip
    assert len(document.manifest.reading.boxes) == 1
    assert doubts == ()


def test_an_empty_page_counts() -> None:
    one = reading(["Ansvar\nEtt.", "", "Tider\nTvå."], [("Ansvar", "Ett.", 1), ("Tider", "Två.", 3)], [])
    assert of_reading(one, paged=True).text.split("\f") == ["Ansvar\n\nEtt.\n\n", "\n", "\nTider\n\nTvå.\n"]


@pytest.mark.parametrize("form", ["docx", "html"])
def test_the_corpus_in_another_form_reads_the_same(form: str, library: Library, corpus: Path) -> None:
    """The sections of the longest source written as a Word file and as a web page, read back and composed."""
    source = library["dalarna-hvb-2025"]
    sections = [
        (s, [p for p in source.text(s).partition("\n")[2].split("\n") if p.strip()]) for s in source.sections if s.path
    ]
    path = corpus / f"a.{form}"
    if form == "docx":
        import docx

        word = docx.Document()
        for section, paragraphs in sections:
            word.add_heading(section.path[-1], section.level)
            for text in paragraphs:
                word.add_paragraph(text.replace("\uf0b7", "•"))
        word.save(str(path))
    else:
        from html import escape

        body = "".join(
            f"<h{s.level}>{escape(s.path[-1])}</h{s.level}>" + "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
            for s, paragraphs in sections
        )
        path.write_text(f"<html><body><main>{body}</main></body></html>", encoding="utf-8")
    found = read(path)
    approved = tuple(approval.text for approval in source.manifest.approved)
    built = build(Request(path, corpus, "nytt", "", approved, "Test", date(2026, 11, 22)), corpus)
    assert built.doubts == ()
    again = [(s.number, s.heading, squeeze(built.document.text(s))) for s in built.document.sections if s.path]
    wanted = [
        (s.number, s.heading, squeeze(source.text(s).replace("\uf0b7", "•" if form == "docx" else "\uf0b7")))
        for s, _ in sections
    ]
    assert again == wanted
    assert len(found.sections) == len(sections)
    assert built.document.manifest.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
