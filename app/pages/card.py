"""One turn as HTML: the question, how it stands, the date, the answer, what to note, the sources."""

from __future__ import annotations

import re
from html import escape

from app.answering.answer import Answer, Ruling
from app.pages.blocks import Block, body, wording
from app.pages.markup import BULLET, inline, tag, whole_dates
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
    """The date above everything else where there is one ruling; of several, each has its own below it."""
    due = due_date(answer.rulings[0], answer.language) if len(answer.rulings) == 1 else None
    if due is None:
        return ""
    label, when = due
    deadline = answer.rulings[0].deadline
    holiday = deadline.day_off if deadline and deadline.due and deadline.due.weekday() < 5 else None
    beside = f' <span class="sl-off">({escape(holiday)})</span>' if holiday else ""
    return f'<p class="sl-due"><span>{label}</span> <strong>{when}</strong>{beside}</p>'


NAMED = ("before", "at_most", "until_age", "from_age")
"""The relations whose date has a name of its own; any other is the last day of a time limit."""


def due_date(ruling: Ruling, language: str) -> tuple[str, str] | None:
    """What the date is called and the date, where the question gave the day to count from."""
    deadline = ruling.deadline
    if deadline is None:
        return None
    if deadline.occurrences:
        return word("due_every", language), ", ".join(weekday(day, language) for day in deadline.occurrences)
    if deadline.due is None or deadline.due == deadline.date_to:
        return None
    relation = deadline.relation if deadline.relation in NAMED else "within"
    return word(f"due_{relation}", language), weekday(deadline.due, language)


def _block(block: Block, answer: Answer, turn: int) -> str:
    numbers = {citation.n for citation in answer.citations}
    lines = [(escape(label), inline(text, turn, numbers, answer.language)) for label, text in block.lines]
    if block.kind == "branches":
        return _branches(lines, block, answer)
    if block.kind == "quotes":
        return "".join(f'<blockquote lang="sv">{"".join(quote)}</blockquote>' for quote in _quotes(block, lines))
    if block.kind == "items":
        rows = "".join(f"<li>{text}</li>" for _, text in lines)
        heading = f"<h3>{word('rules_here', answer.language)}</h3>" if answer.status == "passage" else ""
        return f'<div class="sl-items">{heading}<ul>{rows}</ul></div>'
    below = _below(answer) if len(answer.rulings) > 1 else {}
    dates = [next((due for ruled, due in below.items() if text.endswith(ruled)), "") for _, text in block.lines]
    return "".join(f"<p>{text}</p>{due}" for (_, text), due in zip(lines, dates, strict=True))


def _below(answer: Answer) -> dict[str, str]:
    """The date of each ruling that computes one, as it stands below the ruling's words."""
    return {
        wording(answer, r.text): f'<p class="sl-due sl-small"><span>{due[0]}</span> <strong>{due[1]}</strong></p>'
        for r in answer.rulings
        if (due := due_date(r, answer.language))
    }


def _quotes(block: Block, lines: list[tuple[str, str]]) -> list[list[str]]:
    """The lines of each quote: the last one of a quote carries its number."""
    quotes: list[list[str]] = [[]]
    for (_, plain), (_, html) in zip(block.lines, lines, strict=True):
        quotes[-1].append(f'<div class="sl-bullet">{html}</div>' if BULLET.match(plain) else f"<div>{html}</div>")
        if ENDS.search(plain):
            quotes.append([])
    return [quote for quote in quotes if quote]


def _branches(lines: list[tuple[str, str]], block: Block, answer: Answer) -> str:
    """A table on wide screens; the same rows stand as a list on narrow ones."""
    due = _below(answer)
    rows = []
    for (label, text), (_, plain) in zip(lines, block.lines, strict=True):
        then = f"{text[:1].upper()}{text[1:]}{due.get(plain, '')}"
        rows.append(f'<tr><th scope="row">{label[:1].upper()}{label[1:]}</th><td>{then}</td></tr>')
    case, then = word("branch_case", answer.language), word("branch_answer", answer.language)
    return (
        f'<table class="sl-branches"><caption class="sl-hidden">{word("branches", answer.language)}</caption>'
        f'<thead><tr><th scope="col">{case}</th><th scope="col">{then}</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _notes(answer: Answer) -> str:
    """The warnings, each once and those of a kind together: those whose sentence the answer already carries are not
    repeated."""
    carried = " ".join(text for block in body(answer) for _, text in block.lines)
    texts: dict[str, list[str]] = {}
    for warning in answer.warnings:
        if warning.text not in carried:
            key = f"note_{warning.code}"
            name = word(key if known(key) else "note_other", answer.language)
            texts.setdefault(name, []).append(whole_dates(escape(warning.text, quote=False)))
    if not texts:
        return ""
    rows = "".join(
        f'<li class="sl-note"><strong>{name}.</strong> {first}{"".join(f"<p>{text}</p>" for text in rest)}</li>'
        for name, (first, *rest) in texts.items()
    )
    return f'<ul class="sl-notes" aria-label="{word("notes", answer.language)}">{rows}</ul>'
