"""A virtual environment is made once, kept in step, and made again when it is not whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.environment import CONSTRAINTS, ROOT, Environment, product
from devtools.stop import Stop

PREPARING = "Preparing env; a new one takes a minute or two …\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished environment to copy, as making one takes seconds."""
    folder = tmp_path_factory.mktemp("made")
    _environment(folder).ready()
    return folder


@pytest.fixture
def env(made: Path, tmp_path: Path) -> Environment:
    shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)
    return _environment(tmp_path)


def _environment(folder: Path, *installs: tuple[str | Path, ...]) -> Environment:
    pins = folder / "pins.txt"
    pins.touch()
    return Environment(folder / "env", (pins,), installs, ("pip",))


def test_the_second_start_has_nothing_to_do(
    env: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    env.ready()
    assert capsys.readouterr().out == ""


def test_a_changed_pin_refreshes_it(env: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    env.made_from[0].write_text("something==2\n")
    env.ready()
    assert capsys.readouterr().out == PREPARING
    env.ready()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("lost", ["bin/python", "pyvenv.cfg", "made-from"])
def test_it_is_made_whole_again_whatever_is_lost(
    env: Environment, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = env.folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    env.ready()
    assert capsys.readouterr().out == PREPARING
    found = subprocess.run([env.python, "-m", "pip", "--version"], capture_output=True, check=True)
    assert str(env.folder).encode() in found.stdout


def test_a_failing_pip_is_quoted_and_leaves_no_finished_environment(tmp_path: Path) -> None:
    env = _environment(tmp_path, ("--no-index", "no-such-distribution"))
    with pytest.raises(Stop, match=r"(?s)No matching distribution.*env could not be made"):
        env.ready()
    assert not (env.folder / "made-from").exists()


def test_two_starts_at_once_make_it_once(tmp_path: Path) -> None:
    start = (
        "import sys; from pathlib import Path; from devtools.environment import Environment;"
        "folder = Path(sys.argv[1]); Environment(folder / 'env', (), (), ('pip',)).ready()"
    )
    command: list[str | Path] = [sys.executable, "-c", start, tmp_path]
    both = [
        subprocess.Popen(command, cwd=ROOT / "packaging", stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = "".join(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said.count(PREPARING) == 1


def test_every_package_of_the_project_is_pinned_exactly() -> None:
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(line.count("==") == 1 for line in pins)
    pinned = {_same_name(line.split("==")[0]) for line in pins}
    wanted = {_same_name(name) for name in product().expected} - {"assignwatch"}
    assert wanted <= pinned


def _same_name(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
