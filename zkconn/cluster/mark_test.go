package cluster

import "testing"

func TestParseMark(t *testing.T) {
	for text, want := range map[string]Mark{
		"prod=PROD,red": {"PROD", "red"}, "prod=生产": {"生产", "grey"}, "prod= Live , blue ": {"Live", "blue"},
	} {
		if name, mark, err := ParseMark(text); err != nil || name != "prod" || mark != want {
			t.Errorf("ParseMark(%q) = %q, %+v, %v", text, name, mark, err)
		}
	}
	for _, text := range []string{"", "prod", "prod=", "prod=,red", "prod=PROD,pink", "prod=PROD,red,", "prod=a\u202eb", "prod=12345678901234567"} {
		if _, mark, err := ParseMark(text); err == nil {
			t.Errorf("ParseMark(%q) = %+v, want an error", text, mark)
		}
	}
}
