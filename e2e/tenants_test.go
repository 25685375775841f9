package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"deletecall/apiclient"
	"deletecall/deletion"
	"deletecall/history/sqlite"
	"deletecall/secret"
	"deletecall/simulator"
)

// course is a deletion with look-ups by a person, and what happens meanwhile.
type course struct {
	typed      string   // one of [typedBy]
	card       string   // what the server does with the look-up before, one of [answersToLookUps]
	meanwhile  []string // what happens while the person reads, of [events]
	asTyped    bool     // the person wants the identifier sent as typed, although a call was shown
	onTheWay   []string // what happens between the confirmation and the arrival of DeleteCall
	deletion   string   // what the server does with DeleteCall, one of [answersToDeletions]
	afterwards string   // and with the look-up after it
}

const well = "well"

var (
	typedBy            = []string{"last", "ongoing", "last,ongoing", "call ID", "native ID"}
	answersToLookUps   = []string{well, "a page", "nothing", "a failure", "another call", "a call that does not exist", "another tenant's", "only the ID"}
	answersToDeletions = []string{well, "a page", "nothing", "a failure", "expired once", "always expired"}
	events             = []string{"begins", "ends", "token expires", "is deleted", "is protected"}
)

// begin is the begin of a course.
func (o *tenants) begin(c course, named func([]simulator.Call) []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lookUps, o.deletion, o.onTheWay, o.named = c.card, c.deletion, c.onTheWay, named
	o.at, o.arrived, o.expired = moment{}, 0, 0
}

// seen is what was true when the last request arrived, and how many DeleteCalls arrived.
func (o *tenants) seen() (at moment, arrived, expired int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at, o.arrived, o.expired
}

// tenants is a server with two tenants behind one address. It keeps what really happened, to be held
// against what the program says.
type tenants struct {
	mine, other *simulator.Simulator

	mu       sync.Mutex
	ahead    time.Duration // of the clock of this machine
	lookUps  string        // what it does with look-ups
	deletion string        // and with DeleteCall
	onTheWay []string      // what happens once DeleteCall arrives
	named    func([]simulator.Call) []string
	at       moment // of the last look-up, or DeleteCall
	arrived  int    // DeleteCalls
	expired  int    // those of them that were answered with -43
}

// moment is what was true when a request arrived.
type moment struct {
	calls []simulator.Call // of the tenant that answers
	named []string         // the calls that what was typed names
}

// The call of an extension that nobody asks for is described instead of others, so it stays.
const elsewhere, neverMeant = "9001", "tenant-0-0"

func openTenants(t testing.TB, spelling simulator.Spelling) (o *tenants, url string) {
	t.Helper()
	o = &tenants{}
	config := simulator.Config{Clock: o.now, Tries: 1, Sleep: 1, NeedsCookie: true, LookUps: simulator.LookUps{Spelling: spelling}, Observe: o.observe}
	o.mine, o.other = simulator.New(config), simulator.New(simulator.Config{Clock: o.now, Tries: 1, Sleep: 1, Keys: []simulator.Key{{Value: loginKey}}})
	for n, sim := range []*simulator.Simulator{o.mine, o.other} {
		for i, of := range []string{elsewhere, "8856", "8856"} {
			begin := o.now().Add(time.Duration(i-9) * time.Minute)
			sim.AddCall(simulator.Call{CallID: fmt.Sprintf("tenant-%d-%d", n, i), NativeID: fmt.Sprintf("TRS%d%d", n, i), From: of, To: fmt.Sprint(4100 + 10*n + i), Begin: begin, End: begin.Add(time.Second)})
		}
		sim.Begin(simulator.Call{CallID: fmt.Sprintf("tenant-%d-ongoing", n), From: "8856", To: fmt.Sprint(4200 + n)})
	}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	return o, server.URL + simulator.Path
}

func (o *tenants) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return time.Now().Add(o.ahead)
}

func (o *tenants) observe(r simulator.Request) {
	if r.Action == "DeleteCall" && r.Code == -43 {
		o.mu.Lock()
		o.expired++
		o.mu.Unlock()
	}
}

// happens lets something happen in the office, to the newest call that is going on, or the one with this ID.
func (o *tenants) happens(event, shown string) {
	switch event {
	case "begins":
		o.mine.Begin(simulator.Call{From: "8856", To: "4300"})
	case "ends":
		for _, call := range slices.Backward(o.mine.Calls()) {
			if call.From == "8856" && o.mine.End(call.CallID) {
				return
			}
		}
	case "token expires":
		o.mu.Lock()
		o.ahead += 61 * time.Minute
		o.mu.Unlock()
	case "is protected":
		o.mine.Protect(shown)
	case "is deleted": // by somebody else, who knows its ID
		if shown == neverMeant {
			return
		}
		request := httptest.NewRequest(http.MethodGet, simulator.Path+"?action=DeleteCall&apiKey="+apiKey+"&responseType=XML&callID="+shown, nil)
		o.mine.ServeHTTP(httptest.NewRecorder(), request)
	}
}

func (o *tenants) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // the simulator finds the form as it is then
	sim, action := o.mine, r.Form.Get("action")
	switch {
	case action == "DeleteCall":
		o.prepareDeletion()
	case strings.HasPrefix(action, "GetCall"):
		sim = o.prepareLookUp(r, action)
	}
	sim.ServeHTTP(w, r)
}

