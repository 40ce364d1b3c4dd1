PYTHON ?= python3
PREPARE = $(PYTHON) resources/packaging/bootstrap.py
PYTEST = QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest

.DEFAULT_GOAL := help
.PHONY: run test test-all bench peers soak fuzz clean help

run:    ## open the window (prepares .venv the first time; ARGS="…" goes to main.py)
	@$(PREPARE) run
	@.venv/bin/python main.py $(ARGS)

test:   ## run the suite on all cores (ARGS="…" goes to pytest)
	@$(PREPARE) test
	@.venv/bin/python main.py warm --quiet
	@$(PYTEST) -n auto --dist worksteal $(ARGS)

test-all: ## run the whole suite, slow tests too, with each width of vectors that this processor has (hours)
	@$(PREPARE) test
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.widths $(ARGS)

soak:   ## the long-running tests: memory, threads and timers over many minutes
	@$(PREPARE) test
	@$(PYTEST) -m soak -o faulthandler_timeout=1800 $(ARGS)

fuzz:   ## random projects and broken files, many of them
	@$(PREPARE) test
	@$(PYTEST) -m fuzz $(ARGS)

bench:  ## measure speed against the peers, in .venv-bench (large download the first time)
	@$(PREPARE) bench
	@.venv-bench/bin/python main.py bench $(ARGS)

peers:  ## compare results with the peers, in .venv-bench
	@$(PREPARE) bench
	@QT_QPA_PLATFORM=offscreen .venv-bench/bin/python -m pytest -m peers $(ARGS)

clean:  ## remove the environments, builds and caches
	@rm -rf .venv .venv-bench build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	@find core gui tests resources -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

help:   ## say what can be made
	@sed -n 's/^\([a-z-]*\): *## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST))
