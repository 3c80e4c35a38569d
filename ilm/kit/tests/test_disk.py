from pathlib import Path

from ilm.kit import disk


def test_the_fullest_counts_and_what_cannot_be_looked_at_does_not(monkeypatch) -> None:
    sizes = {"half": (100, 50, 50), "full": (100, 99, 1), "none": (0, 0, 0)}

    def usage(folder: Path):
        if folder.name not in sizes:
            raise FileNotFoundError
        return disk.shutil._ntuple_diskusage(*sizes[folder.name])

    monkeypatch.setattr(disk.shutil, "disk_usage", usage)
    assert disk.left([Path("half"), Path("full"), Path("away")]) == 0.01
    assert disk.left([Path("away"), Path("none")]) == 1.0
    assert disk.left([]) == 1.0


def test_a_real_file_system_has_something_between(tmp_path: Path) -> None:
    assert 0 <= disk.left([tmp_path]) <= 1
