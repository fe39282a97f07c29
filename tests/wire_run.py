"""`python -m bot` against a wire: `python -m tests.wire_run API GATEWAY [ARGUMENTS OF BOT]`.

Only discord.py's two addresses differ from a real run; the rest is `bot.__main__.main` itself.
"""

import sys

from bot.__main__ import main
from tests.wire import pointed_at

if __name__ == "__main__":
    api, gateway = sys.argv[1:3]
    del sys.argv[1:3]
    with pointed_at(api, gateway):
        sys.exit(main())
