"""The vocabulary: all municipalities, and values that mean what they say."""

from __future__ import annotations

from collections import Counter

from app.answering.compose import Desk

COUNTIES = {
    "stockholm": 26, "uppsala": 8, "sodermanland": 9, "ostergotland": 13, "jonkoping": 13, "kronoberg": 8, "kalmar": 12,
    "gotland": 1, "blekinge": 5, "skane": 33, "halland": 6, "vastra_gotaland": 49, "varmland": 16, "orebro": 12,
    "vastmanland": 10, "dalarna": 15, "gavleborg": 10, "vasternorrland": 7, "jamtland": 8, "vasterbotten": 15, "norrbotten": 14,
}  # fmt: skip


def test_all_290_municipalities(desk: Desk) -> None:
    municipalities = desk.book.vocabulary.municipalities
    assert Counter(m.county for m in municipalities) == COUNTIES
    assert len({m.slug for m in municipalities}) == len({m.code for m in municipalities}) == 290
    prefixes = {(m.county, m.code[:2]) for m in municipalities}
    assert len(prefixes) == 21


def test_the_parties_of_dalarnas_agreement_are_its_municipalities(desk: Desk) -> None:
    parties = " ".join(desk.book.library["dalarna-barn-unga-2022"].manifest.parties)
    own = [m for m in desk.book.vocabulary.municipalities if m.county == "dalarna"]
    assert all(m.name in parties or any(form in parties for form in m.forms) for m in own)


def test_every_subject_is_decided_by_a_rule(desk: Desk) -> None:
    assert set(desk.book.by_subject) == set(desk.book.vocabulary.subjects)


def test_concepts_that_subjects_name_exist(desk: Desk) -> None:
    lexicon = desk.reader.lexicon
    known = {p.name for p in (*lexicon.concepts, *lexicon.values)} | set(desk.book.vocabulary.facts)
    known |= {p.name.split(".")[0] for p in lexicon.values}
    for name, subject in desk.book.vocabulary.subjects.items():
        written = [concept for group in subject.about for concept in group] + list(subject.unless)
        named = {
            part.strip("!").split(".")[0] if "county." in part else part.strip("!")
            for concept in written
            for part in concept.split("+")
        }
        read_from_the_sentence = {"period", "item"}
        assert named <= known | {"county", "municipality", "agreement"} | read_from_the_sentence, name
