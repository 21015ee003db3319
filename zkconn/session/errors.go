package session

import (
	"errors"

	"zkweb/zkconn/znode"
)

var errClosed = errors.New("the session is closed")

func unavailable(message string, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Message: message, Cause: cause}
}

func tooLarge(message string) error { return &znode.Error{Kind: znode.TooLarge, Message: message} }
