# Selo. `make` lists what there is to do; `make run` and `make test` are the two to begin with.

.DEFAULT_GOAL := help
SHELL := /bin/sh
LISTEN ?= 127.0.0.1:8080
DATA ?= data
ENV ?= dev
VENV := .venv
# Says whether a file is PDF/A and PDF/UA.
VERAPDF := .verapdf/greenfield-apps-1.28.2.jar
# checkov needs libraries that exclude others.
LINT := .venv-lint
# Writes a client from the OpenAPI document.
CLIENTS := .venv-clients
# The command of SAM and the emulator need libraries that exclude each other.
SAM := .venv-sam
EMULATOR := .venv-emulator
# Compiles for Lambda: `cargo lambda`, and the C compiler and linker of Zig, which need no system that is like Lambda's.
LAMBDA := .venv-lambda
CARGO_LAMBDA := PATH="$(CURDIR)/$(LAMBDA)/bin:$$PATH" cargo lambda
# Everything that is a function.
FUNCTIONS := --workspace --exclude journeys --exclude local --exclude steps --exclude xtask
ARCHITECTURE := $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x86-64)
PYTHON := $(VENV)/bin/python
# The profile without link-time optimisation: built in a few minutes, and `make test` uses the same files.
SELO := target/debug/selo

.PHONY: help run test test-timing test-disk reliability sizes stack deploy functions tools format lint unit paper shipped generated no-seams template browser readme clients kill test-kill bench qr cost screenshots gen clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: ## Build and start the demo on http://127.0.0.1:8080 (LISTEN=, DATA=); its state stays in data/
	@echo "Building selo: some minutes the first time, seconds afterwards."
	cargo build --package local
	$(SELO) --demo --listen $(LISTEN) --data $(DATA)

test: ## Everything that CI does; installs what it needs into this folder
	@tests/all.sh

stack: functions $(SAM)/.ready $(EMULATOR)/.ready ## Deploy template.yaml to an emulator of AWS and use it from outside
	$(SAM)/bin/python tests/stack/run.py --binaries target/stack-functions --sam $(SAM)/bin/sam --emulator $(EMULATOR)/bin/ministack

deploy: $(SAM)/.ready $(LAMBDA)/.ready ## Build for AWS and deploy; ENV=dev or prod, as samconfig.toml says
	$(SAM)/bin/python infra/preflight.py --env $(ENV)
	PATH="$(CURDIR)/$(LAMBDA)/bin:$$PATH" $(SAM)/bin/sam build --config-env $(ENV)
	$(SAM)/bin/sam deploy --config-env $(ENV)

bench: $(VENV)/.ready $(LAMBDA)/.ready ## Measure beside others, and write target/bench.json and docs/benchmarks.md
	$(PYTHON) tests/bench/all.py

qr: ## Have the QR codes of certificates read by three decoders, and write the table of docs/benchmarks.md
	@tests/system-tools.sh
	python3 tests/bench/qr.py --write

cost: ## Measure what journeys consume of the database, and write docs/cost.md
	python3 tests/bench/cost.py

test-kill: shipped ## kill -9 a hundred times during a bulk issue of 1,000
	python3 tests/kill_test.py --binary $(SELO) --people 1000 --kills 100

test-disk: shipped ## Fill the disk during a bulk issue (needs the right to mount a tmpfs)
	python3 tests/disk_full.py --binary $(SELO)

test-timing: ## Measure for minutes that time tells a stranger nothing, and what a crowd at the door costs
	cargo test --workspace --test it -- --ignored timing:: --test-threads 1 --nocapture

reliability: functions ## Kill, repeat, shuffle and starve the functions at length: the figures of docs/reliability.md
	cargo test --workspace --test lambda -- --include-ignored --test-threads 1 --nocapture

screenshots: shipped node_modules/.ready ## Take the pictures of docs/images again
	@tests/system-tools.sh
	node tests/browser/screenshots.mjs

gen: shipped ## Write what is generated from the code: OpenAPI, life cycles, permissions
	target/debug/xtask gen

clean: ## Remove what was built and installed, but not data/
	cargo clean
	rm -rf tests/clients/node_modules tests/clients/generated
	rm -rf .aws-sam $(VENV) $(LINT) $(CLIENTS) $(SAM) $(EMULATOR) $(LAMBDA) .verapdf node_modules

