"""Quotes are verified against the source by a check that shares no code with the one that cut them."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ingest.errors import QuoteError
from ingest.library import Library, read_library
from ingest.quotes import locate, resolve
from tests.conftest import CORPUS, DOCUMENTS

LIBRARY = read_library(CORPUS)


STRIP = re.compile(r"[\s\u00ad-]+")


@lru_cache(maxsize=512)
def raw(name: str, stream: int) -> str:
    """The letters and figures that the raw source prints in one stream: the text, one block of notes, or one box."""
    source = (CORPUS / name / "source.txt").read_text(encoding="utf-8")
    return STRIP.sub("", "".join(c for c, own in zip(source, LIBRARY[name].stream, strict=True) if own == stream))


def independent(name: str, quote: str) -> bool:
    """Whether the quote's letters and figures stand in this order in the raw source, with at most footnote marks and
    page furniture in between: found by deleting from the source only what the outline names."""
    document = LIBRARY[name]
    return STRIP.sub("", quote) in raw(name, document.stream[document.origin[document.clean.find(quote)]])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_any_slice_within_one_stream_is_verified(name: str, data: st.DataObject) -> None:
    document = LIBRARY[name]
    start = data.draw(st.integers(0, len(document.clean) - 2))
    end = data.draw(st.integers(start + 1, min(len(document.clean), start + 400)))
    streams = {document.stream[document.origin[i]] for i in range(start, end) if not document.clean[i].isspace()}
    if len(streams) == 1 and not document.clean[start].isspace() and not document.clean[end - 1].isspace():
        assert document.verify(start, end)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.data())
def test_a_slice_of_a_section_is_found_again(name: str, data: st.DataObject) -> None:
    document = LIBRARY[name]
    section = data.draw(st.sampled_from([s for s in document.sections if s.end - s.start > 80 and not s.notes]))
    text = document.text(section).split()
    first = data.draw(st.integers(0, len(text) - 5))
    words = " ".join(text[first : first + 5])
    try:
        quote = locate(document, section, words, "test")
    except QuoteError:
        assume(False)
        raise
    assert re.sub(r"[\s-]", "", quote.text) == re.sub(r"[\s-]", "", words)
    assert independent(name, quote.text)


def test_every_rule_quote_stands_by_the_independent_check(book: object) -> None:
    for rule in book.rules.values():  # type: ignore[attr-defined]
        for quote in (rule.quote, *rule.also):
            assert independent(quote.document, quote.text), rule.id


def test_a_changed_figure_is_found_out(library: Library) -> None:
    document = library["dalarna-hvb-2025"]
    section = resolve(document, "Kostnadsansvar", "test")
    with pytest.raises(QuoteError, match=r"'2' in the source is '3' in the quote"):
        locate(document, section, "bör vara klarlagd senast 3 månader efter placeringen.", "test")


def test_a_typo_is_named_with_the_nearest_text(library: Library) -> None:
    document = library["dalarna-barn-unga-2022"]
    section = resolve(document, "6.6", "test")
    with pytest.raises(QuoteError, match=r"'finansierar' in the source is 'finansiera' in the quote.*Nearest: "):
        locate(document, section, "Kommunen ansvarar för, beslutar om och finansiera boendet och alla", "test")


def test_punctuation_counts(library: Library) -> None:
    document = library["dalarna-barn-unga-2022"]
    with pytest.raises(QuoteError):
        locate(document, resolve(document, "6.6", "t"), "Kommunen ansvarar för beslutar om", "t")


def test_a_quote_of_another_section_is_refused(library: Library) -> None:
    document = library["dalarna-barn-unga-2022"]
    with pytest.raises(QuoteError, match=r"does not stand in '6\.5'"):
        locate(
            document, resolve(document, "6.5", "t"), "Kommunen ansvarar för, beslutar om och finansierar boendet", "t"
        )


def test_a_renumbered_section_is_named_with_the_nearest(library: Library) -> None:
    with pytest.raises(QuoteError, match=r"has no section '6\.9'"):
        resolve(library["dalarna-barn-unga-2022"], "6.9", "test")


def test_a_heading_that_stands_twice_asks_for_its_path(library: Library) -> None:
    document = library["smedjebacken-nyanlanda-2025"]
    with pytest.raises(QuoteError, match="2 sections .* 'ALLMÄNT'.*Write the path"):
        resolve(document, "ALLMÄNT", "test")
    assert resolve(document, "HANDLINGSPLAN > ALLMÄNT", "test").role == "text"


def test_an_empty_quote_is_refused(library: Library) -> None:
    document = library["dalarna-hvb-2025"]
    with pytest.raises(QuoteError, match="empty"):
        locate(document, document.sections[1], " - ", "test")
