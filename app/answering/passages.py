"""The passage answer: sentences of the best section, verbatim and in their order, when no rule decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.answering.answer import Pointer, Ruling, Status, Warning
from app.answering.catalogue import covered, say
from app.answering.cite import Citations
from app.answering.notices import withdrawn_warning
from app.answering.rulings import present
from app.retrieval.choice import choose, elsewhere
from app.retrieval.refusal import THRESHOLD, confidence
from app.retrieval.search import Found, Hit, Search
from app.rules.book import RuleBook
from app.rules.decide import Branch, in_time
from app.understanding.question import Understanding

NEAR = 0.1
"""Confidence from which a refusal names what lies nearest."""
BESIDE = 0.8
"""Share of the best section's score from which another county's agreement is quoted beside it."""
READ_ON = 0.5
"""The same for a section to read on in."""
SYMBOL = "\uf0b7"
"""The bullet of a symbol font, which other fonts show as a box; the citation keeps it."""
FIGURES = re.compile(
    r"\d|\b(?:veck|månad|dag(?:ar|en)|år\b|genast|skyndsam|omgående|snarast|kostnad|finansier|betala|avgift|kr\b|fyllt)",
    re.I,
)


@dataclass(frozen=True)
class Passage:
    """What retrieval found to show: verbatim sentences, or a refusal."""

    status: Status
    text: str
    related: tuple[Ruling, ...]
    read_on: tuple[Pointer, ...]
    warnings: tuple[Warning, ...] = ()


def quote_best(search: Search, book: RuleBook, said: Understanding, as_of: date, citations: Citations) -> Passage:
    """The best section's sentences, those of another county's agreement beside them where no county is named, or a
    plain refusal."""
    language = said.language
    found = seek(search, book, said, as_of)
    sought = text_of(search, said)
    sure = confidence(search, found, sought, language)
    if sure < THRESHOLD:
        near = [hit for hit in found.hits[:2] if sure >= NEAR and hit.section.role == "text"]
        return Passage("not_covered", refusal(book, language, near), (), ())
    shown = [found.hits[0]]
    if "county" not in said.facts:
        shown += [
            hit for hit in elsewhere(found)[:1]
            if hit.score >= BESIDE * shown[0].score
            and confidence(search, replace(found, hits=(hit, *found.hits)), sought, language) >= THRESHOLD
        ]  # fmt: skip
    blocks: list[str] = []
    related: list[Ruling] = []
    for number, hit in enumerate(shown):
        text, ruled = quoted(search, book, found, hit, said, as_of, citations, first=number == 0)
        blocks.append(text)
        related += ruled
    pointers = tuple(_pointers(found, shown, language))
    warnings = tuple(
        withdrawn_warning(book, rule, language)
        for rule in book.rules.values()
        if rule.withdrawn
        and any(
            c.document == rule.document and rule.quote.start < c.end and c.start < rule.quote.end
            for c in citations.items
        )
    )
    return Passage("passage", "\n\n".join(blocks), tuple(related), pointers, warnings)


def text_of(search: Search, said: Understanding) -> str:
    """What to search by: the question, with the earlier turns that it leans on unless it asks for what no agreement
    tells (a price, an appeal), which they would hide."""
    if not said.sought:
        return said.question
    own = search.reader.read(said.question, said.language)
    return said.question if any(concept.outside for concept in own) else said.sought


def seek(search: Search, book: RuleBook, said: Understanding, as_of: date) -> Found:
    """What retrieval finds for the question, with the facts that choose documents."""
    county, agreement = said.facts.get("county"), said.facts.get("agreement")
    named = {said.facts.get("municipality"), *said.several.get("municipality", ())}
    places = frozenset(
        form.lower()
        for municipality in book.vocabulary.municipalities
        if municipality.slug in named
        for form in (municipality.slug, *municipality.forms)
    )
    return search.find(
        text_of(search, said), county if isinstance(county, str) else None, as_of, said.language,
        agreement if isinstance(agreement, str) else None, places,
    )  # fmt: skip


def quoted(
    search: Search, book: RuleBook, found: Found, hit: Hit, said: Understanding, as_of: date, citations: Citations,
    *, first: bool,
) -> tuple[str, list[Ruling]]:  # fmt: skip
    """One section's sentences with where they stand, and the rulings that they carry."""
    language = said.language
    spans = choose(search, found, hit)
    numbers = [citations.add_slice(hit.document, a, b) for a, b in spans]
    related = related_rulings(book, hit, spans, said, as_of, citations)
    ruled = [book.rules[r.rule].quote for r in related]
    shown = []
    for number, (a, b) in zip(numbers, spans, strict=True):
        lines = hit.document.clean[a:b].replace(SYMBOL, "•").split("\n")
        text = "  \n> ".join(" ".join(line.split()) for line in lines if line.strip())
        decided = any(quote.start < b and a < quote.end for quote in ruled)
        label = f" {say('quoted', language)}" if FIGURES.search(text) and not decided else ""
        shown.append(f"> {text} [{number}]{label}")
    where = {"document": hit.document.manifest.short.in_(language), "section": hit.section.label}
    intro = say("passage", language, **where) if first else f"{where['document']}, {where['section']}:"
    return "\n".join([intro, "", *shown, *(["", *(f"- {r.text}" for r in related)] if related else [])]), related


def refusal(book: RuleBook, language: str, near: Sequence[Hit] = ()) -> str:
    """What Samlots does not answer, what it does, and what it holds that lies nearest."""
    text = say("not_covered", language, covered=covered(book, language))
    if not near:
        return text
    places = [f"{hit.document.manifest.short.in_(language)}, {hit.section.heading}" for hit in near]
    return f"{text} {say('nearest', language, sections='; '.join(places))}"


def related_rulings(
    book: RuleBook, hit: Hit, spans: list[tuple[int, int]], said: Understanding, as_of: date, citations: Citations
) -> list[Ruling]:
    """The rulings of the rules whose sentences are among those quoted: those in time that what was said allows."""
    return [
        present(book, Branch({}, (rule,), {rule.id: (rule,)}), rule, None, said.language, citations)
        for rule in book.rules.values()
        if rule.document == hit.document.id
        and not rule.withdrawn
        and in_time(rule, as_of)
        and book.possible(rule, said.facts)
        and any(rule.quote.start < b and a < rule.quote.end for a, b in spans)
    ]


def pointers(search: Search, question: str, county: str, as_of: date, language: str) -> list[Pointer]:
    """Up to three sections of the county to read, without any claim."""
    return _pointers(search.find(question, county, as_of, language), (), language)


def _pointers(found: Found, shown: Sequence[Hit], language: str) -> list[Pointer]:
    seen: list[Pointer] = []
    for hit in found.hits:
        if hit in shown or hit.section.role != "text" or (shown and hit.score < READ_ON * shown[0].score):
            continue
        pointer = Pointer(
            hit.document.id, hit.document.manifest.short.in_(language), hit.section.label, hit.section.heading
        )
        if pointer not in seen:
            seen.append(pointer)
        if len(seen) == 3:
            break
    return seen
