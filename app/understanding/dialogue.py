"""Follow-ups: what earlier turns said stays until a later turn says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from app.facts import Facts, Value, Vocabulary
from app.understanding import dates
from app.understanding.likeness import Judge
from app.understanding.question import AGES, THING, WHOLE, Understanding, fact_concepts, joined
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
TELEGRAM = 8
"""Words up to which a thing with what is asked of it asks without a question word."""
FEW = 4
"""A turn of so few words leans on what came before."""
APART = 0.3
"""The chance of asking the same below which a turn asks for something else."""
BELIEVED = 0.1
"""The chance below which the words of two messages together are held to have matched by accident."""
BY_ITSELF, SHORT_BY_ITSELF = 0.6, 0.9
"""The chance from which a turn is read, and searched by, without what came before, and the same for one of few words."""


def merge(vocabulary: Vocabulary, turns: Sequence[Understanding], judge: Judge | None = None) -> Understanding:
    """The last turn with what the earlier ones said. A turn that says what it is about begins a topic: it keeps the
    facts of the case (who, where, how placed) and drops what was asked before. With a `judge` the subjects are those
    that the whole of a turn is likely about; what a turn leaves unsaid is still filled in by its words."""
    state = replace(turns[0], candidates=_judged(judge, turns[0], turns[0].facts))
    for turn in turns[1:]:
        state = _next(vocabulary, judge, state, turn)
    return state


def asks(turn: Understanding) -> bool:
    """Whether a message asks for something, or only tells of the case. A thing in few words, or with what is asked of it ("läkarintyg,
    Mora", "kostnad för läkarintyg"), asks without a question word; money alone ("the money is not settled") does not."""
    spoken, words = _lexicon(turn).spoken(turn.names), len(turn.text.split())
    thing = THING in spoken and words <= (TELEGRAM if _lexicon(turn).asked(spoken) else FEW)
    return thing or _questioned(turn) or bool(ASKS.search(turn.text))


def _judged(judge: Judge | None, turn: Understanding, facts: Facts) -> tuple[Candidate, ...]:
    """What a message by itself is about; what the words say where there is no judge or nothing is asked."""
    if judge is None or not turn.names:
        return turn.candidates
    if not (asks(turn) or THING in _lexicon(turn).spoken(turn.names)):
        return turn.candidates  # "vi är i Göteborg" is like many questions and asks nothing
    return judge.choose(turn.question, turn.candidates, turn.concepts, facts, turn.told)


def _next(vocabulary: Vocabulary, judge: Judge | None, before: Understanding, turn: Understanding) -> Understanding:
    step = read_on(vocabulary, judge, before, turn)
    lexicon = step.lexicon
    candidates, names = step.subjects()
    subjects = [candidate.subject for candidate in candidates]
    events = turn.events or _carried(before, subjects)
    searched_together = not candidates and step.reads_on and not step.spoken & (lexicon.beside | {PRICE})
    return replace(
        turn, facts=step.facts, several=step.several, candidates=candidates, names=names or before.names,
        concepts=lexicon.spoken(names) | step.said, events=events, born=step.born,
        event_date=dates.choose(events, subjects, lexicon.event_of),
        sought=f"{before.sought or before.question} {turn.question}" if searched_together else "",
    )  # fmt: skip


def read_on(vocabulary: Vocabulary, judge: Judge | None, before: Understanding, turn: Understanding) -> Step:
    """A message with what is known of the case after it."""
    lexicon = _lexicon(turn)
    facts = _facts(lexicon, before, turn)
    several = {k: v for k, v in {**before.several, **turn.several}.items() if k not in facts}
    born = turn.born if turn.born is not None else before.born
    said = fact_concepts(facts, several) | (AGES if born is not None else frozenset())
    return Step(vocabulary, lexicon, judge, before, turn, facts, several, born, said)


@dataclass(frozen=True)
class Step:
    """A message after the state of the conversation before it. `facts`, `several` and `born` are what is known of the case by
    now, `said` its concepts."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    judge: Judge | None
    before: Understanding
    turn: Understanding
    facts: Facts
    several: Mapping[str, tuple[Value, ...]]
    born: date | int | None
    said: frozenset[str]

    def subjects(self) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        """What is asked now, and the names of the words that say so."""
        candidates, names = self._apart() if self.apart else self._on()
        return candidates, names if candidates or self.speaks else self.before.names

    @cached_property
    def spoken(self) -> frozenset[str]:
        return self.lexicon.spoken(self.turn.names)

    @cached_property
    def beside(self) -> bool:
        """Whether it speaks of a thing beside the agreements."""
        return bool(self.spoken & self.lexicon.beside)

    @cached_property
    def speaks(self) -> bool:
        """Whether anything in it was understood."""
        return bool(self.turn.names or self.turn.facts or self.turn.several or self.turn.events)

    @cached_property
    def few(self) -> bool:
        return len(self.turn.text.split()) <= FEW

    @cached_property
    def asks(self) -> bool:
        """Whether it says what it asks for."""
        return _asks(self.lexicon, self.turn)

    @cached_property
    def another(self) -> bool:
        """Whether it names a thing that may be asked about."""
        return THING in self.lexicon.spoken(self.turn.names - {WHOLE})

    @cached_property
    def leans(self) -> bool:
        """Whether its words lean on what came before."""
        asks = _questioned(self.turn) or bool(self.lexicon.asked(self.spoken))
        alone = not self.turn.candidates and THING not in self.spoken and not self.beside
        return not asks or alone or bool(LEANS.search(self.turn.text)) or self.few

    @cached_property
    def judged(self) -> tuple[Candidate, ...]:
        return _judged(self.judge, self.turn, self.facts)

    @cached_property
    def relation(self) -> Mapping[str, float]:
        return self.judge.relation(self.turn.question) if self.judge else {}

    @cached_property
    def reads_on(self) -> bool:
        """Whether it is searched for together with what came before."""
        if not self.relation:
            return self.leans
        return self.relation[NEW] < (SHORT_BY_ITSELF if self.few else BY_ITSELF)

    @cached_property
    def apart(self) -> bool:
        """Whether something else is asked than before."""
        return (
            bool(self.relation and self.before.candidates)
            and self.relation[SAME] < APART
            and (self.asks or _questioned(self.turn))
            and not (self.dated and self.relation[NEW] < SHORT_BY_ITSELF)
        )

    @cached_property
    def dated(self) -> bool:
        """Whether it only says when it happened, or asks for the day that follows from it."""
        return (
            bool(self.turn.events and self.before.candidates)
            and self.lexicon.asked(self.spoken) <= {"deadline"}
            and not self.turn.candidates
            and (THING not in self.spoken or _all_deadlines(self.vocabulary, self.before.candidates))
        )

    @cached_property
    def clear(self) -> tuple[Candidate, ...]:
        """The subject that it clearly is about by itself."""
        return self.judged[:1] if self.judge and self.judged and self.judged[0].sure >= CLEAR else ()

    def _apart(self) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        found: tuple[Candidate, ...] = ()
        if self.relation[NEW] < BY_ITSELF:
            asked = {candidate.subject for candidate in self.before.candidates}
            found = tuple(c for c in self._judged_together(self._leaning()[0]) if c.subject not in asked)
        return found or self._by_itself(), self.turn.names

    def _on(self) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        whole = len(self.turn.text.split()) >= WHOLE_TURN and (self.another or not LEANS_BACK.search(self.turn.text))
        if self.leans and self.speaks and not (self.clear and self.asks and whole):
            candidates, names = self._leaning()
            candidates = self._believed(candidates)
            if self.clear and self.clear[0].subject in {c.subject for c in candidates[1:]}:
                return self.clear, names
            if candidates:
                return candidates, names
        if self.judge is None:
            own = propose(self.vocabulary, self.lexicon, self.spoken | self.said)
            return own or self.turn.candidates, self.turn.names
        joint = self._judged_together() if self.leans else ()
        return max(self._by_itself(), joint, key=lambda found: found[0].sure if found else 0.0), self.turn.names

    def _believed(self, worded: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Those that the words of both messages propose, without new ones that the model holds for all but impossible."""
        new = {c.subject for c in worded} - {c.subject for c in self.before.candidates}
        if self.judge is None or not new:
            return worded
        text, concepts = self.together
        sure = {c.subject: c.sure for c in self.judge.weigh(text, worded, concepts, self.facts)}
        return tuple(c for c in worded if c.subject not in new or sure[c.subject] >= BELIEVED)

    def _by_itself(self) -> tuple[Candidate, ...]:
        return self.judged if self.asks or not self.leans else ()

    def _judged_together(self, worded: Sequence[Candidate] = ()) -> tuple[Candidate, ...]:
        """What it is about when it is read on from the one before; `worded` is what the words of both propose."""
        if self.judge is None or self.beside:
            return ()
        text, concepts = self.together
        return self.judge.choose(text, worded, concepts, self.facts)

    @cached_property
    def together(self) -> tuple[str, frozenset[str]]:
        """The text of both messages, and their concepts."""
        names = joined(self.lexicon, self.before.names, self.turn.names)[0]
        return f"{self.before.question} {self.turn.question}", self.lexicon.spoken(names) | self.said

    def _leaning(self) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        """The subjects of the turn's words read together with those before; its own where they explain more."""
        before, turn, own = self.before, self.turn, self.turn.candidates
        asks = bool(self.lexicon.asked(self.spoken))
        if self.dated:
            return before.candidates, before.names
        other = asks or THING in self.spoken or self.beside
        if before.candidates and not (_worded(before.candidates) or other):
            return before.candidates, before.names  # what was asked is known by its likeness, not by words to join
        for names in joined(self.lexicon, before.names, turn.names):
            together = propose(self.vocabulary, self.lexicon, self.lexicon.spoken(names) | self.said)
            if together and not (own and {c.subject for c in own} <= {c.subject for c in together}):
                if own and self.another and asks:
                    break
                asked = {candidate.subject for candidate in before.candidates}
                new = tuple(candidate for candidate in together if candidate.subject not in asked)
                return (new or together) if self.another else together, names
        if own:
            return own, turn.names
        why = WHY in turn.names and self.few
        if (not asks or why) and THING not in self.spoken and not self.beside:
            return before.candidates, before.names | turn.names
        return (), turn.names


def _lexicon(turn: Understanding) -> Lexicon:
    assert turn.lexicon is not None, "a turn that Reader.read has read"
    return turn.lexicon


def _asks(lexicon: Lexicon, turn: Understanding) -> bool:
    return bool(lexicon.asked(lexicon.spoken(turn.names)) or ASKS.search(turn.text))


def _questioned(turn: Understanding) -> bool:
    return turn.question.rstrip().endswith("?")


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


def _worded(candidates: Sequence[Candidate]) -> bool:
    """Whether words propose any of them."""
    return any(candidate.groups for candidate in candidates)


def _all_deadlines(vocabulary: Vocabulary, candidates: Sequence[Candidate]) -> bool:
    return all(vocabulary.subjects[candidate.subject].topic == "deadline" for candidate in candidates)
