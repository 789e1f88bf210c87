"""Whether what was found answers the question: several signals, weighed together by logistic regression."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np

from app.retrieval.search import Found, Hit, Search
from app.retrieval.taught import chance
from app.retrieval.terms import stem, stems

PARAGRAPH = re.compile(r"(\d+)\s*(?:[a-z]\s*)?§|\bsections?\s+(\d+)|§\s*(\d+)", re.I)
NAME = re.compile(r"(?<=[^\s.!?:])\s+([A-ZÅÄÖ][a-zåäöé]+)\b(?!-)")
COUNT = re.compile(r"\b(?:hur (?:många|mycket|hög|stor)|how (?:many|much|high|large))\b", re.I)
TELLING = 2.0
"""Rarity from which a concept tells what a question is about; "barn" and "överenskommelse" do not."""

TAUGHT = 1e-4
"""Added to a chance before its logarithm is taken."""
UNTAUGHT = (-2.0, -2.0)
"""The signals `none` and `best` where no model goes with the embedder, or the document is new to it: halfway between what
answered and refused questions have."""
WEIGHTS: Mapping[str, float] = {
    "coverage": 2.51, "together": 0.32, "lexical": 1.61, "heading": -0.70, "nearness": 0.10, "cosine": 0.39,
    "outside": -1.32, "names": -0.85, "count": -0.99, "english": 0.41, "evidence": 0.36, "unknown": 0.66, "elsewhere": 0.77,
    "none": -1.04, "best": 0.55,
}  # fmt: skip
"""Fitted by ridge logistic regression on the passages and refusals of evals/sets (`python -m evals.calibrate`)."""
BIAS = -2.66
THRESHOLD = 0.4
ASSESSED = 0.4
"""The chance, by what was taught, from which the sections of an assessment together are what the question asks for."""


def signals(search: Search, found: Found, question: str, language: str) -> dict[str, float]:
    """What speaks for and against the best section, each about 0 to 1.

    `coverage`: the share of the question's concepts, by rarity, that the section speaks of, `together` in two
    neighbouring sentences, `lexical` as well as any text does, `heading` in its heading; `evidence`: how rare what it
    speaks of is; `nearness`: how far its best chunk stands out from the background; `cosine`: how near the nearest
    chunk of all is; `outside`: the question asks for what no agreement tells; `names`: names and paragraphs of the
    question that the section does not mention; `count`: it asks for a number; `unknown` and `elsewhere`: how rare what no
    document, or only other sections, speak of is, so that a long story does not hide a good answer; `none` and `best`: the
    logarithms of the chance that no section answers and of that of the likeliest, by what was taught.
    """
    hit = found.hits[0]
    taught = found.taught > 0 and hit.document.id in search.taught
    missing = [
        (c, weight) for c, weight in zip(found.concepts, found.weights, strict=True) if not search.speaks_of(hit, c)
    ]
    unknown = sum(weight for c, weight in missing if not search.known(c))
    elsewhere = sum(weight for c, weight in missing) - unknown
    return {
        "coverage": hit.features["coverage"],
        "together": hit.features["together"],
        "lexical": hit.features["lexical"],
        "heading": hit.features["heading"],
        "nearness": hit.features["dense"] / 5,
        "cosine": (found.cosine - 0.85) * 20,
        "outside": float(any(c.outside for c, _ in missing)),
        "names": float(min(2, unmentioned(hit, question, found.places))),
        "count": float(COUNT.search(question) is not None),
        "english": float(language == "en"),
        "evidence": min(found.rarity * hit.features["coverage"], 12.0) / 12,
        "unknown": found.rarity * unknown / 12,
        "elsewhere": found.rarity * elsewhere / 12,
        "none": math.log(found.unanswered + TAUGHT) if taught else UNTAUGHT[0],
        "best": math.log(found.taught + TAUGHT) if taught else UNTAUGHT[1],
    }


def unmentioned(hit: Hit, question: str, places: frozenset[str] = frozenset()) -> int:
    """How many names (a capital inside a sentence, but for `places`) and paragraphs of a law the section does not
    mention."""
    text = hit.document.text(hit.section)
    said = " ".join((*hit.section.path, hit.document.manifest.title, hit.document.manifest.short.sv, text)).lower()
    numbers = [next(filter(None, m.groups())) for m in PARAGRAPH.finditer(question)]
    lacking = sum(not re.search(rf"\b{number}\s*(?:[a-z]\s*)?§|§\s*{number}\b", said) for number in numbers)
    names = {name.lower().rstrip("s") for name in NAME.findall(question) if name.lower() not in places}
    return lacking + sum(name not in said for name in names)


def about_assessment(search: Search, found: Found) -> bool:
    """An assessment speaks of another text, which is not here: it answers only what is known to ask for one of its own
    sections, what its own headings are about, or what no other document speaks of."""
    document = found.hits[0].document
    if document.manifest.kind != "assessment":
        return True
    own_chance = sum(chance(hit.features["taught"]) for hit in found.hits if hit.document is document)
    if document.id in search.taught and own_chance >= ASSESSED:
        return True
    headings = [i for i, place in enumerate(search.places) if place[0] == document.id]
    own = np.array([chunk.document == document.id for chunk in search.chunks])
    named = stems(f"{document.manifest.title} {document.manifest.short.sv}", "sv")
    for concept, weight in zip(found.concepts, found.weights, strict=True):
        if not concept.phrases or weight * found.rarity < TELLING:
            continue
        if search.headings.any_of(concept.phrases)[headings].max() > 0:
            return True
        speaking = search.lexical.any_of(concept.phrases) > 0
        if speaking.any() and not speaking[~own].any() and stem(concept.said, "sv") not in named:
            return True
    return False


def confidence(search: Search, found: Found, question: str, language: str) -> float:
    """How likely the best section answers, 0 to 1."""
    if not found.hits or not found.concepts or not about_assessment(search, found):
        return 0.0
    values = signals(search, found, question, language)
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * values[name] for name in WEIGHTS))))
