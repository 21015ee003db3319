package wire

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"zkweb/zkconn/znode"
)

// Code is an error code of the protocol (KeeperException.Code).
type Code int32

// The codes that the console distinguishes.
const (
	CodeRuntimeInconsistency    Code = -2 // within a multi: the failure of another operation is the cause
	CodeUnimplemented           Code = -6
	CodeOperationTimeout        Code = -7
	CodeBadArguments            Code = -8
	CodeNewConfigNoQuorum       Code = -13
	CodeReconfigInProgress      Code = -14
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
	CodeRequestTimeout          Code = -122
	CodeSignInRequired          Code = -124 // SESSIONCLOSEDREQUIRESASLAUTH; since 3.7 for schemes other than SASL, too
	CodeQuotaExceeded           Code = -125
	CodeThrottled               Code = -127
)

// Error implements error.
func (c Code) Error() string { return fmt.Sprintf("ZooKeeper error %d", int32(c)) }

var meanings = map[Code]znode.Error{
	CodeUnimplemented:           {Kind: znode.Unavailable, Code: znode.CodeUnimplemented},
	CodeOperationTimeout:        {Kind: znode.Unavailable, Code: znode.CodeServerTimeout},
	CodeBadArguments:            {Kind: znode.Invalid, Code: znode.CodeBadArguments},
	CodeNoNode:                  {Kind: znode.NotFound, Code: znode.CodeNoNode},
	CodeNoAuth:                  {Kind: znode.Denied, Code: znode.CodeNoAuth},
	CodeBadVersion:              {Kind: znode.Conflict, Code: znode.CodeBadVersion},
	CodeNoChildrenForEphemerals: {Kind: znode.Conflict, Code: znode.CodeEphemeralParent},
	CodeNodeExists:              {Kind: znode.Conflict, Code: znode.CodeNodeExists},
	CodeNotEmpty:                {Kind: znode.Conflict, Code: znode.CodeNotEmpty},
	CodeSessionExpired:          {Kind: znode.Unavailable, Code: znode.CodeSessionExpired},
	CodeInvalidACL:              {Kind: znode.Invalid, Code: znode.CodeInvalidACL},
	CodeAuthFailed:              {Kind: znode.Denied, Code: znode.CodeAuthFailed},
	CodeSessionMoved:            {Kind: znode.Unavailable, Code: znode.CodeSessionMoved},
	CodeNotReadOnly:             {Kind: znode.Unavailable, Code: znode.CodeServerReadOnly},
	CodeRequestTimeout:          {Kind: znode.Unavailable, Code: znode.CodeServerTimeout},
	CodeSignInRequired:          {Kind: znode.Denied, Code: znode.CodeSignInRequired},
	CodeQuotaExceeded:           {Kind: znode.TooLarge, Code: znode.CodeQuotaExceeded},
	CodeThrottled:               {Kind: znode.Unavailable, Code: znode.CodeThrottled},
}

// Meaning returns the error for the code, which wraps the code; nil for 0.
func (c Code) Meaning() error {
	if c == 0 {
		return nil
	}
	known, ok := meanings[c]
	if !ok {
		known = znode.Error{Kind: znode.Unavailable, Code: znode.CodeServerFailed, Args: znode.Args{"code": strconv.Itoa(int(c))}}
	}
	known.Cause = c
	return &known
}

// Refuses reports whether an answer with this code means that the change was not made. Few of the
// system errors (above -100) do: a server also answers with them if it fails after the change
// (MARSHALLINGERROR of FinalRequestProcessor, timeouts).
func (c Code) Refuses() bool {
	switch c {
	case CodeUnimplemented, CodeBadArguments, CodeNewConfigNoQuorum, CodeReconfigInProgress:
		return true
	case CodeRequestTimeout:
		return false
	}
	return c <= -100
}

// ErrDropped is the cause of the error of a call whose link ended.
var ErrDropped = errors.New("the connection was lost while waiting for the answer")

// NoAnswer returns the error of a call that ended with ctx: the server's answer did not come in
// time, or the caller left.
func NoAnswer(ctx context.Context, server string) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return unavailable(znode.CodeGivenUp, nil, ctx.Err())
	}
	return unavailable(znode.CodeNoAnswer, znode.Args{"server": server}, ctx.Err())
}

func unavailable(code znode.Code, args znode.Args, cause error) error {
	return &znode.Error{Kind: znode.Unavailable, Code: code, Args: args, Cause: cause}
}

// Garbled returns the error for a reply that cannot be read, because the server is faulty or is not
// ZooKeeper.
func Garbled(cause error) error { return unavailable(znode.CodeGarbled, nil, cause) }
