"""Personal data is refused, unless a person has approved the place. Numbers are from the tax agency's test series."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.gates import personal_data
from ingest.library import Library, read_library

TEST_NUMBERS = ["19900118-9811", "199001189811", "900118-9811"]


@pytest.mark.parametrize("number", TEST_NUMBERS)
def test_identity_numbers_are_found(number: str) -> None:
    assert [f.code for f in personal_data(f"Barnet {number} placerades.")] == ["identity_number"]


@pytest.mark.parametrize(
    "text",
    ["giltig 20250701 – 20330630", "2021-01-01–2023-12-31", "RD20/04734", "Dnr 2025/00213", "ISBN: 978-91-7555-353-5",
     "208 132 100 3 630 960", "beslut 250515 §47", "19900118-9812", "SFS 2017:30", "1 045 716"],
)  # fmt: skip
def test_dates_sums_and_file_numbers_are_not(text: str) -> None:
    assert list(personal_data(text)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("skriv till anna.test@example.org nu", "email"),
        ("ring 023-490 00 00", "telephone"),
        ("tel +46 70 123 45 67", "telephone"),
    ],
)
def test_addresses_and_telephones_are_found(text: str, code: str) -> None:
    assert [f.code for f in personal_data(text)] == [code]


def test_the_corpus_passes(library: Library) -> None:
    assert all(not list(personal_data(document.source)) for document in library)


def _with_source(corpus: Path, extra: str, approved: str = "") -> Path:
    import hashlib

    folder = corpus / "vastmanland-barnkonsekvens"
    data = (folder / "source.txt").read_bytes() + extra.encode()
    (folder / "source.txt").write_bytes(data)
    manifest = (folder / "document.toml").read_text(encoding="utf-8")
    start = manifest.index('sha256 = "', manifest.index("[source]")) + 10
    manifest = manifest[:start] + hashlib.sha256(data).hexdigest() + manifest[start + 64 :]
    (folder / "document.toml").write_text(manifest + approved, encoding="utf-8")
    return corpus


def test_a_source_with_a_number_is_refused_by_line(corpus_copy: Path) -> None:
    with pytest.raises(CorpusError, match=r"personal data \(identity number\).*line \d+ of source\.txt.*approve it"):
        read_library(_with_source(corpus_copy, "\nPnr 19900118-9811\n"))


def test_an_approved_place_passes(corpus_copy: Path) -> None:
    approved = '\n[[approved]]\ntext = "ring 023-490 00 00"\nby = "Test"\nwhy = "växel"\n'.replace("ring ", "")
    read_library(_with_source(corpus_copy, "\nVäxel 023-490 00 00\n", approved))
