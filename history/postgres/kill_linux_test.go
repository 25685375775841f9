package postgres

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/testkit"
	"deletecall/testkit/pgserver"
)

// massacre is a history that consoles delete through while they and its server are killed.
type massacre struct {
	t       *testing.T
	server  *pgserver.Server
	address string
	folders []string // of the machines that the consoles run on
	wanted  int      // deletions that were said to be recorded

	mu    sync.Mutex
	said  map[string]map[string]bool // by step, the UUIDs
	tries int
	whys  map[string]int
	kills map[string]int

	restarting sync.RWMutex
}

const (
	serverEvery  = 30 // deletions between two kills of the server, about
	consoleEvery = 12 // and of each console
	// mostTriesEach bounds the deletions that fail, for each that is recorded: most do while the
	// server is down.
	mostTriesEach = 20
)

// killed is how many deletions, for the soak.
const killed = "DELETECALL_SOAK_DELETIONS"

// Consoles on two machines delete while kill -9 meets them, their server, or one of its
// processes: what was said to be recorded is, once; nothing was sent without an intent; and
// what nobody knows is unknown when the lease of its console has run out, not before.
func TestKillingConsolesAndTheirServerLosesNothing(t *testing.T) {
	testkit.Alone(t)
	m := &massacre{t: t, server: pgserver.Own(t), folders: []string{t.TempDir(), t.TempDir()}, wanted: 60,
		said: map[string]map[string]bool{}, whys: map[string]int{}, kills: map[string]int{}}
	consoles := 4
	if text := os.Getenv(killed); text != "" {
		var err error
		if m.wanted, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
		consoles = 8
	}
	if _, err := Init(t.Context(), m.server.URL(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	administrate(t, m.server.URL(), `CREATE ROLE console LOGIN IN ROLE deletecall_writer`)
	m.address = as(t, m.server.URL(), "console")
	ended := make(chan struct{}, 1000)
	var wait sync.WaitGroup
	for n := range consoles {
		wait.Go(func() { m.consoles(m.folders[n%len(m.folders)], ended) })
	}
	go func() { wait.Wait(); close(ended) }()
	m.killServers(ended)
	m.expectNothingLost()
	t.Logf("%d deletions were said to be recorded; killed: %v; refused with: %v", len(m.said["kept"]), m.kills, m.whys)
}

// consoles runs one console after the other on a machine until enough is deleted.
func (m *massacre) consoles(folder string, ended chan<- struct{}) {
	for !m.isEnough() {
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), childAddress+"="+m.address, childFolder+"="+folder)
		input, err := command.StdinPipe()
		if err != nil {
			m.t.Error(err)
			return
		}
		output, err := command.StdoutPipe()
		if err == nil {
			err = command.Start()
		}
		if err != nil {
			m.t.Error(err)
			return
		}
		lines := bufio.NewScanner(output)
		steps := 1 + rand.IntN(2*consoleEvery*5)
		for !m.isEnough() && m.delete(input, lines, &steps, ended) {
		}
		isKilled := steps <= 0
		if isKilled {
			_ = command.Process.Kill()
		}
		_ = input.Close()
		m.listen(lines, nil) // to what it said before it died
		if err := command.Wait(); err != nil && !isKilled {
			m.t.Errorf("a console failed: %v", err)
		}
		if isKilled {
			m.count("console")
		}
	}
}

// delete lets a console delete once, and reports whether it is to go on.
func (m *massacre) delete(input io.Writer, lines *bufio.Scanner, steps *int, ended chan<- struct{}) bool {
	m.mu.Lock()
	m.tries++
	m.mu.Unlock()
	before := m.recorded()
	if _, err := fmt.Fprintln(input, uuid.NewString()); err != nil {
		return false
	}
	goesOn := m.listen(lines, steps)
	if m.recorded() > before { // of others, too
		ended <- struct{}{}
	}
	m.restarting.RLock() // a try or two while the server is down is enough
	defer m.restarting.RUnlock()
	return goesOn
}

// listen hears the steps of a deletion. It reports false when the console has no more steps
// to live, or has ended.
func (m *massacre) listen(lines *bufio.Scanner, steps *int) bool {
	for lines.Scan() {
		if lines.Text() == "done" {
			if steps == nil {
				continue
			}
			return true
		}
		m.note(lines.Text())
		if steps != nil {
			if *steps--; *steps <= 0 {
				return false
			}
		}
	}
	return false
}

