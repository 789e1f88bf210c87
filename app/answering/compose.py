"""One answer from one question: understanding, then rules, then retrieval; rules override all else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app import VERSION
from app.answering import passages
from app.answering.answer import Answer, Pointer, Ruling, Status, Warning
from app.answering.catalogue import covered, listed, say
from app.answering.cite import Citations
from app.answering.notices import document_warnings, pointer, question_warnings, withdrawn_warning
from app.answering.rulings import as_facts, branch_label, present
from app.facts import Facts, Value
from app.periods import Period
from app.retrieval.search import Search
from app.rules.book import Rule, RuleBook
from app.rules.decide import Decision, decide
from app.rules.due import Born
from app.understanding.dates import choose
from app.understanding.dialogue import asks, merge
from app.understanding.likeness import SURE, Judge
from app.understanding.premise import claim
from app.understanding.question import Reader, Understanding
from app.understanding.subjects import OTHER

MOST_SUBJECTS = 3
"""A question may ask for several things; more than these are named and left to be asked one by one."""


@dataclass
class Desk:
    """Everything that answering needs, read once and shared."""

    book: RuleBook
    reader: Reader
    search: Search
    judge: Judge | None = None
    """Knows how likely each subject is meant; without it the words alone propose."""


@dataclass(frozen=True)
class Draft:
    """What an answer is made from, passed between the steps."""

    understanding: Understanding
    as_of: date
    citations: Citations
    decisions: tuple[Decision, ...] = ()
    born: Born | None = None


def answer(
    desk: Desk,
    turns: Sequence[str],
    as_of: date,
    language: str | None = None,
    id: str | None = None,
    *,
    given: Facts | None = None,
    without: Sequence[frozenset[str]] = (),
    born: Born | None = None,
) -> Answer:
    """Answers the last of `turns`; the earlier ones say what it is about. `as_of` decides what is in force.

    `given` are facts that hold where the turns name nothing else (a county chosen beside the chat); `without[i]` are
    facts that turn i seemed to say and that the user has taken away. `born`, a day or a year alone, is when the child
    whom the question is about was born: with it the days are given on which rights that go by age begin or end.
    """
    started, embedded = time.perf_counter(), desk.search.embedded_ms()
    read = [desk.reader.read(turn, as_of, language) for turn in turns]
    told = _told_first(desk, turns, read, as_of, language, without)
    understanding = merge(desk.reader.vocabulary, told, desk.judge)
    understanding = replace(understanding, facts={**_open(understanding, given or {}), **understanding.facts})
    draft = Draft(understanding, as_of, Citations(desk.book.library, as_of), born=born or understanding.born)
    result = _answer(desk, draft)
    timing = {
        "embed": round(desk.search.embedded_ms() - embedded, 2),
        "total": round((time.perf_counter() - started) * 1000, 2),
    }
    book = desk.book
    return replace(
        result, id=id, question=read[-1].question, timing_ms=timing,
        provenance={"version": VERSION, "corpus": book.library.fingerprint, "rules": book.fingerprint},
    )  # fmt: skip


def _told_first(
    desk: Desk, turns: Sequence[str], read: Sequence[Understanding], as_of: date, language: str | None,
    without: Sequence[frozenset[str]],
) -> list[Understanding]:  # fmt: skip
    """The turns, without what was taken away. What first only tells of the case is read together with the question that comes
    of it, in that one's language."""
    gone = [*without[: len(turns)], *[frozenset[str]()] * (len(turns) - len(without))]
    alone = len(read) == 1
    first = 0 if alone else next((i for i, turn in enumerate(read) if asks(turn) or _about(desk, turn)), 0)
    said = list(read)
    if first:
        story = "\n".join(turns[: first + 1])
        said[: first + 1] = [desk.reader.read(story, as_of, language or read[first].language)]
        gone[: first + 1] = [frozenset().union(*gone[: first + 1])]
    return [_less(turn, taken) for turn, taken in zip(said, gone, strict=True)]


def _about(desk: Desk, turn: Understanding) -> bool:
    """Whether a message is about a subject by itself, as a claim to be confirmed is."""
    return bool(merge(desk.reader.vocabulary, [turn], desk.judge).candidates)


