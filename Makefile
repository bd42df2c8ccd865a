# `make run` serves, `make test` tests; both set everything up first.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
SEEDS ?= 200
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test lint bench load verify programs verify-deep sweep gallery freeze lock clean

help: ## what there is to make
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Problembank needs Python 3.11 or newer; set PYTHON=python3.x" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.installed ## serve on PORT (default 8000), with SQLite in ./var
	@$(BIN)/problembank serve --port $(PORT)

test: $(VENV)/.installed-dev ## run the tests
	@$(BIN)/python -m pytest -n 2

lint: $(VENV)/.installed-dev ## ruff, mypy strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-dev ## print what it reaches, as a table
	@$(BIN)/python -m tests.bench

load: $(VENV)/.installed-dev ## print what the service reaches under load, beside bare endpoints (needs wrk and PostgreSQL)
	@$(BIN)/python -m tests.load

verify: $(VENV)/.installed ## every promise of every generator over SEEDS seeds (default 200)
	@$(BIN)/problembank verify --seeds $(SEEDS) --jobs $(JOBS)

programs: ## look for the programs that only verify-deep needs
	@missing=; command -v caddy >/dev/null || missing="$$missing caddy"; \
	command -v pdflatex >/dev/null || missing="$$missing texlive-latex-recommended"; \
	test -z "$$missing" || { echo "make verify-deep needs$$missing: apt-get install$$missing" >&2; exit 2; }

verify-deep: programs $(VENV)/.installed-dev ## the long sweeps: oracles and promises on 1,000 seeds, searches for counter-examples
	@HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n 2 --override-ini addopts=-q

sweep: $(VENV)/.installed-dev ## make, time, solve and count the exercises of 1,000 seeds a level (TOPIC=… for one topic)
	@$(BIN)/python -m tests.sweep $(TOPIC)

gallery: $(VENV)/.installed-dev ## print seed 1 of every generator at every level to out/gallery.pdf (TOPIC=… for one topic)
	@$(BIN)/python -m tests.gallery $(TOPIC)

freeze: $(VENV)/.installed-dev ## write tests/recipes.json and generators/facts.py anew, after raising versions
	@$(BIN)/python -m tests.freeze

lock: $(VENV)/.installed-dev ## resolve the dependencies anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev --extra corpus --extra telemetry pyproject.toml -o requirements-dev.lock

clean: ## remove what is made
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
