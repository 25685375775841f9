package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func measureLookUps(console, _, folder string) error {
	if err := measurePin(console, folder, 0); err != nil {
		return err
	}
	if err := measurePin(console, folder, answerTime); err != nil {
		return err
	}
	if err := measureCard(console, folder); err != nil {
		return err
	}
	return measureSearch(console, folder)
}

// lookUpEnvironment is that of a program with this server and a history of its own.
func lookUpEnvironment(folder, name, endpoint string) []string {
	return []string{"HOME=" + folder, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "DELETECALL_URL=" + endpoint,
		"DELETECALL_API_KEY=" + apiKey, "DELETECALL_HISTORY=" + filepath.Join(folder, name, "history.db")}
}

// measurePin holds `send --pin` against `send`, and against the two requests that it makes.
func measurePin(console, folder string, takes time.Duration) error {
	endpoint, stop, err := calls{takes: takes}.serve()
	if err != nil {
		return err
	}
	defer stop()
	environ := append(os.Environ(), lookUpEnvironment(folder, "pin-"+takes.String(), endpoint)...)
	var pinned, plain usages
	var requests []time.Duration
	for i := range rounds {
		send := []string{"send", "--extension", fmt.Sprint(10_000 + 2*i), "--status", "last", "--yes", "--json"}
		a, err := measureProcess(environ, console, append(send, "--pin")...)
		if err != nil {
			return err
		}
		send[2] = fmt.Sprint(10_001 + 2*i)
		b, err := measureProcess(environ, console, send...)
		if err != nil {
			return err
		}
		started := time.Now()
		for _, action := range []string{"GetCallInformation", "DeleteCall"} {
			if err := request(endpoint, action); err != nil {
				return err
			}
		}
		pinned.add(a)
		plain.add(b)
		requests = append(requests, time.Since(started))
	}
	what := fmt.Sprintf("send --pin, answers in %d ms", takes.Milliseconds())
	report(what, pinned.wall, plain.wall, "send")
	if takes > 0 {
		report(what, pinned.wall, requests, "two bare requests")
		return nil
	}
	report("send --pin, CPU", pinned.cpu, plain.cpu, "send")
	return nil
}

// request makes one request over a connection of its own, and reads the answer.
func request(endpoint, action string) error {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	answer, err := client.PostForm(endpoint, url.Values{"action": {action}, "extension": {"8856"}, "status": {"last"}, "pagelen": {"100"}})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

func timeRequest(endpoint, action string) (time.Duration, error) {
	started := time.Now()
	err := request(endpoint, action)
	return time.Since(started), err
}

func shows(text string) func([]string) bool {
	return func(lines []string) bool { return strings.Contains(strings.Join(lines, "\n"), text) }
}

// measureCard times from enter in the form to the card.
func measureCard(console, folder string) error {
	endpoint, stop, err := calls{takes: answerTime}.serve()
	if err != nil {
		return err
	}
	defer stop()
	t, err := startTerminal(lookUpEnvironment(folder, "card", endpoint), console)
	if err != nil {
		return err
	}
	defer t.close()
	if err := t.waitFor(consoleFooter); err != nil {
		return err
	}
	var card, bare []time.Duration
	for i := range rounds {
		t.settle(300 * time.Millisecond)
		if err := t.press("\x15" + fmt.Sprint(20_000+i)); err != nil {
			return err
		}
		t.settle(300 * time.Millisecond)
		took, err := t.timeKey("\r", "Ada Bench")
		if err != nil {
			return err
		}
		card = append(card, took)
		if _, err := t.timeKey(keyEsc, "Find the conversation by"); err != nil {
			return err
		}
		if took, err = timeRequest(endpoint, "GetCallInformation"); err != nil {
			return err
		}
		bare = append(bare, took)
	}
	report("enter to the card, 100 ms away", card, bare, "one bare request")
	return nil
}

// timeKey is the time from a key until the screen shows a text that it did not show.
func (t *terminal) timeKey(key, text string) (time.Duration, error) {
	started := time.Now()
	if err := t.press(key); err != nil {
		return 0, err
	}
	at, err := t.until(text, shows(text))
	return at.Sub(started), err
}

const (
	keySearch           = "\x1b[18~" // F7
	fewFound, manyFound = 1000, 10_000
	pages               = 30 // of 100 calls: more than the console lists
	fields, newest      = "Find calls on", "+3614561200000"
)

// measureSearch times the first page of a search that finds few calls or many, and weighs what reads on.
func measureSearch(console, folder string) error {
	var first [2][]time.Duration
	var bare []time.Duration
	var inConsole, command [2]int64
	for i, total := range []int{fewFound, manyFound} {
		endpoint, stop, err := calls{total: total, takes: answerTime}.serve()
		if err != nil {
			return err
		}
		defer stop()
		if first[i], inConsole[i], err = searchConsole(lookUpEnvironment(folder, fmt.Sprint("search-", total), endpoint), console); err != nil {
			return err
		}
		for range rounds {
			took, err := timeRequest(endpoint, "SearchCalls")
			if err != nil {
				return err
			}
			bare = append(bare, took)
		}
		if command[i], err = weighSearch(console, folder, total); err != nil {
			return err
		}
	}
	report("search of 10,000, first page", first[1], first[0], "of 1,000")
	report("search of 10,000, first page", first[1], bare, "one bare request")
	for _, row := range []struct {
		what   string
		memory [2]int64
	}{{"search in the console, peak memory", inConsole}, {"search --limit 0, peak memory", command}} {
		fmt.Printf("%-34s %8.1f MiB  %-18s %8.1f MiB  ratio %.2f\n", row.what, mebibytes(row.memory[1]), "of 1,000", mebibytes(row.memory[0]), float64(row.memory[1])/float64(row.memory[0]))
	}
	return nil
}

// weighSearch is the peak memory of the command that prints all calls of a search, in kilobytes.
func weighSearch(console, folder string, total int) (int64, error) {
	endpoint, stop, err := calls{total: total}.serve()
	if err != nil {
		return 0, err
	}
	defer stop()
	environ := append(os.Environ(), lookUpEnvironment(folder, "search", endpoint)...)
	var memory []int64
	for range 5 {
		one, err := measureProcess(environ, console, "search", "--limit", "0", "--json")
		if err != nil {
			return 0, err
		}
		memory = append(memory, one.memory)
	}
	return median(memory), nil
}

// searchConsole searches again and again, and then reads on to the last call that is listed.
func searchConsole(environ []string, console string) (first []time.Duration, memory int64, err error) {
	forgetPeak()
	t, err := startTerminal(environ, console)
	if err != nil {
		return nil, 0, err
	}
	defer t.close()
	if err := t.waitFor(consoleFooter); err != nil {
		return nil, 0, err
	}
	t.settle(300 * time.Millisecond)
	key := keySearch
	for range rounds {
		if _, err := t.timeKey(key, fields); err != nil {
			return nil, 0, err
		}
		t.settle(100 * time.Millisecond)
		if shows(newest)(t.lines()) {
			return nil, 0, errors.New("the calls of the last search are on the screen, so a new one can't be timed")
		}
		took, err := t.timeKey("\r", newest)
		if err != nil {
			return nil, 0, err
		}
		first, key = append(first, took), "/"
		t.settle(100 * time.Millisecond)
	}
	for range pages {
		if err := t.press(keyEnd); err != nil {
			return nil, 0, err
		}
		t.settle(100 * time.Millisecond)
	}
	memory, err = t.memory()
	return first, memory, err
}
