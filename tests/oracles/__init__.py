"""Compare the exports, as Cedar and Rego read them, with our own answers: `python -m tests.oracles`."""
