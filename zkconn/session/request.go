package session

import (
	"fmt"

	"zkweb/zkconn/cluster"
	"zkweb/zkconn/jute"
	"zkweb/zkconn/wire"
	"zkweb/zkconn/znode"
)

// request is an op in the form for one server.
type request struct {
	op        znode.Op
	full      string // the path as the server knows it
	operation int32
}

// newRequest chooses the operation by what the server's version knows.
func newRequest(op znode.Op, full, server string, version cluster.Version) (request, error) {
	r := request{op: op, full: full}
	switch op.Kind {
	case znode.OpCreate:
		modern := version.AtLeast(3, 5)
		switch {
		case op.Mode == znode.ModeContainer:
			r.operation = wire.OpCreateContainer
		case op.Mode == znode.ModeTTL || op.Mode == znode.ModeTTLSequential:
			r.operation = wire.OpCreateTTL
		case modern:
			r.operation = wire.OpCreate2
		default:
			r.operation = wire.OpCreate
		}
		switch {
		case modern || r.operation == wire.OpCreate:
		case version == (cluster.Version{}):
			return r, unavailable(znode.CodeVersionUnknown, znode.Args{"server": server}, wire.CodeUnimplemented)
		default:
			return r, r.refused(wire.CodeUnimplemented.Meaning())
		}
	case znode.OpSet:
		r.operation = wire.OpSetData
	case znode.OpDelete:
		r.operation = wire.OpDelete
	case znode.OpSetACL:
		r.operation = wire.OpSetACL
	case znode.OpCheck:
		r.operation = wire.OpCheck
	default:
		return r, fmt.Errorf("an op of the unknown kind %d", op.Kind)
	}
	return r, nil
}

// refused returns the error for a request that failed with err. If the server does not support the
// kind of znode to be created, the error is Invalid and names the kind, because trying again later
// would not help. If the name that the server chose for a sequential znode exists, the error says
// so.
func (r request) refused(err error) error {
	var code znode.Code
	switch {
	case r.op.Kind != znode.OpCreate:
		return err
	case znode.CodeOf(err) == znode.CodeNodeExists && r.op.Mode.IsSequential():
		return &znode.Error{Kind: znode.Conflict, Code: znode.CodeSequenceTaken, Cause: err}
	case znode.CodeOf(err) != znode.CodeUnimplemented:
		return err
	case r.op.Mode == znode.ModeContainer:
		code = znode.CodeNoContainers
	case r.op.Mode == znode.ModeTTL || r.op.Mode == znode.ModeTTLSequential:
		code = znode.CodeNoTTL
	default:
		return err
	}
	return &znode.Error{Kind: znode.Invalid, Code: code, Cause: err}
}

// encode writes the request's body (CreateRequest, SetDataRequest and the like in zookeeper.jute).
func (r request) encode(e *jute.Encoder) {
	e.Text(r.full)
	switch r.op.Kind {
	case znode.OpCreate:
		e.Buffer(r.op.Data)
		e.ACLs(r.op.ACL)
		e.Int32(int32(r.op.Mode))
		if r.operation == wire.OpCreateTTL {
			e.Int64(r.op.TTL.Milliseconds())
		}
	case znode.OpSet:
		e.Buffer(r.op.Data)
		e.Int32(r.op.Version)
	case znode.OpSetACL:
		e.ACLs(r.op.ACL)
		e.Int32(r.op.Version)
	case znode.OpDelete, znode.OpCheck:
		e.Int32(r.op.Version)
	}
}

// result reads the server's answer to the request, which is the body of operation. In a multi that
// is OpCreate2 for all kinds of creates whose answer has the stat.
func (s *Session) result(r request, operation int32, reply *wire.Reply) (znode.Result, error) {
	result := znode.Result{Path: r.op.Path}
	var err error
	switch operation {
	case wire.OpCreate, wire.OpCreate2, wire.OpCreateContainer, wire.OpCreateTTL:
		result.Path, err = s.seen(reply.Text())
		if operation != wire.OpCreate {
			result.Stat = reply.Stat()
		}
	case wire.OpSetData, wire.OpSetACL:
		result.Stat = reply.Stat()
	case wire.OpDelete, wire.OpCheck:
	default:
		err = wire.Garbled(fmt.Errorf("an answer to the operation %d", operation))
	}
	if reply.Err != nil {
		err = reply.Finish()
	}
	return result, err
}
