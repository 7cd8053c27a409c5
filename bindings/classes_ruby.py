"""The verbs of the Ruby gem, written by declare.py into bindings/ruby/lib/einv.rb."""

from __future__ import annotations

from typing import Iterator

import verbs


def methods() -> Iterator[str]:
    yield f"FILES = %w[{' '.join(verbs.FILES)}].freeze"
    for verb in verbs.verbs():
        if verb.of_batch or verb.name == "batch":
            continue
        yield ""
        yield f"# {verb.about}"
        yield f"def {verb.name}(document = nil, **options)"
        yield f"  ask('{verb.name}', document, options, {str(verb.judged).lower()})"
        yield "end"
