package mask

import "testing"

// TestOnlySessionsHavePlainIDs checks that a value that is an id under the name of a session is a
// secret under other names.
func TestOnlySessionsHavePlainIDs(t *testing.T) {
	const word = "Sunny1Morning2"
	for _, name := range []string{"auth", "saslAuth", "hmac", "seed", "salt"} {
		if !isWeak(name, word) {
			t.Errorf("%s is shown under %s", word, name)
		}
	}
	for _, name := range []string{"session", "app.session", "sessionId", "session_id"} {
		if isWeak(name, word) || isWeak(name, "0x100000BB5DB0002") {
			t.Errorf("an id is masked under %s", name)
		}
	}
}
