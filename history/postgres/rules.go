package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"deletecall/safetext"
)

// The rules of the schema are read before each deletion, and often over a connection for which
// the server has read nothing of its catalogue yet. What depends on the schema is found by an
// index (postgresql.org/docs, "pg_depend"): pg_class and pg_proc have none for it, and to read
// them as a whole takes twice the time.
const (
	ofSchema       = `refclassid = 'pg_namespace'::regclass AND refobjid = 'deletecall'::regnamespace`
	ofRelations    = `ANY (ARRAY(SELECT objid FROM pg_depend WHERE ` + ofSchema + ` AND classid = 'pg_class'::regclass))`
	ofFunctions    = `ANY (ARRAY(SELECT objid FROM pg_depend WHERE ` + ofSchema + ` AND classid = 'pg_proc'::regclass))`
	selectDatabase = `SELECT version(), coalesce(current_setting('session_replication_role', true), '')`
	// A foreign key has triggers of the server's own, of which those for an INSERT and a DELETE say what it does. One that
	// was added could refuse the outcomes of intents that it takes.
	selectTriggers = `SELECT CASE WHEN tgisinternal THEN tgfoid::regproc::text ELSE tgname::text END, tgisinternal,
		tgenabled = 'O', tgrelid::regclass::text, tgfoid, tgtype, tgqual IS NULL AND tgattr::text = '' FROM pg_trigger WHERE (NOT tgisinternal OR tgtype & 12 <> 0) AND tgrelid = ` + ofRelations
	selectFunctions = `SELECT oid, proname, prosecdef, proisstrict, proconfig, prosrc FROM pg_proc WHERE oid = ` + ofFunctions
	selectTables    = `SELECT relname, CASE WHEN relpersistence <> 'p' THEN 'is unlogged: the server empties it after a crash'
			WHEN relrowsecurity THEN 'has row security, which hides rows' WHEN relhasrules THEN 'has a rule that rewrites statements'
			WHEN relreplident = 'n' THEN 'has no replica identity: with a publication it takes no changes'
			ELSE 'has other conditions for its rows' END
		FROM pg_class WHERE oid = ` + ofRelations + ` AND relkind = 'r' AND (relpersistence <> 'p' OR relrowsecurity OR relhasrules OR relreplident = 'n'
			OR relchecks <> CASE relname WHEN 'head' THEN 1 ELSE 0 END)`
	// Constants, which the server looks up in less time than it plans a question for them.
	ownTables = `'deletecall.event'::regclass, 'deletecall.private'::regclass, 'deletecall.checkpoint'::regclass, 'deletecall.public_key'::regclass,
		'deletecall.meta'::regclass, 'deletecall.head'::regclass, 'deletecall.lease'::regclass, 'deletecall.record'::regclass`
)

var (
	// A value that the server makes by itself, one that nobody gives, and a type that takes less may refuse an outcome
	// whose intent was taken. A column that was added and stays empty does not.
	selectColumns = `SELECT attrelid::regclass::text, 'has a column that is not as it was made, and may refuse rows: ' || attname
		FROM pg_attribute WHERE attrelid IN (` + ownTables + `) AND attnum > 0 AND NOT attisdropped AND (attidentity <> ''
			OR atthasdef AND attname <> 'one' OR CASE WHEN attnum > ` + ownColumns + ` THEN attnotnull
				ELSE atttypid NOT IN ('bool'::regtype, 'bytea'::regtype, 'int8'::regtype, 'text'::regtype, 'timestamptz'::regtype) END)`
	// So may an index: one that lets a value be there once, computes, or has long values in a tree. The key of each table
	// is its first column: with that, every row is another one.
	selectIndexes = `SELECT indrelid::regclass::text, 'has an index that may refuse rows: ' || indexrelid::regclass
		FROM pg_index WHERE indrelid IN (` + ownTables + `) AND (indisexclusion OR indexprs IS NOT NULL
			OR indisunique AND (indpred IS NOT NULL OR 1 <> ALL (indkey::int2[]))
			OR indkey::int2[] && ` + longColumns + ` AND indexrelid IS DISTINCT FROM to_regclass('deletecall.record_words'))`
	ownColumns = `CASE attrelid WHEN 'deletecall.event'::regclass THEN 5 WHEN 'deletecall.private'::regclass THEN 3
		WHEN 'deletecall.record'::regclass THEN ` + strconv.Itoa(len(rowColumns)) + ` ELSE 2 END`
	// The values that have no bound, by the place of their columns.
	longColumns = `CASE indrelid WHEN 'deletecall.event'::regclass THEN '{4, 5}' WHEN 'deletecall.private'::regclass THEN '{2, 3}'
		WHEN 'deletecall.checkpoint'::regclass THEN '{2}' WHEN 'deletecall.record'::regclass THEN '{` + placesInRow("reason", "message", "parties", "words") + `}' ELSE '{}'::int2[] END`
)

