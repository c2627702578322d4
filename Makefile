# The two commands are `make run` and `make test`; each sets up what it needs. `make` lists all.

.DEFAULT_GOAL := help
.PHONY: help run dev build test check fmt superset bench setup clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up, build the release and start it on its own Postgres (or on DATABASE_URL)
	@scripts/run.sh

test: ## Set up, then run all tests: Rust, SQL, browser
	@scripts/setup.sh test
	@scripts/test.sh

dev: ## Build a debug server and start it again after each change
	@scripts/setup.sh build
	@scripts/with-env.sh node scripts/dev.js

build: ## Set up and build the release, target/release/pulseboard
	@scripts/setup.sh build
	@scripts/build.sh

check: ## Format, lints with warnings denied, stored query answers, budgets, dependencies
	@scripts/setup.sh test
	@scripts/check.sh

fmt: ## Format the Rust code
	@scripts/with-env.sh cargo fmt --all

superset: ## Set up a real Superset and judge its dashboards (slow, downloads 800 MB once)
	@scripts/setup.sh test
	@scripts/superset/judge.sh

bench: ## Set up, build the release and measure it (bench/README.md)
	@scripts/setup.sh test
	@scripts/build.sh
	@scripts/with-env.sh bench/run.sh

setup: ## Only install what building and testing need
	@scripts/setup.sh test

clean: ## Remove everything that was built; what set-up installed stays
	@rm -rf target
