"""Many documents at once: a batch under way, and its results as an iterator."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Any, NoReturn, Optional

from . import _library
from ._errors import OK, PENDING, HandleError
from .answers import BatchResult, Progress, Results

_TAKEN = (OK, PENDING)
#: Results read at a time, and how long one call waits for the first of them: short, so that Ctrl-C is seen.
_PAGE = 500
_WAIT_MS = 250


class Batch:
    """A batch of :meth:`einv.Engine.batch`. Iterating yields one :class:`einv.BatchResult` per document, in the documents' order, as each is done;
    ``len()`` is the number of documents, so ``tqdm(batch)`` shows the progress. It may be iterated again.

    Closing it, or leaving its ``with`` block, stops further documents and waits for those being sent.
    """

    def __init__(self, engine: Any, handle: int) -> None:
        # The engine must not be collected and closed while its batch runs.
        self._engine = engine
        self._handle = handle
        self._total = self.progress().total

    def progress(self) -> Progress:
        """The progress: ``finished``, ``total``, ``done``, ``registered``, ``rejected``, ``pending``, ``failed``, ``per_second``, …"""
        progress: Progress = _library.call("progress", self._handle, None, {}, accept=_TAKEN)
        return progress

    def results(self, **opts: Any) -> Results:
        """One page: ``{"results": […], "next"}``; ``after``, ``limit`` and ``wait_ms`` choose it."""
        results: Results = _library.call("results", self._handle, None, opts, accept=_TAKEN)
        return results

    def stop(self) -> None:
        """Stops further documents; those being sent finish. Running the batch again resumes it."""
        _library.stop_engine(self._handle)

    def close(self) -> None:
        """Stops, waits for the documents being sent and drops the results; a second call has no effect."""
        handle, self._handle = self._handle, 0
        if handle:
            _library.close_engine(handle)

    def __len__(self) -> int:
        return self._total

    def __iter__(self) -> Iterator[BatchResult]:
        after: Optional[int] = 0
        while after is not None:
            page = self.results(after=after, limit=_PAGE, wait_ms=_WAIT_MS)
            yield from page.results
            after = page.next

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", 0):
            self.close()

    def __reduce__(self) -> NoReturn:
        raise _library.one_owner(self)

    def __repr__(self) -> str:
        try:
            said = self.progress()
        except HandleError:
            return "<einv.Batch closed>"
        return f"<einv.Batch {said['done']} of {said['total']}>"
