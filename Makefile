# cslab: every task a person does here. `make help` lists them.
# Nothing is needed but Python 3.11+, make and the package registries.

PYTHON ?= python3
STUDY  ?= data/samples/ledgerline
MODEL  ?= tiny.en
PORT   ?= 8501
JOBS   ?= auto

VENV  := .venv
BIN   := $(VENV)/bin
PIP   := $(BIN)/python -m pip --disable-pip-version-check
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help app lab test soak lint docs-figures sample build clean system-packages

help:  ## list these tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# ---- environments: one folder, filled in two steps, each done once -------------------------------------------

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cslab needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "Creating the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(READY)-app: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing cslab with its app (a few minutes the first time: PyTorch is large)"
	@$(PIP) install --quiet -c constraints.txt -e '.[app]'
	@touch $@

$(READY)-lab: $(READY)-app
	@$(PIP) install --quiet -c constraints.txt -e '.[app,fast,notebook]'
	@touch $@

$(READY)-dev: $(READY)-app
	@echo "Installing what the tests need"
	@$(PIP) install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

$(READY)-sample: $(READY)-app $(wildcard $(STUDY)/*.toml $(STUDY)/*.csv)
	@$(BIN)/cslab models get $(MODEL)
	@$(BIN)/cslab models get campplus || echo "Without it, voices in one channel are not told apart; all else works."
	@if [ -f $(STUDY)/prepare.py ]; then $(BIN)/python $(STUDY)/prepare.py; fi
	@touch $@

# ---- tasks ---------------------------------------------------------------------------------------------------

app: $(READY)-sample  ## install, prepare the sample study and open the app on it (STUDY=folder for your own)
	@$(BIN)/cslab app $(STUDY) --port $(PORT)

lab: $(READY)-lab $(READY)-sample  ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab notebooks

test: $(READY)-dev $(READY)-sample system-packages  ## install what the tests need and run them all
	@$(BIN)/cslab transcribe $(STUDY) --model $(MODEL) --then-reels
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest -m 'not soak' --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -m pytest -o addopts= -q --nbval-lax --nbval-cell-timeout 600 notebooks

soak: $(READY)-dev $(READY)-sample system-packages  ## the long tests that `make test` leaves out
	@$(BIN)/python -m pytest -m soak

lint: $(READY)-dev  ## ruff and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs-figures: $(READY)-dev $(READY)-sample system-packages  ## make the README's pictures and figures again
	@$(BIN)/cslab transcribe $(STUDY) --model $(MODEL) --then-reels
	@$(BIN)/python docs/figures.py

build: $(READY)-dev  ## the wheel and the source archive, in dist/
	@$(BIN)/python -m build

clean:  ## remove the environment and everything that can be made again (never what people made)
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Browser tests drive Chromium, store tests a real PostgreSQL, usage tests a real Spark (on Java).
# Where apt-get can bring them it does; elsewhere the tests that need them skip and say so.
system-packages:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	command -v java >/dev/null || missing="$$missing openjdk-17-jre-headless"; \
	if [ -n "$$missing" ]; then \
	  if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	    echo "Installing$$missing for the tests"; \
	    DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; \
	    apt-get update -qq && apt-get install -y -qq $$missing >/dev/null || \
	      echo "Could not install$$missing; the tests that need it will say that they were skipped."; \
	  else \
	    echo "Not installed:$$missing. The tests that need it will say that they were skipped; to run them: sudo apt-get install$$missing"; \
	  fi; \
	fi
