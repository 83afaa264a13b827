package duration

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDurationsAreText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Duration(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "nanoseconds"))
		raw, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back Duration
		if err := json.Unmarshal(raw, &back); err != nil || back != d {
			t.Errorf("%s was read as %s, %v", raw, back, err)
		}
	})
	var d Duration
	if err := d.UnmarshalText([]byte("1h30m")); err != nil || time.Duration(d) != 90*time.Minute {
		t.Errorf("%s, %v", d, err)
	}
	for _, bad := range []string{"", "1", "1 day", "NaNs", strings.Repeat("9", 400) + "h"} {
		if err := d.UnmarshalText([]byte(bad)); err == nil || !strings.Contains(err.Error(), "such as 1h30m") || len(err.Error()) > 200 {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}
