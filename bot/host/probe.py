"""``python -m bot.host.probe``: whether the bot beside it is well, for a container's health check.

It asks the address that KANSO_METRICS names. Where that is off there is nobody to ask, and nothing
is said against the bot. discord.py isn't imported: this runs twice a minute.
"""

import sys
import urllib.error
import urllib.request

from bot import config

PATIENCE = 4.0
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (where it is asked, not served)


def main() -> int:
    """0 where it is well, 1 with the reason on standard error where it isn't."""
    served = config.load().metrics
    if served is None:
        return 0
    host, port = _EVERYWHERE.get(served[0], served[0]), served[1]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    # A proxy of the host's is for what is elsewhere.
    asking = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with asking.open(address, timeout=PATIENCE):
            return 0
    except urllib.error.HTTPError as error:
        with error:
            sys.stderr.write(f"{error.read(1000).decode(errors='replace')}\n")
    except OSError as error:
        sys.stderr.write(f"{address} doesn't answer: {error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
