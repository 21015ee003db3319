package zkconn

import (
	"slices"
	"testing"

	"zkweb/zkconn/znode"
)

func TestJuteRoundTrip(t *testing.T) {
	acl := []znode.ACL{{Scheme: "digest", ID: "a:b", Perms: znode.PermRead}, {Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	request := newRequest(7, 9)
	request.string("/ü")
	request.buffer([]byte{0, 255})
	request.bool(true)
	request.int64(-5)
	request.acls(acl)
	frame := request.seal()

	reply := &decoder{rest: frame}
	if size := int(reply.int32()); size != len(frame)-4 {
		t.Errorf("the length says %d of %d", size, len(frame)-4)
	}
	if xid, operation := reply.int32(), reply.int32(); xid != 7 || operation != 9 {
		t.Errorf("header %d, %d", xid, operation)
	}
	if text, data, flag, number := reply.string(), reply.buffer(), reply.bool(), reply.int64(); text != "/ü" || !slices.Equal(data, []byte{0, 255}) || !flag || number != -5 {
		t.Errorf("fields %q %v %v %d", text, data, flag, number)
	}
	if back := reply.acls(); !slices.Equal(back, acl) || reply.err != nil || len(reply.rest) != 0 {
		t.Errorf("ACL %v, error %v, rest %d", back, reply.err, len(reply.rest))
	}
	if reply.int32(); reply.err == nil {
		t.Error("reading past the end is no error")
	}
}

// Whatever a server sends, reading it neither panics nor takes memory that the
// bytes do not account for.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 0, 1, 'a', 0, 0, 0, 1, 'b'})
	f.Add([]byte{0x7f, 0xff, 0xff, 0xff})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, body []byte) {
		size := 0
		for _, name := range (&decoder{rest: body}).strings() {
			size += len(name)
		}
		if size > len(body) {
			t.Fatalf("%d bytes of names in %d bytes", size, len(body))
		}
		if acls := (&decoder{rest: body}).acls(); len(acls) > len(body)/12 {
			t.Fatalf("%d ACL entries in %d bytes", len(acls), len(body))
		}
		(&decoder{rest: body}).stat()
	})
}
