package jute_test

import (
	"slices"
	"testing"

	"zkweb/zkconn/jute"
	"zkweb/zkconn/znode"
)

func TestRoundTrip(t *testing.T) {
	acl := []znode.ACL{{Scheme: "digest", ID: "a:b", Perms: znode.PermRead}, {Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	request := &jute.Encoder{}
	request.Int32(7)
	request.Int32(9)
	request.Text("/ü")
	request.Buffer([]byte{0, 255})
	request.Bool(true)
	request.Int64(-5)
	request.ACLs(acl)

	reply := &jute.Decoder{Rest: request.Bytes}
	if first, second := reply.Int32(), reply.Int32(); first != 7 || second != 9 {
		t.Errorf("numbers %d, %d", first, second)
	}
	if text, data, flag, number := reply.Text(), reply.Buffer(), reply.Bool(), reply.Int64(); text != "/ü" || !slices.Equal(data, []byte{0, 255}) || !flag || number != -5 {
		t.Errorf("fields %q %v %v %d", text, data, flag, number)
	}
	if back := reply.ACLs(); !slices.Equal(back, acl) || reply.Err != nil || len(reply.Rest) != 0 {
		t.Errorf("ACL %v, error %v, rest %d", back, reply.Err, len(reply.Rest))
	}
	if reply.Int32(); reply.Err == nil {
		t.Error("reading past the end is no error")
	}
}

// FuzzDecoder checks that the decoder neither panics nor allocates more memory than the input can
// account for.
func FuzzDecoder(f *testing.F) {
	f.Add([]byte{0, 0, 0, 2, 0, 0, 0, 1, 'a', 0, 0, 0, 1, 'b'})
	f.Add([]byte{0x7f, 0xff, 0xff, 0xff})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, body []byte) {
		size := 0
		for _, name := range (&jute.Decoder{Rest: body}).Texts() {
			size += len(name)
		}
		if size > len(body) {
			t.Fatalf("%d bytes of names in %d bytes", size, len(body))
		}
		if acls := (&jute.Decoder{Rest: body}).ACLs(); len(acls) > len(body)/12 {
			t.Fatalf("%d ACL entries in %d bytes", len(acls), len(body))
		}
		(&jute.Decoder{Rest: body}).Stat()
	})
}
