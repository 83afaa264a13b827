package main

import (
	"strings"
	"testing"
)

func TestRedactRows(t *testing.T) {
	const rows = `{"id":"1","subject":"Order for anna.schmidt@example.com","body":"Hi Tom,\nmy card 4111 1111 1111 1111 was charged 20 EUR.\nKind regards,\nAnna Schmidt","language":"en","labels":{"category":"billing_payment"}}` + "\n"
	code, out, errs := switchyard(t.Context(), t, rows, "redact", "--keep", "amount")
	if code != 0 {
		t.Fatal(errs)
	}
	for _, leak := range []string{"anna", "Anna", "4111", "Tom"} {
		if strings.Contains(out, leak) {
			t.Errorf("%q is left in %s", leak, out)
		}
	}
	for _, kept := range []string{`"id":"1"`, "{{email}}", "{{card}}", "20 EUR", `"category":"billing_payment"`} {
		if !strings.Contains(out, kept) {
			t.Errorf("%q is missing from %s", kept, out)
		}
	}
	if code, _, errs := switchyard(t.Context(), t, rows, "redact", "--keep", "shoes"); code != 1 || !strings.Contains(errs, `slot "shoes" is unknown`) {
		t.Errorf("unknown slot: exit %d, %s", code, errs)
	}
	if code, _, errs := switchyard(t.Context(), t, "{\"id\":3}\n", "redact"); code != 1 || !strings.Contains(errs, "standard input:1") {
		t.Errorf("broken row: exit %d, %s", code, errs)
	}
}
