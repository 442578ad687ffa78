"""The archive is read once more on trial: nothing changes before it is accepted, and whoever is killed goes on."""

import csv
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from harimi.cli import main
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Face
from harimi.service.readings.models import Attempt, Reading, Reread, Trial
from harimi.service.readings.settled import Word, settle_by_person
from harimi.service.readings.trials import listing, taking
from harimi.service.readings.trials.asking import RereadError, accept, ask, drop, forget_undecided
from harimi.service.readings.trials.comparing import compared
from harimi.service.readings.trials.listing import list_one
from harimi.service.readings.trials.reading import try_one
from harimi.service.readings.trials.taking import accept_one
from tests.services.read_before import END, START, read_before
from tests.services.world import World, hours, send, values, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made() -> World:
    """See `read_before`."""
    return read_before()


def test_nothing_stands_before_it_is_accepted_and_all_of_it_then(made: World) -> None:
    before = values(made.register)
    row = ask(made.site, START, END)
    work()
    row.refresh_from_db()
    assert (row.state, row.total, row.trials.count()) == ("reading", 4, 4)
    assert compared(row).outcomes == {"same": 2, "other": 1, "gained": 1, "lost": 0, "neither": 0}
    assert Attempt.objects.filter(models_used="old").count() == 3
    assert values(made.register) == before

    accept(row)
    work()
    row.refresh_from_db()
    assert (row.state, row.trials.count(), row.taken) == ("accepted", 0, 4)
    assert not Attempt.objects.filter(models_used="old").exists()
    assert values(made.register)[1:] == [876700, 876800, 876900]


def test_what_people_said_tells_which_reader_is_better_and_stands(made: World) -> None:
    attempt = Attempt.objects.order_by("taken_at")[1]
    settle_by_person(attempt, Word(Decimal("8767.00"), made.owner))
    row = ask(made.register.meter, START, END)
    work()
    found = compared(row)
    assert (found.told, found.right_before, found.right_now) == (1, 0, 1)
    accept(row)
    work()
    assert Reading.objects.get(register=made.register, at=attempt.taken_at).by_person


def test_dropped_leaves_nothing_behind(made: World) -> None:
    row = ask(made.site.organization, START, END)
    work()
    drop(row)
    assert not Trial.objects.exists()
    assert Attempt.objects.filter(models_used="old").count() == 3
    with pytest.raises(RereadError, match="already"):
        drop(row)
    with pytest.raises(RereadError, match="read wholly"):
        accept(Reread.objects.get())


def test_it_is_not_accepted_before_all_is_read(made: World) -> None:
    row = ask(made.site, START, END)
    list_one()
    try_one()
    row.refresh_from_db()
    with pytest.raises(RereadError, match="read wholly"):
        accept(row)


def test_an_empty_time_and_one_that_ends_before_it_begins_are_told(made: World) -> None:
    with pytest.raises(RereadError, match="no photograph"):
        ask(made.site, END, END + hours(1))
    with pytest.raises(RereadError, match="before it begins"):
        ask(made.site, END, START)


def test_new_photographs_are_read_before_trials(made: World) -> None:
    ask(made.site, START, END)
    list_one()
    send(made, Decimal(8770), START + hours(4), 4)
    assert not try_one()
    assert Cut.objects.filter(state="due").exists()


@pytest.mark.parametrize("job", [list_one, accept_one])
def test_a_worker_that_is_killed_between_two_parts_leaves_the_rest_to_another(
    made: World, monkeypatch: pytest.MonkeyPatch, job: Callable[[], bool]
) -> None:
    module = listing if job is list_one else taking
    monkeypatch.setattr(module, "AT_A_TIME", 1)
    row = ask(made.site, START, END)
    if job is accept_one:
        work()
        row.refresh_from_db()
        accept(row)
    calls = 0
    hold = module.hold

    def killed(*args: object, **changes: object) -> None:
        nonlocal calls
        calls += 1
        hold(*args, **changes)
        if calls == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "hold", killed)
    with pytest.raises(KeyboardInterrupt):
        job()
    monkeypatch.setattr(module, "hold", hold)
    Reread.objects.update(lease_until=timezone.now() - hours(1))
    work()
    row.refresh_from_db()
    if job is list_one:
        assert row.trials.count() == 4
        assert row.trials.filter(read_at=None).count() == 0
    else:
        assert (row.state, row.trials.count(), row.taken) == ("accepted", 0, 4)
        assert not Attempt.objects.filter(models_used="old").exists()


def test_what_nobody_decides_about_is_dropped_after_a_month(made: World) -> None:
    row = ask(made.site, START, END)
    work()
    assert forget_undecided(timezone.now() + timedelta(days=29)) == 0
    assert forget_undecided(timezone.now() + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert (row.state, Trial.objects.count()) == ("dropped", 0)


def test_by_hand_it_is_started_shown_side_by_side_and_accepted(
    made: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["reread", "start", "--meter", str(made.register.meter_id), "--since", "2026-04-06", "--until", "2026-04-10"]) == 0
    )
    row = Reread.objects.get()
    work()
    assert main(["reread", "show", str(row.pk), "--watch", "--csv", str(tmp_path / "both.csv")]) == 0
    said = capsys.readouterr().out
    assert "another value   1" in said
    assert f"harimi reread accept {row.pk}" in said
    with (tmp_path / "both.csv").open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    assert [(one["old"], one["new"]) for one in rows if one["outcome"] == "other"] == [("8767.11", "8767.00")]
    assert main(["reread", "show", str(row.pk), "--csv", str(tmp_path / "none" / "both.csv")]) == 1
    assert "both.csv cannot be written: No such file" in capsys.readouterr().err
    assert main(["reread", "accept", str(row.pk)]) == 0
    assert main(["reread", "accept", str(row.pk)]) == 1
    assert main(["reread", "show"]) == 0
    assert "accepting" in capsys.readouterr().out
    nobody = "00000000-0000-4000-8000-000000000000"
    assert main(["reread", "show", nobody]) == main(["reread", "start", "--site", nobody]) == 1


def test_what_was_read_on_trial_with_a_face_that_was_drawn_anew_since_is_not_taken_over(made: World) -> None:
    row = ask(made.site, START, END)
    work()
    first = made.register.faces.get()
    drawn = Face.objects.create(
        register=made.register, version=2, valid_from=first.valid_from, view=first.view, data=first.data
    )
    Attempt.objects.update(face=drawn, models_used="newer")
    row.refresh_from_db()
    accept(row)
    work()
    assert set(Attempt.objects.values_list("face", "models_used")) == {(drawn.pk, "newer")}
    assert Reread.objects.get().state == "accepted"
