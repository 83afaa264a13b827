package text

import "testing"

func TestJoin(t *testing.T) {
	for _, c := range []struct{ subject, body, want string }{
		{"", "", ""},
		{"", "body", "body"},
		{"subject", "", "subject"},
		{"subject", "body", "subject\nbody"},
		{"Re:", "body", "body"},
		{"RE: re: Re[2]: lost card", "body", "lost card\nbody"},
		{"AW: WG: Rechnung", "body", "Rechnung\nbody"},
		{"RV: TR: SV: Antw: ODP: YNT: x", "body", "x\nbody"},
		{"Отв: Re: пароль", "body", "пароль\nbody"},
		{"رد: كلمة المرور", "body", "كلمة المرور\nbody"},
		{"回复：转发：发票", "body", "发票\nbody"},
		{"답장: 환불", "body", "환불\nbody"},
		{"Ré : facture", "body", "facture\nbody"},
		{"Report: sales are wrong", "body", "Report: sales are wrong\nbody"},
		{"Red light blinks", "body", "Red light blinks\nbody"},
		{"[Ticket #4711] lost card", "body", "lost card\nbody"},
		{"lost card (Case 00123456) [ ref:_00D20.5002x:ref ]", "body", "lost card\nbody"},
		{"##RE-4711## lost card", "body", "lost card\nbody"},
		{"[JIRA-4711] lost card [EXTERNAL]", "body", "lost card\nbody"},
		{"[urgent] printer (floor 2)", "body", "[urgent] printer (floor 2)\nbody"},
		{"Tom &amp; Jerry\r\n ship late", "body", "Tom & Jerry ship late\nbody"},
		{"Lost card", "LOST CARD", "LOST CARD"},
		{"lost", "lost card", "lost\nlost card"},
		{"I lost my...", "I lost my card.", "I lost my card."},
	} {
		if got := Join(c.subject, c.body); got != c.want {
			t.Errorf("Join(%q, %q) = %q, want %q", c.subject, c.body, got, c.want)
		}
	}
}
