# The commands of this project; `make help` lists them.

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup browser servers demo demo-check test check planted observatory bench screenshots messages load soak lock clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## Install everything into .venv (instant when nothing changed)
	@:

$(STAMP): requirements-dev.txt
	@python=$$(for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$each; break; }; done); \
	test -n "$$python" || { echo "Python 3.11 or newer is needed; python3 here is $$(python3 -V 2>&1)." >&2; exit 1; }; \
	echo "Installing into $(VENV) …"; \
	$(PY) -m pip --version >/dev/null 2>&1 || $$python -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

browser: ## Install Debian's Chromium for the browser tests, where it is missing
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); export DEBIAN_FRONTEND=noninteractive; \
	  { $$sudo true && $$sudo apt-get update -qq && $$sudo apt-get install -y -qq --no-install-recommends chromium; } \
	    </dev/null >/dev/null 2>&1 \
	  || { echo "The browser tests need Chromium: install it, for example with apt-get install chromium." >&2; exit 1; }; }

servers: # NSD, Unbound, Caddy and PgBouncer for the tests, on machines for tests alone: Debian starts them as services
	@[ -z "$$CI" ] || (for each in nsd unbound caddy pgbouncer; do command -v $$each || exit 1; done) >/dev/null || { \
	  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends nsd unbound caddy pgbouncer; } </dev/null >/dev/null 2>&1

demo: setup ## Start the whole product on this machine, with sample customers (PORT=8000)
	@$(PY) manage.py demo

demo-check: setup ## Walk the customer's journey through a demo of its own; prints one line of JSON
	@$(PY) manage.py demo --check

test: setup ## Run all tests; those in a browser only if Chromium is there or can be installed
	@$(MAKE) --silent --no-print-directory browser 2>&1 | grep -v '^make' || true
	@$(MAKE) --silent --no-print-directory servers 2>/dev/null || true
	@$(PY) -m pytest

check: setup ## Lint, types, import contracts, templates, settings and migrations
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(PY) -m tests.with_servers $(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djlint --lint --quiet templates
	@$(PY) -m tests.with_servers $(PY) manage.py check --fail-level WARNING
	@$(PY) -m tests.with_servers $(PY) manage.py makemigrations --check --dry-run
	@$(VENV)/bin/hadolint Dockerfile deploy/unbound/Dockerfile
	@$(VENV)/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml

planted: setup ## Take away one wall after the other, each in a copy of the tree, and see the tests miss it
	@$(PY) -m tests.with_servers $(PY) -m tests.walls.planted

observatory: setup ## Have Mozilla's scanner grade a page of each kind behind Caddy; prints one line of JSON
	@$(PY) -m tests.production grading

bench: setup ## Print the figures, one line of JSON each
	@$(PY) manage.py demo --check
	@$(PY) manage.py bench queue
	@$(PY) manage.py bench ticks
	@$(PY) manage.py bench dns
	@$(PY) manage.py bench pages
	@$(PY) manage.py bench console
	@$(PY) manage.py bench tls

load: setup ## 200 customers on production processes for a minute, with 100,000 domains; LOAD_CUSTOMERS, LOAD_SECONDS, LOAD_DOMAINS
	@$(PY) -m tests.production load

SEED ?= 1
soak: setup ## A million broken DNS packets; fifty thousand steps and a thousand races for names; ten thousand operations while all is killed
	@$(PY) -m tests.cloudmailin.dns.fuzz --packets 1000000 --seed $(SEED)
	@CLAIM_STEPS=50000 RACE_ROUNDS=1000 $(PY) -m pytest -n 2 --timeout 0 tests/cloudmailin/ownership/test_machine.py tests/cloudmailin/ownership/test_race.py
	@$(PY) -m tests.faults.chaos.soak --operations 10000 --seed $(SEED)

screenshots: setup browser ## Take a picture of every kind of page into docs/screenshots/
	@$(PY) -m tests.with_servers $(PY) -m tests.screenshots

messages: setup ## Collect the texts of pages and mails into locale/ and compile their translations (needs GNU gettext)
	@$(PY) -m tests.with_servers $(PY) manage.py makemessages --locale de --locale es --no-location --no-obsolete --no-wrap \
	  --ignore 'tests/*' --ignore 'portal/console/*' --ignore 'templates/admin/*' --ignore 'templates/unfold/*' --ignore 'var/*' --ignore '$(VENV)/*'
	@$(PY) -m tests.with_servers $(PY) manage.py compilemessages --locale de --locale es --ignore '$(VENV)/*'

lock: setup ## Resolve the dependencies anew and write the lock files
	@$(PY) -m pip install --quiet --disable-pip-version-check uv
	@$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header pyproject.toml -o requirements.txt
	@$(VENV)/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-annotate --no-header pyproject.toml --group simulator -c requirements-dev.txt -o requirements-simulator.txt

clean: ## Remove what the demo, the tests and the tools have left
	@rm -rf var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
