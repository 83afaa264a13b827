package langdetect

import (
	"strings"
	"testing"
)

func TestSpans(t *testing.T) {
	d := loaded(t)
	for _, c := range []struct {
		text string
		want []string // tag and text of every span
	}{
		{"", nil},
		{"123 😀", nil},
		{"The printer is broken again.", []string{"en: The printer is broken again"}},
		{"The printer is broken again. Der Drucker ist schon wieder kaputt.",
			[]string{"en: The printer is broken again", "de: Der Drucker ist schon wieder kaputt"}},
		{"Mi pedido no ha llegado todavía.\n\nMy order has not arrived yet.",
			[]string{"es: Mi pedido no ha llegado todavía", "en: My order has not arrived yet"}},
		{"Please help: не работает вход в аккаунт, thanks for your help",
			[]string{"en: Please help", "ru: не работает вход в аккаунт", "en: thanks for your help"}},
		{"私の注文 has not arrived", []string{"ja: 私の注文", "en: has not arrived"}},
		{"გამარჯობა hello my friend", []string{"und: გამარჯობა", "en: hello my friend"}},
	} {
		var got []string
		for _, s := range d.Spans(c.text) {
			got = append(got, s.Tag+": "+c.text[s.Start:s.End])
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("Spans(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