# ------------------------------------------------------------------------ the stages of `make test`, each by its name

tools: $(LINT)/.ready $(VERAPDF) node_modules/.ready ## Install what the tests need
	@tests/system-tools.sh

format: ## The code is formatted
	cargo fmt --all --check

lint: ## Clippy has nothing to say, and what is linked keeps to deny.toml
	cargo clippy --workspace --all-targets -- -D warnings
	python3 tests/dependencies.py

unit: functions ## Rules, store, steps, journeys, wiring, and the functions under the Lambda Runtime API
	cargo test --workspace --lib --test '*' --bin xtask

paper: $(VERAPDF) node_modules/.ready ## veraPDF and eight other programs judge a certificate of every kind
	cargo run --quiet --package paper --example kinds target/paper
	cargo run --quiet --package paper --example papers target/paper
	python3 tests/paper/judge.py --verapdf $(VERAPDF) target/paper

shipped: ## Build what is shipped: without the feature `seams`, in a folder shared with the tests
	cargo build --package local --package xtask

generated: shipped ## What is generated is as the code says
	target/debug/xtask check

no-seams: ## Nothing that is shipped has a clock that can be moved
	tests/no-seams.sh

template: $(LINT)/.ready ## The templates are right, as written and as translated, and broken ones are found
	$(LINT)/bin/python tests/template/test_refusals.py
	$(LINT)/bin/python tests/template/lint.py

browser: shipped node_modules/.ready ## Journeys in Chromium, desktop and phone, with axe-core
	node --test --test-reporter=spec tests/browser/*.test.mjs

kill: shipped ## kill -9 in a short form, and nothing personal in the logs
	python3 tests/kill_test.py --binary $(SELO) --people 200 --kills 15
	python3 tests/kill_test.py --binary $(SELO) --people 1000 --kills 30 --reissue
	python3 tests/log_canaries.py --binary $(SELO)

sizes: functions ## No function weighs more than its budget; `make bench` looks at what is deployed
	python3 tests/bench/cold_start.py --sizes-only --built --profile stack --binaries target/stack-functions

readme: shipped ## The README's walk with curl does what it says
	python3 tests/readme.py --binary $(SELO)

clients: shipped tests/clients/node_modules/.ready $(CLIENTS)/.ready ## Clients generated from the OpenAPI document work
	$(CLIENTS)/bin/python tests/clients/run.py --binary $(SELO)

functions: $(LAMBDA)/.ready ## Build every function for Lambda, quickly and for this machine's processor
	$(CARGO_LAMBDA) build $(FUNCTIONS) --profile stack --$(ARCHITECTURE) --lambda-dir target/stack-functions

$(LAMBDA)/.ready: tests/stack/build.txt
	python3 -m venv $(LAMBDA)
	$(LAMBDA)/bin/pip install --quiet --disable-pip-version-check --requirement tests/stack/build.txt
	@touch $@

$(VENV)/.ready:
	python3 -m venv $(VENV)
	@touch $@

$(LINT)/.ready: tests/template/requirements.txt
	python3 -m venv $(LINT)
	$(LINT)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(CLIENTS)/.ready: tests/clients/python.txt
	python3 -m venv $(CLIENTS)
	$(CLIENTS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

$(SAM)/.ready: tests/stack/sam.txt
	python3 -m venv $(SAM)
	$(SAM)/bin/pip install --quiet --disable-pip-version-check --requirement tests/stack/sam.txt
	@touch $@

$(EMULATOR)/.ready: tests/stack/emulator.txt
	python3 -m venv $(EMULATOR)
	$(EMULATOR)/bin/pip install --quiet --disable-pip-version-check --requirement tests/stack/emulator.txt
	@touch $@

$(VERAPDF): tests/paper/verapdf.py
	python3 tests/paper/verapdf.py $@

# What is optional is a canvas for pdf.js, which only takes text out here.
node_modules/.ready: package-lock.json
	npm ci --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@

tests/clients/node_modules/.ready: tests/clients/package-lock.json
	npm ci --prefix tests/clients --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@
