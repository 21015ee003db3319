package export_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"zkweb/zkconn/tree/export"
	"zkweb/zkconn/znode"
)

// half is a Reader in which every second znode exists. It counts reads.
type half struct {
	mu    sync.Mutex
	calls int
	acls  int
	acl   []znode.ACL
}

func (h *half) ReadMany(_ context.Context, reads []znode.Read) []znode.ReadResult {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.calls++
	results := make([]znode.ReadResult, len(reads))
	for i, read := range reads {
		name := "0" + read.Path.Name()
		if read.Kind == znode.ReadACL {
			h.acls++
		}
		if name[len(name)-1]%2 == 1 {
			results[i].Err = &znode.Error{Kind: znode.NotFound, Code: znode.CodeNoNode}
			continue
		}
		results[i] = znode.ReadResult{Data: []byte("there"), ACL: h.acl}
	}
	return results
}

// TestAPlanAsksForWhatCounts checks that data is read in large groups and ACLs only of existing
// znodes, and that steps come in the order of the file.
func TestAPlanAsksForWhatCounts(t *testing.T) {
	t.Parallel()
	const n = 1500
	acl := []znode.ACL{{Scheme: "world", ID: "anyone", Perms: znode.PermAll}}
	nodes := []export.Node{{Path: znode.Root, Data: []byte("data"), ACL: acl}}
	for i := 1; i < n; i++ {
		path, err := znode.ParsePath(fmt.Sprintf("/n%05d", i))
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, export.Node{Path: path, Data: []byte("data"), ACL: acl})
	}
	written := write(t, "jsonl", nodes)
	file, err := export.Open(bytes.NewReader(written), int64(len(written)))
	if err != nil {
		t.Fatal(err)
	}
	reader := &half{acl: acl}
	var got []string
	err = export.Plan(t.Context(), file, export.Target{
		OnConflict: export.SkipThem, Reader: reader,
		Sum:     func(_ znode.Path, data []byte) ([]byte, error) { return data, nil },
		May:     func(znode.Op) error { return nil },
		SameACL: func(a, b []znode.ACL) bool { return slices.Equal(a, b) },
	}, func(steps []export.Step) error {
		for _, step := range steps {
			got = append(got, step.At.String()+" "+string(step.Does))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, said := range got[1:] {
		i++
		want := fmt.Sprintf("/n%05d %s", i, []export.Does{export.Skip, export.Create}[i%2])
		if said != want {
			t.Fatalf("step %d is %q, want %q", i, said, want)
		}
	}
	if len(got) != n || reader.acls != n/2 || reader.calls > 20 {
		t.Errorf("%d steps, %d ACLs in %d calls", len(got), reader.acls, reader.calls)
	}
}
