# What a newcomer needs: `make demo` and `make test`. Each makes the environment where it is missing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHECKED := api optimiser scenarios benchmarks tests
TEST_ARGS ?= -n 2 --dist worksteal
# The tests make hundreds of databases: in memory, where there is room, nobody waits for the disk; none stays there.
ROOM := $(shell [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 3000000 ] 2>/dev/null && echo /dev/shm)
TEST_ROOM := $(or $(TMPDIR),$(ROOM),/tmp)

.PHONY: help demo test warm laws check fix bench validate kill install clean
.DEFAULT_GOAL := help

help: ## Say what there is to make.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

demo: $(VENV)/installed ## Start the service with a bundled, planned day; it prints its address and keys.
	$(BIN)/roundsman demo --serve

test: warm ## Run the tests.
	TMPDIR=$(TEST_ROOM) $(BIN)/python -m pytest -o tmp_path_retention_count=0 $(TEST_ARGS)

warm: $(VENV)/installed ## Compile the kernels of the search, which takes about a minute, where that was not done yet.
	@$(BIN)/python -c 'from api.cli.warming import warm_up; warm_up()'

laws: $(VENV)/installed ## Try the laws on fresh random examples; run it as often as you like.
	$(BIN)/python -m pytest $(TEST_ARGS) -m hypothesis --hypothesis-profile=fresh

check: $(VENV)/installed ## Look for faults without running: style, types, imports, dependencies.
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

fix: $(VENV)/installed ## Mend what can be mended by machine: style and format.
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

bench: $(VENV)/peers ## Measure against other solvers: an hour or more, written to docs/benchmarks.md.
	$(BIN)/python -m benchmarks

validate: $(VENV)/installed ## Simulate queues that have been solved on paper; twenty minutes, written to docs/validation.md
	$(BIN)/python -m tests.scenarios.simulation.validate

kill: $(VENV)/installed ## Kill the service 50 times on each database; half an hour, written to docs/kill.md.
	$(BIN)/python -m tests.kill

install: $(VENV)/installed ## Make the environment and install into it.

clean: ## Remove the environment and what the commands wrote.
	rm -rf $(VENV) out build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/peers: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,peers]'
	@touch $@
