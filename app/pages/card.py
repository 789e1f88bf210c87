"""One turn as HTML: the question, how it stands, the date, the answer, what to note, the sources."""

from __future__ import annotations

import re
from html import escape

from app.answering.answer import Answer, Ruling
from app.pages.blocks import Block, body
from app.pages.markup import inline, tag, whole_dates
from app.pages.sources import read_on, sources
from app.pages.words import known, weekday, word
from ingest.library import Library

SHOWN = 1200
"""Characters of a pasted question that are shown again."""


def question(text: str, turn: int, language: str) -> str:
    """The question as it was understood to be asked: masked, and shortened where it is very long."""
    shown = text.strip()
    if len(shown) > SHOWN:
        shown = f"{shown[:SHOWN]} {word('more_characters', language, count=len(shown) - SHOWN)}"
    name = word("question", language)
    return f'<h2 class="sl-question" id="fraga-{turn}"><span class="sl-hidden">{name}: </span>{escape(shown)}</h2>'


ENDS = re.compile(r"\[\d{1,3}\](?: .*)?$")
"""The number that closes a quote, with the label behind it where there is one."""


def status(answer: Answer) -> str:
    """How the answer stands, in words: a decided answer with several branches depends on what is missing."""
    kind = "depends" if answer.status == "decided" and answer.missing else answer.status
    return word(f"status_{kind}", answer.language)


def card(answer: Answer, library: Library, turn: int) -> str:
    """The answer with everything that belongs to it."""
    language = answer.language
    kind = "depends" if answer.status == "decided" and answer.missing else answer.status
    parts = [
        f'<p class="sl-status">{tag(kind, status(answer))}<span>{word("per", language, day=answer.as_of)}</span></p>',
        _due(answer),
        *(_block(block, answer, turn) for block in body(answer)),
        _notes(answer),
        sources(answer, library, turn),
        read_on(answer, library),
    ]
    return f'<article class="sl-answer" lang="{language}" aria-labelledby="fraga-{turn}">{"".join(parts)}</article>'


def _due(answer: Answer) -> str:
    """The date on its own line where exactly one ruling computes one; in a table each row says its own."""
    due = [(r, d) for r in answer.rulings if (d := due_date(r, answer.language))]
    if len(answer.rulings) != 1 or not due:
        return ""
    ruling, (label, when) = due[0]
    deadline = ruling.deadline
    holiday = deadline.day_off if deadline and deadline.due and deadline.due.weekday() < 5 else None
    beside = f' <span class="sl-off">({escape(holiday)})</span>' if holiday else ""
    return f'<p class="sl-due"><span>{label}</span> <strong>{when}</strong>{beside}</p>'


def due_date(ruling: Ruling, language: str) -> tuple[str, str] | None:
    """What the date is called and the date, where the question gave the day to count from."""
    deadline = ruling.deadline
    if deadline is None:
        return None
    if deadline.occurrences:
        return word("due_every", language), ", ".join(weekday(day, language) for day in deadline.occurrences)
    if deadline.due is None or deadline.due == deadline.date_to:
        return None
    relation = deadline.relation if deadline.relation in ("before", "at_most") else "within"
    return word(f"due_{relation}", language), weekday(deadline.due, language)


def _block(block: Block, answer: Answer, turn: int) -> str:
    numbers = {citation.n for citation in answer.citations}
    lines = [(escape(label), inline(text, turn, numbers, answer.language)) for label, text in block.lines]
    if block.kind == "branches":
        return _branches(lines, block, answer)
    if block.kind == "quotes":
        return "".join(f'<blockquote lang="sv">{"<br>".join(quote)}</blockquote>' for quote in _quotes(block, lines))
    if block.kind == "items":
        rows = "".join(f"<li>{text}</li>" for _, text in lines)
        heading = f"<h3>{word('rules_here', answer.language)}</h3>" if answer.status == "passage" else ""
        return f'<div class="sl-items">{heading}<ul>{rows}</ul></div>'
    return "".join(f"<p>{text}</p>" for _, text in lines)


def _quotes(block: Block, lines: list[tuple[str, str]]) -> list[list[str]]:
    """The lines of each quote: the last one of a quote carries its number."""
    quotes: list[list[str]] = [[]]
    for (_, plain), (_, html) in zip(block.lines, lines, strict=True):
        quotes[-1].append(html)
        if ENDS.search(plain):
            quotes.append([])
    return [quote for quote in quotes if quote]


def _branches(lines: list[tuple[str, str]], block: Block, answer: Answer) -> str:
    """A table on wide screens; the same rows stand as a list on narrow ones."""
    due = {r.text: d for r in answer.rulings if (d := due_date(r, answer.language))}
    rows = []
    for (label, text), (_, plain) in zip(lines, block.lines, strict=True):
        computed = due.get(plain)
        date = (
            f'<p class="sl-due sl-small"><span>{computed[0]}</span> <strong>{computed[1]}</strong></p>'
            if computed
            else ""
        )
        rows.append(f'<tr><th scope="row">{label[:1].upper()}{label[1:]}</th><td>{text}{date}</td></tr>')
    case, then = word("branch_case", answer.language), word("branch_answer", answer.language)
    return (
        f'<table class="sl-branches"><caption class="sl-hidden">{word("branches", answer.language)}</caption>'
        f'<thead><tr><th scope="col">{case}</th><th scope="col">{then}</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _notes(answer: Answer) -> str:
    """The warnings, each once: those whose sentence the answer already carries are not repeated."""
    carried = " ".join(text for block in body(answer) for _, text in block.lines)
    rows = []
    for warning in answer.warnings:
        if warning.text in carried:
            continue
        key = f"note_{warning.code}"
        name = word(key if known(key) else "note_other", answer.language)
        rows.append(
            f'<li class="sl-note"><strong>{name}.</strong> {whole_dates(escape(warning.text, quote=False))}</li>'
        )
    if not rows:
        return ""
    return f'<ul class="sl-notes" aria-label="{word("notes", answer.language)}">{"".join(rows)}</ul>'
