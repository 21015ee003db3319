package auth

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"

	"zkweb/zkconn/znode"
)

// TestOnce: a form that is sent again waits for what the first makes, and gets that; what was
// not made is tried again, and old forms are forgotten.
func TestOnce(t *testing.T) {
	var s Session
	calls := 0
	makes := func(name string, err error) func() (znode.Path, error) {
		return func() (znode.Path, error) {
			calls++
			path, _ := znode.Root.Child(name)
			return path, err
		}
	}
	want := func(what, form string, make func() (znode.Path, error), name string, failed bool, made int) {
		t.Helper()
		if path, err := s.Once(form, make); (err != nil) != failed || !failed && path.Name() != name || calls != made {
			t.Errorf("%s: %s, %v after %d calls", what, path, err, calls)
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
		send := func(made chan<- znode.Path) {
			path, err := s.Once("form", func() (znode.Path, error) {
				close(begun)
				<-finish
				return znode.Root.Child("one")
			})
			if err != nil {
				t.Error(err)
			}
			made <- path
		}
		first, second := make(chan znode.Path, 1), make(chan znode.Path, 1)
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
