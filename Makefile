# Harimi. `make run` shows it at work, `make test` checks it; both set everything up first.
.PHONY: run test bench alarms bill crash load pages lint types contracts check schemas client requirements clean help
.DEFAULT_GOAL := help
PYTHON ?=
METERS ?= $(wildcard ../shared/meters/bench)
RAPIDOCR ?=
MANY ?= 5000
DAYS ?= 365
KILLS ?= 200
LOAD ?=
BILL ?=
ALARMS ?=
SEED ?=
export PYTHON
# Every process would compile all it imports anew: a second of a processor for each start.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: ## set up, then run the whole service with a demo customer whose cameras send at once
	@scripts/setup run
	@$(BIN)/harimi serve --demo

# The tests of one file run in one process: many share a service whose start takes seconds.
# Once more only what uses the database that is named: the rest has one of its own, or does not mind, as who opens which page. A pool behind a broker is
# killed beside a PostgreSQL in tests/crash/test_fleet.py.
# One more than there are processors: a test that waits for a browser or a service leaves its own idle.
PARALLEL = -n $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1))) --dist loadfile --no-loadscope-reorder

test: ## set up, then run every test that this machine can, on SQLite and on PostgreSQL
	@scripts/setup dev
	@HARIMI_FULL_RUN=1 $(BIN)/python -m pytest $(PARALLEL)
	@HARIMI_FULL_RUN=1 $(BIN)/python scripts/with_postgresql.py $(BIN)/python -m pytest $(PARALLEL) tests/services tests/crash/test_kill.py

bench: ## measure on METERS (photographs) and on rendered pictures, beside what else is installed (RAPIDOCR: a Python that has it); writes docs/benchmark.md
	@scripts/setup dev
	@$(BIN)/python -m training.bench $(if $(METERS),--meters $(METERS)) $(if $(RAPIDOCR),--rapidocr $(RAPIDOCR)) --write docs/benchmark.md

alarms: ## how well leaks, bursts and stuck valves are found on simulated meters, and how often nothing was wrong (ALARMS="--meters 100 --seed 5000")
	@scripts/setup dev
	@$(BIN)/python -m scripts.alarms $(ALARMS)

bill: ## how long a monthly run over 100,000 meters takes, and how much memory (BILL="--meters 50000 --customers 1")
	@scripts/setup dev
	@$(BIN)/python -m scripts.bill $(BILL)

crash: ## kill everything by chance under load, at least 200 times: web, workers, broker, database and store of its own, and SQLite too
	@scripts/setup dev
	@HARIMI_CRASH_PHOTOGRAPHS=100 $(BIN)/python -m pytest tests/crash/test_kill.py tests/crash/test_outlets_kill.py
	@$(BIN)/python -m scripts.crash --kills $(KILLS) $(if $(SEED),--seed $(SEED))

load: ## from 1,000 cameras: the wait for the acknowledgement, photographs a second to durable and to published, bytes and memory (LOAD="--database postgresql", "--growth both --cpu" for how it grows)
	@scripts/setup dev
	@$(BIN)/python -m scripts.load $(LOAD)

pages: ## what each page costs with MANY meters and DAYS of hourly readings; fills build/many first (20 GB for 5,000 and a year)
	@scripts/setup dev
	@HARIMI_DATA_DIR=build/many-$(MANY)-$(DAYS) $(BIN)/python -m scripts.pages $(MANY) $(DAYS)

lint: ## style and spelling
	@scripts/setup dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell

types: ## mypy, strict
	@scripts/setup dev
	@$(BIN)/mypy

contracts: ## who may import whom
	@scripts/setup dev
	@$(BIN)/lint-imports

check: test lint types contracts ## everything that CI checks

schemas: ## write docs/schemas/ anew from the code
	@scripts/setup dev
	@$(BIN)/python -m scripts.schemas

client: ## write src/harimi/client/ anew from docs/schemas/openapi.json
	@scripts/setup dev
	@$(BIN)/python -m scripts.client

requirements: ## compile the pinned requirements files anew from pyproject.toml
	@scripts/setup dev
	@for set in run dev; do \
	  $(BIN)/uv pip compile pyproject.toml --extra build --extra server $$([ $$set = dev ] && echo --extra dev) --universal --python-version 3.11 \
	    --generate-hashes --no-annotate --no-header --quiet --upgrade -o requirements/$$set.txt; done

clean: ## remove the environment and everything that was made
	rm -rf .venv build dist demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
