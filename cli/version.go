package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the build (Makefile); a build by hand has none and gives
// its revision instead.
var version string

// Version names this build: the release, or the revision it was built from.
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			// Every record names the version that made it; twelve digits still find the
			// revision.
			return setting.Value[:min(12, len(setting.Value))]
		}
	}
	return "development"
}

func (p Program) versionCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			if asJSON {
				return json.NewEncoder(p.Out).Encode(map[string]string{
					"version": Version(), "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
				})
			}
			return p.printVersion()
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

// printVersion prints one line for a fault report. Go's own version is in it, since TLS and HTTP
// are Go's.
func (p Program) printVersion() error {
	_, err := fmt.Fprintf(p.Out, "deletecall %s (%s, %s/%s)\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
