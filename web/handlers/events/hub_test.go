package events

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

// lever is a source by which a test publishes.
type lever struct {
	publish        func(any)
	started, ended int
}

func (l *lever) source(publish func(any)) (func(), error) {
	l.publish = publish
	l.started++
	return func() { l.ended++ }, nil
}

func texts(events []Event) []string {
	var all []string
	for _, event := range events {
		all = append(all, event.Text)
	}
	return all
}

func follow(t *testing.T, hub *Hub, topics map[string]*lever, keys ...string) *Follower {
	t.Helper()
	follower := hub.Follower()
	for _, key := range keys {
		if err := follower.Follow(key, topics[key].source, asIs); err != nil {
			t.Fatal(err)
		}
	}
	return follower
}

func TestASlowFollowerMissesEventsInBetweenAndNeverTheLast(t *testing.T) {
	hub, topics := NewHub(), map[string]*lever{"a": {}, "b": {}}
	slow := follow(t, hub, topics, "a", "b")
	for i := range 1000 {
		topics["a"].publish(Event{Text: fmt.Sprint("a", i)})
		topics["b"].publish(Event{Text: fmt.Sprint("b", i)})
	}
	<-slow.Woken()
	if got, want := texts(slow.Next()), []string{"a999", "b999"}; !slices.Equal(got, want) {
		t.Errorf("the slow one has %q, want %q", got, want)
	}
	if got := slow.Next(); len(got) != 0 {
		t.Errorf("then it has %q", texts(got))
	}
	select {
	case <-slow.Woken():
		t.Error("it was woken twice for the same")
	default:
	}
	late := follow(t, hub, topics, "a")
	<-late.Woken()
	if got, want := texts(late.Next()), []string{"a999"}; !slices.Equal(got, want) {
		t.Errorf("a late one has %q, want %q", got, want)
	}
}

func TestATopicsSourceRunsWhileSomebodyFollows(t *testing.T) {
	hub, topics := NewHub(), map[string]*lever{"a": {}}
	first, second := follow(t, hub, topics, "a"), follow(t, hub, topics, "a")
	first.Close()
	if l := *topics["a"]; l.started != 1 || l.ended != 0 {
		t.Errorf("started %d times, stopped %d times while one follows", l.started, l.ended)
	}
	second.Close()
	second.Close()
	if l := *topics["a"]; l.ended != 1 || len(hub.topics) != 0 {
		t.Errorf("stopped %d times, %d topics are left", l.ended, len(hub.topics))
	}
	follow(t, hub, topics, "a").Close()
	if l := *topics["a"]; l.started != 2 || l.ended != 2 {
		t.Errorf("followed again: started %d times, stopped %d times", l.started, l.ended)
	}
}

func TestASourceThatFailsLeavesNoTopic(t *testing.T) {
	hub, failure := NewHub(), errors.New("no")
	follower := hub.Follower()
	if err := follower.Follow("a", func(func(any)) (func(), error) { return nil, failure }, asIs); !errors.Is(err, failure) {
		t.Errorf("followed: %v", err)
	}
	follower.Close()
	if len(hub.topics) != 0 {
		t.Errorf("%d topics are left", len(hub.topics))
	}
}
