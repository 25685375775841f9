package deletion

import (
	"testing"
	"time"
	_ "time/tzdata" // a machine may have none
)

func TestAZoneIsNamedWithItsSummer(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Budapest": "CET (+01:00), CEST (+02:00)", "Asia/Kolkata": "IST (+05:30)", "UTC": "UTC (+00:00)",
	} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := ZoneName(zone, noon); got != want {
			t.Errorf("%s is named %q, want %q", name, got, want)
		}
	}
}
