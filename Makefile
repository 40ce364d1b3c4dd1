PYTHON ?= python3
PREPARE = $(PYTHON) resources/packaging/bootstrap.py
PYTEST = QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest

.DEFAULT_GOAL := help
.PHONY: run test check test-all test-busy bench bench-drawn peers soak fuzz fuzz-long kills bundle mutate clean help

run:    ## open the window (prepares .venv the first time; ARGS="…" goes to main.py)
	@$(PREPARE) run
	@.venv/bin/python main.py $(ARGS)

test:   ## run the suite on all cores (ARGS="…" goes to pytest)
	@$(PREPARE) test
	@.venv/bin/python main.py warm --quiet
	@$(PYTEST) -n auto --dist worksteal $(ARGS)

check:  ## linter, type checker, coverage without the compiler, all scenes and a sample of the slow tests
	@$(PREPARE) check
	@.venv/bin/python -m ruff check .
	@.venv/bin/python -m mypy
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.coverage_run
	@$(PYTEST) -m "sample or scene and not (slow or peers or soak or fuzz or bench)" -n auto --dist worksteal $(ARGS)

test-busy: ## make test beside four busy processes: nothing may depend on how fast the machine is
	@$(PREPARE) test
	@.venv/bin/python main.py warm --quiet
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.busy -n auto --dist worksteal $(ARGS)

test-all: ## run the whole suite, slow tests too, with each width of vectors that this processor has (hours)
	@$(PREPARE) test
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.widths $(ARGS)

soak:   ## the long-running tests: memory, threads and timers over many minutes
	@$(PREPARE) test
	@$(PYTEST) -m soak -o faulthandler_timeout=1800 $(ARGS)

fuzz:   ## random projects and broken files, many of them
	@$(PREPARE) test
	@.venv/bin/python main.py warm --quiet
	@$(PYTEST) -m fuzz -o faulthandler_timeout=1800 $(ARGS)

fuzz-long: ## broken files for hours: goes on where it stopped and adds up (COUNT=300000; counts in build/fuzz.json)
	@$(PREPARE) test
	@.venv/bin/python -m tests.fuzz_long --count $(or $(COUNT),300000) $(ARGS)

kills:  ## kill -9 at random moments and places of a write; goes on where it stopped (COUNT=1000; counts in build/kills.json)
	@$(PREPARE) test
	@.venv/bin/python -m tests.kill_long --count $(or $(COUNT),1000) $(ARGS)

bundle: ## the double-click program for this system in build/dist, as a folder and as tar.xz
	@$(PREPARE) bundle
	@.venv-bundle/bin/python resources/packaging/bundle.py $(ARGS)

bench:  ## measure speed against the peers, in .venv-bench (large download the first time)
	@$(PREPARE) bench
	@.venv-bench/bin/python main.py bench $(ARGS)

bench-drawn: ## measure networks drawn at random beside the peers (SEED=1 COUNT=60; stops and resumes)
	@$(PREPARE) bench
	@.venv-bench/bin/python -m tests.benchmarks.drawn.run --seed $(or $(SEED),1) --count $(or $(COUNT),60) $(ARGS)

peers:  ## compare results with the peers, in .venv-bench
	@$(PREPARE) bench
	@QT_QPA_PLATFORM=offscreen .venv-bench/bin/python -m pytest -m peers $(ARGS)

mutate: ## change a file in small ways and tell which changes no test sees (FILE=core/… TESTS=tests/…)
	@$(PREPARE) mutate
	@QT_QPA_PLATFORM=offscreen .venv-mutate/bin/python -m tests.mutations $(FILE) $(TESTS)

clean:  ## remove the environments, builds and caches
	@rm -rf .venv .venv-bench .venv-bundle .venv-mutate build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .coverage .hypothesis
	@find core gui tests resources -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

help:   ## say what can be made
	@sed -n 's/^\([a-z-]*\): *## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST))
