package apiclient

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite"
	"deletecall/lookup"
	"deletecall/testkit"
)

// place is the request of a deletion with look-ups that a server misbehaves at: the nth of its action.
type place struct {
	name, action string
	nth          int
	idsOnly      bool // the server has no GetCallInformation
	expires      bool // the token has expired when DeleteCall comes
}

// Every misbehaviour is tried at each of the early places, and at one of the late ones.
var early = []place{
	{"login", requestToken, 1, false, false},
	{"card", getCallInformation, 1, false, false},
	{"ID", getCallID, 1, true, false},
	{"deletion", deleteCall, 1, false, false},
}

var late = []place{
	{"renewed login", requestToken, 2, false, true},
	{"second attempt", deleteCall, 2, false, true},
	{"afterwards", getCallInformation, 2, false, false},
}

// before reports whether it is what a person waits for before they confirm.
func (p place) before() bool {
	return p.nth == 1 && p.action != deleteCall
}

// clerk is a server with one call that does what it is asked, but misbehaves at one place.
type clerk struct {
	*server
	place
	row      misbehaviour
	executes bool // a DeleteCall at which it misbehaves is carried out
	// Each clerk has another call: what was done at one of them is no earlier deletion at the next.
	callID, extension string
	arrived           map[string]*atomic.Int32
	gone              atomic.Bool
	accepted          atomic.Int32 // DeleteCalls that were answered with success
	expired           atomic.Int32 // DeleteCalls that were answered with -43
}

func openClerk(t *testing.T, scheme string, at place, row misbehaviour, number int) *clerk {
	c := &clerk{place: at, row: row, executes: number%2 == 0, arrived: map[string]*atomic.Int32{},
		callID: fmt.Sprintf("a8343631-%d", number), extension: fmt.Sprint(20_000 + number)}
	for _, action := range []string{requestToken, getCallInformation, getCallID, deleteCall, searchCalls} {
		c.arrived[action] = new(atomic.Int32)
	}
	c.server = serveScheme(t, scheme, c.behave)
	return c
}

// card is the call as the server describes it.
func (c *clerk) card() string {
	return information(strings.NewReplacer("<do_not_delete>1<", "<do_not_delete>0<", sampleID, c.callID, ">8856<", ">"+c.extension+"<").Replace(sampleCall))
}

func (c *clerk) behave(p *peer) {
	r, ok := p.peek()
	if !ok {
		return
	}
	action := actionOf(r.form)
	if nth := c.arrived[action].Add(1); action == c.action && int(nth) == c.nth {
		if action == deleteCall && c.executes {
			c.gone.Store(true)
		}
		c.row.does(p)
		return
	}
	p.request()
	switch {
	case action == requestToken:
		p.answer(200, grantDocument("token-"+string('0'+rune(c.arrived[action].Load()))))
	case action == deleteCall && c.expires && c.expired.CompareAndSwap(0, 1):
		p.answer(200, response(-43, "Token expired"))
	case action == deleteCall:
		c.gone.Store(true)
		c.accepted.Add(1)
		p.answer(200, doc)
	case action == searchCalls: // for second recordings
		p.answer(200, `<verbacdrlist rowcount="0"/>`)
	case c.gone.Load():
		p.answer(200, strings.Replace(notInformation(-50), getCallInformation, action, 1))
	case action == getCallID:
		p.answer(200, `<VerbaApi><Response code="0" type="GetCallID"/><CallID>`+c.callID+`</CallID></VerbaApi>`)
	case c.idsOnly:
		p.answer(200, notInformation(-30))
	default:
		p.answer(200, c.card())
	}
}

// Wherever a server misbehaves, and however: DeleteCall arrives once, or twice where the first was answered
// with -43; it names what was shown; the outcome says no more than is known; and no look-up changes it.
func TestWhereverAServerMisbehavesWhatWasShownIsWhatIsSent(t *testing.T) {
	history, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = history.Close() })
	for i, row := range testkit.Some(misbehaviours()) {
		for j, at := range append(slices.Clone(early), late[i%len(late)]) {
			number := i*(len(early)+1) + j
			over := transports()[number%len(transports())]
			t.Run(row.name+" at the "+at.name+" over "+over.scheme+" "+string(over.method), func(t *testing.T) {
				t.Parallel()
				openClerk(t, over.scheme, at, row, number).try(t, over, history)
			})
		}
	}
}

// limits are how long a look-up before, the deletion and the look-up afterwards may take.
func (c *clerk) limits() (before, deletes, after time.Duration) {
	const lookUp = time.Minute // what is not hanging needs less
	before, deletes, after = lookUp, longLimit, lookUp
	if c.row.cause != deletion.CauseTime {
		return before, deletes, after
	}
	switch {
	case c.before():
		before = shortLimit
	case c.name == "afterwards":
		after = shortLimit
	default:
		deletes = shortLimit
	}
	return before, deletes, after
}

// hasty is a client whose requests have a limit of their own, so that the history has time.
type hasty struct {
	*Client
	limit time.Duration
}

func (h hasty) Prepare(ctx context.Context, request deletion.Request) (deletion.Sending, error) {
	request.Server.TimeLimit = h.limit
	return h.Client.Prepare(ctx, request)
}