type foundTrigger struct {
	Name       string
	IsInternal bool // of a foreign key
	IsEnabled  bool
	Table      string
	Function   uint32
	Kind       int16
	IsAlways   bool // under no condition
}

type foundFunction struct {
	ID        uint32
	Name      string
	IsDefiner bool // runs with the rights of its owner
	IsStrict  bool // does nothing where an argument is NULL
	Settings  []string
	Source    string
}

// foundTable is one that the server empties after a crash, that hides rows, writes others, or refuses some.
type foundTable struct{ Name, Fault string }

// foundRules are the triggers and functions of a database, which database it is, and what else
// puts them out of force.
type foundRules struct {
	version   string
	role      string // of the session in a replication: in one of them no trigger runs
	triggers  []foundTrigger
	functions []foundFunction
	tables    []foundTable
}

// queue adds the queries that fill it to a batch.
func (f *foundRules) queue(batch *pgx.Batch) {
	batch.Queue(selectDatabase).QueryRow(func(row pgx.Row) error { return row.Scan(&f.version, &f.role) })
	collect(batch.Queue(selectTriggers), pgx.RowToStructByPos[foundTrigger], &f.triggers)
	collect(batch.Queue(selectFunctions), pgx.RowToStructByPos[foundFunction], &f.functions)
	collect(batch.Queue(selectTables+` UNION ALL `+selectColumns+` UNION ALL `+selectIndexes), pgx.RowToStructByPos[foundTable], &f.tables)
}

// rule is a trigger or a function, and what it is.
type rule struct{ name, is string }

// named are the rules in the form of [rules]. A function with the rights of its owner is one
// whoever made it.
func (f *foundRules) named() (found []rule) {
	functions := map[uint32]string{}
	for _, function := range f.functions {
		functions[function.ID] = function.Name
		is := function.Source
		if len(function.Settings) > 0 {
			is = strings.Join(function.Settings, ",") + " " + is
		}
		if function.IsDefiner {
			is = "definer " + is
		}
		if function.IsStrict {
			is = "strict " + is
		}
		name := "function " + function.Name
		if _, known := rules()[name]; known || function.IsDefiner {
			found = append(found, rule{name, is})
		}
	}
	for _, trigger := range f.triggers {
		table := unqualified(trigger.Table)
		name, function := "trigger "+trigger.Name, cmp.Or(functions[trigger.Function], "another function")
		if trigger.IsInternal {
			name, function = foreignKey(strings.Trim(trigger.Name, `"`), table)
		}
		is := fmt.Sprintf("%s %s %d", table, function, trigger.Kind)
		if !trigger.IsEnabled {
			is = "disabled " + is
		}
		if !trigger.IsAlways {
			is += " sometimes"
		}
		found = append(found, rule{name, is})
	}
	return found
}

// unqualified is the name of a table of ours without its schema.
func unqualified(name string) string {
	if quoted, ok := strings.CutPrefix(name, `"deletecall"."`); ok { // as a role may want it by quote_all_identifiers
		return strings.TrimSuffix(quoted, `"`)
	}
	return strings.TrimPrefix(name, "deletecall.")
}

