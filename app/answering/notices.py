"""Warnings: what a reader must know about the documents cited and about the question itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.answering.answer import Citation, Pointer, Warning
from app.answering.catalogue import listed, say
from app.rules.book import Rule, RuleBook
from app.understanding.question import FULL_LENGTH, Understanding
from ingest.document import Document


def document_warnings(book: RuleBook, citations: Sequence[Citation], as_of: date, language: str) -> list[Warning]:
    """One warning for each cited document that has expired, is prolonged on conditions, came later, or proposes."""
    found: list[Warning] = []
    for id in dict.fromkeys(citation.document for citation in citations):
        document = book.library[id]
        warning = validity_warning(document, as_of, language)
        if warning:
            found.append(warning)
        proposes = document.manifest.proposal or any(c.document == id and c.kind == "minutes" for c in citations)
        if proposes:
            found.append(Warning("proposal", say("proposal", language, document=document.manifest.short.in_(language))))
        if document.manifest.kind == "assessment" and document.manifest.about:
            found.append(Warning("assessment", document.manifest.about.in_(language)))
    return found


def validity_warning(document: Document, as_of: date, language: str) -> Warning | None:
    """`expired` or `extended` by the as-of date alone; None within the document's own dates."""
    validity = document.manifest.validity
    standing = validity.standing(as_of) if validity else "in_force"
    if validity is None or standing == "in_force":
        return None
    name = document.manifest.short.in_(language)
    if standing == "early":
        return Warning(standing, say("early", language, document=name, from_=validity.from_.isoformat()))
    parts = {"document": name, "to": validity.to.isoformat(), "owner": document.manifest.owner}
    renewal = validity.renewal
    if renewal is None:
        return Warning(standing, say("expired", language, **parts))
    parts["until"] = renewal.until.isoformat()
    if standing == "extended":
        return Warning(standing, say("extended", language, condition=renewal.condition.in_(language), **parts))
    return Warning(standing, say("expired_renewal", language, **parts))


def pointer(book: RuleBook, rule: Rule, language: str) -> Pointer:
    """Where the rule's sentence stands."""
    section = rule.quote.section
    return Pointer(
        rule.document, book.library[rule.document].manifest.short.in_(language), section.label, section.heading
    )


def withdrawn_warning(book: RuleBook, rule: Rule, language: str) -> Warning:
    """That what the rule's sentence decides is under review, and where to read it."""
    read = pointer(book, rule, language)
    return Warning("withdrawn", say("withdrawn", language, section=read.section, document=read.title))


def question_warnings(said: Understanding, language: str) -> list[Warning]:
    found = []
    if said.masked:
        kinds = listed([say(kind, language) for kind in said.masked], language)
        found.append(Warning("personal_data", say("personal_data", language, kinds=kinds)))
    if said.shortened:
        found.append(Warning("shortened", say("shortened", language, count=FULL_LENGTH)))
    return found
