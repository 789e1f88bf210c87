"""Footnotes: each attached to the words that refer to it, none fused into a word or a figure."""

from __future__ import annotations

import re

import pytest

from ingest.errors import CorpusError
from ingest.library import Library
from ingest.outline import compose


def notes(library: Library, name: str) -> dict[int, tuple[str, str]]:
    """Per footnote the text just before its mark and the beginning of the note; the last series where two are."""
    document = library[name]
    return {
        note.number: (
            document.clean[max(0, note.anchor - 30) : note.anchor].rstrip(),
            document.clean[note.start : note.end],
        )
        for section in document.sections
        for note in section.notes
    }


@pytest.mark.parametrize(
    ("name", "count"),
    [("dalarna-barn-unga-2022", 66), ("dalarna-hvb-2025", 53), ("smedjebacken-nyanlanda-2025", 9),
     ("dalarna-mini-maria-slutrapport-2025", 5), ("dalarna-mini-maria-verksamhet-2025", 2), ("vgr-barn-unga-2021", 0)],
)  # fmt: skip
def test_every_note_is_found(name: str, count: int, library: Library) -> None:
    assert sum(len(section.notes) for section in library[name].sections) == count


def test_figures_lose_their_marks(library: Library) -> None:
    hvb, dalarna = library["dalarna-hvb-2025"].clean, library["dalarna-barn-unga-2022"].clean
    assert "För barn som fyllt 12 år kan socialnämnden fatta beslut" in hvb
    assert "1224" not in hvb
    assert "Agenda 2030." in dalarna
    assert "barn, artikel 3. Från och med" in dalarna
    assert "5 barn under 15 år. Stöd" in dalarna
    assert "i åldern 18–20 år." in dalarna
    assert "HVB. 10" not in hvb


def test_law_numbers_keep_their_figures(library: Library) -> None:
    assert "SOSFS 2011:92" in library["dalarna-mini-maria-verksamhet-2025"].clean  # printed so; not a mark of note 2
    assert "(2017:30)" in library["dalarna-barn-unga-2022"].clean


@pytest.mark.parametrize(
    ("name", "number", "before", "note"),
    [
        ("dalarna-barn-unga-2022", 1, "artikel 3", "1 Se regeringen.se"),
        ("dalarna-barn-unga-2022", 55, "samverkansöverenskommelse", "55 Läs mer"),
        ("dalarna-barn-unga-2022", 60, "18–20 år", "60 Sveriges riksdag"),
        ("dalarna-hvb-2025", 12, "kvalitet.", "мн ¨Ambition och ansvar¨"),
        ("dalarna-hvb-2025", 24, "fyllt 12", "24 En lagändring trädde i kraft den 1 juli 2023"),
        ("dalarna-hvb-2025", 41, "Hälso- och sjukvårdens ansvar", "41 Innefattar även privata"),
        ("smedjebacken-nyanlanda-2025", 4, "Samordnare", "4 Samordnare"),
    ],
)
def test_notes_stand_with_their_words(name: str, number: int, before: str, note: str, library: Library) -> None:
    text, body = notes(library, name)[number]
    assert text.endswith(before)
    assert body.startswith(note)


def test_notes_stand_in_the_section_of_their_mark(library: Library) -> None:
    document = library["dalarna-hvb-2025"]
    section = next(s for s in document.sections if s.heading == "Samtycke och sekretess för barn i SIP")
    assert [note.number for note in section.notes] == [23, 24]
    assert section.start <= section.notes[1].start < section.notes[1].end <= section.end


def test_a_missing_note_is_an_error(library: Library) -> None:
    document = library["dalarna-mini-maria-verksamhet-2025"]
    reading = document.manifest.reading.model_copy(update={"notes": (3,)})
    with pytest.raises(CorpusError, match="Footnote 3 was not found"):
        compose(document.source, document.manifest.model_copy(update={"reading": reading}))


def test_an_ambiguous_mark_asks_for_a_hint(library: Library) -> None:
    document = library["dalarna-barn-unga-2022"]
    reading = document.manifest.reading.model_copy(update={"marks": {}})
    with pytest.raises(CorpusError, match=r"[Ff]ootnote.*(mark|marks).*surroundings") as caught:
        compose(document.source, document.manifest.model_copy(update={"reading": reading}))
    assert re.search(r"reading\.marks\.\d+", str(caught.value))
