"""A question understood: language, facts, concepts, dates, places, subjects. Pure; nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.facts import Value, Vocabulary
from app.understanding import dates, language, objects, places, privacy, sentences, spelling, times, words
from app.understanding.subjects import WHO_PAYS, Candidate, propose
from app.understanding.words import Lexicon, Match

FULL_LENGTH = 4000
"""Characters that are read for meaning; what follows in a pasted text is left out, and the user is told."""


@dataclass(frozen=True)
class Understanding:
    """What a question says. `facts` holds what was said and is exact; `several` the facts for which more than one
    value was named. `event_date` is the day something happened, `concepts` what is spoken of, `names` the same
    without what it implies."""

    question: str
    language: str
    facts: Mapping[str, Value]
    several: Mapping[str, tuple[Value, ...]]
    event_date: date | None
    concepts: frozenset[str]
    candidates: tuple[Candidate, ...]
    masked: tuple[str, ...]
    text: str
    shortened: bool = False
    stated: frozenset[str] = field(default_factory=frozenset)
    names: frozenset[str] = field(default_factory=frozenset)
    events: tuple[dates.Mention, ...] = ()
    told: frozenset[str] = frozenset()
    """Every concept of the message, also of the sentences that ask nothing."""
    stays: bool = False
    """Whether the county is only where the child is or moves to, no placing one being named."""
    born: date | int | None = None
    """The child's day of birth, or the year alone."""
    sought: str = ""
    """The text to search by, where a turn that leans on earlier ones says too little by itself; else the question."""
    lexicon: Lexicon | None = field(default=None, repr=False, compare=False)
    """The words it was read by, for reading later turns together with it."""


@dataclass(frozen=True)
class _Part:
    """One sentence or request of a message: its text, the names found in it, and whether it asks."""

    text: str
    names: frozenset[str]
    asks: bool


