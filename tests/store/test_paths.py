"""Where things are kept, who may read them, and what is said when they cannot be."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

import assignwatch
from assignwatch.store.errors import ProfileUnwritable, ResourcesMissing
from assignwatch.store.paths import places, resources, write_privately

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_named_profile_keeps_everything_in_its_folder(tmp_path: Path) -> None:
    found = places(tmp_path)
    assert found.settings == tmp_path / "settings.toml"
    assert found.journal == tmp_path / "journal.sqlite3"
    assert found.logs == tmp_path / "logs"
    assert found.lock.parent == tmp_path


def test_a_relative_profile_does_not_move_with_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert places(Path("mine")).settings == tmp_path / "mine" / "settings.toml"


def test_without_a_profile_the_system_s_places_are_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name != "posix" or os.uname().sysname == "Darwin":
        pytest.skip("the XDG variables are Linux's")
    for variable in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{variable}_HOME", str(tmp_path / variable.lower()))
    found = places()
    assert found.settings == tmp_path / "config" / "AssignWatch" / "settings.toml"
    assert found.journal == tmp_path / "data" / "AssignWatch" / "journal.sqlite3"
    assert found.logs.is_relative_to(tmp_path / "state" / "AssignWatch")


def test_asking_for_places_makes_none(tmp_path: Path) -> None:
    places(tmp_path / "new")
    assert not (tmp_path / "new").exists()


@posix_only
def test_folders_are_made_for_the_user_alone(tmp_path: Path) -> None:
    found = places(tmp_path / "deep" / "profile")
    found.prepare()
    found.prepare()
    assert mode(found.settings.parent) == 0o700
    assert mode(found.logs) == 0o700
    assert sorted(p.name for p in found.settings.parent.iterdir()) == ["logs"]


@posix_only
def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    places(tmp_path).prepare()
    assert mode(tmp_path) == 0o755


def test_a_file_in_the_folder_s_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ProfileUnwritable) as refused:
        places(tmp_path / "file").prepare()
    assert refused.value.problem.code == "profile_unwritable"
    assert refused.value.problem.values["path"] == str(tmp_path / "file")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to")
@pytest.mark.parametrize("folder", ["/proc", "/proc/new"], ids=["takes no files", "cannot be made"])
def test_a_folder_that_is_of_no_use_is_said(folder: str, tmp_path: Path) -> None:
    found = replace(places(tmp_path), settings=Path(folder, "settings.toml"))
    with pytest.raises(ProfileUnwritable) as refused:
        found.prepare()
    assert refused.value.problem.values["path"] == folder


@pytest.mark.parametrize("inside", [True, False], ids=["wheel or bundle", "checkout"])
def test_resources_are_found_inside_the_package_or_beside_it(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "assignwatch"
    folder = (package if inside else tmp_path) / "resources"
    folder.mkdir(parents=True)
    monkeypatch.setattr(assignwatch, "__file__", str(package / "__init__.py"))
    assert resources() == folder


def test_missing_resources_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignwatch, "__file__", str(tmp_path / "assignwatch" / "__init__.py"))
    with pytest.raises(ResourcesMissing) as missing:
        resources()
    assert missing.value.problem.code == "resources_missing"


class TestWritingPrivately:
    """One step, the user's eyes only."""

    @posix_only
    def test_the_new_file_is_the_user_s_alone_even_if_the_old_one_was_not(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "settings.toml"
        path.write_text("old")
        path.chmod(0o644)
        write_privately(path, "new – ü\n")
        assert path.read_text("utf-8") == "new – ü\n"
        assert mode(path) == 0o600

    def test_a_failure_leaves_the_old_file_and_nothing_else(self, tmp_path: Path) -> None:
        path = tmp_path / "settings.toml"
        path.write_text("old")
        with pytest.raises(UnicodeEncodeError):
            write_privately(path, "broken \ud800")
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]