def _less(said: Understanding, gone: frozenset[str]) -> Understanding:
    if not gone:
        return said
    return replace(
        said,
        facts={fact: value for fact, value in said.facts.items() if fact not in gone},
        several={fact: values for fact, values in said.several.items() if fact not in gone},
    )


def _open(said: Understanding, given: Facts) -> dict[str, Value]:
    return {fact: value for fact, value in given.items() if fact not in said.facts and fact not in said.several}


def _answer(desk: Desk, draft: Draft) -> Answer:
    said = draft.understanding
    if not any(char.isalnum() for char in said.question):
        return _finish(desk, draft, "not_covered", say("empty", said.language, example=say("example", said.language)))
    uncovered = _uncovered_county(desk, said)
    if uncovered:
        return _finish(desk, draft, "not_covered", uncovered)
    subjects = _with_others(desk, [candidate.subject for candidate in said.candidates][:MOST_SUBJECTS])
    decisions = tuple(decide(desk.book, s, said.facts, draft.as_of, _event_date(desk, said, s)) for s in subjects)
    if decisions and all(candidate.sure < SURE for candidate in said.candidates) and not _agree(decisions):
        decisions = ()
    telling = tuple(d for d in decisions if d.kind != "not_covered")
    draft = replace(draft, decisions=telling or decisions)
    if telling:
        return _ruled(desk, draft)
    unruled = _unruled(desk, said)
    if decisions and not unruled and _asks_ruling(desk, said):
        return _not_stated(desk, draft)
    found = passages.quote_best(desk.search, desk.book, said, draft.as_of, draft.citations)
    if decisions and not unruled and found.status == "not_covered":
        return _not_stated(desk, draft)
    text = "\n\n".join(part for part in (_only_assessed(desk, said), unruled, found.text) if part)
    return _finish(
        desk, draft, found.status, text, related=found.related, warnings=found.warnings, read_on=found.read_on
    )  # fmt: skip


def _agree(decisions: Sequence[Decision]) -> bool:
    """Whether all of them decide, and the same payer or the same time."""
    answers = {
        (rule.then.payer, rule.then.duration, rule.then.urgency, rule.then.age)
        for decision in decisions
        for _, rule in decision.rulings
    }
    return len(answers) == 1 and answers != {(None, None, None, None)} and all(d.kind == "decided" for d in decisions)


def _with_others(desk: Desk, subjects: Sequence[str]) -> list[str]:
    """The subjects with those whose rulings are the other part of their answer."""
    others = [other for subject in subjects for other in desk.book.vocabulary.subjects[subject].together]
    return list(dict.fromkeys([*subjects, *others]))


def _asks_ruling(desk: Desk, said: Understanding) -> bool:
    """Whether a payer, a period or an age is asked for in so many words. Where no rule gives one, that is the answer;
    what else is asked may still stand in a passage."""
    return bool(desk.reader.lexicon.asked(said.concepts) - {OTHER})


def _event_date(desk: Desk, said: Understanding, subject: str) -> date | None:
    """The day of the subject's own event among the days that the question names. A day whose event is not said is
    taken for that of what is asked first, and of nothing else."""
    event_of = desk.reader.lexicon.event_of
    day = choose(said.events, [subject], event_of)
    named = any(
        mention.day == day and event_of.get(subject) in {mention.event, *mention.also} - {""} for mention in said.events
    )
    first = said.candidates[0].subject
    return day if named or subject in _with_others(desk, [first]) else None


def _uncovered_county(desk: Desk, said: Understanding) -> str | None:
    county = said.facts.get("county")
    if not isinstance(county, str) or county in {d.manifest.county for d in desk.book.library}:
        return None
    name = desk.book.vocabulary.counties.get(county, county)
    return say("other_county", said.language, county=name, covered=covered(desk.book, said.language))


def _only_assessed(desk: Desk, said: Understanding) -> str | None:
    """What to say of a county whose agreement is not in the corpus although a paper about it is."""
    county = said.facts.get("county")
    if not isinstance(county, str) or county in desk.book.agreement_counties:
        return None
    return say("assessment_only", said.language, county=desk.book.vocabulary.counties[county])


