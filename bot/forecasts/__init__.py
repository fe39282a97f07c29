"""Will it return by then? Members' forecasts, what became of them, and how good they were."""
