"""A real Modbus client reads what holds now, from where it may, and nothing else."""

import struct
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pymodbus.client import ModbusTcpClient

from harimi.service.meters.models import Meter, Register, Site
from harimi.service.outlets.kinds.modbus import Settings
from harimi.service.outlets.kinds.registry import settings_of
from harimi.service.outlets.modbus import answering
from harimi.service.outlets.modbus.answering import Answering
from harimi.service.outlets.modbus.serving import serve
from harimi.service.outlets.modbus.words import WORDS
from harimi.service.outlets.models import Outlet
from harimi.service.outlets.services import OutletError, remove
from harimi.service.readings.models import State
from harimi.service.third_parties.instructions import take_back
from harimi.service.third_parties.models import Provision
from tests.instances.program import connects, free_port
from tests.services.outlets.scene import START, customer, outlet, say, water

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]
HERE = {"unit": 7, "clients": "127.0.0.0/8"}


@pytest.fixture
def client(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModbusTcpClient]:
    """A building management system on this machine, at a real server that looks at everything anew for each request."""
    monkeypatch.setattr(answering, "LOOKED", 0.0)
    monkeypatch.setattr(answering, "OPENED", 0.0)
    port, stop = free_port(), threading.Event()
    settings.HARIMI = settings.HARIMI.model_copy(update={"modbus": f"127.0.0.1:{port}"})
    served = threading.Thread(target=serve, args=("127.0.0.1", port, stop), daemon=True)
    served.start()
    for _ in range(100):
        try:
            connects(port)
            break
        except OSError:
            time.sleep(0.05)
    made = ModbusTcpClient("127.0.0.1", port=port, timeout=10, retries=0)
    assert made.connect()  # type: ignore[no-untyped-call]
    yield made
    made.close()  # type: ignore[no-untyped-call]
    stop.set()
    served.join(10)


def _block(client: ModbusTcpClient, place: int, unit: int = 7) -> tuple[Any, ...]:
    answer = client.read_input_registers(WORDS * place, count=WORDS, device_id=unit)
    assert not answer.isError(), answer
    return struct.unpack(">fdIHHHH", struct.pack(f">{WORDS}H", *answer.registers))


def test_a_meter_is_read_with_its_total_its_moment_and_how_far_it_is_to_be_believed(client: ModbusTcpClient) -> None:
    owner, site = customer()
    second, first = water(site, "Water 2"), water(site, "Water 1")
    outlet(owner, site.organization, "modbus", settings=HERE)
    say(first, 1, 1234)
    say(first, 2, 1240, State.CONFIRMED)
    say(second, 1, 5, carried=100_000)
    value, total, at, state, age, confidence, _ = _block(client, 0)
    assert (round(value, 3), total, datetime.fromtimestamp(at, UTC)) == (124.0, 124.0, START.replace(hour=2))
    assert (state, confidence, age) == (2, 990, 65_535)
    assert _block(client, 1)[:2] == (0.5, 10_000.5)
    same = client.read_holding_registers(0, count=2, device_id=7)
    assert struct.unpack(">f", struct.pack(">2H", *same.registers))[0] == pytest.approx(124.0)
    assert Provision.objects.get().times == 1


def test_a_meter_without_a_value_says_so_and_places_never_change(client: ModbusTcpClient) -> None:
    owner, site = customer()
    first = water(site, "M")
    outlet(owner, site.organization, "modbus", settings=HERE)
    assert str(_block(client, 0)[0]) == "nan"
    water(site, "A")
    Meter.objects.filter(pk=first.meter_id).update(name="Z")
    say(first, 1, 1000)
    assert _block(client, 0)[0] == 100.0
    assert _block(client, 1)[3] == 0


def test_the_place_of_a_register_that_is_deleted_is_never_anothers(client: ModbusTcpClient) -> None:
    owner, site = customer()
    outlet(owner, site.organization, "modbus", settings=HERE)
    first, last = water(site, "Water 1"), water(site, "Water 2")
    assert len([_block(client, place) for place in (0, 1)]) == 2
    Register.objects.filter(pk=last.pk).delete()
    say(first, 1, 1000)
    say(water(site, "Water 3"), 1, 3000)
    assert [str(_block(client, place)[0]) for place in (0, 1, 2)] == ["100.0", "nan", "300.0"]


def test_what_is_elsewhere_now_or_retired_is_not_read(client: ModbusTcpClient) -> None:
    owner, site = customer()
    registers = [water(site, f"Water {n}") for n in range(3)]
    for register in registers:
        say(register, 1, 1000)
    outlet(owner, site.organization, "modbus", settings=HERE, site=site)
    assert [_block(client, place)[0] for place in range(3)] == [100.0] * 3
    other = Site.objects.create(organization=site.organization, name="Other", time_zone="Asia/Tokyo")
    Meter.objects.filter(pk=registers[0].meter_id).update(site=other)
    Meter.objects.filter(pk=registers[1].meter_id).update(retired_at=timezone.now())
    assert [str(_block(client, place)[0]) for place in range(3)] == ["nan", "nan", "100.0"]