def _unruled(desk: Desk, said: Understanding) -> str | None:
    """That nothing has been decided yet by an agreement of the county."""
    county, book = said.facts.get("county"), desk.book
    titles = [
        book.library[id].manifest.short.in_(said.language)
        for id in sorted(book.unruled)
        if book.library[id].manifest.county == county
    ]
    return say("unruled", said.language, documents=listed(titles, said.language)) if titles else None


def _ruled(desk: Desk, draft: Draft) -> Answer:
    blocks: list[str] = []
    rulings: list[Ruling] = []
    warnings: list[Warning] = []
    under_review: list[Rule] = []
    kinds = [d.kind for d in draft.decisions]
    for decision in draft.decisions:
        block, ruled, noted = _block(desk, draft, decision)
        if block:
            blocks.append(block)
        rulings += ruled
        warnings += noted
        under_review += [rule for branch in decision.branches for rule in branch.withdrawn]
    status: Status = "decided"
    if not rulings:
        status = "not_covered"  # every rule that would decide is under review
    elif "decided" not in kinds:
        status = "conflict" if "conflict" in kinds else "needs_facts"
    missing = tuple(dict.fromkeys(fact for d in draft.decisions for fact in d.missing))
    left = [c.subject for c in draft.understanding.candidates[MOST_SUBJECTS:]]
    if left:
        language = draft.understanding.language
        labels = [desk.book.vocabulary.subjects[subject].label.in_(language) for subject in left]
        warnings.append(Warning("several", say("several", language, subjects="; ".join(labels))))
    text = "\n\n".join([*_verdict(draft, rulings), *blocks])
    read_on = tuple(dict.fromkeys(pointer(desk.book, rule, draft.understanding.language) for rule in under_review))
    return _finish(
        desk, draft, status, text, rulings=tuple(rulings), warnings=warnings, missing=missing, read_on=read_on
    )


def _verdict(draft: Draft, rulings: Sequence[Ruling]) -> list[str]:
    """Yes or no, where the question took a payer for granted and every remaining branch has a payer and says the
    same of it; no, where it took a period for granted that every ruling says is another. That a period is the same
    is left to the ruling's own words: what starts it and how strong it is may still differ."""
    said = draft.understanding
    if not rulings or any(not (b.rules or b.withdrawn) for d in draft.decisions for b in d.branches):
        return []
    taken = claim(said.text, paying=any(r.topic == "cost" for r in rulings))
    held: set[bool] = set()
    for ruling in rulings:
        if taken.payer and ruling.payer in ("region", "municipality"):
            held.add(ruling.payer == taken.payer)
        elif taken.period and ruling.deadline and ruling.deadline.duration:
            held.add(Period.parse(ruling.deadline.duration) == taken.period)
        else:
            return []
    if len(held) != 1 or (taken.period and held == {True}):
        return []
    return [say("yes" if held.pop() else "no", said.language)]


def _block(desk: Desk, draft: Draft, decision: Decision) -> tuple[str, list[Ruling], list[Warning]]:
    said, language = draft.understanding, draft.understanding.language
    book = desk.book
    rulings: list[Ruling] = []
    warnings: list[Warning] = []
    lines: list[tuple[str, str]] = []
    day = _event_date(desk, said, decision.subject)
    for branch in decision.branches:
        label = branch_label(book, branch, language)
        if branch.conflict:
            warnings.append(Warning("conflict", say("conflict", language)))
            lines.append((label, say("conflict", language)))
        for rule in branch.rules:
            ruling = present(book, branch, rule, day, language, draft.citations, draft.born)
            rulings.append(ruling)
            lines.append((label, ruling.text))
        for rule in branch.withdrawn:
            warnings.append(withdrawn_warning(book, rule, language))
            if not branch.rules:
                read = pointer(book, rule, language)
                lines.append((label, say("branch_withdrawn", language, section=read.section, document=read.title)))
    silent = [b for b in decision.branches if not b.rules and not b.withdrawn]
    if silent:
        labels = [branch_label(book, branch, language) for branch in silent]
        lines.append(("; ".join(label for label in labels if label), say("branch_none", language)))
    if decision.kind == "not_covered":
        subject = book.vocabulary.subjects[decision.subject].label.in_(language)
        return say("not_stated", language, subject=subject, where=_where(desk, said)), [], []
    if len(decision.branches) == 1:
        label = branch_label(book, decision.branches[0], language)
        return "\n".join(f"**{label}:** {text}" if label else text for _, text in lines), rulings, warnings
    facts = listed([book.vocabulary.facts[f].label.in_(language) for f in decision.missing], language)
    if decision.kind == "needs_facts":
        intro = say("ask", language, facts=facts, count=len(decision.branches))
    else:
        intro = say("depends", language, facts=facts)
    return (
        "\n".join([intro, *(f"- **{label}:** {text}" if label else f"- {text}" for label, text in lines)]),
        rulings,
        warnings,
    )


