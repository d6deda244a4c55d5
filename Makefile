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
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; \
	  then apt-get update -qq && apt-get install -y -qq python3-venv; \
	  else echo "Python lacks its venv module. Run: sudo apt-get install python3-venv"; exit 1; fi; }
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

test: check ## Every test, linter and type check
	@$(BIN)/pytest -m slow

check: setup lint types ## The quick suite: under a minute
	@$(BIN)/pytest -m "not slow" -n auto --dist loadfile

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
	@$(BIN)/python training/generate.py --seed 1 --copies 3 --staff 3000 --chatter 3000 --out training/build/small
	@$(BIN)/python training/generate.py --seed 2 --copies 2 --staff 40000 --chatter 2000 --out training/build/large
	@$(BIN)/doxwacht model fit --set training/build/small --set training/build/large --out matchers/data/model.json.gz
	@$(BIN)/doxwacht model report --set training/heldout/test

translations: setup ## Collect the sentences of the code into the catalogues and compile them
	@$(BIN)/python console/locale/renew.py

lock: $(UV) ## Renew the hashed locks
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/core.txt
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --group build --group dev --extra fit -c requirements/core.txt pyproject.toml -o requirements/dev.txt
	echo uv | $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header - -o requirements/uv.txt

clean: ## Remove what the targets made
	@rm -rf $(VENV) .uv dist build training/build .mypy_cache .ruff_cache .pytest_cache .hypothesis
