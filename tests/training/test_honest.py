"""What was said is held against what came true."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from harimi.simulate.living import household
from harimi.vision.face import Face
from harimi.vision.find.proposal import Declared
from tests.training.outcomes import outcome
from training.bench.cases import subdial
from training.bench.figures import honesty_part
from training.bench.honest import Guess, Honesty, bins, by_kind, curve, guess, kind_of, reliability_table
from training.bench.svg import Axis, Panel, figure

DRUMS = Declared("drums", digits=5)
WATER, GAUGE, ENERGY = (meter.look.face() for meter in household())
TANK = Face.model_validate(
    {
        "size": (100, 100),
        "displays": [
            {
                "kind": "scale",
                "corners": [(40, 10), (60, 10), (60, 90), (40, 90)],
                "points": [{"at": (50, 80), "value": 0}, {"at": (50, 20), "value": 10}],
            }
        ],
    }
)


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawn)  # noqa: S314


def numbers(element: ElementTree.Element, *names: str) -> list[float]:
    return [float(element.get(name, "")) for name in names]


def test_a_best_guess_counts_whether_it_was_published_or_not() -> None:
    assert guess(outcome("5.1", "uncertain", confidence=0.4)) == Guess(0.4, right=True)
    assert guess(outcome(None, "unreadable", confidence=0.1, guess="4")) == Guess(0.1, right=False)
    assert guess(outcome(None, "unreadable", confidence=0.0)) is None


@pytest.mark.parametrize(
    ("face", "wraps", "kind"),
    [
        (WATER, None, "drums"),
        (GAUGE, None, "dial"),
        (ENERGY, None, "segments"),
        (subdial(60, 60), "10", "sub-dial"),
        (TANK, None, "scale"),
    ],
)
def test_a_meter_with_a_face_counts_as_what_it_shows(face: object, wraps: str | None, kind: str) -> None:
    assert kind_of(outcome("5", "published", face=face, wraps=wraps).case) == kind  # type: ignore[arg-type]


def test_kinds_that_cannot_be_read_yet_are_in_no_diagram() -> None:
    lamp, drums = (outcome(None, "unreadable", declared=Declared(kind)) for kind in ("lamps", "drums"))
    assert [(one.kind, one.n, one.guesses) for one in by_kind([lamp, drums])] == [("drums", 1, ())]


def test_a_bin_holds_its_upper_edge_and_tells_what_was_said_and_what_was_right() -> None:
    held = bins([Guess(0.9, right=True), Guess(0.85, right=False), Guess(0.91, right=True), Guess(1.0, right=True)])
    assert [(one.low, one.high, one.n, one.right) for one in held] == [(0.8, 0.9, 2, 1), (0.9, 0.95, 1, 1), (0.999, 1.0, 1, 1)]
    assert held[0].said == pytest.approx(0.875)
    assert held[0].between == pytest.approx((0.0945, 0.9055), abs=1e-3)


def test_a_lower_threshold_answers_more_and_equal_confidences_fall_together() -> None:
    guesses = (Guess(0.5, right=False), Guess(0.9, right=True), Guess(0.7, right=True), Guess(0.7, right=False))
    points = curve(Honesty("drums", 5, guesses))
    assert [(point.threshold, point.answered) for point in points] == [(0.9, 0.2), (0.7, 0.6), (0.5, 0.8)]
    assert [point.wrong for point in points] == pytest.approx([0, 1 / 3, 0.5])


def test_the_table_gives_each_bin_its_interval() -> None:
    text = reliability_table([Honesty("drums", 20, (Guess(0.97, right=True),) * 10)])
    assert "| drums | 0.95–0.98 | 10 | 97.0% | 100.0% | 72.2%–100.0% |" in text


def test_plots_are_kept_beside_the_page_and_linked_from_it(tmp_path: Path) -> None:
    kinds = by_kind([outcome("5", "published", declared=DRUMS), outcome("6", "uncertain", declared=DRUMS, confidence=0.4)])
    text = honesty_part(kinds, "rendered", tmp_path / "benchmark")
    for plot in ("reliability", "risk-coverage"):
        assert f"](benchmark/{plot}-rendered.svg)" in text
        drawn = parsed((tmp_path / "benchmark" / f"{plot}-rendered.svg").read_text(encoding="utf-8"))
        assert "drums, n = 2" in "".join(drawn.itertext())


def test_without_a_page_to_write_there_are_no_plots(tmp_path: Path) -> None:
    kinds = by_kind([outcome("5", "published", declared=DRUMS)])
    assert "svg" not in honesty_part(kinds, "real", None)
    assert honesty_part((), "real", tmp_path / "benchmark") == ""
    assert not list(tmp_path.iterdir())


def test_a_panel_puts_values_where_its_axes_say() -> None:
    axis = Axis("share <of all>", ((0.0, "0"), (1.0, "1")), lambda value: value)
    drawn = figure("A & B", [Panel("one", axis, axis, line=[(0, 0), (1, 1)], dots=[(0.5, 0.5, 0.25, 0.75, 3)])] * 2)
    root = parsed(drawn)
    space = {"s": "http://www.w3.org/2000/svg"}
    frames = [numbers(one, "x", "y", "width") for one in root.findall("s:rect", space)[1:]]
    dots = [numbers(dot, "cx", "cy") for dot in root.findall("s:circle", space)]
    assert len(frames) == 2
    for (x, y, side), dot in zip(frames, dots, strict=True):
        assert dot == pytest.approx((x + side / 2, y + side / 2), abs=0.1)
    assert float(root.get("width", "")) > frames[1][0] + frames[1][2]


def test_both_grounds_have_their_colours() -> None:
    assert "prefers-color-scheme:dark" in figure("", [])
