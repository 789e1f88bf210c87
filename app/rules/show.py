"""Rules for people: one rule in words, the precedence as a diagram, and what changed between two books."""

from __future__ import annotations

from collections.abc import Iterator

from app.rules.book import Rule, RuleBook

WORDS = {
    "sv": {
        "when": "när", "unless": "utom när", "always": "alltid", "payer": "betalar", "force": "styrka", "quote": "citat",
        "valid": "gäller", "from": "från", "to": "till", "over": "går före", "under": "viker för", "new": "Ny regel",
        "gone": "Borttagen regel", "changed": "Ändrad regel", "withdrawn": "Under granskning", "restored": "Åter i bruk",
        "must": "ska", "should": "bör", "may": "får/kan", "quote_changed": "citatet är ett annat", "said": "sade tidigare",
    },
    "en": {
        "when": "when", "unless": "unless", "always": "always", "payer": "pays", "force": "force", "quote": "quote",
        "valid": "valid", "from": "from", "to": "to", "over": "takes precedence over", "under": "gives way to", "new": "New rule",
        "gone": "Removed rule", "changed": "Changed rule", "withdrawn": "Under review", "restored": "In use again",
        "must": "must", "should": "should", "may": "may", "quote_changed": "the quote is another", "said": "said before",
    },
}  # fmt: skip


def describe(book: RuleBook, rule: Rule, language: str) -> str:
    """The rule with conditions, quote, precedence and validity, a line each."""
    words = WORDS[language]
    vocabulary = book.vocabulary
    lines = [rule.id, f"  {rule.summary.in_(language)}"]
    when = [
        f"{vocabulary.facts[fact].label.in_(language)}: {', '.join(sorted(vocabulary.label(fact, v, language) for v in values))}"
        for fact, values in rule.when.items()
    ]
    lines.append(f"  {words['when']}: {'; '.join(when) or words['always']}")
    if rule.unless:
        unless = [
            f"{f}: {', '.join(sorted(vocabulary.label(f, v, language) for v in vs))}" for f, vs in rule.unless.items()
        ]
        lines.append(f"  {words['unless']}: {'; '.join(unless)}")
    if rule.then.payer:
        lines.append(f"  {words['payer']}: {vocabulary.payers[rule.then.payer].in_(language)}")
    lines.append(f"  {words['force']}: {words[rule.then.force]}")
    manifest = book.library[rule.document].manifest
    lines.append(f"  {manifest.short.in_(language)}, {rule.quote.section.label}: ”{' '.join(rule.quote.text.split())}”")
    if rule.valid_from or rule.valid_to:
        lines.append(f"  {words['valid']} {words['from']} {rule.valid_from} {words['to']} {rule.valid_to}")
    lines += [f"  {words['over']} {o.rule} ({o.ground}): {o.why}" for o in rule.overrides]
    lines += [f"  {words['under']} {r.id}" for r in book.rules.values() if any(o.rule == rule.id for o in r.overrides)]
    if rule.withdrawn:
        lines.append(f"  {words['withdrawn']}")
    return "\n".join(lines)


def mermaid(book: RuleBook) -> str:
    """The overrides as a Mermaid diagram: an arrow from the rule that gives way to the one that goes before it."""
    nodes: dict[str, str] = {}
    lines = ["flowchart LR"]
    for rule in book.rules.values():
        for override in rule.overrides:
            for id in (override.rule, rule.id):
                if id not in nodes:
                    nodes[id] = f"r{len(nodes)}"
                    lines.append(f'    {nodes[id]}["{id}"]')
            lines.append(f"    {nodes[override.rule]} -->|{override.ground}| {nodes[rule.id]}")
    return "\n".join(lines)


def changes(old: RuleBook, new: RuleBook, language: str) -> Iterator[str]:
    """What staff must know: rules that came, went, changed what they say, or are under review."""
    words = WORDS[language]
    for id in sorted({*old.rules, *new.rules}):
        before, after = old.rules.get(id), new.rules.get(id)
        if after is None and before is not None:
            yield f"{words['gone']}: {id}. {before.summary.in_(language)}"
        elif before is None and after is not None:
            yield f"{words['new']}: {id}. {after.summary.in_(language)}"
        elif before is not None and after is not None:
            if after.withdrawn and not before.withdrawn:
                yield f"{words['withdrawn']}: {id}. {after.summary.in_(language)}"
            elif before.withdrawn and not after.withdrawn:
                yield f"{words['restored']}: {id}. {after.summary.in_(language)}"
            if (before.outcome, before.when, before.unless, before.summary) != (
                after.outcome,
                after.when,
                after.unless,
                after.summary,
            ):
                yield f"{words['changed']}: {id}. {after.summary.in_(language)} ({words['said']}: {before.summary.in_(language)})"
            elif before.quote.text != after.quote.text:
                yield f"{words['changed']}: {id}. {words['quote_changed']}: ”{' '.join(after.quote.text.split())}”"
