package postgres

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// part is a table or an index that [Init] makes.
type part struct {
	kind, name string
	table      string // of a key, which is made with it
	statement  string // that makes it again; empty for a table that nothing can fill again
}

// missingParts report tables and indexes that were dropped. Without an index the same is found,
// and takes the longer the more records there are; without that of a key, a row may be there
// twice.
//
// isReadable says that all tables are there: what reads one that is not ends the transaction.
func missingParts(ctx context.Context, from session) (findings []string, isReadable bool, err error) {
	there, err := all(ctx, from, pgx.RowTo[string], `SELECT relname::text FROM pg_class LEFT JOIN pg_index ON indexrelid = pg_class.oid
		WHERE relnamespace = 'deletecall'::regnamespace AND coalesce(indisvalid, true)`)
	if err != nil {
		return nil, false, err
	}
	isReadable = true
	for _, wanted := range parts() {
		hasTable := wanted.table == "" || slices.Contains(there, wanted.table)
		if slices.Contains(there, wanted.name) || !hasTable {
			continue
		}
		isReadable = isReadable && wanted.kind != "table"
		finding := fmt.Sprintf("The %s %s was dropped from the database. ", wanted.kind, wanted.name)
		if wanted.statement == "" {
			finding += "Restore the database from a backup of the server."
		} else {
			finding += "To make it again, as a member of " + OwnerRole + ": SET ROLE " + OwnerRole + "; " + wanted.statement
		}
		findings = append(findings, finding)
	}
	return findings, isReadable, nil
}

// parts are those of the script, in its order. What finds them is compiled here: every start of the program would
// wait for it.
var parts = sync.OnceValue(func() (wanted []part) {
	var (
		aTable  = regexp.MustCompile(`(?s)CREATE TABLE deletecall\.(\w+) \(.*?\n\);`)
		anIndex = regexp.MustCompile(`CREATE INDEX (\w+)\s+ON deletecall\..*;`)
		aKey    = regexp.MustCompile(`(\w+)\s+\w+\s+PRIMARY KEY`)
		remark  = regexp.MustCompile(` *--.*`)
	)
	for _, of := range aTable.FindAllStringSubmatch(schema, -1) {
		table, key := of[1], aKey.FindStringSubmatch(of[0])
		made := part{kind: "table", name: table}
		if isDerived := table == "lease" || table == "record"; isDerived { // the list is then made by history rebuild
			made.statement = strings.Join(strings.Fields(remark.ReplaceAllString(of[0], "")), " ") +
				fmt.Sprintf(" GRANT SELECT ON deletecall.%[1]s TO %s, %s; GRANT INSERT, UPDATE, DELETE ON deletecall.%[1]s TO %[2]s;", table, WriterRole, ReaderRole)
		}
		again := fmt.Sprintf("ALTER TABLE deletecall.%s ADD PRIMARY KEY (%s);", table, key[1])
		for _, of := range references() {
			if of.to == table { // dropped with the key
				again += fmt.Sprintf(" ALTER TABLE deletecall.%s ADD FOREIGN KEY (%s) REFERENCES deletecall.%s;", of.table, of.column, of.to)
			}
		}
		wanted = append(wanted, made, part{"index", table + "_pkey", table, again})
	}
	for _, of := range anIndex.FindAllStringSubmatch(schema, -1) {
		wanted = append(wanted, part{"index", of[1], "", strings.Join(strings.Fields(of[0]), " ")})
	}
	return wanted
})

// reference is a foreign key that [Init] makes.
type reference struct{ table, column, to string }

var references = sync.OnceValue(func() (wanted []reference) {
	aReference := regexp.MustCompile(`CREATE TABLE deletecall\.(\w+) \(\s*(\w+)\s+\w+ PRIMARY KEY REFERENCES deletecall\.(\w+)`)
	for _, of := range aReference.FindAllStringSubmatch(schema, -1) {
		wanted = append(wanted, reference{of[1], of[2], of[3]})
	}
	return wanted
})
