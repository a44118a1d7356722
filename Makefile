# Everything a newcomer needs: `make run` and `make test`. The other targets are for those who carry the site on.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps

.PHONY: run test check bench bench-forums journeys totp lock messages clean

run: $(VENV)/.run
	@$(BIN)/python manage.py start --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -m "not journey"

check: $(VENV)/.dev
	./tools/check.sh

journeys: $(VENV)/.dev
	$(BIN)/python -m pytest -m journey

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks

bench-forums: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.forums

totp: $(VENV)/.run
	@$(BIN)/python manage.py demonstration_code

$(BIN)/python:
	@echo "Creating the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing what the site needs (exact versions of requirements.txt) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what tests and checks need (exact versions of requirements-dev.txt) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@ $(VENV)/.run

# Needs `pip install uv`. Writes names and versions only, so that any index can serve them.
lock:
	uv pip compile pyproject.toml --python-version 3.11.0 --no-header --no-annotate --no-emit-index-url -o requirements.txt
	uv pip compile pyproject.toml --extra production --python-version 3.11.0 --no-header --no-annotate --no-emit-index-url -o requirements-production.txt
	uv pip compile pyproject.toml --all-extras --python-version 3.11.0 --no-header --no-annotate --no-emit-index-url -o requirements-dev.txt

messages: $(VENV)/.dev
	$(BIN)/python tools/catalogues.py gather && $(BIN)/python tools/catalogues.py compile

clean:
	rm -rf var $(VENV)
