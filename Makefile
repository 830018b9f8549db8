# Every way to run, test and check Warta; `make help` lists them.

PYTHON ?= python3
PORT ?= 8000
PORTAL_PORT ?= 3000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SOURCES := manage.py runtime articles ads api cms tests bench

.DEFAULT_GOAL := help
.PHONY: help run test clients check format-check lint types imports migrations-check bench bench-growth drills drills-short format coverage clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | sort | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-16s %s\n' "$$name" "$$text"; done

run: .venv/.installed ## Run the whole portal here, with its demo [PORT=8000 PORTAL_PORT=3000]
	@exec $(BIN)/python -m cms.embedded --port $(PORT) --portal-port $(PORTAL_PORT)

test: .venv/.installed-dev clients ## Run the tests: SQLite, PostgreSQL with Valkey, a browser
	@$(BIN)/python -m tests.suite

clients: .venv/.installed-clients ## The npm packages that try the API's description [not needed to run it]

check: .venv/.installed-dev ## Everything that CI asks: format, lint, types, imports, migrations, tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types format-check lint imports migrations-check
	@$(MAKE) --no-print-directory test

format-check: .venv/.installed-dev
	$(BIN)/ruff format --check --quiet $(SOURCES)

lint: .venv/.installed-dev
	$(BIN)/ruff check --quiet $(SOURCES)

types: .venv/.installed-dev
	$(BIN)/mypy

imports: .venv/.installed-dev
	$(BIN)/lint-imports --no-cache

migrations-check: .venv/.installed-dev
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: .venv/.installed-dev ## Measure decisions, events and the content API on this machine
	@$(BIN)/python -m bench

bench-growth: .venv/.installed-dev ## Measure the content API with 100,000 articles [takes long]
	@$(BIN)/python -m bench growth

drills-short: .venv/.installed-dev ## The drills that break things, 8 seconds each
	@$(BIN)/python -m tests.drills --short

drills: .venv/.installed-dev ## The drills that break things, at full length
	@$(BIN)/python -m tests.drills

coverage: .venv/.installed-dev ## Which lines the tests on SQLite reach
	@$(BIN)/coverage run -m pytest -q tests/unit tests/integration tests/api && $(BIN)/coverage report

format: .venv/.installed-dev ## Put the sources into shape
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

clean: ## Remove what was built and what a trial run wrote
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage htmlcov tests/clients/node_modules

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "warta: installing what requirements.txt names ..."
	@$(PIP) -r requirements.txt
	@touch $@

# Without npm, or without its registry, the tests that need these say that they skipped.
.venv/.installed-clients: tests/clients/package.json tests/clients/package-lock.json | .venv/bin/python
	@{ command -v npm >/dev/null && timeout 120 npm ci --prefix tests/clients --no-audit --no-fund --loglevel=error \
		&& touch $@; } || echo "warta: no npm packages, going on without"

.venv/.installed-dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "warta: installing what requirements-dev.txt names ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ .venv/.installed
