package auth

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"

	"zkweb/zkconn/znode"
)

// TestOnce: a form that is sent again gets the answer to the first; what has failed is tried
// again and takes no room, and old forms are forgotten.
func TestOnce(t *testing.T) {
	var s Session
	calls := 0
	want := func(what, form, leads string, fails error, to string, again bool, made int) {
		t.Helper()
		got, isAgain, err := s.Once(form, func() (Answer, error) {
			calls++
			return Answer{To: leads}, fails
		})
		if !errors.Is(err, fails) || err == nil && got.To != to || isAgain != again || calls != made {
			t.Errorf("%s: %s, %v, %v after %d calls", what, got.To, isAgain, err, calls)
		}
	}
	want("the first", "a", "1", nil, "1", false, 1)
	want("again", "a", "2", nil, "1", true, 1)
	want("another form", "b", "3", nil, "3", false, 2)
	want("not made", "c", "", errors.New("refused"), "", false, 3)
	want("not made again", "c", "", errors.New("refused"), "", false, 4)
	if len(s.forms) != 2 || len(s.sent) != 2 {
		t.Errorf("%d and %d forms are remembered beside one that has failed", len(s.forms), len(s.sent))
	}
	want("tried again", "c", "6", nil, "6", false, 5)
	for i := range maxOnce {
		want("many", strconv.Itoa(i), "x", nil, "x", false, 6+i)
	}
	want("one that is forgotten", "a", "7", nil, "7", false, 6+maxOnce)
	if len(s.forms) != maxOnce || len(s.sent) != maxOnce {
		t.Errorf("%d and %d forms are remembered", len(s.forms), len(s.sent))
	}
}

// TestOnceKeepsOnePage: of answers that are pages the last is kept.
func TestOnceKeepsOnePage(t *testing.T) {
	var s Session
	send := func(form, page string) any {
		answer, _, err := s.Once(form, func() (Answer, error) { return Answer{Page: page}, nil })
		if err != nil {
			t.Fatal(err)
		}
		return answer.Page
	}
	for _, sent := range [][3]string{{"a", "1", "1"}, {"a", "2", "1"}, {"b", "3", "3"}, {"b", "4", "3"}, {"a", "5", "5"}} {
		if got := send(sent[0], sent[1]); got != sent[2] || len(s.sent) != 1 || len(s.forms) != 1 {
			t.Errorf("%s answers %v, want %s; %d are kept", sent[0], got, sent[2], len(s.sent))
		}
	}
}

// TestOnceWaits for the form that was sent first: does what that has not done, and tells what
// nobody knows of.
func TestOnceWaits(t *testing.T) {
	for _, how := range []struct {
		name  string
		first error
		does  int
		to    string
	}{
		{"made", nil, 1, "one"},
		{"failed", errors.New("the browser has left"), 2, "two"},
		{"unknown", &znode.Error{Kind: znode.UnknownOutcome, Code: znode.CodeUnknownOutcome}, 1, ""},
	} {
		t.Run(how.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var s Session
				finish := make(chan struct{})
				does := 0
				go func() {
					_, _, _ = s.Once("form", func() (Answer, error) {
						does++
						<-finish
						return Answer{To: "one"}, how.first
					})
				}()
				synctest.Wait()
				over := false
				var second Answer
				go func() {
					second, _, _ = s.Once("form", func() (Answer, error) {
						does++
						return Answer{To: "two"}, nil
					})
					over = true
				}()
				synctest.Wait()
				if over {
					t.Error("it did not wait")
				}
				close(finish)
				synctest.Wait()
				if does != how.does || how.to != "" && second.To != how.to {
					t.Errorf("it was done %d times, and led to %q", does, second.To)
				}
			})
		})
	}
}
