"""Files that are not there, not readable, not writable; streams that nobody reads: a sentence, and the right status."""

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from .days import day
from .running import COMMAND, environment, roundsman, written


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    return written(tmp_path, "problem.json", day())


@pytest.mark.parametrize("command", ["solve", "validate"])
def test_a_missing_file_and_a_folder_are_told_apart(command: str, tmp_path: Path) -> None:
    missing, folder = roundsman(command, tmp_path / "x.json"), roundsman(command, tmp_path)
    assert missing.status == folder.status == 2
    assert missing.err.rstrip().endswith("[no_such_file]")
    assert folder.err.rstrip().endswith("[not_a_file]")


def test_names_that_no_file_can_have_are_refused() -> None:
    ran = roundsman("validate", "x" * 5000)
    assert ran.status == 2
    assert "[unreadable_file]" in ran.err


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes('{"name": "Müller"}'.encode("latin-1"))
    ran = roundsman("validate", path)
    assert ran.status == 2
    assert "not UTF-8" in ran.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(problem: Path) -> None:
    problem.chmod(0)
    ran = roundsman("validate", problem)
    assert ran.status == 2
    assert "[unreadable_file]" in ran.err


def test_standard_input_is_read_once(problem: Path) -> None:
    ran = roundsman("check", "-", "-", given=problem.read_bytes())
    assert ran.status == 2
    assert "standard input can be read once" in ran.err


def test_an_output_folder_that_does_not_exist_is_told_before_the_search(problem: Path, tmp_path: Path) -> None:
    ran = roundsman("solve", problem, "-o", tmp_path / "nowhere" / "plan.json", "--seconds", 1000)
    assert ran.status == 2
    assert "make it first" in ran.err


def test_an_output_that_is_a_folder_is_refused(problem: Path, tmp_path: Path) -> None:
    ran = roundsman("validate", problem, "--expand", "-o", tmp_path)
    assert ran.status == 2
    assert "is a folder" in ran.err


def test_what_is_read_is_not_written_over(problem: Path) -> None:
    before = problem.read_bytes()
    ran = roundsman("solve", problem, "-o", problem.parent / "." / problem.name, "--iterations", 1)
    assert ran.status == 2
    assert "name another file" in ran.err
    assert problem.read_bytes() == before


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_closed_streams_end_in_words_or_silence(closed: str) -> None:
    command = " ".join(map(shlex.quote, [*COMMAND, "validate", "-"]))
    ran = subprocess.run(f"{command} {closed}", shell=True, capture_output=True, env=environment(), check=False)  # noqa: S602
    assert ran.returncode == 2
    assert b"internal error" not in ran.stdout + ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("way", ["file", "stream"])
def test_a_full_disk_is_told(way: str, problem: Path) -> None:
    command = [*COMMAND, "validate", str(problem), "--expand"]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*command, "-o", "/dev/full"] if way == "file" else command,
            stdout=full if way == "stream" else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    said = ran.stderr.decode()
    assert ran.returncode == 4
    assert "No space left" in said
    assert "make room" in said
    assert "Traceback" not in said and "Exception" not in said


def test_a_reader_who_leaves_is_no_error_worth_a_word(tmp_path: Path) -> None:
    large = written(tmp_path, "large.json", day(visits=0, places=150))
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*COMMAND, "validate", str(large), "--expand"],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writer)
    assert ran.returncode == 141
    assert ran.stderr == b""


def test_an_output_is_replaced_whole_and_nothing_else_is_left_behind(problem: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    ran = roundsman("validate", problem, "--expand", "-o", target)
    assert ran.status == 0
    assert json.loads(target.read_text(encoding="utf-8"))["travel"]["kind"] == "matrix"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "problem.json"]


def test_a_link_stays_a_link(problem: Path, tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old", encoding="utf-8")
    (tmp_path / "link.json").symlink_to("real.json")
    assert roundsman("validate", problem, "--expand", "-o", tmp_path / "link.json").status == 0
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text(encoding="utf-8") != "old"


def test_names_outside_the_terminal_s_letters_do_not_break_it(tmp_path: Path) -> None:
    document = day()
    document["visits"][0]["place"] = "青岛"
    ran = roundsman("validate", written(tmp_path, "p.json", document), PYTHONIOENCODING="ascii")
    assert ran.status == 2
    assert "\\u9752" in ran.err
