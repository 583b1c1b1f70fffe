# Scenario Bot. Each target does its own set-up: Python 3.11 or newer with pip and venv is all it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS   ?=
# These tests hold the files to deploy with against their tools: `make check` runs them, `make test` too.
DEPLOY := tests/unit/deploy
# The locked wheels carry hashes; nothing else may be installed.
INSTALL := $(PIP) install --require-hashes --no-deps -r
# The project itself, editable, built with the locked back end: no download.
SELF    := $(PIP) install --no-deps --no-build-isolation --editable .

.PHONY: run test check audit bench lock format schema clean help
.DEFAULT_GOAL := help

help: ## what there is to do
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Scenario Bot needs Python 3.11 or newer; set PYTHON=… to name one." >&2; exit 2; }
	@echo "Setting up $(VENV) (once) …" >&2
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: deploy/requirements.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) deploy/requirements.lock
	@$(SELF)
	@touch $@

$(VENV)/.dev: deploy/requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) deploy/requirements-dev.lock
	@$(SELF)
	@touch $@ $(VENV)/.run

$(VENV)/.bench: deploy/requirements-bench.lock pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) deploy/requirements-bench.lock
	@$(SELF)
	@touch $@ $(VENV)/.dev $(VENV)/.run

run: $(VENV)/.run ## start the bot (in the terminal as long as no Discord token is set)
	@$(BIN)/scenario-bot run $(ARGS)

test: $(VENV)/.dev ## run the tests
	@$(BIN)/python -X warn_default_encoding -m pytest -n auto --maxprocesses=4 $(ARGS)

check: $(VENV)/.dev ## linters, types, import arrows, the pack, the schemas, the files to deploy with
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/codespell *.md knowledge/README.md deploy bot
	@$(BIN)/scenario-bot schema --check
	@$(BIN)/scenario-bot check --strict
	@$(BIN)/python -m pytest --quiet -rs $(DEPLOY)

audit: $(VENV)/.dev ## what is installed is what was locked, and nothing known to be vulnerable
	@$(BIN)/python deploy/audit.py

bench: $(VENV)/.bench ## measure load, index, time for a question, memory; the search beside others
	@$(BIN)/python -m tests.bench $(ARGS)
	@$(if $(ARGS),,echo && $(BIN)/python -m tests.bench.search --quick)

format: $(VENV)/.dev ## put the code into the agreed form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

schema: $(VENV)/.dev ## write the JSON Schemas that editors use
	@$(BIN)/scenario-bot schema

lock: $(VENV)/bin/python ## pin every dependency anew, with hashes and without registry addresses
	@$(PIP) install uv
	@for kind in "" "-dev" "-bench"; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    $$([ -n "$$kind" ] && echo --extra dev) --extra build \
	    $$([ "$$kind" = -bench ] && echo --extra bench --constraint deploy/requirements-dev.lock) \
	    pyproject.toml -o deploy/requirements$$kind.lock; \
	done

clean: ## remove what was made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
