package txnlog

import (
	"errors"
	"fmt"
	"math"
	"time"

	"zkweb/zkconn/jute"
)

// errPayload is of a record whose sum is right and that holds no transaction.
var errPayload = errors.New("it holds no transaction")

const (
	digestBytes  = 12 // a TxnDigest: its version and the sum
	errorBytes   = 4  // an ErrorTxn: a code
	smallestPart = 8  // of a multi: its type and the length of its body
	maxParts     = 1 << 18
)

// decode reads a record's payload: a TxnHeader, the body that its type has, and a
// TxnDigest where the server writes them. It keeps views of the payload.
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

// decodeMulti reads the parts of a multi. Where one failed none was made; how the
// others are marked then differs between servers: each writes the log while it marks
// them, so that those marked as failed may have the body of what was asked for.
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
			if len(body.Rest) == errorBytes && t.Err == 0 { // the first such body is of the one that failed
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

// errUnknown is KeeperException.Code.SYSTEMERROR: of a multi that failed, and none of
// whose parts says why.
const errUnknown = -1

// decodeOp reads the body of one change.
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

// closeSession reads the paths that 3.6 and newer write. Nothing, or a digest alone,
// is what servers write that leave them out: no path makes a vector of two that is as
// short as a digest.
func closeSession(d *jute.Decoder) Op {
	op := Op{Type: TypeCloseSession}
	alone := len(d.Rest) == digestBytes && (&jute.Decoder{Rest: d.Rest}).Int32() == digestVersion
	if len(d.Rest) > 0 && !alone {
		op.Paths, op.PathsKnown = d.Texts(), true
	}
	return op
}

// milliseconds returns n as a duration, within what one can be.
func milliseconds(n int64) time.Duration {
	const most = math.MaxInt64 / int64(time.Millisecond)
	return time.Duration(min(max(n, -most), most)) * time.Millisecond
}
