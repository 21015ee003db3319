package nodes

import (
	"context"
	"strings"
	"testing"

	"zkweb/zkconn/listing"
	"zkweb/zkconn/payload/mask"
	"zkweb/zkconn/znode"
)

// faulty is a reader with a fault in one of its parts.
type faulty struct{ nodeReader }

func (faulty) GetMasked(context.Context, znode.Path, int) (mask.Masked, znode.Stat, error) {
	return mask.Nothing(znode.Root, []byte("shown")), znode.Stat{}, nil
}
func (faulty) GetACLs(context.Context, znode.Path) ([]znode.ACL, znode.Stat, error) {
	return nil, znode.Stat{}, nil
}
func (faulty) GetChildren(context.Context, znode.Path) ([]string, znode.Stat, error) {
	panic("a fault in the children")
}

// TestAFaultInOnePartLeavesTheRest: parts are read in goroutines of their own,
// where a panic that nobody takes ends the console for everybody.
func TestAFaultInOnePartLeavesTheRest(t *testing.T) {
	query, err := listing.ParseQuery("", "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	read, err := readNode(t.Context(), newReadOnce(faulty{}), znode.Root, query)
	if err != nil || string(read.data.Data) != "shown" || znode.KindOf(read.childrenErr) != znode.Internal || !strings.Contains(read.childrenErr.Error(), "a fault in the children") {
		t.Errorf("read %+v, %v", read, err)
	}
	levels := tree{reader: newReadOnce(faulty{})}.readLevels(t.Context(), []znode.Path{znode.Root})
	if len(levels) != 1 || znode.KindOf(levels[0].err) != znode.Internal {
		t.Errorf("the sidebar reads %+v", levels)
	}
}
