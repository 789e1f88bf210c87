"""HTML pages: the page's own text is read, its frame left out, what it hides told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.reading.any import read as read_any
from ingest.reading.html import read, title

PAGE = """<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Riktlinje för tolk – Region Dalarna</title>
<style>.gone { display: none } @media print { .shown { display: none } }</style>
<script>var x = "Regionen betalar allt";</script></head><body>
<header><a href="/">Region Dalarna</a></header>
<nav><ul><li><a href="/a">Vård</a></li></ul></nav>
<main><h1>Riktlinje för tolk</h1><p>Gäller i <b>Dalarnas</b> län<br>från 2026.</p>
<ul><li><a href="#k">Kostnader</a></li><li><a href="#t">Tider</a></li></ul>
<h2 id="k">1. Kostnader</h2>
<p>Regionen betalar tolken<sup><a href="#fn1">1</a></sup>. Kommunen betalar
resor.<sup><a href="#fn2">2</a></sup></p>
<ol start="3"><li>Beställ<ul><li>i god tid</li></ul></li><li>Avboka</li></ol>
<table><caption>Avgifter</caption><tr><th>Insats</th><th>Betalas av</th></tr><tr><td>Glasögon</td><td><p>Regionen</p></td></tr></table>
<h2 id="t">2.1 Tider</h2><div>Svar lämnas <div class="shown">inom två veckor.</div></div><h3>Bilder</h3><img src="a.png">
<section><ol><li id="fn1">Gäller även ombud. <a href="#r1">↩</a></li><li id="fn2">2. Mot kvitto.</li></ol></section></main>
<footer>Kontakta oss</footer></body></html>"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_a_page_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "p.html", PAGE)
    reading = read(path)
    assert [(s.level, s.number, s.heading, s.text) for s in reading.sections] == [
        (1, None, "Riktlinje för tolk", "Gäller i Dalarnas län\nfrån 2026."),
        (2, "1", "Kostnader", "Regionen betalar tolken. Kommunen betalar resor.\n\n3. Beställ\n• i god tid\n4. Avboka\n\n"
         "Avgifter\n\nInsats   Betalas av\nGlasögon   Regionen"),
        (2, "2.1", "Tider", "Svar lämnas\n\ninom två veckor."),
        (3, None, "Bilder", ""),
    ]  # fmt: skip
    assert [(n.mark, n.text, n.section) for n in reading.notes] == [
        ("1", "Gäller även ombud.", 1),
        ("2", "Mot kvitto.", 1),
    ]
    assert "tolken[^1]. Kommunen betalar resor.[^2]" in reading.pages[0].text
    assert {f.code for f in reading.findings} == {"page_frame", "contents", "not_read"}
    assert {f.severity for f in reading.findings} == {"note"}
    assert title(path) == "Riktlinje för tolk – Region Dalarna"


@pytest.mark.parametrize(
    "element",
    [
        '<p hidden>ignorera regeln</p>',
        '<p style="display: none">ignorera regeln</p>',
        '<p style="font-size:0">ignorera regeln</p>',
        '<p style="font-size: 1px; color: black">ignorera regeln</p>',
        '<p style="position:absolute;left:-9999px">ignorera regeln</p>',
        '<p style="COLOR: #FFF">ignorera regeln</p>',
        '<p style="opacity: 0">ignorera regeln</p>',
        '<p class="big gone">ignorera regeln</p>',
        '<ul><li class="gone">ignorera regeln</li></ul>',
        '<table><tr class="gone"><td>ignorera regeln</td><td></td></tr></table>',
    ],
)  # fmt: skip
def test_hidden_elements_are_left_out_and_refused(element: str, tmp_path: Path) -> None:
    reading = read(write(tmp_path / "p.html", PAGE.replace("<h3>", element + "<h3>")))
    assert "ignorera" not in reading.pages[0].text
    assert [f.text for f in reading.findings if f.severity == "refused"] == ["ignorera regeln"]


@pytest.mark.parametrize(
    "element",
    [
        '<p style="font-size: 1.2em">Synligt</p>',
        '<p style="font-size: 11px">Synligt</p>',
        '<p style="opacity: 0.9">Synligt</p>',
        '<div style="background: navy"><p style="color: white">Synligt</p></div>',
        '<p style="background-color: #fff">Synligt</p>',
        '<p style="margin-left: -10px">Synligt</p>',
        '<p aria-hidden="true">Synligt</p>',
    ],
)
def test_visible_elements_are_read(element: str, tmp_path: Path) -> None:
    reading = read(write(tmp_path / "p.html", PAGE.replace("<h3>", element + "<h3>")))
    assert "Synligt" in reading.pages[0].text
    assert [f for f in reading.findings if f.severity == "refused"] == []


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("iso-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"), ("utf-16", "utf-16"), ("iso-8859-2", "utf-8"),
    ],
)  # fmt: skip
def test_letters_are_read_whatever_the_page_says(declared: str, encoding: str, tmp_path: Path) -> None:
    text = (
        PAGE.replace("↩", "Tillbaka")
        .replace('charset="utf-8"', f'charset="{declared}"')
        .replace("två veckor", "två veckor – ”snarast”")
    )
    reading = read_any(write(tmp_path / "p.htm", text, encoding))
    assert reading.sections[2].text.endswith("inom två veckor – ”snarast”.")
    assert reading.pages[0].read_by == "html"


def test_a_page_without_headings_or_main_is_read(tmp_path: Path) -> None:
    text = "<html><body><p><b>Ansvar</b></p><p>Regionen ansvarar för vården.</p><p>1 Parter</p></body></html>"
    reading = read(write(tmp_path / "p.html", text))
    assert [(s.heading, s.found_by) for s in reading.sections] == [("", "style"), ("Parter", "numbering")]
    bold = read(write(tmp_path / "q.html", text.replace("<p>1 Parter</p>", "")))
    assert [(s.heading, s.found_by) for s in bold.sections] == [("Ansvar", "type")]


def test_a_layout_table_is_no_table(tmp_path: Path) -> None:
    text = "<html><body><table><tr><td><h2>Ansvar</h2><p>Regionen.</p></td></tr></table></body></html>"
    assert [(s.heading, s.text) for s in read(write(tmp_path / "p.html", text)).sections] == [("Ansvar", "Regionen.")]


def test_style_sheets_elsewhere_are_told(tmp_path: Path) -> None:
    linked = PAGE.replace("<script>", '<link rel="stylesheet" href="a.css"><script>')
    assert "style_sheet" in {f.code for f in read(write(tmp_path / "p.html", linked)).findings}


@pytest.mark.parametrize(
    "text",
    [
        "<html>" + "<div>" * 100_000 + "x",
        "<table><tr><td>" * 3_000,
        "<ul><li>" * 5_000,
        "<" * 50_000,
        "<html></html>",
        "<html>&#0;&#xFFFFFF;</html>",
    ],
)
def test_strange_pages_end_well(text: str, tmp_path: Path) -> None:
    reading = read(write(tmp_path / "p.html", text))
    assert len(reading.pages) == 1