@dataclass(frozen=True)
class Reader:
    """Everything that understanding needs, read once."""

    vocabulary: Vocabulary
    lexicon: Lexicon
    known: frozenset[str]
    stems: tuple[str, ...]

    @staticmethod
    def make(vocabulary: Vocabulary, lexicon: Lexicon, texts: list[str]) -> Reader:
        """`texts`: the corpus and the rules' own questions, whose words are rightly spelt."""
        names = [form for m in vocabulary.municipalities for form in (m.name, *m.forms)]
        names += [*vocabulary.counties.values(), *vocabulary.regions.values()]
        own = words.normalise(
            " ".join(p.source.replace("*", "").replace("..", "") for p in (*lexicon.concepts, *lexicon.values))
        )
        known = spelling.words_of([*texts, *names, own.text]) | lexicon.known | language.SWEDISH | language.ENGLISH
        return Reader(vocabulary, lexicon, known, lexicon.stems)

    def read(self, question: str, as_of: date, wanted: str | None = None) -> Understanding:
        masked = privacy.mask(question)
        shortened = len(masked.text) > FULL_LENGTH
        text = masked.text[:FULL_LENGTH]
        parts: list[_Part] = []
        values: list[Match] = []
        found: list[places.Place] = []
        ages: list[int] = []
        events = tuple(dates.with_events(text, dates.find_dates(text, as_of), self.lexicon.events))
        born = dates.born(text, events)
        for sentence in sentences.cut(text):
            normal = words.normalise(sentence)
            mended = spelling.mend(normal.text, self.known, self.stems)
            here = _affirmed(mended, words.longest(words.find(self.lexicon.values, mended)))
            spots = _meant(normal.text, places.find_places(normal.text, sentence, normal.original, self.vocabulary))
            matches = words.find(self.lexicon.concepts, mended)
            names = {match.name for match in matches} | ({"period"} if times.has_period(mended) else set())
            if objects.other_object(
                mended, [*((m.start, m.end) for m in (*matches, *here)), *((p.start, p.end) for p in spots)]
            ):
                names.add("other_object")
            names |= times.limits(mended)
            if "price_noun" in names:
                names.add("pay" if WHO_PAYS in names else "price")
            stated = times.find_ages(mended)
            if stated:
                names |= {
                    "age_stated",
                    *(("teen",) if any(15 <= n < 18 for n in stated) else ()),
                    *(("small",) if min(stated) < 15 else ()),
                }
            if (
                "age" in self.lexicon.spoken(names)
                and not times.AGE[0].search(mended)
                and not times.AGE[1].search(mended)
            ):
                stated = []  # "från 18 år?" asks about an age and says none of the child
            ages += stated
            values += here
            found += spots
            spoken = self.lexicon.spoken(names)
            asks = sentence.rstrip().endswith("?") or bool(self.lexicon.asked(spoken))
            parts.append(_Part(mended, frozenset(names), asks))
        if born is not None and not ages:
            age = dates.age_on(as_of, born)
            ages += [] if age is None else [age]
        facts, several = self._facts(values, ages)
        stays = self._places(found, facts, several)
        self._settle_agreement(facts, several)
        said = fact_concepts(facts, several) | (AGES if born is not None else frozenset())
        candidates, topic = self._propose(parts, said)
        concepts = self.lexicon.spoken(topic) | said
        return Understanding(
            masked.text, wanted or language.detect(text), facts, several,
            dates.choose(events, [c.subject for c in candidates], self.lexicon.event_of), concepts,
            candidates, masked.kinds, " ".join(part.text for part in parts), shortened, frozenset(facts), topic, events,
            self.lexicon.spoken(frozenset().union(*(part.names for part in parts))), stays, born,
            "", self.lexicon,
        )  # fmt: skip

    def _propose(self, parts: list[_Part], said: frozenset[str]) -> tuple[tuple[Candidate, ...], frozenset[str]]:
        """The subjects of each request, in their order. A request that is about nothing by itself ("och när?") is
        read together with what stands before it; when none is about anything, the message is read as one."""
        requests = [part for part in parts if part.asks] or parts
        proposed: dict[str, Candidate] = {}
        told: frozenset[str] = frozenset()
        aside: frozenset[str] = frozenset()
        topic: frozenset[str] = frozenset()
        for part in parts:
            if part not in requests:
                told |= part.names
                continue
            names = part.names | (aside if THING not in self.lexicon.spoken(part.names) else frozenset())
            aside = names & self.lexicon.beside
            own = propose(self.vocabulary, self.lexicon, self.lexicon.spoken(names) | said)
            if not own and (topic or told):
                for joint in joined(self.lexicon, topic or told, part.names):
                    names = joint | aside
                    own = propose(self.vocabulary, self.lexicon, self.lexicon.spoken(names) | said)
                    if own:
                        break
            for candidate in own:
                proposed.setdefault(candidate.subject, candidate)
            if own or not topic:
                topic = names
        everything: frozenset[str] = frozenset().union(*(part.names for part in parts))
        if not proposed:
            for candidate in propose(self.vocabulary, self.lexicon, self.lexicon.spoken(everything) | said):
                proposed[candidate.subject] = candidate
            return tuple(proposed.values()), everything
        return tuple(proposed.values()), topic

    def _facts(self, matches: list[Match], ages: list[int]) -> tuple[dict[str, Value], dict[str, tuple[Value, ...]]]:
        named: dict[str, list[Value]] = {}
        for match in matches:
            fact, value = match.name.split(".", 1)
            if value == "_none" or (fact == "age_group" and ages):
                continue
            typed: Value = value == "true" if self.vocabulary.facts[fact].kind == "flag" else value
            if typed not in named.setdefault(fact, []):
                named[fact].append(typed)
        for age in ages:
            if times.age_group(age) not in named.setdefault("age_group", []):
                named["age_group"].append(times.age_group(age))
        facts: dict[str, Value] = {}
        several: dict[str, tuple[Value, ...]] = {}
        for fact, values in named.items():
            exact = [v for v in values if not any(v != o and v in self.vocabulary.parents(fact, o, {}) for o in values)]
            if len(exact) == 1:
                facts[fact] = exact[0]
            elif exact:
                several[fact] = tuple(exact)
        return facts, several

    def _places(
        self, found: list[places.Place], facts: dict[str, Value], several: dict[str, tuple[Value, ...]]
    ) -> bool:
        """Whether the places are only where the child stays; they are taken for the placing ones then."""
        stay = [p for p in found if p.stay and not p.origin]
        placing = [p for p in found if p not in stay]
        only_stays = bool(stay) and not placing
        if only_stays:
            placing, stay = stay, []
        counties = list(dict.fromkeys(p.county for p in placing))
        municipalities = list(dict.fromkeys(p.municipality for p in placing if p.municipality))
        if len(counties) == 1:
            facts["county"] = counties[0]
            if len(municipalities) == 1:
                facts["municipality"] = municipalities[0]
            elif municipalities:
                several["municipality"] = tuple(municipalities)
        elif counties:
            several["county"] = tuple(counties)
        if len({p.county for p in stay}) == 1:
            facts["county_of_stay"] = stay[0].county
        return only_stays

    def _settle_agreement(self, facts: dict[str, Value], several: dict[str, tuple[Value, ...]]) -> None:
        """An agreement of another county than the one named is not meant; the one that is left says the county."""
        named = several.pop("agreement", None) or ((facts.pop("agreement"),) if "agreement" in facts else ())
        county = facts.get("county")
        fitting = tuple(a for a in named if county is None or self.lexicon.county_of(a) in (county, None))
        if len(fitting) == 1:
            facts["agreement"] = fitting[0]
            if self.lexicon.county_of(fitting[0]) and "county" not in several:
                facts.setdefault("county", str(self.lexicon.county_of(fitting[0])))
        elif fitting:
            several["agreement"] = fitting


