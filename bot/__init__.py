"""Kansō: a self-hosted Discord bot for communities that talk about anime."""

import signal
import sys

__version__ = "1.0.0"

if sys.argv[:1] == ["-m"] and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # ``python -m bot`` imports for a while: Ctrl-C meanwhile ends it without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
