"""The words of retrieval: terms of the field, compounds, misspellings, and what a question says nothing by."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.retrieval.compounds import Splitter
from app.retrieval.lexical import Lexical
from app.retrieval.query import QueryReader
from app.retrieval.terms import TermsFile, make_terms, read_terms, stem
from ingest.errors import CorpusError
from tests.conftest import CORPUS

TEXTS = (
    "hälsoundersökning i samband med placering", "familjehem och jourhem", "läkarundersökning inför vård", "hälso- och vård",
    "kartläggning av kunskaper", "orosanmälan till socialtjänsten",
)  # fmt: skip
FILE = TermsFile(
    term={"hälsoundersökning": "health examination, health check", "familjehem": "foster home, home"},
    also={"socialtjänst": "soc, socialen"},
    outside={"sv": "lön", "en": "salary"},
    empty={"sv": "är vad", "en": "what is the a"},
)


def reader() -> QueryReader:
    splitter = Splitter.make(word for text in TEXTS for word in text.split())
    return QueryReader(make_terms(FILE), Lexical(TEXTS, splitter).vocabulary, splitter)


def test_the_longest_english_phrase_wins() -> None:
    concepts = reader().read("What is the health check at a foster home?", "en")
    assert [c.said for c in concepts] == ["health check", "at", "foster home"]
    assert concepts[0].phrases == (("hälsoundersökning",),)
    assert concepts[2].phrases == (("familjehem",),)


def test_colleagues_words_stand_for_the_documents_own() -> None:
    (concept,) = reader().read("vad är soc", "sv")
    assert ("socialtjänst",) in concept.phrases


def test_english_words_mean_nothing_in_a_swedish_question() -> None:
    (concept,) = reader().read("home", "sv")
    assert ("familjehem",) not in concept.phrases


def test_what_no_agreement_tells_is_marked() -> None:
    assert [c.outside for c in reader().read("lön familjehem", "sv")] == [True, False]
    (salary,) = reader().read("salary", "en")
    assert (salary.outside, salary.phrases) == (True, ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("orrosanmälan", "orosanmälan"), ("halsoundersokning", "hälsoundersökning"), ("kartlägning", "kartläggning")],
)
def test_misspelt_words_are_read_as_the_documents_spell_them(typed: str, meant: str) -> None:
    (concept,) = reader().read(typed, "sv")
    assert (meant,) in concept.phrases


def test_short_words_and_another_beginning_are_left_alone() -> None:
    assert reader().read("vord", "sv")[0].phrases == (("vord",),)
    assert ("familjehem",) not in reader().read("bamiljehem", "sv")[0].phrases


def test_compounds_are_split_by_known_words() -> None:
    splitter = Splitter.make(["läkare", "undersökning", "vård", "barn", "plan"])
    assert splitter.split("läkarundersökning") == ("läkare", "undersökning")
    assert splitter.split("barnundersökningen") == ("barn", "undersökningen")
    assert splitter.split("vårdsplan") == ("vård", "plan")
    assert splitter.split("barn") == ()


def test_a_part_of_a_compound_counts_less_than_the_word() -> None:
    texts = ("barnplan", "plan", "annat")
    lexical = Lexical(texts, Splitter.make(["barn", "plan"]))
    scores = lexical.word("plan")
    assert scores[1] > scores[0] > scores[2] == 0


def test_a_phrase_must_stand_whole() -> None:
    lexical = Lexical(("skadligt bruk av alkohol", "bruk av lokaler"), Splitter.make([]))
    assert lexical.phrase(("skadligt", "bruk"))[1] == 0
    assert lexical.phrase(("skadligt", "bruk"))[0] > 0


def test_a_verb_and_its_noun_share_a_stem() -> None:
    assert stem("kartläggning", "sv") == stem("kartläggs", "sv")
    assert stem("samverkan", "sv") == stem("samverkar", "sv")
    assert stem("ing", "sv") == "ing"


def test_a_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text("[terms]\nx = 'y'\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"terms\.toml"):
        read_terms(tmp_path)
    assert read_terms(tmp_path / "none").swedish == {}


def test_the_corpus_terms_are_words_of_the_documents(desk_vocabulary: frozenset[str]) -> None:
    """A term that no document uses finds nothing: nine in ten must be words of the corpus."""
    terms = read_terms(CORPUS)
    phrases = {phrase for meant in terms.english.values() for phrase in meant[:1]}
    stems = {stem(word, "sv") for word in desk_vocabulary}
    used = [all(stem(word, "sv") in stems for word in phrase) for phrase in phrases]
    assert sum(used) / len(used) > 0.9
