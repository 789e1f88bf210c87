"""The passage answer: sentences of the best section, verbatim and in their order, when no rule decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.answering.answer import Pointer, Ruling, Status
from app.answering.catalogue import covered, say
from app.answering.cite import Citations
from app.answering.rulings import present
from app.retrieval.search import Found, Hit, Search
from app.rules.book import RuleBook
from app.rules.decide import Branch, in_time
from app.understanding.question import Understanding
from ingest.sentences import sentences

NEAR = 0.835
"""Cosine below which nothing in the corpus is about the question (multilingual-e5 places unrelated texts near 0.8)."""
KNOWN = 0.5
"""Share of the question's words that the corpus must know."""
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
    embed_ms: float


def quote_best(search: Search, book: RuleBook, said: Understanding, as_of: date, citations: Citations) -> Passage:
    """The best section's sentences, or a plain refusal."""
    language = said.language
    county = said.facts.get("county")
    found = search.find(said.question, county if isinstance(county, str) else None, as_of)
    if not found.hits or found.cosine < NEAR or found.coverage < KNOWN:
        return Passage("not_covered", refusal(book, language), (), (), found.embed_ms)
    hit = found.hits[0]
    spans = pick(search, hit, said.question)
    numbers = [citations.add_slice(hit.document, a, b) for a, b in spans]
    related = related_rulings(book, hit, spans, said, as_of, citations)
    ruled = [book.rules[r.rule].quote for r in related]
    shown = []
    for number, (a, b) in zip(numbers, spans, strict=True):
        text = " ".join(hit.document.clean[a:b].split())
        decided = any(quote.start < b and a < quote.end for quote in ruled)
        label = f" {say('quoted', language)}" if FIGURES.search(text) and not decided else ""
        shown.append(f"> {text} [{number}]{label}")
    intro = say("passage", language, document=hit.document.manifest.short.in_(language), section=hit.section.label)
    lines = [intro, "", *shown, *(["", *(f"- {r.text}" for r in related)] if related else [])]
    return Passage("passage", "\n".join(lines), tuple(related), tuple(_pointers(found, hit, language)), found.embed_ms)


def refusal(book: RuleBook, language: str) -> str:
    """What Samlots does not answer, and what it does."""
    return say("not_covered", language, covered=covered(book, language))


def pick(search: Search, hit: Hit, question: str) -> list[tuple[int, int]]:
    """Up to three consecutive sentences of the hit's best chunk: the one that shares most with the question, and those
    around it that share most. Rare words weigh more than common ones."""
    chunk = hit.chunks[0]
    spans = [(chunk.start + a, chunk.start + b) for a, b in sentences(chunk.text)]
    wanted = set(search.lexical.tokens(question))
    weights = [search.lexical.weight(wanted & set(search.lexical.tokens(hit.document.clean[a:b]))) for a, b in spans]
    first = max(range(len(spans)), key=lambda i: (weights[i], -i))
    last = first
    while last - first < 2 and (first > 0 or last + 1 < len(spans)):
        before = weights[first - 1] if first > 0 else -1.0
        after = weights[last + 1] if last + 1 < len(spans) else -1.0
        if after >= before:
            last += 1
        else:
            first -= 1
    return [spans[i] for i in range(first, last + 1) if hit.document.verify(*spans[i])]


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
    return _pointers(search.find(question, county, as_of), None, language)


def _pointers(found: Found, best: Hit | None, language: str) -> list[Pointer]:
    seen: list[Pointer] = []
    for hit in found.hits:
        if hit is best or hit.section.role != "text" or (best and hit.score < 0.5 * best.score):
            continue
        pointer = Pointer(
            hit.document.id, hit.document.manifest.short.in_(language), hit.section.label, hit.section.heading
        )
        if pointer not in seen:
            seen.append(pointer)
        if len(seen) == 3:
            break
    return seen
