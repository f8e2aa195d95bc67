# Every target sets up what it needs: a virtual environment in the checkout, pinned versions.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help rehearse test check nightly fix contract bench serve clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(READY): pyproject.toml .ci/constraints.txt
	@echo "setting up $(VENV) (a minute or two, once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Windtunnel needs Python 3.11 or newer; say: make PYTHON=python3.11 ..."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@PIP_CONSTRAINT=.ci/constraints.txt $(BIN)/python -m pip install --quiet \
	  --disable-pip-version-check -e '.[dev]'
	@touch $@

rehearse: $(READY) ## the main job: three senders through the same storm, and what became of them
	@$(BIN)/windtunnel flightcheck

test: $(READY) ## every test
	@$(BIN)/python -m pytest -q -n 2

check: $(READY) ## exactly what CI runs: format, lint, types, tests, coverage, the spare proof, a rehearsal, the wheel
	@bash .ci/steps

nightly: $(READY) ## the long proof of the judge: 2,000 schedules for each correct sender
	@$(BIN)/python tests/verify/prove.py 2000

fix: $(READY) ## repair what a machine can repair
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

contract: $(READY) ## clients nobody here wrote, and the provider's published OpenAPI document
	@$(BIN)/python -m pytest -q tests/contract -rs

bench: $(READY) ## speed against a bare server in the same run; fails below a bar
	@$(BIN)/python tests/bench/run.py

serve: $(READY) ## a fake provider on a local port
	@$(BIN)/windtunnel serve

clean: ## remove the environment and what runs have left
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .cache reports/out
