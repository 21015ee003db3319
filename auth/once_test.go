package auth

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
)

// TestOnce: a form that is sent again waits for what the first makes, and gets that; what was
// not made is tried again, and old forms are forgotten.
func TestOnce(t *testing.T) {
	var s Session
	calls := 0
	makes := func(name string, err error) func() (string, error) {
		return func() (string, error) {
			calls++
			return name, err
		}
	}
	want := func(what, form string, make func() (string, error), name string, failed bool, made int) {
		t.Helper()
		if got, err := s.Once(form, make); (err != nil) != failed || !failed && got != name || calls != made {
			t.Errorf("%s: %s, %v after %d calls", what, got, err, calls)
		}
	}
	want("the first", "a", makes("1", nil), "1", false, 1)
	want("again", "a", makes("2", nil), "1", false, 1)
	want("another form", "b", makes("3", nil), "3", false, 2)
	want("no form", "", makes("4", nil), "4", false, 3)
	want("no form again", "", makes("5", nil), "5", false, 4)
	want("not made", "c", makes("", errors.New("refused")), "", true, 5)
	want("tried again", "c", makes("6", nil), "6", false, 6)
	for i := range maxOnce {
		want("many", strconv.Itoa(i), makes("x", nil), "x", false, 7+i)
	}
	want("one that is forgotten", "a", makes("7", nil), "7", false, 7+maxOnce)
	if len(s.forms) != maxOnce || len(s.sent) > maxOnce {
		t.Errorf("%d and %d forms are remembered", len(s.forms), len(s.sent))
	}
}

// TestOnceWaits for the form that was sent first.
func TestOnceWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Session
		begun, finish := make(chan struct{}), make(chan struct{})
		send := func(made chan<- string) {
			one, err := s.Once("form", func() (string, error) {
				close(begun)
				<-finish
				return "one", nil
			})
			if err != nil {
				t.Error(err)
			}
			made <- one
		}
		first, second := make(chan string, 1), make(chan string, 1)
		go send(first)
		<-begun
		go send(second)
		synctest.Wait()
		if len(second) != 0 {
			t.Error("it did not wait")
		}
		close(finish)
		if <-first != <-second {
			t.Error("two were made")
		}
	})
}
