"""`samlots inspect`: a file and a document of the corpus, for people and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import samlots
from tests.reading.paper import TITLE, paper
from tests.reading.word import agreement


def test_a_pdf_as_json(tmp_path: Path) -> None:
    result = samlots("inspect", str(paper(tmp_path / "a.pdf")), "--json", data=tmp_path / "data")
    shown = json.loads(result.stdout)
    assert set(shown) == {"pages", "sections", "notes", "findings"}
    assert set(shown["pages"][0]) == {"number", "label", "text", "quality", "read_by"}
    assert [(page["number"], page["label"], page["read_by"]) for page in shown["pages"]] == [
        (1, "1", "text"), (2, "2", "text"), (3, "3", "text"),
    ]  # fmt: skip
    assert set(shown["sections"][0]) == {"number", "heading", "level", "page", "label", "found_by", "text"}
    assert [(s["number"], s["heading"], s["page"]) for s in shown["sections"]] == [
        (None, TITLE, 1), ("1", "Inledning", 1), ("1.1", "Giltighet", 1), ("2", "Tandvård", 2), ("2.1", "Undersökning", 2),
        ("2.2", "Tandreglering", 2), ("3", "Tvister", 3),
    ]  # fmt: skip
    assert shown["notes"] == [{"mark": "1", "text": "Anmälan görs på en blankett.", "page": 2, "section": 4}]
    assert shown["findings"] == []
    assert not (tmp_path / "data").exists()


def test_a_word_file_has_no_page_numbers(tmp_path: Path) -> None:
    result = samlots("inspect", str(agreement(tmp_path / "a.docx")), "--json", data=tmp_path)
    shown = json.loads(result.stdout)
    assert {page["number"] for page in shown["pages"]} == {None}
    assert {section["page"] for section in shown["sections"]} == {None}
    assert shown["pages"][0]["read_by"] == "docx"


def test_a_finding_has_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><h1>Ansvar</h1><p>Regionen.</p><p hidden>dolt</p></body></html>", encoding="utf-8")
    result = samlots("inspect", str(path), "--json", data=tmp_path)
    assert result.returncode == 0
    finding = json.loads(result.stdout)["findings"][0]
    assert set(finding) == {"code", "severity", "page", "text", "remedy"}
    assert (finding["severity"], finding["text"]) == ("refused", "dolt")
    assert "approve" in finding["remedy"]


def test_a_document_of_the_corpus(tmp_path: Path) -> None:
    result = samlots("inspect", "dalarna-hvb-2025", "--json", data=tmp_path)
    shown = json.loads(result.stdout)
    assert len(shown["notes"]) == 53
    found = {(s["number"], s["heading"]): s for s in shown["sections"]}
    cost = found[None, "Kostnadsansvar"]
    assert (cost["found_by"], cost["level"]) == ("outline", 2)
    assert not cost["text"].startswith("Kostnadsansvar")
    assert shown["findings"] == []


def test_people_see_pages_outline_notes_and_findings(tmp_path: Path) -> None:
    text = samlots("inspect", str(paper(tmp_path / "a.pdf")), data=tmp_path).stdout
    assert "Outline: 7 sections" in text
    assert "    2.2 Tandreglering  p. 2  [numbering]" in text
    assert "Footnotes: 1" in text
    assert "Findings: 0" in text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("nothing", None, "is neither a file nor a document of the corpus. Known are dalarna-barn-unga-2022"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), "Samlots reads PDF, DOCX (Word), HTML pages and plain text."),
        ("a.docx", b"PK\x03\x04" + bytes(50), "The file is damaged"),
        ("a.pdf", b"%PDF-1.7\n" + bytes(50), "a.pdf"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(name: str, data: bytes | None, words: str, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = samlots("inspect", str(tmp_path / name) if data else name, data=tmp_path)
    assert result.returncode == 1
    assert words in result.stderr
    assert result.stderr.count("\n") == 1