def _where(desk: Desk, said: Understanding) -> str:
    vocabulary = desk.book.vocabulary
    named = [
        vocabulary.label(fact, said.facts[fact], said.language)
        for fact in (
            "municipality" if "municipality" in said.facts else "county",
            "placement",
            "legal_basis",
            "age_group",
        )
        if fact in said.facts
    ]
    return say("for", said.language, what=", ".join(named)) if named else ""


def _elsewhere(said: Understanding) -> dict[str, Value]:
    return {fact: value for fact, value in said.facts.items() if fact not in ("county", "municipality", "agreement")}


def _not_stated(desk: Desk, draft: Draft) -> Answer:
    said, language = draft.understanding, draft.understanding.language
    book = desk.book
    texts = []
    pointers: list[Pointer] = []
    for decision in draft.decisions:
        label = book.vocabulary.subjects[decision.subject].label.in_(language)
        texts.append(say("not_stated", language, subject=label, where=_where(desk, said)))
        rules = book.by_subject.get(decision.subject, ())
        if said.facts.get("age_group") == "adult" and any("age_group" in r.when for r in rules):
            titles = list(dict.fromkeys(book.library[r.document].manifest.short.in_(language) for r in rules))
            texts.append(say("adult", language, documents=listed(titles, language)))
        elsewhere = [
            county
            for county in sorted(
                {str(c) for rule in rules for c in rule.when.get("county", ())} - {str(said.facts.get("county"))}
            )
            if decide(book, decision.subject, {**_elsewhere(said), "county": county}, draft.as_of).rulings
        ]
        if elsewhere and "county" in said.facts:
            texts.append(
                say(
                    "stated_elsewhere",
                    language,
                    where=listed([book.vocabulary.counties[c] for c in elsewhere], language),
                )
            )
    county = said.facts.get("county")
    if isinstance(county, str):
        texts = [t for t in (_only_assessed(desk, said),) if t] + texts
        pointers = passages.pointers(desk.search, said.question, county, draft.as_of, language)
    return _finish(desk, draft, "not_covered", " ".join(dict.fromkeys(texts)), read_on=pointers)


def _finish(
    desk: Desk,
    draft: Draft,
    status: Status,
    text: str,
    *,
    rulings: tuple[Ruling, ...] = (),
    related: tuple[Ruling, ...] = (),
    warnings: Sequence[Warning] = (),
    missing: tuple[str, ...] = (),
    read_on: Sequence[Pointer] = (),
) -> Answer:
    said, language = draft.understanding, draft.understanding.language
    citations = tuple(draft.citations.items)
    noted = [
        *warnings,
        *document_warnings(desk.book, citations, draft.as_of, language),
        *question_warnings(said, language),
    ]
    unique = tuple({warning.text: warning for warning in noted}.values())
    if read_on:
        shown = [f"{p.title}, {p.section}{' ' + p.heading if p.heading != p.section else ''}" for p in read_on]
        text = f"{text}\n\n{say('read_on', language, sections='; '.join(shown))}"
    body = "\n\n".join([text, *(w.text for w in unique if w.code != "conflict")])
    trace = tuple(
        {"subject": d.subject, "kind": d.kind, "applied": sorted({r.id for _, r in d.rulings}),
         "rejected": [{"rule": t.rule, "code": t.code, "fact": t.fact} for t in d.trace]}
        for d in draft.decisions
    )  # fmt: skip
    return Answer(
        said.question, language, draft.as_of, status, body, rulings, related, citations, unique, missing, trace,
        {}, {}, tuple(read_on), as_facts(said.facts),
    )  # fmt: skip
