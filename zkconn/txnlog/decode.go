package txnlog

import (
	"errors"
	"fmt"
	"math"
	"time"

	"zkweb/zkconn/jute"
)

// errPayload means that a record has the right checksum but holds no transaction.
var errPayload = errors.New("it holds no transaction")

const (
	digestBytes  = 12 // a TxnDigest: its version and its value
	errorBytes   = 4  // an ErrorTxn: a code
	smallestPart = 8  // a part of a multi: its type and the length of its body
	maxParts     = 1 << 18
)

// decode decodes a record's payload: a TxnHeader, the body for its type and, where servers write
// them, a TxnDigest. The result shares memory with the payload.
func decode(payload []byte) (Transaction, error) {
	d := &jute.Decoder{Rest: payload}
	t := Transaction{Session: d.Int64(), Cxid: d.Int32(), Zxid: d.Int64(), Time: d.Int64(), Type: Type(d.Int32())}
	switch t.Type {
	case TypeError:
		t.Err = d.Int32()
	case TypeMulti:
		t.decodeMulti(d)
	case TypeCloseSession:
		t.Ops = []Op{closeSession(d)}
	default:
		op, err := decodeOp(t.Type, d)
		if err != nil {
			return Transaction{}, fmt.Errorf("%w: zxid 0x%x: %w", errPayload, t.Zxid, err)
		}
		t.Ops = []Op{op}
	}
	if len(d.Rest) >= digestBytes {
		t.Digest = Digest{Version: d.Int32(), Value: d.Int64()}
	}
	if d.Err != nil {
		return Transaction{}, fmt.Errorf("%w: zxid 0x%x: %w", errPayload, t.Zxid, d.Err)
	}
	return t, nil
}

// decodeMulti decodes the parts of a multi. If one part failed, none was applied, and servers mark
// the parts in different ways: they write the log while they mark them, so that a part that is
// marked as failed may still have the body of its request.
func (t *Transaction) decodeMulti(d *jute.Decoder) {
	parts := d.Count(smallestPart)
	if parts > maxParts {
		d.Err = errPayload
		return
	}
	ops := make([]Op, 0, min(parts, len(d.Rest)/smallestPart/2))
	failed := false
	for range parts {
		kind, body := Type(d.Int32()), &jute.Decoder{Rest: d.Buffer()}
		if d.Err != nil {
			return
		}
		if kind == TypeError {
			failed = true
			if len(body.Rest) == errorBytes && t.Err == 0 { // the first part with such a body is the one that failed
				t.Err = body.Int32()
			}
			continue
		}
		op, err := decodeOp(kind, body)
		if err != nil && !failed {
			d.Err = err
			return
		}
		ops = append(ops, op)
	}
	if !failed {
		t.Ops = ops
	} else if t.Err >= 0 {
		t.Err = errUnknown
	}
}

// errUnknown is KeeperException.Code.SYSTEMERROR. It stands for the error of a failed multi none of
// whose parts says why.
const errUnknown = -1

// decodeOp decodes the body of one change.
func decodeOp(kind Type, d *jute.Decoder) (Op, error) {
	op := Op{Type: kind}
	switch kind {
	case TypeCreate, TypeCreate2:
		op.Path, op.Data, op.ACL, op.Ephemeral, op.ParentCversion = d.Text(), d.Buffer(), d.ACLs(), d.Bool(), -1
		if len(d.Rest) >= 4 {
			op.ParentCversion = d.Int32()
		}
	case TypeCreateContainer:
		op.Path, op.Data, op.ACL, op.ParentCversion = d.Text(), d.Buffer(), d.ACLs(), d.Int32()
	case TypeCreateTTL:
		op.Path, op.Data, op.ACL, op.ParentCversion = d.Text(), d.Buffer(), d.ACLs(), d.Int32()
		op.TTL = milliseconds(d.Int64())
	case TypeDelete, TypeDeleteContainer:
		op.Path = d.Text()
	case TypeSet, TypeReconfig:
		op.Path, op.Data, op.Version = d.Text(), d.Buffer(), d.Int32()
	case TypeSetACL:
		op.Path, op.ACL, op.Version = d.Text(), d.ACLs(), d.Int32()
	case TypeCheck:
		op.Path, op.Version = d.Text(), d.Int32()
	case TypeCreateSession:
		op.Timeout = milliseconds(int64(d.Int32()))
	default:
		return op, fmt.Errorf("%v is unknown", kind)
	}
	return op, d.Err
}

// closeSession decodes the paths that 3.6 and newer write. Older servers write no body, or only a
// digest. That cannot be mistaken for paths: a vector of two paths is longer than a digest.
func closeSession(d *jute.Decoder) Op {
	op := Op{Type: TypeCloseSession}
	alone := len(d.Rest) == digestBytes && (&jute.Decoder{Rest: d.Rest}).Int32() == digestVersion
	if len(d.Rest) > 0 && !alone {
		op.Paths, op.PathsKnown = d.Texts(), true
	}
	return op
}

// milliseconds returns n milliseconds, bounded to the range of a Duration.
func milliseconds(n int64) time.Duration {
	const most = math.MaxInt64 / int64(time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}
