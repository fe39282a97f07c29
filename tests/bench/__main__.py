"""``python -m tests.bench [NAME…] [--json]``: one line a figure.

Name, value, unit, target, whether it is met; with ``--json`` one JSON object a line. The exit code
is 1 when a target is missed. Machines are noisy: compare figures of one run.
"""

import argparse
import json
import sys
from dataclasses import asdict

from tests.bench import (  # noqa: F401  (they register their figures)
    consensus,
    scale,
    search,
    show,
    startup,
    suite,
    text,
    votes,
    watch,
)
from tests.bench.figure import BENCHES


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHES):
        parser.error(
            f"no such figure: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}"
        )
    missed = False
    for name, measure in BENCHES.items():
        if options.names and name not in options.names:
            continue
        for figure in measure():
            missed = missed or figure.met is False
            line = json.dumps({**asdict(figure), "met": figure.met}) if options.json else figure
            print(line, flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
