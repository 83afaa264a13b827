# Everything a newcomer needs: make run, make test. The rest is for working on
# Switchyard itself.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test verify bench build runtime postgres starter generate

# A folder with public data sets, one JSONL file a split (see README, Figures).
DATA ?= data
ADDR ?= :8080
# make run shows a demo, unless a database is named or DEMO=no is said.
ifeq ($(origin DB),undefined)
DEMO ?= yes
endif
DEMO ?= no
DB ?= sqlite:.data/$(if $(filter yes,$(DEMO)),demo,switchyard).db
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build runtime ## Build everything and serve a demo on :8080 (DEMO=no starts empty; ADDR=host:port, DB=sqlite:FILE or postgres://... for others)
	@mkdir -p .data && umask 077 && { test -s .data/token || head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' > .data/token; }
	@SWITCHYARD_BOOTSTRAP_TOKEN=$$(cat .data/token) ./bin/switchyard serve --addr $(ADDR) --db $(DB) --show-token $(if $(filter yes,$(DEMO)),--demo)

build: ## Build bin/switchyard
	@mkdir -p bin
	go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/switchyard ./cmd/switchyard

# Fetching needs npm once. Without it the native engine serves, so a failure
# here is told and not fatal.
runtime:
	@go run ./internal/ort/fetch || echo 'going on without ONNX Runtime: the native engine takes over'

# The tests of the PostgreSQL store start a server of their own; its programs
# have to be there.
postgres:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || \
	  { echo 'installing PostgreSQL for the tests'; apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; }

test: postgres ## Run every test, races included
	go run ./internal/ort/fetch
	go test ./...
	go test -race -short $(RACE)
	CGO_ENABLED=0 go test -short ./classifier ./sentiment ./internal/triage ./cmd/switchyard

# Packages where goroutines meet.
RACE := ./internal/api ./internal/triage ./langdetect ./models ./training ./classifier ./sentiment ./cmd/switchyard \
	./internal/store ./internal/store/sqlite ./internal/store/postgres ./internal/lifecycle ./internal/dispatch ./internal/access ./internal/setup ./internal/experience ./routing/learn \
	./internal/registry ./internal/rollout ./internal/feedback ./internal/watch ./internal/alike/... ./internal/suggest/... ./internal/concept

verify: ## Check format, vet, lint, generated files, import arrows, links
	@test -z "$$(gofmt -l .)" || { gofmt -l .; echo 'gofmt would change these'; exit 1; }
	go vet ./...
	go mod tidy -diff
	GOFLAGS=-mod=mod go run $(LINT) run ./...
	go generate ./...
	git diff --exit-code -- '*.yaml' '*.gen.go'
	go test -count=1 ./internal/arrows

bench: ## Time the engine beside its peers (DATA=folder for the accuracy figures)
	DATA=$(DATA) ./internal/bench/run

starter: build ## Train the starter bundles again (DATA=folder)
	DATA=$(DATA) ./models/starter/train