@pytest.mark.usefixtures("client")
def test_who_reads_each_second_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOKED", "OPENED"):
        monkeypatch.setattr(answering, name, 60.0)
    owner, site = customer()
    for n in range(12):
        say(water(site, f"Water {n}"), 1, 1000)
    outlet(owner, site.organization, "modbus", settings=HERE)
    asked = Answering()
    assert asked.words("127.0.0.1", 7, 0, WORDS)
    with CaptureQueriesContext(connection) as queries:
        assert asked.words("127.0.0.1", 7, WORDS, WORDS)
    assert len(queries) <= 7
    assert Provision.objects.get().times == 1
    assert asked.words("127.0.0.2", 7, 0, WORDS)
    assert Provision.objects.get().times == 2


@pytest.mark.usefixtures("client")
def test_a_machine_with_its_mask_is_taken_for_its_network() -> None:
    owner, site = customer()
    made = outlet(owner, site.organization, "modbus", settings={"unit": 7, "clients": "192.168.1.20/24,10.0.0.1"})
    told = settings_of(made)
    assert isinstance(told, Settings)
    assert told.clients == "192.168.1.0/24, 10.0.0.1"
    assert [told.lets(ip) for ip in ("192.168.1.7", "10.0.0.1", "10.0.0.2")] == [True, True, False]


def test_who_may_not_read_gets_no_words(client: ModbusTcpClient) -> None:
    owner, site = customer()
    water(site)
    made = outlet(owner, site.organization, "modbus", settings={"unit": 7, "clients": "192.168.1.0/24"})
    other_owner, other = customer("other@example.jp")
    outlet(other_owner, other.organization, "modbus", settings={"unit": 8, "clients": "127.0.0.1"})
    for unit in (7, 9):
        assert client.read_input_registers(0, count=2, device_id=unit).exception_code == 11
    assert client.read_input_registers(0, count=2, device_id=8).exception_code == 2, "no meter, no words"
    made.settings = made.settings.replace("192.168.1.0/24", "127.0.0.1")
    made.save()
    assert not client.read_input_registers(0, count=2, device_id=7).isError()
    remove(made, actor=owner)
    assert client.read_input_registers(0, count=2, device_id=7).exception_code == 11


@pytest.mark.clause("PP-4-0a")
def test_without_an_instruction_nothing_is_read(client: ModbusTcpClient) -> None:
    owner, site = customer()
    water(site)
    made = outlet(owner, site.organization, "modbus", settings=HERE)
    assert made.instruction is not None
    take_back(made.instruction, actor=owner.subject_id)
    assert client.read_input_registers(0, count=2, device_id=7).exception_code == 11
    assert not Outlet.objects.get().on


def test_nothing_is_written_and_nothing_lies_beyond_the_last_meter(client: ModbusTcpClient) -> None:
    owner, site = customer()
    water(site)
    outlet(owner, site.organization, "modbus", settings=HERE)
    assert client.write_register(0, 1, device_id=7).exception_code == 1
    assert client.read_coils(0, count=1, device_id=7).exception_code == 1
    assert client.read_input_registers(WORDS - 1, count=2, device_id=7).exception_code == 2


def test_two_customers_have_the_same_unit_and_each_reads_their_own(client: ModbusTcpClient) -> None:
    far = ModbusTcpClient("127.0.0.1", port=client.comm_params.port, timeout=10, retries=0, source_address=("127.0.0.2", 0))
    assert far.connect()  # type: ignore[no-untyped-call]
    for email, clients, value in (("owner@example.jp", "127.0.0.1", 1000), ("other@example.jp", "127.0.0.2, ::1", 2000)):
        owner, site = customer(email)
        say(water(site), 1, value)
        outlet(owner, site.organization, "modbus", settings={"unit": 7, "clients": clients})
    assert [_block(one, 0)[0] for one in (client, far)] == [100.0, 200.0]
    owner, site = customer("third@example.jp")
    with pytest.raises(OutletError, match="unit_taken"):
        outlet(owner, site.organization, "modbus", settings={"unit": 7, "clients": "10.0.0.1, 127.0.0.2/31"})
    outlet(owner, site.organization, "modbus", settings={"unit": 8, "clients": "10.0.0.1, 127.0.0.2/31"})
    far.close()  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("client")
def test_a_unit_is_one_outlets_and_nobody_opens_it_to_the_world() -> None:
    owner, site = customer()
    outlet(owner, site.organization, "modbus", settings=HERE)
    for told, code in (
        (HERE, "unit_taken"),
        ({"unit": 9, "clients": "0.0.0.0/0"}, "setting"),
        ({"unit": 0, "clients": "::1"}, "setting"),
    ):
        with pytest.raises(OutletError, match=code):
            outlet(owner, site.organization, "modbus", settings=told)


def test_without_a_server_there_is_no_such_outlet() -> None:
    owner, site = customer()
    with pytest.raises(OutletError, match="modbus_off"):
        outlet(owner, site.organization, "modbus", settings=HERE)
