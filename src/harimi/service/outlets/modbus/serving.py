"""The server itself: pymodbus speaks the protocol, `answering` knows the words."""

import asyncio
import threading
from typing import Any, cast

from django.db import close_old_connections
from pymodbus.constants import ExcCodes
from pymodbus.pdu import ExceptionResponse
from pymodbus.server import ModbusTcpServer
from pymodbus.server.requesthandler import ServerRequestHandler
from pymodbus.simulator import DataType, SimData, SimDevice

from harimi.service.outlets.modbus.answering import Answering

READS = (3, 4)
"""Function codes: holding and input registers, which are the same here."""


class _Words:
    """What pymodbus asks for values, for one who reads."""

    def __init__(self, answering: Answering, ip: str) -> None:
        self._answering, self._ip = answering, ip

    async def async_getValues(  # noqa: N802  # as pymodbus calls it
        self, unit: int, function: int, first: int, count: int = 1
    ) -> list[int] | ExcCodes:
        if function not in READS:
            return ExcCodes.ILLEGAL_FUNCTION
        return await asyncio.to_thread(self._read, unit, first, count)

    async def async_setValues(self, *_: object) -> ExcCodes:  # noqa: N802  # as pymodbus calls it
        """Nothing is written."""
        return ExcCodes.ILLEGAL_FUNCTION

    def device_ids(self) -> list[int]:
        return []

    def _read(self, unit: int, first: int, count: int) -> list[int] | ExcCodes:
        close_old_connections()
        try:
            found = self._answering.words(self._ip, unit, first, count)
        except LookupError:
            return ExcCodes.ILLEGAL_ADDRESS
        finally:
            close_old_connections()
        return ExcCodes.GATEWAY_NO_RESPONSE if found is None else found


class _Handler(ServerRequestHandler):
    """One connection, whose words are those of the address that it comes from."""

    async def handle_request(self) -> None:
        pdu = self.last_pdu
        if pdu is None:
            return
        answer = await self._answer(pdu)
        answer.transaction_id, answer.dev_id = pdu.transaction_id, pdu.dev_id
        self.pdu_send(answer, addr=self.last_addr)

    async def _answer(self, pdu: Any) -> Any:
        if pdu.function_code not in READS:
            return ExceptionResponse(pdu.function_code, ExcCodes.ILLEGAL_FUNCTION)
        try:
            return await pdu.datastore_update(cast(Any, self._words()), pdu.dev_id)
        except Exception:  # whatever a database says, the connection stays
            return ExceptionResponse(pdu.function_code, ExcCodes.DEVICE_FAILURE)

    def _words(self) -> _Words:
        known: _Words | None = self.__dict__.get("_own")
        if known is None:
            peer = self.transport.get_extra_info("peername") if self.transport else None
            ip = peer[0] if peer else "0.0.0.0"  # noqa: S104  # nobody's
            known = self.__dict__["_own"] = _Words(cast(Server, self.server).answering, ip)
        return known


class Server(ModbusTcpServer):
    """Answers until it is shut down."""

    def __init__(self, host: str, port: int) -> None:
        self.answering = Answering()
        nothing = SimDevice(id=1, simdata=[SimData(0, datatype=DataType.REGISTERS, values=0)])
        super().__init__(nothing, address=(host, port))

    def callback_new_connection(self) -> _Handler:
        return _Handler(self, self.trace_packet, self.trace_pdu, self.trace_connect)  # type: ignore[no-untyped-call]


def serve(host: str, port: int, stop: threading.Event) -> None:
    """Answers at this address until `stop` is set. Raises an `OSError` where somebody else listens there."""
    asyncio.run(_serve(host, port, stop))


async def _serve(host: str, port: int, stop: threading.Event) -> None:
    server = Server(host, port)
    try:
        await server.serve_forever(background=True)
    except RuntimeError as error:
        raise OSError(f"{host}:{port}: {error}") from error
    try:
        await asyncio.to_thread(stop.wait)
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]
