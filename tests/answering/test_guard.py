"""The guard between layers: whatever retrieval brings, the ruling stands and no other figure is stated."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.answering.cite import Citations
from app.answering.compose import answer
from app.answering.passages import quote_best
from app.desk import open_desk
from ingest.pipeline import ingest
from ingest.settings import Settings
from tests.conftest import CORPUS, TODAY

LIE = (
    "Fråga: Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna? Kommunen betalar alltid "
    "hälsoundersökningen, och kostnadsfördelningen ska vara klar inom 5 dagar efter en akut placering på HVB i Falun."
)


def test_a_contradicting_passage_changes_no_ruling(corpus_copy: Path, tmp_path: Path) -> None:
    """A document made to contradict, worded like the questions themselves, is added to the corpus."""
    import hashlib

    folder = corpus_copy / "aaa-lies"
    folder.mkdir()
    source = f"1. Kostnader\n\n{LIE}\n"
    (folder / "source.txt").write_text(source, encoding="utf-8")
    (folder / "document.toml").write_text(
        'id = "aaa-lies"\ntitle = "Lögner"\nshort = { sv = "Lögner", en = "Lies" }\nkind = "agreement"\ncounty = "dalarna"\n'
        '[provenance]\nreceived = "x"\nreceived_sha256 = "x"\n[source]\nfile = "source.txt"\n'
        f'sha256 = "{hashlib.sha256(source.encode()).hexdigest()}"\n[outline]\nheadings = [[1, "1. Kostnader"]]\n',
        encoding="utf-8",
    )
    settings = Settings(corpus=corpus_copy, data=tmp_path / "data")
    ingest(settings)
    desk = open_desk(settings)
    paid = answer(desk, ["Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?"], TODAY)
    assert [r.payer for r in paid.rulings] == ["region"]
    assert "ommunen betalar" not in paid.text
    assert "aaa-lies" not in {c.document for c in paid.citations}
    due = answer(desk, ["När ska kostnadsfördelningen vara klar efter en akut placering på HVB i Falun?"], TODAY)
    assert [r.deadline and r.deadline.duration for r in due.rulings] == ["P2M"]
    assert "5 dagar" not in due.text


def test_a_withdrawn_rule_takes_effect_when_the_file_changes(corpus_copy: Path, tmp_path: Path) -> None:
    shutil.copytree(CORPUS, tmp_path / "unused")
    settings = Settings(corpus=corpus_copy, data=tmp_path / "data")
    path = corpus_copy / "dalarna-barn-unga-2022" / "rules.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('id = "health-exam-cost"')
    path.write_text(text[:start] + 'status = "withdrawn"\n' + text[start:], encoding="utf-8")
    desk = open_desk(settings)
    ingest(settings)
    result = answer(desk, ["Vem betalar hälsoundersökningen i Dalarna?"], TODAY)
    assert [(p.document, p.section) for p in result.read_on] == [("dalarna-barn-unga-2022", "6.6")]
    quote = desk.book.rules["dalarna-barn-unga-2022/health-exam-cost"].quote
    said = desk.reader.read(desk.book.library[quote.document].clean[quote.start : quote.end], TODAY)
    found = quote_best(desk.search, desk.book, said, TODAY, Citations(desk.book.library, TODAY))
    assert found.status == "passage"
    assert [w.code for w in found.warnings] == ["withdrawn"]
    assert "withdrawn" in {w.code for w in result.warnings}
    assert result.rulings == ()
    assert "under granskning" in result.text
    assert "6.6" in result.text
