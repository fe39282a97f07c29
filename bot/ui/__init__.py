"""The kit that every feature draws with. It knows no feature."""
