package text

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
)

// plant draws things that must not be seen again, written as people write
// them.
type plant struct{ *rand.Rand }

func (p plant) pick(from ...string) string { return from[p.IntN(len(from))] }

// fill replaces each δ by a digit, Δ by one from 1 to 9, Λ by a capital and χ
// by a small hex digit.
func (p plant) fill(pattern string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'δ':
			return rune('0' + p.IntN(10))
		case 'Δ':
			return rune('1' + p.IntN(9))
		case 'Λ':
			return rune("ABCDEFGHJKLMNPQRSTUVWXYZ"[p.IntN(24)])
		case 'χ':
			return rune("0123456789abcdef"[p.IntN(16)])
		}
		return r
	}, pattern)
}

// phones are subscriber numbers of some thirty countries, at home and abroad.
var phones = []string{
	"+1 (212) 555-δδδδ", "(415) 555-δδδδ", "646-555-δδδδ", "1-800-555-δδδδ", "312.555.δδδδ", "+12125550δδδ", "7185550δδδ", "(617) 555-δδδδ ext. 12", "555-δδδδ",
	"+44 20 7946 δδδδ", "020 7946 0δδδ", "07700 900δδδ", "+44 (0)7700 900 δδδ", "0044 7700 900δδδ", // UK
	"+49 30 1234δδδ", "030/1234-δδδ", "0171 1δδδδδδ", "0171-12 34 5δδ", "+49 (0) 171 1δδδ 456", "0049 89 δδδδδδ", "030 12345 Durchwahl 1δδ", // DE
	"+33 6 1δ δδ δδ δδ", "06 1δ δδ δδ δδ", "01.4δ.δδ.δδ.δδ", "+33 (0)1 4δ δδ δδ δδ", "0612δδδδδδ", // FR
	"+34 6δδ δδ δδ δδ", "6δδ δδ δδ δδ", "9δδδδδδδδ", "91 δδδ δδ δδ", // ES
	"+39 06 δδδδ δδδδ", "06 δδδδδδδδ", "333 1δδδδδδ", "+39 333 δδδ δδδδ", // IT
	"+351 9δδ δδδ δδδ", "912 δδδ δδδ", "21 δδδ δδδδ", // PT
	"+31 6 δδδδδδδδ", "06-1δδδδδδδ", "020 δδδ δδδδ", "+31 (0)20 δδδ δδ δδ", // NL
	"+32 470 δδ δδ δδ", "0470 δδ δδ δδ", "0470/δδ.δδ.δδ", // BE
	"+41 44 668 δδ δδ", "044 668 δδ δδ", // CH
	"+43 664 δδδδδδδ", "0664 1δδδδδδ", // AT
	"+48 601 δδδ δδδ", "601 δδδ δδδ", "22 δδδ δδ δδ", "601-δδδ-δδδ", // PL
	"+90 532 δδδ δδ δδ", "0532 δδδ δδ δδ", "0(532) δδδ δδ δδ", // TR
	"+7 912 δδδ-δδ-δδ", "8 (912) δδδ-δδ-δδ", "8-800-555-δδ-δδ", "8912δδδδδδδ", // RU
	"+966 50 δδδ δδδδ", "050 δδδ δδδδ", "0100 δδδ δδδδ", "+20 100 δδδ δδδδ", "+971-4-δδδ-δδδδ", "+212 6 δδ δδ δδ δδ", // SA EG AE MA
	"+91 98δδδδδδδδ", "98δδδ δδδδδ", "9876δδδ δδδδ", "+91-22-2δδδ δδδδ", "022-2δδδδδδδ", "09812δδδδδδ", // IN
	"+880 1712-δδδδδδ", "01712-δδδδδδ", "01712δδδδδδ", // BD
	"+86 138 δδδδ δδδδ", "138δδδδδδδδ", "138-δδδδ-δδδδ", "010-8δδδδδδδ", "400-8δδ-δδδδ", // CN
	"+81 90-δδδδ-δδδδ", "090-δδδδ-δδδδ", "03-1δδδ-δδδδ", "0120-δδδ-δδδ", "090ー1δδδ・δδδδ", // JP
	"+55 11 9δδδδ-δδδδ", "(11) 9δδδδ-δδδδ", "11 9δδδδδδδδ", // BR
	"+52 55 δδδδ δδδδ", "55 1δδδ δδδδ", "+54 9 11 δδδδ-δδδδ", "300 δδδ δδδδ", // MX AR CO
	"+45 Δδ δδ δδ δδ", "Δδ δδ δδ δδ", "+46 70-δδδ δδ δδ", "070-δδδ δδ δδ", "912 δδ δδδ", "+358 40 δδδδδδδ", // DK SE NO FI
	"+27 82 δδδ δδδδ", "+234 803 δδδ δδδδ", "+61 4δδ δδδ δδδ", "0412 δδδ δδδ", "+65 9δδδ δδδδ", "9δδδ δδδδ", "+82 10-δδδδ-δδδδ", "+84 90 δδδ δδ δδ",
}

