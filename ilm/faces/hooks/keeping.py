"""Group commit: whoever waits at the same moment is written by one statement and one commit."""

import asyncio
from typing import Any

import psycopg

from ilm.talk.arriving import KEEP, Arrival, columns
from ilm.wall.arrays import ANY_ARRAY, Array
from ilm.wall.lines import place

AT_ONCE = 200
GATHER = 0.001  # seconds, where several providers' requests come at a time
PATIENCE = 3  # seconds to reach the database before we say 503


class Line:
    """One connection, made when it is needed and made again when it broke. Commits by itself."""

    def __init__(self) -> None:
        self._link: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()

    async def run(self, sql: str, given: Any) -> tuple[Any, ...] | None:
        """The first row of one statement. Raises psycopg.Error."""
        async with self._lock:
            if self._link is None or self._link.closed:
                where = place("intake") | {"connect_timeout": PATIENCE}
                self._link = await psycopg.AsyncConnection.connect(**where, autocommit=True)
                self._link.adapters.register_dumper(Array, ANY_ARRAY)
            cursor = await self._link.execute(sql, given, binary=True)
            return await cursor.fetchone()


class Keeper:
    """Two lines: one writes what arrives, one looks accounts up."""

    def __init__(self) -> None:
        self._writes, self._reads = Line(), Line()
        self._waiting: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None

    async def ask(self, sql: str, given: Any) -> tuple[Any, ...] | None:
        return await self._reads.run(sql, given)

    async def keep(self, row: Arrival) -> None:
        """Returns once the row is durable, or was before. Raises psycopg.Error."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await done

    async def _flush(self) -> None:
        alone = True
        while self._waiting:
            await asyncio.sleep(0 if alone else GATHER)  # whoever comes meanwhile goes along
            alone = len(self._waiting) == 1
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            try:
                await self._write(batch)
            except psycopg.DataError:
                await self._one_by_one(batch)
            except BaseException as error:
                _tell(batch, error)
                if not isinstance(error, psycopg.Error | OSError):
                    raise
            else:
                _tell(batch, None)

    async def _write(self, batch: list[tuple[Arrival, asyncio.Future[None]]]) -> None:
        await self._writes.run(KEEP, columns([row for row, _ in batch]))

    async def _one_by_one(self, batch: list[tuple[Arrival, asyncio.Future[None]]]) -> None:
        for one in batch:
            try:
                await self._write([one])
            except (psycopg.Error, OSError) as error:
                _tell([one], error)
            else:
                _tell([one], None)


def _tell(batch: list[tuple[Arrival, asyncio.Future[None]]], error: BaseException | None) -> None:
    for _, done in batch:
        if done.done():
            continue  # the provider hung up
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
