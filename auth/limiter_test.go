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

// TestLimiterByName: an attempt passes by the allowance of its address and name,
// or by the name's.
func TestLimiterByName(t *testing.T) {
	limiter := NewLimiter(1)
	for _, test := range []struct {
		cluster, user string
		passes        int
	}{
		{"main", "alice", 2}, {"main", "bob", 2}, {"other", "alice", 2}, {"main", "", 2},
	} {
		passed := 0
		for range 5 {
			if limiter.TakeName("192.0.2.1", test.cluster, test.user) == 0 {
				passed++
			}
		}
		if passed != test.passes {
			t.Errorf("%s in %s: %d attempts pass, want %d", test.user, test.cluster, passed, test.passes)
		}
	}
	if wait := limiter.Take("192.0.2.1"); wait != 0 {
		t.Errorf("an address has to wait %s for the names", wait)
	}
}

// TestNobodyIsKeptOutByGuessesFromElsewhere: guesses at alice's name use up what
// the name has, not what an address and the name have, nor what is proved.
func TestNobodyIsKeptOutByGuessesFromElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter := NewLimiter(10)
		limiter.Proved("192.0.2.1", "main", "alice")
		guess := func() {
			for range 50 {
				limiter.TakeName("198.51.100.1", "main", "alice")
			}
		}
		guess()
		for _, test := range []struct {
			address, cluster, user string
			passes                 int // of 20 attempts
		}{
			{"192.0.2.1", "main", "alice", 20},
			{"::ffff:192.0.2.1", "main", "alice", 20},
			{"192.0.2.2", "main", "alice", 2},
			{"2001:db8::1", "main", "alice", 2},
			{"2001:db8::2", "main", "alice", 0}, // the same network
			{"198.51.100.1", "main", "alice", 0},
			{"192.0.2.1", "other", "alice", 12},
			{"192.0.2.1", "main", "bob", 12},
		} {
			passed := 0
			for range 20 {
				if limiter.TakeName(test.address, test.cluster, test.user) == 0 {
					passed++
				}
			}
			if passed != test.passes {
				t.Errorf("%s in %s from %s: %d attempts pass, want %d", test.user, test.cluster, test.address, passed, test.passes)
			}
		}
		time.Sleep(30 * time.Second)
		guess()
		if wait := limiter.TakeName("192.0.2.2", "main", "alice"); wait != 0 {
			t.Errorf("half a minute later, another attempt has to wait %s", wait)
		}
	})
}

// TestProvedAddressesAreLimited: who is known by name is still one address.
func TestProvedAddressesAreLimited(t *testing.T) {
	limiter := NewLimiter(1)
	limiter.Proved("192.0.2.1", "main", "alice")
	for range 10 {
		limiter.Take("192.0.2.1")
	}
	if wait := limiter.Take("192.0.2.1"); wait == 0 {
		t.Error("where a name was proved, guesses have no limit")
	}
}
