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
# Nothing that is built here keeps debugging information (a stack trace needs none), so it isn't compiled in either.
export GOFLAGS += -tags=sqlite_fts5 -trimpath -gcflags=all=-dwarf=false
# Without debugging information, which the linker would leave out anyway, SQLite is compiled in two thirds of the time.
export CGO_CFLAGS ?= -O2

.PHONY: build run test checks fmt vet lint tidy unit untested race fuzz soak bench picture man clean tools notice

build: tools notice ## leaves bin/deletecall
	$(GO) build -ldflags '$(LDFLAGS)' -o bin/deletecall .

# SQLite comes as C source, and compiling it is most of the first build. The program
# that Go would write is up to date when all its packages are in the build cache.
notice:
	@if $(GO) list -deps -f '{{if and .Stale (eq .ImportPath "github.com/mattn/go-sqlite3")}}stale{{end}}' . 2>/dev/null | grep -q stale; then \
	  echo "The first build compiles SQLite: about a minute, two on a slow machine. Later ones take seconds."; fi

run: build ## the console on an embedded simulator
	./bin/deletecall --demo

test: tools fmt ## gofmt, build, vet, staticcheck, tidy, every test; beside them the race detector and short fuzzing
	$(MAKE) --no-print-directory -j2 -O checks race fuzz
	@$(MAKE) --no-print-directory MAKEFLAGS= untested

# One after the other, since they share what is compiled: two that begin at once both compile it. What the tests with the race
# detector need is compiled meanwhile.
checks:
	@for check in build vet lint tidy unit; do $(MAKE) --no-print-directory $$check || exit; done

# Most of what checks and tests allocate is garbage soon, and there is room to leave it for longer.
vet lint unit race fuzz: export GOGC = 400

fmt:
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then \
	  echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi

vet:
	$(GO) vet ./...

tidy: ## go.mod and go.sum name what is needed, and nothing else
	$(GO) mod tidy -diff

lint:
	$(GO) run $(STATICCHECK) ./...

# Every test, in full, but for the packages whose tests `race` runs in full: nothing is to be found by running them twice.
# The time limit ends what hangs; the longest package takes many minutes on a busy machine.
# go test starts the packages in the order in which they are named. The longest come first: one that began last would
# run alone at the end, beside an idle processor.
LONGEST := ./e2e ./history/sqlite ./history/postgres ./ui ./apiclient
unit:
	$(GO) test -count=1 -vet=off -timeout 60m $(LONGEST) $$($(GO) list ./... | grep -vxF $(WHOLE:./%=-e deletecall/%))

# Says, as the last line, what a machine without PostgreSQL could not test.
untested:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v initdb >/dev/null || \
	  echo "NOT TESTED: the history on PostgreSQL, which is not installed here. On Debian: apt-get install postgresql"

