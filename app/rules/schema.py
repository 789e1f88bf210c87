"""`rules.toml` as written: types and fields, before quotes and references are checked."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import field_validator, model_validator

from app.facts import Topic
from app.periods import Period
from ingest.manifest import Model, Text

Payer = Literal["region", "municipality", "placing_principal", "each_principal", "shared"]
Urgency = Literal["immediately", "promptly", "as_soon_as_possible"]
Relation = Literal["within", "before", "every", "at_most", "until_age", "from_age"]
Force = Literal["must", "should", "may"]
Condition = str | bool | tuple[str, ...]


class Questions(Model):
    sv: tuple[str, ...]
    en: tuple[str, ...]


class Reference(Model):
    section: str
    quote: str


class Override(Model):
    rule: str
    ground: Literal["specialis", "posterior"]
    why: str


class Then(Model):
    """What a rule decides. For cost `payer` and sums; for deadlines one of duration, urgency, age or dates. Where
    the text names no payer or no measure of time, `printed` holds its own words and the fields stay empty."""

    payer: Payer | None = None
    amount: float | None = None
    per: Literal["year", "once"] | None = None
    share: float | None = None
    duration: str | None = None
    urgency: Urgency | None = None
    age: int | None = None
    inclusive: bool | None = None
    by_year: bool | None = None
    """Whether the age counts by the calendar year ("till och med det år de fyller 19"), not by the day."""
    date_from: date | None = None
    date_to: date | None = None
    relation: Relation | None = None
    times: tuple[int, int] | None = None
    event: str | None = None
    actor: str | None = None
    printed: str | None = None
    force: Force

    @field_validator("duration")
    @classmethod
    def _duration(cls, value: str | None) -> str | None:
        if value is not None:
            Period.parse(value)
        return value

    @model_validator(mode="after")
    def _one_measure(self) -> Then:
        measures = [m for m in ("duration", "urgency", "age", "date_from") if getattr(self, m) is not None]
        if len(measures) > 1 and set(measures) != {"duration", "date_from"}:
            raise ValueError(f"only one of {' and '.join(measures)} may be given")
        if (self.relation in ("until_age", "from_age")) != (self.age is not None):
            raise ValueError("age goes with the relations until_age and from_age, and they with it")
        return self


class WrittenRule(Model):
    id: str
    topic: Topic
    subject: str
    summary: Text
    questions: Questions
    when: dict[str, Condition] = {}
    unless: dict[str, Condition] = {}
    conditions: Text | None = None
    then: Then
    source: Reference
    also: tuple[Reference, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    status: Literal["active", "withdrawn"] = "active"
    overrides: tuple[Override, ...] = ()
    alternative_to: tuple[str, ...] = ()
    """Rules of the same document whose printed conditions exclude this one's, so that both are shown side by side."""

    @model_validator(mode="after")
    def _stands(self) -> WrittenRule:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_from is after valid_to")
        if self.unless and self.unless == self.when:
            raise ValueError("unless is the same as when, so the rule could never apply")
        if self.alternative_to and not self.conditions:
            raise ValueError("alternative_to needs the printed conditions that tell the rules apart")
        return self

    @model_validator(mode="after")
    def _topic_fits(self) -> WrittenRule:
        deadline = ("duration", "urgency", "age", "date_from", "date_to", "relation", "times")
        cost = ("payer", "amount", "share", "per")
        for name in deadline if self.topic == "cost" else cost:
            if getattr(self.then, name) is not None:
                raise ValueError(f"then.{name} does not belong to a rule of topic {self.topic!r}")
        return self


class Dismissed(Model):
    section: str
    quote: str
    reason: str


class RulesFile(Model):
    rule: tuple[WrittenRule, ...] = ()
    dismissed: tuple[Dismissed, ...] = ()
