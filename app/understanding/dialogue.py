"""Follow-ups: what earlier turns said stays until a later turn says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.facts import Facts, Value, Vocabulary
from app.understanding import dates
from app.understanding.likeness import Judge
from app.understanding.question import AGES, WHOLE, Understanding, fact_concepts, joined
from app.understanding.subjects import Candidate, propose
from app.understanding.turns import NEW, SAME
from app.understanding.words import Lexicon

LEANS = re.compile(
    r"^(?:ja |nej |ok |okej |jaha |tack |hm |aha |alright |right |thanks |yes |no |så |jo |and |fine )*"
    r"(?:och|men|eller|fast|då|and|but|or|so|then|what about|how about|what if|om det|om vi|om barnet|om hen|om hon|om han|om man|if|i så fall|in that case|samma|same|hur är det|gäller det|även|also|vi märkte|vi fick|det var|it was)\b"
    r"|\b(?:då|istället|i stället|instead|then|det|den|detta|it|that|this|they|de|också|too|as well|samma|same)(?: $|$)"
    r"|\b(?:ska|måste|får|är|bör|görs|gäller|kan|för|must|is|does|should|for|of|about|if) (?:det|den|it|that|this|they|de)\b"
)
"""A turn that leans on the one before: it begins as a continuation, ends in "då", or speaks of "it"."""
ASKS = re.compile(
    r"\b(?:vem|vems|vilka|vilken|vilket|vad|hur|när|vart|varför|who|whose|what|which|how|when|where|why)\b"
)
LEANS_BACK = re.compile(r"\b(?:det|den|detta|de|dem|it|that|this|they|them|those)\b")
WHY = "why"
"""The concept of asking for the ground of what was answered: the same is answered, with its quote."""
PRICE = "price"
"""The concept of asking what something costs, which no agreement tells."""
WHOLE_TURN = 6
"""Words from which a turn may say by itself what it asks, when it is clear (`CLEAR`) what that is."""
CLEAR = 0.75
FEW = 4
"""A turn of so few words leans on what came before."""
APART = 0.3
"""The chance of asking the same below which a turn asks for something else."""
BY_ITSELF, SHORT_BY_ITSELF = 0.6, 0.9
"""The chance from which a turn is read, and searched by, without what came before, and the same for one of few words."""


def merge(vocabulary: Vocabulary, turns: Sequence[Understanding], judge: Judge | None = None) -> Understanding:
    """The last turn with what the earlier ones said. A turn that says what it is about begins a topic: it keeps the
    facts of the case (who, where, how placed) and drops what was asked before. With a `judge` the subjects are those
    that the whole of a turn is likely about; what a turn leaves unsaid is still filled in by its words."""
    state = replace(turns[0], candidates=_judged(judge, turns[0], turns[0].facts))
    for turn in turns[1:]:
        assert turn.lexicon is not None, "a turn that Reader.read has read"
        state = _next(vocabulary, turn.lexicon, judge, state, turn)
    return state


def _judged(judge: Judge | None, turn: Understanding, facts: Facts) -> tuple[Candidate, ...]:
    if judge is None or not turn.names:
        return turn.candidates
    assert turn.lexicon is not None, "a turn that Reader.read has read"
    spoken = turn.lexicon.spoken(turn.names)
    if not (_asks(turn.lexicon, turn) or "item" in spoken or turn.question.rstrip().endswith("?")):
        return turn.candidates  # "vi är i Göteborg" is like many questions and asks nothing
    return judge.choose(turn.question, turn.candidates, turn.concepts, facts, turn.told)


def _next(
    vocabulary: Vocabulary, lexicon: Lexicon, judge: Judge | None, before: Understanding, turn: Understanding
) -> Understanding:
    facts = _facts(lexicon, before, turn)
    several = {k: v for k, v in {**before.several, **turn.several}.items() if k not in facts}
    born = turn.born if turn.born is not None else before.born
    said = fact_concepts(facts, several) | (AGES if born is not None else frozenset())
    names = turn.names
    candidates: tuple[Candidate, ...] = ()
    spoken = lexicon.spoken(turn.names)
    asks = turn.question.rstrip().endswith("?") or lexicon.asking(spoken)
    alone = not turn.candidates and "item" not in spoken and not spoken & lexicon.beside
    leans = not asks or alone or bool(LEANS.search(turn.text)) or len(turn.text.split()) <= FEW
    speaks = bool(turn.names or turn.facts or turn.several or turn.events)
    judged = _judged(judge, turn, facts)
    relation = judge.relation(turn.question) if judge else {}
    another = "item" in lexicon.spoken(turn.names - {WHOLE})
    clear = judged[:1] if judge and judged and judged[0].sure >= CLEAR else ()
    whole = len(turn.text.split()) >= WHOLE_TURN and (another or not LEANS_BACK.search(turn.text))
    asked_anew = _asks(lexicon, turn) or turn.question.rstrip().endswith("?")
    apart = (
        bool(relation and before.candidates)
        and relation[SAME] < APART
        and asked_anew
        and not (_dated(vocabulary, lexicon, before, turn) and relation[NEW] < SHORT_BY_ITSELF)
    )
    if apart:
        pass
    elif leans and speaks and not (clear and _asks(lexicon, turn) and whole):
        candidates, names = _leaning(vocabulary, lexicon, before, turn, said)
        if clear and clear[0].subject in {c.subject for c in candidates[1:]}:
            candidates = clear
    if not candidates and judge:
        by_itself = judged if _asks(lexicon, turn) or not leans else ()
        joint: tuple[Candidate, ...] = ()
        if apart and relation[NEW] < BY_ITSELF:
            asked = {candidate.subject for candidate in before.candidates}
            worded = _leaning(vocabulary, lexicon, before, turn, said)[0]
            joint = _together(lexicon, judge, before, turn, said, facts, worded)
            joint = tuple(candidate for candidate in joint if candidate.subject not in asked)
        elif not apart and leans:
            joint = _together(lexicon, judge, before, turn, said, facts)
        if not apart:
            joint = max(by_itself, joint, key=lambda found: found[0].sure if found else 0.0)
        candidates, names = joint or by_itself, turn.names
    elif not candidates:
        own = lexicon.spoken(turn.names) | said
        candidates, names = propose(vocabulary, lexicon, own) or turn.candidates, turn.names
    if not candidates and not speaks:
        names = before.names
    subjects = [candidate.subject for candidate in candidates]
    few = len(turn.text.split()) <= FEW
    reads_on = relation[NEW] < (SHORT_BY_ITSELF if few else BY_ITSELF) if relation else leans
    events = turn.events or _carried(before, subjects)
    return replace(
        turn, facts=facts, several=several, candidates=candidates, names=names or before.names,
        concepts=lexicon.spoken(names) | said, events=events, born=born,
        event_date=dates.choose(events, subjects, lexicon.event_of),
        sought=f"{before.sought or before.question} {turn.question}"
        if not candidates and not spoken & (lexicon.beside | {PRICE}) and reads_on else "",
    )  # fmt: skip


def _together(
    lexicon: Lexicon, judge: Judge, before: Understanding, turn: Understanding, said: frozenset[str], facts: Facts,
    worded: Sequence[Candidate] = (),
) -> tuple[Candidate, ...]:  # fmt: skip
    """What a turn is about when it is read on from the one before; `worded` is what the words of both propose."""
    if lexicon.spoken(turn.names) & lexicon.beside:
        return ()
    names = joined(lexicon, before.names, turn.names)[0]
    return judge.choose(f"{before.question} {turn.question}", worded, lexicon.spoken(names) | said, facts)


def _asks(lexicon: Lexicon, turn: Understanding) -> bool:
    """Whether it says what it asks for."""
    return lexicon.asking(lexicon.spoken(turn.names)) or bool(ASKS.search(turn.text))


def _carried(before: Understanding, subjects: list[str]) -> tuple[dates.Mention, ...]:
    """The days named earlier that may still be meant: when another thing is asked now, only days whose event was said."""
    asked = {candidate.subject for candidate in before.candidates}
    return before.events if not asked or asked & set(subjects) else tuple(m for m in before.events if m.event)


def _facts(lexicon: Lexicon, before: Understanding, turn: Understanding) -> dict[str, Value]:
    own = dict(turn.facts)
    if turn.stays and "county" in before.facts and "county" in own:
        own.pop("municipality", None)
        own["county_of_stay"] = own.pop("county")
    facts: dict[str, Value] = {**before.facts, **own}
    meant = _same_county(lexicon, facts, turn)
    if meant:
        facts |= {"agreement": meant}
    for fact in turn.several:
        if fact == "agreement" and meant:
            continue
        facts.pop(fact, None)
    if ("county" in own or "county" in turn.several) and "municipality" not in own:
        facts.pop("municipality", None)
    agreement, county = facts.get("agreement"), facts.get("county")
    if agreement and "agreement" not in turn.facts and lexicon.county_of(agreement) not in (county, None):
        facts.pop("agreement")
    return facts


def _same_county(lexicon: Lexicon, facts: Mapping[str, Value], turn: Understanding) -> Value | None:
    """Of the agreements that the turn's words fit, the one of the county spoken of before."""
    fitting = [a for a in turn.several.get("agreement", ()) if lexicon.county_of(a) == facts.get("county")]
    return fitting[0] if len(fitting) == 1 and "county" not in turn.several else None