# The race detector makes a test take six times as long, so it is used where it can find something: in packages that
# start a goroutine, or share something between several. A screen that only uses the helpers of ui/uitest does neither;
# the console's own tests run it with the detector. There a sweep over very many cases tries one in seven
# (testkit.Some), and a long test without concurrency is skipped (testkit.Alone); `unit` runs both in full, and leaves
# out the packages that have neither (WHOLE). The console and the stores have hundreds of tests in which one thing happens
# after the other; of those, what goes on at once has it in its name: TOGETHER. The tests end to end start some thousand
# processes, so only those run here in which one process does several things at once. SQLite is compiled again, with -O1
# in a third of the time: the detector doesn't look into C.
RACES := ^\s*go (func|[A-Za-z]\w*[.(])|\bgo func|\bchan\b|^\s*"(sync|sync/atomic|net/http|net/http/httptest)"$$|/inorder"$$|t\.Parallel
NARROWED := ./ui ./history/sqlite ./history/postgres
RACED = $(shell grep -rlE '$(RACES)' --include='*.go' . | xargs -n1 dirname | sort -u | grep -vE '^./(bench|docs|e2e)')
SWEEPS = $(shell grep -rlE 'testkit\.(Some|Alone)|testing\.Short|^//go:build .*race' --include='*.go' . | xargs -n1 dirname | sort -u)
WHOLE = $(filter-out $(NARROWED) $(SWEEPS),$(RACED))
TOGETHER := Store|Two|Several|AtOnce|Others|Meanwhile|WhileA|WhileO|WhileTheO|WhileItIsRead|UnderWay|InProgress|Late|Slow|Following|Random
TOGETHER := $(TOGETHER)|SameKeys|Queue|Quit|Panic|Search|Cancel|Stop|Consoles|Lease|Connection|Stream|Column|Rebuild|Tampering|LookUp|Export
CONCURRENT := Console|Signal|Outcome|Scripts|Carr|Ctrl|Stopped
RACE := CGO_CFLAGS="-O1" $(GO) test -race -short -count=1 -vet=off -timeout 60m
race:
	$(RACE) $(filter-out $(NARROWED),$(RACED))
	$(RACE) -run '$(TOGETHER)' $(NARROWED)
	$(RACE) -run '$(CONCURRENT)' ./e2e

# Each target for some thousand inputs: enough to notice a reader that broke. A
# number of inputs and not a time, which on a busy machine can end a run with an error.
# A package is compiled once for all its targets, and has one worker: to start more takes longer than they save.
# A short run is not guided by coverage: to compile that in takes longer than the run, and of faults put in on purpose it found
# fewer than twice as many inputs without. A long one is guided within our own packages:
# go test -fuzz would compile the standard library with it, too, which takes longer than all of the fuzzing.
FUZZTIME ?= 10000x
FUZZERS ?= 1
GUIDED := -gcflags='deletecall/...=-dwarf=false -d=libfuzzer'
fuzz:
	@programs=$$(mktemp -d) && trap 'rm -rf "$$programs"' EXIT && \
	cache=$$($(GO) env GOCACHE)/fuzz && \
	for folder in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  $(GO) test -c $(GUIDANCE) -ldflags='-s -w' -o "$$programs/fuzz" $$folder || exit 1; \
	  for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' $$folder/*_test.go | cut -c6-); do \
	    echo "fuzz $$folder $$target"; \
	    (cd $$folder && "$$programs/fuzz" -test.run '^$$' -test.fuzz "^$$target\$$" -test.fuzztime $(FUZZTIME) -test.parallel $(FUZZERS) \
	      -test.fuzzcachedir "$$cache/deletecall/$$folder" 2> "$$programs/progress") || { cat "$$programs/progress"; exit 1; }; \
	  done; \
	done

# Long runs: every file operation fails or is the last one before kill -9, a connection to PostgreSQL is cut at every
# byte, consoles and the server are killed during so many deletions, and random keys for longer.
SOAK ?= 5m
SOAK_DELETIONS ?= 20000
soak: build ## long runs of what the short tests only sample
	DELETECALL_SOAK=$(SOAK) $(GO) test -count=1 -timeout 0 -v -run 'FailingFileOperation|Killing' ./history/sqlite
	DELETECALL_SOAK=$(SOAK) DELETECALL_SOAK_DELETIONS=$(SOAK_DELETIONS) $(GO) test -count=1 -timeout 0 -v -run 'Killing|CutAtAny' ./history/postgres
	$(GO) test -count=1 -timeout 0 ./ui -run Random -rapid.checks=20000
	$(MAKE) fuzz FUZZTIME=60s FUZZERS=2 GUIDANCE="$(GUIDED)"

bench: build ## figures: ratios and medians, each beside something to compare it with
	$(GO) test -run '^$$' -bench . -benchmem ./...
	$(GO) run ./bench

picture: build ## draw the pictures of README and tour, docs/tour/*.svg, from the running console
	$(GO) run ./docs/picture

man: ## writes the manual pages into bin/man; install them below share/man/man1, such as /usr/local/share/man/man1
	$(GO) run ./docs/man bin/man

clean:
	rm -rf bin

# Says clearly what the machine lacks, before something less clear does.
tools:
	@command -v $(GO) >/dev/null || { echo "deletecall needs Go 1.26 or newer: https://go.dev/dl/"; exit 1; }
	@$(GO) version | awk '{ split(substr($$3, 3), v, "."); if (v[1] < 1 || (v[1] == 1 && v[2]+0 < 26)) \
	  { print "deletecall needs Go 1.26 or newer; this is " $$3; exit 1 } }'
	@command -v "$$($(GO) env CC | cut -d' ' -f1)" >/dev/null || { \
	  echo "deletecall needs a C compiler for SQLite, such as gcc: apt-get install gcc libc6-dev"; exit 1; }
