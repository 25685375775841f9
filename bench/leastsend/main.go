// Command leastsend is the least that a send could be: it records a row durably, makes the
// request, records what was answered, and folds the log of the database. It checks nothing,
// signs nothing and knows no configuration. What send takes longer is the product.
//
//	leastsend DATABASE URL
package main

import (
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	if err := send(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "leastsend:", err)
		os.Exit(1)
	}
}

func send(database, endpoint string) error {
	db, err := sql.Open("sqlite3", "file:"+database+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE IF NOT EXISTS event (seq INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		return err
	}
	request := url.Values{"action": {"DeleteCall"}, "apiKey": {apiKey}, "responseType": {"XML"}, "callID": {"bench"}}
	if _, err := db.Exec(`INSERT INTO event (data) VALUES (?)`, request.Encode()); err != nil {
		return err
	}
	response, err := http.PostForm(endpoint, request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if _, err := db.Exec(`INSERT INTO event (data) VALUES (?)`, answer); err != nil {
		return err
	}
	_, err = db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	return err // what is left open ends with the process, as in a send
}

const apiKey = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"