func (o *tenants) prepareDeletion() {
	o.mu.Lock()
	o.arrived++
	first, does, onTheWay := o.arrived == 1, o.deletion, o.onTheWay
	o.mu.Unlock()
	if first {
		for _, event := range onTheWay {
			o.happens(event, "")
		}
	}
	fault := map[string]simulator.Fault{"a page": {Status: 502}, "nothing": {Drop: true}, "a failure": {Code: -1, Message: "no"}, "always expired": {Code: -43, Message: "expired"}}[does]
	if does == "expired once" && first {
		fault.Code, fault.Message = -43, "expired"
	}
	if fault != (simulator.Fault{}) {
		o.mine.Inject(fault)
	}
	o.note(o.mine)
}

func (o *tenants) prepareLookUp(r *http.Request, action string) *simulator.Simulator {
	sim := o.mine
	o.mu.Lock()
	does := o.lookUps
	o.mu.Unlock()
	switch does {
	case "a page":
		sim.InjectLookUps(simulator.Fault{Status: 502})
	case "nothing":
		sim.InjectLookUps(simulator.Fault{Drop: true})
	case "a failure":
		sim.InjectLookUps(simulator.Fault{Code: -1, Message: "no"})
	case "a call that does not exist":
		sim.InjectLookUps(simulator.Fault{Another: true})
	case "only the ID":
		if action == "GetCallInformation" {
			sim.InjectLookUps(simulator.Fault{Code: -30, Message: "Invalid action."})
		}
	case "another call":
		for _, name := range []string{"extension", "status", "nativeID"} {
			r.Form.Del(name)
		}
		r.Form.Set("callID", neverMeant)
	case "another tenant's":
		sim = o.other
	}
	o.note(sim)
	return sim
}

// note keeps what is true now.
func (o *tenants) note(sim *simulator.Simulator) {
	calls := sim.Calls()
	at := moment{calls, o.named(calls)}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = at
}

// selectorOf is what a person types, and the calls that it names among these, in words other than the simulator's.
func (o *tenants) selectorOf(t testing.TB, typed string) (selector deletion.Selector, named func([]simulator.Call) []string) {
	t.Helper()
	kind, identifier, status := deletion.Extension, "8856", typed
	of := func(fits func(simulator.Call) bool) func([]simulator.Call) []string {
		return func(calls []simulator.Call) (ids []string) {
			for _, call := range calls {
				if fits(call) {
					ids = append(ids, call.CallID)
				}
			}
			return ids
		}
	}
	ongoing := of(func(c simulator.Call) bool { return c.From == "8856" && c.State(o.now()) == simulator.Ongoing })
	last := func(calls []simulator.Call) []string {
		var newest simulator.Call
		for _, c := range calls {
			if c.From == "8856" && c.State(o.now()) == simulator.Finished && c.End.After(newest.End) {
				newest = c
			}
		}
		return of(func(c simulator.Call) bool { return c.CallID == newest.CallID })(calls)
	}
	switch typed {
	case "last":
		named = last
	case "ongoing":
		named = ongoing
	case "last,ongoing":
		named = func(calls []simulator.Call) []string {
			if ids := last(calls); len(ids) > 0 {
				return ids
			}
			return ongoing(calls)
		}
	case "call ID":
		kind, identifier, status = deletion.CallID, "tenant-0-2", ""
		named = of(func(c simulator.Call) bool { return c.CallID == identifier })
	case "native ID":
		kind, identifier, status = deletion.NativeID, "TRS01", ""
		named = of(func(c simulator.Call) bool { return c.NativeID == identifier })
	}
	selector, err := deletion.NewSelector(kind, identifier, status)
	if err != nil {
		t.Fatal(err)
	}
	return selector, named
}

// operator is somebody at a console of this process, without its screens.
type operator struct {
	*deletion.Workflow
	server  deletion.Server
	history *sqlite.Store
}

func openOperator(t testing.TB, url string, method deletion.Method, history *sqlite.Store) operator {
	t.Helper()
	server := deletion.Server{Name: "office", Endpoint: url, Method: method, ResponseType: deletion.XML, TimeLimit: time.Minute, LookUpLimit: time.Minute}
	client, err := apiclient.New(apiclient.Config{Endpoint: url, Credentials: supervisor{}})
	if err != nil {
		t.Fatal(err)
	}
	return operator{server: server, history: history, Workflow: deletion.NewWorkflow(deletion.Parts{
		Servers:  []deletion.Server{server},
		Senders:  func(deletion.Server) (deletion.Sender, error) { return client, nil },
		LookUps:  func(deletion.Server) (deletion.LookUps, error) { return client, nil },
		Recorder: history, Operator: deletion.Operator{Name: "alice"}, Version: "test", Now: time.Now,
	})}
}

func openHistory(t *testing.T) *sqlite.Store {
	t.Helper()
	history, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = history.Close() })
	return history
}

// supervisor logs in as the user of the simulator.
type supervisor struct{}

func (supervisor) APIKey(context.Context) (secret.Text, error) { return secret.New(loginKey), nil }
func (supervisor) Token(context.Context) (secret.Text, error)  { return secret.Text{}, nil }
func (supervisor) Used()                                       {}
func (supervisor) Refused(deletion.Credential)                 {}
func (supervisor) Origins() apiclient.Origins                  { return apiclient.Origins{} }
func (supervisor) Login(context.Context) (string, secret.Text, error) {
	return "supervisor", secret.New("practice"), nil
}
