"""Scores answers against expectations: deterministic, field by field; no judge and no likeness of texts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.answering.answer import Answer
from app.periods import Period
from evals.sets import RULED, Item


@dataclass(frozen=True)
class Score:
    """What held for one item. None: the item does not ask for it. `wrong_ruling`: a payer or a period was stated
    that the item does not accept, the worst defect."""

    item: Item
    status: bool
    ruling: bool | None
    wrong_ruling: bool
    due: bool | None
    first_section: bool | None
    cited: bool | None
    words: bool | None
    warnings: bool | None
    misses: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.misses


def score(item: Item, answer: Answer) -> Score:
    """Compares the answer with what the item expects."""
    expect, misses = item.expect, []
    status = answer.status in expect.status
    if not status:
        misses.append(f"status {answer.status}, expected {' or '.join(expect.status)}")
    payers = [r.payer for r in answer.rulings if r.payer]
    durations = [Period.parse(r.deadline.duration) for r in answer.rulings if r.deadline and r.deadline.duration]
    ruling: bool | None = None
    wrong = False
    if expect.payer is not None:
        ruling = bool(payers) and set(payers) <= set(expect.payer)
        wrong |= bool(set(payers) - set(expect.payer))
    if expect.duration is not None:
        periods = {Period.parse(d) for d in expect.duration}
        held = bool(durations) and set(durations) <= periods
        ruling = held if ruling is None else ruling and held
        wrong |= bool(set(durations) - periods)
    if expect.payer is None and expect.duration is None and not RULED & set(expect.status):
        wrong |= bool(payers or durations)
    deadlines = [r.deadline for r in answer.rulings if r.deadline]
    for accepted, stated in (
        (expect.force, {r.force for r in answer.rulings}),
        (expect.urgency, {d.urgency for d in deadlines if d.urgency}),
        (expect.age, {d.age for d in deadlines if d.age is not None}),
    ):
        if accepted is not None:
            held = bool(stated) and stated <= set(accepted)
            ruling = held if ruling is None else ruling and held
    if expect.subjects and answer.rulings:
        held = answer.rulings[0].subject in expect.subjects
        ruling = held if ruling is None else ruling and held
        wrong |= not any(r.subject in expect.subjects for r in answer.rulings)
    if ruling is False:
        misses.append(
            f"ruling {[(r.subject, r.payer or (r.deadline and r.deadline.duration)) for r in answer.rulings][:4]}"
        )
    due: bool | None = None
    if expect.due is not None:
        dues = {r.deadline.due for r in answer.rulings if r.deadline and r.deadline.due}
        due = dues == {expect.due}
        if not due:
            misses.append(f"due {[r.deadline.due for r in answer.rulings if r.deadline]}, expected {expect.due}")
    first: bool | None = None
    cited: bool | None = None
    pairs = [(c.document, c.section) for c in answer.citations]
    if expect.sections is not None or expect.documents is not None:
        fits = [
            (expect.documents is None or d in expect.documents)
            and (expect.sections is None or s in expect.sections or _heading_fits(answer, n, expect.sections))
            for n, (d, s) in enumerate(pairs)
        ]
        cited, first = any(fits), bool(fits) and fits[0]
        if not cited:
            misses.append(f"cites {pairs[:3]}")
    haystack = "\n".join([answer.text, *(c.quote for c in answer.citations)])
    words: bool | None = None
    if expect.says or expect.never_says:
        unmet = [alternatives for alternatives in expect.says if not any(_in(p, haystack) for p in alternatives)]
        said = [p for p in expect.never_says if _in(p, answer.text)]
        words = not unmet and not said
        misses += [f"does not say {' / '.join(a)}" for a in unmet] + [f"says {p}" for p in said]
    codes = {w.code for w in answer.warnings}
    warnings: bool | None = None
    if expect.warnings is not None:
        warnings = set(expect.warnings) <= codes
        if not warnings:
            misses.append(f"warnings {sorted(codes)}, expected {sorted(expect.warnings)}")
    return Score(item, status, ruling, wrong, due, first, cited, words, warnings, tuple(misses))


def _heading_fits(answer: Answer, number: int, sections: Sequence[str]) -> bool:
    citation = answer.citations[number]
    return citation.heading in sections or any(part in sections for part in citation.path)


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, " ".join(text.split()), re.IGNORECASE) is not None


def interval(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if total == 0:
        return (0.0, 1.0)
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (max(0.0, middle - half), min(1.0, middle + half))
