"""The benchmarks run, say how they measure, and ask nothing of a machine without the data."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from benchmarks import figures, sets
from benchmarks.baselines import Bm25, fused
from benchmarks.timing import PASSES, Spent, a_question, passes

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def _run(name: str, *arguments: str, data: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "KEEPMUM_DATA"}
    environment |= {} if data is None else {"KEEPMUM_DATA": data}
    return subprocess.run([sys.executable, FOLDER / name, *arguments], capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("data", [None, "", "/nowhere"])
def test_without_data(data: str | None) -> None:
    """A benchmark without its data ends with a hint and exit 0, and prints no table."""
    done = _run("retrieval.py", data=data)
    assert (done.returncode, done.stdout) == (0, "")
    assert "KEEPMUM_DATA" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["retrieval.py", "dense.py", "tokens.py"])
def test_each_says_what_it_measures(name: str) -> None:
    """`--help` tells what a benchmark is about, and runs nothing."""
    done = _run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 200


def test_the_scan_and_chroma_are_compared() -> None:
    """The vectors' benchmark runs without any data and shows each time on the clock with the CPU's beside it."""
    done = _run("dense.py", "--sizes", "500")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].count(" / ") == 4
    assert "median of 5 passes" in done.stdout


def test_all_benchmarks_are_run() -> None:
    """`make bench` runs every file that is a benchmark."""
    listed = (FOLDER / "run.py").read_text(encoding="utf-8")
    programs = {path.name for path in FOLDER.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")} - {"run.py"}
    assert all(f'"{name}"' in listed for name in programs)


def test_five_passes() -> None:
    """Every question is asked in each of five passes."""
    asked: list[int] = []
    spent = passes(asked.append, [1, 2])
    assert asked == [1, 2] * PASSES
    assert len(spent) == PASSES == 5
    assert all(one.wall_s >= 0 and one.cpu_s >= 0 for one in spent)


def test_the_median_is_told() -> None:
    """A pass that something else disturbed does not count."""
    spent = [Spent(1.0, 0.1), Spent(2.0, 0.2), Spent(3.0, 0.3), Spent(100.0, 0.4), Spent(200.0, 9.0)]
    assert a_question(spent, 1000) == (3.0, 0.3)
    assert Spent(1.0, 2.0) + Spent(0.5, 0.25) == Spent(1.5, 2.25)


CHAT = {
    "conversation": {
        "session_1_date_time": "1:56 pm on 8 May, 2023",
        "session_1": [
            {"speaker": "Ana", "dia_id": "D1:1", "text": "The boiler is loud again."},
            {"speaker": "梅", "dia_id": "D1:2", "text": "我星期五打电话给师傅", "blip_caption": "a red boiler"},
        ],
        "session_2": [{"speaker": "Ana", "dia_id": "D2:1", "clean_text": "He came and it was the pump."}],
    },
    "qa": [
        {"question": "What was wrong with the boiler?", "evidence": ["D2:1; D1:1"], "category": 4},
        {"question": "梅什么时候打电话？", "evidence": ["D1:2"], "category": 2},
        {"question": "Who sold it?", "evidence": ["D1:1"], "category": 5},
        {"question": "Whose cat is it?", "evidence": ["D9:1"], "category": 1},
    ],
}
MEETING = {
    "meeting_transcripts": [{"speaker": "Chair", "content": "Let us begin."}, {"speaker": "张工", "content": "预算超了两成"}],
    "specific_query_list": [{"query": "What of the budget?", "relevant_text_span": [["1", "3"]]}, {"query": "?", "relevant_text_span": []}],
}
DIALOGUE = {
    "dialogue": [
        "<BOD>\n",
        '<小林>: "我明天要去游泳"\n',
        '<助手>: "太好了！"\n',
        '<小林>: "有点紧张"\n',
        '<助手>: "你去年得过奖。"\n',
    ],
    "test-turn": [4],
    "relevant-id": [2, 77],
}
MEMORIES = [{"1": {"time": "2023-12-25", "event": "小林在晚会上跳舞"}}, {"2": {"time": "2023-07-01", "event": "小林游泳比赛得了第一"}}]


def _files(folder: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.json" for name in ("locomo", "qmsum", "dialogue", "memory")}
    files["locomo"].write_text(json.dumps([CHAT]), encoding="utf-8")
    files["qmsum"].write_text(json.dumps(MEETING) + "\n" + json.dumps(MEETING), encoding="utf-8")
    files["dialogue"].write_text(json.dumps(DIALOGUE), encoding="utf-8")
    files["memory"].write_text("\n".join(map(json.dumps, MEMORIES)), encoding="utf-8")
    return files


def test_the_sets_are_read(tmp_path: Path) -> None:
    """Questions without an answer in the records are left out, refs are unique in a set, and no language is assumed."""
    files = _files(tmp_path)
    (chat,) = sets.locomo(files["locomo"])
    assert [(question.category, sorted(question.gold)) for question in chat.questions] == [
        ("single-hop", ["0/D1:1", "0/D2:1"]),
        ("temporal", ["0/D1:2"]),
    ]
    assert chat.records[1].text.endswith("师傅 a red boiler")
    assert [record.at.day for record in chat.records] == [8, 8, 9]
    first, second = sets.qmsum(files["qmsum"])
    assert [sorted(question.gold) for question in (*first.questions, *second.questions)] == [["0/1"], ["1/1"]]
    (asked,) = sets.madial(files["dialogue"], files["memory"])
    assert [(question.text, question.gold) for question in asked.questions] == [
        ("小林: 我明天要去游泳\n助手: 太好了！\n小林: 有点紧张", frozenset({"0/2"}))
    ]
    (asked,) = sets.madial(files["dialogue"], files["memory"], last=True)
    assert asked.questions[0].text == "有点紧张"


def test_the_figures() -> None:
    """Shares are of the gold, ranks count from 1 to 50; an interval holds its mean and is the same each run."""
    assert figures.measured(["x", "a", "b"], frozenset("ab")) == (1, 1, 1, 1, 0.5)
    assert figures.measured(["x"] * 50 + ["a"], frozenset("a")) == (0, 0, 0, 0, 0)
    values = np.array([0.0, 1.0] * 50)
    found = figures.interval(values)
    assert found == figures.interval(values)
    assert found.low < found.mean == 0.5 < found.high
    assert figures.ratio(values, values) == figures.Interval(1, 1, 1)


def test_the_rivals() -> None:
    """BM25 puts the text with the rarer word first and leaves out what shares none; a fusion joins by ranks."""
    assert Bm25(["tea milk", "tea boiler", "sugar"]).nearest("the boiler and the tea") == [1, 0]
    assert Bm25(["茶", "牛奶"]).nearest("奶") == [1]
    assert fused([1, 2, 3], [3, 1]) == [1, 3, 2]


@pytest.mark.soak
def test_other_files_are_measured(tmp_path: Path) -> None:
    """Files of the same formats are measured per conversation and pooled, without any other data."""
    files = _files(tmp_path)
    options = [
        "--locomo",
        files["locomo"],
        "--qmsum",
        files["qmsum"],
        "--madial-dialogue",
        files["dialogue"],
        "--madial-memory",
        files["memory"],
    ]
    done = _run("retrieval.py", *map(str, options))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("keepmum  ") == 5
    assert "qmsum, pooled: 4 records, 2 questions" in done.stdout
