package alike

import (
	"slices"
	"testing"
)

func TestRelatedTickets(t *testing.T) {
	all := []Matter{
		{"Cannot log in", "Since yesterday the portal says that my password is wrong, though I have just set it anew."},
		{"Invoice", "The invoice for March shows the wrong tax number of our company."},
		{"Printer", "The label printer in the warehouse prints nothing but blank labels."},
		{"登录失败", "昨天开始无法登录门户，提示密码错误。"},
		{"Wrong tax number", "Our company's tax number on the March invoice is not right, please correct it."},
	}
	c, err := NewCorpus(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		m     Matter
		first int
	}{
		{Matter{"Password", "I set a new password and the portal does not let me log in."}, 0},
		{Matter{"", "blank labels come out of the printer"}, 2},
		{Matter{"", "密码错误无法登录"}, 3},
		{all[1], 1},
	} {
		got := c.Related(want.m, 3)
		if len(got) == 0 || got[0].Candidate != want.first {
			t.Errorf("for %q: %v", want.m.Body, got)
		}
		if again := c.Related(want.m, 3); !slices.Equal(again, got) {
			t.Errorf("for %q: %v the second time", want.m.Body, again)
		}
	}
	if got := c.Related(all[1], 2); len(got) != 2 || got[1].Candidate != 4 {
		t.Errorf("another ticket on the same invoice is not second: %v", got)
	}
	if got := c.Related(Matter{}, 5); len(got) != 0 {
		t.Errorf("nothing is related to %v", got)
	}
	empty, err := NewCorpus(nil)
	if err != nil || len(empty.Related(all[0], 5)) != 0 {
		t.Errorf("an empty corpus answers: %v", err)
	}
}
