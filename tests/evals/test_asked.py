"""What is taught: every subject, nothing of the test part, files that say what is wrong with them."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from app.answering.compose import Desk
from evals.asked import FOLDER, items, read_asked
from evals.followups import read_followups
from evals.systems import SETS
from evals.teaching import turns
from evals.teaching.sections import TAUGHT
from evals.teaching.subjects import TUNING
from evals.teaching.turns import read_pairs
from ingest.errors import SamlotsError

FILES = sorted(FOLDER.glob("*.toml"))
PAIRS = sorted(turns.FOLDER.glob("*.jsonl"))


def plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.lower()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_round_asks_for_subjects_that_there_are_in_both_languages(path: Path, desk: Desk) -> None:
    asked = read_asked(path)
    subjects = {a.subject for a in asked}
    assert subjects <= set(desk.book.vocabulary.subjects)
    for language in ("sv", "en"):
        assert {a.subject for a in asked if a.language == language and not a.near} == subjects
    assert len({a.id for a in asked}) == len(asked)


def test_every_subject_is_asked_for_often_enough_to_be_taught(desk: Desk) -> None:
    times = Counter(a.subject for path in FILES for a in read_asked(path) if not a.near)
    assert set(times) == set(desk.book.vocabulary.subjects)
    assert min(times.values()) >= 60


def test_follow_ups_ask_for_subjects_that_there_are_in_both_languages(desk: Desk) -> None:
    asked = {(one.subject, one.language) for one in read_followups() if one.subject}
    subjects = {subject for subject, _ in asked}
    assert len(subjects) > 180
    assert subjects <= set(desk.book.vocabulary.subjects)
    assert asked == {(subject, language) for subject in subjects for language in ("sv", "en")}


def test_nothing_of_the_test_part_is_taught() -> None:
    """Compared by their letters and digits alone. Says how many, never which: the test part is not to be read."""
    test = {
        plain(turn) for line in (SETS / "test.jsonl").read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"] if len(plain(turn).split()) > 4
    }  # fmt: skip
    taught = {plain(asked.question) for path in FILES for asked in read_asked(path)}
    taught |= {plain(text) for path in PAIRS for pair in read_pairs(path) for text in (pair.before, pair.turn)}
    taught |= {plain(text) for one in read_followups() for text in (one.before, one.turn)}
    for name in {*TUNING, *TAUGHT}:
        for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            taught |= {plain(turn) for turn in json.loads(line)["turns"]}
    assert len(test) > 300
    assert len(test & taught) == 0, "questions of the test part are taught"


def test_near_questions_expect_no_ruling() -> None:
    near = [item for item in items(FILES[0]) if item.kind == "near"]
    assert near
    assert all(set(item.expect.status) == {"passage", "not_covered"} for item in near)


def test_a_wrong_file_names_the_subject_and_the_field(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('[sip_meeting_held]\nsv = ["När?"]\nen = "When?"\nnear = []\n', encoding="utf-8")
    with pytest.raises(SamlotsError) as error:
        read_asked(path)
    assert "sip_meeting_held" in (error.value.where or "")
    assert "en" in error.value.what


def test_a_wrong_pair_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"before": "a?", "turn": "b?", "kind": "same"}\n{"before": "a?", "turn": "b?", "kind": "other"}\n',
        encoding="utf-8",
    )
    with pytest.raises(SamlotsError) as error:
        read_pairs(path)
    assert "line 2" in (error.value.where or "")
