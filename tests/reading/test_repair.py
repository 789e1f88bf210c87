"""OCR repair: measured against the clean twin, on every other document, and on what it must leave alone."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import make_app
from ingest.errors import CorpusError, SamlotsError
from ingest.reading import hunspell, lexicon, make_words, phrases
from ingest.reading.lexicon import FIRST, LAST, MIDDLE, NAME, ROOT, WORD, known
from ingest.reading.repair import repair
from tests.conftest import CORPUS, DOCUMENTS
from tests.reading.witness import damage, score

TWIN = "dalarna-hvb-2025"
WITNESS = CORPUS / TWIN / "witness-ocr.txt"
OTHERS = [name for name in DOCUMENTS if name != TWIN]
# A text must be long enough to show what its letters were read as; this one is, and stands before each short case.
LEAD = "Den har overenskommelsen galler for lanets kommuner och for regionen, nar det ar fraga om barns vard.\n\n"


def source(name: str) -> str:
    return (CORPUS / name / "source.txt").read_text("utf-8")


def repaired(text: str) -> str:
    return repair(LEAD + text).text.removeprefix(repair(LEAD).text)


def test_the_witness_against_its_twin() -> None:
    damaged = WITNESS.read_text("utf-8")
    began = time.process_time()
    result = repair(damaged)
    assert time.process_time() - began < 8
    measured = score(damaged, result.text, source(TWIN))
    assert measured.aligned > 10_000
    assert 0.69 < measured.before / measured.aligned < 0.75
    assert measured.after / measured.aligned >= 0.99
    assert len(measured.broken) <= measured.before / 1000
    # As many lines, each with the figures, sections and sums it had outside words.
    figures = re.compile(r"§|(?<![^\W\d_])\b\d[\d.,:/]*\b(?![^\W\d_])")
    before, after = damaged.split("\n"), result.text.split("\n")
    assert [figures.findall(line) for line in before] == [figures.findall(line) for line in after]


def test_every_change_names_its_line_and_its_evidence() -> None:
    damaged = WITNESS.read_text("utf-8")
    lines = damaged.split("\n")
    changes = repair(damaged).changes
    assert len(changes) > 3000
    for change in changes:
        assert change.before.split("\n")[0] in lines[change.line - 1]
        assert change.before != change.after
        assert re.search(
            r"read as .+ is (?:a word too|no listed word); “.+” is (?:a )?(?:listed|made of)", change.evidence
        )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_clean_document_stays_as_it_is(name: str) -> None:
    text = source(name)
    assert len(repair(text).changes) <= len(text.split()) / 1000


@pytest.mark.parametrize("lost", [0.97, 0.3])
def test_other_documents_damaged_likewise(lost: float) -> None:
    aligned = before = after = broken = 0
    for seed, name in enumerate(OTHERS):
        if name in make_words.COUNTED:
            continue
        text = source(name)
        damaged = damage(text, lost, seed)
        measured = score(damaged, repair(damaged).text, text)
        aligned, before = aligned + measured.aligned, before + measured.before
        after, broken = after + measured.after, broken + len(measured.broken)
    assert after / aligned >= 0.985
    assert broken <= before / 1000
    assert before / aligned < 0.95


def test_a_second_repair_finds_almost_nothing() -> None:
    once = repair(WITNESS.read_text("utf-8"))
    assert len(repair(once.text).changes) <= len(once.changes) / 200


@pytest.mark.parametrize(
    ("damaged", "clean"),
    [
        ("Det ar fér sent, sager en 6verenskommelse.", "Det är för sent, säger en överenskommelse."),
        ("barn som ar 18 ar", "barn som är 18 år"),
        ("den 4r klar", "den är klar"),
        ("halso- och sjukvard", "hälso- och sjukvård"),
        ("samverkansdver-\nenskommelse", "samverkansöver-\nenskommelse"),
        ("Overgangen i OREBRO lan", "Övergången i ÖREBRO län"),
        ("kommuner i Alvdalen, Malung-Salen och Sater", "kommuner i Älvdalen, Malung-Sälen och Säter"),
        ("utférs i den Overenskommelse som galler", "utförs i den överenskommelse som gäller"),
        ("Klart.\n\n| lanet ar en", "Klart.\n\nI länet är en"),
        ("vardera I6pande I6sning", "vardera löpande lösning"),
        ("for\r\nden som fo\u0308rst", "för\r\nden som först"),
    ],
)
def test_what_is_repaired(damaged: str, clean: str) -> None:
    assert repaired(damaged) == clean


@pytest.mark.parametrize(
    "text",
    [
        "lastade 4t grus i 6m djupt vatten",
        "6 § 10 kap. 4a, 5a, 1st, 4t, 6h, A4, E6, K10 och 12b",
        "den 4 juni 2025 kl. 16:40, 06-09, 6 000 kr, 60 %",
        "https://www.exempel.se/om-lan/for-vard och namn@lan.se, www.vard.se",
        "Namn | Adress | Ort\n| a | b |",
        "Pia Modeen och Jon Fern, SIP, HSL, DOK, SoL",
        "This section is about how the care of children has been organised for the counties and who pays for it.",
        "",
        " \n\n\t\n",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert repair(LEAD + "\n" + text).text.endswith(text)


def test_the_counts_are_those_of_the_counted_documents_only() -> None:
    assert TWIN not in make_words.COUNTED
    names = make_words.place_names(CORPUS / "municipalities.csv")
    counted = make_words.make_pairs(names, make_words.counted_texts(CORPUS))
    assert phrases.shipped().pairs == counted
    # The other documents came in one file with the twin: held out with it.
    assert set(make_words.COUNTED) == {"dalarna-barn-unga-2022", "vastmanland-barnkonsekvens", "vgr-barn-unga-2021"}


@pytest.mark.parametrize(
    "word", "är Vård HVB hälso- SIP-mötet ansvarsfördelningen stödkedja Ludvika Malung-Sälen ÖVERENSKOMMELSE".split()
)
def test_known_words(word: str) -> None:
    assert known(word)


@pytest.mark.parametrize(
    "word", ["", "-", "fér", "overenskommelsen", "6kad", "ludvika", "ansvarsf", "2025", "x" * 5000]
)
def test_unknown_words(word: str) -> None:
    assert not known(word)


AFF = """SFX A Y 1
SFX A 0 s .
SFX D Y 2
SFX D 0 en [^a]
SFX D a an a
SFX v N 1
SFX v 0 s/WXZ [^a]
"""


def test_affixes_are_expanded_as_the_dictionary_says() -> None:
    forms = hunspell.expand("5\nvård/ADvY\nlåga/D\nOla/A\nfel/%\nvårds-/X\nsamman/XZ\n", AFF)
    assert forms == {
        "vård": WORD | LAST,
        "vårds": WORD | LAST | FIRST,
        "vården": WORD | LAST,
        "låga": WORD,
        "lågan": WORD,
        "ola": NAME,
        "olas": NAME,
        "samman": FIRST,
    }


def test_derived_words_are_joined_by_s() -> None:
    forms = {"frihet": WORD | LAST, "frihets": WORD, "frets": WORD}
    hunspell.join_derivations(forms)
    assert forms == {"frihet": WORD | LAST, "frihets": WORD | FIRST | MIDDLE, "frets": WORD}


def test_the_graph_gives_back_what_was_put_in() -> None:
    forms = {"vård": WORD, "vården": LAST, "bår": NAME, "bårs": FIRST, "ö": WORD}
    graph = lexicon.unpack(make_words.make_graph(forms))

    def kinds(word: str) -> int:
        node = ROOT
        for letter in word:
            node = graph.step(node, letter)
            if node < 0:
                return 0
        return graph.ends[node]

    assert {word: kinds(word) for word in forms} == forms
    assert not any(map(kinds, ("", "vår", "vårde", "bårsa", "x")))


def test_counts_are_packed_in_one_order() -> None:
    assert phrases.pack(Counter({("b", "a"): 1, ("a", "c"): 2, ("a", "b"): 3})) == b"a\tb\t3\tc\t2\nb\ta\t1"


def test_damaged_word_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "words.xz"
    broken.write_bytes(lexicon.GRAPH.read_bytes()[:1000])
    monkeypatch.setattr(lexicon, "GRAPH", broken)
    monkeypatch.setattr(phrases, "COUNTS", tmp_path / "none.xz")
    with pytest.raises(SamlotsError, match=r"word list cannot be read.*make_words"):
        lexicon.graph.__wrapped__()
    with pytest.raises(SamlotsError, match=r"word counts cannot be read.*make_words"):
        phrases.shipped.__wrapped__()


def test_a_missing_dictionary_is_named(tmp_path: Path) -> None:
    with pytest.raises(SamlotsError, match=r"dictionary cannot be read.*hunspell-sv"):
        make_words.make_forms(tmp_path / "sv_SE", [], [])


def test_the_command_prints_the_text_alone_or_the_changes_alone(tmp_path: Path) -> None:
    file = tmp_path / "scan.txt"
    file.write_text(LEAD + "samverkansdver-\nenskommelse", "utf-8")
    runner = CliRunner()
    result = runner.invoke(make_app(), ["repair", str(file)])
    assert result.stdout == repair(LEAD).text + "samverkansöver-\nenskommelse"
    changes = [
        line.split("\t") for line in runner.invoke(make_app(), ["repair", "--diff", str(file)]).stdout.splitlines()
    ]
    assert changes[-1][:3] == ["3", "samverkansdver-\\nenskommelse", "samverkansöver-\\nenskommelse"]
    assert all(len(change) == 4 for change in changes)


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), (b"%PDF-1.7\n\0\1\2\0", "is no text")])
def test_the_command_says_what_is_wrong_with_the_file(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "scan.pdf"
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(make_app(), ["repair", str(file)])
    assert isinstance(result.exception, CorpusError)
    assert words in str(result.exception)
    assert result.stdout == ""
