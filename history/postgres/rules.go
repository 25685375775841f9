package postgres

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"

	"deletecall/safetext"
)

// selectRules reads what the triggers and functions of the schema are, and of which database, in
// one round trip, and what else takes rules out of force: a table that the server empties after a
// crash, that hides rows or writes others, and a setting without which no trigger runs. A
// function with the rights of its owner is a rule whoever made it.
const selectRules = `SELECT 'version', version()
	UNION ALL SELECT 'trigger ' || tgname, CASE WHEN tgenabled = 'O' THEN '' ELSE 'disabled ' END || CASE WHEN pronamespace = n.oid THEN '' ELSE 'foreign ' END || c.relname || ' ' || proname || ' ' || tgtype
			|| CASE WHEN tgqual IS NULL AND tgattr::text = '' THEN '' ELSE ' sometimes' END
		FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_proc AS f ON f.oid = tgfoid
		WHERE nspname = 'deletecall' AND NOT tgisinternal
	UNION ALL SELECT 'function ' || proname, CASE WHEN prosecdef THEN 'definer ' ELSE '' END || coalesce(array_to_string(proconfig, ',') || ' ', '') || prosrc
		FROM pg_proc JOIN pg_namespace AS n ON n.oid = pronamespace
		WHERE nspname = 'deletecall' AND (prosecdef OR proname = ANY ($1))
	UNION ALL SELECT 'table ' || relname, CASE WHEN relpersistence <> 'p' THEN 'is unlogged: the server empties it after a crash'
			WHEN relrowsecurity THEN 'has row security, which hides rows' WHEN relhasrules THEN 'has a rule that rewrites statements' ELSE '' END
		FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
		WHERE nspname = 'deletecall' AND relkind = 'r' AND (relpersistence <> 'p' OR relrowsecurity OR relhasrules)
	UNION ALL SELECT 'setting', coalesce(current_setting('session_replication_role', true), '')`

// rule is a trigger or a function, and what it is.
type rule struct{ name, is string }

func scanRule(row pgx.CollectableRow) (found rule, err error) {
	err = row.Scan(&found.name, &found.is)
	return found, err
}

// ruleFunctions are the names of the functions of [Init].
var ruleFunctions = sync.OnceValue(func() (functions []string) {
	for name := range rules() {
		if function, is := strings.CutPrefix(name, "function "); is {
			functions = append(functions, function)
		}
	}
	return functions
})

func ruleFindings(ctx context.Context, from session) (findings []string, err error) {
	found, err := all(ctx, from, scanRule, selectRules, ruleFunctions())
	return brokenRules(found), err
}

// brokenRules compares the triggers and functions with those of [Init]: with others, what is
// recorded could be changed or dropped, and everything would seem to have gone well.
func brokenRules(of []rule) (findings []string) {
	wanted, found := rules(), map[string]string{}
	for _, rule := range of {
		if _, twice := found[rule.name]; twice {
			rule.name += " (another one)"
		}
		found[rule.name] = rule.is
	}
	if strings.HasPrefix(found["version"], "CockroachDB") {
		return nil // its catalogue does not list them
	}
	delete(found, "version")
	if found["setting"] == "replica" {
		findings = append(findings, "The setting session_replication_role is replica: no trigger of the database runs.")
	}
	delete(found, "setting")
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		is, there := found[name]
		if !there || strings.HasPrefix(is, "disabled ") {
			findings = append(findings, fmt.Sprintf("The %s of the database was dropped or disabled.", name))
		} else if is != wanted[name] {
			findings = append(findings, fmt.Sprintf("The %s of the database was changed.", name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if _, isTable := strings.CutPrefix(name, "table "); isTable {
			findings = append(findings, fmt.Sprintf("The %s %s.", safetext.Bounded(name, 80), found[name]))
		} else if _, known := wanted[name]; !known {
			findings = append(findings, fmt.Sprintf("The %s was added to the database.", safetext.Bounded(name, 80)))
		}
	}
	return findings
}

// rules are those of the scripts, in the form of selectRules. The expressions are compiled where
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
