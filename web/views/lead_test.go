package views

import "testing"

func TestLead(t *testing.T) {
	for _, test := range []struct{ words, want string }{
		{"Role:", "Role: "}, {"since", "since "}, {"角色：", "角色："}, {"始于", "始于 "}, {"修复。", "修复。"}, {"（可选）", "（可选）"},
	} {
		if got := Lead(test.words); got != test.want {
			t.Errorf("Lead(%q) is %q, want %q", test.words, got, test.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		all  []string
		want string
	}{
		{nil, ""},
		{[]string{"", "One.", "", "Two."}, "One. Two."},
		{[]string{"一。", "二：", "/a", "三。"}, "一。二：/a 三。"},
	} {
		if got := Sentences(test.all...); got != test.want {
			t.Errorf("Sentences(%q) is %q, want %q", test.all, got, test.want)
		}
	}
}
