# Two commands do all the set-up on a fresh machine with Go and a C compiler:
#   make run    the console on an embedded simulator, no configuration
#   make test   everything that CI checks
GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS     := -s -w -X deletecall/cli.version=$(VERSION)
export CGO_ENABLED = 1
# SQLite's FTS5 is for the search index. A program built without it works all the same; its filters scan.
# The paths are trimmed everywhere, so that the build, vet and the linter share one compiled SQLite.
export GOFLAGS += -tags=sqlite_fts5 -trimpath

.PHONY: build run test checks fmt vet lint tidy macos unit sweeps fuzz soak bench picture clean tools notice

build: tools notice ## leaves bin/deletecall
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/deletecall .

# SQLite comes as C source, and compiling it is most of the first build. The program
# that Go would write is up to date when all its packages are in the build cache.
notice:
	@if $(GO) list -deps -f '{{if and .Stale (eq .ImportPath "github.com/mattn/go-sqlite3")}}stale{{end}}' . 2>/dev/null | grep -q stale; then \
	  echo "The first build compiles SQLite: about a minute, two on a slow machine. Later ones take seconds."; fi

run: build ## the console on an embedded simulator
	./bin/deletecall --demo

test: tools fmt ## build, gofmt, vet, staticcheck, macOS, race detector, end to end, short fuzzing
	$(MAKE) --no-print-directory -j2 -O checks unit
	$(MAKE) --no-print-directory fuzz

# These share one SQLite, which is compiled while the tests compile theirs with the race detector.
checks:
	$(MAKE) --no-print-directory MAKEFLAGS= build vet lint tidy macos sweeps

fmt:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
	  echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi

vet:
	$(GO) vet ./...

tidy: ## go.mod and go.sum name what is needed, and nothing else
	$(GO) mod tidy -diff

# What needs no cgo must compile for macOS too, tests included.
macos:
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 $(GO) vet $$($(GO) list -test -deps \
	  -f '{{if not .ForTest}}{{.ImportPath}} {{join .Deps " "}}{{end}}' ./... | awk '/^deletecall/ { \
	  name = $$1; sub(/[.]test$$/, "", name); seen[name]; if (/go-sqlite3/) needs[name] } \
	  END { for (name in seen) if (!(name in needs)) print name }')

lint:
	$(GO) run $(STATICCHECK) ./...

# The time limit ends what hangs; on a machine that is busy with other things, the longest package takes many minutes.
# Of a sweep over very many cases one in seven runs here (testkit.Some), and all of them in `sweeps`. SQLite is compiled
# a second time for the race detector, which does not look into C: with -O1 that takes a third of the time.
unit:
	CGO_CFLAGS="-O1" $(GO) test -race -short -count=1 -vet=off -timeout 60m ./...

# The tests of many cases, whole and without the race detector, which makes each take six times as long.
SWEEPS := testkit\.Some|rapid\.Check
sweeps:
	@for folder in $$(grep -rlE '$(SWEEPS)' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  names=$$(grep -lE '$(SWEEPS)' $$folder/*_test.go | xargs grep -hoE '^func Test[A-Za-z0-9_]+' | cut -c6- | paste -sd'|' -); \
	  $(GO) test -count=1 -vet=off -timeout 60m -run "^($$names)\$$" $$folder || exit 1; \
	done

# Each target for a few thousand inputs: enough to notice a reader that broke. A
# number of inputs and not a time, which on a busy machine can end a run with an error.
# A package is compiled once for all its targets. What guides the fuzzer is compiled into our own packages:
# go test -fuzz would compile the standard library with it, too, which takes longer than all of the fuzzing.
FUZZTIME ?= 5000x
fuzz:
	@programs=$$(mktemp -d) && trap 'rm -rf "$$programs"' EXIT && \
	cache=$$($(GO) env GOCACHE)/fuzz && \
	for folder in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  $(GO) test -c -gcflags='deletecall/...=-d=libfuzzer' -ldflags='-s -w' -o "$$programs/fuzz" $$folder || exit 1; \
	  for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$folder/*_test.go | cut -c6-); do \
	    echo "fuzz $$folder $$target"; \
	    (cd $$folder && "$$programs/fuzz" -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) \
	      -test.fuzzcachedir "$$cache/deletecall/$$folder") || exit 1; \
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
