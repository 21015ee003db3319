package wire

import (
	"errors"
	"fmt"

	"zkweb/zkconn/znode"
)

// Code is an error code of the protocol (KeeperException.Code).
type Code int32

// The codes that mean something to the console.
const (
	CodeUnimplemented           Code = -6
	CodeBadArguments            Code = -8
	CodeNoNode                  Code = -101
	CodeNoAuth                  Code = -102
	CodeBadVersion              Code = -103
	CodeNoChildrenForEphemerals Code = -108
	CodeNodeExists              Code = -110
	CodeNotEmpty                Code = -111
	CodeSessionExpired          Code = -112
	CodeInvalidACL              Code = -114
	CodeAuthFailed              Code = -115
	CodeSessionMoved            Code = -118
	CodeNotReadOnly             Code = -119
	CodeUnwelcome               Code = -124 // SESSIONCLOSEDREQUIRESASLAUTH, for other schemes too since 3.7
	CodeQuotaExceeded           Code = -125
	CodeThrottled               Code = -127
)

// Error implements error.
func (c Code) Error() string { return fmt.Sprintf("ZooKeeper error %d", int32(c)) }

var codeMeanings = map[Code]znode.Error{
	CodeUnimplemented:           {Kind: znode.Unavailable, Message: "This ZooKeeper server does not know this operation; newer versions do."},
	CodeBadArguments:            {Kind: znode.Invalid, Message: "ZooKeeper refused the arguments of this call."},
	CodeNoNode:                  {Kind: znode.NotFound, Message: "There is no such znode."},
	CodeNoAuth:                  {Kind: znode.Denied, Message: "The znode's ACL does not let you do this."},
	CodeBadVersion:              {Kind: znode.Conflict, Message: "The znode has changed since you read it: its version is another one now."},
	CodeNoChildrenForEphemerals: {Kind: znode.Conflict, Message: "An ephemeral znode cannot have children."},
	CodeNodeExists:              {Kind: znode.Conflict, Message: "There is a znode of this name already."},
	CodeNotEmpty:                {Kind: znode.Conflict, Message: "The znode has children: delete them first."},
	CodeSessionExpired:          {Kind: znode.Unavailable, Message: "The ZooKeeper session has expired; a new one is being opened. Try again."},
	CodeInvalidACL:              {Kind: znode.Invalid, Message: "ZooKeeper refused this ACL."},
	CodeAuthFailed:              {Kind: znode.Denied, Message: "ZooKeeper refused the credentials. Sign in again."},
	CodeSessionMoved:            {Kind: znode.Unavailable, Message: "The ZooKeeper session has moved to another server. Try again."},
	CodeNotReadOnly:             {Kind: znode.Unavailable, Message: "This server is cut off from the others and takes no writes."},
	CodeUnwelcome:               {Kind: znode.Denied, Message: "These servers answer only to those who sign in, and in a way that they choose (enforce.auth.schemes). Sign in with a user name."},
	CodeQuotaExceeded:           {Kind: znode.TooLarge, Message: "This would exceed the quota that is set in ZooKeeper for this part of the tree."},
	CodeThrottled:               {Kind: znode.Unavailable, Message: "ZooKeeper is overloaded and put the request off. Try again."},
}

// Meaning returns the error of this code, with the code as its cause; nil for 0.
func (c Code) Meaning() error {
	if c == 0 {
		return nil
	}
	known, ok := codeMeanings[c]
	if !ok {
		known = znode.Error{Kind: znode.Unavailable, Message: fmt.Sprintf("ZooKeeper answered with its error %d.", int32(c))}
	}
	known.Cause = c
	return &known
}

// ErrDropped is the cause of a call whose link ended.
var ErrDropped = errors.New("the connection was lost while waiting for the answer")

func unavailable(message string, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Message: message, Cause: cause}
}

func tooLarge(message string) error { return &znode.Error{Kind: znode.TooLarge, Message: message} }

// Garbled is a reply that could not be read: a fault of the server, or something
// that is not one.
func Garbled(cause error) error {
	return unavailable("The server sent an answer that makes no sense. Is it a ZooKeeper?", cause)
}
