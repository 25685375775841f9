package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"
)

func TestSendIsTheSameWithoutTheOtherCommands(t *testing.T) {
	said := func(args ...string) string {
		var out bytes.Buffer
		p := Program{
			Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Environ: []string{"HOME=" + t.TempDir()}, Now: time.Now,
		}
		_ = p.Run(context.Background())
		return out.String()
	}
	for _, line := range []string{"--help", "-h", "help", "verify", "--limit 3", "--extenson 8856", "--extension 8856", "--timeout never"} {
		words := strings.Fields(line)
		alone := said(append([]string{"send"}, words...)...)
		among := said(append([]string{"--plain=false", "send"}, words...)...)
		if alone != among || alone == "" {
			t.Errorf("send %s:\n%s\namong all commands:\n%s", line, alone, among)
		}
	}
}
