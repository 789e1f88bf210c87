"""Search with the real model and a real Chroma, embedded and as a server on loopback."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.answering.compose import Desk
from app.retrieval.lexical import Lexical
from app.retrieval.search import Search
from app.retrieval.taught import read_model
from ingest.errors import IndexMissing
from ingest.library import Library
from ingest.pipeline import ingest
from ingest.settings import Settings
from tests.conftest import CORPUS, TODAY


@pytest.mark.parametrize(
    ("question", "document", "label"),
    [
        ("Vad är ett Barnahus?", "dalarna-barn-unga-2022", "3.2.4"),
        ("fast vårdkontakt för placerade barn", "vgr-barn-unga-2021", "3.4.6"),
        ("Can consent to a SIP be withdrawn?", "dalarna-hvb-2025", "Samtycke och sekretess i SIP"),
        ("Hur hanteras avvikelser i Synergi?", "dalarna-barn-unga-2022", "10.1"),
    ],
)
def test_the_right_section_is_among_the_first_five(question: str, document: str, label: str, desk: Desk) -> None:
    found = desk.search.find(question, None, TODAY)
    assert (document, label) in [(hit.document.id, hit.section.label) for hit in found.hits[:5]]


def test_contents_links_and_templates_do_not_win(desk: Desk) -> None:
    for question in ("Länklista avsnitt 3", "Vilka verksamheter och funktioner har varit involverade?", "Innehåll"):
        found = desk.search.find(question, None, TODAY)
        assert found.hits[0].section.role in ("text", "history")


def test_only_documents_of_the_county(desk: Desk) -> None:
    found = desk.search.find("hälsoundersökning", "vastra_gotaland", TODAY)
    assert {hit.document.manifest.county for hit in found.hits} == {"vastra_gotaland"}
    assert desk.search.find("hälsoundersökning", "stockholm", TODAY).hits == ()


def test_the_dense_side_finds_english(desk: Desk) -> None:
    vector = desk.search.embedder.query("How is a child's own opinion taken into account?")
    allowed = list(desk.book.library.documents)
    best = [desk.search.chunks[i] for i, _ in desk.search.dense(vector, allowed, 10)]
    assert any("åsikter" in chunk.text or "delaktig" in chunk.text for chunk in best)


def test_letters_are_never_folded(desk: Desk) -> None:
    lexical: Lexical = desk.search.lexical
    assert "vård" in lexical.vocabulary
    assert "vard" not in lexical.vocabulary
    assert lexical.word("vard").max() == 0


def test_a_corpus_that_changed_asks_for_ingest(corpus_copy: Path, settings: Settings) -> None:
    path = corpus_copy / "vastmanland-barnkonsekvens" / "document.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("Västmanlands barnkonsekvensanalys", "V"), encoding="utf-8"
    )
    from ingest.library import read_library

    search = Search(
        Settings(corpus=corpus_copy, data=settings.data), read_library(corpus_copy), read_model(corpus_copy)
    )
    with pytest.raises(IndexMissing, match="older than the corpus.*samlots ingest"):
        search.find("barn", None, TODAY)


def test_a_new_index_is_opened_without_a_restart(library: Library, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    ingest(settings)
    search = Search(settings, library, read_model(settings.corpus))
    before = search.find("Barnahus", None, TODAY)
    (tmp_path / "index" / "CURRENT").unlink()
    ingest(settings)
    shutil.rmtree(tmp_path / "index" / "index-1")
    after = search.find("Barnahus", None, TODAY)
    assert [hit.section for hit in after.hits[:5]] == [hit.section for hit in before.hits[:5]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = str(Path(sys.executable).parent / "chroma")
    process = subprocess.Popen(
        [command, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_chroma_server_serves_the_same_answers(server: str, desk: Desk, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", chroma_url=server)
    assert ingest(settings).changed
    assert not ingest(settings).changed
    search = Search(settings, desk.book.library, read_model(settings.corpus))
    question = "fast vårdkontakt"
    labels = [(h.document.id, h.section.index) for h in search.find(question, None, TODAY).hits[:5]]
    assert labels == [(h.document.id, h.section.index) for h in desk.search.find(question, None, TODAY).hits[:5]]


def test_a_server_that_does_not_answer_is_named(desk: Desk, tmp_path: Path) -> None:
    settings = Settings(corpus=CORPUS, data=tmp_path / "data", chroma_url="http://127.0.0.1:9")
    with pytest.raises(IndexMissing, match=r"Chroma server does not answer.*127\.0\.0\.1:9"):
        ingest(settings)
