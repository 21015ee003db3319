package zkconn

import (
	"errors"
	"fmt"

	"zkweb/zkconn/znode"
)

// code is an error code of the protocol (KeeperException.Code).
type code int32

const (
	codeUnimplemented           code = -6
	codeBadArguments            code = -8
	codeNoNode                  code = -101
	codeNoAuth                  code = -102
	codeBadVersion              code = -103
	codeNoChildrenForEphemerals code = -108
	codeNodeExists              code = -110
	codeNotEmpty                code = -111
	codeSessionExpired          code = -112
	codeInvalidACL              code = -114
	codeAuthFailed              code = -115
	codeSessionMoved            code = -118
	codeNotReadOnly             code = -119
	codeUnwelcome               code = -124 // SESSIONCLOSEDREQUIRESASLAUTH, for other schemes too since 3.7
	codeQuotaExceeded           code = -125
	codeThrottled               code = -127
)

func (c code) Error() string { return fmt.Sprintf("ZooKeeper error %d", int32(c)) }

var codeMeanings = map[code]znode.Error{
	codeUnimplemented:           {Kind: znode.Unavailable, Message: "This ZooKeeper server does not know this operation; newer versions do."},
	codeBadArguments:            {Kind: znode.Invalid, Message: "ZooKeeper refused the arguments of this call."},
	codeNoNode:                  {Kind: znode.NotFound, Message: "There is no such znode."},
	codeNoAuth:                  {Kind: znode.Denied, Message: "The znode's ACL does not let you do this."},
	codeBadVersion:              {Kind: znode.Conflict, Message: "The znode has changed since you read it: its version is another one now."},
	codeNoChildrenForEphemerals: {Kind: znode.Conflict, Message: "An ephemeral znode cannot have children."},
	codeNodeExists:              {Kind: znode.Conflict, Message: "There is a znode of this name already."},
	codeNotEmpty:                {Kind: znode.Conflict, Message: "The znode has children: delete them first."},
	codeSessionExpired:          {Kind: znode.Unavailable, Message: "The ZooKeeper session has expired; a new one is being opened. Try again."},
	codeInvalidACL:              {Kind: znode.Invalid, Message: "ZooKeeper refused this ACL."},
	codeAuthFailed:              {Kind: znode.Denied, Message: "ZooKeeper refused the credentials. Sign in again."},
	codeSessionMoved:            {Kind: znode.Unavailable, Message: "The ZooKeeper session has moved to another server. Try again."},
	codeNotReadOnly:             {Kind: znode.Unavailable, Message: "This server is cut off from the others and takes no writes."},
	codeUnwelcome:               {Kind: znode.Denied, Message: "These servers answer only to those who sign in, and in a way that they choose (enforce.auth.schemes). Sign in with a user name."},
	codeQuotaExceeded:           {Kind: znode.TooLarge, Message: "This would exceed the quota that is set in ZooKeeper for this part of the tree."},
	codeThrottled:               {Kind: znode.Unavailable, Message: "ZooKeeper is overloaded and put the request off. Try again."},
}

// meaning turns a reply's code into an error for a person; nil for 0.
func (c code) meaning() error {
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

var (
	errClosed  = errors.New("the session is closed")
	errDropped = errors.New("the connection was lost while waiting for the answer")
)

func unavailable(message string, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Message: message, Cause: cause}
}

func tooLarge(message string) error { return &znode.Error{Kind: znode.TooLarge, Message: message} }

// garbled is a reply that could not be read: a fault of the server, or something
// that is not one.
func garbled(cause error) error {
	return unavailable("The server sent an answer that makes no sense. Is it a ZooKeeper?", cause)
}