func (m *massacre) note(line string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if why, isWhy := strings.CutPrefix(line, "why "); isWhy {
		m.whys[why]++
		return
	}
	words := strings.Fields(line)
	step, id := strings.Join(words[:len(words)-1], " "), words[len(words)-1]
	if m.said[step] == nil {
		m.said[step] = map[string]bool{}
	}
	if m.said[step][id] {
		m.t.Errorf("%s twice: %s", step, id)
	}
	m.said[step][id] = true
}

func (m *massacre) count(what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kills[what]++
}

func (m *massacre) recorded() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.said["kept"])
}

func (m *massacre) isEnough() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.said["kept"]) >= m.wanted || m.tries >= mostTriesEach*m.wanted
}

// killServers kills the server, in a way of several, each time that so many deletions have
// ended.
func (m *massacre) killServers(ended <-chan struct{}) {
	left := serverEvery
	for range ended {
		if left--; left > 0 {
			continue
		}
		left = 1 + rand.IntN(2*serverEvery)
		m.count(m.killServer())
	}
}

func (m *massacre) killServer() (how string) {
	m.restarting.Lock()
	defer m.restarting.Unlock()
	switch rand.IntN(3) {
	case 0:
		if err := m.server.KillOne(); err != nil {
			m.t.Error(err)
		}
		return "a process of the server" // which ends all others, and goes on by itself
	case 1:
		m.server.Stop()
		how = "immediate stop"
	default:
		if err := m.server.Kill(); err != nil {
			m.t.Error(err)
		}
		how = "server"
	}
	if err := m.server.Start(); err != nil {
		m.t.Error(err)
	}
	return how
}

// openRecovered opens the history once the server has recovered from the last kill of one of its
// processes, which nobody else waits for.
func (m *massacre) openRecovered() *Store {
	const patience = 5 * time.Minute // it only ends what hangs
	for late := time.Now().Add(patience); ; {
		s, err := Open(m.t.Context(), m.address, Options{ReadOnly: true})
		if err == nil {
			m.t.Cleanup(func() { _ = s.Close() })
			return s
		}
		if time.Now().After(late) {
			m.t.Fatal(err)
		}
	}
}

// expectNothingLost compares the history with what the consoles said.
func (m *massacre) expectNothingLost() {
	t := m.t
	if len(m.said["kept"]) < m.wanted {
		t.Errorf("only %d deletions were recorded, of %d that began", len(m.said["kept"]), m.tries)
	}
	look := m.openRecovered()
	for _, record := range m.records(look) {
		if record.Outcome.Kind == deletion.Unknown && m.said["kept"][record.Intent.ID] {
			t.Errorf("record %d was interrupted while its console lived", record.Intent.Number)
		}
	}
	administrate(t, m.server.URL(), `UPDATE deletecall.lease SET until = now() - interval '1 second'`)
	for _, folder := range m.folders { // imports what was put aside on each machine
		if err := mustOpen(t, m.address, Options{Folder: folder}).Close(); err != nil {
			t.Fatal(err)
		}
	}
	found := map[string]bool{}
	records := m.records(look)
	for i, record := range records {
		id, kind := record.Intent.ID, record.Outcome.Kind
		switch {
		case found[id]:
			t.Errorf("%s is on record twice", id)
		case record.Intent.Number != int64(len(records)-i):
			t.Errorf("record %d is in the place of %d", record.Intent.Number, len(records)-i)
		case m.said["kept"][id] && kind != deletion.Accepted,
			kind == deletion.Accepted && !m.said["answered"][id],
			m.said["not sent"][id] && kind != deletion.NotSent,
			kind == deletion.NotSent && !m.said["not sent"][id],
			kind == deletion.Pending:
			t.Errorf("record %d is %s (%s); sent %t, answered %t, kept %t, not sent %t", record.Intent.Number, kind, record.Outcome.Detail,
				m.said["sent"][id], m.said["answered"][id], m.said["kept"][id], m.said["not sent"][id])
		}
		found[id] = true
	}
	for id := range m.said["sent"] {
		if !found[id] {
			t.Errorf("%s was sent, and has no record", id)
		}
	}
	if len(m.said["lost"]) > 0 {
		t.Errorf("%d outcomes were said to be lost", len(m.said["lost"]))
	}
	expectWhole(t, look)
}

// records are all of them, the newest first.
func (m *massacre) records(s *Store) (records []deletion.Record) {
	for record, err := range s.Records(m.t.Context(), query.Query{}, func(number int64) { m.t.Errorf("record %d was changed", number) }) {
		if err != nil {
			m.t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}
