"""Documents in and out of the corpus: by one renaming, and back after a death in between."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.library import folders, read_library
from ingest.versions import place, restore, swap, waiting, workshop

NAME = "vastmanland-barnkonsekvens"


def test_a_version_taken_away_comes_back(corpus_copy: Path) -> None:
    """As a process leaves it that dies between the two renamings of `swap`."""
    before = len(folders(corpus_copy))
    (corpus_copy / "next").mkdir()
    (corpus_copy / NAME).rename(corpus_copy / "next" / f".old-{NAME}")
    restore(corpus_copy)
    assert len(folders(corpus_copy)) == before
    assert NAME in read_library(corpus_copy).documents


def test_what_was_replaced_already_is_only_cleared_away(corpus_copy: Path) -> None:
    old = corpus_copy / "next" / f".old-{NAME}"
    old.mkdir(parents=True)
    (old / "document.toml").write_text("", encoding="utf-8")
    restore(corpus_copy)
    assert not old.exists()
    assert NAME in read_library(corpus_copy).documents


def test_two_swaps_keep_both_earlier_versions_and_none_is_a_document(corpus_copy: Path) -> None:
    before = [folder.name for folder in folders(corpus_copy)]
    for words in ("ett", "två"):
        with workshop(corpus_copy) as aside:
            new = Path(shutil.copytree(corpus_copy / NAME, aside / NAME, ignore=shutil.ignore_patterns("versions")))
            place(new, corpus_copy / "next")
        waits = waiting(corpus_copy)
        assert [folder.name for folder in waits] == [NAME]
        assert [folder.name for folder in folders(corpus_copy)] == before
        manifest = waits[0] / "document.toml"
        manifest.write_text(manifest.read_text(encoding="utf-8") + f"# {words}\n", encoding="utf-8")
        kept = swap(waits[0], corpus_copy)
        assert (kept / "source.txt").exists()
    assert len(list((corpus_copy / NAME / "versions").iterdir())) == 2
    assert [folder.name for folder in folders(corpus_copy)] == before
    assert not (corpus_copy / "next").exists()


def test_nothing_is_put_where_something_stands(corpus_copy: Path) -> None:
    with workshop(corpus_copy) as aside:
        (aside / NAME).mkdir()
        with pytest.raises(CorpusError, match="There is a document"):
            place(aside / NAME, corpus_copy)
    assert not (corpus_copy / "next").exists()


def test_a_corpus_that_cannot_be_written_is_one_sentence(corpus_copy: Path) -> None:
    (corpus_copy / "next").write_text("", encoding="utf-8")
    with pytest.raises(CorpusError, match="The corpus cannot be written: .*SAMLOTS_CORPUS"), workshop(corpus_copy):
        pass
