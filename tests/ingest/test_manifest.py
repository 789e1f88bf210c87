"""Manifests that do not fit their source, each named in one sentence; never a trace-back, never a hang."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.facts import read_vocabulary
from app.rules.book import RuleError, read_rules
from ingest.errors import CorpusError
from ingest.library import read_library
from ingest.outline import read_document

NAME = "dalarna-hvb-2025"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("furniture = ['\\d+\\(38\\)']", "furniture = ['(']", "cannot be read as document.toml describes"),
        ('1 = "år. |1"', '1 = "år. 1"', "cannot be read as document.toml describes"),
        ('heading = "Tips!"', 'heading = "Råd!"', "does not begin with its heading 'Råd!'"),
        ('from = "Tips!"', 'from = "Råd!"', "The box from 'Råd!' to .* was not found"),
        ("notes = [53]", "notes = [54]", "Footnote 54 was not found"),
        ("to = 2033-06-30", "to = 2024-06-30", "from is after to"),
        ("until = 2034-06-30", "until = 2030-01-01", r"renewal\.until is not after to"),
        ('kind = "agreement"', 'kind = "contract"', "kind: Input should be"),
        ('county = "dalarna"', 'county = "dalarna"\ncolour = "red"', "colour: unknown key"),
        ("from = 2025-07-01", "from = 2025-13-01", "Not valid TOML"),
        (
            'quote = "Denna överenskommelse gäller (8',
            'quote = "Denna överenskommelse gäller (9',
            "'.8' in the source is",
        ),
        ('id = "dalarna-hvb-2025"', 'id = "dalarna-hvb"', "is not the folder's name"),
    ],
)
def test_a_manifest_that_does_not_fit(old: str, new: str, words: str, corpus_copy: Path) -> None:
    path = corpus_copy / NAME / "document.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=words):
        read_library(corpus_copy)


@pytest.mark.parametrize(
    ("added", "words"),
    [
        ('[scope]\nage_grp = ["child"]\n', "Unknown fact 'age_grp'"),
        ('[scope]\nage_group = ["baby"]\n', "'baby' is not a value of 'age_group'"),
        ('[hierarchy.placement]\nhotel = "hvb"\n', "'hotel' is not a value of 'placement'"),
    ],
)
def test_words_of_a_manifest_are_the_vocabularys(added: str, words: str, corpus_copy: Path) -> None:
    path = corpus_copy / "dalarna-mini-maria-verksamhet-2025" / "document.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + added, encoding="utf-8")
    with pytest.raises(RuleError, match=words):
        read_rules(corpus_copy, read_library(corpus_copy), read_vocabulary(corpus_copy))


def test_succeeding_a_document_that_is_not_there(corpus_copy: Path) -> None:
    path = corpus_copy / NAME / "document.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('county = "dalarna"', 'county = "dalarna"\nsucceeds = ["none"]', 1), encoding="utf-8")
    with pytest.raises(RuleError, match="succeeds 'none', which is not in the corpus"):
        read_rules(corpus_copy, read_library(corpus_copy), read_vocabulary(corpus_copy))


@pytest.mark.parametrize("data", [b"", b"H", b"\xff\xfe\x00", b"\n\n\n"])
def test_odd_sources(data: bytes, corpus_copy: Path) -> None:
    import hashlib

    folder = corpus_copy / "vastmanland-barnkonsekvens"
    (folder / "source.txt").write_bytes(data)
    manifest = folder / "document.toml"
    text = manifest.read_text(encoding="utf-8")
    start = text.index('sha256 = "', text.index("[source]")) + 10
    manifest.write_text(text[:start] + hashlib.sha256(data).hexdigest() + text[start + 64 :], encoding="utf-8")
    with pytest.raises(CorpusError):
        read_document(folder)