func (p plant) phone() string { return p.fill(p.pick(phones...)) }

// luhn closes a number with its check digit.
func luhn(body string) string {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return body + string(rune('0'+(10-sum%10)%10))
}

func (p plant) card() string {
	number := luhn(p.fill(p.pick("4δδδδδδδδδδδδδ4", "51δδδδδδδδδδδδδ", "2221δδδδδδδδδδδ", "34δδδδδδδδδδδδ", "6011δδδδδδδδδδδ", "50δδδδδδδδδδ", "62δδδδδδδδδδδδδδδδ", "3528δδδδδδδδδδδ", "30δδδδδδδδδδ4")))
	return p.grouped(number, 4, p.pick("", " ", " ", "-", "  ", " - ", ".", "\u00a0"))
}

func (p plant) grouped(s string, n int, by string) string {
	var out strings.Builder
	for i, r := range s {
		if i > 0 && i%n == 0 {
			out.WriteString(by)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// ibanShapes are the account parts of some countries, to fill.
var ibanShapes = map[string]string{
	"DE": "δδδδδδδδδδδδδδδδδδ", "AT": "δδδδδδδδδδδδδδδδ", "CH": "δδδδδδδδδδδδδδδδδ", "FR": "δδδδδδδδδδδδδδδδδδδδδδδ", "ES": "δδδδδδδδδδδδδδδδδδδδ",
	"IT": "Λδδδδδδδδδδδδδδδδδδδδδδ", "PT": "δδδδδδδδδδδδδδδδδδδδδ", "NL": "ΛΛΛΛδδδδδδδδδδ", "BE": "δδδδδδδδδδδδ", "PL": "δδδδδδδδδδδδδδδδδδδδδδδδ",
	"TR": "δδδδδδδδδδδδδδδδδδδδδδ", "GB": "ΛΛΛΛδδδδδδδδδδδδδδ", "IE": "ΛΛΛΛδδδδδδδδδδδδδδ", "SA": "δδδδδδδδδδδδδδδδδδδδ", "AE": "δδδδδδδδδδδδδδδδδδδ",
	"SE": "δδδδδδδδδδδδδδδδδδδδ", "NO": "δδδδδδδδδδδ", "DK": "δδδδδδδδδδδδδδ", "FI": "δδδδδδδδδδδδδδ", "CZ": "δδδδδδδδδδδδδδδδδδδδ", "MT": "ΛΛΛΛδδδδδΛδδδδδδδδδδδδδδδΛδ",
	"GR": "δδδδδδδδδδδδδδδδδδδδδδδ", "BR": "δδδδδδδδδδδδδδδδδδδδδδδΛδ", "KW": "ΛΛΛΛδδδδδδδδδδδδδδδδδδδδδδ", "LU": "δδδδδδδδδδδδδδδδδ", "RO": "ΛΛΛΛδδδδδδδδδδδδδδδδ",
}

func (p plant) iban() string {
	countries := "DEATCHFRESITPTNLBEPLTRGBIESAAESENODKFICZMTGRBRKWLURO"
	k := 2 * p.IntN(len(countries)/2)
	country := countries[k : k+2]
	account := p.fill(ibanShapes[country])
	var digits strings.Builder
	for _, r := range account + country + "00" {
		if r >= 'A' {
			fmt.Fprint(&digits, r-'A'+10)
		} else {
			digits.WriteRune(r)
		}
	}
	n, _ := new(big.Int).SetString(digits.String(), 10)
	whole := fmt.Sprintf("%s%02d%s", country, 98-n.Mod(n, big.NewInt(97)).Int64(), account)
	whole = p.grouped(whole, 4, p.pick("", " ", " ", "-", "\u202f"))
	if p.IntN(5) == 0 {
		whole = strings.ToLower(whole)
	}
	if at := strings.LastIndex(whole, " "); at > 0 && p.IntN(5) == 0 {
		whole = whole[:at] + "\n" + whole[at+1:]
	}
	return whole
}

func (p plant) email() string {
	local := p.fill(p.pick("anneliese.vogt", "k.yildirim", "bruno_castelo", "rwatts52", "info+kunde42", "m.o'neill", "jürgen.groß", "ольга.крымова", "Xavi.Pons", "q-δδδδ", "zoë", "first.last%tag", "小芳88", "नेहा"))
	domain := p.pick("example.com", "mail.example.co.uk", "example.org", "beispiel-firma.de", "münchner-laden.de", "xn--mnchen-3ya.de", "пример.рф", "gmail.com", "sub.example.museum", "EXAMPLE.NET", "qq.com", "uni-köln.example.edu")
	ascii := !strings.ContainsFunc(local, func(r rune) bool { return r > 0x24f })
	switch p.IntN(12) {
	case 0:
		return local + " (at) " + domain
	case 1:
		return local + "[at]" + strings.ReplaceAll(domain, ".", "[dot]")
	case 2:
		if ascii {
			return strings.ReplaceAll(local, ".", " dot ") + " at " + strings.ReplaceAll(domain, ".", " dot ")
		}
	case 3:
		return local + " @ " + domain
	case 4:
		return local + "＠" + domain
	case 5:
		return local + "@\u200b" + domain
	case 6:
		return strings.ToUpper(local) + "@" + domain
	case 7:
		return "mailto:" + local + "@" + domain
	case 8:
		return "<" + local + "@" + domain + ">"
	}
	return local + "@" + domain
}

func (p plant) url() string {
	return p.fill(p.pick(
		"https://example.com/reset?token=χχχχχχχχχχχχχχχχ&u=δδδδ", "http://app.example.org/u/δδδδδδδ/edit", "www.example.de/konto/δδδδδ?s=χχχχχχχχ", "https://user:pa55@example.com:8443/a/b",
		"HTTPS://EXAMPLE.COM/A?K=ΔΔΔΔ", "https://example.com/#/invite/χχχχχχχχ-χχχχ", "sftp://files.example.com/~anna/χχχχ.pdf", "https://example.com/a_(b)/χχχχχχ", "example.com/t/χχχχχχχχχχ?id=δδδ", "https://münchen.example/straße?q=χχχχχχ",
		"https://192.0.2.δδ/login?next=χχχχχχ", "hxxps://example[.]com/χχχχχχχχ", "t.me/χχχχχχχχaa",
	))
}

func (p plant) id() string {
	return p.fill(p.pick(
		"ΛΛΛδδδδδ", "ΛΛ-δδδδδδ", "ORD-2024-δδδδδ", "#δδδδδ", "Δδδδδδ", "Δδδδδδδδδ", "χχχχχχχχ-χχχχ-4χχχ-aχχχ-χχχχχχχχχχχχ", "1Z999ΛΛ1δδδδδδδδΔδ", "RRδδδδδδδδδDE", "INC0δδδδδδ", "Δ4Λ7-Kδ9X-δ2QZ", "sk_live_4dχχχχχχχχχχχχχχχχχχχχ",
		"δδδ-δδδδδδδ-δδδδδδδ", "KΔδδΛΛ-δδδδ", "CUST_δδδδδδ", "2024/δδδδδ", "ΔΔΔΔ-ΔΔΔΔ-ΔΔ", "3δfbχχχχχχχχχχχχχχχχχχχχχχχχχ", "AKIAΛΛΛΛΔΔΔΔΛΛΛΛΔΔΛΛ", "ghp_4δχχχχχχχχχχχχχχχχχχχχΛΛΛΛ", "JD01460ΔΔΔΔΔΔΔΔΔ", "PO-δδδδδ/δ", "ΔδδδΛΛΛΛΛ",
	))
}

// disguise rewrites a literal so that it reads the same.
func (p plant) disguise(s string) string {
	switch p.IntN(8) {
	case 0: // the digits of another script
		zero := []rune{'०', '০', '٠', '۰', '０', '𝟬'}[p.IntN(6)]
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return zero + r - '0'
			}
			return r
		}, s)
	case 1: // something invisible between the digits
		hidden := p.pick("\u200b", "\u200d", "\u00ad", "\u2060", "\ufeff")
		var out strings.Builder
		before := 'x'
		for _, r := range s {
			if r >= '0' && r <= '9' && before >= '0' && before <= '9' && p.IntN(3) == 0 {
				out.WriteString(hidden)
			}
			out.WriteRune(r)
			before = r
		}
		return out.String()
	case 2: // what an editor makes of it
		return strings.NewReplacer("-", p.pick("–", "‑", "—", "−"), " ", p.pick("\u00a0", "\u202f", "\t")).Replace(s)
	}
	return s
}

// dress puts typography around a literal.
func (p plant) dress(s string) string {
	switch p.IntN(10) {
	case 0:
		return "(" + s + ")"
	case 1:
		return p.pick("„", "“", "«", "\"", "'", "「") + s + p.pick("“", "”", "»", "\"", "'", "」")
	case 2:
		return "*" + s + "*"
	case 3:
		return s + p.pick(",", ";", "!", "...", " –")
	case 4:
		return "[" + s + "]"
	}
	return s
}
