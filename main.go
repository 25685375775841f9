// Command deletecall is the console, and the commands, with which operators
// delete recorded conversations in a Verba call recording system and keep the
// record of who deleted what, why, and what came of it.
package main

import (
	"context"
	"os"

	"deletecall/cli"
)

func main() {
	os.Exit(cli.ExitCode(cli.OS().Run(context.Background())))
}
