"""The verbs as awaitables: ``async with einv.aio.Engine(config) as engine: made = await engine.submit(bill)``.

Every method is that of :class:`einv.Engine` with the same arguments and answers; it runs on a thread of the engine's own pool, so the
event loop goes on. ``einv.aio.validate(bill)`` and the others run without an engine, on a pool that all share.

A call that is cancelled, by ``asyncio.timeout`` for example, is ended by ``einv_stop`` where it is the only one in flight on its engine:
what was being sent stays in the ledger, and a later call finishes it. Where others are in flight, the call runs to its end behind the
scenes, because ``einv_stop`` would end those, too. ``deadline_ms`` bounds each.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Awaitable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Callable, Optional, TypeVar

from . import _library
from . import Engine as Blocking
from ._batch import Batch as BlockingBatch
from ._library import Document
from .answers import BatchResult, Progress

T = TypeVar("T")

#: How many calls of an engine run at once; further ones wait for a thread.
THREADS = 16
_shared: Optional[ThreadPoolExecutor] = None


def _pool() -> ThreadPoolExecutor:
    global _shared
    if _shared is None:
        _shared = ThreadPoolExecutor(THREADS, "einv")
    return _shared


async def _run(pool: ThreadPoolExecutor, call: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(pool, call)


class Engine:
    """A portal and a ledger. Share one among all tasks of an event loop; open it inside the loop or before."""

    def __init__(self, config: Optional[Document] = None, *, threads: int = THREADS) -> None:
        self._blocking = Blocking(config)
        self._pool = ThreadPoolExecutor(threads, "einv")
        self._running = 0

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        # Only what is asked for: a copy being made asks before there is an engine.
        if name.startswith("_") or name not in _VERBS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        method = getattr(self._blocking, name)

        @functools.wraps(method)
        async def verb(*arguments: Any, **options: Any) -> Any:
            return await self._call(functools.partial(method, *arguments, **options))

        return verb

    async def _call(self, call: Callable[[], T]) -> T:
        self._running += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, call)
        running.add_done_callback(self._ended)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            if self._running == 1 and not running.done():
                # Counted and stopped between two turns of the loop: no other call can have begun.
                self._blocking.stop()
                await asyncio.wait([running])
            raise

    def _ended(self, running: asyncio.Future[Any]) -> None:
        self._running -= 1
        # The task that asked may be gone; asyncio would report the exception as never retrieved.
        if not running.cancelled():
            running.exception()

    async def batch(self, invoices: Document, **opts: Any) -> Batch:
        """Registers many invoices; ``async for`` gives one result each, in their order, as each is done."""
        return Batch(self, await self._call(functools.partial(self._blocking.batch, invoices, **opts)))

    def stop(self) -> None:
        """Ends the calls in flight: each raises :class:`einv.Stopped`. The engine stays usable."""
        self._blocking.stop()

    async def close(self) -> None:
        """Waits for what is being sent, and closes. Later calls raise :class:`einv.HandleError`."""
        await _run(_pool(), self._blocking.close)

    async def __aenter__(self) -> Engine:
        return self

    async def __aexit__(
        self, kind: Optional[type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()


class Batch:
    """A batch under way: ``async for one in await engine.batch(bills)``. It may be iterated again."""

    def __init__(self, engine: Engine, blocking: BlockingBatch) -> None:
        self._engine = engine
        self._blocking = blocking

    def __len__(self) -> int:
        return len(self._blocking)

    async def progress(self) -> Progress:
        return await _run(self._engine._pool, self._blocking.progress)

    def stop(self) -> None:
        """Begins no further document; those being sent finish."""
        self._blocking.stop()

    async def close(self) -> None:
        await _run(self._engine._pool, self._blocking.close)

    async def __aiter__(self) -> AsyncIterator[BatchResult]:
        after: Optional[int] = 0
        while after is not None:
            page = await _run(self._engine._pool, functools.partial(self._blocking.results, after=after, limit=500, wait_ms=250))
            for one in page.results:
                yield one
            after = page.next


#: The verbs of an engine, by their names in :class:`einv.Engine`.
_VERBS = frozenset(
    name
    for name, member in vars(Blocking).items()
    if callable(member) and not name.startswith("_") and name not in ("batch", "stop", "close")
)


def __getattr__(name: str) -> Callable[..., Awaitable[Any]]:
    import einv

    if name.startswith("_") or name not in _VERBS or not hasattr(einv, name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    function = getattr(einv, name)

    @functools.wraps(function)
    async def verb(*arguments: Any, **options: Any) -> Any:
        return await _run(_pool(), functools.partial(function, *arguments, **options))

    return verb


async def version() -> Any:
    """Version, ABI, rule pack and build of the loaded library."""
    return await _run(_pool(), _library.version)
