"""The files of lines are a projection of the catalogue: lost or spoilt, they come back byte for byte."""

import shutil


def contents(desk) -> dict[str, bytes]:
    return {str(path.relative_to(desk.data)): path.read_bytes() for path in desk.data.rglob("*.jsonl")}


def test_lost_and_spoilt_files_come_back(copy):
    before = contents(copy)
    first, second, *_ = sorted((copy.data / "articles").rglob("*.jsonl"))
    first.unlink()
    spoilt = bytearray(second.read_bytes())
    spoilt[100] ^= 1
    second.write_bytes(spoilt)
    shutil.rmtree(copy.data / "changes", ignore_errors=True)  # there are none where each original came first
    done = copy.run("export", "--rebuild")
    assert done.returncode == 0, done.stderr
    assert second.name in done.stdout
    assert contents(copy) == before
    assert copy.run("export", "--rebuild").stdout == f"0 of {len(before)} files made anew\n"


def test_what_is_as_it_should_be_is_left_alone(copy):
    before = {path: path.stat().st_ino for path in copy.data.rglob("*.jsonl")}
    assert copy.run("export", "--rebuild").returncode == 0
    assert {path: path.stat().st_ino for path in copy.data.rglob("*.jsonl")} == before
