package text

import (
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRedact(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"nothing", "The printer is on fire.", "The printer is on fire."},
		{"empty", "", ""},
		{"mail", "write to anna.vogt+x@mail.example.co.uk.", "write to {{email}}."},
		{"mail spelled", "mail john_doe AT example DOT org or jane (at) example (dot) com", "mail {{email}} or {{email}}"},
		{"mail amid Han", "请发邮件到anna@example.com谢谢", "请发邮件到{{email}}谢谢"},
		{"phones", "Call (212) 555-0142 ext. 12 or +49 (0) 171 123 456!", "Call {{phone}} or {{phone}}!"},
		{"phone in Devanagari", "मेरा मोबाइल ९८७६५ ४३२१० है", "मेरा मोबाइल {{phone}} है"},
		{"card", "card 4111-1111-1111-1111, exp 12/26", "card {{card}}, exp 12/26"},
		{"iban over a line", "to de89 3704 0044\n0532 0130 00 please", "to {{iban}} please"},
		{"links", "see (https://example.com/a_(b)?t=1), www.example.de/x.", "see ({{url}}), {{url}}."},
		{"hosts", "192.168.1.10, 2001:db8::ff00:42:8329 and 00:1B:44:11:3A:B7", "{{ip}}, {{ip}} and {{id}}"},
		{"identifiers", "order no. 12345, #48213, INV-2024-0042, 550e8400-e29b-41d4-a716-446655440000", "order no. {{id}}, {{id}}, {{id}}, {{id}}"},
		{"national", "DNI 12345678Z, CPF 123.456.789-09, SSN 078-05-1120", "DNI {{id}}, CPF {{id}}, SSN {{id}}"},
		{"money", "1.234,56 €, $99 and 500 рублей.", "{{amount}}, {{amount}} and {{amount}}."},
		{"days", "on 12.03.2024, March 12, 2024, 3 de mayo de 2024, 2024年3月12日", "on {{date}}, {{date}}, {{date}}, {{date}}"},
		{"streets", "Hauptstr. 5a, 10115 Berlin; 12 rue de la Paix; 742 Evergreen Terrace; Via Roma 12; SW1A 1AA", "{{address}}, {{address}}; {{address}}; {{address}}; {{address}}; {{address}}"},
		{"letter", "Hi Anna Schmidt,\nit works.\n\nKind regards,\nTom", "Hi {{name}},\nit works.\n\nKind regards,\n{{name}}"},
		{"lower case", "hi anna,\nit works.\nthx, tom", "hi {{name}},\nit works.\nthx, {{name}}"},
		{"titles", "Sehr geehrte Frau Dr. Weiß-Lang,\nbeste Grüße\ni. A. Jan van der Laan", "Sehr geehrte Frau Dr. {{name}},\nbeste Grüße\ni. A. {{name}}"},
		{"Hindi", "नमस्ते अनिल जी,\nहो गया।\nसादर,\nसुनीता वर्मा", "नमस्ते {{name}} जी,\nहो गया।\nसादर,\n{{name}}"},
		{"Arabic", "السيد أحمد محمود المحترم،\nتم الأمر.\nتحياتي\nليلى", "السيد {{name}} المحترم،\nتم الأمر.\nتحياتي\n{{name}}"},
		{"Chinese", "王小明先生，您好！\n已处理。\n祝好\n小周", "{{name}}先生，您好！\n已处理。\n祝好\n{{name}}"},
		{"Japanese", "田中様\n完了です。\nよろしくお願いいたします。\nサポート担当 村井 佳代", "{{name}}様\n完了です。\nよろしくお願いいたします。\nサポート担当 {{name}}"},
		{"trades, not people", "郵便屋さんと店員さん、お客様へ", "郵便屋さんと店員さん、お客様へ"},
		{"rule of dashes", "Done.\n-- \nTom Baker\nwww.acme.example", "Done.\n-- \n{{name}}\n{{url}}"},
		{"own slots", "Hi {{name}}, {{email}} and {{12345678}}", "Hi {{name}}, {{email}} and {{{{id}}}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Redact(c.raw, RedactOptions{})
			if diff := cmp.Diff(c.want, got.Text); diff != "" {
				t.Error(diff)
			}
			checkRedacted(t, c.raw, RedactOptions{}, got)
		})
	}
}

func TestRedactNames(t *testing.T) {
	names := []string{"Anna Schmidt", "Name Nguyen", "Will Park", "王小明", "Jan van Dam", "أحمد"}
	for raw, want := range map[string]string{
		"ANNA's and annas Fall; Müller-Schmidt":    "{{name}}'s and {{name}} Fall; Müller-{{name}}",
		"Will will park; I asked Will.":            "{{name}} will {{name}}; I asked {{name}}.",
		"请找小明或王小明":                                 "请找{{name}}或{{name}}",
		"{{name}} and {{will}}":                    "{{name}} and {{will}}",
		"van Gogh saw Jan van Dam":                 "van Gogh saw {{name}}",
		"قلت لأحمد وأحمد":                          "قلت {{name}}",
		"Annabel and Schmidtstadt are other words": "Annabel and Schmidtstadt are other words",
	} {
		if got := Redact(raw, RedactOptions{Names: names}).Text; got != want {
			t.Errorf("%q gave %q, want %q", raw, got, want)
		}
	}
}

