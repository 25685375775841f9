package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// examples are shown in the help of each command and in its manual page, by what follows the
// program's name.
var examples = map[string][]string{
	"": {
		"deletecall --demo",
		"deletecall --server production",
		"deletecall --plain",
	},
	"completion": {
		"deletecall completion bash > ~/.local/share/bash-completion/completions/deletecall",
		"deletecall completion fish > ~/.config/fish/completions/deletecall.fish",
	},
	"send": {
		`deletecall send --extension 8856 --status last --reason "GDPR-2211 erasure request"`,
		"deletecall send --call-id a8343631-9f35-4a3a-83f0-9e81592339fb --yes --json",
		"deletecall send --native-id TRS26140192 --dry-run",
	},
	"history": {
		"deletecall history list since:7d",
		"deletecall history show 12",
	},
	"history list": {
		"deletecall history list 8856 outcome:refused operator:alice since:7d -status:last",
		"deletecall history list --filter unsettled",
		"deletecall history list --sort operator --limit 0 --json",
	},
	"history show": {"deletecall history show 12", "deletecall history show 12 --json"},
	"history log":  {"deletecall history log"},
	"history recheck": {
		"deletecall history recheck",
		"deletecall history recheck 17 18 --json",
	},
	"history settle": {
		`deletecall history settle 12 --found deleted --note "searched by call ID, not there any more"`,
		"deletecall history settle 12 --check",
	},
	"hold":          {"deletecall hold list"},
	"hold add":      {`deletecall hold add --extension 8856 --owner Legal --tag case-77 --reason "court order 12/2026"`},
	"hold list":     {"deletecall hold list", "deletecall hold list --all --json"},
	"hold release":  {`deletecall hold release 3 --reason "case 77 is closed"`},
	"history stats": {"deletecall history stats --by day since:30d", "deletecall history stats operator:alice --json"},
	"history verify": {
		"deletecall history verify",
		"deletecall history verify --checkpoint /media/usb/checkpoints --key history.key",
	},
	"history checkpoint": {
		"deletecall history checkpoint --out /media/usb/checkpoint",
		"deletecall history checkpoint --public-key > history.key",
	},
	"history export": {
		"deletecall history export --format csv --out november.csv since:2026-11-01 until:2026-11-30",
		"deletecall history export --format jsonl outcome:unknown",
	},
	"history certificate": {
		"deletecall history certificate 12 --out certificate-12.html --request GDPR-2211 --ground '17(1)(b)'",
	},
	"history copy":  {"deletecall history copy history.db postgres://admin@db.example.com/audit"},
	"history prove": {"deletecall history prove 12 --out proof-12.json"},
	"history check-proof": {
		"deletecall history check-proof certificate-12.html --key history.key",
	},
	"history archive": {"deletecall history archive --before 2026-01-01 archive-2025.db"},
	"history backup":  {"deletecall history backup /backup/history-2026-11-28.db"},
	"history restore": {"deletecall history restore /backup/history-2026-11-28.db"},
	"history rebuild": {"deletecall history rebuild"},
	"history init":    {"deletecall history init --history postgres://admin@db.example.com/audit"},
	// FILE is where salvage writes. The damaged history is the one of --history, or the configured
	// one.
	"history salvage": {"deletecall history salvage salvaged.jsonl", "deletecall history salvage salvaged.jsonl --history damaged.db"},
	"history expire":  {"deletecall history expire --dry-run", "deletecall history expire --data identifier,call until:2020-12-31"},
	"simulate": {
		"deletecall simulate",
		"deletecall simulate --listen 127.0.0.1:8089",
	},
	"witness": {
		"deletecall history checkpoint --public-key > history.key  # on the machine with the history",
		"deletecall witness --name audit.example.com/witness --listen :8089 --trust history.key",
		"# then put the lines that it prints into the configuration of the machine with the history",
	},
	"config": {"deletecall config paths", "deletecall config check"},
	"config paths": {
		"deletecall config paths",
	},
	"config check": {"deletecall config check", "deletecall config check --config new.toml"},
	"doctor":       {"deletecall doctor", "deletecall doctor --server production --json"},
	"version":      {"deletecall version --json"},
}

func explain(root *cobra.Command) {
	for _, command := range commandsBelow(root) {
		lines := examples[strings.TrimSpace(strings.TrimPrefix(command.CommandPath(), root.Name()))]
		if len(lines) > 0 {
			command.Example = "  " + strings.Join(lines, "\n  ")
		}
	}
}