def _leaning(
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    before: Understanding,
    turn: Understanding,
    said: frozenset[str],
) -> tuple[tuple[Candidate, ...], frozenset[str]]:
    """The subjects of the turn read together with the one before; its own where they explain more."""
    own = turn.candidates
    spoken = lexicon.spoken(turn.names)
    asks = lexicon.asking(spoken)
    if _dated(vocabulary, lexicon, before, turn):
        return before.candidates, before.names
    if before.candidates and not (_worded(before.candidates) or asks or "item" in spoken):
        return before.candidates, before.names  # what was asked is known by its likeness, not by words to join
    for names in joined(lexicon, before.names, turn.names):
        together = propose(vocabulary, lexicon, lexicon.spoken(names) | said)
        if together and not (own and {c.subject for c in own} <= {c.subject for c in together}):
            another = "item" in lexicon.spoken(turn.names - {WHOLE})
            if own and another and asks:
                break
            asked = {candidate.subject for candidate in before.candidates}
            new = tuple(candidate for candidate in together if candidate.subject not in asked)
            return (new or together) if another else together, names
    if own:
        return own, turn.names
    why = WHY in turn.names and len(turn.text.split()) <= FEW
    if (not asks or why) and "item" not in spoken and not spoken & lexicon.beside:
        return before.candidates, before.names | turn.names
    return (), turn.names


def _dated(vocabulary: Vocabulary, lexicon: Lexicon, before: Understanding, turn: Understanding) -> bool:
    """Whether the turn only says when it happened, or asks for the day that follows from it."""
    spoken = lexicon.spoken(turn.names)
    topics = {lexicon.topics[name] for name in spoken if name in lexicon.topics}
    return (
        bool(turn.events and before.candidates)
        and topics <= {"deadline"}
        and not turn.candidates
        and ("item" not in spoken or _all_deadlines(vocabulary, before.candidates))
    )


def _worded(candidates: Sequence[Candidate]) -> bool:
    """Whether words propose any of them."""
    return any(candidate.groups for candidate in candidates)


def _all_deadlines(vocabulary: Vocabulary, candidates: Sequence[Candidate]) -> bool:
    return all(vocabulary.subjects[candidate.subject].topic == "deadline" for candidate in candidates)