func TestRedactKeep(t *testing.T) {
	keep := RedactOptions{Keep: []Slot{SlotAmount, SlotDate, SlotURL}}
	for raw, want := range map[string]string{
		"1 234 567,89 € on 12.03.2024, call 0171 1234567": "1 234 567,89 € on 12.03.2024, call {{phone}}",
		"4111111111111111 EUR":                            "{{card}} EUR",
		"https://example.com/t/1234567 #1234567":          "https://example.com/t/1234567 {{id}}",
		"Rechnung 48213 über 48213 EUR":                   "Rechnung {{id}} über 48213 EUR",
	} {
		got := Redact(raw, keep)
		if got.Text != want {
			t.Errorf("%q gave %q, want %q", raw, got.Text, want)
		}
		checkRedacted(t, raw, keep, got)
	}
}

// harmless are things of tickets that name nobody.
var harmless = []string{
	"version 1.2.3", "v10.0.19045.3803", "iOS 17.4.1", "Windows 11", "Windows 11 24H2", "error 404", "error code 500", "HTTP 503", "0x80070005", "2FA", "5GHz", "4K", "MP3", "USB-C 3.2", "24/7", "3-5 days", "10:30", "10:30:45",
	"99.9%", "1920x1080", "100,000 rows", "12500 users", "port 27017", "ISO 27001", "RTX 4090", "Office2019", "Q4-2024", "2019-2024", "in 2024", "Node.js", "and/or", "std::vector", "C:\\temp", "#1", "50000 rows", "3.14159", "build 22631",
	"24 hours", "2 of 3", "1st", "A/B test", "SHA256", "AES-256", "12.5 GB", "1,234.56", "16:9", "90 Tage", "Seite 12", "100 Mbit", "Wi-Fi 6", "T-Shirt", "e-mail", "x64", "mp4", "19h30", "€uro", "$PATH", "Booking.com",
}

// Harmless things stay, whatever stands around them.
func TestRedactSparesHarmless(t *testing.T) {
	p := plant{rand.New(rand.NewPCG(3, 5))}
	for range 4000 {
		l := letters[p.IntN(len(letters))]
		thing := p.pick(harmless...)
		raw := strings.Join([]string{p.pick(l.plain...), p.dress(thing), p.pick(l.plain...)}, p.pick(" ", "\n", " – "))
		if got := Redact(raw, RedactOptions{Keep: []Slot{SlotAmount}}); got.Text != raw {
			t.Fatalf("%q: %q became %q", thing, raw, got.Text)
		}
	}
}

// Sentences without anything personal stay as they are.
func TestRedactSparesPlain(t *testing.T) {
	for _, l := range letters {
		for _, raw := range l.plain {
			if got := Redact(raw, RedactOptions{}); len(got.Spans) > 0 {
				t.Errorf("%s: %q became %q", l.language, raw, got.Text)
			}
		}
	}
}

func TestParseSlot(t *testing.T) {
	for _, s := range Slots() {
		if got, err := ParseSlot(string(s)); got != s || err != nil {
			t.Errorf("%q: %q, %v", s, got, err)
		}
	}
	if _, err := ParseSlot("mail"); err == nil || !strings.Contains(err.Error(), `"mail"`) || !strings.Contains(err.Error(), "email") {
		t.Errorf("the error does not name the slot and the choice: %v", err)
	}
}

func TestRedactAtOnce(t *testing.T) {
	p := plant{rand.New(rand.NewPCG(1, 2))}
	var texts, want []string
	for range 50 {
		r := p.compose()
		texts, want = append(texts, r.text), append(want, Redact(r.text, RedactOptions{}).Text)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for i, raw := range texts {
				if got := Redact(raw, RedactOptions{}).Text; got != want[i] {
					t.Errorf("%q at once gave %q", want[i], got)
				}
			}
		})
	}
	group.Wait()
}

func BenchmarkRedact(b *testing.B) {
	p := plant{rand.New(rand.NewPCG(20, 26))}
	var replies []string
	for range 200 {
		replies = append(replies, p.compose().text)
	}
	plain := strings.Repeat("We restarted the service and the error 500 is gone. Please update to version 1.2.3 and try again.\n", 10)
	hostile := strings.Repeat("a dot b at c dot 12 34-56 (7) +8 @ {{ Hi An ", 4000)
	for name, texts := range map[string][]string{"replies": replies, "plain": {plain}, "hostile": {hostile}} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for _, s := range texts {
				size += len(s)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for _, s := range texts {
					Redact(s, RedactOptions{})
				}
			}
		})
	}
}
