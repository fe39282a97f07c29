"""Figures: programs that measure what Kansō promises. ``python -m tests.bench`` runs them."""