AGES = frozenset({"age", "age_stated"})
"""What a day of birth speaks of: who says it asks until when, or from when, a right holds."""
DENIED = re.compile(
    r"(?:^| )(?:inte|ej|icke|not|rather than|instead of|snarare än|i ?stället för)(?: (?:ett|en|på|i|om|a|an|the|in|at))? $"
)
PAPERS = re.compile(
    r"(?: s)? (?:kommuns? )?(?:nämnd\w*|handling\w*|underlag\w*|protokoll\w*|papper\w*|board\w*|papers|minutes|documents?)(?: |$)"
)
BESIDE = re.compile(r"(?:^| )(?:nära|nara|intill|bredvid|near|close to|next to)(?: till)? $")


def _affirmed(text: str, matches: list[Match]) -> list[Match]:
    """The matches without values that the sentence denies for another of the same fact ("ett jourhem, inte HVB")."""
    denied = {m for m in matches if DENIED.search(text[: m.start])}
    others = {m.name for m in matches if m not in denied}
    return [
        m
        for m in matches
        if m not in denied or not any(o != m.name and o.split(".")[0] == m.name.split(".")[0] for o in others)
    ]


def _meant(text: str, spots: list[places.Place]) -> list[places.Place]:
    """The places without those that only say where another lies ("Kungsbacka ligger nära Göteborg") or whose papers
    are read ("Ludvika's share in the Smedjebacken papers")."""
    kept = [spot for spot in spots if not BESIDE.search(text[: spot.start]) and not PAPERS.match(text[spot.end :])]
    return kept or spots


THING = "item"
"""The concept of a thing that may be asked about."""
WHOLE = "whole_payer"
"""The concept of a payer asked for without an item ("vem betalar?", "and who pays for it?")."""


def joined(lexicon: Lexicon, before: frozenset[str], now: frozenset[str]) -> tuple[frozenset[str], ...]:
    """What may be meant by words that lean on earlier ones, the likeliest first. What is asked now replaces what was
    asked; a new item (an examination, a plan) replaces the old one; a new ask about the same item leaves behind what
    else was said of it."""
    kept = before - lexicon.beside - {"age_stated", "teen", "small", "period"}
    asks = lexicon.asked(lexicon.spoken(now))
    if asks:
        kept = frozenset(name for name in kept if name not in lexicon.asks)
    items = frozenset(name for name in kept if THING in lexicon.implies.get(name, ()))
    if any(THING in lexicon.implies.get(name, ()) for name in now - {WHOLE}):
        return (kept - items) | now, kept | now
    return (items | now, kept | now) if asks else (kept | now,)


def fact_concepts(facts: Mapping[str, Value], several: Mapping[str, tuple[Value, ...]]) -> frozenset[str]:
    """Each fact that is known, by its name and as "fact.value"."""
    pairs: Iterable[tuple[str, Value]] = [*facts.items(), *((f, v) for f, values in several.items() for v in values)]
    return frozenset(name for fact, value in pairs for name in (fact, f"{fact}.{_text(value)}"))


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else value
