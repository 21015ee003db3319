package auth

import (
	"testing"
	"time"
)

func TestOneOfManyStreamsLooksAtATime(t *testing.T) {
	signIn := &SignIn{looked: time.Now().Add(-time.Minute)}
	if !signIn.claimLook(time.Second) || signIn.claimLook(time.Second) {
		t.Error("two looked at once, or nobody did")
	}
}
