package auth

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimiter(t *testing.T) {
	for _, test := range []struct {
		name       string
		perMinute  int
		attempts   int
		elsewhere  string // another address, asked after the attempts
		wait       time.Duration
		waitThere  time.Duration
		waitMinute time.Duration // at the first address, a minute later
	}{
		{"below the limit", 3, 2, "192.0.2.2", 0, 0, 0},
		{"over the limit", 3, 3, "192.0.2.2", 20 * time.Second, 0, 0},
		{"IPv4 in IPv6 is the same address", 3, 3, "::ffff:192.0.2.1", 20 * time.Second, 20 * time.Second, 0},
		{"no limit", 0, 100, "192.0.2.2", 0, 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				limiter := NewLimiter(test.perMinute)
				for range test.attempts {
					if wait := limiter.Take("192.0.2.1"); wait != 0 {
						t.Fatalf("an attempt below the limit has to wait %s", wait)
					}
				}
				if wait := limiter.Take("192.0.2.1"); wait != test.wait {
					t.Errorf("wait %s, want %s", wait, test.wait)
				}
				if wait := limiter.Take(test.elsewhere); wait != test.waitThere {
					t.Errorf("wait from %s %s, want %s", test.elsewhere, wait, test.waitThere)
				}
				<-time.After(time.Minute)
				if wait := limiter.Take("192.0.2.1"); wait != test.waitMinute {
					t.Errorf("wait a minute later %s, want %s", wait, test.waitMinute)
				}
			})
		})
	}
}

func TestLimiterCountsANetworkOfIPv6AsOneAddress(t *testing.T) {
	limiter := NewLimiter(1)
	if wait := limiter.Take("2001:db8::1"); wait != 0 {
		t.Fatalf("the first attempt has to wait %s", wait)
	}
	if wait := limiter.Take("2001:db8::ffff"); wait == 0 {
		t.Error("another address of the same /64 passes")
	}
	if wait := limiter.Take("2001:db8:0:1::1"); wait != 0 {
		t.Errorf("an address of another /64 has to wait %s", wait)
	}
}

func TestLimiterForgetsTheQuietestAddress(t *testing.T) {
	limiter := NewLimiter(1)
	limiter.Take("192.0.2.1")
	for i := range maxBuckets {
		limiter.Take(fmt.Sprintf("10.0.%d.%d", i/256, i%256))
	}
	if len(limiter.byKey) != maxBuckets || limiter.recent.Len() != maxBuckets {
		t.Errorf("%d and %d addresses are remembered, want %d", len(limiter.byKey), limiter.recent.Len(), maxBuckets)
	}
	if wait := limiter.Take("10.0.0.1"); wait == 0 {
		t.Error("a later address was forgotten")
	}
	if wait := limiter.Take("192.0.2.1"); wait != 0 {
		t.Errorf("the first address is still remembered: wait %s", wait)
	}
}

func TestLimiterByName(t *testing.T) {
	limiter := NewLimiter(1)
	for _, test := range []struct {
		cluster, user string
		waits         bool
	}{
		{"main", "alice", false},
		{"main", "alice", true},
		{"main", "bob", false},
		{"other", "alice", false},
		{"other", "alice", true},
		{"main", "", false},
	} {
		if wait := limiter.TakeName("192.0.2.1", test.cluster, test.user); (wait > 0) != test.waits {
			t.Errorf("%s in %s has to wait %s, want a wait: %t", test.user, test.cluster, wait, test.waits)
		}
	}
	if wait := limiter.Take("192.0.2.1"); wait != 0 {
		t.Errorf("an address has to wait %s for the names", wait)
	}
}

func TestNobodyIsKeptOutByGuessesFromElsewhere(t *testing.T) {
	limiter := NewLimiter(1)
	limiter.Proved("192.0.2.1", "main", "alice")
	for range 10 {
		limiter.TakeName("198.51.100.1", "main", "alice")
	}
	for _, test := range []struct {
		address, cluster, user string
		waits                  bool
	}{
		{"192.0.2.1", "main", "alice", false},
		{"::ffff:192.0.2.1", "main", "alice", false},
		{"192.0.2.2", "main", "alice", true},
		{"198.51.100.1", "main", "alice", true},
		{"192.0.2.1", "other", "alice", false}, // her first attempt there
		{"192.0.2.1", "other", "alice", true},
		{"192.0.2.1", "main", "bob", false},
		{"192.0.2.1", "main", "bob", true},
	} {
		if wait := limiter.TakeName(test.address, test.cluster, test.user); (wait > 0) != test.waits {
			t.Errorf("%s in %s from %s has to wait %s, want a wait: %t", test.user, test.cluster, test.address, wait, test.waits)
		}
	}
	for range 10 {
		limiter.Take("192.0.2.1")
	}
	if wait := limiter.Take("192.0.2.1"); wait == 0 {
		t.Error("where a name was proved, guesses have no limit")
	}
}