// foreignKey names a trigger of one by its function, which says what the key does: the server's own name for it has a number.
func foreignKey(does, table string) (name, function string) {
	return fmt.Sprintf("foreign key (%s) on the table %s", does, table), does
}

func ruleFindings(ctx context.Context, from session) (findings []string, err error) {
	found, batch := foundRules{}, &pgx.Batch{}
	found.queue(batch)
	ctx, cancel := from.bounded(ctx)
	defer cancel()
	if err := from.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err // what was not read would pass for dropped
	}
	return found.broken(), nil
}

// broken compares the triggers and functions with those of [Init]: with others, what is
// recorded could be changed or dropped, and everything would seem to have gone well.
func (f *foundRules) broken() (findings []string) {
	if strings.HasPrefix(f.version, "CockroachDB") {
		return nil // its catalogue does not list them
	}
	wanted, found := rules(), map[string]string{}
	for _, rule := range f.named() {
		if _, twice := found[rule.name]; twice {
			rule.name += " (another one)"
		}
		found[rule.name] = rule.is
	}
	if f.role == "replica" {
		findings = append(findings, "The setting session_replication_role is replica: no trigger of the database runs.")
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		is, there := found[name]
		if !there || strings.HasPrefix(is, "disabled ") {
			findings = append(findings, fmt.Sprintf("The %s of the database was dropped or disabled.", name))
		} else if is != wanted[name] {
			findings = append(findings, fmt.Sprintf("The %s of the database was changed.", name))
		}
	}
	for _, table := range f.tables {
		findings = append(findings, fmt.Sprintf("The table %s %s.", safetext.Bounded(unqualified(table.Name), 80), safetext.Bounded(table.Fault, 150)))
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if _, known := wanted[name]; !known {
			findings = append(findings, fmt.Sprintf("The %s was added to the database.", safetext.Bounded(name, 80)))
		}
	}
	return findings
}

// rules are those of the scripts, in the form of [foundRules.named]. The expressions are compiled where
// there is a server: most processes have none.
var rules = sync.OnceValue(func() map[string]string {
	triggers := regexp.MustCompile(`CREATE TRIGGER (\w+)\s+BEFORE ([A-Z ]+?)\s+ON deletecall\.(\w+)\s+FOR EACH (\w+) EXECUTE FUNCTION deletecall\.(\w+)`)
	functions := regexp.MustCompile(`(?s)CREATE FUNCTION deletecall\.(\w+)\([^)]*\) RETURNS \w+\s+LANGUAGE \w+( SECURITY DEFINER)?(?: SET search_path = ([^$\n]*?))? AS\s+(?:\$\$(.*?)\$\$|'(.*?)');`)
	wanted := map[string]string{}
	for _, of := range triggers.FindAllStringSubmatch(schema+truncate, -1) {
		kind := beforeTrigger
		if of[4] == "ROW" {
			kind |= rowTrigger
		}
		for event := range strings.SplitSeq(of[2], " OR ") {
			kind |= triggerEvents[event]
		}
		wanted["trigger "+of[1]] = fmt.Sprintf("%s %s %d", of[3], of[5], kind)
	}
	for _, of := range references() {
		name, function := foreignKey("RI_FKey_check_ins", of.table)
		wanted[name] = fmt.Sprintf("%s %s %d", of.table, function, rowTrigger|triggerEvents["INSERT"])
		name, function = foreignKey("RI_FKey_noaction_del", of.to)
		wanted[name] = fmt.Sprintf("%s %s %d", of.to, function, rowTrigger|triggerEvents["DELETE"])
	}
	for _, of := range functions.FindAllStringSubmatch(schema, -1) {
		is := of[4] + of[5]
		if of[3] != "" {
			is = "search_path=" + of[3] + " " + is
		}
		if of[2] != "" {
			is = "definer " + is
		}
		wanted["function "+of[1]] = is
	}
	return wanted
})

// The bits of pg_trigger.tgtype (src/include/catalog/pg_trigger.h).
const (
	rowTrigger    = 1
	beforeTrigger = 2
)

var triggerEvents = map[string]int{"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
