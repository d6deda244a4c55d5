# doxwacht: `make run` shows the main job, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .uv/bin/uv
LOCKS := $(wildcard requirements/*.txt)
PACKAGES := runtime incidents matchers watchlists alerts cases consumers console

.DEFAULT_GOAL := help
.PHONY: help setup run test check format lint types clean lock model bench translations

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Debian keeps the venv module in a package of its own.
$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh docker/install-venv.sh $(PYTHON)
	@$(PYTHON) -m venv .uv
	@.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

$(VENV)/.core: $(UV) requirements/core.txt pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) $(VENV)
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/core.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core requirements/dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.dev ## Make .venv with everything a developer needs

run: $(VENV)/.core ## Open an incident, replay an exercise, show and explain the alerts
	@$(BIN)/doxwacht demo

test: setup lint types ## Every test, linter and type check
	@$(BIN)/pytest

check: setup lint types ## The quick suite: under a minute
	@$(BIN)/pytest -m "not slow"

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: setup
	@$(BIN)/mypy

format: setup ## Format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: setup ## Measure matching speed and memory (minutes)
	@$(BIN)/python benchmarks/matching.py

model: setup ## Generate the training posts and fit the scoring model anew
	@$(BIN)/python training/generate.py
	@$(BIN)/doxwacht model fit --posts training/build/posts.ndjson --truth training/build/truth.ndjson --watchlist training/build/staff.csv --incident training/build/incident.toml --out matchers/data/model.json.gz

lock: $(UV) ## Renew the hashed locks
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/core.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group build --group dev --extra fit -c requirements/core.txt pyproject.toml -o requirements/dev.txt
	echo uv | $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - -o requirements/uv.txt

clean: ## Remove what the targets made
	@rm -rf $(VENV) .uv dist build training/build .mypy_cache .ruff_cache .pytest_cache .hypothesis
