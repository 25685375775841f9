# Two commands do all the set-up on a fresh machine with Go and a C compiler:
#   make run    the console on an embedded simulator, no configuration
#   make test   everything that CI checks
GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS     := -s -w -X deletecall/cli.version=$(VERSION)
export CGO_ENABLED = 1
# SQLite's FTS5 is for the search index. A program built without it works all the same; its filters scan.
export GOFLAGS += -tags=sqlite_fts5

.PHONY: build run test fmt vet lint unit fuzz soak bench picture clean tools

build: tools ## leaves bin/deletecall
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/deletecall .

run: build ## the console on an embedded simulator
	./bin/deletecall --demo

test: tools fmt vet lint unit fuzz ## build, gofmt, vet, staticcheck, race detector, end to end, short fuzzing

fmt:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
	  echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi

vet: build
	$(GO) vet ./...

lint:
	$(GO) run $(STATICCHECK) ./...

unit:
	$(GO) test -race -count=1 ./...

# Each target for a few thousand inputs: enough to notice a reader that broke. A
# number of inputs and not a time, which on a busy machine can end a run with an error.
FUZZTIME ?= 5000x
fuzz:
	@for package in $$($(GO) list ./...); do \
	  folder=$$($(GO) list -f '{{.Dir}}' $$package); \
	  for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$folder/*_test.go 2>/dev/null | cut -c6-); do \
	    echo "fuzz $$package $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
	  done; \
	done

# Long runs: every file operation fails or is the last one before kill -9, and random keys for longer.
SOAK ?= 5m
soak: build ## long runs of what the short tests only sample
	DELETECALL_SOAK=$(SOAK) $(GO) test -count=1 -timeout 0 -v -run 'FailingFileOperation|Killing' ./history/sqlite
	$(GO) test -count=1 -timeout 0 ./ui -run Random -rapid.checks=20000
	$(MAKE) fuzz FUZZTIME=60s

bench: build ## figures: ratios and medians, each beside something to compare it with
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) run ./bench

picture: build ## draw docs/console.svg from the running console
	$(GO) run ./docs/picture

clean:
	rm -rf bin

# Says clearly what the machine lacks, before something less clear does.
tools:
	@command -v $(GO) >/dev/null || { echo "deletecall needs Go 1.26 or newer: https://go.dev/dl/"; exit 1; }
	@$(GO) version | awk '{ split(substr($$3, 3), v, "."); if (v[1] < 1 || (v[1] == 1 && v[2]+0 < 26)) \
	  { print "deletecall needs Go 1.26 or newer; this is " $$3; exit 1 } }'
	@command -v "$$($(GO) env CC | cut -d' ' -f1)" >/dev/null || { \
	  echo "deletecall needs a C compiler for SQLite, such as gcc: apt-get install gcc libc6-dev"; exit 1; }
