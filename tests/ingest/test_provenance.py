"""The sources are the received files, unchanged, and each is described by its manifest."""

from __future__ import annotations

import hashlib

import pytest

from ingest.errors import CorpusError
from ingest.manifest import read_manifest
from ingest.outline import read_source
from tests.conftest import CORPUS, DOCUMENTS


def test_the_eight_documents() -> None:
    assert DOCUMENTS == [
        "dalarna-barn-unga-2022",
        "dalarna-hvb-2025",
        "dalarna-mini-maria-slutrapport-2025",
        "dalarna-mini-maria-verksamhet-2025",
        "smedjebacken-namnd-2025-09-11",
        "smedjebacken-nyanlanda-2025",
        "vastmanland-barnkonsekvens",
        "vgr-barn-unga-2021",
    ]


def test_parts_of_one_received_file_are_apart_and_cover_it() -> None:
    cut = [
        line
        for name in DOCUMENTS
        for first, last in read_manifest(CORPUS / name / "document.toml").provenance.lines
        for line in range(first, last + 1)
    ]
    assert sorted(cut) == list(range(1, 5131))


def test_whole_files_are_as_received() -> None:
    for name in DOCUMENTS:
        manifest = read_manifest(CORPUS / name / "document.toml")
        if not manifest.provenance.lines:
            assert manifest.source.sha256 == manifest.provenance.received_sha256


def test_the_second_witness_is_as_received() -> None:
    manifest = read_manifest(CORPUS / "dalarna-hvb-2025" / "document.toml")
    data = (CORPUS / manifest.id / manifest.provenance.witness).read_bytes()
    assert hashlib.sha256(data).hexdigest() == manifest.provenance.witness_sha256


def test_the_withheld_letter_stays_withheld() -> None:
    source = (CORPUS / "smedjebacken-namnd-2025-09-11" / "source.txt").read_text(encoding="utf-8")
    assert "[Utelämnat: ett brev från en vårdnadshavare och en elevs tal" in source
    assert "Avslutningstal elev" in source


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_edited_source_is_refused(name: str, tmp_path: pytest.TempPathFactory) -> None:
    manifest = read_manifest(CORPUS / name / "document.toml")
    data = (CORPUS / name / "source.txt").read_bytes()
    folder = tmp_path / name  # type: ignore[operator]
    folder.mkdir()
    (folder / "source.txt").write_bytes(data.replace(b"ska", "bör".encode(), 1))
    with pytest.raises(CorpusError, match="SHA-256 differs.*A source is never edited"):
        read_source(folder, manifest)
