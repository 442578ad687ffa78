"""The demo reads its meters and shows them beside the truth."""

import re
from pathlib import Path

import pytest

from harimi.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--output", str(path), "--hours", "8"]) == 0
    return path


@pytest.fixture
def page(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_every_picture_of_the_page_is_there(folder: Path, page: str) -> None:
    pictures = re.findall(r'src="([^"]+)"', page)
    assert len(pictures) == 3 * 8
    assert all((folder / picture).stat().st_size > 1000 for picture in pictures)


def test_the_page_stands_alone(page: str) -> None:
    assert "<script" not in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_every_english_text_has_its_japanese(page: str) -> None:
    assert page.count('<span lang="en">') == page.count('<span lang="ja">') > 50


def test_most_photographs_are_published_and_none_wrong(page: str) -> None:
    shown = [int(number) for number in re.findall(r"<dd>(\d+)</dd>", page)]
    photographs, published, wrong = shown[0::5], shown[1::5], shown[4::5]
    assert photographs == [8, 8, 8]
    assert min(published) >= 6
    assert wrong == [0, 0, 0]


def test_a_week_of_one_hour_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--hours", "1"])
    assert "at least 2" in capsys.readouterr().err
