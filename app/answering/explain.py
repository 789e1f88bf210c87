"""Why an answer is as it is: which rules applied, which did not and on which condition, what would change it."""

from __future__ import annotations

from app.answering.answer import Answer
from app.rules.book import RuleBook

REASONS = {
    "sv": {
        "applied": "tillämpas", "condition": "tillämpas inte: villkoret {fact} ({wanted}) är inte uppfyllt",
        "unless": "tillämpas inte: undantaget gäller ({fact})", "time": "tillämpas inte: gällde inte vid tidpunkten",
        "overridden": "viker för {fact}", "withdrawn": "är under granskning",
        "none": "Ingen regel prövades; svaret bygger på sökning i texterna.",
        "missing": "Svaret kan ändras av: {facts}.",
    },
    "en": {
        "applied": "applies", "condition": "does not apply: the condition {fact} ({wanted}) is not fulfilled",
        "unless": "does not apply: the exception holds ({fact})", "time": "does not apply: not valid at the time",
        "overridden": "gives way to {fact}", "withdrawn": "is under review",
        "none": "No rule was tried; the answer rests on a search of the texts.",
        "missing": "The answer may change with: {facts}.",
    },
}  # fmt: skip


def explain(book: RuleBook, answer: Answer) -> str:
    """The trace in words, one line a rule."""
    words = REASONS[answer.language]
    lines = []
    for entry in answer.trace:
        lines.append(f"{book.vocabulary.subjects[entry['subject']].label.in_(answer.language)}:")
        lines += [f"  + {rule} {words['applied']}" for rule in entry["applied"]]
        for rejected in entry["rejected"]:
            rule = book.rules[rejected["rule"]]
            wanted = ", ".join(sorted(map(str, rule.when.get(rejected["fact"], ()))))
            fact = rejected["fact"]
            label = book.vocabulary.facts[fact].label.in_(answer.language) if fact in book.vocabulary.facts else fact
            lines.append(f"  - {rule.id} {words[rejected['code']].format(fact=label, wanted=wanted)}")
    if answer.missing:
        facts = ", ".join(book.vocabulary.facts[f].label.in_(answer.language) for f in answer.missing)
        lines.append(words["missing"].format(facts=facts))
    return "\n".join(lines) if lines else words["none"]
