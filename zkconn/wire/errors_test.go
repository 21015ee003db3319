package wire_test

import (
	"errors"
	"testing"

	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// TestCodes checks, for each kind of code, the error that it becomes and whether it means that a
// change was not made.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		code    wire.Code
		kind    znode.Kind
		says    znode.Code
		refuses bool
	}{
		{-1, znode.Unavailable, znode.CodeServerFailed, false},
		{-4, znode.Unavailable, znode.CodeServerFailed, false},
		{-5, znode.Unavailable, znode.CodeServerFailed, false},
		{-6, znode.Unavailable, znode.CodeUnimplemented, true},
		{-7, znode.Unavailable, znode.CodeServerTimeout, false},
		{-8, znode.Invalid, znode.CodeBadArguments, true},
		{-13, znode.Unavailable, znode.CodeServerFailed, true},
		{-101, znode.NotFound, znode.CodeNoNode, true},
		{-102, znode.Denied, znode.CodeNoAuth, true},
		{-103, znode.Conflict, znode.CodeBadVersion, true},
		{-112, znode.Unavailable, znode.CodeSessionExpired, true},
		{-119, znode.Unavailable, znode.CodeServerReadOnly, true},
		{-122, znode.Unavailable, znode.CodeServerTimeout, false},
		{-125, znode.TooLarge, znode.CodeQuotaExceeded, true},
		{-127, znode.Unavailable, znode.CodeThrottled, true},
		{-99999, znode.Unavailable, znode.CodeServerFailed, true},
	} {
		err := c.code.Meaning()
		var known *znode.Error
		if !errors.As(err, &known) || known.Kind != c.kind || known.Code != c.says || !errors.Is(err, c.code) {
			t.Errorf("the meaning of %d is %v", c.code, err)
		}
		if c.code.Refuses() != c.refuses {
			t.Errorf("Refuses of %d is %v", c.code, c.code.Refuses())
		}
	}
	if wire.Code(0).Meaning() != nil {
		t.Error("0 is an error")
	}
}
