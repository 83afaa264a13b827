package ticket

import "testing"

func TestNamesThatLookAlike(t *testing.T) {
	for name, want := range map[string]string{
		"Office": "office", " OFFICE ": "office", "Ｏｆｆｉｃｅ": "office", "Stra\u00dfe": "stra\u00dfe", "Zoe\u0308": "zo\u00eb", "Second  line": "second  line", "": "",
	} {
		if got := Fold(name); got != want {
			t.Errorf("%q is compared as %q, want %q", name, got, want)
		}
	}
	if got := Tag("  Very\tIMPORTANT \n one"); got != "very important one" {
		t.Errorf("a tag is kept as %q", got)
	}
}