func (c *clerk) try(t *testing.T, over transport, history *sqlite.Store) {
	tr := withLogin(c.server, over.scheme)
	before, deletes, after := c.limits()
	tr.server.Method, tr.server.LookUpLimit = over.method, before
	afterwards := tr.server
	afterwards.LookUpLimit = after
	client := tr.client(t)
	workflow := deletion.NewWorkflow(deletion.Parts{
		Servers:  []deletion.Server{afterwards},
		Senders:  func(deletion.Server) (deletion.Sender, error) { return hasty{client, deletes}, nil },
		LookUps:  func(deletion.Server) (deletion.LookUps, error) { return client, nil },
		Recorder: history, Operator: deletion.Operator{Name: "alice"}, Version: "test", Now: time.Now,
	})
	request := tr.requestFor(t, deletion.Extension, c.extension, "last")
	shown := workflow.LookUp(t.Context(), tr.server, request.Selector)
	request = request.Showing(shown)
	if want := !c.before(); request.Pinned != want || want != (shown.Verdict == lookup.Found) {
		t.Errorf("pinned is %v after %q (%s): %s", request.Pinned, shown.Verdict, shown.Reason, shown.Detail)
	}
	review, err := workflow.Review(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	wantNoDeleteCall(t, c.server)
	review = review.Naming(review.MustName())
	record, err := workflow.Execute(t.Context(), review)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := workflow.Execute(t.Context(), review); !errors.Is(err, deletion.ErrReviewUsed) {
		t.Errorf("a second time: %v", err)
	}
	c.judge(t, review, record.Outcome)
	if record.Outcome.MayCheck() {
		c.judgeAfterwards(t, workflow, history, record)
	}
	c.judgeWire(t, review)
}

// judge checks that the outcome says no more than the server knows to be true.
func (c *clerk) judge(t *testing.T, review deletion.Review, outcome deletion.Outcome) {
	t.Helper()
	wantClean(t, outcome)
	atDeletion, arrived := c.action == deleteCall, c.arrived[deleteCall].Load()
	switch outcome.Kind {
	case deletion.Accepted:
		if c.accepted.Load() == 0 && !(atDeletion && c.row.kind == deletion.Accepted) {
			t.Errorf("it counts as accepted: %s", outcome.Detail)
		}
	case deletion.Refused:
		if c.accepted.Load() > 0 || atDeletion && arrived >= int32(c.nth) && c.row.kind != deletion.Refused {
			t.Errorf("it counts as refused: %s", outcome.Detail)
		}
	case deletion.NotSent:
		if arrived > 0 {
			t.Errorf("it counts as not sent: %s", outcome.Detail)
		}
	case deletion.Unknown:
		if c.before() || c.name == "afterwards" {
			t.Errorf("it counts as unknown: %s", outcome.Detail)
		}
	}
	if attempts := 1 + len(outcome.Earlier); attempts > 1 && int32(attempts) != arrived {
		t.Errorf("%d attempts are in the outcome, and %d arrived", attempts, arrived)
	}
}

// judgeWire checks that each DeleteCall names what the person read, and how many arrived.
func (c *clerk) judgeWire(t *testing.T, review deletion.Review) {
	t.Helper()
	if arrived := c.arrived[deleteCall].Load(); arrived > 1+c.expired.Load() {
		t.Errorf("%d DeleteCalls arrived, and %d were answered with -43", arrived, c.expired.Load())
	}
	want := []string{"extension=" + c.extension, "status=last"}
	if review.Request.Pinned {
		want = []string{"callID=" + c.callID}
	}
	if c.before() == review.Request.Pinned || !slices.Equal(choosing(review.Preview), want) {
		t.Errorf("it was shown that %v is sent", choosing(review.Preview))
	}
	for _, r := range c.deleteCalls() {
		if _, sent, _ := strings.Cut(r.form, "responseType=XML&"); sent != strings.Join(want, "&") {
			t.Errorf("DeleteCall was sent with %s, and %v was shown", sent, want)
		}
	}
}

// choosing are the parameters that choose the call, as a person reads them.
func choosing(preview deletion.Preview) (names []string) {
	for _, p := range preview.Parameters {
		if p.Name == "callID" || p.Name == "extension" || p.Name == "status" {
			names = append(names, p.Name+"="+p.Value)
		}
	}
	return names
}

// judgeAfterwards looks the call up again, which proves what the server says and changes nothing else.
func (c *clerk) judgeAfterwards(t *testing.T, workflow *deletion.Workflow, history *sqlite.Store, record deletion.Record) {
	t.Helper()
	recorded, err := history.Record(t.Context(), record.Intent.Number)
	if err != nil {
		t.Fatal(err)
	}
	after, err := workflow.Check(t.Context(), record)
	if err != nil {
		t.Fatal(err)
	}
	want := deletion.StillThere
	switch {
	case c.name == "afterwards", !record.Intent.Pinned:
		want = deletion.NotChecked
	case c.gone.Load():
		want = deletion.Gone
	}
	if after.Finding != want {
		t.Errorf("afterwards: %s, want %s (%s)", after.Finding, want, after.Detail)
	}
	again, err := history.Record(t.Context(), record.Intent.Number)
	if err != nil || again.After == nil || again.After.Finding != want || again.Settlement != nil || !reflect.DeepEqual(again.Outcome, recorded.Outcome) {
		t.Errorf("the record was %+v, and is %+v, %v", recorded, again, err)
	}
	for _, hidden := range []string{sampleKey, samplePassword, "token-1", "token-2"} {
		if strings.Contains(after.Detail, hidden) {
			t.Errorf("the finding holds a secret: %s", after.Detail)
		}
	}
}
